"""Turns the checked rows of each table into entries, rules and words of the lexicon."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from entente.lexicon.checking import Keepers, Reading, day
from entente.lexicon.folding import fold
from entente.lexicon.namesakes import Rule
from entente.records.mention import MENTION_KINDS
from entente.records.vocabulary import CERTAINTIES, MATTERS, STANCES


def _keep_state(reading: Reading, row: dict[str, Any]) -> None:
    code, name = row["code"], row["name"]
    if not reading.known(code):
        return
    reading.into.names.setdefault(code, ("the " if row.get("article") else "") + name)
    demonyms = row.get("demonyms", [])
    if demonyms:
        reading.into.demonyms.setdefault(code, demonyms[0])
        reading.add((code,), "demonym", demonyms[0], demonyms)
    reading.add((code,), "country", name, [name, *row.get("names", [])])
    for key, kind in (("cities", "city"), ("institutions", "institution")):
        for form in row.get(key, []):
            reading.add((code,), kind, form, [form])


def _keep_institution(reading: Reading, row: dict[str, Any]) -> None:
    if reading.known(row["code"]):
        for form in row["names"]:
            reading.add((row["code"],), "institution", form, [form])


def _keep_named(kind: str) -> Callable[[Reading, dict[str, Any]], None]:
    def keep(reading: Reading, row: dict[str, Any]) -> None:
        if not reading.known(row["code"]):
            return
        reading.into.names.setdefault(row["code"], ("the " if row.get("article") else "") + row["name"])
        reading.add((row["code"],), kind, row["name"], row["names"])
        for form in row.get("institutions", []):
            reading.add((row["code"],), "institution", form, [form])

    return keep


def _keep_joint(reading: Reading, row: dict[str, Any]) -> None:
    if sum(reading.known(code) for code in row["codes"]) == len(row["codes"]):  # tells every unknown code
        reading.add(tuple(row["codes"]), row["kind"], row["name"], row["names"])


def _keep_person(reading: Reading, row: dict[str, Any]) -> None:
    start, until = day(row.get("from")), day(row.get("until"))
    if start and until and until < start:
        reading.fault(f"{row['name']} leaves office before taking it", "mend from or until")
    elif reading.known(row["code"]):
        forms = [row["name"], *row.get("also", [])]
        reading.add((row["code"],), "leader", row["name"], forms, office=row["office"], start=start, until=until)


def _keep_actor(reading: Reading, row: dict[str, Any]) -> None:
    start, until = day(row.get("from")), day(row.get("until"))
    code = row["code"]
    if start and until and until < start:
        reading.fault(f"{row['name']} ends before it starts", "mend from or until")
    elif not re.fullmatch(r"[A-Z][A-Z0-9]{1,11}", code):
        reading.fault(f"{code!r} is no code", "2 to 12 capital letters or digits")
    else:
        # A user may name a new actor: the code need not be known, only well formed.
        forms = [row["name"], *row.get("also", [])]
        if row["kind"] in ("country", "body", "group", "region"):
            reading.into.names.setdefault(code, row["name"])
        reading.add((code,), row["kind"], row["name"], forms, start=start, until=until)


def _keep_words(reading: Reading, row: dict[str, Any]) -> None:
    reading.words[row["name"]] = tuple(fold(word) for word in row["words"])


def _keep_phrase(reading: Reading, row: dict[str, Any]) -> None:
    for form in row["forms"]:
        reading.add((), "phrase", form, [form], reason=row["reason"])


def _keep_rule(reading: Reading, row: dict[str, Any]) -> None:
    sides = {side: _expanded(reading, row.get(side, [])) for side in ("left", "right", "near", "unless")}
    forms, kinds = tuple(fold(form) for form in row.get("forms", [])), tuple(row.get("kinds", []))
    if not forms and not kinds:
        reading.fault("a rule about nothing", "give forms or kinds")
    elif not (sides["left"] or sides["right"] or sides["near"]):
        reading.fault("a rule without words", "give left, right or near")
    elif any(kind not in MENTION_KINDS for kind in kinds):
        reading.fault("unknown kind in kinds", f"use some of {', '.join(MENTION_KINDS)}")
    elif not row.get("means") or reading.known(row["means"]):
        only, means, reason = bool(row.get("only")), row.get("means", ""), row["reason"]
        reading.into.rules.append(
            Rule(
                forms,
                kinds,
                sides["left"],
                sides["right"],
                sides["near"],
                sides["unless"],
                only=only,
                means=means,
                reason=reason,
                file=reading.name,
                line=reading.line,
            )
        )


def _expanded(reading: Reading, words: list[str]) -> tuple[str, ...]:
    found: list[str] = []
    for word in words:
        if not word.startswith("@"):
            found.append(fold(word))
        elif word[1:] in reading.words:
            found.extend(reading.words[word[1:]])
        else:
            reading.fault(f"no word list {word!r}", "write [[words]] with that name above the rule")
    return tuple(dict.fromkeys(found))


def _keep_matter(reading: Reading, row: dict[str, Any]) -> None:
    if row["code"] in MATTERS:
        reading.into.matters.append((row["code"], tuple(row["words"])))
    else:
        reading.fault(f"unknown matter {row['code']!r}", "use one of the claim record's matters")


def _keep_doubt(reading: Reading, row: dict[str, Any]) -> None:
    if row["certainty"] in CERTAINTIES:
        reading.into.doubts.append((row["certainty"], tuple(row["words"])))
    else:
        reading.fault(f"unknown certainty {row['certainty']!r}", f"use one of {', '.join(CERTAINTIES)}")


def _keep_told(reading: Reading, row: dict[str, Any]) -> None:
    if row["stance"] in STANCES:
        reading.into.stances.append((row["stance"], tuple(row["words"])))
    else:
        reading.fault(f"unknown stance {row['stance']!r}", f"use one of {', '.join(STANCES)}")


def _keep_remove(reading: Reading, row: dict[str, Any]) -> None:
    reading.into.removed[fold(row["form"])] = f"{reading.name}:{reading.line}"


KEEPERS: Keepers = {
    "state": _keep_state,
    "institution": _keep_institution,
    "body": _keep_named("body"),
    "group": _keep_named("group"),
    "region": _keep_named("region"),
    "joint": _keep_joint,
    "person": _keep_person,
    "words": _keep_words,
    "phrase": _keep_phrase,
    "rule": _keep_rule,
    "matter": _keep_matter,
    "doubt": _keep_doubt,
    "told": _keep_told,
    "actor": _keep_actor,
    "remove": _keep_remove,
}
