"""Surnames too common to stand by themselves, which a text may use once it has named the person in full."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from entente.lexicon.folding import fold
from entente.records import Mention

#: Where the family name comes first in English reports.
FAMILY_FIRST = frozenset({"PRK", "KOR", "CHN", "TWN", "HKG", "VNM", "SGP"})
#: A shorter last word of a name is a suffix or an initial.
SHORTEST = 3
SUFFIXES = re.compile(r"(?:Jr|Sr)\.?|[IVX]+")
#: A given name as Korean and Chinese names write it: Ki-moon, Yo-jong.
_EASTERN_GIVEN = re.compile(r"[A-Z][a-z]+-[a-z]+")
_WORD_BEFORE = re.compile(r"([A-Z][\w.-]*) \Z")


class Surnames:
    """Tells the surname of a person, where it may be used."""

    def __init__(self, common: Collection[str], before: Collection[str]) -> None:
        """Takes the words that decide.

        Args:
            common: surnames that are words of the language (May, Brown) and never stand by themselves.
            before: capitalised words that may stand before a bare surname (Mr, President, While).
        """
        self._common, self._before = frozenset(common), frozenset(before)

    def of(self, mentions: list[Mention], known: Collection[str]) -> dict[str, Mention]:
        """Surname -> a full-name mention of the person; without `known` forms and those that two actors share."""
        told: dict[str, Mention] = {}
        shared = set()
        for mention in mentions:
            if mention.kind != "leader":
                continue
            surname = self._surname(mention)
            if not surname or surname in known:
                continue
            first = told.setdefault(surname, mention)
            if (first.codes, first.former) != (mention.codes, mention.former):
                shared.add(surname)
        return {surname: mention for surname, mention in told.items() if surname not in shared}

    def _surname(self, mention: Mention) -> str | None:
        parts = [part for part in fold(mention.name).split() if not SUFFIXES.fullmatch(part)]
        if len(parts) < 2:
            return None
        eastern = mention.codes[0] in FAMILY_FIRST or _EASTERN_GIVEN.fullmatch(parts[-1])
        surname = parts[0] if eastern else parts[-1]
        fits = surname[0].isupper() and surname not in self._common
        return surname if fits and (len(surname) >= SHORTEST or surname == parts[0]) else None

    def places(self, folded: str, surnames: Mapping[str, Mention]) -> Iterator[tuple[int, int]]:
        """Start and end of each bare surname in a folded text, in order; not after somebody else's given name."""
        words = "|".join(re.escape(surname) for surname in sorted(surnames, key=len, reverse=True))
        for match in re.finditer(rf"(?<![\w@&-])(?<!& )(?<! d[ae] )(?:{words})(?![\w-])(?! & )", folded):
            before = _WORD_BEFORE.search(folded, max(0, match.start() - 24), match.start())
            own = fold(surnames[match.group()].name).split()
            if before is None or before.group(1) in self._before or before.group(1) in own:
                yield match.span()
