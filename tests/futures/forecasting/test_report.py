"""The page: self-contained, escaped, with every figure."""

from __future__ import annotations

import dataclasses
import datetime as dt
from html.parser import HTMLParser

from entente.futures.forecasting import report_pictures
from entente.futures.forecasting.report import as_html
from entente.records import Backtest, Estimate, Reliability, Skill

RESULT = Backtest(
    "forecasts", ("MEET",), dt.date(2023, 5, 1), dt.date(2023, 6, 30), 30, 2, (dt.date(2023, 4, 30),), 100, 9, 50,
    Estimate(0.05, 0.04, 0.06), Estimate(0.2, 0.18, 0.22), {"the pair's base rate": (0.06, 0.23)},
    (
        Skill("the pair's base rate", "Brier", Estimate(0.12, 0.07, 0.17), True),
        Skill("the pair's base rate", "log", Estimate(-0.02, -0.05, 0.01), False),
    ),
    Estimate(0.87, 0.8, 0.9), Estimate(0.2, 0.1, 0.3), 90, 5,
    (Reliability(0.0, 0.01, 0.004, 90, Estimate(0.01, 0.005, 0.02)),
     Reliability(0.4, 0.6, 0.5, 10, Estimate(0.6, 0.4, 0.8))),
    {"MEET": (100, 9, 0.05, 0.12)}, "Better than the pair's base rate by 12 % (7 % to 17 %).",
)  # fmt: skip


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]


def test_every_figure_is_there() -> None:
    page = as_html([RESULT])
    for words in ("1 May 2023 to 30 June 2023", "12 %", "7 % to 17 %", "−2 %", "0.870", "100 forecasts over 50 pairs"):
        assert words in page


def test_the_page_runs_and_fetches_nothing_and_escapes() -> None:
    hostile = dataclasses.replace(
        RESULT, note="<script>alert(1)</script>", references={"<img src=x onerror=y>": (0.1, 0.1)},
        skills=(Skill("<img src=x onerror=y>", "Brier", Estimate(0.1, 0.0, 0.2), False),),
    )  # fmt: skip
    page = as_html([hostile], "<b>bold</b>")
    found = _Tags()
    found.feed(page)
    assert not {"script", "img", "link", "iframe"} & set(found.tags)
    assert not [name for name in found.attributes if name.startswith("on") or name in ("src", "href")]
    assert "default-src 'none'" in page
    assert "prefers-color-scheme:dark" in page


def test_announced_things_have_the_same_page() -> None:
    announced = dataclasses.replace(
        RESULT, what="announced", horizon=0, first_auc=None, first_precision=None, by_kind={}, references={}, pairs=0
    )
    page = as_html([RESULT, announced])
    assert page.count("<section") == 2
    assert "Announced things" in page


def test_an_empty_backtest_has_a_page_too() -> None:
    empty = dataclasses.replace(RESULT, cases=0, skills=(), reliability=(), note="Nothing came.")
    assert "Nothing came." in as_html([empty])
    assert report_pictures.reliability(()) == report_pictures.skills(()) == ""
