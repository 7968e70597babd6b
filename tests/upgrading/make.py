"""Makes the fixtures of this folder with the refdesk that is checked out: python -m tests.upgrading.make"""

import asyncio
import copy
import itertools
import json
import pickle
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import aiohttp
import yaml
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.serving import serve
from domain.policy import Policy
from handlers import LISTENERS
from sandbox.clock import Clock
from sandbox.finding import option_named
from sandbox.model import Json, Message, View
from sandbox.seat import Seat
from sandbox.server import Sandbox
from sandbox.state import KINDS, Placed, elements_in, options_of, values_in
from sandbox.workspace import Workspace
from store.migrate import upgrade
from tests.upgrading.dumping import dumped
from tests.upgrading.story import EVERYBODY, Quarter, finished, settled
from tests.world import MONDAY, ROOT, World, bot_at

POLICY = Policy(timezone="UTC", contact_rest_days=0, contact_live_uses=100)
ANSWERS = {
    "needed_by": "2027-02-26", "on": "2027-02-12", "at": "11:00", "until": "2027-04-01", "back": "2027-02-15",
    "when": "2027-01-12", "agreed_on": "2027-01-12", "renewal": "2027-09-01", "satisfaction": "8",
    "instead": "U0NILS", "to": "U0NILS", "prospect": "Recorded", "word": "recordly", "words": "retail",
}


@dataclass
class Recorder:
    """Stands before the bot and keeps what Slack sends it and what it answers."""

    to: str = ""
    heard: list[tuple[str, Json, int, str]] = field(default_factory=list)

    async def take(self, request: Request) -> Response:
        body = await request.body()
        headers = {k: v for k, v in request.headers.items() if k.startswith("x-slack") or k in ("content-type", "user-agent")}
        async with aiohttp.ClientSession() as session, session.post(self.to, data=body, headers=headers) as answer:
            said = await answer.read()
            kind, payload = _read(request.headers["content-type"], body.decode())
            self.heard.append((kind, payload, answer.status, said.decode()))
            kept = {"content-type": answer.headers.get("content-type", "text/plain")}
            return Response(said, answer.status, kept)


def _read(content_type: str, body: str) -> tuple[str, Json]:
    if content_type.startswith("application/json"):
        return "events_api", json.loads(body)
    form = parse_qs(body, keep_blank_values=True)
    if "payload" in form:
        return "interactive", json.loads(form["payload"][0])
    return "slash_commands", {key: value[0] for key, value in form.items()}


@dataclass
class Stage:
    """The story's end, to which everything returns before each scene."""

    slack: Sandbox
    folder: Path
    recorder: Recorder
    address: str
    kept: Any = None

    def keep(self) -> None:
        w = self.slack.workspace
        self.kept = copy.deepcopy((w.channels, w.ephemerals, w.modals, w.homes))
        shutil.copy(self.folder / "made.db", self.folder / "kept.db")

    @asynccontextmanager
    async def scene(self) -> AsyncIterator[World]:
        w = self.slack.workspace
        w.channels, w.ephemerals, w.modals, w.homes = copy.deepcopy(self.kept)
        url = f"sqlite+aiosqlite:///{self.folder / 'scene.db'}"
        for end in ("", "-wal", "-shm"):
            (self.folder / f"scene.db{end}").unlink(missing_ok=True)
        shutil.copy(self.folder / "kept.db", self.folder / "scene.db")
        async with bot_at(self.slack, url, policy=POLICY, digest_channel=w.channel("references").id) as parts:
            self.recorder.to, w.app.request_url = w.app.request_url, self.address
            self.recorder.heard.clear()
            yield World(self.slack, parts, url)


Where = tuple[str, ...]
Step = tuple[str, ...]


def surface(seat: Seat, where: Where) -> Any:
    match where:
        case ("home",):
            return seat.home
        case ("modal",):
            return seat.modal
        case ("ephemeral", ts):
            return next(m for m in seat.ephemerals if m.ts == ts)
        case ("message", channel, ts):
            return seat.workspace.channels[channel].messages[ts]
    raise AssertionError(where)


