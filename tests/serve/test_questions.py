from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.desk import Desk
from entente.errors import UsageError
from entente.serve.context import Deps
from entente.serve.questions import address, asked, canonical, typed

DESK = Desk()


class Ids:
    def find(self, prefix: str) -> list[tuple[str, str]]:
        return [("event", "ab" * 8)] if prefix and ("ab" * 8).startswith(prefix) else []


DEPS = cast(Deps, SimpleNamespace(desk=DESK, index=Ids()))


def test_names_become_codes_and_words_are_checked() -> None:
    question = asked(DEPS, typed("a=north+korea&b=Russia&event=aid,AGREE&event=AID&since=2023-01-02&min_confidence=.5"))
    assert question.pair == ("PRK", "RUS")
    assert question.event == ("AID", "AGREE")
    assert question.since is not None
    assert question.since.isoformat() == "2023-01-02"
    assert question.min_confidence == 0.5


def test_one_field_of_a_pair_is_a_party() -> None:
    assert asked(DEPS, typed("a=&b=Iran")).party == "IRN"


def test_ids_are_looked_up() -> None:
    assert asked(DEPS, typed("event_id=abab")).event_id == "ab" * 8


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("actor=Nowhereland", "actor"), ("since=2023-02-30", "since"), ("since=yesterday", "since"),
        ("event=DANCE", "event"), ("matter=dancing", "matter"), ("stance=sings", "stance"),
        ("min_confidence=2", "min_confidence"), ("min_confidence=nan", "min_confidence"), ("late=maybe", "late"),
        ("late=1", "late"), ("pair=RUS", "pair"), ("pair=RUS,RUS", "pair"), ("pair=RUS,PRK,CHN", "pair"),
        ("since=2023-03-01&until=2023-02-01", "since"), ("event_id=ffff", ""), ("text=%ED", ""),
    ],
)  # fmt: skip
def test_what_means_nothing_is_told_by_its_field(query: str, place: str) -> None:
    if query.startswith("text"):  # odd, but words all the same
        assert asked(DEPS, typed(query)).text
        return
    with pytest.raises(UsageError) as caught:
        asked(DEPS, typed(query))
    assert caught.value.place == (place or caught.value.place)


def test_limits_of_a_page() -> None:
    assert typed("").limit == 50
    assert typed("limit=500").limit == 500
    for text in ("0", "501", "-1", "x", "٣", "1e2", "1" * 5000):
        with pytest.raises(UsageError):
            _ = typed(f"limit={text}").limit


WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(lambda t: t.strip())


@given(text=WORDS, holder=WORDS, kinds=st.lists(st.sampled_from(["AID", "AGREE"]), unique=True), sort=WORDS)
def test_an_address_reads_back(text: str, holder: str, kinds: list[str], sort: str) -> None:
    what = typed(urlsplit(address("/claims", typed(""), text=text, holder=holder, event=tuple(kinds), sort=sort)).query)
    again = typed(urlsplit(address("/claims", what)).query)
    assert again == what
    assert what.get("text") == text.strip()
    assert canonical(again) == canonical(what)


def test_a_change_keeps_the_rest_and_nothing_empty() -> None:
    what = typed("text=grain&holder=USA&after=xyz&b=")
    assert address("/claims", what, after=None) == "/claims?holder=USA&text=grain"
    assert address("/events", what, holder=None, text="") == "/events?after=xyz"


def test_the_same_question_is_the_same_text() -> None:
    one, two = typed("text=grain&event=AID&event=AGREE&sort=x"), typed("event=AID,AGREE&text=+grain+&limit=3")
    assert canonical(one) == canonical(two)


def test_fields_that_are_no_filters_are_left_out() -> None:
    found: Any = typed("evil=1&text=grain").values
    assert dict(found) == {"text": "grain"}
