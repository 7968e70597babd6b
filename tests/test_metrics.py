"""Metrics, through the real bot on both databases: what was done can be counted, and nobody can be recognised."""

import re
from math import isnan
from pathlib import Path

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

from bot.metrics import metrics_app
from bot.serving import serve
from handlers.listeners import LISTENERS
from handlers.metrics import label_of
from tests.test_http import loses_its_database
from tests.world import World

LABELS = {"listener", "outcome", "kind", "code", "status", "le"}
VALUES = re.compile(r"[a-z_]+(\.[a-z_]+)?|\+Inf|[0-9.]+")


async def scraped(world: World) -> str:
    """What Prometheus reads."""
    async with (
        serve(metrics_app(world.parts), "127.0.0.1", 0) as address,
        aiohttp.ClientSession() as session,
        session.get(f"{address}/metrics") as answer,
    ):
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        return await answer.text()


def read(text: str) -> dict[str, float]:
    """Every sample by its name and its label values: "refdesk_requests pending"."""
    return {
        " ".join((sample.name, *sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_what_was_done_can_be_counted(world: World) -> None:
    before = read(await scraped(world))
    assert before["refdesk_requests pending"] == 0
    await world.asks(world.maya, "Lumi")
    await world.asks(world.maya, "Lumi", prospect="Globex")
    await world.sees(world.ilkka, "[Approve]")
    button = world.ilkka.finds("Approve")
    await world.ilkka.presses(*button)
    await world.ilkka.presses(*button)
    await world.settled()
    found = read(await scraped(world))
    assert found["refdesk_requests pending"] == 1
    assert found["refdesk_requests approved"] == 1
    assert found["refdesk_points_used"] == 2
    assert found["refdesk_answers_total deciding.on_approve done"] == 1
    assert found["refdesk_answers_total deciding.on_approve refused"] == 1
    assert found["refdesk_listener_seconds_count deciding.on_approve"] == 2
    assert found["refdesk_deliveries_total card sent"] >= 2
    assert found["refdesk_deliveries_total approved sent"] == 1
    assert found["refdesk_deliveries_waiting"] == found["refdesk_deliveries_oldest_seconds"] == 0
    assert found["refdesk_tick_seconds_count"] >= 1
    assert 0 <= found["refdesk_tick_lag_seconds"] < 60
    assert found["refdesk_database_up"] == found["refdesk_index_customers"] == 1
    assert found["process_resident_memory_bytes"] > 10_000_000


async def test_what_waits_and_what_was_lost_is_seen(world: World) -> None:
    world.slack.workspace.app.messages_tab = False
    await world.asks(world.maya, "Lumi")
    await world.settled()
    world.slack.workspace.app.messages_tab = True
    lost = read(await scraped(world))
    assert lost["refdesk_deliveries_dead messages_tab_disabled"] >= 2
    assert lost["refdesk_deliveries_total card given_up"] >= 2


async def test_labels_hold_no_names_and_no_ids(world: World) -> None:
    await world.asks(world.maya, "Lumi", prospect="Markerprospect")
    await world.sees(world.ilkka, "[Approve]")
    await world.aino.presses(*world.ilkka.finds("Approve"))
    await world.ilkka.clicks("Approve")
    await world.maya.types("/reference Markerwords retail")
    await world.settled()
    text = await scraped(world)
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            assert set(sample.labels) <= LABELS, sample
            assert all(VALUES.fullmatch(value) for value in sample.labels.values()), sample
    for word in ("marker", "lumi", "maya", "ilkka", "helena", "u0", "norrsken"):
        assert word not in text.lower()


async def test_without_a_database_it_says_so_and_never_zero(world: World) -> None:
    await loses_its_database(world.database_url)
    found = read(await scraped(world))
    assert found["refdesk_database_up"] == 0
    assert isnan(found["refdesk_deliveries_waiting"])
    assert isnan(found["refdesk_points_used"])
    assert not any(name.startswith("refdesk_requests") for name in found)
    assert found["process_resident_memory_bytes"] > 0


def test_a_dashboard_of_before_the_rooms_finds_every_listener_by_its_name() -> None:
    known = (Path(__file__).parent / "upgrading" / "labels.txt").read_text().split()
    tables = (LISTENERS.commands, LISTENERS.shortcuts, LISTENERS.actions, LISTENERS.views, LISTENERS.options)
    now = {label_of(listener) for table in (*tables, LISTENERS.events) for listener in table.values()}
    assert set(known) <= now
