"""Claims, documents and names made by hand for the tests of the brief."""

from __future__ import annotations

import datetime as dt
import re

from hypothesis import strategies as st

from entente.records import (
    Alignment,
    Assessment,
    Change,
    CheckedClaim,
    Claim,
    Dealing,
    Document,
    Estimate,
    Figure,
    Finding,
    Holder,
    Interest,
    KeptClaim,
    Need,
    Place,
    Rule,
    Ruling,
    Status,
    Step,
    Voice,
    claim_id,
)
from entente.records.vocabulary import (
    BODIES,
    CERTAINTIES,
    EVENTS,
    GROUPS,
    MATTERS,
    MODALITIES,
    MODES,
    POLARITIES,
    STANCES,
)

PUBLISHED = dt.date(2024, 6, 18)
NAMES = {
    "RUS": "Russia", "PRK": "North Korea", "USA": "the United States", "UKR": "Ukraine", "CHN": "China",
    "IRN": "Iran", "ISR": "Israel", "UN": "the UN", "HOUTHIS": "the Houthis", "HAMAS": "Hamas",
    "PHL": "the Philippines",
}  # fmt: skip
DEMONYMS = {"RUS": "Russian", "PRK": "North Korean", "USA": "American", "UKR": "Ukrainian", "CHN": "Chinese"}


class FakeNames:
    """A small lexicon; codes that it does not know stand for themselves."""

    def name(self, code: str) -> str:
        return NAMES.get(code, code)

    def demonym(self, code: str) -> str | None:
        return DEMONYMS.get(code)


def claim(
    event: str,
    actor: str = "",
    recipient: str = "",
    *,
    quote: str = "some words",
    mode: str | None = None,
    matter: str = "",
    holders: list[tuple[str | None, str | None, str]] | None = None,
    polarity: str = "positive",
    certainty: str = "certain",
    modality: str = "actual",
    start: str | None = None,
    end: str | None = None,
    confidence: float = 0.9,
    document: str = "d",
    field: str = "text",
    at: int = 0,
    more: tuple[Place, ...] = (),
    figures: tuple[Figure, ...] = (),
) -> Claim:
    """A claim; parties and matters as words with spaces between ("RUS PRK")."""
    place = Place(field, at, at + len(quote), quote)
    held = tuple(Holder(*holder) for holder in holders or [])
    actors, recipients = tuple(actor.split()), tuple(recipient.split())
    key = claim_id(document, place, event, actors, recipients, held, polarity, modality)
    return Claim(
        key, document, event, mode, actors, recipients, tuple(matter.split()), held, polarity, certainty, modality,
        dt.date.fromisoformat(start) if start else None, dt.date.fromisoformat(end) if end else None,
        place, (place, *more), confidence, (), figures, "test 1",
    )  # fmt: skip


def document(text: str = "some words", *, key: str = "d", title: str = "", **more: object) -> Document:
    """A report of 18 June 2024."""
    values: dict[str, object] = {
        "published": PUBLISHED, "published_from": "page", "published_quote": "18th June 2024", "outlet": "The Paper",
        **more,
    }  # fmt: skip
    return Document(key, title, text, **values)  # type: ignore[arg-type]


def placed(text: str, quote: str, event: str, actor: str = "", recipient: str = "", **more: object) -> Claim:
    """A claim whose quote is found in a text."""
    return claim(event, actor, recipient, quote=quote, at=text.index(quote), **more)  # type: ignore[arg-type]


def first(one: Claim, around: str, offset: int) -> Place | None:
    """Finds "the first ..." up to the next stop: what stands in for whoever really looks for firsts."""
    start = around.find("the first")
    if start < 0:
        return None
    words = re.split(r"[.,\n]", around[start:])[0]
    return Place(one.place.field, offset + start, offset + start + len(words), words)


# ---------------------------------------------------------------------- findings


