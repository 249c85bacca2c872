"""New inputs out of known ones: pieces of a format moved, nested, repeated and exchanged, and a few bytes broken.

The same seed, harness and number always give the same input.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from fuzz.harness import Harness

#: What every format may meet: controls, lone surrogates (as UTF-8 would write them), marks that turn the direction of
#: writing, invisible and joined characters, broken UTF-8, line ends of every kind, numbers at the ends of their range.
POISON = (
    b"\x00", b"\x1b[31m", b"\x1b]0;x\x07", b"\x08", b"\x7f", b"\xc2\x9b", b"\xed\xa0\x80", b"\xed\xbf\xbf",
    "\u202e".encode(), "\u202a".encode(), "\u2066".encode(), "\u200f".encode(), "\u200b".encode(), "\ufeff".encode(),
    "\u2028".encode(), "\x85".encode(), "\ufffe".encode(), "\U000e0041".encode(), "\U0010ffff".encode(),
    "e\u0301\u0301\u0301".encode(), "\u0130".encode(), "\u00df".encode(), "\u212a".encode(), "\u0661\u0662".encode(),
    "\u00b2".encode(), "\u2160".encode(), b"\xff", b"\xc3", b"\xf4\x90\x80\x80", b"\r", b"\r\n", b"\n\n", b"\x0b",
    b"\x0c", b"\t", b" ", b"0", b"-1", b"1e999", b"NaN", b"Infinity", b"9999999999999999999999", b"2147483648",
    b"0000-00-00", b"9999-12-31", b"2024-02-30", b"0001-01-01", b"=1+1", b"@SUM(A1)", b"<script>",
    b"../../etc/passwd", b"%00", b"%ff", b"'", b'"', b"\\", b"{{1}}", b"${x}", b"%s%n",
    b"\xf0\x9f\x87\xba\xf0\x9f\x87\xb8",
)  # fmt: skip
_NUMBER = re.compile(rb"\d+")


class Breeder:
    """Breeds inputs of one harness."""

    def __init__(self, harness: Harness, corpus: Sequence[bytes]) -> None:
        """Args: corpus: known inputs, at least one."""
        self._harness, self._corpus = harness, list(corpus)
        self._parts = re.compile(harness.parts, re.DOTALL)
        self._pieces = [self._parts.findall(each) for each in self._corpus]
        self._tokens = (*harness.tokens, *POISON)

    def bred(self, seed: int, number: int) -> bytes:
        """Input `number` of a run with a seed, as the door gets it."""
        dice = random.Random(f"{seed}:{self._harness.name}:{number}")
        if number < len(self._corpus):
            return self.wrapped(self._corpus[number])
        known = dice.choice(self._pieces)
        return self.wrapped(self._changed(list(known), dice))

    def changed(self, data: bytes, seed: int) -> bytes:
        """A given input, changed (for a breeding that somebody else guides)."""
        return self._changed(self._parts.findall(data), random.Random(seed))

    def wrapped(self, data: bytes) -> bytes:
        """A bred input as the door gets it."""
        return self._harness.wrap(data) if self._harness.wrap else data

    def _changed(self, pieces: list[bytes], dice: random.Random) -> bytes:
        for _ in range(1 + int(dice.expovariate(0.4))):
            self._change(pieces, dice)
        data = b"".join(pieces)
        if dice.random() < 0.15:
            data = broken(data, dice)
        return data[: self._harness.longest]

    def _change(self, pieces: list[bytes], dice: random.Random) -> None:
        size = len(pieces)
        at = dice.randrange(size + 1)
        to = min(size, at + 1 + int(dice.expovariate(0.5)))
        way = dice.randrange(10)
        if way <= 1:
            pieces[at:at] = [dice.choice(self._tokens)]
        elif way == 2:
            pieces[at:to] = [dice.choice(self._tokens)]
        elif way == 3:
            del pieces[at:to]
        elif way == 4:
            pieces[at:at] = pieces[at:to] * dice.choice((1, 1, 1, 2, 3, 20))
        elif way == 5:
            self._graft(pieces, at, to, dice)
        elif way == 6 and size > 1:
            other = dice.randrange(size)
            at = min(at, size - 1)
            pieces[at], pieces[other] = pieces[other], pieces[at]
        elif way == 7:
            moved = pieces[at:to]
            del pieces[at:to]
            where = dice.randrange(len(pieces) + 1)
            pieces[where:where] = moved
        elif way == 8 and at < size:
            pieces[at] = _NUMBER.sub(lambda found: _number(found[0], dice), pieces[at])
        else:
            pieces[at:at] = [dice.choice(self._tokens)] * dice.choice((2, 2, 5, 40))

    def _graft(self, pieces: list[bytes], at: int, to: int, dice: random.Random) -> None:
        other = dice.choice(self._pieces)
        begin = dice.randrange(len(other) + 1)
        pieces[at:to] = other[begin : begin + 1 + int(dice.expovariate(0.2))]


def broken(data: bytes, dice: random.Random) -> bytes:
    """`data` with a few bytes exchanged, or its end cut off."""
    if not data:
        return data
    if dice.random() < 0.2:
        return data[: dice.randrange(len(data))]
    out = bytearray(data)
    for _ in range(1 + int(dice.expovariate(0.7))):
        out[dice.randrange(len(out))] = dice.randrange(256)
    return bytes(out)


def _number(digits: bytes, dice: random.Random) -> bytes:
    return dice.choice((
        b"0", b"1", b"-" + digits, digits + b"0", digits * 2, digits * 9, str(int(digits[:18]) + 1).encode(),
        b"2147483647", b"4294967296", b"18446744073709551616", digits + b".5", digits + b"e9", b"0" + digits,
    ))  # fmt: skip
