"""The shapes of what is found out: the network, actors, rulings, pairs, jobs, news, watches."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from entente.records.news import NEWS
from entente.records.rule import VERDICTS
from entente.serve.api.shapes import ClaimRow, Finding, Kind, Record, Shape

Verdict = Literal[VERDICTS]  # type: ignore[valid-type]
News = Literal[NEWS]  # type: ignore[valid-type]


class Node(Shape):
    """An actor of the network."""

    code: str
    name: str
    claims: int
    origins: int


class Tie(Shape):
    """Two actors. `tone`: -1 conflict to 1 cooperation, null where nothing speaks for either."""

    one: str
    two: str
    claims: int
    origins: int
    tone: float | None


class Network(Shape):
    """The actors of some days and their ties; `actors`: how many there are in all."""

    since: dt.date | None
    until: dt.date | None
    kinds: list[Kind]
    nodes: list[Node]
    ties: list[Tie]
    actors: int


class Actor(Shape):
    """What a name stands for. `chosen`: the reading that counts on that day."""

    code: str
    name: str
    kind: str
    chosen: bool
    why: str


class ActorList(Shape):
    """Every reading of a name, the chosen one first."""

    data: list[Actor]


class Summary(Shape):
    """The ledger in numbers, and how fresh the index is."""

    claims: int
    documents: int
    copies: int
    origins: int
    events: int
    actors: int
    refusals: int
    reviews: int
    began: dt.date | None
    last: dt.date | None
    closed: dt.date | None
    moment: dt.datetime | None
    version: int
    package: str
    model: str | None
    lexicon: str


class RulingSeen(BaseModel):
    """The answer: the strictest verdict, the rules behind it, and what would change it. No legal advice.

    `notes`: what was given and changes nothing.
    """

    model_config = ConfigDict(extra="allow")
    verdict: Verdict
    on: dt.date
    text: str
    findings: list[dict[str, Any]]
    would_change: list[dict[str, Any]]
    disclaimer: str
    notes: list[str]


class RuleSeen(BaseModel):
    """A rule: what it forbids or allows to whom, since when, where that stands, and how sure we are of it (`mark`)."""

    model_config = ConfigDict(extra="allow")
    id: str
    regime: str
    instrument: str
    paragraph: str
    title: str
    text: str
    adopted: dt.date
    valid_from: dt.date
    valid_until: dt.date | None
    source: str
    mark: str


class RuleList(Shape):
    """Rules."""

    data: list[RuleSeen]


class Findings(Shape):
    """Findings. `events`: how many happenings were looked at."""

    data: list[Finding]
    events: int


class PairFinding(BaseModel):
    """A finding about two actors: `claims` are ids of claims that stand in `claims` of the whole answer."""

    model_config = ConfigDict(extra="allow")
    text: str
    reason: str
    claims: list[str]
    all_claims: int
    rules: list[dict[str, str]]


class PairSeen(Shape):
    """What is found about two actors.

    Attributes:
        one, two, names: codes, and the name of each.
        since, until, as_of: days asked for.
        made: when it was worked out; `current`: no claims came in since; `job`: works it out anew, where one does.
        counts: of what is told of the two.
        totals: how many findings of each kind there are; `sections`: the first of them.
        visits: who travelled to whom.
        course: how they stood to each other, step by step, with the changes; null where too little is told.
        claims: those that the findings rest on, by id.
    """

    one: str
    two: str
    names: dict[str, str]
    since: dt.date | None
    until: dt.date | None
    as_of: dt.date | None
    made: dt.datetime
    current: bool
    job: str | None
    counts: dict[str, int]
    totals: dict[str, int]
    sections: dict[str, list[PairFinding]]
    visits: list[PairFinding]
    course: dict[str, Any] | None
    claims: dict[str, ClaimRow]


class ReportRead(Shape):
    """The claims of a report."""

    document: str
    title: str
    text: str
    claims: list[Record]


class JobSeen(Shape):
    """Long work. `result` where it is done, unless the result stands at the address `see`; `fault` where it failed."""

    id: str
    kind: str
    state: Literal["waiting", "running", "done", "failed"]
    phase: str
    done: int
    total: int | None
    result: Any
    see: str
    fault: str


class NewsTold(Shape):
    """A piece of news: what is new, why it counts as news, and the words of its best claim."""

    kind: News
    key: str
    headline: str
    reason: str
    claims: list[str]
    found: dt.datetime
    event: str | None
    holders: list[str]
    actors: list[str]
    matter: list[str]
    published: dt.date | None
    origins: int
    before: str
    after: str
    quote: str
    document: str
    field: str
    start_char: int
    end_char: int
    mark: str
    rules: list[str]


class NewsRow(NewsTold):
    """A piece of news with its number, which grows as news comes in."""

    number: int


class NewsPage(Shape):
    """News, newest first. `next`: give it as `after`; null on the last page."""

    data: list[NewsRow]
    next: int | None


class NewsCounts(Shape):
    """How much news of each kind there is."""

    event: int
    status: int
    contradiction: int
    first: int
    rule: int
    alignment: int


class Seen(Shape):
    """Up to where everything is seen: the number of the newest piece of news."""

    moment: dt.datetime
    number: int


class ChannelsSeen(Shape):
    """How a watch's alerts go out. `signed`: the webhook's messages are signed with the secret that was given."""

    feed: bool
    webhook: str
    signed: bool
    mail: list[str]


class WatchSeen(Shape):
    """A watch.

    Attributes:
        question: its filters, as given; `query`: the same as the query string of /claims.
        feeds: addresses of its feeds, each with a key of its own; only its owner and an admin see them.
        webhook_off: why its webhook is paused, "" where it is not.
        fault: why its question can no longer be asked, "" where it can.
    """

    id: str
    version: int
    name: str
    owner: str
    page: Literal["claims", "events"]
    question: dict[str, Any]
    query: str
    conditions: list[News]
    channels: ChannelsSeen
    paused: bool
    created: dt.datetime
    feeds: dict[str, str]
    webhook_off: str
    fault: str


class WatchList(Shape):
    """Watches, by name."""

    data: list[WatchSeen]


class DeliverySeen(Shape):
    """One alert on its way to one place."""

    id: str
    channel: str
    target: str
    state: str
    attempts: int
    next_try: dt.datetime
    changed: dt.datetime
    error: str


class AlertRow(Shape):
    """A piece of news that fits a watch, and where it went."""

    number: int
    watch: str
    made: dt.datetime
    news: NewsTold
    deliveries: list[DeliverySeen]


class AlertPage(Shape):
    """Alerts, newest first."""

    data: list[AlertRow]
    next: int | None
