"""Everything announced that a ledger knew by a day: things, what became of each, and the cases to learn from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from entente.futures.announced.content import Content
from entente.futures.announced.fate import Fate, Reports, Words, candidates, earlier, fate, is_over
from entente.futures.announced.model import Case
from entente.futures.announced.tables import Tables
from entente.futures.announced.things import ANNOUNCING, Thing, things, window
from entente.futures.announced.traits import Traits, traits
from entente.records import Glance, KeptClaim

#: Gives claims by their ids.
Fetch = Callable[[Sequence[str]], Iterable[KeptClaim]]
#: Gives the words of claims by their ids: the quote, and the title of the report.
Read = Callable[[Sequence[str]], Mapping[str, tuple[str, str]]]
#: A thing is looked at when it is told first, and again so many days before its window where that is later.
AGAIN = 7


@dataclass(frozen=True, slots=True)
class Watched:
    """A thing with what became of it."""

    thing: Thing
    fate: Fate


@dataclass(frozen=True, slots=True)
class View:
    """What was known by a day.

    Attributes:
        as_of: the day.
        watched: the announced things, in the order in which they were told first.
        reports: the claims that can show what became of them; words: of these.
    """

    as_of: dt.date
    watched: tuple[Watched, ...]
    reports: Reports
    words: Words


def view(
    glances: Sequence[Glance], fetch: Fetch, read: Read, as_of: dt.date, tables: Tables, name: Callable[[str], str],
    due: tuple[dt.date, dt.date] = (dt.date.min, dt.date.max), wanted: Callable[[Thing], bool] = lambda thing: True,
    stems: dict[str, frozenset[str]] | None = None,
) -> View:  # fmt: skip
    """What the claims known by a day announce, and what became of it by that day.

    Args:
        glances: the claims known by the day; those published after it are left out.
        fetch: gives those asked for.
        read: gives the words of those asked for.
        as_of: the day.
        tables: families, days and words.
        name: the plain name of a code.
        due: only things whose windows end between these days, and of those none that were over for `tables.past` days.
        wanted: of these things the ones that are watched; what is known of the others tells common words apart.
        stems: see Content.
    """
    known = [glance for glance in glances if glance.published is not None and glance.published <= as_of]
    since = max(due[0], earlier(as_of, tables.past))
    told = [glance.id for glance in known if _may_announce(glance, since, tables)]
    found = [thing for thing in things(fetch(told), tables) if since <= thing.end <= due[1]]
    reports = Reports(known, tables)
    told_by = read(candidates(found, reports, tables))
    titled = {name: f"{quote} {title}" for name, (quote, title) in told_by.items()}
    words = Words({name: quote for name, (quote, _) in told_by.items()}, Content(titled, name, tables.general, stems))
    watched = [Watched(each, fate(each, reports, words, as_of, tables)) for each in found if wanted(each)]
    return View(as_of, tuple(watched), reports, words)


def _may_announce(glance: Glance, since: dt.date, tables: Tables) -> bool:
    """Whether a claim is worth fetching: see `announces`; its window ends on a day or later."""
    if glance.modality not in ANNOUNCING or glance.polarity != "positive" or glance.event not in tables.families:
        return False
    given = window(glance, glance.published) if glance.published is not None else None
    return given is not None and given[1] >= since


def as_told(thing: Thing, day: dt.date, tables: Tables) -> Thing | None:
    """The thing as the claims published by a day tell of it; None where none does."""
    claims = [kept for kept in thing.claims if kept.published is not None and kept.published <= day]
    if len(claims) == len(thing.claims):
        return thing
    return next(iter(things(claims, tables)), None)


def looked_from(thing: Thing) -> tuple[dt.date, ...]:
    """The days on which a thing's chances are told: when it was told first, and AGAIN days before its window."""
    again = earlier(thing.start, AGAIN)
    return (thing.told, again) if again > thing.told else (thing.told,)


@dataclass(frozen=True, slots=True)
class Seen:
    """A thing as it was known on a day, while it was still open; `kept`: whether it was kept, as known later."""

    thing: Thing
    day: dt.date
    traits: Traits
    kept: bool


def settled(known: View, tables: Tables) -> list[list[Seen]]:
    """Each thing that was over by the day of a view, as it was known on the days that it was looked at while open.

    What was kept before its window is over is left out: what was not kept in windows as long is still open then, and to
    learn from the one without the other would make long windows look good.
    """
    looks = (
        [one for day in looked_from(each.thing) if (one := _seen(each, day, known, tables)) is not None]
        for each in known.watched
        if is_over(each.thing, known.as_of, tables)
    )
    return [seen for seen in looks if seen]


def cases(looks: Iterable[Sequence[Seen]]) -> list[Case]:
    """Things as cases to learn from; however often one was looked at, it counts as one."""
    return [Case(one.traits.levels, one.kept / len(seen), 1 / len(seen)) for seen in looks for one in seen]


def _seen(each: Watched, day: dt.date, known: View, tables: Tables) -> Seen | None:
    told = as_told(each.thing, day, tables)
    if told is None or fate(told, known.reports, known.words, day, tables).became != "open":
        return None
    return Seen(told, day, traits(told, known.reports, day, tables), each.fate.became == "kept")


def standing(thing: Thing, known: View, tables: Tables) -> Traits:
    """The traits of a thing on the day of a view."""
    return traits(thing, known.reports, known.as_of, tables)
