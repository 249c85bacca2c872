"""What two parties want of, ask of, offer to, give each other, have and lack, and where want meets have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from entente.assess.interests_rows import DOING, Piece, grouped, meets, order, row_of
from entente.assess.precedents_words import interest_words
from entente.assess.saying import Says
from entente.assess.speakers import names_state, own_name, speaks_for
from entente.assess.sure import sureness
from entente.records import Holder, KeptClaim
from entente.records.interest import WHATS, Interests
from entente.records.vocabulary import CERTAINTIES

#: Claims read less surely than this are left out, of one report as of many: no row hangs on what else there is. Less
#: will do for what one wants, has or lacks where the quote's own words say so.
LEAST, BORNE_OUT = 0.5, 0.35
_WANT = re.compile(
    r"\b(?:want\w*|seek\w*|sought|hop(?:e|es|ed|ing)|wish\w*|needs?|needed|demand\w*|call(?:s|ed|ing)? (?:for|on)"
    r"|request\w*|eager\w*|willing\w*|keen|looking for)\b",
    re.IGNORECASE,
)
_LACK = re.compile(
    r"\b(?:short(?:age|ages|fall|falls)?|lack\w*|scarc\w+|running (?:low|out)|famine|deficits?)\b", re.IGNORECASE
)
#: Events in which one side gets what the other gives.
GIVING = frozenset({"TRANSFER", "AID"})
#: Events that one wants the other to do. Wishes for anything else, as for an attack, are no interest in the other.
YIELDING = frozenset({"RETREAT", "CONCEDE"})
#: Stances by which a claim tells nothing of an interest.
OPEN = frozenset({"denies", "not-confirmed", "questions"})
#: Stances that stand in for a plain statement.
PLAIN = frozenset({"says", "confirms", "reports", "wants"})
#: Matters that the other says better: nuclear submarines are a technology, troops that are trained get training.
SAID_BY = {"nuclear": "technology.submarine", "troops": "training"}
#: Stances that only allege or guess.
GUESSING = frozenset({"accuses", "suspects", "warns", "rumour"})


def interests(one: str, two: str, claims: Iterable[KeptClaim], says: Says) -> Interests:
    """The interests of two parties in each other, one row for each party, sort of interest, family of matter and side.

    Whose wish a wanted thing is follows the conventions of the claim record: the innermost holder that wants it; where
    the words name none, whoever would get the goods or the help. What somebody else announces is no offer, and what is
    denied or not confirmed makes no row.

    Args:
        one, two: codes.
        claims: claims of the pair and claims of kind HAVE of each of the two, in any order; others are passed over.
        says: names things.
    """
    pieces: list[Piece] = []
    left: dict[str, set[str]] = {}
    known = sorted({kept.claim.id: kept for kept in claims}.values(), key=order)
    for kept in known:
        found = _read(kept, (one, two), says)
        if not isinstance(found, str):
            found = [piece for piece in found if sureness(kept) >= _least(piece)] or "read too unsurely"
        elif found and sureness(kept) < LEAST:
            found = "read too unsurely"
        if isinstance(found, str):
            left.setdefault(found, set()).add(kept.counted_by)
        else:
            pieces += found
    rows = [row_of(members, says) for members in grouped(pieces)]
    rows.sort(key=lambda row: (row.party != one, WHATS.index(row.what), -row.origins, row.label, row.toward, row.event))
    counts = tuple((why, len(by)) for why, by in sorted(left.items()) if why)
    return Interests(one, two, tuple(rows), tuple(meets(rows, says)), counts)


def _least(piece: Piece) -> float:
    """How surely a piece has to be read: less where its words say that the party wants, has or lacks something."""
    quote = piece.kept.claim.quote
    if piece.what == "wants":
        named = all(names_state(quote, code) for code in (piece.party, piece.toward) if code)
        borne = named and bool(_WANT.search(quote))
    else:
        words = {"lacks": _LACK, "has": interest_words().holds}.get(piece.what)
        borne = words is not None and bool(words.search(quote))
    return BORNE_OUT if borne else LEAST


# ---------------------------------------------------------------------- from a claim to interests


def _read(kept: KeptClaim, pair: tuple[str, str], says: Says) -> list[Piece] | str:
    """The interests that a claim tells of, or why it tells of none; "" where it is about something else."""
    claim = kept.claim
    inner = claim.holders[-1] if claim.holders else None
    if not set(pair) & set(claim.parties):
        return ""
    if inner and inner.stance in OPEN:
        return "denied, questioned or not confirmed"
    if claim.event == "HAVE" and claim.modality == "actual":
        return _had(kept, pair, says)
    if not (set(pair) <= set(claim.parties) or claim.modality == "desired"):
        return ""
    if claim.modality == "desired":
        return _wanted(kept, pair, says)
    if claim.event in GIVING and claim.modality in ("future", "conditional") and claim.certainty == "possible":
        if interest_words().holds.search(claim.quote):
            return _had(kept, pair, says)
        return "only considered"
    if claim.polarity == "negative":
        return "told as not so" if claim.event in (*GIVING, "REQUEST", "AGREE") else ""
    return _done(kept, pair, says)


def _had(kept: KeptClaim, pair: tuple[str, str], says: Says) -> list[Piece]:
    if not kept.claim.matter:
        return []
    what = "has" if kept.claim.polarity == "positive" else "lacks"
    holder = _said_by(kept, kept.claim.holders, "", says)
    inner = kept.claim.holders[-1] if kept.claim.holders else None
    # "South Korea warns of the North's shortage": who speaks of it beside another has it not itself.
    havers = [code for code in kept.claim.actor if len(kept.claim.actor) < 2 or not inner or code != inner.actor]
    return [
        piece
        for party in pair
        if party in havers
        for piece in _pieces(kept, party, what, "", holder, gets=what == "lacks", event="HAVE")
    ]


def _wanted(kept: KeptClaim, pair: tuple[str, str], says: Says) -> list[Piece] | str:
    claim = kept.claim
    wishers = _wishers(kept, pair)
    if not wishers:
        inner = claim.holders[-1] if claim.holders else None
        speaker = speaks_for(inner, kept.published) if inner else None
        return "wished by others" if inner and speaker not in pair else "whose wish it is stays open"
    if claim.polarity == "negative":
        return "wanted that it not be"
    if claim.event not in (*GIVING, *DOING, *YIELDING, "HAVE"):
        return "a wish for an act against another, or for words"
    if claim.event == "SUPPORT" and "diplomacy" not in claim.matter and set(wishers) & set(claim.actor):
        return "a wish to do something for another"
    answer = []
    for party in wishers:
        if claim.event in YIELDING and party in claim.actor:
            return "a wish to do something for another"
        other = pair[1] if party == pair[0] else pair[0]
        toward = other if other in claim.parties else ""
        if not toward and claim.event != "HAVE":
            continue
        gets = claim.event == "HAVE" or (claim.event in GIVING and party not in claim.actor)
        inner = claim.holders[-1] if claim.holders else None
        holders = claim.holders[:-1] if inner and _from_elsewhere(kept, inner) else claim.holders
        holder = _said_by(kept, holders, party, says)
        answer += _pieces(kept, party, "wants", toward, holder, gets=gets, event=claim.event)
    return answer or ""


def _wishers(kept: KeptClaim, pair: tuple[str, str]) -> list[str]:
    """Whose wish it is: whom the innermost holder that wants it speaks for, else as the event has it."""
    claim = kept.claim
    inner = claim.holders[-1] if claim.holders else None
    speaker = speaks_for(inner, kept.published) if inner else None
    if inner and inner.stance == "wants" and not _from_elsewhere(kept, inner):
        return [speaker] if speaker in pair else []
    if claim.event in GIVING:
        return [party for party in pair if party in claim.recipient and party not in claim.actor]
    if claim.event == "HAVE":
        return [party for party in pair if party in claim.actor][:1]
    if inner and speaker in pair and inner.stance in PLAIN:
        return [speaker]
    if claim.event in DOING and claim.actor and claim.actor[0] in pair:
        return [claim.actor[0]]
    return []


def _from_elsewhere(kept: KeptClaim, inner: Holder) -> bool:
    """Whether a holder speaks for itself alone and the quote, which names whose wish it is, does not name it.

    "Russia seeking weapons", in a paragraph of what an analyst says, tells no wish of the analyst.
    """
    claim = kept.claim
    name = own_name(inner)
    if speaks_for(inner, kept.published) or not name or name.split()[-1].casefold() in claim.quote.casefold():
        return False
    return claim.event in (*GIVING, "HAVE") and any(names_state(claim.quote, code) for code in claim.recipient)


def _done(kept: KeptClaim, pair: tuple[str, str], says: Says) -> list[Piece] | str:
    """What is asked, offered or given, as told."""
    claim = kept.claim
    party = next((code for code in pair if code in claim.actor), "")
    other = pair[1] if party == pair[0] else pair[0]
    if not party or other not in claim.recipient or other in claim.actor or claim.modality not in ("actual", "future"):
        return ""
    holder = _said_by(kept, claim.holders, "", says)
    if claim.event == "REQUEST":
        asked = {matter.split(".")[0] for matter in claim.matter} & interest_words().asked
        gets = bool(asked) and not interest_words().stops.search(claim.quote)
        return _pieces(kept, party, "asks", other, holder, gets=gets, event="REQUEST")
    if claim.event == "AGREE" and _is_offer(kept, party):
        return _pieces(kept, party, "offers", other, holder, gets=False, event="AGREE")
    if claim.event not in GIVING:
        return ""
    if claim.modality == "actual":
        if not names_state(claim.quote, party):
            return "given by others than the state, or by somebody not named"
        return _pieces(kept, party, "gives", other, holder, gets=False, event=claim.event)
    inner = claim.holders[-1] if claim.holders else None
    if inner and (speaks_for(inner, kept.published) != party or inner.stance not in PLAIN):
        return "announced by others only"
    return _pieces(kept, party, "offers", other, holder, gets=False, event=claim.event)


def _is_offer(kept: KeptClaim, party: str) -> bool:
    """True if the words are those of an offer, and of this party: it says so itself, or is the first that they name."""
    from entente.lexicon import load

    claim = kept.claim
    if not interest_words().offers.search(claim.quote):
        return False
    if claim.holders:
        return speaks_for(claim.holders[-1], kept.published) == party and claim.holders[-1].stance in PLAIN
    named = load().mentions(claim.quote, None)
    second = len(named) > 1 and claim.quote[named[0].end : named[1].start].strip() in ("and", "&", ",")
    return bool(named) and named[0].codes == (party,) and not second


def _pieces(kept: KeptClaim, party: str, what: str, toward: str, holder: str, *, gets: bool, event: str) -> list[Piece]:
    """One piece for each family of goods; one for the event where nothing changes hands."""
    # What is only beside a possible use is had for certain.
    sure = "certain" if event == "HAVE" and kept.claim.event in GIVING else kept.claim.certainty
    if what in ("gives", "has", "lacks") and kept.claim.holders and kept.claim.holders[-1].stance in GUESSING:
        sure = max(sure, "possible", key=CERTAINTIES.index)
    matters = [m for m in kept.claim.matter if SAID_BY.get(m) not in kept.claim.matter or m not in SAID_BY]
    goods = [m for m in matters if m in interest_words().goods]
    if event not in (*GIVING, "HAVE") and not (event == "REQUEST" and gets and goods):
        # What is asked or agreed about a thing, but is not the thing.
        goods = goods if event == "AGREE" and what == "offers" else []
        if not goods:
            family = f"{event} {_together(event, matters)}".strip()
            return [Piece(party, what, event, family, toward, False, tuple(sorted(matters)), holder, sure, kept)]
    if event == "REQUEST":
        goods = [m for m in goods if m.split(".")[0] in interest_words().asked]
    families: dict[str, list[str]] = {}
    for matter in matters if event == "HAVE" and not goods else goods:
        families.setdefault(matter.split(".")[0], []).append(matter)
    return [
        Piece(party, what, event, family, toward, gets, tuple(sorted(found)), holder, sure, kept)
        for family, found in sorted(families.items())
    ] or [Piece(party, what, event, "", toward, gets, (), holder, sure, kept)]


def _together(event: str, matters: Sequence[str]) -> str:
    """The first group of matters that one of these belongs to, by its first word, or ""."""
    families = {matter.split(".")[0] for matter in matters}
    if event in YIELDING:
        return "prisoners" if families & {"prisoners", "hostages"} else ""
    return next((min(group) for group in interest_words().together if group & families), "")


def _said_by(kept: KeptClaim, holders: tuple[Holder, ...], party: str, says: Says) -> str:
    """Who says so: the party itself for its own wish, somebody with the stance, "reports" or "rumour".

    Who speaks for a state is told as the state, analysts, media and private persons by their own name.
    """
    if holders and holders[-1].stance == "wants" and party:
        if len(holders) == 1:
            return says.name(party)
        holders = holders[:-1]
    if not holders:
        return "reports"
    inner = holders[-1]
    speaker = speaks_for(inner, kept.published)
    name = says.name(speaker) if speaker else own_name(inner) or None
    if name is None:
        return "rumour" if inner.stance == "rumour" else "somebody"
    return name if inner.stance in PLAIN else f"{name} ({inner.stance})"
