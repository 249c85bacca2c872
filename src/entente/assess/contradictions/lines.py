"""A holder against its own earlier line: "used to support the ban"; asserted, then denied."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from entente.assess.contradictions.denials import negated
from entente.assess.contradictions.sorting import Tally, age, on_day, shown, singly, spoken
from entente.assess.contradictions.stands import Stand, same_sides, same_thing
from entente.assess.contradictions.words import Reading, found, of_the_past
from entente.assess.saying import Says, capital, thing
from entente.assess.speakers import speaks_for
from entente.records import Claim, KeptClaim
from entente.records.contradiction import Contradiction
from entente.records.vocabulary import QUAD_CLASSES

#: Backing in words or deeds, and what turns against the same thing.
_FOR = frozenset({"SUPPORT", "AGREE", "COOPERATE", "AID", "CONCEDE", "TRANSFER"})
_AGAINST = frozenset({"REJECT", "SANCTION", "ACCUSE", "THREATEN", "PROTEST", "COERCE"})
#: Stances by which a holder no longer stands by something.
_DOUBTS = frozenset({"questions", "denies"})
#: In one report the turn follows close on the line, in characters.
_CLOSE = 600


def changed_lines(
    held: Sequence[Sequence[Stand]], claims: Sequence[KeptClaim], reading: Reading, says: Says, tally: Tally
) -> list[Contradiction]:
    """Changes of line: from a line that is said to be of the past, and from asserting to denying one event."""
    return [*_from_former(claims, reading, says, tally), *_turned(held, reading, says)]


# ------------------------------------------------------------------ a line of the past


def _from_former(claims: Sequence[KeptClaim], reading: Reading, says: Says, tally: Tally) -> list[Contradiction]:
    former = singly(kept for kept in claims if _is_former(kept, reading))
    matters = {matter for kept in former for matter in kept.claim.matter}
    ids = {kept.claim.id for kept in former}
    every = _Turning(
        kept for kept in singly(kept for kept in claims if matters & set(kept.claim.matter)) if kept.claim.id not in ids
    )
    groups: list[list[tuple[KeptClaim, KeptClaim, str]]] = []
    for old in former:
        turns = [(old, new, how) for new in every.near(old) if (how := _turn(old, new, reading))]
        if not turns:
            tally.add("a line of the past without a statement that it has changed")
            continue
        group = next((g for g in groups if _one_line(g[0][0].claim, old.claim)), None)
        groups.append(turns) if group is None else group.extend(turns)
    return [_former_finding(sorted(pairs, key=_best), says) for pairs in groups]


class _Turning:
    """Claims that may turn from a line, found by whose they are and by their report: a pair can have thousands."""

    def __init__(self, claims: Iterable[KeptClaim]) -> None:
        self._of: defaultdict[str, list[tuple[int, KeptClaim]]] = defaultdict(list)
        for at, kept in enumerate(claims):
            claim = kept.claim
            keys = {claim.document}
            if claim.holders and claim.holders[-1].stance in _DOUBTS:
                keys.add(claim.holders[-1].actor or "")
            if claim.polarity == "negative" or claim.event in _AGAINST:
                keys.update(claim.actor)
            for key in keys:
                self._of[key].append((at, kept))

    def near(self, old: KeptClaim) -> list[KeptClaim]:
        """Those of the same side or in the same report, oldest first."""
        found: dict[int, KeptClaim] = {}
        for key in (_owner(old.claim), old.claim.document):
            found.update(self._of.get(key, ()))
        return [found[at] for at in sorted(found)]


def _one_line(one: Claim, two: Claim) -> bool:
    return _owner(one) == _owner(two) and bool(set(one.matter) & set(two.matter))


def _is_former(kept: KeptClaim, reading: Reading) -> bool:
    claim = kept.claim
    if claim.polarity != "positive" or not _owner(claim) or not claim.matter:
        return False
    return claim.modality == "former" or (
        claim.event in _FOR | _AGAINST and claim.modality == "actual" and of_the_past(claim.quote, reading)
    )


def _owner(claim: Claim) -> str:
    """Whose line it is: of the one who acts, of the innermost holder where nobody does."""
    inner = claim.holders[-1].actor if claim.holders else None
    return claim.actor[0] if claim.actor else inner or ""


def _turn(old: KeptClaim, new: KeptClaim, reading: Reading) -> str:
    """How the later claim turns from the earlier line, "" if it does not."""
    was, now, owner = old.claim, new.claim, _owner(old.claim)
    if not _follows(old, new) or now.modality not in ("actual", "future") or not set(was.matter) & set(now.matter):
        return ""
    one_text = was.document == now.document
    close = one_text and 0 < now.place.start_char - was.place.end_char <= _CLOSE and was.place.field == now.place.field
    inner = now.holders[-1] if now.holders else None
    if not close and not (set(was.parties) - {owner}) & (set(now.parties) - {owner}):
        return ""
    if inner is not None and inner.actor == owner and inner.stance in _DOUBTS:
        return "question" if inner.stance == "questions" else "deny"
    if now.event == was.event and now.polarity == "negative" and owner in now.actor:
        return "no longer"
    if was.event in _FOR and now.event in _AGAINST and now.polarity == "positive" and owner in now.actor:
        return "against"
    if close and owner in now.parties and not now.holders and found(now.quote, "questioning"):
        return "question"
    return ""


def _follows(old: KeptClaim, new: KeptClaim) -> bool:
    """True if the turn is told after the line: behind it in one report, else in a report of no earlier day.

    Of two reports of which one has no day nobody knows which is the later.
    """
    was, now = old.claim, new.claim
    if was.document == now.document:
        # The title stands before the text.
        return (was.place.field != "title", was.place.start_char) < (now.place.field != "title", now.place.start_char)
    return old.published is not None and new.published is not None and old.published <= new.published


def _own(kept: KeptClaim, owner: str) -> bool:
    """True if the innermost holder speaks for the owner of the line: its analysts and residents do not."""
    return bool(kept.claim.holders) and speaks_for(kept.claim.holders[-1], kept.published) == owner


def _best(pair: tuple[KeptClaim, KeptClaim, str]) -> tuple[object, ...]:
    old, new, how = pair
    return (
        old.claim.modality != "former", QUAD_CLASSES[old.claim.event].startswith("material"),
        old.claim.document != new.claim.document, how in ("question", "deny") and not _own(new, _owner(old.claim)),
        how != "question", age(old), age(new),
    )  # fmt: skip


def _former_finding(pairs: Sequence[tuple[KeptClaim, KeptClaim, str]], says: Says) -> Contradiction:
    old, new, how = pairs[0]
    # What is told of no one who speaks for the owner may be one voice among many.
    own = how not in ("question", "deny") or _own(new, _owner(old.claim))
    sure = "clash" if old.claim.modality == "former" and own else "possible"
    matters = sorted(set(old.claim.matter) & set(new.claim.matter))
    return Contradiction(
        kind="line", sure=sure, one=old, two=new,
        text=f"Change of line: {says.name(_owner(old.claim))} used to stand for {_thing(old.claim, says)} "
        f"({on_day(old)}); {_since(old, new, how, says)} ({on_day(new)}).",
        reason="one claim tells of a line of the past, the other of the same side on the same matter "
        f"({', '.join(matters)}) turns from it",
        claims=shown((old, new), [kept for pair in pairs for kept in pair[:2]]),
    )  # fmt: skip


def _since(old: KeptClaim, new: KeptClaim, how: str, says: Says) -> str:
    owner = _owner(old.claim)
    inner = new.claim.holders[-1] if new.claim.holders else None
    if how in ("question", "deny"):
        own = _own(new, owner)
        who = (inner.name if inner and own else None) or (says.name(owner) if own else f"voices of {says.name(owner)}")
        return f"now {'questioned' if how == 'question' else 'denied'} by {who}"
    return "no longer so" if how == "no longer" else f"now {thing(new.claim, says)}"


def _thing(claim: Claim, says: Says) -> str:
    owner = _owner(claim)
    others = [code for code in claim.parties if code != owner]
    return f"{says.label(claim)} ({', '.join(says.name(code) for code in others)})" if others else says.label(claim)


# ------------------------------------------------------------------ asserted, then denied


def _turned(held: Sequence[Sequence[Stand]], reading: Reading, says: Says) -> list[Contradiction]:
    """A voice that asserts an event and on another day, in another report, denies it (or the other way round)."""
    turned = []
    for every in held:
        told = [stand for stand in every if stand.kept.claim.modality == "actual"]
        pairs = [(yes, no) for yes in told if yes.true for no in told if not no.true and _own_turn(yes, no, reading)]
        voices = sorted({tuple(sorted(yes.codes)) for yes, _ in pairs})
        for codes in voices:
            mine = [pair for pair in pairs if tuple(sorted(pair[0].codes)) == codes]
            turned.append(_turned_finding(min(mine, key=lambda p: (age(p[0].kept), age(p[1].kept))), mine, says))
    return turned


def _own_turn(yes: Stand, no: Stand, reading: Reading) -> bool:
    one, two = yes.kept, no.kept
    if yes.codes != no.codes or not (one.claim.holders[-1].name and two.claim.holders[-1].name):
        return False
    if one.published is None or two.published is None or one.published == two.published:
        return False
    if one.counted_by == two.counted_by or one.claim.document == two.claim.document:
        return False
    if not (speaks_for(one.claim.holders[-1]) and speaks_for(two.claim.holders[-1])):
        return False
    # A third may change its reports with what it learns; that is no change of line.
    if not yes.codes & set(one.claim.parties) or one.claim.certainty == "possible":
        return False
    if negated(reading.of(one.claim.quote)):
        return False
    said = reading.stems(one.claim.quote)
    if no.denial is None or (no.denial.plain and no.denial.verb not in said):
        return False
    shared = said & reading.stems(two.claim.quote)
    return same_sides(one, two) and same_thing(yes, no, reading) and len(shared) >= 2


def _turned_finding(pair: tuple[Stand, Stand], every: Sequence[tuple[Stand, Stand]], says: Says) -> Contradiction:
    yes, no = pair
    one, two = sorted((yes.kept, no.kept), key=age)
    name = capital(spoken(yes.codes, says))
    first, then = ("asserted", "denied") if one is yes.kept else ("denied", "asserted")
    return Contradiction(
        kind="line", sure="possible", one=one, two=two,
        text=(
            f"Change of line: {name} first {first} and then {then} {says.label(yes.kept.claim)} "
            f"({on_day(one)}, {on_day(two)})."
        ),
        reason="two reports of different days and origins have the same holder say the contrary of the same parties",
        claims=shown((one, two), [stand.kept for two_stands in every for stand in two_stands]),
    )  # fmt: skip
