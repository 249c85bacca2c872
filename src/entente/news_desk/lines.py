"""A piece of news in the making: its sentence, its best words, and what it weighs."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from entente.assess.saying import Says, capital, holder_name
from entente.brief import Realiser
from entente.brief.rewording import spelled
from entente.records import KeptClaim
from entente.records.finding import origins as count
from entente.records.news import News

#: Most claims, holders and actors that a piece of news names.
SHOWN, NAMED = 12, 5
#: Each further line of a round about the same actors weighs so much of itself.
SAME = 0.8


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of news with what it weighs."""

    news: News
    weight: float


def line(
    kind: str, name: str, headline: str, reason: str, claims: Sequence[KeptClaim], found: dt.datetime, *,
    weight: float, actors: Sequence[str], holders: Iterable[str] = (), event: str | None = None,
    matter: Iterable[str] = (), origins: int | None = None, published: dt.date | None = None, before: str = "",
    after: str = "", mark: str = "", rules: Sequence[str] = (),
) -> Line:  # fmt: skip
    """A piece of news over claims.

    Args:
        name: its key, see `news_key`.
        claims: those it rests on, best first.
        published: day of the newest report behind it, by default that of the claims.
    """
    best, days = claims[0], [kept.published for kept in claims if kept.published]
    words = best.status != "imported" and bool(best.claim.quote)
    place = best.claim.place
    news = News(
        kind=kind, key=name, headline=spelled(headline), reason=spelled(reason),
        claims=tuple(kept.claim.id for kept in claims[:SHOWN]), found=found, event=event,
        holders=tuple(dict.fromkeys(filter(None, holders)))[:NAMED],
        actors=tuple(dict.fromkeys(actors))[:NAMED],
        matter=tuple(sorted(set(matter) or {each for kept in claims[:1] for each in kept.claim.matter})),
        published=published or max(days, default=None), origins=count(claims) if origins is None else origins,
        before=before, after=after, quote=place.quote if words else "", document=best.claim.document if words else "",
        field=place.field, start_char=place.start_char if words else 0, end_char=place.end_char if words else 0,
        mark=mark, rules=tuple(rules),
    )  # fmt: skip
    return Line(news, weight)


def sentence(kept: KeptClaim, realiser: Realiser) -> str:
    """A claim as a plain sentence without a stop, with its holders and doubts and without the words it rests on."""
    return capital(realiser.statement(kept.claim).text).rstrip(".")


def voices(claims: Iterable[KeptClaim], says: Says) -> list[str]:
    """Names of those who say what claims tell, each once."""
    return list(dict.fromkeys(holder_name(k.claim.holders[-1], says) for k in claims if k.claim.holders))


def loudness(origins: int) -> float:
    """What the number of origins weighs: 1 for one, 2 for three, 3 for seven."""
    return math.log2(1 + origins)


def rarity(claims: int | None) -> float:
    """What it weighs that little is told of two actors: 1 where nothing else is, -1 from 10,000 claims on."""
    return 0.0 if claims is None else 1 - min(math.log10(1 + claims), 4) / 2


def ranked(found: Iterable[Line]) -> list[Line]:
    """The lines, most important first; of several about the same actors each further one weighs less."""
    told: dict[Collection[str], int] = {}
    answer = []
    for each in sorted(found, key=lambda one: (-one.weight, one.news.kind, one.news.key)):
        about = frozenset(each.news.actors)
        answer.append(Line(each.news, each.weight * SAME ** told.get(about, 0)))
        told[about] = told.get(about, 0) + 1
    return sorted(answer, key=lambda one: (-one.weight, one.news.kind, one.news.key))
