"""What the worker does for a scenario: which of its numbers matter, which takes more runs than a page waits for."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from entente.errors import UsageError
from entente.rows import as_plain
from entente.serve.context import Clock, clock
from entente.serve.pages import ahead_kept
from entente.serve.store import Store

if TYPE_CHECKING:
    from entente.serve.work import Bench, Progress, Work

#: Runs of the answers beside the influences.
RUNS = 2000


def influence(bench: Bench, args: Mapping[str, Any], progress: Progress, *, now: Clock = clock) -> str:
    """Works out which parameters matter in a setting and keeps it in the store under `args["key"]`.

    Args:
        bench: desk, ledger and settings of the worker.
        args: `scenario`, `sets`, `compare`, `ledger`, and `key`, `mark` for the store.
        progress: told what it is at.
        now: the clock, UTC.

    Returns the key. The kept body is {"influences", "variants", "titles"}, or {"fault", "mend"}.
    """
    phase, begun = "Running the scenario with one number moved after the other", now()
    progress(phase, 0, None)
    scenario = next(each for each in bench.desk.scenarios() if each.name == args["scenario"])
    try:
        found = bench.desk.whatif(
            scenario, sets=args["sets"], compare=args["compare"], runs=RUNS, influence=True,
            ledger=bench.ledger if args["ledger"] else None,
            progress=lambda done, total: progress(phase, done, total),
        )  # fmt: skip
        body = {
            "influences": as_plain(found.influences),
            "variants": {variant.name: variant.title for variant in found.variants},
            "titles": {parameter.name: parameter.title for parameter in scenario.parameters},
        }
    except UsageError as error:
        body = {"fault": error.message, "mend": error.mend}
    with contextlib.closing(Store(bench.settings.state / "desk.sqlite")) as store:
        ahead_kept.keep(store, str(args["key"]), str(args["mark"]), begun, body)
    return str(args["key"])


KINDS: dict[str, Work] = {"influence": influence}
