"""For whom a holder speaks: for a state, body or group, or only for itself."""

from __future__ import annotations

import datetime as dt
import functools
import re

from entente.assess.saying import is_sentence
from entente.assess.status_tables import limit, tables
from entente.lexicon import load
from entente.records import Holder

#: What makes media and agencies a state's voice: "state media", "the official news agency".
_STATE = frozenset({"state", "official"})
_FORMER = frozenset({"former", "ex", "late"})
_BEHIND = frozenset("of in at from for with on to who that and".split())
#: Words behind a demonym among which its noun stands: "Russian pro-war volunteers".
_NEAR = 3
_DENYING = re.compile(
    r"\b(?:den(?:y|ies|ied)|refut(?:e|es|ed)|reject(?:s|ed)?|dismiss(?:es|ed)?|disput(?:e|es|ed))\b", re.IGNORECASE
)
_FROM = re.compile(r"(\w+)\s+(?:from|in|of|within|inside)\s+(?:the\s+)?$", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def speaks_for(holder: Holder, on: dt.date | None = None) -> str | None:
    """Code of the state, body or group that a holder speaks for, None where it speaks for itself alone.

    The reader gives a code to whoever speaks in the sphere of a state. That is the state's voice where the holder has
    no name of its own, is named as the state, one of its leaders or bodies ("Moscow", "Zelenskyy", "Pentagon"), or
    holds an office ("officials", "the ministry"). Analysts, media, rights groups, residents, private persons and those
    who no longer hold an office on the day `on` speak for themselves: what they say confirms and denies nothing on a
    state's behalf. Without a day everybody is taken to be in office.
    """
    if holder.actor is None or not holder.name:
        return holder.actor
    return holder.actor if _official(holder.name, holder.actor, on) else None


def own_name(holder: Holder) -> str:
    """The holder's name as the text has it, "" where it has none or what stands there is half a sentence."""
    name = holder.name or ""
    return name if len(name.split()) <= limit("longest_name") and not is_sentence(name) else ""


@functools.cache
def is_named(holder: Holder) -> bool:
    """Whether the name itself names what the holder speaks for, not only an office of it ("local officials")."""
    if holder.actor is None or not holder.name:
        return False
    return any(holder.actor in mention.codes for mention in load().mentions(holder.name, None))


@functools.cache
def says_no(holder: Holder) -> bool:
    """Whether what stands as a holder's name is half a sentence in which whom it speaks for denies something."""
    verb = _DENYING.search(holder.name or "")
    if verb is None or holder.name is None or holder.actor is None:
        return False
    named = [mention for mention in load().mentions(holder.name, None) if mention.end <= verb.start()]
    return bool(named) and holder.actor in named[0].codes


@functools.cache
def names_state(words: str, code: str) -> bool:
    """Whether words name what has a code itself, its government or an office, not only people or firms of it.

    "Russia", "Russian officials" do; "Russian militias", "volunteers from Russia" do not.
    """
    bystander = tables().words["bystander"]
    for mention in load().mentions(words, None):
        if code not in mention.codes:
            continue
        behind = [word.lower() for word in _WORD.findall(words[mention.end : mention.end + 40])[:_NEAR]]
        before = _FROM.search(words[: mention.start])
        if not bystander & set(behind if mention.kind == "demonym" else behind[:1]) and not (
            before and before[1].lower() in bystander
        ):
            return True
    return False


@functools.cache
def _official(name: str, code: str, on: dt.date | None) -> bool:
    words = [match.group().lower().replace("’", "'").removesuffix("'s") for match in _WORD.finditer(name)]
    if _FORMER & set(words):
        return False
    # "The head of the human rights council": the head of the phrase stands before the first word of these.
    head = next((at for at, word in enumerate(words) if at and word in _BEHIND), len(words))
    office, bystander = tables().words["office"], tables().words["bystander"]
    telling = [at for at in range(head) if words[at] in office or words[at] in bystander]
    if telling:
        last = telling[-1]
        return words[last] in office or bool(_STATE & set(words[:last]))
    return any(code in mention.codes and not mention.former for mention in load().mentions(name, on))
