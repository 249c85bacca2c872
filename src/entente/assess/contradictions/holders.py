"""Holder against holder: what one holds true and another denies."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Sequence

from entente.assess.contradictions.sorting import Tally, age, apart, interval, overlap, shown, spoken, weight
from entente.assess.contradictions.stands import Stand, same_sides, same_thing, sides
from entente.assess.contradictions.words import Reading
from entente.assess.saying import Says, capital, counted, thing
from entente.assess.sure import sureness
from entente.records import Claim
from entente.records.contradiction import Contradiction

#: Days between two reports about one thing. Where one only says "not", the first holds: what did not happen one week
#: may happen the next; the last where a denial names what it denies in at least FULL words that the other has as well.
PLAIN_REACH, REACH, FULL_REACH, FULL = 3, 7, 14, 3
#: Below this confidence another pair of claims shows the clash better.
_WEAK = 0.4
#: So many words two findings of the same voices have in common at least where they tell of one thing.
_ALIKE = 2


def between(held: Sequence[Sequence[Stand]], reading: Reading, says: Says, tally: Tally) -> list[Contradiction]:
    """Contradictions between holders, one for each pair of voices and direction.

    Args:
        held: of each event, the claims by which voices hold it true or false.
    """
    found = [finding for told in held for finding in _within(told, reading, says, tally)]
    found.sort(key=lambda finding: (-weight(finding.claims), age(finding.one), age(finding.two)))
    kept: list[Contradiction] = []
    for finding in found:
        if any(_again(finding, other, reading) for other in kept):
            tally.add("the same denial told in another event")
        else:
            kept.append(finding)
    return kept


def _again(finding: Contradiction, other: Contradiction, reading: Reading) -> bool:
    """True if both have the same voices deny about the same at about the same time: one happening grouped twice."""
    voices = [frozenset(reading.voices(kept.claim) for kept in (each.one, each.two)) for each in (finding, other)]
    gap = apart(finding.one, other.one)
    words = [reading.stems(each.one.claim.quote) | reading.stems(each.two.claim.quote) for each in (finding, other)]
    kinds = [{each.one.claim.event, each.two.claim.event} for each in (finding, other)]
    near = gap is not None and gap <= REACH
    return voices[0] == voices[1] and near and bool(kinds[0] & kinds[1]) and len(words[0] & words[1]) >= _ALIKE


def _within(told: Sequence[Stand], reading: Reading, says: Says, tally: Tally) -> list[Contradiction]:
    turned = {stand.kept.claim.id for stand in told if _turned_round(stand, told, reading)}
    pairs: defaultdict[tuple[frozenset[str], frozenset[str]], list[tuple[Stand, Stand]]] = defaultdict(list)
    for no in told:
        for yes in told:
            if no.true or not yes.true or no.codes & yes.codes:
                continue
            why = _unlike(yes, no, reading)
            if why:
                tally.add(why)
            elif turned & {yes.kept.claim.id, no.kept.claim.id}:
                tally.add("a voice that is told both ways in one event")
            else:
                pairs[yes.codes, no.codes].append((yes, no))
    return [_finding(several, reading, says) for _, several in sorted(pairs.items(), key=lambda i: _codes(i[0]))]


def _codes(pair: tuple[frozenset[str], frozenset[str]]) -> tuple[list[str], list[str]]:
    return sorted(pair[0]), sorted(pair[1])


def _turned_round(stand: Stand, told: Sequence[Stand], reading: Reading) -> bool:
    """True if as many origins have the same voice hold the contrary of one thing at once: one of them is misread."""
    contrary, same = [], [stand.kept]
    for one in told:
        if not one.codes & stand.codes or not sides(one.kept) & sides(stand.kept):
            continue
        gap, unsure = apart(one.kept, stand.kept), one.kept.claim.certainty == "possible"
        if one.true == stand.true:
            same.append(one.kept)
        elif (
            (gap is None or gap <= 1)
            and not unsure
            and same_thing(*((one, stand) if one.true else (stand, one)), reading)
        ):
            contrary.append(one.kept)
    return bool(contrary) and weight(contrary) >= weight(same)


def _unlike(yes: Stand, no: Stand, reading: Reading) -> str:
    """Why two claims are not about one thing, "" if they are."""
    one, two = yes.kept, no.kept
    if one.claim.modality != two.claim.modality:
        return "planned against done"
    if two.claim.modality == "future" and no.denial and no.denial.plain and not no.codes & set(two.claim.actor):
        return "not planned, says one who does not plan it"
    if not same_sides(one, two):
        return "other parties"
    days = interval(one), interval(two)
    if days[0] and days[1] and not overlap(days[0], days[1], 1):
        return "other days"
    gap = apart(one, two)
    if gap is not None and gap > _reach(yes, no, reading):
        return "reports too far apart"
    vague, part = (no.denial.vague, no.denial.part) if no.denial else (False, False)
    places = reading.of(one.claim.quote).places(), reading.of(two.claim.quote).places()
    if places[0] and places[1] and not vague and not places[0] & places[1]:
        return "other places"
    if part and not no.codes & set(one.claim.parties):
        return "denied by a third, of its own part"
    return "" if same_thing(yes, no, reading) else "too few words in common"


def _reach(yes: Stand, no: Stand, reading: Reading) -> int:
    if no.denial is None or no.denial.plain:
        return PLAIN_REACH
    return FULL_REACH if len(no.denial.stems & reading.stems(yes.kept.claim.quote)) >= FULL else REACH


def _rank(pair: tuple[Stand, Stand], reading: Reading) -> tuple[object, ...]:
    """Best words first: both sure, in one report, many words in common, then the oldest."""
    yes, no = pair
    shared = reading.stems(yes.kept.claim.quote) & reading.all_stems(no.kept)
    weak = min(sureness(yes.kept), sureness(no.kept)) < _WEAK
    apart_told = yes.kept.claim.document != no.kept.claim.document
    return yes.kept.claim.certainty == "possible", weak, apart_told, -len(shared), age(yes.kept), age(no.kept)


def _finding(pairs: Sequence[tuple[Stand, Stand]], reading: Reading, says: Says) -> Contradiction:
    yes, no = min(pairs, key=lambda pair: _rank(pair, reading))
    one, two = sorted((yes.kept, no.kept), key=age)
    every = {stand.kept.claim.id: stand.kept for pair in pairs for stand in pair}.values()
    held = yes.kept.claim
    unsure = held.certainty == "possible" or held.holders[-1].stance == "suspects" or held.modality == "future"
    told = f"{_gainsays(no)} what {spoken(yes.codes, says)} {_holds(yes)}"
    return Contradiction(
        kind="holders", sure="possible" if unsure else "clash", one=one, two=two,
        text=f"{capital(spoken(no.codes, says))} {told}: {thing(_shared_sides(yes, no), says)}.",
        reason=f"both claims tell of the same parties and share {_shared(yes, no, reading)}; "
        f"{counted(weight(every), 'origin')} in all",
        claims=shown((one, two), every),
    )  # fmt: skip


def _shared_sides(yes: Stand, no: Stand) -> Claim:
    """What is held, of those parties alone that both claims have on the same side."""
    held, denied = yes.kept.claim, no.kept.claim
    sides = [
        tuple(code for code in mine if code in theirs) or mine
        for mine, theirs in ((held.actor, denied.actor), (held.recipient, denied.recipient))
    ]
    return dataclasses.replace(held, actor=sides[0], recipient=sides[1])


def _gainsays(no: Stand) -> str:
    denies = no.kept.claim.holders[-1].stance == "denies" or (no.denial is not None and not no.denial.plain)
    verb = "denies" if denies else "holds false"
    return {"denies": "deny", "holds false": "hold false"}[verb] if _many(no.codes) else verb


def _holds(yes: Stand) -> str:
    verb = {"suspects": "suspect", "believes": "believe"}.get(yes.kept.claim.holders[-1].stance, "say")
    return verb if _many(yes.codes) else f"{verb}s"


def _many(codes: frozenset[str]) -> bool:
    """True if the voices take a plural: two of them, or "Smith and Jones", "military analysts"."""
    name = next(iter(codes))
    return len(codes) > 1 or " and " in name or (name.endswith("s") and name.split()[-1].islower())


def _shared(yes: Stand, no: Stand, reading: Reading) -> str:
    theirs = reading.all_stems(no.kept)
    words = [word for word, root in reading.of(yes.kept.claim.quote).content().items() if root in theirs]
    if yes.kept.claim.document == no.kept.claim.document and not words:
        return "one report"
    return "the words " + ", ".join(words[:5]) if words else "words of their titles"
