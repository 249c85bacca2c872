"""The tools that hand out texts: a report, the brief on two actors, and a text that is given."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

from pydantic import Field

from entente import asked
from entente.desk import render
from entente.errors import UsageError
from entente.records import Brief, Document, Question
from entente.serve.assistant import citing
from entente.serve.assistant.bounds import BRIEF, chosen, fitted, marks, piece, plain_brief
from entente.serve.assistant.looking import Day, Looker, Named
from entente.serve.assistant.serving import Server, tool

Section = Annotated[str | None, Field(description="Only this section, by its heading.", max_length=100)]


def add(made: Server, looker: Looker) -> None:
    """Adds the tools."""
    _briefs(made, looker)
    _texts(made, looker)


def _briefs(made: Server, looker: Looker) -> None:
    @tool(made, looker.lock)
    def brief(a: Named, b: Named, since: Day = None, as_of: Day = None, section: Section = None) -> dict[str, Any]:
        """The brief on two actors from the ledger; numbers in brackets are those of its quotes."""
        made_of = looker.desk.brief_pair(looker.ledger, looker.question(pair=[a, b], since=since, as_of=as_of))
        return _told(made_of, section)


def _told(made_of: Brief, section: str | None) -> dict[str, Any]:
    """The first sections of a brief that there is room for, or one, with the quotes that they lean on."""
    sections = plain_brief(render(made_of, "md"))
    headings = [heading for heading, _ in sections if heading]
    if section is not None:
        sections = [each for each in sections if each[0].lower() == section.strip().lower()]
        if not sections:
            raise UsageError(f"no section {section!r}", place="section", mend=f"one of {'; '.join(headings)}")
    texts, others = chosen(sections, BRIEF)
    text = "\n\n".join(texts)
    reports: dict[str, Any] = {each.document.id: each.document for each in made_of.documents}
    reports |= {each.document: each for each in made_of.sources}
    numbers = marks(text)
    quotes = [
        {"number": each.number, "quote": each.place.quote, **_cited(reports.get(each.document)),
         "document": each.document, "field": each.place.field, "start_char": each.place.start_char,
         "end_char": each.place.end_char, "claims": list(each.claims)}
        for each in made_of.quotes if each.number in numbers
    ]  # fmt: skip
    left = {"left_out": {"sections": others}} if others else {}
    return fitted({"headings": headings, "markdown": text, "quotes": quotes, **left}, "quotes")


def _cited(report: Any) -> dict[str, str]:
    if report is None:
        return {"cite": "", "title": ""}
    return {"cite": citing.outlet_and_day(report.outlet, report.url, report.published), "title": report.title}


def _texts(made: Server, looker: Looker) -> None:
    @tool(made, looker.lock)
    def read_text(
        text: Annotated[str, Field(min_length=1, max_length=200_000)],
        title: Annotated[str, Field(max_length=1000)] = "",
        published: Day = None,
        want: Annotated[str, Field(pattern="^(claims|brief)$", description="claims, or brief as Markdown.")] = "claims",
        skip: Annotated[int, Field(ge=0, le=100_000, description="Claims to pass over: the next part.")] = 0,
    ) -> dict[str, Any]:
        """Reads a report's text into claims, each with the place of its words in that text. Nothing is kept."""
        document = Document(
            id=hashlib.sha256(f"{title}\0{text}".encode("utf-8", "replace")).hexdigest()[:16], text=text,
            title=" ".join(title.split()), published=asked.day(published, "published") if published else None,
            source="given by the assistant",
        )  # fmt: skip
        if want == "brief":
            return _told(looker.desk.brief([document]), None)
        ((read, claims),) = looker.desk.claims([document])
        rows = [citing.read_claim(looker.desk, read, claim) for claim in claims[skip:]]
        kept = fitted({"document": read.id, "number_of_claims": len(claims), "claims": rows}, "claims")
        following = skip + len(kept["claims"])
        return {**kept, "next_skip": following if following < len(claims) else None}

    @tool(made, looker.lock)
    def get_document(
        id: Annotated[str, Field(description="Id of a report.", max_length=400)],
        start: Annotated[int, Field(ge=0, le=10**9, description="From which character on: the next part.")] = 0,
    ) -> dict[str, Any]:
        """A report: title, text, where it comes from, and the claims of it with the place of their words.

        Places are counted from the text's own beginning. A long text comes in parts, each with its claims.
        """
        kept = looker.ledger.document(id)
        document = kept.document
        part = piece(document.text, start)
        end = start + len(part["text"])
        claims = [
            {"id": each.claim.id, "what": looker.desk.says.label(each.claim), "quote": each.claim.quote,
             "field": each.claim.place.field, "start_char": each.claim.place.start_char,
             "end_char": each.claim.place.end_char, "event_id": each.event, "status": each.status}
            for each in looker.ledger.claims(Question(document=document.id))
            if (each.claim.place.field == "title" and start == 0)
            or (each.claim.place.field == "text" and start <= each.claim.place.start_char < end)
        ]  # fmt: skip
        claims.sort(key=lambda row: (row["field"] != "title", row["start_char"], row["id"]))
        body = {
            "id": document.id, "title": document.title, "outlet": document.outlet,
            "published": document.published.isoformat() if document.published else None, "url": document.url,
            "origin": kept.origin, "notes": list(document.notes), "text": part["text"], "text_start": start,
            "text_length": len(document.text), "next_start": part["next"], "claims": claims,
        }  # fmt: skip
        return fitted(body, "claims")
