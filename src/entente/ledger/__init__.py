"""The ledger: months of reporting in Delta tables, asked as of any day."""

from entente.ledger.gathering import Gathered, gather
from entente.ledger.keeping import Keeper
from entente.ledger.ledger import Ledger
from entente.ledger.schema import SCHEMA
from entente.ledger.tables import create

__all__ = ["SCHEMA", "Gathered", "Keeper", "Ledger", "create", "gather"]
