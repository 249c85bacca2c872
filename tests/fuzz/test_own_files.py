"""Files that users write, made to break what loads them: each is refused with line and mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from entente.errors import LexiconError
from entente.lexicon import load, rules
from entente.lexicon import scenarios as what_if

MONSTERS = {
    "brackets": (b"[[actor]]\ncode = " + b"[" * 10**6, "nested too deep"),
    "inline tables": (b"a = " + b"{a=" * 10**5, "nested too deep"),
    "dots in a key": (b"[[actor]]\n" + b"a." * 10**5 + b"a = 1\n", "hundred dots"),
    "dots in a head": (b"[a" + b".a" * 10**4 + b"]\n", "hundred dots"),
    "half a pair": (b'[[remove]]\nform = "\\ud800"\n', "no TOML"),
    "a NUL": (b'[[remove]]\nform = "\0"\n', "no TOML"),
    "size": (b"a.b = 1\n#" + b"a" * 6_000_000, "more than 5,000,000 characters"),
}


@pytest.mark.parametrize("name", MONSTERS)
def test_monsters_are_refused_with_their_place(name: str, tmp_path: Path) -> None:
    data, what = MONSTERS[name]
    own = tmp_path / "own.toml"
    own.write_bytes(data)
    for read in (load, lambda path: rules.read([], [path])):
        with pytest.raises(LexiconError) as caught:
            read(own)
        if not (name == "half a pair" and "unknown table" in str(caught.value)):
            assert what in str(caught.value)
            assert str(caught.value).startswith("own.toml:")
    with pytest.raises(LexiconError):
        what_if.load(own)
