"""Mail against a real SMTP server."""

from __future__ import annotations

import email
import email.policy
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult

from entente.errors import UsageError
from entente.serve.settings import MailSettings
from entente.serve.store import Store
from entente.serve.watching import (
    Round,
    again,
    alerts,
    change,
    delivery_counts,
    evaluate,
    keep,
    mailing,
    password_of,
)
from entente.serve.watching import (
    deliver as deliver_all,
)
from entente.serve.watching.outbox import LEASE, MOST_IN_MAIL
from tests.serve.watching.builders import (
    ADA,
    NOW,
    Hands,
    everything,
    news,
    opened,
    question_of,
    settings,
    states,
    to,
    told,
    watch,
)
from tests.serve.watching.receivers import Postbox, posted


def no_post(*given: object, **options: object) -> tuple[int, float | None]:
    raise AssertionError("nothing is posted")


def deliver(store: Store, folder: Path, box: Postbox, clock: Hands, **mail: object) -> Round:
    return deliver_all(store, settings(folder, box.port, **mail), now=clock, post=no_post)


def read(mail: bytes) -> EmailMessage:
    made = email.message_from_bytes(mail, policy=email.policy.default)
    assert isinstance(made, EmailMessage)
    return made


@pytest.fixture
def box() -> Iterator[Postbox]:
    with posted(Postbox()) as found:
        yield found


def test_what_is_new_in_one_round_is_one_mail_to_each_address(tmp_path: Path, box: Postbox) -> None:
    store = opened(tmp_path)
    one = watch(store, channels=to("a@example.org", "b@example.org"))
    told(store, 1, 2, 3)
    assert deliver(store, tmp_path, box, Hands()) == Round(sent=6)
    assert deliver(store, tmp_path, box, Hands()) == Round()
    assert sorted(box.recipients) == [["a@example.org"], ["b@example.org"]]
    mail = read(box.mails[0])
    assert mail["Subject"] == "[Drones] Iran sold drones to Russia, part 1. (and 2 more)"
    assert mail["From"] == "desk@example.org"
    assert mail["To"] in ("a@example.org", "b@example.org")
    assert mail["List-Id"] == f"<{one.id}.watches.desk.example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime == NOW
    assert mail["Message-ID"].endswith("@desk.example.org>")
    assert len({read(found)["Message-ID"] for found in box.mails}) == 2
    text = mail.get_content().replace("\r\n", "\n")
    for number in (1, 2, 3):
        assert f"* Iran sold drones to Russia, part {number}." in text
        assert f"https://desk.example.org/events/e{number}\n" in text
    assert "“Tehran sold drones to Moscow”" in text
    assert "Said by the United States. 2 independent origins. Newest report: 12 September 2023." in text
    assert f"https://desk.example.org/watches/{one.id}\n" in text


def test_what_comes_soon_after_a_mail_waits_and_is_one_mail(tmp_path: Path, box: Postbox) -> None:
    store, clock = opened(tmp_path), Hands()
    watch(store, channels=to("a@example.org"))
    told(store, 1)
    deliver(store, tmp_path, box, clock)
    clock.on(seconds=10)
    told(store, 2)
    assert deliver(store, tmp_path, box, clock) == Round()
    clock.on(seconds=100)
    told(store, 3)
    assert deliver(store, tmp_path, box, clock) == Round()
    clock.on(seconds=200)
    assert deliver(store, tmp_path, box, clock) == Round(sent=2)
    assert len(box.mails) == 2


def test_a_flood_is_cut_into_mails_of_bounded_size(tmp_path: Path, box: Postbox) -> None:
    store, clock = opened(tmp_path), Hands()
    watch(store, channels=to("a@example.org"))
    told(store, *range(MOST_IN_MAIL + 5))
    assert deliver(store, tmp_path, box, clock) == Round(sent=MOST_IN_MAIL)
    clock.on(hours=1)
    assert deliver(store, tmp_path, box, clock) == Round(sent=5)


def test_hostile_headlines_break_no_header_and_no_line(tmp_path: Path, box: Postbox) -> None:
    store = opened(tmp_path)
    watch(store, channels=to("a@example.org"))
    hostile = "Deal\r\nBcc: victim@example.org\r\n\r\n<script>\u202egnp\x00\x1b[31m\u2028.\n.\r\nQUIT\ud800" + "é" * 900
    keep(store, [news(1, headline=hostile, quote=hostile, reason=".", holders=(hostile, "\n.\n"), before="\x00")])
    evaluate(store, everything, question_of, NOW)
    assert deliver(store, tmp_path, box, Hands()) == Round(sent=1)
    mail = read(box.mails[0])
    assert mail["Bcc"] is None
    assert box.recipients == [["a@example.org"]]
    assert len(mail["Subject"]) <= 150
    assert mail["Subject"].startswith("[Drones] Deal Bcc: victim@example.org <script>\\u202egnp\\x00\\x1b[31m")
    assert not [letter for letter in mail.get_content() if letter in "\u202e\x00\x1b\u2028\ud800"]
    assert all(len(line) <= 998 for line in box.mails[0].split(b"\r\n"))


