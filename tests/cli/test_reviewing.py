from __future__ import annotations

import pytest

from tests.cli.conftest import Run
from tests.cli.fake_ledger import DENIED, VISIT, FakeDesk

ID = VISIT.claim.id


def test_correct(run: Run, desk: FakeDesk) -> None:
    done = run("correct", ID[:8], "--set", "polarity=negative", "--by", "Ana", "--why", "misread")
    assert done.stdout == f"claim {ID}, version 2, corrected by Ana: polarity: positive → negative\n"
    assert desk.ledger.reviewed == [("correct", ID, {"polarity": "negative"}, "Ana", "misread")]


def test_values_of_every_field(run: Run, desk: FakeDesk) -> None:
    given = [
        "event=aid", "mode=null", "actor=Russia, PRK", "recipient=", "matter=arms.drones,food", "certainty=probable",
        "modality=desired", "start=2023-01-02", "end=", 'holders=[{"actor": "USA", "stance": "believes"}]',
    ]  # fmt: skip
    run("correct", ID, *(word for value in given for word in ("--set", value)), "--by", "Ana")
    assert desk.ledger.reviewed[0][2] == {
        "event": "AID", "mode": None, "actor": ["RUS", "PRK"], "recipient": [], "matter": ["arms.drones", "food"],
        "certainty": "probable", "modality": "desired", "start": "2023-01-02", "end": None,
        "holders": [{"actor": "USA", "name": None, "stance": "believes"}],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("quote=other", "sets no field"),
        ("polarity", "sets no field"),
        ("polarity=", "cannot be empty"),
        ("polarity=no", "positive, negative"),
        ("event=WAR", "AGREE, CONSULT"),
        ("matter=armss", "arms, arms.ammunition"),
        ("start=2023-02-30", "not in the calendar"),
        ("actor=Freedonia", "names no actor"),
        ("holders=[", "no JSON"),
        ('holders={"actor": "USA"}', "no list of holders"),
        ('holders=[{"stance": "thinks"}]', "says, confirms"),
    ],
)
def test_values_that_do_not_fit(run: Run, desk: FakeDesk, given: str, told: str) -> None:
    done = run("correct", ID, "--set", given, "--by", "Ana")
    assert (done.exit_code, done.stdout, desk.ledger.reviewed) == (2, "", [])
    assert told in done.stderr


def test_twice_the_same_field(run: Run, desk: FakeDesk) -> None:
    done = run("correct", ID, "--set", "mode=visit", "--set", "mode=meet", "--by", "Ana")
    assert done.exit_code == 2


def test_reject_and_accept(run: Run, desk: FakeDesk) -> None:
    assert run("reject", ID, "--by", "Ana").stdout == f"claim {ID}, version 2, rejected by Ana\n"
    assert run("accept", DENIED.claim.id, "--by", "Bo\x1b").stdout.endswith("accepted by Bo\\x1b\n")
    assert [word[0] for word in desk.ledger.reviewed] == ["reject", "accept"]


def test_undo(run: Run, desk: FakeDesk) -> None:
    done = run("undo", ID, "--by", "Bo\x1b", "--why", "hasty")
    assert done.stdout == f"claim {ID}, version 3, review taken back by Bo\\x1b: read\n"
    assert desk.ledger.reviewed == [("undo", ID, "Bo\x1b", "hasty")]
    assert run("undo", ID).exit_code == 2


def test_a_review_needs_a_name(run: Run, desk: FakeDesk) -> None:
    assert run("reject", ID).exit_code == 2
    assert run("reject", ID, "--by", " ").exit_code == 2


def test_only_claims_are_reviewed(run: Run, desk: FakeDesk) -> None:
    done = run("reject", "one", "--by", "Ana")
    assert done.exit_code == 2
    assert "no claim one" in done.stderr
