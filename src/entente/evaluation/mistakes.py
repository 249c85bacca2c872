"""What went wrong, by kind: a claim read with the wrong party is another fault than one never seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from entente.evaluation.figures import Scored, unmatched
from entente.evaluation.matching import Row, full, holders, shared_words

#: Kinds, from nearest to the truth to farthest.
KINDS = (
    "holder wrong", "modality wrong", "polarity wrong", "direction wrong", "type wrong", "party missing",
    "party too many", "party wrong", "missing", "spurious",
)  # fmt: skip
#: Quotes that share so many words are taken to be about the same thing.
SHARED_WORDS = 3


@dataclass(frozen=True, slots=True)
class Mistake:
    """One fault. `gold` None: the claim was read and is not labelled; `read` None: it was labelled and not read."""

    kind: str
    document: str
    gold: Row | None
    read: Row | None


def mistakes(documents: Iterable[Scored]) -> list[Mistake]:
    """Every fault of strict and full matching, document by document, each claim in one fault only."""
    found: list[Mistake] = []
    for document in documents:
        found.extend(_half_right(document))
        found.extend(_wrong(document))
    return found


def by_kind(found: Iterable[Mistake]) -> dict[str, int]:
    """How often each kind occurs, in the order of KINDS."""
    counts = Counter(mistake.kind for mistake in found)
    return {kind: counts[kind] for kind in KINDS if counts[kind]}


def commonest(found: Iterable[Mistake], most: int = 12) -> list[tuple[str, int]]:
    """The commonest faults told apart by event ("type wrong: AGREE read as CONSULT"), most frequent first."""
    counts = Counter(_told(mistake) for mistake in found)
    return sorted(counts.items(), key=lambda at: (-at[1], at[0]))[:most]


def _told(mistake: Mistake) -> str:
    gold, read = mistake.gold, mistake.read
    if gold is None or read is None:
        return f"{mistake.kind}: {(gold or read or {})['event']}"
    if mistake.kind == "type wrong":
        return f"{mistake.kind}: {gold['event']} read as {read['event']}"
    if mistake.kind in ("modality wrong", "polarity wrong"):
        field = mistake.kind.split()[0]
        return f"{mistake.kind}: {gold[field]} read as {read.get(field)}"
    return f"{mistake.kind}: {gold['event']}"


def _half_right(document: Scored) -> Iterable[Mistake]:
    for i, j in document.pairs["strict"]:
        gold, read = document.golds[i], document.reads[j]
        if gold.get("optional") or full(gold, read):
            continue
        if holders(gold) != holders(read):
            kind = "holder wrong"
        elif gold["modality"] != read.get("modality"):
            kind = "modality wrong"
        else:
            kind = "polarity wrong"
        yield Mistake(kind, document.id, gold, read)


def _wrong(document: Scored) -> Iterable[Mistake]:
    missed, spurious = ([row for _, row in rows] for rows in unmatched(document))
    for same, kind in NEAR:
        for gold in list(missed):
            read = _nearest(gold, spurious, same)
            if read is not None:
                _drop(missed, gold)
                _drop(spurious, read)
                yield Mistake(kind(gold, read), document.id, gold, read)
    for gold in missed:
        yield Mistake("missing", document.id, gold, None)
    for read in spurious:
        yield Mistake("spurious", document.id, None, read)


def _nearest(gold: Row, reads: Sequence[Row], same: Callable[[Row, Row], bool]) -> Row | None:
    near = [read for read in reads if same(gold, read)]
    return max(near, key=lambda read: shared_words(gold, read), default=None)


def _drop(rows: list[Row], row: Row) -> None:
    rows[:] = [other for other in rows if other is not row]


def _codes(claim: Row) -> set[str]:
    return {*(claim.get("actor") or ()), *(claim.get("recipient") or ())}


def _party_kind(gold: Row, read: Row) -> str:
    if _codes(read) < _codes(gold):
        return "party missing"
    return "party too many" if _codes(gold) < _codes(read) else "party wrong"


def _turned(gold: Row, read: Row) -> bool:
    return bool(gold["event"] == read["event"]) and _codes(gold) == _codes(read)


def _retyped(gold: Row, read: Row) -> bool:
    return _codes(gold) == _codes(read) and bool(_codes(gold)) and shared_words(gold, read) >= SHARED_WORDS


def _other_party(gold: Row, read: Row) -> bool:
    near = shared_words(gold, read) >= SHARED_WORDS or bool(_codes(gold) & _codes(read))
    return bool(gold["event"] == read["event"]) and near


NEAR: tuple[tuple[Callable[[Row, Row], bool], Callable[[Row, Row], str]], ...] = (
    (_turned, lambda gold, read: "direction wrong"),
    (_retyped, lambda gold, read: "type wrong"),
    (_other_party, _party_kind),
)
