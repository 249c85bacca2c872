"""Small texts, made here, from which others are bred: reports, lexicons, scenarios, rules, questions."""

# ruff: noqa: E501  # samples of files read best on lines of their own

from __future__ import annotations

import json
from typing import Any

REPORT = (
    "Russia and North Korea signed a treaty on 18 June 2024, the Kremlin said. Rostec will supply 3,000 tonnes of wheat "
    "by next May, two officials in Washington told reporters, though Mr. Kim denied on Tuesday that it would pay $2.5 "
    "million."
)
STATES = """[file]
title = "States"
origin = "made up"
date = 2024-06-18
licence = "CC0-1.0"
faults = []

[[state]]
code = "RUS"
name = "Russia"
demonyms = ["Russian"]
cities = ["Moscow"]
institutions = ["Kremlin"]

[[state]]
code = "PRK"
name = "North Korea"
names = ["DPRK"]
"""
_LEXICON = b"""# my own words
[[actor]]
code = "RUS"
name = "Rostec"
also = ["Rostech", "Ros-tec"]
kind = "institution"
from = 2007-11-23

[[person]]
name = "Kim Jong Un"
code = "PRK"
office = "leader"
from = 2011-12-17
until = 2099-01-01

[[remove]]
form = "Washington"
"""
_MORE = b"""[[matter]]
code = "arms.drones"
words = ["drone", "drones"]

[[rule]]
forms = ["Georgia"]
left = ["in", "of"]
unless = ["Tbilisi"]
means = "RUS"
reason = "the state of the US"

[[phrase]]
forms = ["Moscow mule"]
reason = "a drink"

[[joint]]
codes = ["RUS", "PRK"]
kind = "group"
name = "the two"
names = ["both capitals"]
"""
SCENARIO = b"""[file]
title = "Rounds"
origin = "made up"
date = 2026-01-01
licence = "CC0-1.0"
faults = ["made up"]
[scenario]
name = "mine"
title = "a stock of rounds"
question = "How long does it last?"
about = "Rounds."
start = 2026-01-01
time = "month"
step = "1 month"
horizon = "12 month"
[[unit]]
define = "round = [ammunition]"
[[source]]
id = "assumption-a"
title = "made up"
[[parameter]]
name = "use"
title = "rounds fired"
unit = "round/day"
distribution = "triangular(7000, 10000, 12000)"
source = ["assumption-a"]
[[stock]]
name = "stock"
title = "rounds"
unit = "round"
initial = "500000 [round]"
floor = 0
[[flow]]
name = "fired"
title = "rounds fired"
unit = "round/month"
from = "stock"
rate = "use * if(stock > 5 [round], 1, 0.5)"
[[output]]
name = "cover"
title = "how long it lasts"
unit = "day"
formula = "stock / use"
[[question]]
name = "low"
text = "Is it low?"
asked = "least"
formula = "stock"
unit = "round"
by = "6 month"
"""
_RULES = b"""[[rule]]
id = "xx-1"
regime = "Utopia"
instrument = "Decree 7"
paragraph = "1"
title = "No shells"
text = "Nobody may supply shells."
adopted = 2024-01-01
state = ["PRK"]
direction = "to"
matters = ["arms", "money"]
activities = ["supply"]
bound = ["anyone", "RUS"]
valid_from = 2024-02-01
valid_until = 2025-02-01
cap = {amount = 4000000, unit = "barrel", period = "12 months"}
needs = {calibre = "what it changes"}
source = "https://example.org"
mark = "sourced"
"""


def lexicons() -> list[bytes]:
    """A user's file with tables of every kind."""
    return [_LEXICON, _LEXICON + _MORE, _MORE]


def scenarios() -> list[bytes]:
    """Whole scenarios, one of them with more tables."""
    more = b"""[[lever]]
name = "fire"
title = "fire"
unit = ""
initial = "1"
[[event]]
name = "stop"
title = "stops"
at = "6 [month]"
set = {fire = "0"}
[[delay]]
name = "arriving"
title = "arriving"
unit = "round/month"
input = "use"
time = "2 [month]"
kind = "fixed"
[[case]]
name = "less"
title = "less"
set = {use = "5000"}
"""
    return [SCENARIO, SCENARIO + more]


def formulas() -> list[bytes]:
    """Formulas, conditions, periods, distributions, units."""
    return [each.encode() for each in (
        "stock / use", "if(stock < 5000 [round], 0.5, 1) * use", "stock > 1e5 [round] and time < 6 [month]", "36 month", "90d",
        "triangular(7000, 10000, 12000) [round/day]", "lognormal(5, 2)", "min(use, 3 [round/day]) - -2 [round/day]", "12 [round/week]",
        "clip(stock / (use * 30 [day]), 0, 1)", "choice(1, 2, 3)", "sqrt(stock * stock)", "not (time >= 3 [month] or stock <= 1 [round])",
    )]  # fmt: skip


