"""A text cut into words, numbers and marks, with where each stands."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"\d+|[^\W\d_]+|[^\s]")


class Tokens:
    """Tokens of one text in parallel lists; `words` are lower case, positions outside give "" (so rules can look
    one ahead without asking)."""

    __slots__ = ("ends", "raw", "size", "starts", "text", "words")

    def __init__(self, text: str) -> None:
        found = [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text)]
        self.text = text
        self.raw = [f[0] for f in found]
        self.words = [f[0].lower().replace("’", "'").replace("‘", "'") for f in found]
        self.starts = [f[1] for f in found]
        self.ends = [f[2] for f in found]
        self.size = len(found)

    def word(self, i: int) -> str:
        """Lower-case token at `i`, or "" outside the text."""
        return self.words[i] if 0 <= i < self.size else ""

    def glued(self, i: int) -> bool:
        """True if no blank stands between token `i - 1` and token `i`."""
        return 0 < i < self.size and self.ends[i - 1] == self.starts[i]

    def breaks(self, i: int) -> bool:
        """True if a new line begins between token `i - 1` and token `i`."""
        return 0 < i < self.size and "\n" in self.text[self.ends[i - 1] : self.starts[i]]

    def capital(self, i: int) -> bool:
        """True if the token begins with a capital letter."""
        return 0 <= i < self.size and self.raw[i][0].isupper()

    def dash(self, i: int) -> bool:
        """True if the token is a hyphen or a dash."""
        return self.word(i) in ("-", "–", "—", "‑")

    def number(self, i: int) -> int | None:
        """The token as a whole number of at most nine plain digits."""
        word = self.word(i)
        return int(word) if word.isdecimal() and len(word) <= 9 else None

    def match(self, i: int, *words: str) -> bool:
        """True if these words stand at `i` in this order."""
        return tuple(self.words[i : i + len(words)]) == words if i >= 0 else False

    def skip(self, i: int, *words: str) -> int:
        """`i`, or the place after it if one of `words` stands there."""
        return i + 1 if self.word(i) in words else i
