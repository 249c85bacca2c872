"""The program as a process: pipes, signals, versions, the time it takes to start."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.fakes import FakeReader

PROGRAM = [sys.executable, "-c", "from entente.cli import main; main()"]
#: The program with the fake reader.
FAKED = [
    sys.executable, "-c",
    "from entente.desk import Desk\nfrom tests.cli.fakes import FakeReader\n"
    "Desk.reader = property(lambda desk: FakeReader())\nfrom entente.cli import main\nmain()",
]  # fmt: skip
ROOT = Path(__file__).parents[2]


def test_version(run: Run) -> None:
    done = run("--version")
    assert done.exit_code == 0
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["entente", "model", "lexicon"]


def test_the_package_is_the_program(run: Run) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "entente", "--version"], check=True, capture_output=True, text=True, cwd="/"
    )
    assert done.stdout == run("--version").stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("words", [["--help"], ["--version"], ["read", "--help"]])
def test_help_and_version_that_cannot_be_written_are_told(words: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*PROGRAM, *words], check=False, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 3
    assert done.stderr == "entente: the output cannot be written: No space left on device\n"
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run([*PROGRAM, *words], check=False, stdout=write, stderr=subprocess.PIPE, text=True)
    os.close(write)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.parametrize("closed", [0, 1, 2])
def test_a_closed_stream_changes_no_status(closed: int) -> None:
    def close() -> None:
        os.close(closed)

    done = subprocess.run(
        [*PROGRAM, "read", "nowhere.txt"], check=False, capture_output=True, text=True, preexec_fn=close
    )
    assert done.returncode == 7
    assert done.stdout == ""
    assert ("nowhere.txt" in done.stderr) == (closed != 2)
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_lines_to_people_that_cannot_be_written_change_no_status() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*PROGRAM, "read", "nowhere.txt"], check=False, stdout=subprocess.PIPE, stderr=full)
    assert done.returncode == 7


def test_what_was_registered_for_the_end_is_done() -> None:
    code = (
        "import atexit, sys\natexit.register(lambda: sys.stderr.write('tidied\\n'))\n"
        "sys.argv = ['entente', *{}]\nfrom entente.cli import main\nmain()"
    )
    for words, status in (["--version"], 0), (["read", "nowhere.txt"], 7):
        program = [sys.executable, "-c", code.format(words)]
        done = subprocess.run(program, check=False, capture_output=True, text=True)
        assert done.returncode == status
        assert done.stderr.endswith("tidied\n")


COMMANDS = (
    "read", "brief", "explain", "evaluate", "actors", "ingest", "claims", "events", "documents", "refusals", "show",
    "correct", "reject", "accept", "undo", "reread", "export", "import", "optimize", "migrate", "feeds", "feeds add",
    "feeds list", "feeds remove", "feeds poll",
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_help_tells_the_exit_statuses(run: Run, command: str) -> None:
    done = run(*command.split(), "--help")
    assert done.exit_code == 0
    assert "6 some reports refused" in " ".join(done.stdout.split())


def test_help_lists_each_command_with_the_whole_of_its_first_sentence(run: Run) -> None:
    listed = " ".join(run("--help").stdout.partition("Commands:")[2].split())
    assert "..." not in listed
    assert "what is new, what clashes, what rules forbid; each sentence with its quote." in listed


@pytest.mark.parametrize("command", ["read", "ingest"])
def test_help_tells_that_several_may_be_given(run: Run, command: str) -> None:
    assert "...}" in run(command, "--help").stdout.splitlines()[0]


@pytest.mark.parametrize("command", ["read", "claims", "ingest"])
def test_help_loads_nothing_heavy(command: str) -> None:
    code = (
        "import sys\nfrom entente.cli.app import app\n"
        f"try: app(['{command}', '--help'])\nexcept SystemExit: pass\n"
        "heavy = ('numpy', 'onnxruntime', 'trafilatura', 'entente.reader', 'rich.table', 'deltalake', 'duckdb')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_reader_that_goes_away_ends_it_in_silence(tmp_path: Path) -> None:
    path = tmp_path / "items.jsonl"
    row = {"text": "Norway visits Chile, and the ministers spoke about fish, ships and the weather again."}
    path.write_text("".join(json.dumps({"id": n, **row}) + "\n" for n in range(3000)), encoding="utf-8")
    process = subprocess.Popen(
        [*FAKED, "read", str(path), "--format", "jsonl"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    json.loads(process.stdout.readline())
    process.stdout.close()
    told = process.stderr.read()
    process.stderr.close()
    assert (process.wait(30), told) == (141, b"")


def test_interrupt(run: Run, items: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(reader: FakeReader, document: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(FakeReader, "read", stopped)
    done = run("read", items)
    assert (done.exit_code, done.stderr) == (130, "entente: stopped\n")


def test_interrupt_of_the_process() -> None:
    code = FAKED[2].replace("main()", "import sys; print('up', file=sys.stderr, flush=True)\nmain()")
    process = subprocess.Popen(
        [*FAKED[:2], code, "read", "-"], cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.PIPE,
        # A shell starts what runs in the background deaf to interrupts, and that is handed on.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    assert process.stderr is not None
    assert process.stderr.readline() == b"up\n"
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert (process.returncode, told) == (130, b"entente: stopped\n")


def test_an_ascii_terminal_does_not_stop_it(items: Path) -> None:
    env = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run([*FAKED, "read", str(items)], cwd=ROOT, env=env, capture_output=True, check=False)
    assert done.returncode == 0
    assert b"\\u201cNorway" in done.stdout


def test_progress_at_a_terminal_leaves_the_results_alone(items: Path) -> None:
    pty = pytest.importorskip("pty", reason="needs a terminal of POSIX")
    ours, theirs = pty.openpty()
    hurried = FAKED[2].replace("main()", "import entente.cli.output\nentente.cli.output.PATIENCE = -1\nmain()")
    items.write_text(items.read_text(encoding="utf-8") + "{oops\n", encoding="utf-8")
    words = [*FAKED[:2], hurried, "read", str(items), "--format", "jsonl"]
    done = subprocess.run(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=theirs, check=False)
    os.close(theirs)
    told = os.read(ours, 1 << 16).decode()
    os.close(ours)
    assert [json.loads(line)["document"] for line in done.stdout.decode().splitlines()] == ["one", "two"]
    assert "2 reports" in told
    assert "refused" in told


def test_no_progress_in_a_pipe(items: Path) -> None:
    done = subprocess.run([*FAKED, "read", str(items)], cwd=ROOT, capture_output=True, check=False)
    assert done.stderr == b""
