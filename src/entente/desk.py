"""The journeys: from reports to claims, to a brief, to figures. The only place where the rooms meet.

Importing this reads nothing and loads nothing; lexicon and model come when a journey first needs them.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from entente.assess_desk import MOST, back_to
from entente.bookkeeping import Clock, clock
from entente.briefing import pairs_of, told_most
from entente.errors import InputError, UsageError
from entente.index_desk import IndexDesk
from entente.ledger_desk import Engine, Reads, Source
from entente.news_desk import NewsDesk
from entente.outlook_desk import OutlookDesk, about
from entente.records import Claim, Dealing, Document, Explanation, KeptClaim, Outlook, Question, Refusal, Ruling

if TYPE_CHECKING:
    from entente.evaluation import Scores
    from entente.index import Index as Index  # the fronts name them by the desk
    from entente.ledger import Ledger as Ledger
    from entente.lexicon import Entry, Lexicon, Resolution
    from entente.records import Brief

#: What can bring documents to readers.
ENGINES = ("local", "ray")
#: What a brief can be written as.
BRIEF_FORMATS = ("text", "md", "html", "json")


@dataclass(frozen=True, slots=True)
class Versions:
    """Versions of what reads. `model`: every model that is installed, None where there is none."""

    package: str
    model: str | None
    lexicon: str


class Desk(NewsDesk, IndexDesk, OutlookDesk):
    """One lexicon, one reader, and the journeys over them."""

    def __init__(
        self,
        *,
        lexicon: Path | None = None,
        threads: int | None = None,
        model: str | Path = "small",
        reader: Reads | None = None,
        engine: str = "local",
        workers: int | None = None,
        address: str = "",
    ) -> None:
        """The desk; nothing is loaded yet.

        Args:
            lexicon: a user's own file.
            threads: windows read side by side.
            model: "small", "large" (where entente-large is installed) or a model's folder.
            reader: instead of the one that would be loaded.
            engine: of ENGINES; what brings many documents to readers: "local", all cores of this machine, or "ray".
            workers: readers at work side by side (default: as many as there are cores).
            address: of a Ray cluster to join, HOST:PORT; "" for one of its own on this machine.

        Raises UsageError where these do not go together.
        """
        self._extra, self._threads, self._model, self._given = lexicon, threads, model, reader
        if engine not in ENGINES:
            raise UsageError(f"no engine {engine!r}", mend=f"one of {', '.join(ENGINES)}")
        if address and engine != "ray":
            raise UsageError("an address is for the engine ray alone", mend="--engine ray")
        if engine == "ray" and reader is not None:
            raise UsageError("a reader that is given stays in this process", mend="the engine local")
        self._engine, self._workers, self._address = engine, workers, address

    @functools.cached_property
    def lexicon(self) -> Lexicon:
        """The lexicon, the user's file included. Raises LexiconError."""
        from entente.lexicon import load

        return load(self._extra)

    @functools.cached_property
    def reader(self) -> Reads:
        """The reader with its model. Raises ModelError, LexiconError; UsageError where there is no such model."""
        if self._given is not None:
            return self._given
        from entente.reader import Reader, model_folder

        return Reader(self.lexicon, threads=self._threads, model=model_folder(self._model))

    @functools.cached_property
    def engine(self) -> Engine:
        """What brings many documents to readers. Raises UsageError where Ray is asked for and not installed."""
        from entente.engine import Cluster, Local, Recipe

        recipe = Recipe(str(self._model), str(self._extra or ""))
        if self._engine == "ray":
            return Cluster(recipe, workers=self._workers, address=self._address)
        workers = self._workers or self._threads
        return Local(recipe if self._given is None else None, lambda: self.reader, workers=workers)

    def documents(
        self,
        sources: Source | Iterable[Source],
        *,
        published: dt.date | None = None,
        name: str = "",
        allow_private: bool = True,
    ) -> Iterator[Document | Refusal]:
        """What the sources hold, one by one: files, "-", addresses, bytes; see `entente.documents.read_many`.

        Args:
            sources: what is read.
            published: day of publication, where the caller knows it.
            name: what to call bytes; its suffix helps to tell what they are.
            allow_private: addresses may lead into private networks.
        """
        from entente.documents import read_many

        # One source alone would be taken letter by letter.
        listed = [sources] if isinstance(sources, (str, bytes, Path)) else sources
        return read_many(listed, published=published, name=name, allow_private=allow_private)

    def claims(self, documents: Iterable[Document]) -> Iterator[tuple[Document, list[Claim]]]:
        """Documents with their claims, in the order given. Loads no model where there is no document."""
        waiting = iter(documents)
        for first in waiting:
            yield from self.reader.read_many(itertools.chain([first], waiting))

    def read(
        self,
        sources: Source | Iterable[Source],
        *,
        published: dt.date | None = None,
        refused: Callable[[Refusal], None] = lambda refusal: None,
    ) -> Iterator[tuple[Document, list[Claim]]]:
        """From sources to claims, as a stream.

        Args:
            sources: as for `documents`.
            published: day of publication, where the caller knows it.
            refused: called with each source or part that could not be read; the rest goes on.
        """
        return self.claims(passed(self.documents(sources, published=published), refused))

    def brief(self, documents: Iterable[Document | Refusal], *, outlook: bool = False, now: Clock = clock) -> Brief:
        """The brief over documents; refusals among them are listed in it.

        Args:
            documents: the reports.
            outlook: also what scenarios about the pair most told of answer.
            now: the clock, UTC, by which a report without a day counts.

        Raises InputError where nothing was read.
        """
        from entente.assess.firsts import first
        from entente.brief import compose
        from entente.ledger.unkept import unkept

        refusals: list[Refusal] = []
        read = list(self.claims(distinct(passed(documents, refusals.append))))
        if not read:
            raise InputError("nothing to brief", mend=refusals[0].detail if refusals else "give at least one report")
        reports, moment = [document for document, _ in read], now()
        found = unkept(read, moment)
        return compose(
            reports,
            {document.id: claims for document, claims in read},
            refusals,
            self.lexicon,
            threshold=self.reader.first_screen_confidence,
            generated=self.reader.version,
            first=first,
            assessment=self.assessment_of(found, reports, moment),
            outlook=self._ahead(found.claims) if outlook else None,
        )

    def _ahead(self, claims: Sequence[KeptClaim]) -> Outlook:
        """What scenarios answer about the two that are told of most together and that some scenario is about."""
        known = [about(scenario) for scenario in self.scenarios()]
        for pair in pairs_of(claims):
            if set(pair) in known:
                return self.outlook(pair)
        return Outlook(notes=("No scenario is about the parties told of here; `entente scenarios` lists them.",))

    def brief_pair(self, ledger: Ledger, question: Question, *, outlook: Outlook | None = None) -> Brief:
        """The brief on the two of `question.pair` from a ledger, with what may come where an outlook is given.

        Raises InputError where it holds nothing on them.
        """
        from entente.assess.firsts import first
        from entente.brief import compose

        assessment = self.assessment(ledger, question)
        claims = told_most(assessment, self._events(ledger, question), self.until(ledger, question))
        if not claims:
            raise InputError("nothing to brief", mend="`entente claims --pair A B` lists what the ledger holds")
        reports = ledger.reports([kept.claim.document for kept in claims])
        told: dict[str, list[Claim]] = {}
        for kept in claims:
            told.setdefault(kept.claim.document, []).append(kept.claim)
        one, two = (self.name(code) for code in question.pair or ())
        size = ledger.count(Question(as_of=question.as_of))["documents"]
        reaches = back_to(list(ledger.glances(question)), MOST)
        cut = f"; happenings told from {reaches} on" if reaches else ""
        return compose(
            sorted(reports.values(), key=_newest_first),
            told,
            [],
            self.lexicon,
            threshold=self.reader.first_screen_confidence,
            generated=claims[0].claim.reader,
            first=first,
            assessment=assessment,
            pair=question.pair,
            events={kept.claim.id: kept.event for kept in claims if kept.event},
            outlook=outlook,
            cited=self.cited(ledger, outlook, question) if outlook else None,
            title=f"{one[:1].upper()}{one[1:]} and {two}",
            subject=f"as of {self.until(ledger, question)}, from a ledger with claims of {size:,} reports{cut}",
        )

    def explain(
        self,
        sources: Source | Iterable[Source],
        claim: str,
        *,
        published: dt.date | None = None,
        refused: Callable[[Refusal], None] = lambda refusal: None,
    ) -> tuple[Document, Explanation]:
        """Why a claim was read. `claim`: its id, or the first digits of it where only one claim has them.

        Raises UsageError where no claim or more than one is meant.
        """
        found: dict[str, Document] = {}
        known: list[str] = []
        for document, claims in self.read(sources, published=published, refused=refused):
            known.extend(c.id for c in claims)
            found.update((c.id, document) for c in claims if claim and c.id.startswith(claim))
        if not found:
            mend = f"the claims are {', '.join(known[:8])}{' ...' if len(known) > 8 else ''}" if known else ""
            raise UsageError(f"no claim {claim}", mend=mend or "no claim was read there")
        if len(found) > 1:
            raise UsageError(f"{len(found)} claims begin with {claim}", mend=f"one of {', '.join(found)}")
        name, document = next(iter(found.items()))
        return document, self.reader.explain(document, name)

    def evaluate(
        self,
        items: Sequence[Source],
        gold: Path,
        *,
        predicted: Path | None = None,
        refused: Callable[[Refusal], None] = lambda refusal: None,
    ) -> Scores:
        """Reads items and scores the claims against labelled ones.

        An item goes with the labelled document of the same id; a single report with a single labelled document.

        Args:
            items: sources that hold the documents labelled in `gold`.
            gold: JSON Lines, `{"id", "claims"}` each.
            predicted: claims read before, as JSON Lines; then nothing is read.

        Raises InputError where a file has faults or labelled documents are not among the items.
        """
        from entente.evaluation import gold_from_lines, predictions_from_lines, score

        labelled = gold_from_lines(lines_of(gold), str(gold))
        if predicted is not None:
            return score(labelled, predictions_from_lines(lines_of(predicted), str(predicted)))
        refusals: list[Refusal] = []

        def refuse(refusal: Refusal) -> None:
            refusals.append(refusal)
            refused(refusal)

        read = list(self.read(items, refused=refuse))
        names = _names(labelled, [document for document, _ in read], refusals)
        return score(labelled, [{**c.as_dict(), "document": names[d.id]} for d, claims in read for c in claims])

    def name(self, code: str) -> str:
        """The English name of a code, the code itself where the lexicon does not know it."""
        return self.lexicon.name(code)

    def actor(self, name: str, on: dt.date | None) -> list[Resolution]:
        """Every reading of a name on a day, the chosen one first."""
        return self.lexicon.actor(name, on)

    def entries(self) -> tuple[Entry, ...]:
        """Everything that the lexicon knows."""
        return self.lexicon.entries()

    def versions(self) -> Versions:
        """Versions of package, model and lexicon."""
        from importlib.metadata import version

        from entente.errors import ModelError
        from entente.reader import model_folder
        from entente.reader.network import facts

        installed = []
        for name in ("small", "large"):
            try:
                known = facts(model_folder(name))
                installed.append(f"{known.name} {known.version}")
            except ModelError:
                continue
        return Versions(version("entente"), ", ".join(installed) or None, self.lexicon.version)


