"""A contradiction: two claims that cannot both hold, or a holder whose line has changed."""

from __future__ import annotations

from dataclasses import dataclass

from entente.records.finding import Finding
from entente.records.kept import KeptClaim

#: Holder against holder; a holder against its own line; figures; times.
CONTRADICTION_KINDS = ("holders", "line", "figures", "times")
#: "clash": the words cannot both hold; "possible": they may, if something that is not said is so.
CONTRADICTION_SURE = ("clash", "possible")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction(Finding):
    """Two claims that clash.

    Attributes:
        kind: one of CONTRADICTION_KINDS.
        sure: one of CONTRADICTION_SURE.
        one: the claim reported first; `two`: the other. Both stand first in `claims`.
    """

    kind: str
    sure: str
    one: KeptClaim
    two: KeptClaim

    def __post_init__(self) -> None:
        """Raises ValueError for a kind or certainty that does not exist, or a claim set against itself."""
        # `super()` without arguments does not find its class here: slots make dataclass build a second one.
        Finding.__post_init__(self)
        if self.kind not in CONTRADICTION_KINDS or self.sure not in CONTRADICTION_SURE:
            raise ValueError(f"no such contradiction: {self.kind}, {self.sure}")
        if self.one.claim.id == self.two.claim.id:
            raise ValueError("a claim does not contradict itself")


@dataclass(frozen=True, slots=True)
class Found:
    """What a search for contradictions came to.

    Attributes:
        findings: surest first, then by number of origins.
        left_alone: (what was not compared and why, how often), most often first.
    """

    findings: tuple[Contradiction, ...]
    left_alone: tuple[tuple[str, int], ...]
