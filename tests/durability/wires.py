"""Between two ends of a connection: a test decides what is carried."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable


async def pump(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, passes: Callable[[bytes], Awaitable[bool]]
) -> None:
    """Carry one direction until it ends; what does not pass is lost."""
    try:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                if await passes(data):
                    writer.write(data)
                    await writer.drain()
    finally:
        writer.close()
