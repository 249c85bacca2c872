"""What users write themselves: lexicon, scenarios with their formulas and units, rules of regimes."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable
from pathlib import Path

from fuzz import promises
from fuzz.doors import texts
from fuzz.harness import Harness

_TOML = rb'"(?:[^"\\\n]|\\.){0,400}"|\[\[?[\w. ]+\]\]?|[\w.+-]+|\n|[ \t]+|.'
_COMMON = (
    b"[[", b"]]", b"[", b"]", b"{", b"}", b'"', b"'", b'"""', b"'''", b" = ", b",", b"\n", b"#", b"true", b"false",
    b"nan", b"inf", b"2024-06-18", b"2024-06-18T10:00:00Z", b"1_000", b"0x1F", b"1e400", b"-0.0", b"[[]]", b"[" * 60,
    b"a." * 30 + b"a = 1\n", b"\\u0000", b"\\ud800", b"\\U0010FFFF", b"\\u202e", b'""', b"[]", b"{}",
)  # fmt: skip
_LEXICON = (
    *_COMMON, b"[[actor]]\n", b"[[person]]\n", b"[[remove]]\n", b"[[rule]]\n", b"[[phrase]]\n", b"[[matter]]\n",
    b"[[words]]\n", b"[[joint]]\n", b"[[state]]\n", b"[[body]]\n", b"[[doubt]]\n", b"[[told]]\n", b"[file]\n",
    b'code = "', b'name = "', b"also = [", b'kind = "', b"from = ", b"until = ", b'form = "', b"forms = [",
    b'means = "', b'reason = "', b"names = [", b'codes = ["', b"words = [", b'office = "', b"left = [", b"near = [",
    b'"*"', b'"@words"', b'"RUS"', b'"UN"', b'"institution"', b'"PRK+KOR"',
)  # fmt: skip
_SCENARIO = (
    *_COMMON, b"[[parameter]]\n", b"[[stock]]\n", b"[[flow]]\n", b"[[variable]]\n", b"[[delay]]\n", b"[[lever]]\n",
    b"[[rule]]\n", b"[[event]]\n", b"[[output]]\n", b"[[question]]\n", b"[[unit]]\n", b"[[source]]\n",
    b"[[choice]]\n", b"[[case]]\n", b'name = "', b'unit = "', b'rate = "', b'initial = "', b'when = "',
    b'distribution = "', b'value = ', b'formula = "', b"set = { ", b'define = "', b'step = "', b'horizon = "',
    b"conserved = [[", b'to = "', b'from = "', b'"stock"', b'"use"', b"round/day", b"1/month", b"24 [month]",
)  # fmt: skip
_FORMULA = (
    b"if(", b"min(", b"max(", b"abs(", b"exp(", b"ln(", b"sqrt(", b"clip(", b"(", b")", b",", b"+", b"-", b"*", b"/",
    b"**", b"<", b"<=", b">", b">=", b"and", b"or", b"not", b"time", b"stock", b"use", b"use * fire", b"stock / use",
    b"[day]", b"[round/day]", b"[month]", b"[", b"]", b"1", b"0", b"1e308", b"1e-320", b"0.1", b".5", b"5.", b"1_0",
    b"**-1", b"uniform(", b"loguniform(", b"triangular(", b"normal(", b"lognormal(", b"choice(", b"36 month", b"90d",
    b"1y", b"d**99", b"kelvin", b"celsius", b"%", b"percent", b"kmicrosecond", b"((((((",
)  # fmt: skip
_RULE = (
    *_COMMON, b"[[rule]]\n", b'id = "', b'regime = "', b"state = [", b'direction = "', b"matters = [",
    b"activities = [", b"bound = [", b"valid_from = ", b"valid_until = ", b'superseded_by = "', b"cap = { amount = ",
    b"needs = { calibre = ", b"approval = true", b'"*"', b"excluded = [", b'exemption = "', b'mark = "', b'"target"',
    b'"anyone"', b'"supply"', b'"arms.drones"', b'"RUS"', b'unit = "barrel"',
)  # fmt: skip


