"""Rolling origins: forecasts made from earlier days with what was known then, scored by what came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from entente.errors import UsageError
from entente.futures.forecasting.features import look
from entente.futures.forecasting.model import fit
from entente.futures.forecasting.panel import Panel, panel
from entente.futures.forecasting.rates import outcome
from entente.futures.forecasting.scores import (
    LEVEL,
    Draws,
    auc,
    brier,
    estimate,
    log_score,
    overlap,
    precision,
    ranked,
    reliability,
)  # fmt: skip
from entente.futures.forecasting.stretching import window
from entente.records import Glance
from entente.records.finding import Estimate
from entente.records.outlook import FORECAST, Backtest, Skill

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Real = NDArray[np.float64]
    Truth = NDArray[np.bool_]
    Whole = NDArray[np.int64]

Known = Callable[[dt.date], Iterable[Glance]]
Progress = Callable[[int, "int | None"], None]
#: What forecasts are held against, in this order: what it is called, and its name in `Rates`.
REFERENCES = {
    "the pair's base rate": "shrunk",
    "the pair's base rate, hardly drawn to the kind": "raw",
    "the pair's steady pace": "counted",
    "as in the last window": "last",
    "the kind's rate": "kind",
}
BASE = next(iter(REFERENCES))
#: Days looked from at most.
MOST = 26


@dataclass(frozen=True, slots=True)
class Scored:
    """Forecasts and what came, one row a case. `pair`: number of the pair, the same in all windows; `kind`: likewise.

    Attributes:
        said, came: the model's probability, and whether it happened.
        base: the probability of each reference. first: whether the pair had none of the kind before.
        degree: with how many others each of the two had one, multiplied, and by the kind's rate where equal.
    """

    pair: Whole
    kind: Whole
    said: Real
    came: Truth
    base: dict[str, Real]
    first: Truth
    degree: Real


def days_between(since: dt.date, until: dt.date, horizon: int) -> list[dt.date]:
    """The days looked from such that windows lie in [since, until]: a quarter of a window apart, at most MOST of them.

    Raises UsageError where no window fits in.
    """
    first, last = since.toordinal() - 1, until.toordinal() - horizon
    if last < first:
        raise UsageError(
            f"{(until - since).days + 1} days hold no window of {horizon}", place="until",
            mend="later, or a shorter horizon",
        )  # fmt: skip
    apart = max(1, horizon // 4, -(-(last - first) // (MOST - 1)))
    return [dt.date.fromordinal(day) for day in range(first, last + 1, apart)]


def backtest(
    known: Known,
    since: dt.date,
    until: dt.date,
    *,
    chosen: Sequence[str] = (),
    horizon: int = 30,
    least: int = 2,
    seed: int = 0,
    progress: Progress = lambda done, total: None,
) -> Backtest:
    """How forecasts fared whose windows lie in [since, until].

    Args:
        known: gives what the ledger knew by the end of a day: by that of the forecast to forecast, by the window's last
            to tell what came.
        since, until, horizon, chosen, least, seed: as `ForecastDesk.backtest_forecasts` has them.

    Raises UsageError where no window fits in, or where no claim was known before it.
    """
    import numpy as np

    days = days_between(since, until, horizon)
    numbers: dict[tuple[str, str], int] = {}
    parts = []
    for done, day in enumerate(days):
        progress(done, len(days))
        parts.append(_from_day(known, day, horizon, least, seed, numbers))
    progress(len(days), len(days))
    wanted = [FORECAST.index(name) for name in chosen or FORECAST]
    scored = _joined(parts)
    scored = _only(scored, np.isin(scored.kind, wanted))
    return _result(scored, tuple(chosen) or FORECAST, since, until, horizon, least, days, seed)


def _from_day(
    known: Known, day: dt.date, horizon: int, least: int, seed: int, numbers: dict[tuple[str, str], int]
) -> Scored:
    import numpy as np

    now, on = panel(known(day), day, least), day.toordinal()
    if not len(now.items.day):
        raise UsageError(f"nothing is known by {day}", place="since", mend="begin later")
    learned = window(now, on, horizon)
    model = fit(now, on, learned.days, seed)
    full = look(now, on, horizon)
    said = full.rates.shrunk[full.cells]
    if model:
        said = learned.over(model.forecast(model.look(now, on, learned.days)))
    base = {name: getattr(full.rates, field)[full.cells] for name, field in REFERENCES.items()}
    came = _came(known, now, full.cells, day, horizon, least)
    pairs, kind = np.divmod(full.cells, now.kinds)
    codes = [(now.codes[one], now.codes[two]) for one, two in now.pairs.tolist()]
    every = np.array([numbers.setdefault(pair, len(numbers)) for pair in codes], dtype=np.int64)
    first = ~np.isin(full.cells, now.happenings.cell)
    return Scored(every[pairs], kind, said, came, base, first, _degree(now)[full.cells] + base["the kind's rate"])


def _came(known: Known, now: Panel, cells: Whole, day: dt.date, horizon: int, least: int) -> Truth:
    """What came in each cell of `now`, as was known at the window's end."""
    import numpy as np

    end = day + dt.timedelta(days=horizon)
    later = panel(known(end), end, least)
    hit = np.flatnonzero(outcome(later, day.toordinal(), horizon))
    names = {(later.codes[a], later.codes[b], int(kind)) for (a, b), kind in zip(
        later.pairs[hit // later.kinds].tolist(), hit % later.kinds, strict=True)}  # fmt: skip
    sides = [(now.codes[a], now.codes[b]) for a, b in now.pairs.tolist()]
    return np.array([(*sides[cell // now.kinds], cell % now.kinds) in names for cell in cells.tolist()], dtype=bool)


def _degree(now: Panel) -> Real:
    """For each cell the number of others with whom either had a happening of the kind, multiplied."""
    import numpy as np

    cells = np.unique(now.happenings.cell)
    pairs, kind = np.divmod(cells, now.kinds)
    degree = np.zeros((len(now.codes), now.kinds))
    for side in (0, 1):
        np.add.at(degree, (now.pairs[pairs, side], kind), 1.0)
    return np.asarray((degree[now.pairs[:, 0]] * degree[now.pairs[:, 1]]).ravel())


def _joined(parts: Sequence[Scored]) -> Scored:
    import numpy as np

    def of(field: str) -> NDArray[np.generic]:
        return np.concatenate([getattr(part, field) for part in parts])

    base = {name: np.concatenate([part.base[name] for part in parts]) for name in REFERENCES}
    return Scored(of("pair"), of("kind"), of("said"), of("came"), base, of("first"), of("degree"))  # type: ignore[arg-type]


def _only(scored: Scored, chosen: Truth) -> Scored:
    base = {name: values[chosen] for name, values in scored.base.items()}
    return Scored(
        scored.pair[chosen], scored.kind[chosen], scored.said[chosen], scored.came[chosen], base, scored.first[chosen],
        scored.degree[chosen],
    )  # fmt: skip


def _result(
    scored: Scored, kinds: tuple[str, ...], since: dt.date, until: dt.date, horizon: int, least: int,
    days: Sequence[dt.date], seed: int,
) -> Backtest:  # fmt: skip
    import numpy as np

    draws = Draws(scored.pair, seed)
    number = draws.sums(np.ones(len(scored.came)))
    own = {"Brier": brier(scored.said, scored.came), "log": log_score(scored.said, scored.came)}
    sums = {name: draws.sums(values) for name, values in own.items()}
    skills, references = [], {}
    for name, values in scored.base.items():
        theirs = {"Brier": brier(values, scored.came), "log": log_score(values, scored.came)}
        references[name] = (round(float(theirs["Brier"].mean()), 8), round(float(theirs["log"].mean()), 8))
        for score in ("Brier", "log"):
            skill = _or_nothing(estimate(1 - sums[score] / draws.sums(theirs[score])))
            skills.append(Skill(name, score, skill, skill.low > 0))
    firsts = _firsts(scored, draws)
    return Backtest(
        "forecasts", kinds, since, until, horizon, least, tuple(days), len(scored.said), int(scored.came.sum()),
        draws.pairs, _or_nothing(estimate(sums["Brier"] / number), 8), _or_nothing(estimate(sums["log"] / number), 8),
        references, tuple(skills), firsts["auc"], firsts["precision"], int(scored.first.sum()),
        int((scored.first & scored.came).sum()),
        reliability(scored.said, scored.came, overlap([day.toordinal() for day in days], horizon)),
        _by_kind(scored, kinds), _note(skills, int(scored.came.sum())), seed, firsts["degree auc"],
        firsts["degree precision"], firsts["more"],
    )  # fmt: skip


def _or_nothing(found: Estimate | None, digits: int = 6) -> Estimate:
    return found or Estimate(0.0, 0.0, 0.0, LEVEL)


def _firsts(scored: Scored, draws: Draws) -> dict[str, Estimate | None]:
    """Of pairs that had none of the kind before: AUC and precision of the model and of the degree; the difference."""
    import numpy as np

    chosen = np.flatnonzero(scored.first)
    mine = ranked(scored.said, scored.came, draws, chosen, auc)
    theirs = ranked(scored.degree, scored.came, draws, chosen, auc)
    return {
        "auc": estimate(mine),
        "precision": estimate(ranked(scored.said, scored.came, draws, chosen, precision)),
        "degree auc": estimate(theirs),
        "degree precision": estimate(ranked(scored.degree, scored.came, draws, chosen, precision)),
        "more": estimate(mine - theirs),
    }


def _by_kind(scored: Scored, kinds: Sequence[str]) -> dict[str, tuple[int, int, float, float]]:
    found = {}
    for name in kinds:
        of = scored.kind == FORECAST.index(name)
        mine = float(brier(scored.said[of], scored.came[of]).sum())
        base = float(brier(scored.base[BASE][of], scored.came[of]).sum())
        cases = int(of.sum())
        skill = round(1 - mine / base, 6) if base else 0.0
        found[name] = (cases, int(scored.came[of].sum()), round(mine / max(1, cases), 8), skill)
    return found


def _note(skills: Sequence[Skill], happened: int) -> str:
    """The result in a sentence or two."""
    if not happened:
        return "Nothing of the kind came in these windows, so that forecasts cannot be told from base rates."
    by = {(each.against, each.score): each.value for each in skills}
    told = []
    first = by[BASE, "Brier"]
    if first.low > 0:
        told.append(
            f"Better than the pair's base rate by {_share(first.value)} ({_share(first.low)} to {_share(first.high)}; "
            f"Brier score), by {_share(by[BASE, 'log'].value)} in the logarithmic score."
        )
    elif first.high < 0:
        told.append(f"Worse than the pair's base rate, by {_share(-first.value)} (Brier score).")
    else:
        told.append(
            f"No better than the pair's base rate: {_share(first.value)} ({_share(first.low)} to {_share(first.high)}; "
            "Brier score)."
        )
    hardest = min((each for each in skills if each.score == "Brier"), key=lambda each: each.value.value)
    if hardest.against != BASE:
        value = hardest.value
        verdict = "still better than" if value.low > 0 else "no better than"
        told.append(
            f"Against the hardest reference, {hardest.against}, {verdict} it: {_share(value.value)} "
            f"({_share(value.low)} to {_share(value.high)})."
        )
    return " ".join(told)


def _share(value: float) -> str:
    return f"{100 * value:.0f} %".replace("-", "−")
