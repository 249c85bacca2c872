from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from entente import bookkeeping
from entente.errors import InputError, LedgerError
from entente.ledger import Ledger
from entente.ledger.rows import claim_row, digest
from entente.ledger.tables import Tables
from entente.records import Question, Refusal
from tests.ledger.builders import Clock, Where, claims_of, files_of, folder_of, ingest, reading, report, told

VISIT = "RUS CONSULT PRK"
DENIAL = "RUS denies PRK TRANSFER RUS about arms"


def test_what_is_read_is_kept_and_answered(where: Where) -> None:
    done = ingest(where, [report(VISIT), report(DENIAL)])
    assert (done.new, done.claims, done.seen, done.refused) == (2, 2, 0, 0)
    with Ledger(where) as ledger:
        kept = {k.claim.quote: k for k in ledger.claims()}
        assert set(kept) == {VISIT, DENIAL}
        expected = claims_of(report(DENIAL))[0]
        assert kept[DENIAL].claim == expected
        assert kept[DENIAL].published == dt.date(2023, 1, 10)
        assert kept[DENIAL].outlet == "The Daily"


def test_the_same_source_twice_changes_nothing_not_even_a_file(where: Where) -> None:
    pile = [report(VISIT), report(DENIAL), Refusal("x.pdf", "broken", "it ends early")]
    ingest(where, pile)
    before, read = files_of(where), list[str]()
    done = ingest(where, pile, now=Clock().move(30), read=read)
    assert (done.new, done.seen, done.refused) == (0, 2, 1)
    assert read == []
    assert files_of(where) == before


def test_the_same_report_twice_in_one_pile_is_kept_once(where: Where) -> None:
    done = ingest(where, [report(VISIT), report(VISIT)])
    assert (done.new, done.seen) == (1, 1)
    assert told(Ledger(where)) == [VISIT]


def test_a_newer_text_under_the_same_id_is_a_newer_version(where: Where) -> None:
    first = report(f"{VISIT} today in the capital. CHN ACCUSE USA", id="a", url="https://x.org/1")
    second = report(f"Updated now. {VISIT} today in the capital. IRN AID SYR", id="a", url="https://x.org/1")
    ingest(where, [first])
    name = next(k.claim.id for k in Ledger(where).claims() if k.claim.quote == VISIT)
    done = ingest(where, [second], now=Clock().move(1))
    assert (done.new, done.changed) == (0, 1)
    ledger = Ledger(where)
    assert told(ledger) == ["IRN AID SYR", VISIT]
    kept = ledger.claim(name)
    assert kept.version == 2
    assert second.text[kept.claim.place.start_char : kept.claim.place.end_char] == VISIT
    assert [d.version for d in ledger.texts("a")] == [1, 2]
    assert ledger.document("a").document.text == second.text
    assert ingest(where, [first, second]).seen == 2


def test_both_texts_of_one_report_in_one_pile(where: Where) -> None:
    first = report(f"{VISIT} this week", id="a", url="https://x.org/1")
    second = report(f"More: {VISIT} this week", id="a", url="https://x.org/1")
    ingest(where, [first, second])
    ledger = Ledger(where)
    assert told(ledger) == [VISIT]
    assert [d.version for d in ledger.texts("a")] == [1, 2]


def test_another_report_under_a_taken_id_loses_nothing(where: Where) -> None:
    one = report(VISIT, id="1", source="first.jsonl:1")
    other = report("CHN ACCUSE USA", id="1", source="second.jsonl:1")
    ingest(where, [one])
    assert ingest(where, [other]).new == 1
    ledger = Ledger(where)
    assert told(ledger) == ["CHN ACCUSE USA", VISIT]
    assert {k.claim.document for k in ledger.claims()} == {"1", f"1 ({digest(other)[:8]})"}
    assert ingest(where, [one, other]).seen == 2


def test_refusals_are_kept_once(where: Where) -> None:
    refusal = Refusal("x.pdf", "encrypted", "it asks for a password", "save it without one")
    ingest(where, [refusal, report(VISIT)])
    ingest(where, [refusal])
    kept = list(Ledger(where).refusals())
    assert [k.refusal for k in kept] == [refusal]


def test_refusals_of_one_source_come_in_the_order_of_its_lines(where: Where) -> None:
    places = [
        "a.jsonl:3",
        "a.jsonl:12",
        "a.jsonl:100",
        "b.jsonl:2",
        "b.jsonl:9" + "9" * 40,
    ]
    ingest(where, [Refusal(place, "not-json", "it is none") for place in reversed(places)])
    assert [k.refusal.source for k in Ledger(where).refusals()] == places


def test_strict_keeps_what_came_before(where: Where) -> None:
    pile = [report(VISIT), Refusal("x.pdf", "broken", "it ends early"), report(DENIAL)]
    with pytest.raises(InputError, match=r"x\.pdf: broken: it ends early"):
        bookkeeping.ingest(pile, where, reading, lambda: "stub", strict=True)
    assert told(Ledger(where)) == [VISIT]


def test_text_that_cannot_be_stored_keeps_its_offsets(where: Where) -> None:
    broken = report(f"\ud800\ud801 \x00 {VISIT}", id="s", title="a \udfff title")
    ingest(where, [broken])
    ledger = Ledger(where)
    (kept,) = ledger.claims()
    text = ledger.document("s").document.text
    assert len(text) == len(broken.text)
    assert text[kept.claim.place.start_char : kept.claim.place.end_char] == VISIT
    assert ingest(where, [broken]).seen == 1


