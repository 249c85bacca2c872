"""Near-copies are one origin; different stories are not, however alike their form."""

from __future__ import annotations

import datetime as dt
import json
import random
import re
import time
from pathlib import Path

import numpy as np
import pytest
from datasketch import MinHash
from hypothesis import given, settings
from hypothesis import strategies as st

from entente.ledger.origin_likeness import likeness, prepared
from entente.ledger.origin_signatures import VALUES, body, permutations, run_hashes, signatures, words
from entente.ledger.origins import REMEMBERED, WINDOW, Arrival, OriginRow, Origins
from evals.origins import labels, measure, scores

DAY = dt.date(2024, 6, 18)
VOCABULARY = [
    f"{a}{b}" for a in ("ba", "co", "di", "fu", "ge", "ho") for b in ("lan", "mer", "nis", "pol", "rut", "sek")
]


def _article(seed: int, size: int = 600) -> str:
    """Paragraphs of made-up words, other ones for each seed."""
    rng = random.Random(seed)
    found = [rng.choice(VOCABULARY) + rng.choice(VOCABULARY) for _ in range(size)]
    return "\n".join(" ".join(found[at : at + 40]).capitalize() + "." for at in range(0, size, 40))


def _item(id: str, title: str, text: str, outlet: str = "a", days: int = 0) -> Arrival:
    return Arrival(id, title, text, DAY + dt.timedelta(days), outlet)


def _groups(arrivals: list[Arrival]) -> list[str]:
    return [row.origin for row in Origins().add_many(arrivals)]


LEAD = "The North Korean leader arrived in the Russian port of Vladivostok on his armoured train for talks on arms"


def test_words() -> None:
    assert words("The U.S. fired 2,500 shells; Iran’s “answer”: U.N. talks") == (
        "the us fired 2500 shells iran answer un talks".split()
    )
    assert words("") == []


def test_what_a_paper_adds_is_no_part_of_the_body() -> None:
    assert body("PARIS (AP) — It rained.\nSign up here for our newsletter\nIt stopped.") == "It rained.\nIt stopped."
    assert body("Follow our live blog") == "Follow our live blog"


