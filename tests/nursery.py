"""Processes that start at once: everything is imported in one process, the nursery, and each process is one fork of it.

They are as real as started ones: an environment, a folder, pipes, signals and an end of their own. Importing refdesk
takes some two seconds of processor time, and the tests start hundreds. That it starts as it is installed, without any
of this, is tried by test_wheel.py.
"""

import asyncio
import atexit
import contextlib
import functools
import gc
import json
import os
import pydoc
import select
import signal
import socket
import subprocess
import sys
import tempfile
from asyncio import BaseTransport, StreamReader, StreamWriter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parent.parent


class Process:
    """One process of the nursery, as asyncio's own processes are: pid, returncode, stdin, stdout, stderr."""

    def __init__(
        self,
        pid: int,
        line: tuple[StreamReader, StreamWriter],
        stdin: StreamWriter,
        outputs: Sequence[tuple[StreamReader, BaseTransport]],
    ) -> None:
        self.pid = pid
        self.returncode: int | None = None
        """None until it was waited for; -9 after kill -9."""
        self.stdin = stdin
        self.stdout, self.stderr = (reader for reader, _ in outputs)
        self._outputs = [transport for _, transport in outputs]
        self._ending, self._line = line

    async def wait(self) -> int:
        """Wait until it has ended; gives its code. What it has printed and nobody has read yet is lost."""
        if self.returncode is None:
            self.returncode = int(await self._ending.readline() or -signal.SIGKILL)
            for each in (self._line, self.stdin, *self._outputs):
                each.close()
        return self.returncode

    async def communicate(self) -> tuple[bytes, bytes]:
        """Say nothing more to it and wait for its end; gives what it printed and what it complained."""
        self.stdin.close()
        printed, complained = await asyncio.gather(self.stdout.read(), self.stderr.read())
        await self.wait()
        return printed, complained

    def send_signal(self, signum: int) -> None:
        """Send it a signal."""
        os.kill(self.pid, signum)


async def born(
    target: str,
    *words: str,
    environment: Mapping[str, str] | None = None,
    folder: Path = ROOT,
    log: IO[bytes] | None = None,
) -> Process:
    """A new process that runs `target` ("package.module.function") with these words as sys.argv[1:].

    environment: all of it, this process's own if none is given. log: takes what it prints instead of the pipes.
    """
    order = {"target": target, "words": words, "environment": {**(environment or os.environ)}, "folder": str(folder)}
    said, heard, complained = os.pipe(), os.pipe(), os.pipe()
    line = socket.socket(socket.AF_UNIX)
    line.connect(_nursery())
    theirs = [said[0], log.fileno() if log else heard[1], log.fileno() if log else complained[1]]
    socket.send_fds(line, [json.dumps(order).encode() + b"\n"], theirs)
    for descriptor in (said[0], heard[1], complained[1]):
        os.close(descriptor)
    ending, writer = await asyncio.open_unix_connection(sock=line)
    outputs = [await _reads(heard[0]), await _reads(complained[0])]
    return Process(int(await ending.readline()), (ending, writer), await _writes(said[1]), outputs)


async def _reads(descriptor: int) -> tuple[StreamReader, BaseTransport]:
    reader = StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(descriptor, "rb")
    )
    return reader, transport


async def _writes(descriptor: int) -> StreamWriter:
    loop = asyncio.get_running_loop()
    reader = StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    transport, _ = await loop.connect_write_pipe(lambda: protocol, os.fdopen(descriptor, "wb"))
    return StreamWriter(transport, protocol, reader, loop)


@functools.cache
def _nursery() -> str:
    """Start this test process's nursery; gives its socket. It ends, with all it bore, when this process does."""
    # A socket's path may hold 107 bytes: pytest's folders are longer.
    path = str(Path(tempfile.mkdtemp(prefix="refdesk-")) / "nursery")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("REFDESK_", "SLACK_"))}
    nursery = subprocess.Popen(
        [sys.executable, "-m", "tests.nursery", path],
        **{"cwd": ROOT, "env": {**clean, "NO_COLOR": "1", "COLUMNS": "160"}, "start_new_session": True},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert nursery.stdout is not None
    assert nursery.stdout.readline() == b"ready\n"

    @atexit.register
    def ends() -> None:
        nursery.communicate()
        Path(path).unlink()
        Path(path).parent.rmdir()

    return path


def _imported() -> None:
    """Import what the commands import, and what they import only when it is used."""
    import sqlalchemy.dialects.postgresql.asyncpg
    import uvicorn.protocols.http.h11_impl

    import bot.cli
    import bot.demo
    import bot.serving
    import bot.wiring
    import tests.store.racer
    import tests.store.writer
    from domain.matching.vocabulary import shipped

    shipped()
    del bot, sqlalchemy, tests, uvicorn
    # What is shared is not looked through again by each of them when it ends: that took .7 s.
    gc.collect()
    gc.freeze()


def _bears(path: str) -> Callable[[], object]:
    """Take orders until nobody is there who could give one. Returns in each child, with what it is to run."""
    children: dict[int, socket.socket] = {}
    woken, waking = os.pipe()
    os.set_blocking(waking, False)
    signal.set_wakeup_fd(waking)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    with socket.socket(socket.AF_UNIX) as orders:
        orders.bind(path)
        orders.listen()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while True:
            ready, _, _ = select.select([0, woken, orders], [], [])
            if woken in ready:
                os.read(woken, 4096)
                _buries(children)
            if orders in ready:
                line, _ = orders.accept()
                order, descriptors, _, _ = socket.recv_fds(line, 1 << 20, 3)
                if not (pid := os.fork()):
                    for each in (line, *children.values()):
                        each.close()
                    signal.set_wakeup_fd(-1)
                    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                    return _becomes(json.loads(order), descriptors)
                for descriptor in descriptors:
                    os.close(descriptor)
                children[pid] = line
                line.sendall(f"{pid}\n".encode())
            if 0 in ready:
                os.killpg(0, signal.SIGKILL)


def _buries(children: dict[int, socket.socket]) -> None:
    """Tell who ordered them that they have ended, and how."""
    while children:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        with children.pop(pid) as line, contextlib.suppress(OSError):  # whoever ordered it may have gone
            line.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())


def _becomes(order: dict[str, object], descriptors: list[int]) -> Callable[[], object]:
    """Be the process that was ordered."""
    for own, given in enumerate(descriptors):
        os.dup2(given, own)
        os.close(given)
    os.environ.clear()
    os.environ.update(order["environment"])  # type: ignore[arg-type]
    os.chdir(str(order["folder"]))
    sys.argv = ["refdesk", *order["words"]]  # type: ignore[misc]
    target = pydoc.locate(str(order["target"]))
    assert callable(target), order["target"]
    return target


if __name__ == "__main__":
    _imported()
    _bears(sys.argv[1])()
