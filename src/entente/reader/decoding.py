"""From scores to drafts of claims: event words, joint choice of parties, holders, times, the quote."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from entente.reader.features import ATTRIBUTES, EVENT_LABELS, LINKS, POINTERS
from entente.reader.scores import Floats, WindowScores, sigmoid
from entente.reader.windows import Window
from entente.records.vocabulary import MATTERS, MUTUAL_EVENTS, ONE_SIDED_EVENTS, POLARITIES

ACTOR, RECIPIENT, PARTY, OUTER, INNER = (LINKS.index(x) for x in ("actor", "recipient", "party", "outer", "inner"))


@dataclass(frozen=True, slots=True)
class Settings:
    """Thresholds, tuned on the dev sets by the training (see the model card).

    Attributes:
        event: least probability that a word carries an event.
        party: score from which a first party is taken (nobody is 0).
        more: score from which a further party on the same side is taken.
        holder: least probability that somebody holds the claim.
        inner: the same for a nested holder.
        time: least probability that a time belongs to the claim.
        matter: least probability of a matter; `matter_word`: the same where the quote has a word for it.
        confidence: least confidence of a claim.
    """

    event: float = 0.3
    party: float = 0.0
    more: float = 0.5
    holder: float = 0.45
    inner: float = 0.5
    time: float = 0.25
    matter: float = 0.35
    matter_word: float = 0.02
    confidence: float = 0.0


@dataclass(slots=True)
class DraftHolder:
    """A holder by code, by the words first..last, or neither."""

    code: str | None
    first: int | None
    last: int | None
    stance: str
    probability: float
    denial: float = 0.0  # probability of the stance "denies" over that of the likeliest


@dataclass(slots=True)
class Draft:
    """A claim in words of its window. `evidence`: log-probabilities of event, type, actor and recipient."""

    word: int
    event: str
    actor: list[str]
    recipient: list[str]
    quote: tuple[int, int]
    holders: list[DraftHolder]
    mode: str | None
    polarity: str
    certainty: str
    modality: str
    matter: dict[str, float]
    time: int | None
    negative: float  # probability that it is denied or did not happen
    evidence: tuple[float, float, float, float]
    row: int


def decode(scores: WindowScores, settings: Settings) -> list[Draft]:
    """Drafts of the claims of a window, in order of their event words."""
    drafts: list[Draft] = []
    for row, word in enumerate(scores.triggers):
        chance = 1 - float(scores.events[word, 0])
        if chance < settings.event:
            continue
        draft = _draft(scores, row, settings)
        if draft is None:
            continue
        if drafts and word - drafts[-1].word == 1 and drafts[-1].event == draft.event:
            if drafts[-1].evidence[0] >= draft.evidence[0]:
                continue  # "air strike": two words, one event
            drafts.pop()
        drafts.append(draft)
    return drafts


def _draft(scores: WindowScores, row: int, settings: Settings) -> Draft | None:
    word, kind = scores.triggers[row], scores.kinds[row]
    event = EVENT_LABELS[kind]
    chosen = _parties(scores, row, event, settings)
    if chosen is None:
        return None
    actor, recipient, a, b = chosen
    none = float(scores.events[word, 0])
    typed = float(scores.events[word, kind]) / max(1e-6, 1 - none)
    best = {name: values[int(scores.attributes[name][row].argmax())] for name, values in ATTRIBUTES.items()}
    return Draft(
        word, event, actor, recipient, _quote(scores, row), _holders(scores, row, settings),
        None if best["mode"] == "none" else best["mode"],
        best["polarity"], best["certainty"], best["modality"],
        {m: float(p) for m, p in zip(MATTERS, scores.attributes["matter"][row], strict=True)},
        _time(scores, row, settings), float(scores.attributes["polarity"][row][POLARITIES.index("negative")]),
        (float(np.log(max(1e-6, 1 - none))), float(np.log(max(1e-6, typed))), a, b), row,
    )  # fmt: skip


def choices(column: Floats) -> Floats:
    """Probabilities of each code and, last, of nobody; `column`: (C,) scores with nobody at 0."""
    s = np.append(column, np.float32(0))
    e = np.exp(s - s.max())
    return np.asarray(e / e.sum(), np.float32)


def _parties(
    scores: WindowScores, row: int, event: str, settings: Settings
) -> tuple[list[str], list[str], float, float] | None:
    codes, table = scores.window.codes, scores.roles[row]
    if not codes:
        return None
    if event in MUTUAL_EVENTS:
        return _mutual(codes, table[:, PARTY], settings)
    return _sides(codes, table, event in ONE_SIDED_EVENTS, settings)


def _mutual(codes: list[str], column: Floats, settings: Settings) -> tuple[list[str], list[str], float, float] | None:
    order = [int(i) for i in np.argsort(-column, kind="stable")]
    taken = [i for i in order if column[i] > settings.more]
    if len(taken) < 2:
        taken = [i for i in order if column[i] > settings.party][:2]
    if not taken:
        return None
    logs = np.log(np.clip(sigmoid(column), 1e-6, 1))
    rest = [i for i in order if i not in taken]
    left_out = float(np.log(1 - min(0.999, float(sigmoid(column[rest]).max())))) if rest else 0.0
    taken.sort()  # codes stand in order of first mention
    found = [codes[i] for i in taken]
    return found[:1], found[1:], float(min(logs[i] for i in taken)), left_out


def _sides(
    codes: list[str], table: Floats, one_sided: bool, settings: Settings
) -> tuple[list[str], list[str], float, float] | None:
    a, b = table[:, ACTOR] - settings.party, table[:, RECIPIENT] - settings.party
    nobody = len(codes)
    value_a, value_b = np.append(a, 0.0), np.append(b, 0.0)
    joint = value_a[:, None] + (
        value_b[None, :] if not one_sided else np.where(np.arange(nobody + 1) == nobody, 0, -99)
    )
    joint[np.arange(nobody), np.arange(nobody)] = -np.inf
    joint[nobody, nobody] = -np.inf
    i, j = divmod(int(joint.argmax()), nobody + 1)
    if joint[i, j] <= -90:
        return None
    actor = [i] if i < nobody else []
    recipient = [j] if j < nobody else []
    for c in np.argsort(-table[:, ACTOR], kind="stable") if actor else ():
        if c not in (*actor, *recipient) and table[c, ACTOR] > max(settings.more, table[c, RECIPIENT]):
            actor.append(int(c))
    for c in np.argsort(-table[:, RECIPIENT], kind="stable") if recipient else ():
        if c not in (*actor, *recipient) and table[c, RECIPIENT] > settings.more:
            recipient.append(int(c))
    chance_a, chance_b = choices(table[:, ACTOR]), choices(table[:, RECIPIENT])
    log_a = float(np.log(max(1e-6, chance_a[actor].sum() if actor else chance_a[-1])))
    log_b = float(np.log(max(1e-6, chance_b[recipient].sum() if recipient else chance_b[-1])))
    return [codes[k] for k in sorted(actor)], [codes[k] for k in sorted(recipient)], log_a, 0.0 if one_sided else log_b


def _quote(scores: WindowScores, row: int) -> tuple[int, int]:
    """First and last word of the quote: in the event word's sentence, around the event word."""
    words, at = scores.window.words, scores.triggers[row]
    sentence = words[at].sentence
    low, high = at, at
    while low > 0 and words[low - 1].sentence == sentence:
        low -= 1
    while high + 1 < len(words) and words[high + 1].sentence == sentence:
        high += 1
    start = scores.pointers[row, POINTERS.index("quote_start"), low : at + 1]
    end = scores.pointers[row, POINTERS.index("quote_end"), at : high + 1]
    return low + int(start.argmax()), at + int(end.argmax())


