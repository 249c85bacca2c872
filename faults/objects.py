"""A server that speaks the S3 protocol, over a folder: real requests, signatures checked, conditional writes atomic.

The objects are `localbucket`'s: each is a file FOLDER/BUCKET/KEY, and a conditional write is a hard link (link(2)), so
that of many writers at once one alone succeeds. What it does not do itself is done here: it checks that requests are
signed with the key that the server was started with (AWS Signature Version 4, "Authenticating requests: using the
Authorization header"), and that their bodies are what was signed.

    python -m faults.objects FOLDER [--port N]
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import hashlib
import hmac
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlsplit
from xml.etree import ElementTree

ROOT = Path(__file__).parents[1]
BUCKET = "reports"
#: What the server takes for a name and a password.
KEY, SECRET = "ENTENTETESTKEY", "a-secret-that-must-never-be-shown"
REGION = "eu-central-1"


@dataclasses.dataclass(frozen=True, slots=True)
class Objects:
    """A running server.

    Attributes:
        folder: where it keeps the objects: `folder / bucket / key`.
        url: its address, "http://127.0.0.1:PORT".
        bucket: the one that is there.
    """

    folder: Path
    url: str
    bucket: str = BUCKET

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which a client finds it and signs."""
        return environment(self.url)

    def ledger(self, name: str) -> str:
        """A ledger's address."""
        return f"s3://{self.bucket}/{name}"

    def files(self, name: str) -> Path:
        """Where the objects of that ledger lie as files."""
        return self.folder / self.bucket / name


def environment(url: str) -> dict[str, str]:
    """The variables by which a client finds a server at `url`, a proxy before it for instance, and signs."""
    return {
        "AWS_ENDPOINT_URL": url, "AWS_ALLOW_HTTP": "true", "AWS_REGION": REGION,
        "AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET,
    }  # fmt: skip


@contextlib.contextmanager
def serving(folder: Path, *, delay: float = 0.0) -> Iterator[Objects]:
    """Runs a server in a process of its own, on a free port of this machine, with one empty bucket.

    `delay`: seconds that it waits before each answer.
    """
    (folder / BUCKET).mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "faults.objects", str(folder), "--delay", str(delay)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield Objects(folder, process.stdout.readline().strip())
        finally:
            process.terminate()


def signed(method: str, target: str, headers: dict[str, str], body_hash: str) -> bool:
    """Whether a request is signed by KEY with SECRET.

    Args:
        method, target: "GET", "/bucket/key?list-type=2".
        headers: by their names in small letters.
        body_hash: what the request says of its body, `x-amz-content-sha256`.
    """
    scheme, _, rest = headers.get("authorization", "").partition(" ")
    parts = dict(part.strip().partition("=")[::2] for part in rest.split(","))
    if scheme != "AWS4-HMAC-SHA256" or not {"Credential", "SignedHeaders", "Signature"} <= parts.keys():
        return False
    name, *scope = parts["Credential"].split("/")
    if name != KEY or len(scope) != 4:
        return False
    url = urlsplit(target)
    query = sorted((quote(k, safe="-_.~"), quote(v, safe="-_.~")) for k, v in parse_qsl(url.query, True))
    named = parts["SignedHeaders"].split(";")
    canonical = "\n".join([
        method, url.path, "&".join(f"{k}={v}" for k, v in query),
        *(f"{each}:{' '.join(headers.get(each, '').split())}" for each in named), "", ";".join(named), body_hash,
    ])  # fmt: skip
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    text = "\n".join([scheme, headers.get("x-amz-date", ""), "/".join(scope), digest])
    key = f"AWS4{SECRET}".encode()
    for part in scope:
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.compare_digest(hmac.new(key, text.encode(), hashlib.sha256).hexdigest(), parts["Signature"])


def handler(folder: Path, delay: float = 0.0) -> type:
    """The handler of requests: as localbucket's, which signatures stand before."""
    from localbucket import S3Error, S3Handler

    class Signed(S3Handler):  # type: ignore[misc, unused-ignore]
        data_root = folder
        # A client waits for answers that are written in two parts (RFC 9293, 3.7.4, "Nagle's algorithm").
        disable_nagle_algorithm = True

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is told."""

        def _dispatch(self, action: object) -> None:
            time.sleep(delay)
            headers = {name.lower(): value for name, value in self.headers.items()}
            if signed(self.command, self.path, headers, headers.get("x-amz-content-sha256", "")):
                super()._dispatch(action)
            else:
                self._send_error(S3Error(403, "SignatureDoesNotMatch", "The signature does not match."))

        def _list_entries(
            self, bucket_dir: Path, prefix: str, delimiter: str, marker: str, marker_is_prefix: bool, max_keys: int
        ) -> tuple[list[tuple[str, Path]], list[str], bool, str]:
            """Only the folder that the prefix names is walked, for localbucket walks the whole bucket."""
            base = prefix[: prefix.rfind("/") + 1]
            if marker and not marker.startswith(base):
                if marker > base:
                    return [], [], False, ""
                marker = base
            contents, common, more, last = super()._list_entries(
                bucket_dir / base, prefix[len(base) :], delimiter, marker[len(base) :], marker_is_prefix, max_keys
            )
            last = f"{last[:2]}{base}{last[2:]}" if last else last
            there = [(base + key, path) for key, path in contents if path.exists()]
            return there, [base + each for each in common], more, last

        def _post_request(self, bucket: str, key: str) -> None:
            """Many objects deleted at once (Amazon S3 API Reference, "DeleteObjects"), which localbucket has not."""
            if key or "delete" not in self.query:
                super()._post_request(bucket, key)
                return
            told = ElementTree.Element("DeleteResult")
            for found in ElementTree.fromstring(self._read_body()).iter():  # of our own client
                if found.tag.endswith("Key"):
                    self._object_path(bucket, found.text or "").unlink(missing_ok=True)
                    ElementTree.SubElement(ElementTree.SubElement(told, "Deleted"), "Key").text = found.text
            self._send_xml(told)

    return Signed


class Server(ThreadingHTTPServer):
    """Many connections at once."""

    daemon_threads = True
    request_queue_size = 128


def main() -> None:
    """Serves until standard input is closed or it is told to end; writes its address first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--delay", type=float, default=0.0, help="seconds before each answer")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    server = Server(("127.0.0.1", asked.port), handler(asked.folder.resolve(), asked.delay))
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever(poll_interval=0.1)
    os._exit(0)


if __name__ == "__main__":
    main()
