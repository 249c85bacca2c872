"""Frames on a stream: four bytes of length, most significant first, then so many bytes of JSON."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator

_LENGTH = struct.Struct(">I")
#: Bytes asked of a socket at once.
_BLOCK = 1 << 18


def framed(data: bytes) -> bytes:
    """The bytes as a frame. Raises struct.error from 4 GiB on."""
    return _LENGTH.pack(len(data)) + data


def frames(buffer: bytearray) -> Iterator[bytes]:
    """Takes the whole frames out of a buffer, oldest first; what is cut off stays in it."""
    at = 0
    try:
        while len(buffer) - at >= _LENGTH.size:
            begin = at + _LENGTH.size
            end = begin + _LENGTH.unpack_from(buffer, at)[0]
            if len(buffer) < end:
                return
            at = end
            yield bytes(memoryview(buffer)[begin:end])
    finally:
        del buffer[:at]


def take(stream: socket.socket, buffer: bytearray) -> bool:
    """Reads what a socket that does not block has to give; False where the other side has gone."""
    while True:
        try:
            data = stream.recv(_BLOCK)
        except BlockingIOError:
            return True
        except ConnectionError:
            return False
        if not data:
            return False
        buffer += data


def next_frame(stream: socket.socket, buffer: bytearray) -> bytes | None:
    """Waits for a frame on a socket that blocks; None where the other side has gone."""
    while True:
        if len(buffer) >= _LENGTH.size:
            end = _LENGTH.size + _LENGTH.unpack_from(buffer)[0]
            if len(buffer) >= end:
                frame = bytes(memoryview(buffer)[_LENGTH.size : end])
                del buffer[:end]
                return frame
        try:
            data = stream.recv(_BLOCK)
        except ConnectionError:
            return None
        if not data:
            return None
        buffer += data
