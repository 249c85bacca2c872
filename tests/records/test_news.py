"""News: keys, round trip, what it refuses."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.errors import InputError
from entente.records.news import NEWS, News, news_key

NOW = dt.datetime(2023, 9, 13, 8, 30, 0, 120, tzinfo=dt.UTC)
TEXTS = st.text(max_size=20)


def made(**changes: object) -> News:
    values: dict[str, object] = {
        "kind": "event", "key": "k1", "headline": "Iran sold drones to Russia.", "reason": "Nobody told of it before.",
        "claims": ("c1",), "found": NOW,
    }  # fmt: skip
    return News(**(values | changes))  # type: ignore[arg-type]


def test_a_key_is_the_same_for_the_same_and_differs_by_kind_and_parts() -> None:
    assert news_key("event", "e1", "denied") == news_key("event", "e1", "denied")
    keys = {news_key("event", "a", "bc"), news_key("event", "ab", "c"), news_key("status", "a", "bc")}
    assert len(keys | {news_key("event", "abc"), news_key("event", "", "abc")}) == 5
    assert all(len(key) == 24 for key in keys)


@given(
    st.sampled_from(NEWS), TEXTS, st.lists(TEXTS, min_size=1, max_size=3), st.lists(TEXTS, max_size=3),
    st.none() | st.dates(), st.none() | TEXTS, st.integers(0, 10**6),
)  # fmt: skip
def test_what_is_written_as_json_reads_back_the_same(
    kind: str, text: str, claims: list[str], names: list[str], day: dt.date | None, event: str | None, number: int
) -> None:
    news = made(
        kind=kind, headline=text, claims=tuple(claims), holders=tuple(names), rules=tuple(names), published=day,
        event=event, origins=number, end_char=number, before=text,
    )  # fmt: skip
    assert News.from_dict(json.loads(json.dumps(news.as_dict()))) == news


def test_unknown_fields_are_left() -> None:
    assert News.from_dict(made().as_dict() | {"later": 1}) == made()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("claims", "c1"), ("claims", [1]), ("claims", []), ("origins", "1"), ("origins", True), ("published", "soon"),
        ("found", None), ("found", "2023-09-13T08:30:00"), ("kind", "gossip"), ("headline", None), ("key", ""),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(field: str, value: object) -> None:
    with pytest.raises(InputError):
        News.from_dict(made().as_dict() | {field: value})


def test_a_missing_field_is_an_input_error() -> None:
    with pytest.raises(InputError, match="headline"):
        News.from_dict({name: value for name, value in made().as_dict().items() if name != "headline"})
