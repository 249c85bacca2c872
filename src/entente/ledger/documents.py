"""Documents and refusals as they are asked."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from entente.ledger.asking import known_by, memberships, standing
from entente.ledger.opened import Opened
from entente.ledger.rows import document_of, kept_document, moment
from entente.records import Document, KeptDocument, KeptRefusal, Question, Refusal

#: Line 3 of a source comes before its line 12.
_LINES = "regexp_replace(source, ':[0-9]+$', ''), try_cast(regexp_extract(source, ':([0-9]+)$', 1) AS HUGEINT)"
_EVERYTHING = Question()


class Documents(Opened):
    """Questions for reports, and for sources that could not be read."""

    def documents(self, question: Question = _EVERYTHING) -> Iterator[KeptDocument]:
        """Documents, newest first: those with claims that are asked for, or where no claim is asked for, all."""
        asked = known_by(question)
        if _asks_for_claims(question):
            text, values = standing(question)
            asked.values.update(values)
            of = ""
            if question.event_id is not None:
                text, asked.values["event_id"] = f"{text}, {memberships(question)}", question.event_id
                of = "JOIN member ON member.claim = standing.id WHERE event_id = $event_id"
            head, wanted = f"WITH {text}, asked AS (SELECT DISTINCT document FROM standing {of}),", "id IN (FROM asked)"
        else:
            head, wanted = "WITH", "true"
            for name, condition in (("published_since", "published >= $x"), ("published_until", "published <= $x")):
                if (day := getattr(question, name)) is not None:
                    asked.add(condition.replace("$x", f"${name}"), **{name: day})
            if question.outlet is not None:
                asked.add("contains(lower(outlet), lower($outlet))", outlet=question.outlet)
            for number, word in enumerate((question.text or "").split()):
                told_in = f"contains(lower(title || ' ' || whole), lower($word{number}))"
                wanted, asked.values[f"word{number}"] = f"{wanted} AND {told_in}", word
        limit = f"LIMIT {int(question.limit)}" if question.limit is not None else ""
        sql = f"""{head} {documents_sql(asked.condition, known_by(question).condition)}
            SELECT * FROM newest WHERE {wanted} ORDER BY published DESC NULLS LAST, id {limit}"""
        for row in self._ask(sql, asked.values):
            yield kept_document({**row, "text": row["whole"]})

    def refusals(self, question: Question = _EVERYTHING) -> Iterator[KeptRefusal]:
        """Sources that could not be read, newest first; `text` is looked for in source, reason and detail."""
        where: list[str] = ["true"]
        values: dict[str, Any] = {}
        if question.as_of is not None:
            where.append("recorded <= $end")
            values["end"] = dt.datetime.combine(question.as_of, dt.time.max, dt.UTC)
        for number, word in enumerate((question.text or "").split()):
            where.append(f"contains(lower(concat_ws(' ', source, reason, detail)), lower($word{number}))")
            values[f"word{number}"] = word
        limit = f"LIMIT {int(question.limit)}" if question.limit is not None else ""
        sql = f"""SELECT source, reason, detail, mend, epoch_us(recorded) AS recorded FROM refusals
            WHERE {" AND ".join(where)} ORDER BY recorded DESC, {_LINES}, source, reason {limit}"""
        for row in self._ask(sql, values):
            refusal = Refusal(row["source"], row["reason"], row["detail"], row["mend"] or "")
            yield KeptRefusal(refusal, moment(row["recorded"]))

    def reports(self, names: Sequence[str]) -> dict[str, Document]:
        """The reports of these ids in their newest version, by id; what the ledger does not have is left out."""
        sql = f"WITH {documents_sql('id IN (SELECT unnest($ids))')} SELECT * FROM newest"
        rows = self._ask(sql, {"ids": sorted(set(names))})
        return {row["id"]: document_of({**row, "text": row["whole"]}) for row in rows}

    def holds(self, claims: Sequence[str], documents: Sequence[str]) -> set[str]:
        """Which of some claims and documents the ledger has, in whatever version."""
        sql = """SELECT DISTINCT id FROM claims WHERE id IN (SELECT unnest($claims))
            UNION ALL SELECT DISTINCT id FROM documents WHERE id IN (SELECT unnest($documents))"""
        return {row["id"] for row in self._ask(sql, {"claims": list(claims), "documents": list(documents)})}

    def texts(self, name: str) -> list[KeptDocument]:
        """Every version of a document's text, oldest first."""
        sql = """SELECT * EXCLUDE (recorded, month), epoch_us(recorded) AS recorded, NULL AS origin FROM documents
            WHERE id = $id AND reading = 1 ORDER BY version"""
        return [kept_document(row) for row in self._ask(sql, {"id": name})]

    def copies(self, name: str) -> list[KeptDocument]:
        """The documents of the same origin, the oldest first, itself left out."""
        sql = f"""WITH {documents_sql("true")}
            SELECT * FROM newest WHERE id <> $id AND origin = (SELECT origin FROM newest WHERE id = $id)
            ORDER BY published NULLS LAST, id"""
        return [kept_document({**row, "text": row["whole"]}) for row in self._ask(sql, {"id": name})]


def _asks_for_claims(question: Question) -> bool:
    """Whether a question restricts claims, and not documents alone."""
    alone = {"published_since", "published_until", "as_of", "late", "outlet", "text", "limit"}
    return any(
        getattr(question, field.name) != field.default
        for field in dataclasses.fields(question)
        if field.name not in alone
    )


def documents_sql(counts: str, known: str = "true") -> str:
    """SQL of common table expressions that end in `newest`: each document's newest version and reading.

    Args:
        counts: which rows of `documents` count; known: which rows of `origins` do.
    """
    return f"""
        rows AS (SELECT * FROM documents WHERE {counts}),
        texts AS (SELECT id, version, text, cut FROM rows WHERE reading = 1),
        last AS (
            SELECT * EXCLUDE (text, cut) FROM rows
            QUALIFY row_number() OVER (PARTITION BY id ORDER BY version DESC, reading DESC) = 1),
        roots AS (
            SELECT document, origin FROM origins WHERE {known}
            QUALIFY row_number() OVER (PARTITION BY document ORDER BY version DESC) = 1),
        newest AS (
            SELECT last.* EXCLUDE (recorded, month), epoch_us(last.recorded) AS recorded, texts.text AS whole,
                texts.cut, roots.origin
            FROM last JOIN texts ON texts.id = last.id AND texts.version = last.version
            LEFT JOIN roots ON roots.document = last.id)"""
