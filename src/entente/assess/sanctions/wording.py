"""What is said of a ruling, in plain sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from entente.assess.sanctions.bearing import Bearing, cap_words, words
from entente.assess.sanctions.facts import bare
from entente.assess.saying import Says, counted, listed, who
from entente.records.rule import Dealing, Rule, cited
from entente.records.ruling import CHANGE, Need, RuleFinding

#: Verdicts as an answer begins.
HEADS = {
    "prohibited": "Prohibited", "over-cap": "Over the cap", "prohibited-by-chain": "Prohibited by a chain of rules",
    "needs-approval": "Needs approval beforehand", "arguable": "Arguable", "within-cap": "Allowed within a cap",
    "exempt": "Exempt", "not-covered": "Not covered",
}  # fmt: skip
_DEALINGS = {
    "supply": "supply of {matter} from {source} to {target}",
    "procure": "purchase of {matter} by {target} from {source}",
    "train": "training by {source} of {target}", "host": "hosting of people from {source} by {target}",
    "finance": "financing of {target} by {source}", "transport": "transport by {source} for {target}",
    "joint-venture": "a joint venture of {source} and {target}", "labour": "workers from {source} in {target}",
    "travel": "a visit from {source} to {target}", "teach": "teaching of people from {target} by {source}",
    "exercise": "an exercise of {source} and {target}", "cooperate": "cooperation of {source} and {target}",
    "launch": "a launch by {source}",
}  # fmt: skip
#: Matters that their activities name already.
_OWN = ("training", "exercises", "labour")
_ONLY = {"UN": "UN members", "EU": "EU persons", "target": "the party under the measure"}


def dealing_words(dealing: Dealing, says: Says) -> str:
    """A dealing in words: "supply of artillery from North Korea to Russia"."""
    frame = _DEALINGS[dealing.activity]
    if dealing.activity not in ("supply", "procure", "travel", "launch") and dealing.matter not in ("", *_OWN):
        frame += f" ({words(dealing.matter)})"
    return frame.format(
        matter=words(dealing.matter), source=who(dealing.source, says), target=who(dealing.target, says)
    )


def unverified(rule: Rule) -> str:
    """A mark for what was not verified, to stand after a citation; "" where it was."""
    return {"paragraph-unverified": ", number not verified", "unverified": ", not verified"}.get(rule.mark, "")


def bound_words(by: Iterable[tuple[str, str]], says: Says) -> str:
    """Who is bound and as what: "Russia and China as UN members, North Korea as the party under the measure"."""
    groups: dict[str, list[str]] = {}
    for party, word in by:
        groups.setdefault(word if word in ("UN", "EU", "target", "anyone") else "", []).append(party)
    told = []
    for word, parties in groups.items():
        names = who(parties, says)
        one = len(parties) == 1
        if word == "UN":
            told.append(f"{names} as {'a UN member' if one else 'UN members'}")
        elif word == "EU":
            told.append(names if parties == ["EU"] else f"{names} by EU law")
        elif word == "target":
            told.append(f"{names} as the party under the measure")
        elif word == "anyone":
            told.append(f"{names} as anyone who deals in what it reaches")
        else:
            told.append(f"{names} by {'its' if one else 'their'} own law")
    return listed(told)


def exemption_words(rule: Rule) -> str:
    """The way out of a rule, after a semicolon: "no exemption"."""
    what = rule.exempted.rstrip(".")
    if rule.approval:
        return f"allowed only with approval beforehand{f' ({what})' if what else ''}"
    return {
        "none": f"no exemption{f' but for {what}' if what else ''}",
        "case-by-case": f"unless approved case by case{f' ({what})' if what else ''}",
        "notify": f"exempt with notice{f': {what}' if what else ''}",
        "general": f"exempt: {what or 'as the text says'}",
    }[rule.exemption]


def only_words(rule: Rule, says: Says) -> str:
    """Whom a rule binds, where it binds none of the parties: "binds EU persons only"."""
    told = [_ONLY.get(word) or f"persons of {says.name(word)}" for word in rule.bound if word != "anyone"]
    return f"binds {listed(told)} only"


def why(found: Bearing, dealing: Dealing, says: Says, rules: Mapping[str, Rule]) -> str:
    """Why a rule bears on a dealing, or why it does not, in a few words."""
    rule, word = found.rule, found.word
    if found.applies:
        return _why_it_bears(found, dealing, says)
    if found.miss == "before":
        return f"not yet in force: from {rule.valid_from}"
    if found.miss == "lapsed":
        return f"lapsed {_day_after(rule)}{_successor(rule, rules)}"
    if found.miss == "direction":
        return f"other direction: covers {_way(rule, says)}"
    if found.miss == "bound":
        return only_words(rule, says)
    if found.miss == "excluded":
        return f"does not cover {words(word)}"
    if found.miss == "kind":
        return f"bears only on {word}, and which kind it is is not told"
    if found.miss in ("gate", "shut"):
        article = "a " if word.startswith("listed") and not bare(word).endswith("s") else ""
        return f"bears only on {article}{bare(word)} ({rule.needs[word].rstrip('.')})"
    return f"carve-out for {word}: {rule.needs[word].rstrip('.')}" if word in rule.needs else f"no {word} goods"


def _why_it_bears(found: Bearing, dealing: Dealing, says: Says) -> str:
    rule, word = found.rule, found.word
    if found.verdict == "exempt" or word:
        named = rule.exempted.rstrip(".") or (words(word) if word == dealing.matter else word)
        return f"{'exempt' if found.verdict == 'exempt' else 'exempt only once approved'}: {named}"
    parts = [f"in force since {rule.valid_from}", f"binds {bound_words(found.by, says)}", exemption_words(rule)]
    if found.partial:
        what = "which of them it is" if dealing.matter else "what it is about"
        parts.insert(0, f"covers {listed([words(each) for each in rule.matters])}, and {what} is not told")
    if rule.force == "calls-upon":
        parts.append("it calls upon and does not bind")
    if rule.cap is not None:
        parts.append(f"cap: {cap_words(rule.cap)}")
    return "; ".join(parts)


def _day_after(rule: Rule) -> dt.date:
    return (rule.valid_until or dt.date.max - dt.timedelta(1)) + dt.timedelta(1)


def _successor(rule: Rule, rules: Mapping[str, Rule]) -> str:
    new = rules.get(rule.superseded_by)
    return f", its place taken by {cited(new.instrument, new.paragraph)}" if new else ""


def _way(rule: Rule, says: Says) -> str:
    return f"what goes {'to' if rule.direction == 'to' else 'out from'} {who(rule.state, says)}"


def finding_text(found: Bearing, dealing: Dealing, says: Says, reason: str) -> str:
    """What one rule has to do with the dealing, as one sentence."""
    rule = found.rule
    if not found.applies:
        return f"{cited(rule.instrument, rule.paragraph)} ({rule.title}) does not bear on this: {reason}."
    head = {"exempt": "exempts it", "within-cap": "allows it up to a cap"}.get(found.verdict, "bears on it")
    said = {"arguable": "arguably ", "prohibited-by-chain": "by a chain of rules "}.get(found.verdict, "")
    return f"{cited(rule.instrument, rule.paragraph)} ({rule.title}) {said}{head}: {reason}."


def answer(
    dealing: Dealing, verdict: str, findings: Sequence[RuleFinding], bearings: Mapping[str, Bearing],
    would_change: Sequence[Need], says: Says,
) -> str:  # fmt: skip
    """The answer for people: what it is, then why and by which paragraph, then what would change it."""
    applied = [finding for finding in findings if finding.applies]
    parts = _told(dealing, verdict, applied, bearings, says) if applied else _none(dealing, findings, bearings, says)
    if would_change:
        parts.append(f"{CHANGE} {_changes(would_change)}.")
    return " ".join(parts)


def _told(
    dealing: Dealing, verdict: str, applied: Sequence[RuleFinding], bearings: Mapping[str, Bearing], says: Says
) -> list[str]:
    first = applied[0]
    rule, what = first.rule, dealing_words(dealing, says)
    parts = [f"{HEADS[verdict]} on {dealing.on}: {f'whether {what} is forbidden' if verdict == 'arguable' else what}."]
    place, more = f"{cited(rule.instrument, rule.paragraph)}{marked(rule)}", _beside(first, len(applied) - 1, says)
    if verdict == "exempt":
        parts.append(_stop("; ".join([f"{place}, lets it through: {first.why.removeprefix('exempt: ')}", *more])))
    else:
        tail = "; ".join([exemption_words(rule), *more])
        by = bound_words(bearings[rule.id].by, says)
        parts.append(f"{place}, binds {by}: {_stop(rule.text)[:-1]}; {tail}.")
    if rule.reading == "arguable" and rule.note:
        parts.append(_stop(rule.note))
    return parts


def marked(rule: Rule) -> str:
    """What was not verified of a rule, in brackets after its citation; "" where it was."""
    return f" ({unverified(rule).removeprefix(', ')})" if unverified(rule) else ""


def _stop(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else text + "."


def _beside(first: RuleFinding, others: int, says: Says) -> list[str]:
    rule, parts = first.rule, list[str]()
    contests = first.contests or rule.contested_by
    if contests:
        parts.append(f"{who(contests, says)} {_verb(contests)} it")
    if rule.recognised_by:
        parts.append(f"recognised by {who(rule.recognised_by, says)}")
    if others:
        parts.append(f"{counted(others, 'more rule bears', 'more rules bear')} on it")
    return parts


def _verb(codes: Sequence[str]) -> str:
    return "contests" if len(codes) == 1 else "contest"


def _none(dealing: Dealing, findings: Sequence[RuleFinding], bearings: Mapping[str, Bearing], says: Says) -> list[str]:
    parts = [f"Not covered on {dealing.on}: no rule held here forbids {dealing_words(dealing, says)}."]
    told: dict[str, RuleFinding] = {}
    for finding in findings:
        miss = bearings[finding.rule.id].miss
        if not told or miss in ("lapsed", "bound"):
            told.setdefault(miss, finding)
    if told:
        nearest = [_near(finding.rule, finding.why) for finding in told.values()]
        parts.append(f"Nearest: {'; '.join(nearest)}.")
    return parts


def _near(rule: Rule, reason: str) -> str:
    return f"{cited(rule.instrument, rule.paragraph)}{marked(rule)}, {reason}"


def _changes(needs: Sequence[Need]) -> str:
    """The facts, the first with what it changes; each need tells its own."""
    first, how = needs[0].fact, needs[0].how.strip().rstrip(".")
    return "; ".join([f"{first} ({how})" if how else first, *(need.fact for need in needs[1:])])
