"""A process that has loaded everything and makes children that run the driver: loading takes longer than most trials.

    python -m faults.nursery        (reads a JSON line for each child: words, and files for its output; tells its id)

Nothing is opened before the fork: the threads of the libraries do not outlive it (fork(2)).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import traceback
from pathlib import Path


def main() -> None:
    """Makes children until its input ends; "wait ID" tells how one ended."""
    from faults import driver

    driver.load(100)
    for line in sys.stdin:
        asked = json.loads(line)
        if "wait" in asked:
            _, status = os.waitpid(asked["wait"], 0)
            print(os.waitstatus_to_exitcode(status), flush=True)
            continue
        child = os.fork()
        if not child:
            sys.exit(_become(asked))
        print(child, flush=True)


def _become(asked: dict[str, list[str] | str]) -> int:
    """The driver, with what it writes in files; gives its exit status."""
    from faults import driver

    for number, name in ((0, os.devnull), (1, asked["out"]), (2, asked["err"])):
        handle = os.open(str(name), os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(handle, number)
        os.close(handle)
    try:
        return driver.main(list(asked["words"]))
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else 1
    except BaseException:  # noqa: BLE001 - it is told as the interpreter would, and ends here
        traceback.print_exc()
        return 1


class Nursery:
    """The client's side. One child at a time can be waited for."""

    def __init__(self, root: Path) -> None:
        """Starts the process. `root`: where `faults` can be imported from."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "faults.nursery"], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._lock = threading.Lock()

    def start(self, words: list[str], out: str, err: str) -> int:
        """A child that runs the driver with these words; gives its id."""
        return int(self._told({"words": words, "out": out, "err": err}))

    def wait(self, child: int) -> int:
        """How it ended: the exit status, negative for a signal."""
        return int(self._told({"wait": child}))

    def _told(self, asked: dict[str, object]) -> str:
        with self._lock:
            assert self._process.stdin is not None and self._process.stdout is not None  # noqa: PT018
            self._process.stdin.write(json.dumps(asked) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
            if not line:
                raise RuntimeError("the process that makes children has ended")
            return line

    def close(self) -> None:
        """Ends it."""
        assert self._process.stdin is not None and self._process.stdout is not None  # noqa: PT018
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()


if __name__ == "__main__":
    main()
