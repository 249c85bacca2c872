"""The reader with its packaged model: true places, the same claims in any company, clear errors."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import time
from pathlib import Path

import pytest

from entente import lexicon
from entente.errors import ModelError, UsageError
from entente.reader import Reader
from entente.reader.hashes import digest
from entente.reader.network import FILES, FOLDER, facts
from entente.records import Document

REPORT = (
    "Turkey’s foreign minister visited Egypt in March for talks on Libya.\n"
    "Cairo denied that it had sent arms to the general’s forces. The two countries may exchange ambassadors soon, "
    "an Egyptian official said.\n"
    "France and Germany imposed sanctions on Iran on Tuesday. Tehran called the move illegal."
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(lexicon.load())


def document(name: str = "r", text: str = REPORT, title: str = "Turkish minister visits Egypt") -> Document:
    return Document(name, title, text, dt.date(2023, 4, 14), "given")


def test_plain_report_has_its_visit_and_its_sanctions(reader):
    read = {(c.event, c.actor, c.recipient) for c in reader.read(document())}
    assert ("CONSULT", ("TUR",), ("EGY",)) in read
    assert any(event == "SANCTION" and "IRN" in recipient for event, _, recipient in read)


def test_every_quote_stands_where_it_says(reader):
    doc = document()
    claims = reader.read(doc)
    assert claims
    for place in (p for c in claims for p in c.places):
        field = doc.title if place.field == "title" else doc.text
        assert field[place.start_char : place.end_char] == place.quote


def test_claims_are_the_same_in_any_company_and_at_any_thread_count(reader):
    others = [
        document(f"o{i}", f"China and India held talks on trade in May. {REPORT}" * (i % 3 + 1)) for i in range(7)
    ]
    alone = reader.read(document())
    assert {d.id: c for d, c in reader.read_many([*others, document()])}["r"] == alone
    assert Reader(lexicon.load(), threads=1).read(document()) == alone


def test_read_many_keeps_the_order(reader):
    names = [f"d{i}" for i in range(90)]
    assert [d.id for d, _ in reader.read_many(document(n, "Iran met Iraq.") for n in names)] == names


def test_the_sentence_of_the_readme_is_read_as_it_says(reader):
    words = "The United States believes that North Korea has sold shells to Russia"
    assert f'"{words}"' in (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    (claim,) = reader.read(Document(id="x", title="", text=f"{words}."))
    assert (claim.actor, claim.event, claim.recipient) == (("PRK",), "TRANSFER", ("RUS",))
    assert [(holder.actor, holder.stance) for holder in claim.holders] == [("USA", "believes")]


def test_whoever_stops_waits_for_no_window_that_has_not_begun(monkeypatch):
    slow, asked = Reader(lexicon.load(), threads=2), []

    def read(window):
        asked.append(window)
        time.sleep(0.2)
        return window, []

    monkeypatch.setattr(slow, "_window", read)
    text = " ".join(f"France sent aid number {n} to Ukraine." for n in range(3000))
    documents = [Document(id=str(n), title="", text=text if n else "France sent aid to Ukraine.") for n in range(3)]
    stream = slow.read_many(documents)
    next(stream)
    stream.close()
    assert len(asked) < 20
    assert len(list(slow._windower.windows(documents[1]))) > 50


def test_text_without_states_gives_nothing(reader):
    assert reader.read(document(text="The bakery opens at seven.", title="")) == []
    assert reader.read(document(text="", title="")) == []


def test_long_report_tells_a_repeated_claim_once(reader):
    filler = "The weather was mild and the markets were calm that week, traders said in the morning. " * 30
    doc = document(text=f"{REPORT}\n{filler}\n{REPORT}", title="")
    visits = [c for c in reader.read(doc) if c.event == "CONSULT" and c.parties == ("TUR", "EGY") and c.start]
    assert len(visits) == 1
    assert len(visits[0].places) >= 2


def test_explanation_shows_the_words_and_what_was_weighed(reader):
    claim = next(c for c in reader.read(document()) if c.event == "SANCTION")
    told = reader.explain(document(), claim.id)
    assert told.claim == claim
    assert told.trigger in told.sentence
    assert told.events[0].probability >= told.events[-1].probability
    assert any(p.chosen and p.code in claim.parties for p in told.parties)


def test_explaining_an_unknown_claim_names_those_there_are(reader):
    with pytest.raises(UsageError, match="no claim nonsense"):
        reader.explain(document(), "nonsense")


@pytest.mark.parametrize("name", FILES)
def test_model_with_a_file_missing_is_refused(tmp_path, name):
    folder = tmp_path / "model"
    shutil.copytree(FOLDER, folder)
    (folder / name).unlink()
    with pytest.raises(ModelError, match=name):
        Reader(lexicon.load(), model=folder)


def test_damaged_model_is_refused(tmp_path):
    folder = tmp_path / "model"
    shutil.copytree(FOLDER, folder)
    (folder / "heads.onnx").write_bytes(b"nothing")
    with pytest.raises(ModelError, match="SHA-256") as told:
        Reader(lexicon.load(), model=folder)
    assert str(told.value.place).endswith("heads.onnx")


@pytest.mark.parametrize("name", FILES[1:])
def test_one_changed_bit_is_refused(tmp_path, name):
    folder = tmp_path / "model"
    shutil.copytree(FOLDER, folder)
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(data)
    with pytest.raises(ModelError, match="SHA-256"):
        Reader(lexicon.load(), model=folder)


def test_a_graph_that_is_none_is_refused_though_its_hash_is_right(tmp_path):
    folder = tmp_path / "model"
    shutil.copytree(FOLDER, folder)
    (folder / "heads.onnx").write_bytes(b"nothing")
    told = json.loads((folder / "model.json").read_text())
    told["files"]["heads.onnx"] = digest(b"nothing")
    (folder / "model.json").write_text(json.dumps(told))
    with pytest.raises(ModelError, match="cannot be loaded"):
        Reader(lexicon.load(), model=folder)


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("vocabulary.txt", lambda data: b""),
        ("vocabulary.txt", lambda data: b"\xff\xfe\x00"),
        ("heads.onnx", lambda data: (FOLDER / "words.onnx").read_bytes()),
        ("model.json", lambda data: b"[" * 200_000),
        ("model.json", lambda data: data.replace(b'"event": ', b'"event": NaN, "no": ')),
        ("model.json", lambda data: data.replace(b'"bias": ', b'"bias": Infinity, "no": ')),
        (
            "model.json",
            lambda data: data.replace(b'"first_screen_confidence": ', b'"first_screen_confidence": null, "no": '),
        ),
        ("model.json", lambda data: data.replace(b'"weights": [', b'"weights": [1, ')),
        ("model.json", lambda data: data.replace(b'"event": ', b'"strange": 1, "event": ')),
        ("model.json", lambda data: data.replace(b'"knots": [', b'"knots": [[1, 2, 3], ')),
    ],
)
def test_damage_is_told_and_never_a_crash(tmp_path, name, damage):
    folder = tmp_path / "model"
    shutil.copytree(FOLDER, folder)
    (folder / name).write_bytes(damage((FOLDER / name).read_bytes()))
    with pytest.raises(ModelError):
        Reader(lexicon.load(), model=folder)


def test_model_of_another_format_is_refused(tmp_path):
    folder = tmp_path / "model"
    shutil.copytree(FOLDER, folder)
    text = (folder / "model.json").read_text().replace('"format": 2', '"format": 99')
    (folder / "model.json").write_text(text)
    with pytest.raises(ModelError, match="format 99"):
        facts(folder)


def test_model_is_small_enough_to_ship():
    assert sum((FOLDER / name).stat().st_size for name in FILES) <= 40_000_000
