"""The lexicon: who is meant by a name, on a day, in a sentence."""

from __future__ import annotations

import bisect
import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from entente.lexicon.checking import Loaded
from entente.lexicon.doubt import DoubtWords
from entente.lexicon.entries import Entry, Resolution
from entente.lexicon.folding import fold
from entente.lexicon.loading import FOLDER, read_files
from entente.lexicon.matching import Matcher
from entente.lexicon.matter import MatterWords
from entente.lexicon.namesakes import Namesakes, Rule
from entente.lexicon.surnames import Surnames
from entente.records import Mention
from entente.records.vocabulary import BODIES


class Lexicon:
    """States, bodies, armed groups, their people and offices, the words of a matter and of doubt.

    Attributes:
        version: 8 hex digits over the data; the same data gives the same version.
    """

    def __init__(self, loaded: Loaded, version: str) -> None:
        self.version = version
        self._loaded = loaded
        self._matcher = Matcher(e for e in (self._kept(entry) for entry in loaded.entries) if e.forms)
        self._namesakes = Namesakes(loaded.rules)
        self._matters = MatterWords(loaded.matters)
        self._doubts = DoubtWords(loaded.doubts)
        self._stances = DoubtWords(loaded.stances)
        self._surnames = Surnames([*loaded.words.get("common", ()), *loaded.removed], loaded.words.get("before", ()))

    def _kept(self, entry: Entry) -> Entry:
        removed = self._loaded.removed
        if not removed or not any(fold(form) in removed for form in entry.forms):
            return entry
        forms = tuple(form for form in entry.forms if fold(form) not in removed)
        return Entry(
            entry.codes, entry.kind, entry.name, forms, entry.office, entry.start, entry.until, entry.reason,
            entry.file, entry.line,
        )  # fmt: skip

    def mentions(self, text: str, on: dt.date | None) -> list[Mention]:
        """Every place where an actor is named, in order, none overlapping.

        Args:
            text: any text; offsets count its code points.
            on: day on which the text was published, by which people are in office or not; None: not known, then
                everybody is taken to be in office.
        """
        folded = fold(text)
        matches = list(self._matcher.find(folded))
        told = self._people_told(matches)
        found = []
        for start, end, form in matches:
            entry = chosen(self._matcher.readings[form], on, told)
            if entry is None or not entry.codes:
                continue
            codes, rule = entry.codes, self._namesakes.biting(folded, start, end, form, entry.kind, entry.name)
            if rule is not None:
                if not rule.means:
                    continue
                codes = (rule.means,)
            former = entry.dated and entry.standing(on) != "current"
            found.append(Mention(start, end, codes, entry.kind, entry.name, former))
        surnames = self._surnames.of(found, self._matcher.readings)
        if surnames:
            found.extend(self._by_surname(folded, matches, surnames))
            found.sort(key=lambda mention: mention.start)
        return found

    def _by_surname(
        self, folded: str, matches: list[tuple[int, int, str]], surnames: dict[str, Mention]
    ) -> Iterator[Mention]:
        """Bare surnames of people whom the text names in full ("Boris Johnson ... Johnson said")."""
        starts = [start for start, _, _ in matches]
        for start, end in self._surnames.places(folded, surnames):
            at = bisect.bisect_left(starts, end) - 1
            if at >= 0 and matches[at][1] > start:
                continue  # inside another match
            person = surnames[folded[start:end]]
            if self._namesakes.biting(folded, start, end, folded[start:end], "leader", person.name) is None:
                yield replace(person, start=start, end=end)

    def _people_told(self, matches: list[tuple[int, int, str]]) -> frozenset[str]:
        """Names of the people whom the text tells by more than a surname, by which a shared surname is settled."""
        told = set()
        for _, _, form in matches:
            if " " in form:
                names = {entry.name for entry in self._matcher.readings[form] if entry.kind == "leader"}
                if len(names) == 1:
                    told |= names
        return frozenset(told)

    def matters(self, text: str) -> tuple[str, ...]:
        """Matter codes that the words of a stretch of text tell, in the order of the vocabulary."""
        return self._matters.find(text)

    def certainty(self, before: str) -> str | None:
        """The certainty that the words just before an event word tell; None where they tell none."""
        return self._doubts.find(before)

    def stance(self, before: str) -> str | None:
        """The stance that the words before an event word tell ("denies", "not-confirmed"), or None."""
        return self._stances.find(before)

    def actor(self, name: str, on: dt.date | None) -> list[Resolution]:
        """Every reading of a name on a day, the chosen one first, each with its reason.

        Args:
            name: a name, a bare form or a short text around one ("Georgia", "Atlanta, Georgia").
            on: day; None: not known.
        """
        folded = fold(name.strip())
        found: list[Resolution] = []
        for start, end, form in self._matcher.find(folded):
            found.extend(self._explained(folded, start, end, form, on))
        return found

    def _explained(self, folded: str, start: int, end: int, form: str, on: dt.date | None) -> list[Resolution]:
        entries = self._matcher.readings[form]
        best = chosen(entries, on)
        ordered = sorted(entries, key=lambda entry: entry is not best)
        found = []
        for entry in ordered:
            rule = self._namesakes.biting(folded, start, end, form, entry.kind, entry.name) if entry.codes else None
            codes = ((rule.means,) if rule.means else ()) if rule else entry.codes
            why, file, line = _why(entry, rule, on, entry is best, best is None)
            found.append(
                Resolution(form, codes, entry.kind, entry.name, entry.standing(on), entry is best, why, file, line)
            )
        rules = [rule for rule in self._namesakes.about(form, ordered[0].kind) if form in rule.forms]
        for rule in rules if ordered[0].codes else []:
            where = "only where" if rule.only else "not where"
            words = ", ".join((rule.left + rule.right + rule.near)[:6])
            why = f"counts {where} words such as {words} stand by it: {rule.reason}"
            codes = (rule.means,) if rule.means else ()
            found.append(Resolution(form, codes, ordered[0].kind, form, "current", False, why, rule.file, rule.line))
        return found

    def name(self, code: str) -> str:
        """Plain English name of a code, with the article where English wants it; the code itself where unknown."""
        return self._loaded.names.get(code, code)

    def demonym(self, code: str) -> str | None:
        """The adjective of a state ("Russian"), or None."""
        return self._loaded.demonyms.get(code)

    def entries(self) -> tuple[Entry, ...]:
        """All entries, phrases that are no actors included, in the order of the files."""
        return tuple(self._loaded.entries)

    def codes(self) -> tuple[str, ...]:
        """All codes that have a name, in the order of the files."""
        return tuple(self._loaded.names)

    def files(self) -> dict[str, dict[str, object]]:
        """What each data file says of itself: title, origin, date, licence and known faults."""
        return {name: dict(head) for name, head in self._loaded.files.items()}


