"""What parties and speakers are called: as the report has them, else as the lexicon has them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from entente.brief import safe
from entente.brief.grammar import listed
from entente.brief.wording import Wording
from entente.records import Document, Holder


class Names(Protocol):
    """Knows the names of codes. The lexicon is one."""

    def name(self, code: str) -> str:
        """Plain English name, with its article: "the United States", "North Korea", "Hamas", "the UN"."""
        ...

    def demonym(self, code: str) -> str | None:
        """The adjective, "Russian", or None."""
        ...


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun phrase as it stands inside a sentence.

    Attributes:
        codes: whom it stands for, empty where unknown.
        own_name: it is the party's own name, so that "it" can stand for the party.
        joint: several speak with one voice ("the two leaders"), of whom `codes` holds only the first.
    """

    text: str
    plural: bool
    codes: tuple[str, ...] = ()
    own_name: bool = False
    joint: bool = False

    @property
    def pronoun(self) -> str:
        """ "it" or "them" as an object."""
        return "them" if self.plural else "it"


_DETERMINER = (
    r"(?:the|a|an|its|his|her|their|some|several|many|two|three|one|both|all|most|other"
    r"|another|each|every|no|any|this|that|these|those|anonymous|unnamed)"
)


_PRONOUNS = ("he", "she", "it", "they", "we", "who", "this", "that", "these", "those")