def rules() -> list[bytes]:
    """One rule, two rules."""
    return [
        _RULES,
        _RULES.replace(b"needs", b'superseded_by = "xx-2"\nneeds')
        + _RULES.replace(b"xx-1", b"xx-2").replace(b"2024-02-01", b"2025-02-02").replace(b"2025-02-01", b"2026-02-01"),
    ]


def _plover(**more: Any) -> bytes:
    row = {"id": "1", "date": "2024-06-18", "enddate": None, "actor": [{"code": "RUS", "sector": ["GOV"]}], "recipient": ["PRK"],
           "event": ["AID"], "mode": ["future"], "cite_info": {"title": "Talks", "publication": "Post"}}  # fmt: skip
    return json.dumps(row | more).encode() + b"\n"


def plover() -> list[bytes]:
    """A record of others, and one of our own."""
    place = {"field": "text", "start_char": 0, "end_char": 6, "quote": "Russia"}
    own = _plover(
        recipient=[{"code": "PRK"}], date_from="text", text="Russia", text_info={"part": "text", "start": 0, "end": 6}, coder="small 1",
        attribution={"holders": [{"actor": "RUS", "name": "Kremlin", "stance": "says"}], "certainty": "certain", "polarity": "positive",
                     "modality": "actual", "confidence": 0.5, "entente_event": "AID"},
        entente={"mode": None, "matter": ["money"], "inferred": [], "places": [place], "published": "2024-06-18",
                 "figures": [{"low": 3000.0, "high": None, "unit": "tonne", "quote": "3,000 tonnes"}]},
    )  # fmt: skip
    return [_plover(), own, _plover() + own]


def polecat() -> list[bytes]:
    """A weekly file of others with one row, and one of our own."""
    names = ("Event ID", "Event Date", "Event Type", "Event Mode", "Actor Name", "Actor Country", "Primary Actor Sector", "Recipient Name",
             "Recipient Country", "Publication Date", "Source", "Language")  # fmt: skip
    row = (
        "1",
        "2024-06-18",
        "CONSULT",
        "visit",
        "Russia",
        "RUS",
        "Government",
        "North Korea",
        "PRK",
        "2024-06-19",
        "Post",
        "en",
    )
    own = ("Entente Claim", "Holders", "Polarity", "Certainty", "Modality", "Confidence", "Entente Event", "Entente Mode", "Matter",
           "Actor Codes", "Recipient Codes", "Start", "End", "Document", "Title", "URL", "Version")  # fmt: skip
    more = ("c1", '[{"actor": "RUS", "name": null, "stance": "says"}]', "positive", "certain", "actual", "0.5", "CONSULT", "visit", "money",
            "RUS", "PRK", "2024-06-18", "None", "d1", "Talks", "http://a", "small 1")  # fmt: skip
    plain = "\t".join(names) + "\n" + "\t".join(row) + "\n"
    return [plain.encode(), ("\t".join(names + own) + "\n" + "\t".join(row + more) + "\n").encode()]


def gdelt() -> list[bytes]:
    """Two rows of 61 columns."""
    row = [""] * 61
    row[0], row[1], row[59], row[60], row[26] = "1", "20240618", "20240619000000", "http://a", "036"
    row[5:8], row[15:18] = ["RUS", "RUSSIA", "RUS"], ["PRK", "NORTH KOREA", "PRK"]
    line = "\t".join(row).encode() + b"\n"
    return [line, line + line.replace(b"036", b"190")]


def reports() -> list[bytes]:
    """Prose with times, amounts and actors."""
    odd = (
        "In the early 1990s, between May and 3 July, U.S.-led forces (since 2014) met every second Tuesday; by 2030 or so, "
        "some 2-3 million people, about £4bn. No. 5: \u201cHe said no.\u201d Gen. Ivanov left at 10:30 p.m. GMT, last winter."
    )  # fmt: skip
    return [REPORT.encode(), odd.encode(), f"{REPORT}\n{odd}".encode()]


def robots() -> list[bytes]:
    """Rules for crawlers."""
    return [
        b"User-agent: *\nDisallow: /a*b$\nAllow: /a/%7Eb\nCrawl-delay: 2\n\nUser-agent: entente\nUser-agent: x\nDisallow: /\n"
    ]


def questions() -> list[bytes]:
    """Query strings of pages and of the API, first the path."""
    return [
        b"/claims?pair=RUS,PRK&event=AID&since=2024-01-01&until=2024-12-31&min_confidence=0.5&sort=published&dir=asc&limit=20",
        b"/claims?a=Russia&b=North+Korea&event=AID,AGREE&text=wheat&as_of=2024-06-18&late=1&after=abc",
        b"/events?party=RUS&matter=arms&holder=author&stance=denies&polarity=negative&certainty=certain&modality=future&mode=visit",
        b"/documents?outlet=Post&document=river&published_since=2024-01-01&published_until=2024-02-30&event_id=ab&actor=x&recipient=y",
    ]  # fmt: skip
