"""What each table of a scenario file holds: its keys with their kinds; "!" marks a key that must be there."""

from __future__ import annotations

from collections.abc import Mapping

from entente.lexicon.tables import HEAD

#: Kinds of values beside those of `lexicon.tables`, each with what to write instead of a wrong one.
KINDS: Mapping[str, str] = {
    "name": "write a name in small letters, digits and _, that is no word of formulas",
    "finite number": "write a number, 10000 or 2.5",
    "low and high": "write two numbers, [5000, 20000]",
    "formula": 'write it in quotes, "stock / use"',
    "table of formulas": 'write {shipping = "0"}',
    "table of settings": 'write {use = 12000, partner_stops = "on"}',
    "table of numbers": "write {round = 1, container = 300}, above 0",
    "table": "write it as a table",
    "groups of stocks": 'write lists of stocks in a list, [["stock", "fired"]], or [] for none',
    "entries": "write entries under a head of two brackets, [[...]]",
}
_TITLED = {"name": "name!", "title": "filled text!"}
#: Table -> key -> kind. Tables within tables have their path with dots.
TABLES: Mapping[str, Mapping[str, str]] = {
    "file": HEAD,
    "scenario": {
        **_TITLED, "question": "filled text!", "about": "filled text!", "start": "day!", "time": "filled text!",
        "step": "filled text!", "horizon": "filled text!", "conserved": "groups of stocks",
    },
    "unit": {"define": "filled text!"},
    "source": {
        "id": "filled text!", "title": "filled text!", "publisher": "filled text", "date": "day", "url": "filled text",
        "weak": "flag", "note": "text",
    },
    "parameter": {
        **_TITLED, "unit": "text!", "value": "finite number", "distribution": "filled text", "source": "list of words",
        "date": "day", "note": "text", "slider": "low and high", "ledger": "table",
    },
    "parameter.ledger": {
        "event": "list of words", "matter": "filled text", "actor": "filled text", "recipient": "filled text",
        "units": "table of numbers!", "per": "filled text",
    },
    "choice": {**_TITLED, "option": "entries!"},
    "choice.option": {**_TITLED, "set": "entries!"},
    "choice.option.set": {
        "parameter": "name!", "value": "finite number", "distribution": "filled text", "source": "list of words!",
        "date": "day", "note": "text",
    },
    "stock": {**_TITLED, "unit": "text!", "initial": "formula!", "floor": "finite number"},
    "flow": {**_TITLED, "unit": "text!", "from": "name", "to": "name", "rate": "formula!"},
    "variable": {**_TITLED, "unit": "text!", "formula": "formula!"},
    "delay": {
        **_TITLED, "unit": "text!", "kind": "filled text!", "input": "formula!", "time": "formula!",
        "initial": "formula",
    },
    "lever": {**_TITLED, "unit": "text!", "initial": "formula!"},
    "actor": {"code": "filled text!", "title": "filled text!", "rule": "entries"},
    "actor.rule": {
        **_TITLED, "when": "filled text!", "set": "table of formulas!", "chance": "formula", "reaction": "formula",
        "lasts": "formula", "once": "flag", "source": "list of words!",
    },
    "event": {
        **_TITLED, "at": "formula", "on": "day", "when": "filled text", "set": "table of formulas!",
        "lasts": "formula", "chance": "formula", "default": "filled text", "rule": "filled text",
        "source": "list of words",
    },
    "case": {**_TITLED, "set": "table of settings!"},
    "output": {**_TITLED, "unit": "text!", "formula": "formula!"},
    "question": {
        "name": "name!", "text": "filled text!", "asked": "filled text!", "formula": "filled text!", "unit": "text",
        "by": "filled text",
    },
}  # fmt: skip
