"""Libraries that come with an extra of the package only, and what is told where one is not installed."""

from __future__ import annotations

from importlib.util import find_spec

from entente.errors import UsageError

#: What is imported -> the extra of the package that brings it (pyproject.toml, `optional-dependencies`).
EXTRAS = {
    "SALib": "futures",
    "argon2": "serve",
    "arro3": "ledger",
    "deltalake": "ledger",
    "duckdb": "ledger",
    "fastapi": "serve",
    "fastwarc": "warc",
    "feedgen": "serve",
    "fpdf": "serve",
    "fsspec": "objects",
    "limits": "serve",
    "markdown_it": "serve",
    "matplotlib": "plot",
    "mcp": "mcp",
    "networkx": "ledger",
    "obstore": "objects",
    "prometheus_client": "serve",
    "ray": "ray",
    "sklearn": "futures",
    "sse_starlette": "serve",
    "threadpoolctl": "futures",
    "uvicorn": "serve",
}


def need(what: str, *libraries: str) -> None:
    """Goes on where all libraries are installed; none is loaded.

    Args:
        what: what needs them, as the beginning of a sentence: "a ledger".
        libraries: names as they are imported, each of EXTRAS.

    Raises UsageError with the `pip` line that brings what is absent.
    """
    lacking = [name for name in libraries if find_spec(name) is None]
    if lacking:
        raise UsageError(f"{what} needs {' and '.join(lacking)}", mend=mend(lacking[0]))


def mend(library: str) -> str:
    """The `pip` line that brings a library of EXTRAS."""
    return f"pip install 'entente[{EXTRAS[library]}]'"
