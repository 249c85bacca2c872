"""The MCP server on standard input and output."""

from __future__ import annotations

import io
import os
import sys

import anyio
from mcp.server.fastmcp import FastMCP
from mcp.server.stdio import stdio_server


def speak(made: FastMCP) -> None:
    """Serves until standard input ends.

    The protocol gets copies of both streams, which it closes in the end; whatever else writes to standard output
    meanwhile goes to standard error, for one stray line would end the talk.
    """
    sys.stdout.flush()
    own = os.dup(1)
    heard = io.TextIOWrapper(os.fdopen(os.dup(0), "rb"), encoding="utf-8")
    said = io.TextIOWrapper(os.fdopen(os.dup(1), "wb"), encoding="utf-8")
    os.dup2(2, 1)
    try:
        anyio.run(_served, made, heard, said)
    finally:
        os.dup2(own, 1)
        os.close(own)


async def _served(made: FastMCP, heard: io.TextIOWrapper, said: io.TextIOWrapper) -> None:
    async with stdio_server(anyio.wrap_file(heard), anyio.wrap_file(said)) as (reads, writes):
        server = made._mcp_server  # the library has no other way to streams of one's own
        await server.run(reads, writes, server.create_initialization_options())
