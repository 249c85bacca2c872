"""POLECAT's weekly files: out, back, and those of others."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from entente.exchange import Written, read
from entente.exchange.plover import NO_TYPE
from entente.exchange.polecat import COLUMNS, OWN
from entente.records import Claim, Document, Refusal
from tests.cli.fakes import claim
from tests.exchange.builders import hostile, kept, rich, written


def rows_of(path: Path) -> list[dict[str, str]]:
    """As the readers of the weekly files read them: tabs, no quoting."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True))


def test_the_header_is_polecats_and_ours_after_it(tmp_path: Path) -> None:
    written("polecat", [], tmp_path / "out")
    header = (tmp_path / "out").read_text(encoding="utf-8").rstrip("\n").split("\t")
    assert tuple(header) == COLUMNS + OWN
    assert len(COLUMNS) == 40
    assert (COLUMNS[0], COLUMNS[8], COLUMNS[16], COLUMNS[-1]) == (
        "Event ID", "Actor Country", "Recipient Country", "Version",
    )  # fmt: skip


def test_rows(tmp_path: Path) -> None:
    done = written("polecat", [kept(), rich(), kept(claim(event="HAVE"))], tmp_path / "out")
    assert done == Written(2, {NO_TYPE: 1})
    fact, wish = rows_of(tmp_path / "out")
    assert (fact["Event Type"], fact["Event Mode"], fact["Quad Code"], fact["Intensity"]) == (
        "CONSULT", "visit", "VERBAL COOPERATION", "2.5",
    )  # fmt: skip
    assert (fact["Actor Name"], fact["Actor Country"], fact["Actor COW"]) == ("Norway", "NOR", "None")
    assert (wish["Event Type"], wish["Entente Event"]) == ("COOPERATE", "TRANSFER")
    assert (wish["Event Mode"], wish["Intensity"]) == ("hypothetical; negation", "None")
    assert (wish["Actor Country"], wish["Actor Codes"], wish["Actor Name"]) == ("NOR", "NOR; UN", "Norway; the UN")
    assert (wish["Polarity"], wish["Certainty"], wish["Modality"]) == ("negative", "probable", "desired")
    assert (wish["Event Date"], wish["Publication Date"], wish["Source"]) == ("2024-06-01", "2024-06-18", "The Paper")


def test_hostile_text_stays_in_its_cell(tmp_path: Path) -> None:
    written("polecat", [hostile(), kept()], tmp_path / "out")
    raw = (tmp_path / "out").read_bytes()
    assert raw.count(b"\n") == 3
    assert not {b"\x00", b"\r", b"\x1b"} & {raw[at : at + 1] for at in range(len(raw))}
    first, _ = rows_of(tmp_path / "out")
    assert len(first) == len(COLUMNS + OWN)
    assert first["Quote"].startswith('=cmd|"/c calc"!A1')


def test_our_own_rows_bring_their_columns_back(tmp_path: Path) -> None:
    written("polecat", [rich(), kept()], tmp_path / "week.txt")
    found = list(read("polecat", tmp_path / "week.txt"))
    assert all(isinstance(made, tuple) for made in found)
    for (document, back), before in zip(found, (rich(), kept()), strict=True):  # type: ignore[misc]
        was = before.claim
        for name in ("id", "document", "event", "mode", "actor", "recipient", "matter", "holders", "polarity",
                     "certainty", "modality", "start", "end", "confidence"):  # fmt: skip
            assert getattr(back, name) == getattr(was, name), name
        assert back.reader == f"import polecat week.txt, {was.reader}"
        assert (back.quote, document.text) == ("", "")
        assert (document.title, document.url, document.outlet) == (before.title, before.url, before.outlet)


def weekly(tmp_path: Path, *changes: dict[str, str], header: tuple[str, ...] = COLUMNS, end: str = "") -> Path:
    row = dict.fromkeys(COLUMNS, "None") | {
        "Event ID": "1_0", "Event Date": "2023-05-01", "Event Type": "ACCUSE", "Event Mode": "disapprove",
        "Actor Name": "Russia", "Actor Country": "RUS", "Primary Actor Sector": "GOV", "Recipient Name": "Israel",
        "Recipient Country": "ISR", "Publication Date": "2023-05-02", "Source": "AFP",
    }  # fmt: skip
    file = tmp_path / "week.txt"
    rows = ["\t".join((row | change)[name] for name in COLUMNS) + end for change in changes]
    file.write_text("\n".join(["\t".join(header), *rows]) + "\n", encoding="latin-1")
    return file


def only(file: Path) -> tuple[Document, Claim]:
    (found,) = read("polecat", file)
    assert not isinstance(found, Refusal), found
    return found


def test_rows_of_others(tmp_path: Path) -> None:
    document, made = only(weekly(tmp_path, {"Placename": "Orléans"}))
    assert (made.event, made.mode, made.actor, made.recipient) == ("ACCUSE", None, ("RUS",), ("ISR",))
    assert (made.start, made.certainty, made.confidence) == (dt.date(2023, 5, 1), "unknown", 0.0)
    assert (document.published, document.outlet) == (dt.date(2023, 5, 2), "AFP")
    _, same_day = only(weekly(tmp_path, {"Event Date": "2023-05-02"}))
    assert same_day.start is None
    _, several = only(weekly(tmp_path, {"Recipient Country": "ISR; FRA|ISR"}))
    assert several.recipient == ("ISR", "FRA")


def test_weekly_files_with_faulty_headers_are_read(tmp_path: Path) -> None:
    only(weekly(tmp_path, {}, header=("Headline", "Event Text", *COLUMNS)))
    only(weekly(tmp_path, {}, end="\t\t"))


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        ({"Event Type": "DEMAND"}, "Event Type 'DEMAND'"),
        ({"Event Date": "None"}, ""),
        ({"Event Date": "May"}, "Event Date is no day"),
        ({"Actor Country": "Russia"}, "'Russia'"),
        ({"Actor Country": "ISR"}, "both sides are ISR"),
        ({"Actor Country": "None", "Actor Name": "Gazprom"}, "'Gazprom' has no country"),
        ({"Primary Actor Sector": "BUS"}, "does not stand for its state (BUS)"),
        (
            {"Actor Country": "None", "Actor Name": "None", "Recipient Country": "None", "Recipient Name": "None"},
            "no state on either side",
        ),
    ],
)
def test_what_cannot_come_in_is_refused(change: dict[str, str], detail: str, tmp_path: Path) -> None:
    (found,) = read("polecat", weekly(tmp_path, change))
    if not detail:
        assert isinstance(found, tuple)
        assert found[1].start is None
        return
    assert isinstance(found, Refusal)
    assert found.source.endswith("week.txt:2")
    assert detail in found.detail


def test_other_files_are_no_weekly_files(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("a,b\n1,2\n")
    (found,) = read("polecat", file)
    assert isinstance(found, Refusal)
    assert "no column Actor Country" in found.detail
    file.write_text("\t".join(COLUMNS) + "\na\tb\n")
    (short,) = read("polecat", file)
    assert isinstance(short, Refusal)
    assert "2 cells" in short.detail
