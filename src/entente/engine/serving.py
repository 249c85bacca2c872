"""What runs in the processes of the local engine: `python -m entente.engine.serving SOCKET shared|alone`.

Shared: this program loads lexicon and model once and then only forks. Each child has them as they are, in the same
pages of memory until it writes to them (fork(2), copy on write), and reads for one socket. Nothing runs beside the
loading, so that no lock is held when it forks. Alone: the program reads for its own socket, where forking is not to be
had (fork without exec is unsafe beside Apple's frameworks, and unknown to Windows).
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
from collections.abc import Callable

from entente.engine.forms import claims_values, document_from, packed, unpacked
from entente.engine.frames import framed, next_frame
from entente.engine.loading import Reads, Recipe, load
from entente.errors import EntenteError

#: What is asked of the program that forks: one more worker for the socket that comes along, or an end to a worker.
FORK, KILL = b"F", b"K"
#: Digits of a process id in these questions and answers.
DIGITS = 10


def serve(make: Callable[[Recipe], Reads], words: list[str]) -> None:
    """Serves until the other side goes.

    Args:
        make: from a recipe to a reader.
        words: number of the socket, and "shared" or "alone".
    """
    # Ctrl-C at a terminal reaches every process; the one that keeps the ledger decides what is to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    stream, buffer = socket.socket(fileno=int(words[0])), bytearray()
    asked = next_frame(stream, buffer)
    if asked is None:
        return
    reader, told = None, {}
    try:
        reader = make(Recipe(**unpacked(asked)))
        told["version"] = reader.version
    except EntenteError as error:  # whoever asked makes a reader of its own to see why
        told["fault"] = str(error)
    try:
        stream.sendall(framed(packed(told)))
    except ConnectionError:  # nobody waits for it any more
        return
    if reader is None:
        return
    if words[1] == "alone":
        answer(stream, buffer, reader)
    else:
        _fork_for(stream, reader)


def answer(stream: socket.socket, buffer: bytearray, reader: Reads) -> None:
    """Reads for a socket: a frame of documents in, and for each of them a frame of its number and claims out."""
    while (asked := next_frame(stream, buffer)) is not None:
        documents = [document_from(values) for values in unpacked(asked)]
        try:
            for number, (_, claims) in enumerate(reader.read_many(documents)):
                stream.sendall(framed(packed([number, claims_values(claims)])))
        except ConnectionError:  # nobody waits for it any more
            return


def _fork_for(control: socket.socket, reader: Reads) -> None:
    # What is there now is never collected: looking at it would write to its pages (gc.freeze in Python's manual).
    gc.collect()
    gc.freeze()
    workers: set[int] = set()
    while True:
        asked, handles, _, _ = socket.recv_fds(control, 1, 1)
        workers -= _ended(workers)
        if not asked:
            break
        if asked == FORK:
            worker = os.fork()
            if not worker:
                control.close()
                _child(socket.socket(fileno=handles[0]), reader)
            os.close(handles[0])
            workers.add(worker)
        else:
            worker = int(control.recv(DIGITS, socket.MSG_WAITALL))
            _end({worker} & workers)
            workers.discard(worker)
        control.sendall(b"%*d" % (DIGITS, worker))
    _end(workers)


def _child(stream: socket.socket, reader: Reads) -> None:
    try:
        stream.setblocking(True)
        answer(stream, bytearray(), reader)
    finally:
        # Straight out: what the libraries would tidy up at the end belongs to the process that was forked.
        fault = sys.exc_info()
        if fault[0] is not None:
            sys.excepthook(*fault)
            sys.stderr.flush()
        os._exit(1 if fault[0] is not None else 0)


def _ended(workers: set[int]) -> set[int]:
    """Those who have ended, whom nobody needs to wait for any more."""
    return {worker for worker in workers if os.waitpid(worker, os.WNOHANG)[0]}


def _end(workers: set[int]) -> None:
    """Kills them and waits for it: in a container there may be nobody else to do so."""
    for worker in workers:
        os.kill(worker, signal.SIGKILL)
    for worker in workers:
        os.waitpid(worker, 0)


if __name__ == "__main__":
    serve(load, sys.argv[1:])
