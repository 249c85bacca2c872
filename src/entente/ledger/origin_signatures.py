"""Words of a report made comparable, and MinHash signatures of their runs, for many reports at once.

MinHash: Broder, "On the resemblance and containment of documents" (1997); only the lowest 16 bits of each value are
kept: Li and König, "b-Bit Minwise Hashing" (2010). datasketch 2.0 was measured first, on feed items on one core of an
AMD EPYC: 26 microseconds an item for its signatures with zlib.crc32 as hash (45 with its own) once the runs of words
are made, 89 for asking and filling its MinHashLSH. Here all of it takes about 60. The values are datasketch's own
("affine32" with the same permutations), which a test holds them to; they are fixed here, so that kept signatures do
not change with a library. Of the pairs that the comparison accepts, 95 of 100 are found in one group.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Sequence
from typing import Any

#: Values of a signature: the first half over the opening of a report, the second over all of it.
VALUES = 64
#: Bytes of a kept signature: 64 unsigned 16-bit values, little-endian.
SIGNATURE_BYTES = 2 * VALUES
#: Values that must agree side by side for two reports to be compared (rows of a band).
ROWS = 2
#: Words of the opening: cuts are made from the end of a wire story, so that its opening stays.
OPENING = 80
#: Words of a run.
RUN = 3

_WORD = re.compile(r"\w+")
_APOSTROPHE_S = re.compile(r"'s\b")
_DOTTED = re.compile(r"\b(\w)\.(?=\w\b)")
_GROUPED = re.compile(r"(?<=\d),(?=\d{3})")
#: A paragraph that a paper adds to what it prints, whoever wrote it.
_ADDED = re.compile(
    r"^(?:follow our|get our|sign up|subscribe|read more|click here|copyright|©|all rights reserved|"
    r"this (?:story|article) (?:has been|was) (?:updated|published|produced)|.{0,60}contributed to this report|"
    r"good morning\b.{0,20}$|more on this|related:|watch:? .{0,80}$)",
    re.IGNORECASE,
)
#: "PARIS (AP) —", "MOSCOW, June 18 (Reuters) -" at the start of a text.
_DATELINE = re.compile(r"^[A-Z][\w .,'/’-]{1,60}(?:\([\w /.]{2,30}\)\s*[-–—]+|\s[–—]{1,2})\s")


def body(text: str) -> str:
    """A text without its dateline and without paragraphs that a paper adds ("Sign up here for our newsletter")."""
    if "\n" in text:
        kept = [line for line in text.split("\n") if not _ADDED.match(line)]
        text = "\n".join(kept) if kept else text
    match = _DATELINE.match(text) if "—" in text[:100] or "–" in text[:100] or "-" in text[:100] else None
    return text[match.end() :] if match else text


def words(text: str) -> list[str]:
    """Words in lower case: "U.S." is "us", "2,500" is "2500", "Iran’s" is "iran"."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).replace("’", "'").replace("‘", "'")
    text = text.casefold()
    if "'" in text:
        text = _APOSTROPHE_S.sub("", text)
    if "." in text:
        text = _DOTTED.sub(r"\1", text)
    if "," in text:
        text = _GROUPED.sub("", text)
    return _WORD.findall(text)


class _Hashes(dict[str, int]):
    """CRC-32 of words, remembered."""

    def __missing__(self, word: str) -> int:
        if len(self) > 500_000:
            self.clear()
        value = self[word] = zlib.crc32(word.encode("utf-8", "surrogatepass"))
        return value


_HASHES = _Hashes()


def permutations() -> tuple[Any, Any]:
    """Factors (odd) and addends of the 64 permutations x -> a x + b modulo 2^32, the same in every release."""
    import numpy as np

    seeds = b"".join(zlib.crc32(b"entente origins %d" % at).to_bytes(4, "little") for at in range(2 * VALUES))
    values = _mixed(np.frombuffer(seeds, dtype="<u4").astype(np.uint32))
    return values[:VALUES] | np.uint32(1), values[VALUES:]


def _mixed(values: Any) -> Any:
    """MurmurHash3's 32-bit finaliser, which spreads every bit (Appleby 2011, fmix32)."""
    import numpy as np

    values = (values ^ (values >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    values = (values ^ (values >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return values ^ (values >> np.uint32(16))


def run_hashes(word_lists: Sequence[Sequence[str]]) -> tuple[Any, Any]:
    """32-bit hashes of the runs of all lists, one after the other, and where each list's runs start.

    A list of fewer than RUN words is one run.
    """
    import numpy as np

    padded = [list(found) if len(found) >= RUN else [*found, *[""] * (RUN - len(found))] for found in word_lists]
    sizes = np.array([len(found) for found in padded])
    flat = np.array([value for found in padded for value in map(_HASHES.__getitem__, found)], dtype=np.uint32)
    runs = flat[:-2] * np.uint32(0x9E3779B1) + flat[1:-1] * np.uint32(0x85EBCA77) + flat[2:] * np.uint32(0xC2B2AE3D)
    ends = np.cumsum(sizes)
    inside = np.ones(len(runs), dtype=bool)
    for back in range(1, RUN):
        inside[ends[:-1] - back] = False
    starts = np.concatenate(([0], np.cumsum(sizes - (RUN - 1))[:-1]))
    return _mixed(runs[inside]), starts


def signatures(word_lists: Sequence[Sequence[str]]) -> Any:
    """Signatures of reports, given as the words of title and text: one row of 64 unsigned 16-bit values each."""
    import numpy as np

    hashes, starts = run_hashes(word_lists)
    factors, addends = permutations()
    half = VALUES // 2
    sizes = np.diff(np.append(starts, len(hashes)))
    openings = np.empty(2 * len(starts), dtype=np.intp)
    openings[0::2], openings[1::2] = starts, starts + np.minimum(sizes, OPENING)
    padded = np.append(hashes, np.uint32(0))  # a cut at the very end must still be an index
    found = np.empty((VALUES, len(starts)), dtype=np.uint32)
    for at in range(VALUES):
        if at < half:
            found[at] = np.minimum.reduceat(padded * factors[at] + addends[at], openings)[0::2]
        else:
            found[at] = np.minimum.reduceat(hashes * factors[at] + addends[at], starts)
    return np.ascontiguousarray(found.T.astype("<u2"))


def band_keys(rows: Any) -> list[list[int]]:
    """The band keys of signatures: reports that share a key are compared. 32 bands of 2 values.

    With b bands of r values, reports whose runs have the Jaccard similarity s share a key with the probability
    1 - (1 - s^r)^b (Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", 3.4.2): 0.28 at 0.1, 0.95 at 0.3.
    """
    import numpy as np

    values = rows.astype(np.int64)
    bands = np.arange(VALUES // ROWS, dtype=np.int64)
    keys: list[list[int]] = ((bands << 32) | (values[:, 0::2] << 16) | values[:, 1::2]).tolist()
    return keys
