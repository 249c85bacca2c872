from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from entente import bookkeeping
from entente.desk import Desk
from entente.errors import ConflictError, LedgerError, UsageError
from entente.index import Index
from entente.index.writing import Writing
from entente.ledger import Ledger
from entente.ledger.upkeep import optimize
from entente.records import STANDING, STATUSES, Document, KeptClaim, Question, Refusal
from tests.ledger.builders import Clock, claims_of, ingest, reading, report

DESK = Desk()
CODES = ("RUS", "PRK", "CHN", "USA", "UN")
KINDS = ("CONSULT", "AID", "ACCUSE", "AGREE", "ASSAULT")
WORDS = ("Grain", "talks", "in", "Vladivostok", "Öl", "U.S.", "x")


def opened(root: Path) -> tuple[Index, Ledger]:
    return DESK.index(root / ".desk" / "index.sqlite"), Ledger(root)


sides = st.lists(st.sampled_from(CODES), min_size=1, max_size=2, unique=True).map(",".join)


@st.composite
def sentences(draw: st.DrawFn) -> str:
    actor = draw(sides)
    rest = [code for code in CODES if code not in actor]
    recipient = draw(st.lists(st.sampled_from(rest), min_size=1, max_size=2, unique=True).map(",".join))
    parts = [
        draw(st.sampled_from(["", "USA says ", "RUS denies ", "CHN wants "])), actor,
        draw(st.sampled_from([" not", ""])), " ", draw(st.sampled_from(KINDS)), " ", recipient,
        draw(st.sampled_from(["", " about arms.drones", " about arms"])),
        draw(st.sampled_from(["", " in future", " in desired"])), draw(st.sampled_from(["", " maybe"])),
        draw(st.sampled_from(["", " on 2023-01-05", " on 2022-11-01"])),
    ]  # fmt: skip
    return "".join(parts) + " " + draw(st.sampled_from(WORDS))


@st.composite
def reports(draw: st.DrawFn) -> Document:
    text = "\n".join(draw(st.lists(sentences(), min_size=1, max_size=3)))
    published = draw(st.none() | st.sampled_from(["2023-01-04", "2023-01-05", "2023-01-06", "2023-02-10"]))
    name = draw(st.sampled_from(["", "", "a", "b", "c"]))
    return report(
        text, published, id=name, title=draw(st.sampled_from(["", "Grain talks"])), url=f"https://e.org/{name}",
        outlet=draw(st.sampled_from(["The Daily", "Evening Post", ""])),
    )  # fmt: skip


steps = st.one_of(
    st.tuples(st.just("ingest"), st.lists(reports(), min_size=1, max_size=4)),
    st.tuples(st.just("reject"), st.integers(0, 99)),
    st.tuples(st.just("correct"), st.integers(0, 99), st.sampled_from(KINDS), st.sampled_from(CODES)),
    st.tuples(st.sampled_from(["split", "add"]), st.integers(0, 99), st.sampled_from(KINDS), st.sampled_from(CODES)),
    st.tuples(st.just("accept"), st.integers(0, 99)),
    st.tuples(st.just("undo"), st.integers(0, 99)),
    st.tuples(st.just("reread"), st.sampled_from(["stub 2", "stub 3"])),
    st.tuples(st.just("optimize")),
)


def do(root: Path, step: tuple[object, ...], clock: Clock) -> list[str]:
    """Does one thing to a ledger; gives the claims that a reviewer spoke of."""
    what, *how = step
    if what == "ingest":
        ingest(root, [*how[0], Refusal(f"s{len(how[0])}", "empty", "nothing there")], now=clock)
    elif what == "reread":
        reread(root, str(how[0]), clock)
    elif what == "optimize":
        optimize(root)
    else:
        return review(Ledger(root), str(what), how, clock)
    return []


def reread(root: Path, reader: str, clock: Clock) -> None:
    """Another reader passes over what is said in future, or by the USA."""
    gone = "future" if reader == "stub 2" else "USA"

    def read(documents):  # type: ignore[no-untyped-def]
        for document, claims in reading(documents, reader):
            yield document, [claim for claim in claims if gone not in claim.quote]

    bookkeeping.reread(root, read, reader, now=clock)


