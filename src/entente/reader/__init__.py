"""The heart of the house: documents are read into claims by one small network.

Importing this loads nothing heavy; `Reader` comes when it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from entente.reader.models import model_folder
    from entente.reader.reading import Reader

__all__ = ["Reader", "model_folder"]


def __getattr__(name: str) -> Any:
    if name == "Reader":
        from entente.reader.reading import Reader

        return Reader
    if name == "model_folder":
        from entente.reader.models import model_folder

        return model_folder
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