def test_lines_of_one_full_stop_do_not_end_the_text(tmp_path: Path, box: Postbox) -> None:
    assert mailing._dotted(b"a\r\n.\r\n..b\n\n") == b"a\r\n..\r\n...b\r\n.\r\n"


def test_refused_for_now_is_tried_again_as_the_same_mail(tmp_path: Path, box: Postbox) -> None:
    store, clock = opened(tmp_path), Hands()
    watch(store, channels=to("a@example.org"))
    box.at_sender, box.at_recipient, box.at_text = ["451 busy"], ["450 later"], ["452 full"]
    told(store, 1)
    ids = []
    for many in (1, 2, 3):
        assert deliver(store, tmp_path, box, clock) == Round(failed=1)
        assert states(store) == [("mail", "failed", many)]
        ids.append(store.ask("SELECT batch FROM deliveries")[0]["batch"])
        clock.on(hours=3)
    assert alerts(store)[0].deliveries[0].error == "the mail server answers 452 full"
    told(store, 2)  # what comes later does not go into the mail that was tried
    assert deliver(store, tmp_path, box, clock) == Round(sent=1)
    clock.on(hours=1)
    assert deliver(store, tmp_path, box, clock) == Round(sent=1)
    assert len(box.mails) == 2
    assert len(set(ids)) == 1
    assert f"<{ids[0]}@desk.example.org>" in {read(mail)["Message-ID"] for mail in box.mails}


@pytest.mark.parametrize("step", ["at_sender", "at_recipient", "at_text"])
def test_refused_for_good_is_given_up(tmp_path: Path, box: Postbox, step: str) -> None:
    store = opened(tmp_path)
    watch(store, channels=to("a@example.org"))
    setattr(box, step, ["550 no\x1b such user"])
    told(store, 1)
    assert deliver(store, tmp_path, box, Hands()) == Round(given_up=1)
    assert "answers 550 no" in alerts(store)[0].deliveries[0].error
    assert "\x1b" not in alerts(store)[0].deliveries[0].error
    assert box.mails == []


def test_a_server_that_dies_after_the_text_leaves_it_uncertain_and_it_is_not_sent_again(
    tmp_path: Path, box: Postbox
) -> None:
    store, clock = opened(tmp_path), Hands()
    watch(store, channels=to("a@example.org"))
    box.at_text = ["dies"]
    told(store, 1, 2)
    assert deliver(store, tmp_path, box, clock) == Round(uncertain=2)
    clock.on(days=2)
    assert deliver(store, tmp_path, box, clock) == Round()
    assert len(box.mails) == 1
    again(store, alerts(store)[0].deliveries[0].id, ADA, clock())
    assert deliver(store, tmp_path, box, clock) == Round(sent=2)
    assert len(box.mails) == 2
    assert len({read(mail)["Message-ID"] for mail in box.mails}) == 1  # so that a mailbox can tell


_KEEPER = """
import sys
from pathlib import Path
from entente.serve.watching import deliver
from tests.serve.watching.builders import Hands, opened, settings
folder = Path(sys.argv[1])
deliver(opened(folder), settings(folder, int(sys.argv[2])), now=Hands(), post=None)
"""


def test_a_keeper_killed_while_it_mails_does_not_mail_twice(tmp_path: Path) -> None:
    store, clock = opened(tmp_path), Hands()
    watch(store, channels=to("a@example.org"))
    told(store, 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        keeper = subprocess.Popen([sys.executable, "-c", _KEEPER, str(tmp_path), str(silent.getsockname()[1])])
        silent.settimeout(20)
        connection, _ = silent.accept()
        os.kill(keeper.pid, signal.SIGKILL)
        keeper.wait()
        connection.close()
    with posted(Postbox()) as box:
        clock.on(seconds=LEASE + 1)
        assert deliver(store, tmp_path, box, clock) == Round(lost=1)
        clock.on(days=1)
        assert deliver(store, tmp_path, box, clock) == Round()
        assert states(store) == [("mail", "uncertain", 0)]
        again(store, alerts(store)[0].deliveries[0].id, ADA, clock())
        assert deliver(store, tmp_path, box, clock) == Round(sent=1)


def test_a_server_that_is_not_there_or_says_nothing_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailing, "TIMEOUT", 0.3)
    store, clock = opened(tmp_path), Hands()
    watch(store, channels=to("a@example.org"))
    told(store, 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        box = Postbox(port=silent.getsockname()[1])
        assert deliver(store, tmp_path, box, clock) == Round(failed=1)
    clock.on(hours=1)
    assert deliver(store, tmp_path, box, clock) == Round(failed=1)
    assert states(store) == [("mail", "failed", 2)]


def test_a_server_that_drips_is_left_after_the_whole_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailing, "WHOLE", 0.4)

    def drip(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection:
            connection.sendall(b"220 hello\r\n")
            try:
                while True:
                    connection.sendall(b"250-x\r\n")
                    time.sleep(0.02)
            except OSError:
                return

    store = opened(tmp_path)
    watch(store, channels=to("a@example.org"))
    told(store, 1)
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip, args=(server,))
        thread.start()
        begin = time.monotonic()
        found = deliver(store, tmp_path, Postbox(port=server.getsockname()[1]), Hands())
        assert found == Round(failed=1)
        assert time.monotonic() - begin < 3
        thread.join()