def kind_of(shown: Any) -> str:
    if isinstance(shown, View):
        return f"{shown.type}:{shown.callback_id or shown.content['title']['text']}" if shown.type == "modal" else "home"
    if shown.only_for:
        return "ephemeral"
    return "thread" if shown.thread_ts else "channel" if not shown.channel.startswith("D") else "message"


async def do(world: World, seat: Seat, step: Step) -> bool:
    """One act; False where there is nothing to do it on."""
    match step:
        case ("types", words):
            await seat.types(words)
        case ("shortcut", name):
            await seat.shortcut(name)
        case ("on message", name):
            general = seat.workspace.channel("general")
            message = Message("1800000000.000100", general.id, "U0AINO", "Who knows a retailer like Lumi?", 1)
            general.messages[message.ts] = message
            await seat.message_shortcut(name, message)
        case ("home",):
            await seat.opens_home()
        case ("dm",):
            await seat.opens_dm()
        case ("submit",):
            if seat.modal is None or not seat.modal.content.get("submit"):
                return False
            await fill(seat)
            await seat.submits()
        case ("loads", block_id, action_id, typed, *where):
            shown = surface(seat, tuple(where))
            await seat.loads(shown, seat.placed(shown, block_id, action_id), typed)
        case ("press", block_id, action_id, *where):
            shown = surface(seat, tuple(where))
            placed = seat.placed(shown, block_id, action_id)
            if placed.kind == "button":
                await seat.presses(shown, placed)
            elif (value := await a_value(seat, shown, placed)) is not None:
                await seat.sets(shown, placed, value)
    return True


async def a_value(seat: Seat, shown: Any, placed: Placed) -> Any:
    if placed.kind in ("external_select",):
        typed = {"words.meaning": "retail", "words.meant": "retail", "request.customer": "Shop Number"}.get(placed.action_id, "")
        found = (await seat.loads(shown, placed, typed))[1]
        return {k: v for k, v in found[-1].items() if k != "group"} if found else None
    if placed.kind in ("static_select", "overflow", "radio_buttons"):
        if placed.action_id == "request.activity":
            return next(each for each in options_of(placed.element) if each["value"] == "quote")
        return options_of(placed.element)[-1 if placed.action_id.startswith("search") else 0]
    if placed.kind == "checkboxes":
        return options_of(placed.element)[:2]
    name = placed.block_id
    return ANSWERS.get(name, "7" if placed.kind == "number_input" else "Recorded words")


async def fill(seat: Seat) -> None:
    view = seat.modal
    assert view is not None
    for placed in list(elements_in(view.blocks)):
        if placed.kind not in KINDS or placed.block.get("type") != "input":
            continue
        held = values_in(view, seat.user.id).get(placed.block_id, {}).get(placed.action_id, {})
        if held.get(KINDS[placed.kind][0]) or placed.block_id == "override" and placed.block.get("optional"):
            continue
        if placed.block_id in ("agreed_by", "agreed_on"):
            continue
        if view.callback_id == "settings.form" and placed.block.get("optional"):
            continue
        key, value = KINDS[placed.kind][0], await a_value(seat, view, placed)
        if value is not None:
            state = {"type": placed.kind, key: value}
            values_in(view, seat.user.id).setdefault(placed.block_id, {})[placed.action_id] = state


@dataclass
class Entry:
    what: str
    by: str
    kind: str
    payload: Json
    status: int
    outcome: str
    said: str
    key: tuple[str, str]


def what_of(kind: str, payload: Json) -> str:
    if kind == "events_api":
        return f"events/{payload['event']['type']}"
    if kind == "slash_commands":
        return f"commands/{payload['command']}"
    match payload["type"]:
        case "block_actions":
            return f"actions/{payload['actions'][0]['action_id']}"
        case "view_submission":
            return f"views/{payload['view']['callback_id']}"
        case "block_suggestion":
            return f"options/{payload['action_id']}"
    return f"shortcuts/{payload['callback_id']}"