def chosen(entries: list[Entry], on: dt.date | None, told: frozenset[str] = frozenset()) -> Entry | None:
    """The entry that a form stands for on a day; None where people of different actors share it on that day.

    A user's own entry comes first, then what holds at all times, then people whom the text names in full (`told`),
    then who is in office, then who was last, then who will be next.
    """
    if len(entries) == 1:
        return entries[0]
    entries = [entry for entry in entries if entry.own and entry.standing(on) == "current"] or entries
    lasting = next((entry for entry in entries if not entry.dated), None)
    if lasting is not None:
        return lasting
    named = [entry for entry in entries if entry.name in told]
    entries = named or entries
    current = [entry for entry in entries if entry.standing(on) == "current"]
    if not current:
        return _nearest(entries, on)
    current = [entry for entry in current if entry.in_office(on)] or current
    if len({entry.codes for entry in current}) > 1:
        if len({entry.name for entry in current}) > 1 and on is not None:
            return None
        # One person in two offices: the state comes before the body ("the AU's chairman, Kagame").
        current = [entry for entry in current if entry.codes[0] not in BODIES] or current
    return max(current, key=lambda entry: entry.start or dt.date.min)


def _nearest(entries: list[Entry], on: dt.date | None) -> Entry:
    """Who left last, or who comes next where nobody was there before."""
    past = [entry for entry in entries if entry.standing(on) == "former"]
    if past:
        return max(past, key=lambda entry: entry.until or dt.date.min)
    return min(entries, key=lambda entry: entry.start or dt.date.max)


def _why(entry: Entry, rule: Rule | None, on: dt.date | None, best: bool, shared: bool) -> tuple[str, str, int]:
    if not entry.codes:
        return f"no actor: {entry.reason}", entry.file, entry.line
    if rule is not None:
        return f"a namesake here: {rule.reason}", rule.file, rule.line
    what = f"{entry.kind} of {'+'.join(entry.codes)}"
    if entry.office or entry.dated:
        term = f"{entry.start or 'the beginning'} to {entry.until or 'today'}"
        standing = {"current": "in office", "former": "no longer in office", "not-yet": "not yet in office"}
        day = f" on {on}" if on else ""
        what = f"{entry.office or entry.kind} of {'+'.join(entry.codes)}, {term}: {standing[entry.standing(on)]}{day}"
    if shared:
        what += "; shared by people of different actors on that day, so it yields nothing by itself"
    elif not best:
        what += "; another reading is nearer"
    return what, entry.file, entry.line


def packaged() -> list[Path]:
    """The data files that come with the package, in the order in which they are read."""
    first = ["states.toml", "bodies.toml", "groups.toml", "regions.toml", "namesakes.toml"]
    rest = sorted(path.name for path in FOLDER.glob("*.toml") if path.name not in first)
    return [FOLDER / name for name in [*first, *rest] if (FOLDER / name).exists()]


def version_of(paths: Iterable[Path]) -> str:
    """8 hex digits of SHA-256 over the files' names and bytes."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:8]


def read_lexicon(extra: Path | None) -> Lexicon:
    """Reads the packaged data and a user's own file. Raises LexiconError with every fault."""
    paths = packaged()
    loaded = read_files(paths, extra)
    return Lexicon(loaded, version_of([*paths, extra] if extra else paths))


__all__ = ["Lexicon", "Resolution", "chosen", "packaged", "read_lexicon"]
