"""For whom a holder speaks: for a state, body or group, or only for itself."""

from __future__ import annotations

import datetime as dt
import functools
import re

from entente.assess.status_tables import limit, tables
from entente.lexicon import load
from entente.records import Holder

#: What makes media and agencies a state's voice: "state media", "the official news agency".
_STATE = frozenset({"state", "official"})
_FORMER = frozenset({"former", "ex", "late"})
_BEHIND = frozenset("of in at from for with on to who that and".split())
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
    return name if len(name.split()) <= limit("longest_name") else ""


@functools.cache
def is_named(holder: Holder) -> bool:
    """Whether the name itself names what the holder speaks for, not only an office of it ("local officials")."""
    if holder.actor is None or not holder.name:
        return False
    return any(holder.actor in mention.codes for mention in load().mentions(holder.name, None))


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