def kept(
    one: Claim, *, title: str = "Elsewhere", outlet: str = "The Other", event: str | None = None, url: str = ""
) -> KeptClaim:
    """A claim as a ledger keeps it."""
    now = dt.datetime(2024, 6, 18, 12, tzinfo=dt.UTC)
    return KeptClaim(one, 1, "read", event, one.document, title, PUBLISHED, outlet, url, PUBLISHED, now)


def finding(text: str, *claims: Claim | KeptClaim, rules: tuple[Rule, ...] = (), reason: str = "By hand.") -> Finding:
    """A finding over claims."""
    held = tuple(c if isinstance(c, KeptClaim) else kept(c) for c in claims)
    return Finding(text=text, reason=reason, claims=held, rules=rules)


def rule(name: str = "un-1", **more: object) -> Rule:
    """A rule of a sanctions regime that nobody made."""
    values: dict[str, object] = {
        "regime": "A regime", "instrument": "Resolution 1 (2006)", "paragraph": "8 (a)", "title": "Arms",
        "text": "No arms are sent there.", "adopted": dt.date(2006, 10, 14), "state": ("PRK",), "direction": "to",
        "matters": ("arms",), "activities": ("supply",), "bound": ("UN",), "valid_from": dt.date(2006, 10, 14),
        "source": "a library", "mark": "paragraph-unverified", **more,
    }  # fmt: skip
    return Rule(name, **values)  # type: ignore[arg-type]


def steps(*counts: tuple[int, int, int, int], score: float | None = 1.0) -> tuple[Step, ...]:
    """Weeks from 1 January 2024 with these counts; a week that tells nothing has no score."""
    found, start = [], dt.date(2024, 1, 1)
    for four in counts:
        rated = Estimate(score, score - 1, score + 1) if score is not None and any(four) else None
        found.append(Step(start, start + dt.timedelta(6), *four, rated))
        start += dt.timedelta(7)
    return tuple(found)


def change(on: str, *claims: Claim) -> Change:
    """A rupture."""
    held = tuple(kept(c) for c in claims)
    return Change(
        text=f"From {on} on they stood otherwise.", reason="By hand.", claims=held, on=dt.date.fromisoformat(on),
        before=2.0, after=-3.0, chance=0.01,
    )  # fmt: skip


def picture(weeks: tuple[Step, ...], *changes: Change, one: str = "RUS", two: str = "PRK") -> Alignment:
    """An alignment of weeks."""
    return Alignment(
        one, two, weeks[0].start, weeks[-1].end, weeks, None, None, None, 9, (), tuple(changes), (), (), 99
    )


def whole(*claims: Claim) -> Assessment:
    """An assessment with something in every section."""
    one = claims[0]
    course = picture(steps((3, 1, 0, 0), (0, 0, 0, 0), (1, 0, 2, 2)), change("2024-01-15", one))
    return Assessment(
        statuses=(finding("Talks are asserted by one side; no denial found", *claims),),
        contradictions=(finding("One says so, the other denies it", *claims[:2]),),
        news=(finding("It is the first visit known", *claims[-1:]),),
        interests=(finding("One side wants what the other has", one),),
        rules=(finding("A supply of arms would be prohibited", one, rules=(rule(), rule("un-2", mark="sourced"))),),
        alignment=(finding("The two draw closer", one),),
        questions=(finding("It is not known whether a deal was signed", one),),
        picture=course,
    )


def status(
    label: str,
    text: str,
    *voices: tuple[str, str | None, str],
    state: str = "asserted",
    sides: str = "RUS PRK",
    origins: int = 1,
    told: tuple[KeptClaim, ...] = (),
    last: str = "2024-06-18",
    **more: object,
) -> Status:
    """How a happening stands; `voices` as (name, code, position), by default the report's own."""
    held = told or (kept(claim("CONSULT", *sides.split(), quote=label), event=label),)
    actor, *recipient = sides.split()
    values: dict[str, object] = {
        "kind": "CONSULT", "modality": "actual", "silent": (), "due": None, "aside": 0,
        "first": dt.date.fromisoformat(last), **more,
    }  # fmt: skip
    said = tuple(
        Voice(name, code, position, "", "certain", "actual", "present", PUBLISHED, PUBLISHED, origins, held[:1])
        for name, code, position in voices or [("", None, "asserts")]
    )
    return Status(
        text=f"{label}: {text}", reason="By hand.", claims=held, event=label, actor=(actor,),
        recipient=tuple(recipient), label=label, state=state, voices=said, origins=origins,
        last=dt.date.fromisoformat(last), **values,  # type: ignore[arg-type]
    )  # fmt: skip


