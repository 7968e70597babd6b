"""Every click, form and option load of 2c3c93b is answered rightly today: done, or said to be outdated; never silence."""

import shutil
from pathlib import Path

from bot.guard import TOO_LATE
from domain.refusals import Outdated
from store.migrate import upgrade
from tests.upgrading.old import load, reopened
from tests.upgrading.replaying import Act, Answered, acts, replayed, rows
from tests.world import World

OUTDATED = Outdated().words
BUG = "Something broke on my side"
# All the ids there were. What was taken away since is still clicked: its id stays in the list, and is answered.
EVERY = (Path(__file__).parent / "ids.txt").read_text().split()


def test_everything_there_was_to_click_send_and_load_is_in_the_recording() -> None:
    assert {act.what for act in acts()} == set(EVERY)


def expected(act: Act, world: World) -> str:
    return "done"


async def test_each_is_answered_rightly(tmp_path: Path) -> None:
    kept = await _kept(tmp_path / "kept.db")
    wrong: list[str] = []
    left = list(acts())
    while left:
        shutil.copy(kept, tmp_path / "now.db")
        async with reopened(f"sqlite+aiosqlite:///{tmp_path / 'now.db'}") as world:
            before = await rows(world)
            while left:
                act = left.pop(0)
                answered = await replayed(world, act)
                after = await rows(world)
                changed = {t for t in before if before[t] != after[t]}
                wrong += [f"{act.name}: {why}" for why in complaints(act, answered, changed)]
                if changed:
                    break
    assert not wrong, "\n".join(wrong)


def complaints(act: Act, answered: Answered, changed: set[str]) -> list[str]:
    found = []
    if answered.status != 200:
        found.append(f"status {answered.status}")
    if answered.outcome != "done":
        found.append(f"{answered.outcome}: {answered.said[:200]}")
    if not answered.said.strip() and not changed:
        found.append("silence")
    return found


async def _kept(path: Path) -> Path:
    """The old database, migrated, with nothing owed any more."""
    url = f"sqlite+aiosqlite:///{path}"
    await load(url)
    await upgrade(url)
    async with reopened(url) as world:
        await world.settled()
    return path