def outcomes(world: World) -> dict[tuple[str, str], float]:
    found = {}
    for metric in world.parts.desk.measures.answers.collect():
        for sample in metric.samples:
            if sample.name.endswith("_total"):
                found[sample.labels["listener"], sample.labels["outcome"]] = sample.value
    return found


class Crawler:
    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.entries: list[Entry] = []
        self.done: dict[tuple[str, str], int] = {}

    async def play(self, who: str, path: list[Step], key: tuple[str, str]) -> None:
        """Do the path from the story's end; the last act is recorded, and what it opens is looked into."""
        if self.done.get(key, 0) >= 1:
            return
        async with self.stage.scene() as world:
            seat = world.slack.seat(who)
            for step in path[:-1]:
                assert await do(world, seat, step)
            before, opened = outcomes(world), seat.modal and (seat.modal.id, seat.modal.hash)
            count = len(seat.ephemerals)
            self.stage.recorder.heard.clear()
            try:
                if not await do(world, seat, path[-1]):
                    return
            except AssertionError as gone:
                print("gone", who, path, str(gone)[:80])
                return
            heard = list(self.stage.recorder.heard)
            after = outcomes(world)
            changed = {outcome for (_, outcome), value in after.items() if value != before.get((_, outcome), 0)}
            outcome = "refused" if "refused" in changed else "done" if changed <= {"done"} else str(changed)
            said = seat.last_ephemeral if len(seat.ephemerals) > count else seat.text_of(seat.modal)
            for kind, payload, status, answer in heard:
                mine = (what_of(kind, payload), key[1])
                if self.done.get(mine, 0) and payload.get("type") == "block_suggestion":
                    continue
                self.done[mine] = self.done.get(mine, 0) + (outcome == "done")
                self.entries.append(Entry(mine[0], who, kind, payload, status, outcome, f"{said}\n{answer[:200]}", mine))
            if outcome != "done":
                print(outcome, who, path[-1], repr(said[:150]), [h[3][:150] for h in heard])
            if len(heard) == 0:
                print("nothing sent", who, path[-1])
            shown = seat.modal
            if shown is None or len(path) > 3:
                return
            if (shown.id, shown.hash) == opened or not heard:
                return
            inner = self.inside(shown, ("modal",))
            if shown.content.get("submit"):
                inner.append((("submit",), (f"views/{shown.callback_id}", kind_of(shown))))
        for step, next_key in inner:
            await self.play(who, [*path, step], next_key)

    @staticmethod
    def inside(shown: Any, where: Where) -> list[tuple[Step, tuple[str, str]]]:
        steps: list[tuple[Step, tuple[str, str]]] = []
        for placed in elements_in(shown.blocks):
            acts = placed.block.get("type") != "input" or placed.block.get("dispatch_action")
            if placed.kind == "external_select":
                key = (f"options/{placed.action_id}", kind_of(shown))
                steps.append((("loads", placed.block_id, placed.action_id, "l", *where), key))
            if acts:
                steps.append((("press", placed.block_id, placed.action_id, *where), (f"actions/{placed.action_id}", kind_of(shown))))
        return steps

    async def crawl(self) -> None:
        slack = self.stage.slack
        roots: list[tuple[str, Step, tuple[str, str]]] = []
        for words in ("", "retail onboarding", "help", "mine", "inbox", "away", "handover", "digest", "settings", "customer", "customer Lumi", "customer Shop", "find add a bank"):
            for who in ("U0ILKKA", "U0PETRA"):
                roots.append((who, ("types", f"/reference {words}".strip()), ("commands/reference", f"{who}:{words}")))
        roots += [("U0MAYA", ("shortcut", "request.new"), ("shortcuts/request.new", "")), ("U0MAYA", ("on message", "request.from_message"), ("shortcuts/request.from_message", ""))]
        roots += [("U0MAYA", ("home",), ("events/app_home_opened", "home")), ("U0MAYA", ("dm",), ("events/app_home_opened", "dm"))]
        for user in slack.workspace.users.values():
            seat = slack.seat(user.id)
            places = [("message", m.channel, m.ts) for m in reversed(seat.dm)]
            places += [("ephemeral", m.ts) for m in reversed(seat.ephemerals)]
            places += [("modal",)] if seat.modal else []
            places += [("home",)] if seat.home else []
            if user.id in ("U0PETRA",):
                places += [("message", m.channel, m.ts) for m in reversed(seat.channel("references"))]
            for where in places:
                roots += [(user.id, step, key) for step, key in self.inside(surface(seat, where), where)]
        print(len(roots), "roots")
        for who, step, key in roots:
            await self.play(who, [step], key)