def review(ledger: Ledger, what: str, how: list[object], clock: Clock) -> list[str]:
    known = {kept.claim.id: kept.claim for kept in ledger.claims(statuses=STATUSES)}
    name = sorted(known)[int(str(how[0])) % len(known)]
    who = {"by": "me", "why": "so", "now": clock()}
    other = {"event": how[1], "actor": [how[2]], "recipient": ["FRA"]} if len(how) > 1 else {}
    words = {"start_char": 0, "end_char": 3}
    try:
        if what == "correct":
            made = [ledger.correct(name, other, **who)]
        elif what == "add":
            made = [ledger.add(known[name].document, other, **words, **who)]
        elif what == "split":
            made = ledger.split(name, [{"recipient": ["FRA"]}, {**other, **words}], **who)
        else:
            made = [getattr(ledger, what)(name, **who)]
    except (UsageError, ConflictError):  # it says so already, or cannot be taken back
        return []
    return [kept.claim.id for kept in made]


#: By these bounds, what is usually gathered is walked along, and the other way round.
OTHER_WAYS = {
    "asking.GATHERED": 0, "asking.ARMS": 0, "asking.SAMPLE": 1, "asking._LOOKED_UP": 1e-6, "claims.GATHERED": 0,
    "documents.GATHERED": 0, "events._FEW": -1, "events._PASSED": 0.0, "words.MOST": 0,
}  # fmt: skip
days = st.none() | st.sampled_from(list(map(dt.date.fromisoformat, ("2022-12-01", "2023-01-05", "2023-02-10"))))
questions = st.builds(
    Question,
    pair=st.none() | st.permutations(CODES).map(lambda codes: (codes[0], codes[1])),
    actor=st.none() | st.sampled_from(CODES), party=st.none() | st.sampled_from(CODES),
    event=st.just(()) | st.lists(st.sampled_from(KINDS), max_size=2).map(tuple),
    matter=st.sampled_from([None, None, "arms", "arms.drones", "energy"]),
    holder=st.sampled_from([None, None, "author", "USA", "us"]), stance=st.sampled_from([None, None, "says", "denies"]),
    polarity=st.sampled_from([None, None, "negative"]), certainty=st.sampled_from([None, None, "certain"]),
    text=st.none() | st.sampled_from([*WORDS, "grain", "consult", "öl", "talks grain", "s."]),
    since=days, until=days, published_since=days, published_until=days,
    min_confidence=st.sampled_from([0.0, 0.0, 0.5]), outlet=st.sampled_from([None, None, "post", "E"]),
)  # fmt: skip


def one_at_a_time(question: Question) -> list[Question]:
    """The question, and one with each of its conditions alone."""
    given_fields = {
        field.name: value
        for field in dataclasses.fields(question)
        if (value := getattr(question, field.name)) != field.default
    }
    return [question, *(Question(**{name: value}) for name, value in given_fields.items())]


def all_of(page, **how):  # type: ignore[no-untyped-def]
    rows, after = [], None
    while True:
        found = page(after=after, **how)
        rows += found.rows
        after = found.next
        if after is None:
            return rows


