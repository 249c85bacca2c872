from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.errors import UsageError
from entente.index import Index, cursors
from tests.assess.builders import told
from tests.index.builders import place, put

plain = st.text() | st.integers(-(1 << 60), 1 << 60) | st.floats(allow_nan=False)


@given(st.lists(plain, max_size=4))
def test_a_cursor_says_what_was_written(values: list[object]) -> None:
    assert cursors.read(cursors.written(*values), *map(type, values)) == values


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    found = Index(place(tmp_path_factory.mktemp("cursors")))
    put(found, [told("RUS", "AID", "PRK", at=at, of=f"e{at}") for at in range(3)])
    return found


wrong = st.text() | st.lists(plain | st.none() | st.booleans() | st.lists(plain), max_size=8).map(
    lambda values: cursors.written(*values)
)


@given(wrong)
def test_anything_else_is_told_in_one_line(index: Index, cursor: str) -> None:
    places = []
    for asked in (
        lambda: index.claims(after=cursor), lambda: index.claims(after=cursor, sort="recorded"),
        lambda: index.claims(after=cursor, sort="confidence"), lambda: index.events(after=cursor),
        lambda: index.events(after=cursor, sort="last"), lambda: index.documents(after=cursor),
        lambda: index.refusals(after=cursor),
    ):  # fmt: skip
        try:
            asked()
        except UsageError as error:
            places.append(error.place)
    assert set(places) <= {"after"}


def test_a_cursor_of_another_sort_is_none(index: Index) -> None:
    cursor = index.claims(limit=1).next
    assert cursor is not None
    with pytest.raises(UsageError, match="no cursor"):
        index.claims(sort="confidence", after=cursor)
    with pytest.raises(UsageError, match="no cursor"):
        index.events(after=cursor)


@pytest.mark.parametrize("sort", ["origins", "last"])
def test_half_a_surrogate_pair_is_no_text(index: Index, sort: str) -> None:
    columns = 2 if sort == "origins" else 1
    text = f'["{sort}",{[1] * columns},"\\ud800"]'
    cursor = base64.urlsafe_b64encode(text.encode()).decode()
    with pytest.raises(UsageError, match="no cursor"):
        index.events(sort=sort, after=cursor)