def test_a_writer_that_died_between_claims_and_documents_leaves_no_claims(where: Where) -> None:
    ingest(where, [report(VISIT)])
    tables = Tables(where)
    tables.append("claims", _rows(where))
    assert told(Ledger(where)) == [VISIT], "a reader sees whole batches only"
    done = ingest(where, [report(DENIAL)])
    assert (done.new, done.claims) == (1, 1)
    assert told(Ledger(where)) == [VISIT, DENIAL]
    before = files_of(where)
    ingest(where, [report(DENIAL)])
    assert files_of(where) == before


def _rows(root: Where) -> list[dict[str, object]]:
    """The claims of a ledger as a dead writer would have left them."""
    rows = [claim_row(kept, document_version=1, told=kept.known) for kept in Ledger(root).claims()]
    return [{**row, "id": "dead", "document": "never committed"} for row in rows]


def test_late_reports_do_not_change_the_past(where: Where) -> None:
    ingest(where, [report(VISIT, "2023-01-10"), report("CHN ACCUSE USA", "2023-03-01")])
    clock = Clock(dt.datetime(2023, 7, 1, tzinfo=dt.UTC))
    done = ingest(where, [report(DENIAL, "2023-01-12"), report("IRN AID SYR", "2023-04-01")], now=clock)
    assert (done.late, done.closed) == (1, dt.date(2023, 4, 1))
    ledger = Ledger(where)

    def on(day: str, *, late: bool = False) -> set[str]:
        question = Question(as_of=dt.date.fromisoformat(day), late=late)
        return {k.claim.quote for k in ledger.claims(question)}

    assert on("2023-02-01") == {VISIT}
    assert on("2023-02-01", late=True) == {VISIT, DENIAL}
    assert on("2023-06-30") == {VISIT, "CHN ACCUSE USA", "IRN AID SYR"}
    assert on("2023-07-01") == {VISIT, DENIAL, "CHN ACCUSE USA", "IRN AID SYR"}
    assert ledger.late(Question(as_of=dt.date(2023, 2, 1))) == 1


def test_undated_reports_are_known_from_the_day_they_came(where: Where) -> None:
    ingest(where, [report(VISIT, None)], now=Clock(dt.datetime(2023, 6, 1, tzinfo=dt.UTC)))
    ledger = Ledger(where)
    assert list(ledger.claims(Question(as_of=dt.date(2023, 5, 31)))) == []
    assert len(list(ledger.claims(Question(as_of=dt.date(2023, 6, 1))))) == 1


def test_a_report_dated_ahead_does_not_close_the_days_before_it(where: Where) -> None:
    clock = Clock(dt.datetime(2023, 6, 1, tzinfo=dt.UTC))
    assert ingest(where, [report(VISIT, "2099-01-01"), report(DENIAL, "2023-05-01")], now=clock).closed == dt.date(
        2023, 5, 1
    )


def test_a_folder_with_other_things_is_left_alone(where: Where) -> None:
    folder_of(where).mkdir(parents=True, exist_ok=True)
    (folder_of(where) / "letters.txt").write_text("mine")
    with pytest.raises(LedgerError, match=r"holds other things \(letters.txt\)"):
        ingest(where, [report(VISIT)])
    assert [path.name for path in folder_of(where).iterdir()] == ["letters.txt"]


def test_late_and_undated_reports_close_nothing(where: Where) -> None:
    for report_of, expected in (("2023-01-25", 0), ("2023-01-20", 1), (None, 0), ("2023-02-01", 0)):
        done = ingest(where, [report(f"{VISIT} told on {report_of}", report_of)])
        assert done.late == expected, report_of
    assert done.closed == dt.date(2023, 2, 1)


def test_a_clock_that_was_set_back_does_not_open_the_past_again(where: Where) -> None:
    later, before = (dt.datetime(2024, month, 15, tzinfo=dt.UTC) for month in (3, 1))
    ingest(where, [report(VISIT, "2024-03-14")], now=Clock(later))
    ledger = Ledger(where)
    question = Question(as_of=dt.date(2024, 2, 1))
    assert list(ledger.claims(question)) == []
    ingest(where, [report(DENIAL, "2024-01-10"), report("CHN AID LAO", None)], now=Clock(before))
    ledger.correct(next(ledger.claims()).claim.id, {"certainty": "possible"}, by="Ada", now=before)
    assert list(ledger.claims(question)) == []


def test_an_interrupted_ingest_keeps_what_was_read(where: Where) -> None:
    def items():
        yield report(VISIT)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bookkeeping.ingest(items(), where, _one_by_one, lambda: "stub")
    assert told(Ledger(where)) == []
    pile = [report(f"{VISIT} number {n}") for n in range(bookkeeping.LOOKED_UP)]

    def long():
        yield from pile
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bookkeeping.ingest(long(), where, _one_by_one, lambda: "stub")
    assert len(told(Ledger(where))) == len(pile)


def _one_by_one(documents):
    return reading(documents)


def test_a_place_that_is_no_ledger_is_told_with_what_helps(tmp_path: Path) -> None:
    (other := tmp_path / "other").mkdir()
    (other / "notes.txt").write_text("x")
    (empty := tmp_path / "empty").mkdir()
    for place, mend in (
        (other, "name another folder"), (other / "notes.txt", "name another folder"),
        (empty, "makes one"), (tmp_path / "nowhere", "makes one"),
    ):  # fmt: skip
        with pytest.raises(LedgerError, match=f"no ledger here.*{mend}"):
            Ledger(place)