class Namer:
    """Names parties and holders in one report."""

    def __init__(self, names: Names, wording: Wording, documents: Mapping[str, Document]) -> None:
        self._names, self._wording = names, wording
        self._texts = {key: f"{d.title}\n{d.text}" for key, d in documents.items()}
        self._parties: dict[tuple[str, str], str] = {}
        self._articles: dict[tuple[str, str], str] = {}

    def party(self, code: str, document: str) -> str:
        """A party's name in a report."""
        key = (code, document)
        if key not in self._parties:
            self._parties[key] = self._party(code, self._texts.get(document, ""))
        return self._parties[key]

    def _party(self, code: str, text: str) -> str:
        for name, form in self._wording.names.get(code, ()):
            if form.search(text):
                return name
        return safe.line(self._names.name(code)) or code

    def parties(self, codes: Sequence[str], document: str) -> Noun:
        """Several parties as one noun phrase."""
        names = [self.party(code, document) for code in codes]
        plural = len(names) > 1 or any(code in self._wording.plural_codes for code in codes)
        return Noun(listed(names), plural, tuple(codes), own_name=True)

    def holder(self, holder: Holder, document: str) -> Noun | None:
        """Who says it, or None if the report names nobody."""
        codes = (holder.actor,) if holder.actor else ()
        name = safe.cut(holder.name or "", 80)
        if "," in name and " and " not in name:
            name = name.split(",")[0].strip()  # "Gabriela Shalev, Israel's ambassador": the apposition would break off
        if not re.search(r"\w", name) or (codes and name.lower() in _PRONOUNS):
            return self.parties(codes, document) if codes else None
        if re.match(rf"{_DETERMINER}\b", name, re.IGNORECASE) or name.lower() in _PRONOUNS:
            name = name[0].lower() + name[1:]
        if codes:  # "his government": whose, the report has told long before
            party = self.party(codes[0], document)
            name = re.sub(r"^(?:his|her|its|their|our|my)\b", lambda _: f"{party}’s", name, flags=re.IGNORECASE)
        role = self._role(name, holder.actor)
        if role:
            return Noun(role, self._plural(role), codes)
        own = self._own(name, holder.actor, document)
        if own:
            return own
        article = self._article(name, document)
        joint = bool(re.search(r" and |^(?:the )?(?:two|three|both)\b|\bleaders$", name, re.IGNORECASE))
        return Noun(f"{article} {name}" if article else name, self._plural(name), codes, joint=joint)

    def _role(self, name: str, code: str | None) -> str:
        """ "The Moldovan president" for a bare "President" of a headline, or empty."""
        if code is None or name.lower() not in self._wording.role_words:
            return ""
        demonym = self._names.demonym(code)
        if demonym is None:
            return ""
        return f"{'' if self._plural(name) else 'the '}{demonym} {name.lower()}"

    def _own(self, name: str, code: str | None, document: str) -> Noun | None:
        """The party's own noun where the holder's name is no more than that ("US", "the UK")."""
        if code is None:
            return None
        bare = re.sub(r"^the ", "", name, flags=re.IGNORECASE)
        full = re.sub(r"^the ", "", self._names.name(code), flags=re.IGNORECASE)
        forms = [form for _, form in self._wording.names.get(code, ())]
        if bare.lower() == full.lower() or any(form.fullmatch(bare) for form in forms):
            return self.parties((code,), document)
        return None

    def _article(self, name: str, document: str) -> str:
        if re.match(rf"{_DETERMINER}\b", name, re.IGNORECASE) or name.lower() in _PRONOUNS:
            return ""
        key = (name, document)
        if key not in self._articles:
            self._articles[key] = self._found_article(name, document)
        return self._articles[key]

    def _found_article(self, name: str, document: str) -> str:
        """The article that most places of the report put before a name; where none does, what English wants."""
        common = _common(_head(name))
        found = re.findall(rf"(?:\b(\w+)\s+)?\b{re.escape(name)}\b", self._texts.get(document, ""))
        before = [str(word).lower() for word in found]
        articles = [word for word in before if word == "the" or (common and word in ("a", "an"))]
        if articles and 2 * len(articles) >= len(before):
            return articles[0]
        return "the" if self._wants_article(name) else ""

    def _wants_article(self, name: str) -> bool:
        if re.search(r"[’']s?\b", name) or self._plural(name):
            return False
        last = _head(name).rsplit(" ", 1)[-1]
        return _common(_head(name)) or last.lower() in self._wording.article_words

    def _plural(self, name: str) -> bool:
        head = _head(name)
        last = head.rsplit(" ", 1)[-1]
        if re.match(
            r"(?:two|three|four|five|six|seven|several|some|many|both|most|dozens|hundreds)\b", head, re.IGNORECASE
        ):
            return True
        if " and " in head:
            return True
        if last.lower() in self._wording.plural_words:
            return not head.endswith("United States")
        if last.lower().endswith(("ians", "eans", "icans", "ists", "fighters", "officers")):
            return True
        if head == last and last.endswith("ers") and last not in self._wording.single_words:
            return True
        singular = last in self._wording.single_words or last.endswith(("ss", "us", "is"))
        return last.endswith("s") and last[:1].islower() and not singular

    def speaks_for(self, holder: Holder, document: str) -> str:
        """Whom a named holder speaks for, where the name does not tell it by itself; else empty."""
        if not holder.actor or not holder.name:
            return ""
        name, party = holder.name.lower(), self.party(holder.actor, document)
        known = [party, self._names.name(holder.actor), self._names.demonym(holder.actor) or ""]
        bare = [re.sub(r"^the ", "", form, flags=re.IGNORECASE).lower() for form in known if form]
        told = any(re.search(rf"\b{re.escape(form)}\b", name) for form in bare if form)
        forms = any(form.search(holder.name) for _, form in self._wording.names.get(holder.actor, ()))
        return "" if told or forms else party


def _common(head: str) -> bool:
    """True if a name's last word is a common noun ("a Saudi official"), not a surname with a particle ("al-Maliki")."""
    last = head.rsplit(" ", 1)[-1]
    return last[:1].islower() and not re.match(r"(?:al|el|ul|bin|ibn|de|von|van)-", last)


def _head(name: str) -> str:
    """The part of a name that decides its number: what stands before "of", "in", or an apposition."""
    comma = "" if " and " in name else "|,"
    head = re.split(rf" (?:of|in|at|from|for|with|on|near|to|who|who’s|whose|inside) {comma}|\(", name)[0]
    return re.sub(r"\W+$", "", head) or name