def interest(party: str, what: str, label: str, one: Claim | None = None) -> Interest:
    """A row of interests."""
    held = kept(one or claim("HAVE", party, quote=label))
    return Interest(
        text=f"{party} {what} {label}", reason="By hand.", claims=(held,), party=party, what=what, event="HAVE",
        label=label,
    )  # fmt: skip


def checked(text: str, *rules: Rule, one: Claim, facts: tuple[str, ...] = ()) -> CheckedClaim:
    """A dealing that a claim tells of, against rules."""
    dealing = Dealing(("PRK",), ("RUS",), "arms", "supply", PUBLISHED)
    needs = tuple(Need(fact, "it would", "exempt") for fact in facts)
    return CheckedClaim(
        text=text, reason="By hand.", claims=(kept(one),), rules=rules, event="", told="wanted",
        ruling=Ruling(dealing, "prohibited", "It is.", (), needs),
    )  # fmt: skip


# ---------------------------------------------------------------------- strategies

CODES = st.sampled_from(["RUS", "PRK", "USA", "UKR", "PHL", *BODIES[:6], *GROUPS[:6]])
HOSTILE = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from(list("\x1b[31m\u202e\u2066\u200b\x07<>&\"'`*_[]()|#~\\\r\n\t\u2028{}“”‘’ abc")),
    ),
    min_size=1,
    max_size=60,
)
DAYS = st.none() | st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))


@st.composite
def holders(draw: st.DrawFn) -> list[tuple[str | None, str | None, str]]:
    """Up to three holders with any stance; `wants` only innermost, as the record has it."""
    outer = [stance for stance in STANCES if stance != "wants"]
    count = draw(st.integers(0, 3))
    name = st.none() | st.sampled_from(["Russian officials", "Andrei Kozyrev", "White House", "some voices"]) | HOSTILE
    return [
        (draw(st.none() | CODES), draw(name), draw(st.sampled_from(STANCES if i == count - 1 else outer)))
        for i in range(count)
    ]


@st.composite
def claims(draw: st.DrawFn, text: str, key: str = "d") -> Claim:
    """Any valid claim whose quote stands in a text of at least one character."""
    first = draw(st.integers(0, len(text) - 1))
    last = draw(st.integers(first + 1, min(len(text), first + 200)))
    start, end = draw(DAYS), draw(DAYS)
    if start and end and end < start:
        start, end = end, start
    made = claim(
        draw(st.sampled_from(EVENTS)),
        " ".join(draw(st.lists(CODES, max_size=3, unique=True))),
        " ".join(draw(st.lists(CODES, max_size=3, unique=True))),
        quote=text[first:last],
        at=first,
        document=key,
        mode=draw(st.none() | st.sampled_from(MODES)),
        matter=" ".join(draw(st.lists(st.sampled_from(MATTERS), max_size=3, unique=True))),
        holders=draw(holders()),
        polarity=draw(st.sampled_from(POLARITIES)),
        certainty=draw(st.sampled_from(CERTAINTIES)),
        modality=draw(st.sampled_from(MODALITIES)),
        start=start.isoformat() if start else None,
        end=end.isoformat() if end else None,
        confidence=draw(st.floats(0, 1)),
        figures=tuple(draw(st.lists(st.builds(Figure, st.just(1.0), st.none(), st.just("ton"), HOSTILE), max_size=1))),
    )
    return made
