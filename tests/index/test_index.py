from __future__ import annotations

import datetime as dt
import itertools
import os
import sqlite3
import threading
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from entente.errors import LedgerError, UsageError
from entente.index import Index, files, opened
from entente.index.files import empty, new_place, swap
from entente.records import Document, KeptClaim, KeptRefusal, Question, Refusal
from tests.assess.builders import holder, told
from tests.index.builders import NOW, kept, place, put, put_documents, tidy, tone

CHINA = Question(actor="CHN")
DAYS = [dt.date(2023, 1, 1) + dt.timedelta(days=n) for n in range(40)]


@pytest.fixture
def index(tmp_path: Path) -> Index:
    with Index(place(tmp_path)) as found:
        yield found


def some(number: int, **how: object) -> list[KeptClaim]:
    return [told("RUS", "AID", "PRK", str(DAYS[n % 40]), at=n, of=f"e{n % 7}", **how) for n in range(number)]


def test_an_index_that_is_new_is_empty(index: Index) -> None:
    assert index.claims().rows == ()
    assert (index.version, index.moment, index.closed, index.began, index.last) == (0, None, None, None, None)
    assert index.marks() is None
    assert index.count().claims == 0
    assert index.events().rows == ()
    assert index.documents().rows == ()
    assert index.network().nodes == ()
    assert index.summary().claims == 0


def test_pages_stay_apart_while_rows_come_in(index: Index) -> None:
    first = some(60)
    put(index, first)
    seen, after, new = [], None, itertools.count(100)
    while True:
        page = index.claims(after=after, limit=7)
        seen += page.rows
        after = page.next
        if after is None:
            break
        put(index, [told("CHN", "ACCUSE", "USA", str(DAYS[n % 40]), at=n) for n in itertools.islice(new, 9)])
    assert [k for k in seen if k.claim.actor == ("RUS",)] == [
        k for k in index.claims(limit=1000).rows if k.claim.actor == ("RUS",)
    ]
    assert len({k.claim.id for k in seen}) == len(seen)


def test_a_page_goes_on_where_its_last_claim_is_gone(index: Index) -> None:
    put(index, some(12))
    for sort, descending in itertools.product(("published", "confidence", "recorded"), (True, False)):
        whole = index.claims(limit=100, sort=sort, descending=descending).rows
        page = index.claims(limit=4, sort=sort, descending=descending)
        put(index, [], asked=[page.rows[-1].claim.id])
        rest = index.claims(limit=100, after=page.next, sort=sort, descending=descending).rows
        assert page.rows + rest == whole
        put(index, [page.rows[-1]])


def test_what_is_other_than_before_takes_its_place(index: Index) -> None:
    (one, two) = some(2)
    assert put(index, [one, two]) == 2
    version = index.version
    assert put(index, [one, two]) == 0
    assert index.version == version
    moved = told("RUS", "AID", "PRK", str(DAYS[30]), at=0, document=one.claim.document, of="other")
    assert moved.claim.id == one.claim.id
    assert put(index, [moved]) == 1
    assert index.claims().rows == (moved, two)
    assert {row.id for row in index.events().rows} == {"other", "e1"}
    assert index.changed_since(version).events == ("e0", "other")
    assert put(index, [], asked=[one.claim.id, "nobody"]) == 1
    assert index.claims().rows == (two,)
    assert index.actors() == [("PRK", 1), ("RUS", 1)]


def test_a_change_that_fails_leaves_nothing(index: Index) -> None:
    put(index, some(3))
    version = index.version

    def fails() -> None:
        with index.writing(tone) as writing, writing.changing(NOW):
            writing.put_claims([(told("CHN", "ACCUSE", "USA"), "")])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fails()
    assert len(index.claims().rows) == 3
    assert index.version == version


def test_counting_stops_and_says_so(index: Index) -> None:
    put(index, some(30))
    counted = index.count(Question(party="RUS"), most=10)
    assert (counted.claims, counted.more) == (10, True)
    counted = index.count(Question(party="RUS"), most=30)
    assert (counted.claims, counted.documents, counted.events, counted.more) == (30, 30, 7, False)
    assert index.count() == index.count(Question(party="RUS"))


