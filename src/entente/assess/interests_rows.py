"""Rows of interests from what single claims tell, in words, and where one's want meets the other's have."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from entente.assess.precedents_words import interest_words
from entente.assess.saying import Says, capital, counted, listed
from entente.assess.sure import sureness
from entente.records import Finding, KeptClaim, origins
from entente.records.interest import Interest
from entente.records.vocabulary import CERTAINTIES

#: Claims and holders that a row shows at most.
MOST_CLAIMS, MOST_HOLDERS = 8, 4
#: A matter stands in a row if at least this share of its origins tells it.
SHARE = 0.2
#: Events that one wants by doing them oneself, together with the other.
DOING = frozenset({"CONSULT", "AGREE", "COOPERATE", "SUPPORT"})
#: A row that is nowhere read with even odds says so.
EVEN = 0.5
_HOW = {"certain": "", "probable": " (likely)", "possible": " (possible)", "unknown": " (not sure)"}
_PLAIN_THING = {"AID": "help", "TRANSFER": "goods", "HAVE": "means"}


@dataclass(frozen=True, slots=True)
class Piece:
    """What one claim tells of one interest. `family`: of matter, or the event where nothing changes hands."""

    party: str
    what: str
    event: str
    family: str
    toward: str
    gets: bool
    matter: tuple[str, ...]
    holder: str
    certainty: str
    kept: KeptClaim

    @property
    def row(self) -> tuple[str, str, str, str, bool]:
        return (self.party, self.what, self.family, self.toward, self.gets)


def order(kept: KeptClaim) -> tuple[float, dt.date, str]:
    """Surest first, then oldest."""
    return (-sureness(kept), kept.published or dt.date.max, kept.claim.id)


def grouped(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces of one row together; families that the very same claims tell of are one row."""
    by: dict[tuple[str, str, str, str, bool], list[Piece]] = {}
    for piece in pieces:
        by.setdefault(piece.row, []).append(piece)
    same: dict[tuple[object, ...], list[Piece]] = {}
    for row, members in sorted(by.items()):
        told = tuple(sorted(piece.kept.claim.id for piece in members))
        same.setdefault((row[0], row[1], row[3], row[4], told), []).extend(members)
    return [same[key] for key in sorted(same, key=repr)]


def row_of(members: Sequence[Piece], says: Says) -> Interest:
    best = min(members, key=lambda piece: order(piece.kept))
    kept = sorted({piece.kept.claim.id: piece.kept for piece in members}.values(), key=order)
    things = best.family.partition(" ")[0] != best.event
    label = _goods(members) if things else _deed(best, says)
    matter = tuple(sorted({*_matter(members), *_matter(members, 2)}))
    holders = _holders(members)
    certainty = min((piece.certainty for piece in members), key=CERTAINTIES.index)
    if holders == ("rumour",) and certainty in ("certain", "probable"):
        certainty = "possible"
    days = sorted(k.published for k in kept if k.published)
    number = origins(kept)
    unsure = " (read unsurely)" if sureness(best.kept) < EVEN else ""
    how = f"{_HOW[certainty]}{_according(holders, says.name(best.party))}{unsure}"
    text = f"{capital(_sentence(best, label, things, says))}{how}."
    span = f", reported from {days[0].isoformat()} to {days[-1].isoformat()}" if days and days[0] != days[-1] else ""
    reason = f"{_WHY[best.what]}; told by {counted(number, 'origin')}{span}."
    return Interest(
        party=best.party, what=best.what, event=best.event, matter=matter, label=label, toward=best.toward,
        holders=holders, certainty=certainty, gets=best.gets, origins=number, first=days[0] if days else None,
        last=days[-1] if days else None, text=text, reason=reason, claims=tuple(kept[:MOST_CLAIMS]),
    )  # fmt: skip


_WHY = {
    "wants": "Told as wanted, sought or hoped for",
    "asks": "Told as a request",
    "lacks": "Told as a shortage",
    "offers": "Told as offered, promised or announced by itself",
    "gives": "Told as given, sold or supplied",
    "has": "Told as a means that it has",
}


def _matter(members: Sequence[Piece], least: float = 0) -> tuple[str, ...]:
    """The matters that so many origins tell, or a fair share of them."""
    by: dict[str, set[str]] = {}
    for piece in members:
        for matter in piece.matter:
            by.setdefault(matter, set()).add(piece.kept.counted_by)
    least = least or SHARE * origins(piece.kept for piece in members)
    return tuple(sorted(matter for matter, told in by.items() if len(told) >= least))


def _goods(members: Sequence[Piece]) -> str:
    """The things of a row: "weapons (among them tanks)" where most origins tell only of weapons."""
    matter, event = _matter(members), members[0].event
    special = [m for m in _special(matter) if "." in m]
    sorts = {piece.kept.counted_by for piece in members if set(special) & set(piece.matter)}
    if special and 2 * len(sorts) < origins(piece.kept for piece in members):
        general = sorted({m.split(".")[0] for m in matter})
        return f"{_things(general, event)} (among them {_things(special, event)})"
    return _things(matter, event)


def _deed(best: Piece, says: Says) -> str:
    """What is wanted or asked for where nothing changes hands, as a noun."""
    if best.event == "SUPPORT" and "diplomacy" in best.kept.claim.matter:
        return "closer relations"
    return _with_article(says.label(best.kept.claim))


def _with_article(label: str) -> str:
    """A short noun as it stands in a sentence: "a deal on arms", "talks"."""
    first = re.split(r" (?:on|about|of|over|with|for|from|to|between|or|and|in)\b", label)[0]
    noun = first.split()[-1] if first.split() else label
    if noun.endswith("s") or noun.casefold() in interest_words().bare or re.match(r"(?:an?|the) ", label):
        return label
    return f"{'an' if label[:1].casefold() in 'aeiou' else 'a'} {label}"


