"""Secrets stay where they were given: not in errors, not in what the program prints, not in what a desk keeps."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from entente.errors import EntenteError, LedgerError, UsageError
from entente.ledger import Ledger
from entente.serve.uploads import address_of

KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIANOTTOLDTOANYBODY", "AWS_SECRET_ACCESS_KEY": "secretwordsofastore0123456789abcd",
    "AWS_SESSION_TOKEN": "tokenwordsofasession0123456789",
}  # fmt: skip


class _Telltale(BaseHTTPRequestHandler):
    """A store that refuses, and repeats in its answer whatever it was sent."""

    def _refuse(self) -> None:
        said = "".join(f"<Said>{name}: {value}</Said>" for name, value in self.headers.items())
        body = f"<Error><Code>AccessDenied</Code>{said}{''.join(KEYS.values())}</Error>".encode()
        self.send_response(403)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _refuse

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def store() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Telltale)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def secrets_in(text: str) -> list[str]:
    return [name for name, value in KEYS.items() if value in text]


@pytest.mark.parametrize("command", [("claims",), ("ingest", "-")])
def test_a_store_that_repeats_the_keys_makes_nobody_print_them(command: tuple[str, ...], store: str) -> None:
    place = {**os.environ, **KEYS, "AWS_ENDPOINT_URL": store, "AWS_ALLOW_HTTP": "true", "AWS_REGION": "us-east-1"}
    code = "import sys; from entente.cli import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", code, *command, "--ledger", "s3://bucket/ledger"], env=place, capture_output=True,
        text=True, input="", timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert done.stderr.strip()
    assert secrets_in(done.stdout + done.stderr) == []


@pytest.mark.parametrize(
    "address",
    ["s3://AKIANOTTOLDTOANYBODY:secretwordsofastore0123456789abcd@bucket/x", "s3://bucket/x?sig=tokenwordsofasession0123456789",
     "https://ana:secretwordsofastore0123456789abcd@host/x"],
)  # fmt: skip
def test_an_address_of_a_ledger_with_a_secret_is_refused_and_not_told_again(address: str) -> None:
    with pytest.raises(LedgerError) as told:
        Ledger(address)
    assert secrets_in(str(told.value)) == []


def test_an_address_to_read_with_a_secret_is_refused_and_not_told_again() -> None:
    with pytest.raises(UsageError) as told:
        address_of("https://ana:secretwordsofastore0123456789abcd@host/x")
    assert secrets_in(str(told.value)) == []


def test_no_error_class_keeps_more_than_its_words() -> None:
    error = EntenteError("what", place="where", mend="how")
    assert vars(error) == {"message": "what", "place": "where", "mend": "how"}
