"""The text that a new scenario file begins with."""

from __future__ import annotations

from entente.errors import UsageError
from entente.lexicon.scenarios.formulas import NAME, RESERVED


def template(name: str) -> str:
    """The text of a new scenario file, which loads and runs as it is, with comments that teach the format.

    Args:
        name: of the scenario, in small letters, digits and _.

    Raises:
        UsageError: the name is none.
    """
    if not NAME.fullmatch(name) or name in RESERVED or len(name) > 60:
        raise UsageError(f"{name[:60]!r} is no name of a scenario", mend="use small letters, digits and _")
    return _TEXT.replace("NAME", name)


_TEXT = """\
# A scenario: stocks, flows and what changes them, each number with its unit and its source.
# Change what stands here, then run:  entente whatif NAME.toml
# The whole format: docs/reference/scenarios.md

[file]
title = "How long a stock of rounds lasts"
origin = "made up to begin with"
date = 2026-01-01                       # of your last change
licence = "CC0-1.0"
faults = ["every number in it is made up"]

[scenario]
name = "NAME"
title = "a stock of rounds with a partner who ships"
question = "How long does the stock last with the partner's deliveries, and how long without?"
about = "A state fires rounds from a stock that its factories and a partner fill. Left out: losses, quality, money."
start = 2026-01-01                      # the day of time 0
time = "month"                          # unit of time: day, week, month or year
step = "0.25 month"                     # must divide the horizon
horizon = "36 month"

[[unit]]                                # units that pint does not know, each with a dimension of its own
define = "round = [ammunition]"

[[source]]                              # a publication: id, title, publisher, date, url; weak = true if second-hand
id = "assumption-begin"                 # an id with "assumption-" before it is your own assumption
title = "Made up as a beginning: replace each by a number somebody published"

# A number: in its unit, as a value or a distribution, with the ids of its sources. Distributions: uniform(low, high),
# loguniform(low, high), triangular(low, mode, high), normal(mean, deviation[, low, high]), lognormal(median, factor),
# choice(one, another, ...).
[[parameter]]
name = "stock_at_start"
title = "usable rounds at the start"
unit = "round"
distribution = "loguniform(5e5, 2e6)"
source = ["assumption-begin"]

[[parameter]]
name = "use"
title = "rounds fired"
unit = "round/day"
distribution = "triangular(7000, 10000, 12000)"
source = ["assumption-begin"]
slider = [5000, 20000]                  # offered on the page

[[parameter]]
name = "production"
title = "rounds made at home"
unit = "round/year"
distribution = "uniform(2.0e6, 2.7e6)"
source = ["assumption-begin"]

[[parameter]]
name = "shipment"
title = "rounds shipped by the partner"
unit = "round/month"
distribution = "uniform(100000, 250000)"
source = ["assumption-begin"]

[[parameter]]
name = "transit"
title = "time from the partner's depot to the front"
unit = "month"
value = 1.5
source = ["assumption-begin"]

[[parameter]]
name = "alarm"
title = "cover under which fire is rationed"
unit = "day"
value = 30
source = ["assumption-begin"]

# What adds up. A floor cuts its outflows so that it stays there.
[[stock]]
name = "stock"
title = "usable rounds"
unit = "round"
initial = "stock_at_start"
floor = 0

# What only rules and events change.
[[lever]]
name = "shipping"
title = "whether the partner ships"
unit = ""
initial = "1"

[[lever]]
name = "fire"
title = "share of the wanted fire that is allowed"
unit = ""
initial = "1"

# What runs from stock to stock; without from or to it comes from outside or goes there.
[[flow]]
name = "made"
title = "rounds made"
unit = "round/month"
to = "stock"
rate = "production"

[[flow]]
name = "received"
title = "rounds received"
unit = "round/month"
to = "stock"
rate = "arriving"

[[flow]]
name = "fired"
title = "rounds fired"
unit = "round/month"
from = "stock"
rate = "use * fire"

# What arrives later: kind is fixed, first, third (order) or smooth.
[[delay]]
name = "arriving"
title = "shipments that arrive"
unit = "round/month"
kind = "fixed"
input = "shipment * shipping"
time = "transit"

# What is reckoned anew at each step.
[[variable]]
name = "cover"
title = "days of use in stock"
unit = "day"
formula = "stock / use"

# Who decides, by rules: when a condition holds, levers are set.
[[actor]]
code = "user"                           # a state's code as RUS, or a word of your own
title = "the state that fires"

[[actor.rule]]
name = "ration"
title = "rations fire when cover falls under the alarm"
when = "cover < alarm"
chance = "0.5 [1/month]"                # how likely by time; left out: surely
reaction = "1 [month]"                  # how long it takes; left out: at once
lasts = "6 [month]"                     # left out: for good
set = {fire = "0.7"}
source = ["assumption-begin"]

# What happens at a time, on a day (on = 2027-06-01) or once a condition holds (when = "...").
[[event]]
name = "partner_stops"
title = "the partner stops shipping"
at = "12 [month]"
default = "off"                         # happens only where it is asked for
set = {shipping = "0"}

# Settings to compare:  entente whatif NAME.toml --compare with,without
[[case]]
name = "with"
title = "with the partner"
set = {partner_stops = "off"}

[[case]]
name = "without"
title = "without the partner from month 12"
set = {partner_stops = "on"}

[[output]]
name = "stock"
title = "usable rounds"
unit = "round"
formula = "stock"

[[output]]
name = "cover"
title = "days of use in stock"
unit = "day"
formula = "cover"

# What is asked: any, end, always or first of a condition, whose text is the middle of a sentence; amount, most, least
# or total of a quantity, whose text is a noun phrase.
[[question]]
name = "runs_low"
text = "the stock falls under 30 days of use"
asked = "any"
formula = "cover < 30 [day]"
by = "24 month"

[[question]]
name = "when_low"
text = "the stock first falls under 30 days of use"
asked = "first"
formula = "cover < 30 [day]"

[[question]]
name = "fired_in_all"
text = "rounds fired"
asked = "total"
unit = "round"
formula = "fired"
"""