def _newest_first(document: Document) -> tuple[int, str]:
    return (-document.published.toordinal() if document.published else 0, document.id)


def passed(documents: Iterable[Document | Refusal], refused: Callable[[Refusal], None]) -> Iterator[Document]:
    """The documents; refusals among them are handed to `refused` as they come."""
    for item in documents:
        if isinstance(item, Refusal):
            refused(item)
        else:
            yield item


def distinct(documents: Iterable[Document]) -> Iterator[Document]:
    """The documents, each once, under ids of their own: a second text under an id gets its place added to the id."""
    seen: dict[str, tuple[str, str]] = {}
    given: set[str] = set()
    for document in documents:
        words = (document.title, document.text)
        if seen.setdefault(document.id, words) != words:
            document = dataclasses.replace(document, id=f"{document.id} ({document.source})")
        elif document.id in given:
            continue
        given.add(document.id)
        yield document


def lines_of(path: Path) -> list[str]:
    """The lines of a UTF-8 file. Raises InputError where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise InputError(f"cannot be read, {reason}", place=str(path)) from error


def _names(
    labelled: Sequence[Mapping[str, Any]], documents: Sequence[Document], refusals: Sequence[Refusal]
) -> dict[str, str]:
    """Document id -> id in the gold."""
    wanted = [str(g["id"]) for g in labelled]
    if len(wanted) == 1 == len(documents):
        return {documents[0].id: wanted[0]}
    names = {document.id: document.id for document in documents}
    absent = [name for name in wanted if name not in names]
    # A refused item yields no claims; it is in the figures as such, and was told to the caller.
    if len(absent) > len(refusals):
        shown = ", ".join(absent[:5]) + (" ..." if len(absent) > 5 else "")
        raise InputError(f"{len(absent)} labelled documents are not among the items: {shown}")
    return names


def render(brief: Brief, format: str = "text", *, width: int = 80, color: bool = False) -> str:
    """A brief as text.

    Args:
        brief: as `brief` gives it.
        format: "text" (for a terminal), "md", "html" (one self-contained page) or "json" (the published schema).
        width: columns, for "text".
        color: with terminal colours, for "text".

    Raises UsageError for another format.
    """
    from entente.brief import as_html, as_json, as_markdown, as_text

    if format == "text":
        return as_text(brief, width=width, color=color)
    writers: dict[str, Callable[[Brief], str]] = {"md": as_markdown, "html": as_html, "json": as_json}
    if format not in writers:
        raise UsageError(f"no format {format!r}", mend=f"one of {', '.join(BRIEF_FORMATS)}")
    return writers[format](brief)


@functools.cache
def usual() -> Desk:
    """The desk with the packaged lexicon, kept for the life of the process."""
    return Desk()


def read(source: Source, *, published: dt.date | None = None, name: str = "") -> list[Document | Refusal]:
    """Everything that one source holds; a Refusal stands where something could not be read.

    Args:
        source: file, "-" for standard input, http(s) address, or bytes.
        published: day of publication, where you know it.
        name: what to call bytes; its suffix helps to tell what they are.
    """
    from entente.documents import read as read_source

    return read_source(source, published=published, name=name)


def claims(document: Document) -> list[Claim]:
    """The claims of one document, in the order of their places. Raises ModelError where no model is installed."""
    return next(iter(usual().claims([document])))[1]


def brief(documents: Document | Refusal | Iterable[Document | Refusal]) -> Brief:
    """The brief over one or more documents. Raises InputError where there is none, ModelError without a model."""
    return usual().brief([documents] if isinstance(documents, (Document, Refusal)) else documents)


def explain(document: Document, claim: str) -> Explanation:
    """Why a claim was read. Raises UsageError where the document has no claim of that id."""
    return usual().reader.explain(document, claim)


def check(
    source: str | Sequence[str], target: str | Sequence[str], matter: str, *, on: dt.date, activity: str | None = None,
    amount: float | None = None, unit: str = "", used: float | None = None, facts: Mapping[str, str] | None = None,
) -> Ruling:  # fmt: skip
    """A dealing against the packaged sanctions rules. No legal advice.

    Args:
        source, target: codes of who supplies, trains, visits ..., and of who gets it or hosts.
        matter: as in the claim record, "" where it is not known.
        on: the day.
        activity: of ACTIVITIES; None for what is usually done with the matter.
        amount, unit, used: how much, and what of a cap was used before, in the same unit.
        facts: further facts, as {"calibre": "82 mm"}.

    Raises UsageError for a code, matter or activity that means nothing, a side left out, or less than nothing;
    LexiconError for faults in the rules.
    """
    one, two = ((each,) if isinstance(each, str) else tuple(each) for each in (source, target))
    done = activity or usual().usual_activity(matter)
    return usual().check(Dealing(one, two, matter, done, on, amount, unit, used, dict(facts or {})))


def figures_as_text(scores: Scores, errors: int = 0) -> str:
    """The figures as lines, with the first `errors` faults."""
    from entente.evaluation import as_text

    return as_text(scores, errors=errors)


def figures_as_json(scores: Scores, errors: int = 0) -> dict[str, Any]:
    """The figures as plain JSON values, with the first `errors` faults."""
    from entente.evaluation import mistakes
    from entente.evaluation.mistakes import by_kind, commonest

    found = mistakes(scores.documents)
    shown = [{"kind": m.kind, "document": m.document, "gold": m.gold, "read": m.read} for m in found[:errors]]
    return {**scores.as_dict(), "faults": by_kind(found), "commonest_faults": commonest(found), "errors": shown}