def normalised(payload: Json) -> Json:
    payload = copy.deepcopy(payload)
    for name in ("trigger_id", "response_url", "token"):
        if name in payload:
            payload[name] = f"<{name}>"
    return payload


def workspace_of() -> Workspace:
    clock = Clock()
    clock.move_to(MONDAY)
    manifest = yaml.safe_load((ROOT / "app.yaml").read_text())
    return Workspace.from_manifest(
        manifest, EVERYBODY, ["general", {"name": "references", "with_app": True}], clock=clock
    )


async def live(folder: Path) -> None:
    url = f"sqlite+aiosqlite:///{folder / 'made.db'}"
    await upgrade(url)
    workspace = workspace_of()
    async with Sandbox(workspace, page=False, answer_within=20) as slack:
        async with bot_at(slack, url, policy=POLICY, digest_channel=workspace.channel("references").id) as parts:
            world = World(slack, parts, url)
            await Quarter(world).lived()
        async with bot_at(slack, url, policy=POLICY, digest_channel=workspace.channel("references").id) as parts:
            await settled(World(slack, parts, url))
        finished(folder / "made.db")
        print("lived until", workspace.clock.now())
        (folder / "database.sql").write_text(dumped(folder / "made.db"))
        w = workspace
        kept = (w.clock.now(), w.channels, w.ephemerals, w.modals, w.homes, w.files, w._last_ts)
        (folder / "screens").write_bytes(pickle.dumps(kept))


async def crawl(folder: Path) -> None:
    w = workspace_of()
    now, w.channels, w.ephemerals, w.modals, w.homes, w.files, w._last_ts = pickle.loads((folder / "screens").read_bytes())
    w.clock.move_to(now)
    w._stamps = itertools.count(10**6)
    async with Sandbox(w, page=False, answer_within=20) as slack:
        recorder = Recorder()
        route = Route("/slack/events", recorder.take, methods=["POST"])
        async with serve(Starlette(routes=[route]), "127.0.0.1", 0) as address:
            stage = Stage(slack, folder, recorder, f"{address}/slack/events")
            stage.keep()
            crawler = Crawler(stage)
            try:
                await crawler.crawl()
            finally:
                entries = [{"what": e.what, "by": e.by, "kind": e.kind, "outcome": e.outcome, "said": e.said, "key": e.key, "payload": normalised(e.payload)} for e in crawler.entries]
                (folder / "recorded.json").write_text(json.dumps(entries, indent=1))
        found = {e.what for e in crawler.entries}
        every = {f"{t}/{each}".replace("//", "/") for t in ("commands", "shortcuts", "actions", "views", "options", "events") for each in getattr(LISTENERS, t)}
        print("missing", sorted(every - {f.replace("//", "/") for f in found}))
        print("only refused", sorted(every - {e.what.replace("//", "/") for e in crawler.entries if e.outcome == "done"}))


if __name__ == "__main__":
    asyncio.run({"live": live, "crawl": crawl}[sys.argv[1]](Path(sys.argv[2])))
