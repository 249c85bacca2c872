"""Why a claim was read as it was: the network's own numbers, beside the words they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from entente.reader.assembly import Assembler
from entente.reader.decoding import Draft
from entente.reader.features import ATTRIBUTES, EVENT_LABELS, LINKS
from entente.reader.scores import Floats, WindowScores, sigmoid
from entente.records import Alternative, Claim, Document, Explanation, PartyEvidence
from entente.records.vocabulary import MUTUAL_EVENTS

#: Alternatives below this probability are not told.
LEAST = 0.01


def explain(
    document: Document, claim: Claim, read: Sequence[tuple[WindowScores, list[Draft]]], assembler: Assembler
) -> Explanation:
    """The explanation of `claim`, which was made from one of the drafts in `read`."""
    for scores, drafts in read:
        for draft in drafts:
            made = assembler.claim(document, scores.window, draft)
            if made.id == claim.id:
                return _explanation(document, claim, scores, draft)
    raise AssertionError(f"claim {claim.id} was made from no draft")


def _explanation(document: Document, claim: Claim, scores: WindowScores, draft: Draft) -> Explanation:
    words = scores.window.words
    inside = [w for w in words if w.sentence == words[draft.word].sentence and w.field]
    text = document.title if claim.place.field == "title" else document.text
    return Explanation(
        claim=claim,
        sentence=text[inside[0].start : inside[-1].end],
        trigger=scores.window.texts[draft.word],
        events=_ranked(EVENT_LABELS, scores.events[draft.word]),
        parties=tuple(_parties(scores, draft)),
        holders=_ranked(ATTRIBUTES["outer_kind"], scores.attributes["outer_kind"][draft.row]),
        attributes=tuple(
            (name, _ranked(ATTRIBUTES[name], scores.attributes[name][draft.row]))
            for name in ("modality", "polarity", "certainty", "mode", "outer_stance", "inner_kind", "matter")
        ),
        notes=tuple(_notes(claim)),
    )


def _ranked(values: Sequence[str], chances: Floats) -> tuple[Alternative, ...]:
    order = np.argsort(-chances, kind="stable")
    return tuple(Alternative(values[i], round(float(chances[i]), 3)) for i in order if chances[i] >= LEAST)


def _parties(scores: WindowScores, draft: Draft) -> Iterable[PartyEvidence]:
    roles = ("party",) if draft.event in MUTUAL_EVENTS else ("actor", "recipient")
    sides: dict[str, set[str]] = {
        "actor": set(draft.actor),
        "recipient": set(draft.recipient),
        "party": {*draft.actor, *draft.recipient},
        "outer": {h.code for h in draft.holders if h.code},
    }
    for role in (*roles, "outer"):
        chances = sigmoid(scores.roles[draft.row, :, LINKS.index(role)])
        chosen = sides[role]
        for index in np.argsort(-chances, kind="stable"):
            code = scores.window.codes[index]
            if chances[index] >= LEAST or code in chosen:
                yield PartyEvidence(
                    code, "holder" if role == "outer" else role, round(float(chances[index]), 3),
                    _words(scores, code), code in chosen,
                )  # fmt: skip


def _words(scores: WindowScores, code: str) -> tuple[str, ...]:
    """The words that stand for a code in the window, each once."""
    texts = scores.window.texts
    found = (" ".join(texts[c.first : c.last + 1]) for c in scores.window.candidates if c.code == code)
    return tuple(dict.fromkeys(found))


def _notes(claim: Claim) -> Iterable[str]:
    for name in claim.inferred:
        yield f"{name}: filled from another sentence"
    if len(claim.places) > 1:
        yield f"told {len(claim.places)} times in this document"