def test_values_are_counted_for_a_form(index: Index) -> None:
    put(index, [
        told("RUS", "AID", "PRK", matter="arms.drones", by=[holder("USA", "says")]),
        told("RUS", "AID", "CHN,PRK", matter="energy", at=1), told("USA", "ACCUSE", "RUS", at=2, outlet="Post"),
    ])  # fmt: skip
    facets = index.facets()
    assert facets.kinds == (("AID", 2), ("ACCUSE", 1))
    assert facets.matters == (("arms.drones", 1), ("energy", 1))
    assert facets.holders == (("USA", 1),)
    assert facets.outlets == (("The Daily", 2), ("Post", 1))
    assert facets.parties == (("RUS", 3), ("PRK", 2), ("CHN", 1), ("USA", 1))
    assert index.facets(Question(actor="USA")).kinds == (("ACCUSE", 1),)
    assert index.facets(most=1).more


def test_which_of_some_claims_are_asked_for(index: Index) -> None:
    claims = some(5)
    put(index, claims)
    ids = [k.claim.id for k in claims]
    asked = Question(published_since=DAYS[2])
    assert index.matching(asked, [*ids[:4], "nobody"]) == {ids[2], ids[3]}
    assert index.matching(Question(text="nowhere"), ids) == set()


def test_the_same_document_told_in_many_copies(index: Index) -> None:
    day = DAYS[3]
    put_documents(index, [
        kept(Document(name, "Grain talks", f"Text of {name}", day, outlet="Post"), origin="a") for name in "cab"
    ])  # fmt: skip
    put_documents(index, [kept(Document("z", "Other", "More", None))])
    assert [row.id for row in index.copies("a")] == ["b", "c"]
    assert [(row.id, row.copies) for row in index.documents().rows] == [("a", 2), ("b", 2), ("c", 2), ("z", 0)]
    assert [row.id for row in index.documents(Question(text="grain b", outlet="post")).rows] == ["b"]
    page = index.documents(limit=2)
    put_documents(index, [kept(Document("a0", "New", "New", day))])
    assert [row.id for row in index.documents(after=page.next).rows] == ["c", "z"]
    assert index.document("b").document.text == "Text of b"
    assert index.summary().copies == 2


