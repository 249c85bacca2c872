"""The index: the read model beside a ledger, in one SQLite file, from which pages are answered."""

from entente.index.index import Index

__all__ = ["Index"]