def _holders(scores: WindowScores, row: int, settings: Settings) -> list[DraftHolder]:
    outer = _holder(scores, row, "outer", settings.holder)
    if outer is None:
        return []
    inner = _holder(scores, row, "inner", settings.inner)
    if inner is None or (inner.code, inner.first) == (outer.code, outer.first):
        return [outer]
    return [outer, inner]


def _holder(scores: WindowScores, row: int, level: str, least: float) -> DraftHolder | None:
    kinds = scores.attributes[f"{level}_kind"][row]
    if 1 - kinds[0] < least:
        return None
    kind = 1 + int(kinds[1:].argmax())
    stances = ATTRIBUTES[f"{level}_stance"]
    said = scores.attributes[f"{level}_stance"][row]
    stance, denial = stances[int(said.argmax())], float(said[stances.index("denies")] / max(1e-6, said.max()))
    codes, chance = scores.window.codes, float(1 - kinds[0])
    first, last, sure = name_span(scores, row, level)
    if kind == 1 and codes:
        code = codes[int(scores.roles[row, :, LINKS.index(level)].argmax())]
        # e**-1.2 = .3: below it the words are a guess.
        named = sure > -1.2 and _may_name(scores.window, code, first, last)
        return DraftHolder(code, first if named else None, last if named else None, stance, chance, denial)
    if kind == 3:
        return DraftHolder(None, None, None, stance, chance, denial)
    return DraftHolder(None, first, last, stance, chance, denial)


def _may_name(window: Window, code: str, first: int, last: int) -> bool:
    """False where the words name actors, and none of them is the holder ("Kremlin" for a claim that Bolivia holds)."""
    inside = {c.code for c in window.candidates if c.code and first <= c.first <= last}
    return not inside or code in inside


def name_span(scores: WindowScores, row: int, level: str) -> tuple[int, int, float]:
    """The likeliest words of a holder's name (first, last, log-probability): within one sentence, up to 14 words."""
    words = scores.window.words
    start = scores.pointers[row, POINTERS.index(f"{level}_start")]
    end = scores.pointers[row, POINTERS.index(f"{level}_end")]
    best = (0, 0, -99.0)
    for first in np.argsort(-start, kind="stable")[:4]:
        for last in range(int(first), min(int(first) + 14, len(words))):
            if words[last].sentence != words[int(first)].sentence or words[last].field == "":
                break
            value = float(start[first] + end[last])
            if value > best[2]:
                best = (int(first), last, value)
    return best


def _time(scores: WindowScores, row: int, settings: Settings) -> int | None:
    """Number of the candidate that tells the time, or None."""
    if not scores.times.shape[1]:
        return None
    chances = sigmoid(scores.times[row])
    best = int(chances.argmax())
    if chances[best] < settings.time:
        return None
    return [m for m, c in enumerate(scores.window.candidates) if c.time is not None][best]
