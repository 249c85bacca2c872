"""Which claims tell of which kinds."""

from __future__ import annotations

import pytest

from entente.errors import LexiconError
from entente.futures.forecasting.kinds import kinds, read
from entente.futures.forecasting.panel import kind_bits
from entente.records.outlook import FORECAST


def _told(event: str, mode: str | None = None, *matter: str) -> set[str]:
    bits = kind_bits(event, mode, matter)
    return {name for number, name in enumerate(FORECAST) if bits >> number & 1}


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        (("CONSULT", "visit"), {"MEET"}),
        (("TRANSFER", None, "arms.drones"), {"ARMS"}),
        (("TRANSFER", None, "oil"), {"TRADE"}),
        (("AID", "military"), {"AID", "ARMS"}),
        (("AID", "humanitarian", "food"), {"AID"}),
        (("AGREE", None, "arms"), {"AGREE", "ARMS"}),
        (("COOPERATE", "economic"), {"COOPERATE", "TRADE"}),
        (("ASSAULT", "aerial"), {"FORCE"}),
        (("SUPPORT",), set()),
    ],
)
def test_what_a_claim_tells_of(claim: tuple[str, ...], told: set[str]) -> None:
    assert _told(*claim) == told


def test_a_matter_is_no_beginning_of_another_word() -> None:
    assert "ARMS" not in _told("TRANSFER", None, "armsrace")


def test_every_kind_of_the_records_is_there_with_its_words() -> None:
    assert tuple(kind.name for kind in kinds()) == FORECAST
    assert all(kind.title and kind.short and kind.many for kind in kinds())


def test_every_fault_of_a_file_is_told() -> None:
    text = '[[kind]]\nname = "MEET"\ntitle = "t"\nshort = "s"\ntells = [{ event = ["MET"], mood = ["x"] }]\n'
    with pytest.raises(LexiconError) as caught:
        read(text, "mine.toml")
    told = "\n".join(caught.value.faults)
    assert "mine.toml: MEET: no many" in told
    assert "'MET' is no event" in told
    assert "'mood' is no field" in told
    assert "no kind FORCE" in told
