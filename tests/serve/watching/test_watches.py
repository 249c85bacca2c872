"""Watches: who has them, what they may hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from entente.errors import InputError, UsageError
from entente.serve.watching import (
    MOST_WATCHES,
    Channels,
    alerts,
    change,
    delete,
    feed_watch,
    renew_feed_key,
    watch_of,
    watches_of,
)
from tests.serve.watching.builders import ADA, BEN, NOW, ROOT, opened, states, to, told, watch


def test_a_watch_is_kept_as_it_was_made(tmp_path: Path) -> None:
    store = opened(tmp_path)
    made = watch(store, "  Drones  to Russia ", conditions=["rule", "event"], channels=to("a@b.org", "a@b.org"))
    assert watch_of(store, made.id, ADA) == made
    assert (made.name, made.conditions, made.channels.mail) == ("Drones to Russia", ("event", "rule"), ("a@b.org",))
    assert made.channels.secret == ""
    assert len(made.feed_key) == 32


def test_only_owner_and_admin_see_and_change_it(tmp_path: Path) -> None:
    store = opened(tmp_path)
    made = watch(store)
    assert [one.id for one in watches_of(store, ADA)] == [made.id]
    assert watches_of(store, BEN) == watches_of(store, BEN, everyone=True) == []
    assert watches_of(store, ROOT) == []
    assert [one.id for one in watches_of(store, ROOT, everyone=True)] == [made.id]
    for act in (
        lambda who: watch_of(store, made.id, who), lambda who: change(store, made.id, who, NOW, paused=True),
        lambda who: renew_feed_key(store, made.id, who), lambda who: delete(store, made.id, who),
    ):  # fmt: skip
        with pytest.raises(InputError, match="no such watch"):
            act(BEN)
    assert change(store, made.id, ROOT, NOW, name="Theirs").owner == "ada"
    with pytest.raises(InputError, match="no such watch"):
        watch_of(store, "nothing", ROOT)


def test_two_who_change_it_at_once_do_not_overwrite_each_other(tmp_path: Path) -> None:
    store = opened(tmp_path)
    made = watch(store)
    change(store, made.id, ADA, NOW, version=made.version, name="First")
    with pytest.raises(UsageError, match="changed meanwhile"):
        change(store, made.id, ROOT, NOW, version=made.version, name="Second")
    assert watch_of(store, made.id, ADA).name == "First"


def test_a_webhook_gets_a_secret_that_changes_keep(tmp_path: Path) -> None:
    store = opened(tmp_path)
    made = watch(store, channels=to(webhook="https://example.org/hook"))
    assert len(made.channels.secret) == 64
    same = change(store, made.id, ADA, NOW, channels=to("x@y.org", webhook="https://example.org/hook"))
    assert same.channels.secret == made.channels.secret


def test_what_waits_for_an_address_that_is_taken_away_is_given_up(tmp_path: Path) -> None:
    store = opened(tmp_path)
    made = watch(store, channels=to("a@b.org", "c@d.org", webhook="https://example.org/hook"))
    told(store, 1)
    change(store, made.id, ADA, NOW, channels=to("c@d.org"))
    assert states(store) == [("mail", "given up", 0), ("mail", "waiting", 0), ("webhook", "given up", 0)]


def test_a_deleted_watch_takes_all_of_its_own_along(tmp_path: Path) -> None:
    store = opened(tmp_path)
    made, other = watch(store, channels=to("a@b.org")), watch(store, "Other", channels=to("a@b.org"))
    told(store, 1)
    delete(store, made.id, ADA)
    assert [one.watch for one in alerts(store)] == [other.id]
    assert states(store) == [("mail", "waiting", 0)]


def test_a_change_keeps_its_alerts(tmp_path: Path) -> None:
    store = opened(tmp_path)
    made = watch(store)
    told(store, 1)
    change(store, made.id, ADA, NOW, name="Other")
    assert [one.watch_name for one in alerts(store, watch=made.id)] == ["Other"]


def test_a_feed_opens_with_its_key_alone(tmp_path: Path) -> None:
    store = opened(tmp_path)
    made = watch(store)
    assert feed_watch(store, made.id, made.feed_key) == made
    for id, key in ((made.id, ""), (made.id, "é"), ("other", made.feed_key), ("other", "-")):
        assert feed_watch(store, id, key) is None
    new = renew_feed_key(store, made.id, ADA)
    assert feed_watch(store, made.id, made.feed_key) is None
    assert feed_watch(store, made.id, new.feed_key) == new
    change(store, made.id, ADA, NOW, channels=Channels(feed=False))
    assert feed_watch(store, made.id, new.feed_key) is None


def test_one_reader_has_so_many_and_another_still_some(tmp_path: Path) -> None:
    store = opened(tmp_path)
    for number in range(MOST_WATCHES):
        watch(store, f"Watch {number}")
    with pytest.raises(UsageError, match="100 watches already"):
        watch(store)
    assert watch(store, owner="ben").owner == "ben"


@pytest.mark.parametrize(
    ("place", "values"),
    [
        ("name", {"name": " "}), ("name", {"name": "x" * 121}), ("name", {"name": "a\u202eb"}),
        ("page", {"page": "pairs"}), ("question", {"question": "a=\n"}), ("question", {"question": "q" * 4001}),
        ("question", {"question": "text=é"}), ("conditions", {"conditions": []}),
        ("conditions", {"conditions": ["gossip"]}), ("webhook", {"channels": to(webhook="ftp://x.org/")}),
        ("webhook", {"channels": to(webhook="javascript:alert(1)")}), ("webhook", {"channels": to(webhook="http://")}),
        ("webhook", {"channels": to(webhook="http://x.org:99999/")}),
        ("webhook", {"channels": to(webhook="http://[x/")}), ("webhook", {"channels": to(webhook="http://a:b@x.org")}),
        ("webhook", {"channels": to(webhook="http://x.org/\r\nHost: y")}),
        ("mail", {"channels": to("nobody")}), ("mail", {"channels": to("a@b.org\r\nBcc: c@d.org")}),
        ("mail", {"channels": to("a@b.org,c@d.org")}), ("mail", {"channels": to("a b@c.org")}),
        ("mail", {"channels": to("<a@b.org>")}), ("mail", {"channels": to("a" * 65 + "@b.org")}),
        ("mail", {"channels": to(*(f"{letter}@b.org" for letter in "abcdef"))}),
        ("secret", {"channels": to(webhook="http://x.org", secret="é")}),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_by_field_and_nothing_is_kept(
    tmp_path: Path, place: str, values: dict[str, object]
) -> None:
    store = opened(tmp_path)
    with pytest.raises(UsageError) as raised:
        watch(store, **values)
    assert raised.value.place == place
    assert raised.value.mend
    assert watches_of(store, ADA) == []
