"""From a Question to SQL: which rows stand on a day, and which of them are asked for.

A claim's newest version counts: the reviewer's where one has spoken, else the reader's. As of a day, a row counts if
the ledger knew it by the end of that day (`known`), or, for late reports on demand, could have known it (`told`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from entente.ledger.rows import MANY, month_of, pair_key
from entente.ledger.schema import CLAIM, UNDATED
from entente.records import STANDING, Question
from entente.records.vocabulary import MUTUAL_EVENTS

#: The columns of a claim as they are asked: moments as microseconds, for which no zone data is needed.
COLUMNS = ", ".join(f'"{name}"' for name in CLAIM if name != "recorded") + ", recorded"
#: First and last day of happening, or where the text gives none, of publication. What is told as going on lasts until
#: the report at least.
BEGINS = 'coalesce(start, "end", published)'
ENDS = """coalesce("end", CASE WHEN start IS NULL THEN published WHEN modality = 'actual'
    THEN greatest(start, coalesce(published, start)) ELSE start END)"""
#: The columns by which claims are put in order and found again.
NARROW = "id, version, document_version, document, pair, published, field, start_char"
#: The columns of a claim without its words.
GLANCE = """id, version, document_version, document, pair, published, field, start_char, event, mode, actor, recipient,
    matter, holders, polarity, certainty, modality, start, "end", confidence"""
#: Who stands behind a row of `reviews`, and the reason: of an undo, those of the version that counts again.
SAID_BY = """CASE WHEN action = 'undo' THEN coalesce(json_extract_string(changed, '$.by[1]'), '') ELSE "by" END AS "by",
    CASE WHEN action = 'undo' THEN coalesce(json_extract_string(changed, '$.why[1]'), '') ELSE why END AS why"""
_SEVERAL = f"pair BETWEEN '{MANY}' AND '{MANY}~' AND contains(pair, $first) AND contains(pair, $second)"


@dataclass
class Asked:
    """SQL with its named values. `where` holds conditions that must all be true."""

    values: dict[str, Any] = field(default_factory=dict)
    where: list[str] = field(default_factory=list)

    def add(self, condition: str, **values: Any) -> None:
        """One more condition, with the values it names."""
        self.where.append(condition)
        self.values.update(values)

    @property
    def condition(self) -> str:
        """All conditions as one."""
        return " AND ".join(f"({part})" for part in self.where) or "true"


def known_by(question: Question) -> Asked:
    """The condition under which a row of any table counts on the day asked."""
    asked = Asked()
    if question.as_of is not None:
        column = "told" if question.late else "known"
        asked.add(f"{column} <= $as_of", as_of=question.as_of)
    return asked


def sides(question: Question) -> tuple[list[str], dict[str, Any]]:
    """Conditions of which exactly one is true of a claim of the pair asked for, and their values.

    Apart from each other they are answered fast: the first by the pair key alone, the second by few files' rows.
    """
    if not question.pair:
        return ["true"], {}
    first, second = question.pair
    several = f"""{_SEVERAL} AND (
        (list_contains(actor, $first) AND list_contains(recipient, $second)) OR
        (list_contains(actor, $second) AND list_contains(recipient, $first)) OR
        (list_contains($mutual, event) AND list_has_all(list_concat(actor, recipient), [$first, $second])))"""
    return ["pair = $pair", several], {
        "pair": pair_key([first], [second]), "first": first, "second": second, "mutual": sorted(MUTUAL_EVENTS),
    }  # fmt: skip


def keys(question: Question) -> str:
    """A condition on the pair key alone, true of every claim of the pair asked for and of some others."""
    return f"pair = $pair OR ({_SEVERAL})" if question.pair else "true"


def fixed(question: Question) -> Asked:
    """Conditions on what no newer reading of a claim can change, but for its pair: its parties and its document."""
    asked = Asked()
    for name in ("actor", "recipient"):
        code = getattr(question, name)
        if code is not None:
            asked.add(f"contains(pair, ${name}) AND list_contains({name}, ${name})", **{name: code})
    if question.party is not None:
        either = "list_contains(actor, $party) OR list_contains(recipient, $party)"
        asked.add(f"contains(pair, $party) AND ({either})", party=question.party)
    if question.document is not None:
        asked.add("document = $document", document=question.document)
    return asked


def restricted(question: Question) -> Asked:
    """Every condition of the question on the newest version of a claim, but for its pair and the day asked."""
    asked = fixed(question)
    for name in ("mode", "polarity", "certainty", "modality"):
        value = getattr(question, name)
        if value is not None:
            asked.add(f"{name} = ${name}", **{name: value})
    if question.event:
        asked.add("list_contains($events, event)", events=list(question.event))
    if question.min_confidence > 0:
        asked.add("confidence >= $confidence", confidence=question.min_confidence)
    _words(question, asked)
    _days(question, asked)
    return asked


def _words(question: Question, asked: Asked) -> None:
    if question.matter is not None:
        asked.add(
            "len(list_filter(matter, lambda m: m = $matter OR starts_with(m, $matter || '.'))) > 0",
            matter=question.matter,
        )
    if question.holder == "author":
        asked.add("len(holders) = 0")
    elif question.holder is not None:
        named = "" if question.holder.isupper() else " OR contains(lower(coalesce(h.name, '')), lower($holder))"
        asked.add(f"len(list_filter(holders, lambda h: h.actor = $holder{named})) > 0", holder=question.holder)
    if question.stance is not None:
        asked.add("len(list_filter(holders, lambda h: h.stance = $stance)) > 0", stance=question.stance)
    if question.outlet is not None:
        asked.add("contains(lower(outlet), lower($outlet))", outlet=question.outlet)
    for number, word in enumerate((question.text or "").split()):
        told = "lower(quote || ' ' || coalesce(title, ''))"
        asked.add(f"contains({told}, lower($word{number}))", **{f"word{number}": word})


def _days(question: Question, asked: Asked) -> None:
    if question.since is not None:
        asked.add(f"{ENDS} >= $since", since=question.since)
    if question.until is not None:
        asked.add(f"{BEGINS} <= $until", until=question.until)
    if question.published_since is not None:
        asked.add("published >= $published_since", published_since=question.published_since)
    if question.published_until is not None:
        asked.add("published <= $published_until", published_until=question.published_until)


def months(question: Question) -> Asked:
    """Which partitions can hold rows of the question; safe only where a claim has one version."""
    asked = Asked()
    if question.published_since is not None:
        asked.add("month >= $from_month", from_month=month_of(question.published_since))
    ends: list[dt.date] = [day for day in (question.published_until, question.as_of) if day is not None]
    if ends:
        undated = "" if question.published_until is not None else f" OR month = '{UNDATED}'"
        asked.add(f"month <= $to_month{undated}", to_month=month_of(min(ends)))
    return asked


def standing(
    question: Question, columns: str = COLUMNS, statuses: Sequence[str] = STANDING, *, pairs: Sequence[str] = (),
    ids: Sequence[str] | None = None,
) -> tuple[str, dict[str, Any]]:  # fmt: skip
    """SQL of common table expressions that end in `standing`: the claims asked for, in their newest version.

    Args:
        question: what is asked.
        columns: what is wanted of them, COLUMNS or NARROW; NARROW is held in memory and can be asked several times.
        statuses: of claims that are answered.
        pairs: keys of pairs that they must be of, where any are given.
        ids: none but these claims, where given.

    Returns:
        The text after WITH, and its named values.
    """
    known, same, wanted, place = known_by(question), fixed(question), restricted(question), months(question)
    branches, values = sides(question)
    if pairs:
        same.add('"pair" IN (SELECT unnest($pairs))', pairs=list(pairs))
        wanted.add('"pair" IN (SELECT unnest($pairs))')
    if ids is not None:
        same.add("id IN (SELECT unnest($ids))", ids=list(ids))
        wanted.add("id IN (SELECT unnest($ids))")
    wanted.add("list_contains($standing, status)", standing=list(statuses))
    counts, whole = known.condition, wanted.condition
    pair = " OR ".join(f"({branch})" for branch in branches)
    held = columns == NARROW
    if question.pair and held and question.published_since is question.published_until is None:
        newer, first = _once(columns, branches, counts, place.condition, whole)
    else:
        near = f"({keys(question)}) AND {same.condition}"
        newer, first = _twice(columns, branches, counts, place.condition, whole, near)
    text = f"""{newer},
    spoken AS MATERIALIZED (
        SELECT {columns}, {SAID_BY}, true AS said, ({pair}) AND {whole} AS wanted FROM reviews WHERE {counts}
        QUALIFY row_number() OVER (PARTITION BY id ORDER BY number DESC) = 1),
    gone AS MATERIALIZED (SELECT id FROM newer UNION ALL SELECT id FROM spoken),
    renewed AS (FROM newer QUALIFY row_number() OVER (PARTITION BY id ORDER BY version DESC) = 1),
    standing AS {"MATERIALIZED" if held else ""} ({first}
        UNION ALL
        SELECT {columns}, '' AS "by", '' AS why, false AS said FROM renewed
        WHERE wanted AND NOT EXISTS (FROM spoken WHERE spoken.id = renewed.id)
        UNION ALL
        SELECT * EXCLUDE (wanted) FROM spoken WHERE wanted)"""
    return text, {**values, **known.values, **same.values, **wanted.values, **place.values}


def _once(columns: str, branches: Sequence[str], counts: str, place: str, whole: str) -> tuple[str, str]:
    """Newer versions, and first ones that stand, from one way through the rows of a pair, which are held in memory."""
    rows = " UNION ALL ".join(
        f"""
        SELECT {columns}, {whole} AS wanted FROM claims
        WHERE {branch} AND {counts} AND (version > 1 OR ({place} AND {whole}))"""
        for branch in branches
    )
    newer = f"""
    rows AS MATERIALIZED ({rows}),
    newer AS (FROM rows WHERE version > 1)"""
    return (
        newer,
        f"""
        SELECT {columns}, '' AS "by", '' AS why, false AS said FROM rows
        WHERE version = 1 AND NOT EXISTS (FROM gone WHERE gone.id = rows.id)""",
    )


def _twice(columns: str, branches: Sequence[str], counts: str, place: str, whole: str, near: str) -> tuple[str, str]:
    """The same from two ways: newer versions stand in any month, first ones are looked for in those asked alone."""
    pair = " OR ".join(f"({branch})" for branch in branches)
    newer = f"""
    newer AS MATERIALIZED (
        SELECT {columns}, ({pair}) AND {whole} AS wanted FROM claims WHERE version > 1 AND {counts} AND {near})"""
    return newer, " UNION ALL ".join(
        f"""
        SELECT {columns}, '' AS "by", '' AS why, false AS said FROM claims
        WHERE version = 1 AND {counts} AND {place} AND {branch} AND {whole}
            AND NOT EXISTS (FROM gone WHERE gone.id = claims.id)"""
        for branch in branches
    )


def memberships(question: Question, of: str = "") -> str:
    """SQL of more common table expressions that end in `member`: each claim's newest event and origin on that day.

    Its values are those of `standing`.

    Args:
        question: what is asked.
        of: `standing`, held in memory, where its claims alone matter: then only the question's months are read.
    """
    counts, place = known_by(question).condition, months(question)
    columns = "claim, event AS event_id, origin, month, pair, reason"
    moved = f"""moved AS MATERIALIZED (
        SELECT {columns} FROM placed WHERE version > 1
        QUALIFY row_number() OVER (PARTITION BY claim ORDER BY version DESC) = 1)"""
    stays = "version = 1 AND NOT EXISTS (FROM moved WHERE moved.claim = placed.claim)"
    if question.pair:
        # A claim whose parties a reviewer changed stands in its event under the key that it has now.
        return f"""
    placed AS MATERIALIZED (
        SELECT claim, version, event, origin, month, pair, reason FROM events WHERE {counts} AND ({keys(question)})),
    {moved},
    member AS (SELECT {columns} FROM placed WHERE {stays} UNION ALL FROM moved)"""
    # What is named twice is held in memory, unless it is told otherwise: this is the whole table.
    placed = f"placed AS NOT MATERIALIZED (SELECT * FROM events WHERE {counts})"
    if not of or not place.where:
        return f"{placed}, {moved}, member AS (SELECT {columns} FROM placed WHERE {stays} UNION ALL FROM moved)"
    # A claim's event stands in its first month, which a review or a newer text may have changed.
    return f"""{placed}, {moved},
    near AS MATERIALIZED (SELECT {columns} FROM placed WHERE {stays} AND {place.condition} UNION ALL FROM moved),
    astray AS MATERIALIZED (
        SELECT id FROM {of} WHERE (said OR (version > 1 AND document_version > 1))
            AND NOT EXISTS (FROM near WHERE near.claim = id)),
    member AS (FROM near UNION ALL SELECT {columns} FROM placed WHERE {stays} AND claim IN (FROM astray))"""
