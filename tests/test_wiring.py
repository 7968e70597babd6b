"""Every id has its listener and every listener its id; nothing that people write reaches the log."""

import importlib
import logging
import pkgutil
import re
from collections.abc import Mapping
from pathlib import Path

import yaml

import blocks
from handlers.listeners import LISTENERS
from store.db.deadline import LIMITS, Deadline
from store.tx import open_store
from tests.world import LUMI, MONDAY, opened

ROOT = Path(__file__).parents[1]
MANIFEST = yaml.safe_load((ROOT / "app.yaml").read_text())
# A module constant of blocks/ whose value looks like "thing.verb" is an id of ours.
ID = re.compile(r"[a-z_]+(\.[a-z_]+)+")


def ids_in_blocks() -> set[str]:
    """The ids that blocks/ defines, alone or in a table."""
    found = set[str]()
    for module in pkgutil.walk_packages(blocks.__path__, "blocks."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if name.isupper():
                found |= {text for text in texts(value) if ID.fullmatch(text)}
    return found


def texts(value: object) -> set[str]:
    """The strings a constant holds."""
    if isinstance(value, str):
        return {value}
    if isinstance(value, Mapping):
        return {text for pair in value.items() for each in pair for text in texts(each)}
    if isinstance(value, tuple | list | frozenset):
        return {text for each in value for text in texts(each)}
    return set()


def test_every_id_in_blocks_has_a_listener_and_the_reverse() -> None:
    heard = [*LISTENERS.actions, *LISTENERS.views]
    assert len(heard) == len(set(heard))
    # A list that stands outside a form is heard twice: what to offer, and what was chosen.
    assert ids_in_blocks() == {*heard, *LISTENERS.options}


def test_every_command_and_shortcut_of_the_manifest_has_a_listener_and_the_reverse() -> None:
    features = MANIFEST["features"]
    assert {command["command"] for command in features["slash_commands"]} == set(LISTENERS.commands)
    assert {shortcut["callback_id"] for shortcut in features["shortcuts"]} == set(LISTENERS.shortcuts)


def test_every_event_asked_for_has_a_listener_and_the_reverse() -> None:
    assert set(LISTENERS.events) == set(MANIFEST["settings"]["event_subscriptions"]["bot_events"])


class Everything(logging.Handler):
    """Keeps all that is logged, as it would be written."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name} {record.levelname} {self.format(record)} {record.args!r}")


MARKS = {
    "a customer": "Zyxcustomer",
    "a contact": "Zyxcontact",
    "a mail": "zyxmail",
    "a story": "Zyxstory",
    "a competitor": "Zyxrival",
    "a prospect": "Zyxprospect",
    "a deal": "Zyxdeal",
    "a note": "Zyxnote",
    "words searched for": "zyxwords",
    "a person": "Lindholm",
}


async def test_the_log_holds_nothing_that_people_wrote_even_at_debug(database_url: str) -> None:
    root, log = logging.getLogger(), Everything()
    level = root.level
    root.addHandler(log)
    root.setLevel(logging.DEBUG)
    try:
        await straight_path(database_url, log)
    finally:
        root.removeHandler(log)
        root.setLevel(level)


async def straight_path(database_url: str, log: Everything) -> None:
    async with opened(database_url) as world:
        app = world.slack.workspace.app
        secrets = {"the bot's token": app.bot_token, "the signing secret": app.signing_secret}
        await world.customers(
            {
                **LUMI,
                "name": "Zyxcustomer",
                "story": "Zyxstory",
                "competitors": "Zyxrival",
                "consents": "",
                "contact1_name": "Zyxcontact",
                "contact1_email": "zyxmail@lumi.example",
                "contact1_direct": "yes",
            }
        )
        await world.maya.types("/reference retail zyxwords onboarding")
        await world.maya.opens_home()
        await world.asks(world.maya, "Zyxcustomer", prospect="Zyxprospect", Deal="Zyxdeal")
        await world.sees(world.ilkka, "[Approve]")
        await world.ilkka.clicks("Approve")
        await world.ilkka.picks("Has the customer agreed?", "They agreed")
        await world.ilkka.fills("Who said yes?", "Zyxcontact")
        await world.ilkka.submits()
        await world.sees(world.maya, "zyxmail")
        await world.asks(world.maya, "Zyxcustomer", activity="Quote", prospect="Zyxprospect")
        await world.sees(world.ilkka, "[Decline]")
        await world.ilkka.clicks("Decline")
        await world.ilkka.picks("Why not?", "Another reason")
        await world.ilkka.fills("Anything to add?", "Zyxnote")
        await world.ilkka.submits()
        await world.sees(world.maya, "Zyxnote")
        await world.settled()
    # The sandbox is Slack, not refdesk: what it logs is no leak of ours.
    ours = [line for line in log.lines if not line.startswith("sandbox")]
    assert ours, "nothing was logged at all: the test looks at nothing"
    for what, mark in {**MARKS, **secrets}.items():
        leaks = [line[:300] for line in ours if mark.casefold() in line.casefold()]
        assert not leaks, f"{what}: {leaks[:3]}"


async def test_in_life_everybody_is_answered_before_slack_gives_up() -> None:
    store = open_store("sqlite://", lambda: MONDAY)
    assert store.limits is Deadline().limits is LIMITS
    assert LIMITS.look_ups < LIMITS.look_up < LIMITS.database < LIMITS.click < 3
    assert LIMITS.writers + LIMITS.busy < 3
    assert (store.engines.write.wait_seconds, store.engines.write.busy_ms) == (LIMITS.writers, LIMITS.busy * 1000)
    await store.close()