class Remembered:
    """A ledger to which nothing more comes: what it answered once is not asked again, which takes longest here."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger, self._answers = ledger, {}

    def __getattr__(self, name: str):  # type: ignore[no-untyped-def]
        def ask(*values, **named):  # type: ignore[no-untyped-def]
            key = name, values, tuple(sorted(named.items()))
            if key not in self._answers:
                found = getattr(self._ledger, name)(*values, **named)
                self._answers[key] = found if isinstance(found, dict) else list(found)
            return self._answers[key]

        return ask


def agree(index: Index, ledger: Ledger | Remembered, question: Question) -> None:
    """The index answers a question as the ledger does."""
    for statuses in (STANDING, STATUSES, ("rejected", "withdrawn")):
        claims = list(ledger.claims(question, statuses=statuses))
        assert all_of(index.claims, question=question, statuses=statuses, limit=3) == claims
        turned = all_of(index.claims, question=question, statuses=statuses, limit=2, descending=False)
        assert turned == claims[::-1]
    claims = list(ledger.claims(question))
    for sort, value in (("confidence", lambda k: k.claim.confidence), ("recorded", lambda k: k.recorded)):
        wanted = sorted(claims, key=value, reverse=True)
        assert all_of(index.claims, question=question, sort=sort, limit=3) == wanted
        assert all_of(index.claims, question=question, sort=sort, limit=3, descending=False) == wanted[::-1]
    counted = index.count(question, most=None)
    assert {name: getattr(counted, name) for name in ("claims", "documents", "origins", "events")} == ledger.count(
        question
    )
    assert list(index.glances(question)) == list(ledger.glances(question))
    events = {event.id: event for event in ledger.events(question)}
    for sort in ("origins", "claims", "first", "last"):
        rows = all_of(index.events, question=question, sort=sort, limit=2)
        assert len(rows) == len(events)
        assert {row.id for row in rows} == set(events)
        assert all_of(index.events, question=question, sort=sort, limit=3, descending=False) == rows[::-1]
        assert sort in ("first", "last") or [getattr(r, sort) for r in rows] == sorted(
            (getattr(r, sort) for r in rows), reverse=True
        )
    for row in rows:
        event = events[row.id]
        assert DESK.happening(index, row.id) == event
        told = (row.kind, row.actor, row.recipient, row.matter, row.origins, row.first, row.last)
        assert told == (event.kind, event.actor, event.recipient, event.matter, event.origins, event.first, event.last)
        assert (row.claims, row.outlets) == (len(event.claims), len(event.outlets))
        assert row.told + row.denied + row.open == row.claims
        assert row.lead in event.claims
    assert [row.id for row in all_of(index.documents, question=question, limit=2)] == documents(ledger, question)


def documents(ledger: Ledger | Remembered, question: Question) -> list[str]:
    """The ids of the documents that a question finds, by their newest texts."""
    if question != Question(
        text=question.text, outlet=question.outlet, published_since=question.published_since,
        published_until=question.published_until,
    ):  # fmt: skip
        return [kept.document.id for kept in ledger.documents(question)]
    since, until = question.published_since, question.published_until
    return [
        document.id
        for document in (kept.document for kept in ledger.documents())
        if (since is None or (document.published is not None and document.published >= since))
        and (until is None or (document.published is not None and document.published <= until))
        and (question.outlet or "").lower() in document.outlet.lower()
        and all(word in f"{document.title} {document.text}".lower() for word in (question.text or "").lower().split())
    ]


def agree_at_all(index: Index, ledger: Ledger) -> None:
    """Everything that is not a question is the same too."""
    every = list(ledger.claims(statuses=STATUSES))
    assert index.these(kept.claim.id for kept in every) == every
    for kept in every:
        assert index.reviews(kept.claim.id) == ledger.reviews(kept.claim.id)
    for kept in ledger.documents():
        name = kept.document.id
        assert index.document(name) == kept
        assert [row.id for row in index.copies(name)] == [copy.document.id for copy in ledger.copies(name)]
        told = [k for k in every if k.claim.document == name and k.status in STANDING]
        assert index.document_row(name).claims == len(told)
        # By place alone: a claim of a former text may have another day than those of the newest.
        told.sort(key=lambda k: (k.claim.place.field != "title", k.claim.place.start_char, k.claim.id))
        assert index.document_claims(name) == told
    assert all_of(index.refusals, limit=1) == list(ledger.refusals())
    assert (index.closed, index.began) == (ledger.closed, ledger.began)
    summary = index.summary()
    assert (summary.claims, summary.origins, summary.events) == tuple(
        ledger.count()[name] for name in ("claims", "origins", "events")
    )


# Each example writes ledgers: to shrink one would take minutes.
@settings(
    max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)
@given(
    st.lists(reports(), min_size=2, max_size=5),
    st.lists(steps, max_size=4),
    st.lists(questions, min_size=1, max_size=2),
)
def test_the_index_answers_as_the_ledger_whatever_was_done(
    tmp_path_factory: pytest.TempPathFactory,
    first: list[Document],
    then: list[tuple[object, ...]],
    asked: list[Question],
) -> None:
    root, clock = tmp_path_factory.mktemp("ledger"), Clock()
    ingest(root, first, now=clock)
    index, ledger = opened(root)
    with index, ledger:
        assert DESK.follow(index, ledger, now=clock).whole
        for number, step in enumerate(then):
            spoken = do(root, step, clock.move(number % 2))
            before = index.version
            if spoken:
                DESK.take_up(index, ledger, spoken, now=clock)
            followed = DESK.follow(index, ledger, now=clock)
            assert not followed.whole
            assert not followed.behind
            assert index.version >= before
        still = Remembered(ledger)
        for question in asked:
            for each in one_at_a_time(question):
                note(f"{each}")
                agree(index, still, each)
                with pytest.MonkeyPatch.context() as patch:
                    for name, value in OTHER_WAYS.items():
                        patch.setattr(f"entente.index.{name}", value)
                    note(f"other ways: {each}")
                    index._remembered.clear()
                    agree(index, still, each)
        agree_at_all(index, ledger)
        anew = DESK.index(root / "other" / "index.sqlite")
        with anew:
            DESK.follow(anew, ledger, now=clock)
            everything = all_of(index.claims, statuses=STATUSES)
            assert all_of(anew.claims, statuses=STATUSES) == everything
            assert all_of(anew.events) == all_of(index.events)
            assert anew.network() == index.network()
            assert anew.summary().origins == index.summary().origins
    shutil.rmtree(root)


@pytest.fixture
def followed(tmp_path: Path) -> tuple[Path, Index, Ledger, Clock]:
    clock = Clock()
    ingest(tmp_path, [report(f"RUS AID PRK {n}", f"2023-01-{n + 1:02}") for n in range(6)], now=clock)
    index, ledger = opened(tmp_path)
    DESK.follow(index, ledger, now=clock)
    return tmp_path, index, ledger, clock


def test_following_again_changes_nothing(followed: tuple[Path, Index, Ledger, Clock]) -> None:
    _, index, ledger, clock = followed
    version, moment = index.version, index.moment
    done = DESK.follow(index, ledger, now=clock)
    assert (done.claims, done.documents, done.events, done.whole) == (0, 0, 0, False)
    assert index.version == version
    assert moment is not None
    assert index.moment is not None
    assert index.moment > moment
    optimize(ledger.path)
    assert DESK.follow(index, ledger, now=clock).claims == 0
    assert index.version == version


def test_what_came_is_told(followed: tuple[Path, Index, Ledger, Clock]) -> None:
    root, index, ledger, clock = followed
    before = index.version
    ingest(root, [report("CHN ACCUSE USA", "2023-01-20")], now=clock)
    done = DESK.follow(index, ledger, now=clock)
    (new,) = [kept for kept in ledger.claims() if "CHN" in kept.claim.actor]
    touched = index.changed_since(before)
    assert (touched.claims, touched.events) == ((new.claim.id,), (new.event,))
    assert touched.documents == (new.claim.document,)
    assert not touched.whole
    assert done.before == before
    assert index.version == touched.version == done.version
    assert index.changed_since(index.version).claims == ()
    assert index.changed_since(0).whole
    assert index.changed_since(index.version + 1).whole


def test_a_review_is_seen_at_once_and_only_its_claim(followed: tuple[Path, Index, Ledger, Clock]) -> None:
    _, index, ledger, clock = followed
    one = index.claims().rows[0].claim.id
    before = index.version
    ledger.reject(one, by="me", now=clock())
    DESK.take_up(index, ledger, [one], now=clock)
    assert one not in {kept.claim.id for kept in index.claims().rows}
    assert index.claim(one).status == "rejected"
    assert [review.action for review in index.reviews(one)] == ["reject"]
    assert index.changed_since(before).claims == (one,)
    again = index.version
    DESK.follow(index, ledger, now=clock)
    assert index.version == again


def test_a_review_is_seen_while_others_ask_of_a_moment_before_it(
    followed: tuple[Path, Index, Ledger, Clock],
) -> None:
    _, index, ledger, clock = followed
    one = index.claims().rows[0].claim.id
    with ledger.moment():
        ledger.reject(one, by="me", now=clock())
        assert ledger.claim(one).status == "read"
        DESK.take_up(index, ledger, [one], now=clock)
    assert index.claim(one).status == "rejected"


ADDED = {"event": "ACCUSE", "actor": ["CHN"], "recipient": ["USA"]}


def test_what_reviewers_add_and_split_is_answered_as_by_the_ledger(
    followed: tuple[Path, Index, Ledger, Clock], tmp_path: Path
) -> None:
    _, index, ledger, clock = followed
    newest, older, *_ = (kept.claim for kept in index.claims().rows)

    def said(*made: KeptClaim) -> None:
        """Seen at once, and still after the ledger was followed."""
        names = [kept.claim.id for kept in made]
        DESK.take_up(index, ledger, names, now=clock)
        assert index.these(names) == ledger.these(names)
        still = Remembered(ledger)
        for question in (Question(), Question(actor="CHN"), Question(pair=("PRK", "RUS"))):
            agree(index, still, question)
        version = index.version
        DESK.follow(index, ledger, now=clock)
        assert index.version == version
        agree_at_all(index, ledger)

    marked = ledger.add(newest.document, ADDED, by="me", start_char=0, end_char=7, now=clock())
    said(marked)
    assert marked.claim.id in {kept.claim.id for kept in index.claims(Question(actor="CHN")).rows}
    assert index.document_row(newest.document).claims == 2
    parts = [{"recipient": ["CHN"]}, {**ADDED, "start_char": 0, "end_char": 3}]
    said(*ledger.split(older.id, parts, by="me", now=clock()))
    assert index.count(Question(pair=("CHN", "RUS"))).claims == 1
    # No part stands over the claim's own words: it falls, and two come.
    third = index.claims().rows[-1].claim
    elsewhere = [{"start_char": 0, "end_char": 3}, {**ADDED, "start_char": 4, "end_char": 7}]
    made = ledger.split(third.id, elsewhere, by="me", now=clock())
    said(*made)
    assert index.claim(third.id).status == "rejected"
    said(ledger.undo(third.id, by="me", now=clock()))
    assert {index.claim(kept.claim.id).status for kept in made[1:]} == {"rejected"}
    assert index.claim(third.id).status == "read"
    assert [review.with_ for review in index.reviews(made[1].claim.id)] == [
        review.with_ for review in ledger.reviews(made[1].claim.id)
    ]
    said(ledger.undo(marked.claim.id, by="me", now=clock()))
    assert marked.claim.id not in {kept.claim.id for kept in index.claims().rows}
    with DESK.index(tmp_path / "other" / "index.sqlite") as anew:
        DESK.follow(anew, ledger, now=clock)
        assert all_of(anew.claims, statuses=STATUSES) == all_of(index.claims, statuses=STATUSES)
        assert all_of(anew.events) == all_of(index.events)
        assert anew.network() == index.network()
        assert anew.summary().claims == index.summary().claims


def test_killed_in_the_middle_it_goes_on(
    followed: tuple[Path, Index, Ledger, Clock], monkeypatch: pytest.MonkeyPatch
) -> None:
    root, index, ledger, clock = followed
    ingest(root, [report(f"USA ACCUSE CHN {n}", f"2023-02-{n + 1:02}") for n in range(9)], now=clock)
    monkeypatch.setattr("entente.index_desk.CHUNK", 2)
    real, calls = Writing.put_claims, itertools.count()

    def dies(self, found, asked=()):  # type: ignore[no-untyped-def]
        done = real(self, found, asked)
        if next(calls) == 1:
            raise KeyboardInterrupt
        return done

    monkeypatch.setattr(Writing, "put_claims", dies)
    with pytest.raises(KeyboardInterrupt):
        DESK.follow(index, ledger, now=clock)
    assert 6 <= len(index.claims().rows) < 15
    DESK.follow(index, ledger, now=clock)
    assert list(index.claims().rows) == list(ledger.claims())


def test_killed_while_it_is_made_anew_the_one_before_stays(
    followed: tuple[Path, Index, Ledger, Clock], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, index, ledger, clock = followed
    monkeypatch.setattr("entente.index.opened.MAKER", "another program")
    monkeypatch.setattr("entente.index.building.finish", _dies)
    with pytest.raises(KeyboardInterrupt):
        DESK.follow(index, ledger, now=clock)
    assert len(index.claims().rows) == 6
    monkeypatch.undo()
    assert not DESK.follow(index, ledger, now=clock).whole


def _dies(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_little_at_a_time(followed: tuple[Path, Index, Ledger, Clock]) -> None:
    root, index, ledger, clock = followed
    for n in range(4):
        ingest(root, [report(f"USA ACCUSE CHN {n}", f"2023-02-{n + 1:02}")], now=clock)
    rounds = 0
    while DESK.follow(index, ledger, now=clock, most=1).behind:
        rounds += 1
    assert rounds > 3
    assert list(index.claims().rows) == list(ledger.claims())


def test_another_ledger_in_its_place_is_told_anew(followed: tuple[Path, Index, Ledger, Clock]) -> None:
    root, index, ledger, clock = followed
    ledger.close()
    before = index.version
    for table in root.iterdir():
        if not table.name.startswith("."):
            shutil.rmtree(table)
    ingest(root, [report("CHN ACCUSE USA")], now=clock)
    done = DESK.follow(index, Ledger(root), now=clock)
    assert done.whole
    assert done.version > before
    assert [kept.claim.actor for kept in index.claims().rows] == [("CHN",)]
    assert index.changed_since(before).whole


def test_where_the_log_is_gone_it_is_made_anew(
    followed: tuple[Path, Index, Ledger, Clock], monkeypatch: pytest.MonkeyPatch
) -> None:
    root, index, ledger, clock = followed
    ingest(root, [report("CHN ACCUSE USA")], now=clock)
    ingest(root, [report("CHN ACCUSE UN")], now=clock)
    monkeypatch.setattr("entente.ledger.changes.added", lambda storage, table, version: None)
    assert DESK.follow(index, ledger, now=clock).whole
    assert list(index.claims().rows) == list(ledger.claims())


def test_a_damaged_file_is_made_anew(followed: tuple[Path, Index, Ledger, Clock]) -> None:
    _, index, ledger, clock = followed
    path = index.path.resolve()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * (size - 8192))
    with pytest.raises(LedgerError, match="index cannot be used"):
        index.claims()
    index.close()
    again = DESK.index(index.path)
    assert DESK.follow(again, ledger, now=clock).whole
    assert list(again.claims().rows) == list(ledger.claims())


def test_as_of_a_day_the_ledger_answers(followed: tuple[Path, Index, Ledger, Clock]) -> None:
    _, index, ledger, _ = followed
    asked = Question(as_of=dt.date(2023, 1, 4))
    with pytest.raises(UsageError, match="how things are now"):
        index.claims(asked)

    def pages(question: Question, after: str | None = None) -> list[KeptClaim]:
        page = DESK.asked(index, ledger, question, after=after, limit=3)
        return [*page.rows, *(pages(question, page.next) if page.next else [])]

    assert pages(asked) == list(ledger.claims(asked))
    assert pages(Question()) == list(ledger.claims())
    for question in (asked, Question()):
        page = DESK.asked_events(index, ledger, question, limit=50)
        assert {event.id for event in page.rows} == {event.id for event in ledger.events(question)}
        assert page.next is None
    with pytest.raises(UsageError, match="no cursor"):
        DESK.asked(index, ledger, asked, after="nonsense")
    with pytest.raises(UsageError, match="newest first"):
        DESK.asked(index, ledger, asked, sort="confidence")


def test_an_event_that_is_not_there_is_none(followed: tuple[Path, Index, Ledger, Clock]) -> None:
    _, index, _, _ = followed
    assert DESK.happening(index, "0" * 16) is None
    assert index.event_rows(["0" * 16]) == []
    assert index.claim("0" * 16) is None
    assert index.document("0" * 16) is None
    assert index.document_row("0" * 16) is None


def test_ids_are_found_by_their_beginnings(followed: tuple[Path, Index, Ledger, Clock]) -> None:
    _, index, ledger, _ = followed
    for kept in ledger.claims():
        for name in (kept.claim.id, kept.event or "", kept.claim.document):
            for length in (1, 2, len(name)):
                assert index.find(name[:length]) == ledger.find(name[:length])
    assert index.find("") == []


def test_claims_of_the_builders_are_read() -> None:
    (claim,) = claims_of(report("USA says RUS,CHN not AID PRK about arms in future maybe on 2023-01-05 x"))
    assert (claim.polarity, claim.modality, claim.matter) == ("negative", "future", ("arms",))
