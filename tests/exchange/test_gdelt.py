"""GDELT 2.0's event export as claims without words."""

from __future__ import annotations

import datetime as dt
import gzip
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from entente.errors import InputError, UsageError
from entente.exchange import SOURCES, codes, read, rows
from entente.exchange.plover import QUAD_CODES
from entente.records import Claim, Document, Refusal
from entente.records.document import REFUSAL_REASONS
from entente.records.vocabulary import BODIES, GROUPS, MATTERS, MODES, REGIONS

NAME = "20240618120000.export.CSV"


def row(**cells: str) -> str:
    """A row: the Russian government visits North Korea, unless told otherwise; columns counted from 0 as `c7`."""
    told = [""] * 61
    told[0], told[1], told[59], told[60] = "1180000001", "20240618", "20240618120000", "https://a.test/1"
    told[5], told[6], told[7], told[12] = "RUSGOV", "RUSSIA", "RUS", "GOV"
    told[15], told[16], told[17] = "PRK", "NORTH KOREA", "PRK"
    told[26], told[27], told[28], told[29] = "042", "042", "04", "1"
    for name, value in cells.items():
        told[int(name[1:])] = value
    return "\t".join(told)


def export(tmp_path: Path, *lines: str) -> Path:
    file = tmp_path / NAME
    file.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return file


def only(file: Path) -> tuple[Document, Claim]:
    (found,) = read("gdelt", file)
    assert not isinstance(found, Refusal), found
    return found


def test_a_row(tmp_path: Path) -> None:
    document, made = only(export(tmp_path, row()))
    assert (made.event, made.mode, made.actor, made.recipient) == ("CONSULT", "visit", ("RUS",), ("PRK",))
    assert (made.certainty, made.polarity, made.modality) == ("unknown", "positive", "actual")
    assert (made.quote, made.holders, made.confidence, made.start) == ("", (), 0.0, None)
    assert made.reader == f"import gdelt 2.0 {NAME}"
    assert (document.text, document.title, document.url) == ("", "", "https://a.test/1")
    assert (document.published, document.source) == (dt.date(2024, 6, 18), f"{tmp_path / NAME}:1")


def test_the_same_row_is_the_same_claim_and_rows_share_their_report(tmp_path: Path) -> None:
    first, second = read("gdelt", export(tmp_path, row(), row(c0="2")))
    assert isinstance(first, tuple)
    assert isinstance(second, tuple)
    assert first[0].id == second[0].id
    assert first[1].id != second[1].id
    other = tmp_path / "again.csv"
    other.write_text(row() + "\n")
    assert only(other)[1].id == first[1].id


def test_a_day_of_happening_is_told_only_where_it_is_not_the_reports(tmp_path: Path) -> None:
    _, made = only(export(tmp_path, row(c1="20230618")))
    assert (made.start, made.end) == (dt.date(2023, 6, 18), dt.date(2023, 6, 18))


def test_the_host_of_a_visit_is_its_recipient(tmp_path: Path) -> None:
    _, made = only(export(tmp_path, row(c26="043")))
    assert (made.actor, made.recipient, made.mode) == (("PRK",), ("RUS",), "visit")


@pytest.mark.parametrize(
    ("cells", "actor"),
    [
        ({"c7": "ROM"}, ("ROU",)),
        ({"c7": "GZS"}, ("PSE",)),
        ({"c7": "EUR"}, ("EUROPE",)),
        ({"c7": "PSE", "c8": "HMS", "c12": "REB"}, ("HAMAS",)),
        ({"c7": "PSE", "c8": "PSE"}, ("PSE",)),
        ({"c5": "IGOUNO", "c7": "", "c8": "UNO", "c12": "IGO"}, ("UN",)),
        ({"c5": "", "c6": "", "c7": "", "c12": ""}, ()),
        ({"c12": "BUS", "c13": "GOV"}, ("RUS",)),
    ],
)
def test_parties(cells: dict[str, str], actor: tuple[str, ...], tmp_path: Path) -> None:
    assert only(export(tmp_path, row(**cells)))[1].actor == actor