def place_for_a_file() -> Path:
    """A place for one file, in memory where there is such a folder."""
    memory = Path("/dev/shm")  # a folder of its own is made in it
    return Path(tempfile.mkdtemp(prefix="fuzz", dir=memory if memory.is_dir() else None)) / "own.toml"


def _lexicon() -> Callable[[bytes, bool], None]:
    from entente.errors import LexiconError
    from entente.lexicon.lexicon import Lexicon
    from entente.lexicon.loading import read_files

    packaged, own = place_for_a_file().with_name("states.toml"), place_for_a_file()
    packaged.write_text(texts.STATES, encoding="utf-8")

    def once(data: bytes) -> object:
        own.write_bytes(data)
        try:
            made = Lexicon(read_files([packaged], own), "0")
        except LexiconError as error:
            promises.faults(error.faults)
            return error.faults
        found = made.mentions(texts.REPORT, None), made.actor("Rostec", None), made.matters(texts.REPORT), made.codes()
        promises.texts(found)
        promises.texts([(entry.name, entry.forms) for entry in made.entries()])
        return found

    return promises.twice(once)


def _scenario() -> Callable[[bytes, bool], None]:
    from entente.errors import LexiconError, UsageError
    from entente.lexicon import scenarios

    own = place_for_a_file()

    def once(data: bytes) -> object:
        own.write_bytes(data)
        try:
            made = scenarios.load(own)
        except LexiconError as error:
            promises.faults(error.faults)
            return error.faults
        with contextlib.suppress(UsageError):
            scenarios.condition(made, "time > 1 [month]")
        promises.texts(made)
        return made

    return promises.twice(once)


def _formula() -> Callable[[bytes, bool], None]:
    from entente.errors import UsageError
    from entente.lexicon import scenarios

    made = scenarios.read(texts.SCENARIO.decode(), "own.toml")
    asks: tuple[Callable[[str], object], ...] = (
        lambda text: scenarios.formula(made, text),
        lambda text: scenarios.condition(made, text),
        lambda text: scenarios.moment(made, text),
        lambda text: scenarios.distribution(text),
        lambda text: scenarios.period(text, "month"),
        lambda text: scenarios.quantity(made, made.parameters[0], text),
    )  # fmt: skip

    def once(data: bytes) -> object:
        text, found = data.decode("utf-8", "surrogateescape"), []
        for ask in asks:
            try:
                found.append(ask(text))
            except UsageError as error:
                promises.plain(error)
        return found

    return promises.twice(once)


def _rules() -> Callable[[bytes, bool], None]:
    from entente.errors import LexiconError
    from entente.lexicon import rules

    own = place_for_a_file()

    def once(data: bytes) -> object:
        own.write_bytes(data)
        try:
            made = rules.read([], [own])
        except LexiconError as error:
            promises.faults(error.faults)
            return error.faults
        promises.texts(made)
        return made

    return promises.twice(once)


def _of(
    name: str, door: str, make: Callable[[], Callable[[bytes, bool], None]], seeds: Callable[[], list[bytes]],
    tokens: tuple[bytes, ...], *modules: str, parts: bytes = _TOML,
) -> Harness:  # fmt: skip
    return Harness(name, door, make, seeds, tokens, parts, modules=tuple(f"entente.lexicon.{each}" for each in modules))


HARNESSES = (
    _of("lexicon", "a user's own lexicon", _lexicon, texts.lexicons, _LEXICON, "loading", "checking",
        "keeping", "plain", "lexicon"),
    _of("scenario", "scenario files", _scenario, texts.scenarios, _SCENARIO, "scenarios"),
    _of("formula", "formulas, units, distributions, periods", _formula, texts.formulas, _FORMULA, "scenarios",
        parts=rb"[A-Za-z_]\w*|[\d.]+(?:e[+-]?\d+)?|\*\*|<=|>=|\s+|."),
    _of("regime", "a user's own rules of regimes", _rules, texts.rules, _RULE, "rules", "tables", "plain"),
)  # fmt: skip
