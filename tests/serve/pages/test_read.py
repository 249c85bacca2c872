from __future__ import annotations

import gzip
import http.server
import io
import json
import re
import threading
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from entente.serve.jobs import Busy, Jobs
from entente.serve.pages.read_work import Reading
from entente.serve.settings import Settings
from entente.serve.uploads import Handed, fresh_folder, put
from tests.serve.pages.review_rig import Person, Rig, desk

TEXT = (
    "Talks \U0001f680 in Moscow\n\nIn Moscow it was said that RUS CONSULT PRK about arms on 2023-01-05. "
    "\U0001f600 USA denies RUS AID PRK."
)
HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(2)> \u202eevil RUS CONSULT PRK, "
    "javascript:alert(3) it said in the report."
)


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    with desk(tmp_path) as made:
        yield made


def sent(person: Person, files: list[tuple[str, bytes]] | None = None, **fields: str) -> Any:
    parts: list[Any] = [("csrf", (None, person.csrf)), *((name, (None, value)) for name, value in fields.items())]
    parts += [("files", file) for file in files or []]
    return person.client.post("/read", files=parts, headers={"Accept": "text/html"})


def came_to(person: Person, answer: Any) -> Any:
    assert answer.status_code == 303, answer.text
    return person.on(answer.headers["location"])


def test_a_pasted_report_becomes_a_brief_with_its_words_marked(rig: Rig) -> None:
    ana = rig.person("ana")
    page = came_to(ana, sent(ana, text=TEXT, published="2023-01-06"))
    assert page.status_code == 200
    assert "Talks \U0001f680 in Moscow" in page.text
    assert re.search(r'<mark class="own">RUS CONSULT PRK about arms on 2023-01-05</mark>', page.text)
    assert '<a href="#m1" aria-label="Words 1" id="b1">1</a>' in page.text
    assert page.text.count('id="b1"') == 1 == page.text.count('id="m1"')
    assert "1 report, 2 claims" in page.text
    # Each text was read once, though brief, table and ledger ask for its claims.
    assert len(rig.deps.desk.reader.read) == 1


def test_the_brief_can_be_had_in_every_form(rig: Rig) -> None:
    ana = rig.person("ana")
    here = str(came_to(ana, sent(ana, text=TEXT)).request.url.path)
    forms = {kind: ana.get(f"{here}/brief.{kind}?download=1") for kind in ("html", "md", "json", "pdf")}
    assert {kind: answer.status_code for kind, answer in forms.items()} == dict.fromkeys(forms, 200)
    assert all(answer.headers["content-disposition"].startswith("attachment") for answer in forms.values())
    assert forms["pdf"].content.startswith(b"%PDF-")
    assert json.loads(forms["json"].text)["title"]
    page = ana.get(f"{here}/brief.html")
    assert "<style" not in page.text
    assert "unsafe-inline" not in page.text
    assert "style=" not in page.text
    assert 'href="brief.css"' in page.text
    assert ana.get(f"{here}/brief.css").headers["content-type"].startswith("text/css")
    assert ana.get(f"{here}/brief.exe").status_code == 404


def test_hostile_words_are_words(rig: Rig) -> None:
    ana = rig.person("ana")
    page = came_to(ana, sent(ana, [("<svg onload=alert(4)>.txt", HOSTILE.encode())]))
    here = page.request.url.path
    for text in (page.text, ana.get(f"{here}/brief.html").text):
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "<svg onload" not in text
        assert "\u202e" not in text
        assert 'href="javascript:' not in text


def test_what_was_read_is_seen_by_who_asked_alone(rig: Rig) -> None:
    ana, ben = rig.person("ana"), rig.person("ben")
    page = came_to(ana, sent(ana, text=TEXT))
    for path in (page.request.url.path, f"{page.request.url.path}/brief.md", "/jobs/job0", "/jobs/job0/events"):
        assert ben.get(path).status_code == 404
    assert ben.get("/read/never").status_code == 404


def test_nothing_is_kept_unless_it_is_asked_for(rig: Rig) -> None:
    ana, before = rig.person("ana"), rig.ledger.count()["documents"]
    came_to(ana, sent(ana, text=TEXT))
    assert rig.ledger.count()["documents"] == before
    assert list((rig.deps.settings.state / "work").rglob("*.in")) == []
    page = came_to(ana, sent(ana, text=TEXT, keep="1", published="2023-01-06"))
    assert "Kept in the ledger" in page.text
    assert "will be there in some seconds" in page.text
    kept = rig.one("RUS CONSULT PRK about arms on 2023-01-05")
    text = rig.ledger.document(kept.claim.document).document.text
    assert text[kept.claim.place.start_char : kept.claim.place.end_char] == kept.claim.quote
    rig.deps.desk.follow(rig.deps.index, rig.ledger)
    assert f'href="/documents/{kept.claim.document}' in ana.get(page.request.url.path).text
    assert "The ledger had it already" in came_to(ana, sent(ana, text=TEXT, keep="1", published="2023-01-06")).text


def test_what_was_read_can_be_kept_afterwards(rig: Rig) -> None:
    ana, before = rig.person("ana"), rig.ledger.count()["documents"]
    page = came_to(ana, sent(ana, text=TEXT, published="2023-01-06"))
    here = page.request.url.path
    assert "Keep it in the ledger" in page.text
    page = came_to(ana, ana.post(f"{here}/keep"))
    assert page.request.url.path == here
    assert "Kept in the ledger" in page.text
    assert rig.ledger.count()["documents"] == before + 1