def _things(matter: Sequence[str], event: str) -> str:
    """Matters as things, the general one left out where a special one says more: "ammunition and artillery"."""
    special = _special(matter)
    words = interest_words()
    named = [words.means.get(m, words.matters[m]) if event == "HAVE" else words.matters[m] for m in special]
    return listed(named) or _PLAIN_THING.get(event, "something")


def _special(matter: Sequence[str]) -> list[str]:
    """Matters without those of which a sort stands beside them."""
    return [m for m in matter if not any(other.startswith(m + ".") for other in matter)]


def _sentence(best: Piece, label: str, things: bool, says: Says) -> str:
    party = says.name(best.party)
    other = says.name(best.toward) if best.toward else ""
    if best.what in ("has", "lacks"):
        return f"{party} {best.what} {label}"
    if best.what == "wants":
        if not things:
            return f"{party} wants {label}" + (f" {_side(best)} {other}" if other else "")
        give = "" if best.gets else "to give "
        return f"{party} wants {give}{label}" + (f" {'from' if best.gets else 'to'} {other}" if other else "")
    if best.what == "asks":
        return f"{party} asks {other} for {label}" if things else f"{party} makes {label} to {other}"
    verb = "offers or announces" if best.what == "offers" else "gives or sells"
    return f"{party} {verb} {label} to {other}" if things else f"{party} makes {label} to {other}"


def _side(best: Piece) -> str:
    """How the other stands to what is wanted: with, toward or from."""
    if best.event in DOING and (best.event != "SUPPORT" or "diplomacy" in best.kept.claim.matter):
        return "with"
    return "toward" if best.party in best.kept.claim.actor else "from"


def _holders(members: Sequence[Piece]) -> tuple[str, ...]:
    """Who says so, those with most origins first."""
    by: dict[str, set[str]] = {}
    for piece in members:
        by.setdefault(piece.holder, set()).add(piece.kept.counted_by)
    plain = [holder for holder in by if holder.rpartition(" (")[0] not in by]
    return tuple(sorted(plain, key=lambda holder: (-len(by[holder]), holder))[:MOST_HOLDERS])


def _according(holders: Sequence[str], own: str) -> str:
    """Whose word it is, where it is not the party's own wish or the reports' own voice."""
    if own in holders or "reports" in holders:
        return ""
    named = [holder for holder in holders if holder not in ("rumour", "somebody")]
    return f", according to {listed(named)}" if named else ", so it is rumoured" if holders == ("rumour",) else ""


# ---------------------------------------------------------------------- where want meets have


def meets(rows: Sequence[Interest], says: Says) -> list[Finding]:
    """Where one's want, request or lack is what the other has, offers or gives, one for each family of matter."""
    found: dict[tuple[str, str, str], list[tuple[Interest, Interest]]] = {}
    for want in rows:
        for have in rows:
            if _fit(want, have):
                for family in sorted({mine.split(".")[0] for mine, _ in _shared(want, have)}):
                    found.setdefault((want.party, have.party, family), []).append((want, have))
    answer: dict[str, Finding] = {}
    for (_, _, family), pairs in sorted(found.items()):
        finding = _met(pairs, family, says)
        answer.setdefault(finding.text, finding)
    return sorted(answer.values(), key=lambda finding: (-origins(finding.claims), finding.text))


def _fit(want: Interest, have: Interest) -> bool:
    """True if one side could deal with the other: what they want and have is not meant for others."""
    if want.party == have.party or not want.gets or want.what not in ("wants", "asks", "lacks"):
        return False
    if not want.toward and not have.toward:
        # That one lacks what another happens to have is nothing between the two.
        return False
    if have.what not in ("has", "offers", "gives") or (want.toward or have.party) != have.party:
        return False
    return (have.toward or want.party) == want.party


def _shared(want: Interest, have: Interest) -> list[tuple[str, str]]:
    """Goods of one that are those of the other or a more special sort of them."""
    goods = interest_words().goods
    return [
        (mine, theirs)
        for mine in _special(want.matter)
        for theirs in _special(have.matter)
        if {mine, theirs} <= goods and (f"{mine}.".startswith(f"{theirs}.") or f"{theirs}.".startswith(f"{mine}."))
    ]


def _met(pairs: Sequence[tuple[Interest, Interest]], family: str, says: Says) -> Finding:
    wanted: dict[Interest, set[str]] = {}
    had: dict[Interest, set[str]] = {}
    for want, have in pairs:
        for mine, theirs in _shared(want, have):
            if mine.split(".")[0] == family:
                wanted.setdefault(want, set()).add(mine)
                had.setdefault(have, set()).add(theirs)
    mine, theirs = (listed([_short(row, sorted(matter)) for row, matter in rows.items()]) for rows in (wanted, had))
    one, two = pairs[0]
    text = f"{capital(says.name(one.party))} {mine}; {says.name(two.party)} {theirs}."
    same = set().union(*wanted.values()) & set().union(*had.values())
    how = "the same" if same else "such that one is a sort of the other"
    reason = f"The matters wanted and had are {how}; that the two deal in them is not said by this."
    claims = [kept for row in (*list(wanted)[:2], *list(had)[:2]) for kept in row.claims[:3]]
    return Finding(text=text, reason=reason, claims=tuple(dict.fromkeys(claims)))


def _short(row: Interest, matter: Sequence[str]) -> str:
    """A row without its party: "wants ammunition (possible)"."""
    verb = {"asks": "asks for", "gives": "gives or sells"}.get(row.what, row.what)
    return f"{verb} {_things(matter, row.event)}{_HOW[row.certainty]}"
