"""The Ray engine: the workers of one machine or of many.

Ray Data reads the sources side by side and hands on their documents in the order of the sources (Moritz et al. 2018,
"Ray: A Distributed Framework for Emerging AI Applications"; Ray's manual, "Ray Data"). The reader is a pool of actors
that are fed by `handing`, as the local processes are. What crosses between processes is strings of JSON.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import importlib.util
import itertools
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from entente.engine.actors import PARSING, Actors
from entente.engine.forms import document_from, document_values, packed, refusal_values, unpacked
from entente.engine.handing import CHARACTERS, DOCUMENTS, Handing, Read
from entente.engine.loading import Recipe, load
from entente.engine.sessions import Session
from entente.errors import UsageError
from entente.records import Document, Refusal

#: Bytes of a block of documents as it is passed on; a small one lets reading begin early.
BLOCK = 1 << 20
#: Documents of a source that are passed on together, and parts into which a list of sources is cut at most.
TOGETHER, PARTS = 128, 1000


class Cluster:
    """Reads with Ray; gives back what is read as it comes, documents of one id in the order given."""

    def __init__(
        self, recipe: Recipe, *, workers: int | None = None, address: str = "", block: int = BLOCK,
        characters: int = CHARACTERS, documents: int = DOCUMENTS, patience: float | None = None,
    ) -> None:  # fmt: skip
        """Nothing is started yet.

        Args:
            recipe: what a worker reads with; a lexicon's file must be there on every machine of the cluster.
            workers: actors (default: one for each core of the cluster).
            address: HOST:PORT of a cluster to join from one of its machines; "" for one on this machine alone, which
                ends with the reading.
            block: bytes of documents that are passed on at once.
            characters, documents: as for `Handing`.
            patience: as for `Processes`.

        Raises UsageError where Ray is not installed.
        """
        if importlib.util.find_spec("ray") is None:
            raise UsageError("Ray is not installed", mend="pip install 'entente[ray]'")
        self._recipe, self._workers, self._patience = recipe, workers, patience
        self._block, self._portion = block, (characters, documents)
        self._session = Session(address, workers)
        self._version = ""

    @property
    def version(self) -> str:
        """Name and version of what reads. Raises as the making of a reader does."""
        return self._version or load(self._recipe).version

    def documents(
        self, sources: Iterable[str | Path | bytes], *, published: dt.date | None = None, allow_private: bool = True
    ) -> Iterator[Document | Refusal]:
        """What sources hold, in their order; bytes and standard input are read here, all else by the cluster.

        Paths must lead to the same files on every machine.
        """
        from entente.documents import read_many

        for here, several in itertools.groupby(sources, lambda source: isinstance(source, bytes) or source == "-"):
            if here:
                yield from read_many(several, published=published, allow_private=allow_private)
            else:
                with self._session:
                    yield from self._spread([str(source) for source in several], published, allow_private)

    def read(self, documents: Iterable[Document]) -> Iterator[Read | Refusal]:
        """Documents with their claims as they come, and a Refusal for one that no worker survives.

        Raises UsageError where there is no cluster at the address, ModelError and LexiconError where no reader can be
        made, EntenteError where workers cannot be kept alive.
        """
        with self._session:  # the sources are read under it
            source = iter(documents)
            for first in source:  # no document, no model
                yield from self._read(itertools.chain([first], source))

    def _read(self, documents: Iterable[Document]) -> Iterator[Read | Refusal]:
        workers = Actors(self._recipe, self._workers or self._session.cores(), patience=self._patience)
        self._version = workers.version
        characters, number = self._portion
        try:
            handing = Handing(workers, ordered=False, characters=characters, documents=number)
            yield from handing.read(documents)
        finally:
            workers.close()

    def _spread(
        self, sources: list[str], published: dt.date | None, allow_private: bool
    ) -> Iterator[Document | Refusal]:
        import ray.data

        context = ray.data.DataContext.get_current()
        context.target_max_block_size = self._block
        context.execution_options.preserve_order = True  # which of two texts of one id is the newer must not be chance
        context.enable_progress_bars = False
        how = {"folder": str(Path.cwd()), "day": published.isoformat() if published else None, "private": allow_private}
        listed = [{"source": source} for source in sources]
        rows = ray.data.from_items(listed, override_num_blocks=min(len(listed), PARTS))
        rows = rows.map_batches(_read_sources, batch_size=None, fn_kwargs=how, num_cpus=PARSING)
        for row in rows.iter_rows():
            values = unpacked(row["item"])
            yield Refusal(**values) if "reason" in values else document_from(values)


def _within(folder: str) -> contextlib.AbstractContextManager[None]:
    """Names without a folder are meant from where the command was given, if there is such a place here."""
    return contextlib.chdir(folder) if Path(folder).is_dir() else contextlib.nullcontext()


def _read_sources(
    batch: Mapping[str, Any], *, folder: str, day: str | None, private: bool
) -> Iterator[dict[str, list[str]]]:
    """The documents and refusals of some sources, as JSON, in a process of the cluster."""
    from entente.documents import read_many

    published = dt.date.fromisoformat(day) if day else None
    with _within(folder):
        found = read_many([str(source) for source in batch["source"]], published=published, allow_private=private)
        items = (
            packed(refusal_values(item) if isinstance(item, Refusal) else document_values(item)).decode("ascii")
            for item in found
        )
        while together := list(itertools.islice(items, TOGETHER)):
            yield {"item": together}