def test_keeping_needs_a_reviewer(rig: Rig) -> None:
    rita, before = rig.person("rita"), rig.ledger.count()["documents"]
    assert "that needs the role reviewer" in rita.get("/read").text
    assert sent(rita, text=TEXT, keep="1").status_code == 403
    assert rig.ledger.count()["documents"] == before
    page = came_to(rita, sent(rita, text=TEXT))
    assert page.status_code == 200
    assert rita.post(f"{page.request.url.path}/keep").status_code == 403


def test_a_form_that_is_wrong_keeps_what_was_typed(rig: Rig) -> None:
    answer = sent(rig.person("ana"), text=TEXT, published="tomorrow", address="ftp://a.example/")
    assert answer.status_code == 422
    assert "Talks \U0001f680 in Moscow" in answer.text
    assert 'value="ftp://a.example/"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert sent(rig.person("ana")).status_code == 422


def test_several_reports_are_one_brief_and_what_cannot_be_read_is_told(rig: Rig) -> None:
    ana = rig.person("ana")
    files = [
        ("a.txt", TEXT.encode()),
        ("b.xlsx", b"PK\x03\x04 nothing"),
        ("c.html", b"<p>It was told here in the report that CHN AID IRN on that day.</p>"),
    ]
    page = came_to(ana, sent(ana, files))
    assert page.status_code == 200
    assert "Could not be read" in page.text
    assert "b.xlsx" in page.text
    assert "CHN AID IRN" in page.text
    answer = sent(ana, [(f"{n}.txt", b"x") for n in range(11)])
    assert answer.status_code == 422
    assert "at most 10 files" in answer.text


def refused(person: Person, answer: Any) -> str:
    page = came_to(person, answer)
    assert page.status_code == 422
    found = re.search(r'class="fault" role="alert">([^<]*)<', page.text)
    assert found is not None
    return found[1]


def bomb_docx() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"A" * 120_000_000)
    return out.getvalue()


def bomb_pdf() -> bytes:
    packer, part = zlib.compressobj(9), b"BT (A) Tj ET\n" * 500_000
    packed = b"".join([*(packer.compress(part) for _ in range(70)), packer.flush()])
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << >> >> /MediaBox [0 0 9 9] >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
    ]  # fmt: skip
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 5\n0000000000 65535 f \n%strailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(out),
    )


@pytest.mark.parametrize(
    ("name", "make", "words"),
    [
        ("a.docx", bomb_docx, "unpacks to more than a report can be"),
        ("a.pdf", bomb_pdf, "a.pdf: the PDF"),
        ("a.txt.gz", lambda: gzip.compress(b"A" * 120_000_000), "more than 100,000,000 bytes"),
        ("a.jsonl.gz", lambda: gzip.compress(b'{"id":"x","text":""}\n' * 900), "more than 50 reports"),
        ("a.bin", lambda: b"\x7fELF\x00", "a program"),
    ],
)
def test_what_unpacks_without_end_is_refused_with_its_reason(rig: Rig, name: str, make: Any, words: str) -> None:
    begun = time.monotonic()
    assert words in refused(rig.person("ana"), sent(rig.person("ana"), [(name, make())]))
    assert time.monotonic() - begun < 20


def test_a_body_that_is_too_large_is_told_so(tmp_path: Path) -> None:
    with desk(tmp_path, max_upload=10_000) as rig:
        answer = sent(rig.person("ana"), [("a.txt", b"x" * 9_000), ("b.txt", b"x" * 900_000)])
        assert answer.status_code == 413
        answer = sent(rig.person("ana"), [("a.txt", b"x" * 9_000), ("b.txt", b"x" * 1_500)])
        assert answer.status_code == 413
        assert rig.deps.jobs.get("job0") is None


class _Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        body = b"<html><title>T</title><p>It was told here in the report that CHN AID IRN on that day.</p></html>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *given: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Any]:
    made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Page)
    made.asked = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "127.1"]
)
def test_private_networks_are_not_reached(rig: Rig, server: Any, host: str) -> None:
    address = f"http://{host}:{server.server_port}/secret"
    assert "leads into a private network" in refused(rig.person("ana"), sent(rig.person("ana"), address=address))
    assert server.asked == []


def test_an_address_is_read_where_private_ones_are_allowed(tmp_path: Path, server: Any) -> None:
    with desk(tmp_path, allow_private=True) as rig:
        page = came_to(rig.person("ana"), sent(rig.person("ana"), address=f"http://127.0.0.1:{server.server_port}/a"))
        assert page.status_code == 200
        assert "CHN AID IRN" in page.text
        assert server.asked == ["/a"]


def test_the_real_worker_reads_with_the_real_model(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "ledger", tmp_path / "state")
    folder = fresh_folder(settings, "read")
    words = "Iran sold drones to Russia, the United States said on 3 May 2023. Russia denied that it had bought any."
    args = {
        "folder": str(folder),
        "sources": put(folder, [Handed("a.txt", words.encode())]),
        "published": "",
        "keep": False,
    }
    jobs = Jobs(settings)
    try:
        job = jobs.start("read", args, owner="ana")
        until = time.monotonic() + 90
        while not job.over and time.monotonic() < until:
            time.sleep(0.05)
        assert (job.state, job.fault) == ("done", "")
    finally:
        jobs.close()
    found = job.result
    assert isinstance(found, Reading)
    assert found.kept is None
    assert {"IRN", "RUS"} <= {code for _, claims in found.claims for claim in claims for code in claim.parties}


def test_what_waits_for_no_work_is_not_kept(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*given: Any, **more: Any) -> None:
        raise Busy

    monkeypatch.setattr(type(rig.deps.jobs), "start", full)
    assert rig.person("ana").post("/read", text="RUS AID PRK about arms.").status_code == 503
    assert list((rig.deps.settings.state / "work").iterdir()) == []