@pytest.mark.parametrize(
    ("cells", "reason", "detail"),
    [
        ({"c26": "010"}, "unsupported", "a mere statement"),
        ({"c26": "999"}, "unsupported", "not in the table"),
        ({"c7": "ASA"}, "unsupported", "country code 'ASA'"),
        ({"c8": "AMN"}, "unsupported", "group code 'AMN'"),
        ({"c12": "BUS"}, "unsupported", "does not stand for its state (BUS)"),
        ({"c5": "CVL", "c7": "", "c12": "CVL"}, "unsupported", "no state, body or armed group"),
        ({"c17": "RUS"}, "unsupported", "both sides are RUS"),
        (dict.fromkeys(("c5", "c6", "c7", "c12", "c15", "c16", "c17"), ""), "unsupported", "no actor on either side"),
        ({"c1": "2024"}, "broken", "SQLDATE is no day"),
        ({"c59": ""}, "broken", "DATEADDED is no day"),
        ({"c60": "a\tb"}, "broken", "62 columns"),
    ],
)
def test_what_cannot_come_in_is_refused_with_its_row(
    cells: dict[str, str], reason: str, detail: str, tmp_path: Path
) -> None:
    good, refused = read("gdelt", export(tmp_path, row(), row(**cells)))
    assert isinstance(good, tuple)
    assert isinstance(refused, Refusal)
    assert (refused.reason, refused.source) == (reason, f"{tmp_path / NAME}:2")
    assert detail in refused.detail


def test_gdelt_1_is_told_once(tmp_path: Path) -> None:
    old = "\t".join(["1"] * 58)
    (found,) = read("gdelt", export(tmp_path, old, old))
    assert isinstance(found, Refusal)
    assert "GDELT 1.0" in found.detail


def test_packed_files(tmp_path: Path) -> None:
    plain = only(export(tmp_path, row()))
    packed = tmp_path / "a.gz"
    packed.write_bytes(gzip.compress(row().encode() + b"\n"))
    archive = tmp_path / "b.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(NAME, row() + "\n")
    assert only(packed)[1].id == only(archive)[1].id == plain[1].id
    assert only(archive)[0].source == f"{archive}!{NAME}:1"


def test_damaged_files_are_refused_and_what_came_before_stays(tmp_path: Path) -> None:
    lines = "".join(row(c0=str(number)) + "\n" for number in range(3000)).encode()
    cut = tmp_path / "cut.gz"
    cut.write_bytes(gzip.compress(lines)[:-2000])
    *good, last = read("gdelt", cut)
    assert good
    assert isinstance(last, Refusal)
    assert last.reason == "broken"
    bad = tmp_path / "bad.zip"
    bad.write_bytes(b"PK\x03\x04 no archive")
    (refused,) = read("gdelt", bad)
    assert isinstance(refused, Refusal)
    assert refused.reason == "broken"


def test_a_line_without_end_is_not_read_into_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "LONGEST_LINE", 1000)
    good, refused = read("gdelt", export(tmp_path, row(), "x" * 2000, row()))
    assert isinstance(good, tuple)
    assert isinstance(refused, Refusal)
    assert refused.reason == "too-large"


def test_a_file_with_a_password(tmp_path: Path) -> None:
    archive = tmp_path / "b.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr(NAME, row())
    raw = bytearray(archive.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + offset] |= 1
    archive.write_bytes(bytes(raw))
    (refused,) = read("gdelt", archive)
    assert isinstance(refused, Refusal)
    assert refused.reason == "encrypted"


def test_the_table_of_codes_is_sound() -> None:
    known = rows.lexicon_codes()
    data = codes._data()
    listed = Counter(code for group in data["event"].values() for code in group)
    assert [code for code, times in listed.items() if times > 1] == []
    assert set(data["event"]) == set(QUAD_CODES)
    for code in listed:
        meaning = codes.cameo(code)
        assert meaning.mode is None or meaning.mode in MODES
        assert set(meaning.matter) <= set(MATTERS)
    assert set(data["country"].values()) <= known
    assert set(data["group"].values()) <= {*BODIES, *GROUPS, *REGIONS}
    # CAMEO 1.1b3 has 20 roots; 01 has no type.
    assert {code[:2] for code in listed} == {f"{root:02}" for root in range(2, 21)}


def test_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="one of plover, polecat, gdelt"):
        read("icews", tmp_path / "x")
    with pytest.raises(InputError, match="no such file"):
        read("gdelt", tmp_path / "x")
    assert SOURCES == ("plover", "polecat", "gdelt")
    assert {"unsupported", "broken", "not-json", "too-large", "encrypted"} <= set(REFUSAL_REASONS)


def test_codes_may_be_given(tmp_path: Path) -> None:
    (found,) = read("gdelt", export(tmp_path, row()), codes={"RUS"})
    assert isinstance(found, Refusal)
    assert "'PRK'" in found.detail