def test_refusals_come_page_by_page(index: Index) -> None:
    found = [
        KeptRefusal(Refusal(f"s{n}", "empty", "Nothing There"), NOW + dt.timedelta(days=n // 3)) for n in range(10)
    ]
    with index.writing(tone) as writing, writing.changing(NOW):
        writing.put_refusals(found + found)
    rows, after = [], None
    while True:
        page = index.refusals(after=after, limit=4)
        rows += page.rows
        after = page.next
        if after is None:
            break
    assert rows == sorted(found, key=lambda k: (-k.recorded.toordinal(), k.refusal.source))
    assert [k.refusal.source for k in index.refusals("THERE s7").rows] == ["s7"]


codes = st.lists(st.sampled_from(["RUS", "PRK", "CHN", "USA", "UN"]), min_size=1, max_size=5, unique=True)
dates = st.none() | st.sampled_from(DAYS)


@st.composite
def network_claims(draw: st.DrawFn) -> KeptClaim:
    parties = draw(codes)
    cut = draw(st.integers(1, len(parties)))
    start = draw(st.none() | st.sampled_from(["2023-01-02", "2022-01-01"]))
    return told(
        ",".join(parties[:cut]), draw(st.sampled_from(["AID", "ASSAULT", "CONSULT"])), ",".join(parties[cut:]),
        draw(st.none() | st.sampled_from(list(map(str, DAYS)))), start=start,
        end=draw(st.sampled_from([None, "2023-01-20"])), at=draw(st.integers(0, 1 << 20)),
        origin=draw(st.sampled_from(["o1", "o2", "o3"])), status=draw(st.sampled_from(["read", "read", "rejected"])),
    )  # fmt: skip


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(network_claims(), max_size=12), dates, dates, st.sampled_from([(), ("AID",), ("AID", "CONSULT")]))
def test_a_network_counts_what_its_questions_find(
    tmp_path_factory: pytest.TempPathFactory, claims: list[KeptClaim], since: dt.date | None, until: dt.date | None,
    kinds: tuple[str, ...],
) -> None:  # fmt: skip
    # Days the wrong way round mean nothing; a claim that lasts over both would be found by its own question.
    assume(since is None or until is None or since <= until)
    with Index(place(tmp_path_factory.mktemp("network"))) as index:
        put(index, claims[:6])
        with index.writing(tone) as writing, writing.changing(NOW):  # these strips are not yet made anew
            writing.put_claims([(k, "") for k in claims[6:]])
        stale = index.network(since, until, kinds)
        tidy(index)
        network = index.network(since, until, kinds)
        assert stale == network
        for one, two in itertools.combinations(["CHN", "PRK", "RUS", "UN", "USA"], 2):
            question = Question(pair=(one, two), since=since, until=until, event=kinds)
            found = index.claims(question, limit=100).rows
            ties = [tie for tie in network.ties if (tie.one, tie.two) == (one, two)]
            assert [(t.claims, t.origins) for t in ties] == (
                [(len(found), len({k.origin for k in found}))] if found else []
            )
            values: defaultdict[str, list[float]] = defaultdict(list)
            for k in found:
                if k.claim.event != "CONSULT":
                    values[str(k.origin)].append(1.0 if k.claim.event == "AID" else -1.0)
            means = [sum(each) / len(each) for each in values.values()]
            if found:
                assert ties[0].tone == (pytest.approx(sum(means) / len(means), abs=1e-3) if means else None)
        in_ties = {code for tie in network.ties for code in (tie.one, tie.two)}
        assert {node.code for node in network.nodes} == in_ties
        assert network.actors == len(in_ties)


def test_a_network_shows_those_most_told_of_or_those_around_one(index: Index) -> None:
    put(index, [
        *(told("RUS", "AID", "PRK", origin=f"o{n}", at=n) for n in range(3)),
        told("CHN", "ACCUSE", "USA", at=5), told("RUS", "ACCUSE", "USA", at=6, origin="x"),
    ])  # fmt: skip
    whole = index.network()
    assert [node.code for node in whole.nodes] == ["RUS", "PRK", "USA", "CHN"]
    tie = whole.ties[0]
    assert (tie.one, tie.two, tie.origins, tie.tone) == ("PRK", "RUS", 3, 1.0)
    few = index.network(most=2)
    assert ([node.code for node in few.nodes], len(few.ties), few.actors) == (["RUS", "PRK"], 1, 4)
    around = index.network(party="CHN")
    assert [node.code for node in around.nodes] == ["CHN", "USA"]
    assert index.network(party="FRA").nodes == ()


def test_codes_are_suggested_most_told_of_first(index: Index) -> None:
    put(index, [told("RUS", "AID", "PRK"), told("RUS", "AID", "PSE", at=1), told("RUS", "AID", "PRK", at=2)])
    assert index.actors("P") == [("PRK", 2), ("PSE", 1)]
    assert index.actors(limit=1) == [("RUS", 3)]


def test_a_fault_of_the_caller_is_told(index: Index) -> None:
    for asked in (
        lambda: index.claims(sort="title"), lambda: index.events(sort="title"), lambda: index.claims(limit=0),
        lambda: index.documents(limit=10**6), lambda: index.claims(Question(as_of=DAYS[0])),
        lambda: index.documents(Question(as_of=DAYS[0])), lambda: index.glances(Question(as_of=DAYS[0])),
        lambda: index.count(Question(as_of=DAYS[0])), lambda: index.refusals(limit=0),
    ):  # fmt: skip
        with pytest.raises(UsageError):
            asked()


def test_what_does_not_stand_is_asked_for_by_its_status(index: Index) -> None:
    put(
        index,
        [*some(3), told("CHN", "AID", "PRK", status="rejected"), told("CHN", "AID", "PRK", at=9, status="withdrawn")],
    )
    assert len(index.claims(statuses=("rejected",)).rows) == 1
    assert len(index.claims(Question(actor="CHN"), statuses=("rejected", "withdrawn")).rows) == 2
    assert index.claims(Question(actor="CHN")).rows == ()
    assert index.count(statuses=("withdrawn",)).claims == 1


# The file


def test_readers_go_on_while_another_file_takes_its_place(index: Index) -> None:
    put(index, some(3))
    other = Index(place(index.path.parent / "other"))
    put(other, some(5))
    other.close()
    with index.file.reading() as connection:
        assert connection.execute("SELECT count(*) FROM claims").fetchone() == (3,)
        fresh = new_place(index.path)
        fresh.write_bytes(other.path.read_bytes())
        swap(index.path, fresh)
        assert connection.execute("SELECT count(*) FROM claims").fetchone() == (3,)
    assert len(index.claims().rows) == 5
    assert len(list(index.path.parent.glob("index-*.sqlite"))) == 1


def test_threads_ask_while_one_writes(index: Index) -> None:
    put(index, some(20))
    faults: list[Exception] = []
    seen: set[tuple[int, int]] = set()
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            try:
                seen.add((len(index.claims(Question(actor="RUS"), limit=100).rows), index.count(CHINA).claims % 5))
            except LedgerError as fault:
                faults.append(fault)
                return

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for n in range(6):
        put(index, [told("CHN", "ACCUSE", "USA", at=10 * n + m) for m in range(5)])
    stop.set()
    for thread in threads:
        thread.join()
    assert faults == []
    assert seen == {(20, 0)}


def test_a_reader_cannot_write(index: Index) -> None:
    with pytest.raises(LedgerError, match="readonly"), index.file.reading() as connection:
        connection.execute("DELETE FROM claims")


def test_another_layout_is_replaced_by_an_empty_one(tmp_path: Path) -> None:
    path = place(tmp_path)
    with Index(path) as index:
        put(index, some(3))
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    with Index(path) as index:
        assert index.claims().rows == ()


@pytest.mark.parametrize("content", [b"", b"no database at all", b"SQLite format 3\0" + b"\xff" * 5000])
def test_what_is_no_index_is_replaced_by_an_empty_one(tmp_path: Path, content: bytes) -> None:
    path = place(tmp_path)
    path.parent.mkdir()
    path.write_bytes(content)
    with Index(path) as index:
        assert index.claims().rows == ()


def failing_once(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    """The next file of an index cannot be opened."""
    real, asked = files.connect, []

    def connect(path: Path, *, writing: bool = False) -> sqlite3.Connection:
        asked.append(path)
        if len(asked) == 1:
            error = sqlite3.OperationalError("not now")
            error.sqlite_errorcode = code
            raise error
        return real(path, writing=writing)

    monkeypatch.setattr(files, "connect", connect)


def test_one_that_cannot_be_opened_at_the_moment_is_not_replaced(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    put(index, some(3))
    failing_once(monkeypatch, sqlite3.SQLITE_CANTOPEN)
    with pytest.raises(LedgerError, match="not now"):
        Index(index.path)
    with Index(index.path) as again:
        assert len(again.claims().rows) == 3


def test_a_file_that_is_replaced_while_it_is_opened_is_opened_again(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(index, some(3))
    index.close()
    failing_once(monkeypatch, sqlite3.SQLITE_CANTOPEN)
    assert len(index.claims().rows) == 3


def test_a_place_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LedgerError, match="index cannot be used"):
        Index(tmp_path / "file" / "index.sqlite")


def test_a_half_made_file_is_taken_away_by_the_next(index: Index) -> None:
    left = new_place(index.path)
    empty(left)
    fresh = new_place(index.path)
    empty(fresh)
    swap(index.path, fresh)
    assert not left.exists()
    assert os.readlink(index.path) == fresh.name


def test_days_crowded_by_many_reports_are_spread_anew(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("entente.index.placing.SPACE", 64)
    claims = [told("RUS", "AID", "PRK", document=f"d{n:02}", quote=f"grain {n}") for n in range(40)]
    for claim in claims[::3] + claims[1::3] + claims[2::3]:
        put(index, [claim])
        put_documents(index, [kept(Document(claim.claim.document, "Title", "Text", DAYS[0]))])
    assert index.claims(limit=100).rows == tuple(claims)
    assert [row.id for row in index.documents(limit=100).rows] == [k.claim.document for k in claims]
    assert len(index.claims(Question(text="grain"), limit=100).rows) == 40


def test_answers_are_kept_while_they_are_true_and_not_too_many(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    put(index, some(30))
    for day in DAYS:
        index.network(day, day)
    assert len(index._remembered) == len(DAYS)
    assert index.network(DAYS[0], DAYS[0]) is index.network(DAYS[0], DAYS[0])
    before = index.count(CHINA)
    put(index, [told("CHN", "AID", "PRK", str(DAYS[0]), at=31, of="more")])
    assert index.count(CHINA) != before
    assert len(index._remembered) == 1, "what was told of an earlier version is asked for no more"
    monkeypatch.setattr(opened, "VALUES", 400)
    for day in DAYS:
        index.network(day, day)
        assert index._held == sum(weight for _, weight in index._remembered.values()) <= 400
    assert len(index._remembered) < len(DAYS)


def test_values_of_answers_are_counted() -> None:
    assert opened.values(None) == 1
    assert opened.values(("a", ("b", 2), [])) == 6
    assert opened.values(Refusal("s", "empty", "d")) == 1 + 4
