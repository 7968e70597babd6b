"""The search index, kept in the database: a restart reads it, and takes in only what changed since.

It is kept while it is used, part by part. Whoever changes meanwhile may be missing, old or there twice in what is kept;
so the moment it tells is that of the beginning, and all who changed since are taken in anew when it is put back.
"""

import hashlib
import json
import logging
import secrets
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import cache
from pathlib import Path
from typing import Any

import domain
from domain.matching import CompanyWords, Index
from handlers import shelved as index_and_beside
from handlers.shelved import Shelved
from store import portfolio
from store.kept import Kept

log = logging.getLogger(__name__)

Keeping = Callable[[], AbstractAsyncContextManager[Kept]]


def key_of(*basis: object) -> str:
    """What an index follows from, as a short text: the code and the words we ship, and the `basis` as JSON says it."""
    said = json.dumps([_built_from(), *basis], default=str, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


@cache
def _built_from() -> str:
    """All that an index is made by, hashed: another release reads all customers anew."""
    files = [path for path in Path(domain.__path__[0]).rglob("*") if path.is_file() and path.suffix != ".pyc"]
    files += [Path(str(module.__file__)) for module in (index_and_beside, portfolio)]
    whole = hashlib.sha256()
    for path in sorted(files):
        whole.update(path.name.encode() + path.read_bytes())
    return whole.hexdigest()


async def put_back(kept: Kept, key: str, words: CompanyWords) -> tuple[Shelved, float, dict[int, float]] | None:
    """The index that was kept under this key, until when it knew every change, and who changed last, when.

    None without a usable one. Moments are seconds of the database's clock.
    """
    for copy, said in (await kept.whole()).items():
        told = _told(said)
        if told.get("key") != key:
            continue
        try:
            shelved = await _read(kept, copy, int(told["parts"]), words)
            return shelved, float(told["seen"]), {int(id_): float(at) for id_, at in told["recent"]}
        except Exception as broken:
            log.warning("index: the one that was kept can't be read (%s); all customers are", type(broken).__name__)
    return None


async def _read(kept: Kept, copy: str, parts: int, words: CompanyWords) -> Shelved:
    shelved = Shelved(Index(words=words))
    for number in range(1, parts + 1):
        part = await kept.part(copy, number)
        if part is None:
            raise LookupError("a part is gone")  # somebody keeps a newer one
        shelved.put_back(part)
    return shelved


async def keep(keeping: Keeping, shelved: Shelved, told: dict[str, Any], still: Callable[[], bool]) -> None:
    """Keep this index in place of older ones, if nobody else has.

    told: what `put_back` gives again, as it is now, and its key. still: whether that is still right, asked at the end.
    """
    async with keeping() as kept:
        old = await kept.whole()
    if any(_told(said).get("key") == told["key"] for said in old.values()):
        return
    copy, number = secrets.token_hex(16), 0
    for number, part in enumerate(shelved.parts(), 1):
        async with keeping() as kept:
            await kept.add(copy, number, part)
    unused = [copy]
    if still():
        async with keeping() as kept:
            await kept.complete(copy, json.dumps({**told, "parts": number}).encode())
        unused = [*old]
    more = True
    while more:
        async with keeping() as kept:
            more = await kept.remove_some(unused)


def _told(said: bytes) -> dict[str, Any]:
    try:
        told = json.loads(said)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
