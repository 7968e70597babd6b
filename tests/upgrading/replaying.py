"""What people clicked, sent and loaded at 2c3c93b, given to today's refdesk as Slack would have sent it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sandbox.model import Json, Message, View
from sandbox.seat import Seat
from tests.upgrading.old import HERE
from tests.world import World


@dataclass(frozen=True, slots=True)
class Act:
    """One thing somebody did. what: "actions/request.approve"; by: a Slack id; where: on what it was done."""

    what: str
    by: str
    where: str
    kind: str
    payload: Json

    @property
    def name(self) -> str:
        return f"{self.what} by {self.by} {self.where}"

    @property
    def place(self) -> tuple[str, str] | None:
        """The posted message it was done on: channel and ts. None for anything that Slack lets nobody reach again."""
        container = self.payload.get("container") or {}
        if container.get("type") != "message" or container.get("is_ephemeral"):
            return None
        return container["channel_id"], container["message_ts"]


@dataclass(frozen=True, slots=True)
class Answered:
    """How it was answered. outcome: refdesk's own word for it; said: all that the person saw of it."""

    status: int
    outcome: str
    said: str


@cache
def acts() -> tuple[Act, ...]:
    """The recording."""
    recorded = json.loads((HERE / "recorded.json").read_text())
    shown: Mapping[str, Json] = recorded["shown"]
    found = []
    for each in recorded["acts"]:
        payload = recorded["always"][each["kind"]] | each["payload"]
        if each["kind"] == "interactive":
            payload["user"] = recorded["people"][each["by"]]
        for name in ("view", "message"):
            if isinstance(payload.get(name), dict) and "shown" in payload[name]:
                payload[name] = shown[payload[name]["shown"]] | payload[name]
        found.append(Act(each["what"], each["by"], each["where"], each["kind"], payload))
    return tuple(found)


async def replayed(world: World, act: Act) -> Answered:
    """Let the person do it once more, and wait until everything that it owes is sent."""
    seat = world.slack.seat(act.by)
    world.slack.workspace.modals.pop(act.by, None)
    before = counts(world)
    shown, home = len(seat.ephemerals), seat.text_of(seat.home)
    written = len(seat.dm)
    payload = _now(world, seat, act)
    modal = seat.text_of(seat.modal)
    reply = await world.slack.delivery._send(act.kind, payload)
    await world.settled()
    said = [json.dumps(reply.body, ensure_ascii=False) if reply.body else ""]
    said += [seat.text_of(message) for message in seat.ephemerals[shown:]]
    said += [seat.text_of(message) for message in seat.dm[written:]]
    said += [
        after
        for before_, after in ((modal, seat.text_of(seat.modal)), (home, seat.text_of(seat.home)))
        if before_ != after
    ]
    outcome = {outcome for (_, outcome), count in counts(world).items() if count > before.get((_, outcome), 0)}
    return Answered(reply.status or 0, ",".join(sorted(outcome)), "\n".join(filter(None, said)))


def counts(world: World) -> dict[tuple[str, str], float]:
    """How often each listener ended how."""
    samples = (each for metric in world.parts.desk.metrics.answers.collect() for each in metric.samples)
    return {(s.labels["listener"], s.labels["outcome"]): s.value for s in samples if s.name.endswith("_total")}


def _now(world: World, seat: Seat, act: Act) -> Json:
    """The payload with what Slack gives out anew, and Slack showing what it was done on."""
    workspace, payload = world.slack.workspace, dict(act.payload)
    on: Message | None = None
    if "view" in payload and payload["view"]["type"] == "modal":
        _open(seat, payload["view"])
    if (place := act.place) is not None:
        on = workspace.message(*place)
    channel = (payload.get("container") or {}).get("channel_id") or (payload.get("channel") or {}).get("id")
    if "trigger_id" in payload:
        payload["trigger_id"] = workspace.new_trigger(seat.user.id, (payload.get("view") or {}).get("id"))
    if "response_url" in payload:
        channel = channel or payload.get("channel_id")
        payload["response_url"] = workspace.new_response_url(str(channel), seat.user.id, on)
    return payload


def _open(seat: Seat, form: Json) -> None:
    kept = ("type", "title", "submit", "close", "blocks", "private_metadata", "callback_id")
    content = {name: form[name] for name in kept if form.get(name)}
    view = View(form["id"], seat.user.id, content, form["hash"], 10**6, state=form["state"]["values"])
    seat.workspace.open_modal(view)