def test_without_a_server_mail_waits(tmp_path: Path) -> None:
    store = opened(tmp_path)
    watch(store, channels=to("a@example.org"))
    told(store, 1)
    assert deliver_all(store, settings(tmp_path), now=Hands(), post=no_post) == Round()
    assert delivery_counts(store) == {"waiting": 1}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Key and certificate of "localhost", signed by itself."""
    folder = tmp_path_factory.mktemp("tls")
    key, made = folder / "key.pem", folder / "made.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-keyout", key, "-out", made, "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    return key, made


def test_starttls_and_login(tmp_path: Path, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    key, made = certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, key)
    monkeypatch.setattr(mailing, "tls_context", lambda: ssl.create_default_context(cafile=made))
    password = tmp_path / "password"
    password.write_text("open sesame\n")
    password.chmod(0o600)
    tried = []

    def authenticator(server: object, session: object, envelope: object, how: str, given: object) -> AuthResult:
        tried.append((given.login, given.password))  # type: ignore[attr-defined]
        return AuthResult(success=given.password == b"open sesame", handled=False)  # type: ignore[attr-defined]

    store, clock = opened(tmp_path), Hands()
    watch(store, channels=to("a@example.org"))
    told(store, 1)
    with posted(
        Postbox(), tls_context=context, require_starttls=True, auth_required=True, authenticator=authenticator
    ) as box:
        way = {"starttls": True, "user": "desk", "password_file": password}
        assert deliver(store, tmp_path, box, clock, **way) == Round(sent=1)
        assert tried[-1] == (b"desk", b"open sesame")
        password.write_text("wrong")
        told(store, 2)
        clock.on(hours=1)
        assert deliver(store, tmp_path, box, clock, **way) == Round(failed=1)
        assert "535" in alerts(store)[0].deliveries[0].error


def test_a_certificate_that_nobody_vouches_for_gets_no_mail(tmp_path: Path, certificate: tuple[Path, Path]) -> None:
    key, made = certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, key)
    store = opened(tmp_path)
    watch(store, channels=to("a@example.org"))
    told(store, 1)
    with posted(Postbox(), tls_context=context) as box:
        assert deliver(store, tmp_path, box, Hands(), starttls=True) == Round(failed=1)
        assert box.mails == []
    assert "certificate" in alerts(store)[0].deliveries[0].error.lower()


def test_a_server_without_encryption_gets_no_mail_where_it_is_asked_for(tmp_path: Path, box: Postbox) -> None:
    store = opened(tmp_path)
    watch(store, channels=to("a@example.org"))
    told(store, 1)
    assert deliver(store, tmp_path, box, Hands(), starttls=True) == Round(failed=1)
    assert box.mails == []


def test_a_password_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "password"
    way = MailSettings(host="localhost", password_file=path)
    with pytest.raises(UsageError, match="cannot be read"):
        password_of(way)
    path.write_text("secret\n")
    path.chmod(0o640)
    with pytest.raises(UsageError, match="others can read it"):
        password_of(way)
    path.chmod(0o600)
    assert password_of(way) == "secret"
    assert password_of(MailSettings(host="localhost")) == ""


def test_a_server_that_is_down_is_not_asked_for_each_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, clock = opened(tmp_path), Hands()
    watch(store, channels=to("a@example.org", "b@example.org"))
    watch(store, "Other", channels=to("c@example.org", "d@example.org"))
    told(store, 1)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        box = Postbox(port=taken.getsockname()[1])
    monkeypatch.setattr("entente.serve.watching.delivering.WIDE", 1)
    assert deliver(store, tmp_path, box, clock) == Round(failed=1)
    with posted(Postbox()) as box:
        clock.on(seconds=30)
        assert deliver(store, tmp_path, box, clock) == Round()
        clock.on(minutes=2)
        assert deliver(store, tmp_path, box, clock) == Round(sent=4)


def test_what_a_paused_watch_still_has_waits(tmp_path: Path, box: Postbox) -> None:
    store = opened(tmp_path)
    one = watch(store, channels=to("a@example.org"))
    told(store, 1)
    change(store, one.id, ADA, NOW, paused=True)
    assert deliver(store, tmp_path, box, Hands()) == Round()
    change(store, one.id, ADA, NOW, paused=False)
    assert deliver(store, tmp_path, box, Hands()) == Round(sent=1)
