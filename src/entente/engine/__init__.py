"""Engines: what hands documents to readers, on this machine's cores or on a cluster, and brings their claims back.

An engine decides where and when a document is read, never what is read in it: the same documents give the same claims
by any engine, with any number of workers (docs/decisions/0017).

Importing this starts nothing; processes and clusters come when an engine first reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from entente.engine.cluster import Cluster
    from entente.engine.loading import Reads, Recipe, load
    from entente.engine.local import Local

__all__ = ["Cluster", "Local", "Reads", "Recipe", "load"]
_HOMES = {"Cluster": "cluster", "Local": "local", "Reads": "loading", "Recipe": "loading", "load": "loading"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