def test_forty_papers_are_one_origin() -> None:
    story = _article(1)
    paragraphs = story.split("\n")
    papers = [
        _item(
            f"p{at:02}",
            f"Headline number {VOCABULARY[at % 36]} of paper {at}",
            f"CITY{at} (AP) — " + "\n".join(paragraphs[: 15 - at % 8]) + f"\nPaper {at}. " + _article(50 + at, 20),
            f"paper{at}",
            at % 3,
        )
        for at in range(40)
    ]  # fmt: skip
    others = [_item(f"q{at:02}", "Headline", _article(200 + at), f"paper{at}") for at in range(10)]
    arrivals = sorted(papers + others, key=lambda a: (a.published, a.id))
    rows = {row.document: row for row in Origins().add_many(arrivals)}
    assert {rows[paper.id].origin for paper in papers} == {"p00"}
    assert [rows[other.id].origin for other in others] == [other.id for other in others]
    assert rows["p00"].reason == "first of its kind"
    assert re.fullmatch(r"same words as p\d\d \([01]\.\d\d of the shorter text\)", rows["p01"].reason)
    assert 0.5 < rows["p01"].similarity <= 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Kim in Russia", LEAD, "a"), ("Kim reaches Vladivostok by train", LEAD + ", officials said", "b")),
        (("Kim in Russia", LEAD, "a"), ("Kim in Russia for talks", LEAD, "a")),
        (("Kim in Russia", "MOSCOW (AP) — " + LEAD, "a"), ("Kim in Russia", LEAD + ".", "b")),
        (("Fire kills 12 in Dubai", "A fire has killed 12 people in an old block of flats in the city of Dubai", "a"),
         ("Fire kills 15 in Dubai", "A fire has killed 15 people in an old block of flats in the city of Dubai", "a")),
        (("U.N. officials condemn the ban", LEAD, "a"), ("UN officials condemn the ban", LEAD, "b")),
        (("Kim in Russia", "", "a"), ("KIM IN RUSSIA", "", "b")),
    ],
)  # fmt: skip
def test_copies(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    assert _groups([_item("x", *one), _item("y", *other)]) == ["x", "x"]


_PREVIEW = "All you need to know before {} meet {} in the league on Sunday, with team news, form and how to follow"
_NOTICE = (
    "The Treasury has designated {0} under the order on harmful foreign activities, and all property of {0} in the "
    "country is blocked and must be reported to the office, which may grant licences for {0} on request"
)
_FIRE = "A fire has killed {} people in an old block of flats in the city of Dubai, officials say"


def _key(day: int, outlet: str) -> tuple[str, str, str]:
    text = f"As the war enters its {day}th day, we take a look at the main developments."
    return f"List of key events, day {day}", text, outlet


def _briefing(day: str) -> tuple[str, str, str]:
    return f"Your {day} Briefing", "Here’s what you need to know.", "a"


def _latest(what: str) -> tuple[str, str, str]:
    return f"Latest in Ukraine: {what}", "Catch up on key developments and the latest coverage of the invasion.", "a"


@pytest.mark.parametrize(
    ("one", "other", "days"),
    [
        (_key(335, "a"), _key(337, "a"), 2),
        (_key(335, "a"), _key(336, "a"), 1),
        (_briefing("Monday"), _briefing("Tuesday"), 1),
        (_briefing("Monday"), _briefing("Monday"), 7),
        (_latest("the tanks"), _latest("the grain"), 7),
        (("Look", _PREVIEW.format("Arsenal", "Chelsea"), "a"), ("Look", _PREVIEW.format("Everton", "Leeds"), "a"), 0),
        (("Look", _PREVIEW.format("Arsenal", "Chelsea"), "a"), ("Look", _PREVIEW.format("Everton", "Leeds"), "b"), 0),
        (("Notice", _NOTICE.format("Ivan Petrov"), "a"), ("Notice", _NOTICE.format("Anna Sidorova"), "b"), 0),
        (("Fire kills 12", _FIRE.format(12), "a"), ("Fire kills 15", _FIRE.format(15), "b"), 4),
        (("Talks fail", "", "a"), ("Talks", "", "b"), 0),
        (("", "", "a"), ("", "", "b"), 0),
        (("Kim in Russia", LEAD, "a"), ("Kim in Russia", LEAD, "b"), WINDOW + 1),
    ],
)  # fmt: skip
def test_other_stories(one: tuple[str, str, str], other: tuple[str, str, str], days: int) -> None:
    assert _groups([_item("x", *one), _item("y", *other, days=days)]) == ["x", "y"]


def test_a_long_notice_about_someone_else() -> None:
    form = _article(9, 400)
    one, other = (form.replace("\n", f" by {name} of Moscow, {year}.\n", 6) for name, year in (
        ("Ivan Petrov", "born 1961"), ("Anna Sidorova", "born 1974")))  # fmt: skip
    assert _groups([_item("x", "Notice", one), _item("y", "Notice", other, "b")]) == ["x", "y"]
    assert _groups([_item("x", "Notice", one), _item("y", "Notice", one, "b")]) == ["x", "x"]


def test_a_newsletter_is_not_the_story_in_its_middle() -> None:
    story = _article(1, 80)
    newsletter = _article(2, 120) + "\n" + story + "\n" + _article(3, 80)
    assert _groups([_item("x", "A story", story), _item("y", "Morning letter", newsletter, "b")]) == ["x", "y"]
    assert _groups([_item("x", "A story", story), _item("y", "Another", story + "\n" + _article(3, 160), "b")]) == [
        "x",
        "x",
    ]


def test_a_group_does_not_creep_past_the_window() -> None:
    story = _article(1, 100)
    rows = Origins().add_many([_item(f"d{at}", "Title", story, f"o{at}", at * 10) for at in range(4)])
    assert [row.origin for row in rows] == ["d0", "d0", "d2", "d2"]


def test_a_report_without_a_day_is_compared_with_all() -> None:
    rows = Origins().add_many([Arrival("x", "Title", LEAD, None, "a"), _item("y", "Title", LEAD, "b", 100)])
    assert [row.origin for row in rows] == ["x", "x"]


def test_a_known_id_keeps_its_row() -> None:
    origins = Origins()
    first = origins.add("x", "Title", LEAD, DAY, "a")
    assert origins.add("x", "Other", _article(4), DAY, "a") is first
    assert len(origins) == 1


def test_forgetting() -> None:
    origins = Origins()
    origins.add_many([_item("x", "Title", LEAD), _item("y", "Title", _article(1), days=20)])
    origins.forget(DAY + dt.timedelta(5))
    assert len(origins) == 1
    assert origins.add("z", "Title", LEAD, DAY + dt.timedelta(3), "b").origin == "z"
    origins.forget(DAY + dt.timedelta(50))
    assert len(origins) == 0
    assert not origins._buckets


def test_rows_need_words() -> None:
    (row,) = Origins().add_many([_item("x", "Title", LEAD)])
    with pytest.raises(ValueError, match="texts_of"):
        Origins([row])
    short = OriginRow("x", "x", "", 1.0, b"12", DAY, "a")
    with pytest.raises(ValueError, match="128 bytes"):
        Origins([short], lambda names: {})


def test_one_text_in_very_many_reports_stays_one_origin() -> None:
    arrivals = [_item(f"x{at:04}", "Title", LEAD, f"o{at}") for at in range(4 * REMEMBERED)]
    origins = Origins()
    assert {row.origin for row in origins.add_many(arrivals)} == {"x0000"}
    assert max(map(len, origins._buckets.values())) <= REMEMBERED


_TEXTS = [LEAD, LEAD + " and more", _article(1, 80), _article(1, 80) + "\nMore", _article(2, 70), "Short one", ""]
_REPORTS = st.lists(
    st.tuples(st.sampled_from(_TEXTS), st.sampled_from("ab"), st.integers(0, 30), st.sampled_from(["Kim", "Fire 12"])),
    max_size=14,
)  # fmt: skip


def test_hostile_repetition_takes_no_long() -> None:
    rng = random.Random(1)
    chunks = [" ".join(rng.choice(VOCABULARY) + rng.choice(VOCABULARY) for _ in range(6)) for _ in range(2_000)]
    one = " ".join(chunks)
    rng.shuffle(chunks)
    begun = time.perf_counter()
    assert len(_groups([_item("x", "T", one), _item("y", "T", " ".join(chunks), "b")])) == 2
    assert len(_groups([_item("x", "T", "a b " * 50_000), _item("y", "T", "b a " * 50_000, "b")])) == 2
    assert time.perf_counter() - begun < 10


@settings(max_examples=60)
@given(_REPORTS, st.data())
def test_stopping_anywhere_changes_nothing(reports: list[tuple[str, str, int, str]], data: st.DataObject) -> None:
    arrivals = [_item(f"r{at}", title, text, outlet, days) for at, (text, outlet, days, title) in enumerate(reports)]
    arrivals.sort(key=lambda a: (a.published, a.id))
    whole = Origins().add_many(arrivals)
    cut = data.draw(st.integers(0, len(arrivals)))
    texts = {a.id: (a.title, a.text) for a in arrivals}
    kept = Origins().add_many(arrivals[:cut])
    shuffled = data.draw(st.permutations(kept))
    assert (
        kept + Origins(shuffled, lambda names: {name: texts[name] for name in names}).add_many(arrivals[cut:]) == whole
    )
    one_by_one = Origins()
    assert [one_by_one.add(a.id, a.title, a.text, a.published, a.outlet) for a in arrivals] == whole


@given(st.lists(st.lists(st.text(max_size=3), max_size=12), min_size=1, max_size=6))
def test_signatures_are_those_of_datasketch(lists: list[list[str]]) -> None:
    found = signatures(lists)
    hashes, starts = run_hashes(lists)
    assert found.shape == (len(lists), VALUES)
    for row, runs in zip(found, np.split(hashes, starts[1:]), strict=True):
        peer = MinHash(num_perm=VALUES, permutations=permutations(), hashfunc=int, scheme="affine32")
        mixed = _unmixed(runs)  # the library mixes what it is given; ours is mixed already
        peer.update_batch(mixed.tolist())
        assert row.tolist() == [int(value) & 0xFFFF for value in peer.hashvalues]


def _unmixed(values: np.ndarray) -> np.ndarray:
    """What MurmurHash3's finaliser makes these values of."""
    values = values ^ (values >> np.uint32(16))
    values = values * np.uint32(pow(0xC2B2AE35, -1, 2**32))
    values = values ^ (values >> np.uint32(13)) ^ (values >> np.uint32(26))
    values = values * np.uint32(pow(0x85EBCA6B, -1, 2**32))
    return values ^ (values >> np.uint32(16))


def test_signatures_stay_as_they_are() -> None:
    """Kept signatures must go on being comparable."""
    assert signatures([["a", "b", "c", "d"]])[0, :4].tolist() == [47724, 18400, 53275, 21425]


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_of_any_two_texts(one: str, other: str) -> None:
    share, why = likeness(prepared("x", "", one, DAY, "a"), prepared("y", "", other, DAY, "b"))
    assert 0 <= share <= 1
    assert not why or share > 0


def test_the_labelled_pairs() -> None:
    pairs = labels()
    assert len(pairs) >= 120
    assert len({frozenset((pair["a"], pair["b"])) for pair in pairs}) == len(pairs)
    assert {pair["part"] for pair in pairs} == {"tune", "check"}
    assert all(set(pair) == {"a", "b", "same", "part"} for pair in pairs)


def test_the_measure(tmp_path: Path) -> None:
    assert scores([(True, True), (True, False), (False, True), (False, False)]) == {
        "precision": 0.5, "recall": 0.5, "f1": 0.5, "pairs": 4,
    }  # fmt: skip
    with pytest.raises(FileNotFoundError):
        measure(tmp_path / "absent.jsonl")
    items = tmp_path / "items.jsonl"
    rows = [
        ("x", LEAD),
        ("y", LEAD),
        ("z", "The German chancellor has said that the government will not send the missiles"),
    ]
    same = {"title": "A report of the day", "published": "2024-06-18"}
    lines = [json.dumps(same | {"id": id, "text": text, "outlet": id}) + "\n" for id, text in rows]
    items.write_text("".join(lines), "utf-8")
    pairs = tmp_path / "pairs.jsonl"
    pairs.write_text(
        '{"a":"x","b":"y","same":true,"part":"check"}\n{"a":"x","b":"z","same":false,"part":"check"}\n', "utf-8"
    )
    figures = measure(items, pairs)
    assert (figures["items"], figures["origins"]) == (3, 2)
    assert figures["check"]["f1"] == pytest.approx(1)
    assert figures["check"]["grouped"]["f1"] == pytest.approx(1)
