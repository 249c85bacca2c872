from __future__ import annotations

import socket

from hypothesis import given
from hypothesis import strategies as st

from entente.engine.frames import framed, frames, next_frame, take


@given(st.lists(st.binary(max_size=300), max_size=6), st.integers(1, 50))
def test_frames_come_out_whole_however_the_stream_is_cut(sent: list[bytes], step: int) -> None:
    stream = b"".join(map(framed, sent))
    buffer, found = bytearray(), []
    for at in range(0, len(stream), step):
        buffer += stream[at : at + step]
        found += frames(buffer)
    assert (found, buffer) == (sent, bytearray())


def test_the_end_of_a_stream_is_told() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(framed(b"one") + framed(b"two")[:5])
        theirs.shutdown(socket.SHUT_WR)
        buffer = bytearray()
        assert next_frame(ours, buffer) == b"one"
        assert next_frame(ours, buffer) is None


def test_taking_does_not_wait() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setblocking(False)
        buffer = bytearray()
        assert take(ours, buffer)
        theirs.sendall(framed(b"one"))
        assert take(ours, buffer)
        assert list(frames(buffer)) == [b"one"]
        theirs.close()
        assert not take(ours, buffer)
