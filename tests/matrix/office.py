"""The world of the matrix: customers and requests of every kind, with a token in every field."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import yaml
from sqlalchemy import insert, select, text, update

from blocks.kit.language import DEFAULT, PSEUDO
from domain.activities import Purpose
from domain.people import Person
from domain.policy import Policy
from domain.requests.ledger import Entry, LedgerLine
from domain.requests.request import CancelledBy, Deal, DeclineReason, Fulfilment, Outcome, Request, RerouteReason
from domain.requests.states import Status
from handlers.portfolio.importing import import_customers
from sandbox.clock import Clock
from sandbox.model import Message
from sandbox.workspace import Workspace
from store.db import tables
from store.db.tables import contacts, deliveries
from store.requests.requests import Audience
from store.search.searches import NewSearch
from store.tx import Tx
from tests.activities import CALL
from tests.drawn_out import shown
from tests.matrix.roles import KINDS, MEMBERS, ROLES, STATES, token
from tests.patience import patient_slack
from tests.restoring import Restored
from tests.world import MONDAY, ROOT, World, bot_at, ticks

NOW = MONDAY
TODAY = NOW.date()
QUARTER = date(2026, 10, 1)
OWN = "norrsken.example"
TRAITS: dict[str, dict[str, Any]] = {
    "guest": {"is_restricted": True},
    "external": {"is_stranger": True},
    "other workspace": {"team_id": "T0ELSEWHERE2"},
    "deactivated": {"deleted": True},
    "bot": {"is_bot": True},
}
STATUS = {
    "asked": Status.PENDING,
    "awaiting": Status.AWAITING_CUSTOMER,
    "paused": Status.APPROVED,
    "over": Status.SCHEDULED,
}
PLACES = "select channel, ts from deliveries union select channel, ts from cards"
SETTLED = {"completed", "scheduled", "over", "cancelled", "approved", "paused", "awaiting"}


@dataclass
class Office:
    """The world, and the ids and keys by which the matrix names what is in it."""

    world: World
    kept: Restored
    people: dict[str, Person]
    requests: dict[tuple[str, str], tuple[int, str]]
    customers: dict[str, str]
    searches: dict[str, str]
    dead: str
    stubs: list[tuple[str, str]]
    pseudo: bool = False
    """Whether everybody reads the pseudo-language."""

    def clear(self) -> None:
        """Slack shows nothing any more but that there are messages of ours."""
        workspace = self.world.slack.workspace
        for channel in workspace.channels.values():
            channel.messages.clear()
        for place in (workspace.ephemerals, workspace.modals, workspace.homes):
            place.clear()
        for number, (channel_id, ts) in enumerate(self.stubs):
            message = Message(ts, channel_id, workspace.app.bot_user, "", number, by_app=True)
            workspace.channels[channel_id].messages[ts] = message

    def shown(self) -> list[Any]:
        """All that stands in Slack now, as it was sent: texts and blocks of messages, views, Homes."""
        return shown(self.world.slack.workspace)

    def left(self) -> list[tuple[str, str]]:
        """All that has been shown since, as (role, what Slack was sent); "everybody" for a channel."""
        workspace = self.world.slack.workspace
        role_of = {slack_id: role for role, slack_id in ROLES.items()}
        found: list[tuple[str, str]] = []
        for channel in workspace.channels.values():
            who = role_of.get(channel.im_with or "", "everybody")
            shown = (each for each in channel.messages.values() if each.text or each.blocks or each.files)
            found += [(who, _said(message)) for message in shown]
        for (user, _), messages in workspace.ephemerals.items():
            found += [(role_of[user], _said(message)) for message in messages]
        for user, views in workspace.modals.items():
            found += [(role_of[user], json.dumps(view.content)) for view in views]
        return [*found, *((role_of[user], json.dumps(home.content)) for user, home in workspace.homes.items())]


def _said(message: Message) -> str:
    files = [(file.content or b"").decode().replace("\r\n ", "") for file in message.files]
    return "\n".join([message.text, json.dumps(message.blocks), json.dumps(message.attachments), *files])


@asynccontextmanager
async def opened(url: str, language: str = DEFAULT) -> AsyncIterator[Office]:
    """The office, with nothing owed, over an empty migrated database."""
    clock = Clock()
    clock.move_to(NOW)
    people = [
        {"id": slack_id, "name": slack_id[2:].lower(), "real_name": f"{slack_id[2:].capitalize()} of {role}"}
        | {"email": f"{slack_id[2:].lower()}@{OWN}"}
        | {"locale": language}
        | TRAITS.get(role, {})
        for role, slack_id in ROLES.items()
    ]
    manifest = yaml.safe_load((ROOT / "app.yaml").read_text())
    channels = ["general", {"name": "references", "with_app": True}]
    workspace = Workspace.from_manifest(manifest, people, channels, clock=clock)
    for slack_id in ROLES.values():
        workspace.dm(slack_id)
        workspace.channel("general").members.add(slack_id)
    policy = Policy(timezone="UTC", language=language, contact_rest_days=0, contact_live_uses=100)
    async with (
        patient_slack(workspace) as slack,
        bot_at(slack, url, policy=policy, digest_channel=workspace.channel("references").id) as parts,
    ):
        world = World(slack, parts, url)
        office = await _filled(world)
        office.pseudo = language == PSEUDO
        yield office
        await office.kept.close()


async def _filled(world: World) -> Office:
    desk = world.parts.desk
    people = {role: await desk.directory.person(ROLES[role]) for role in MEMBERS}
    await _import(world)
    requests: dict[tuple[str, str], tuple[int, str]] = {}
    async with desk.transaction() as tx:
        rows = (await tx.requests._connection.execute(select(tables.customers.c["external_id", "id", "key"]))).all()
    ids = {row[0].lower(): (row[1], row[2]) for row in rows}
    for kind in KINDS:
        for state in STATES:
            held = "held" if state == "paused" else ""
            customer_id = ids[token("external", kind, held)][0]
            async with desk.transaction() as tx:
                made = await _request(tx, customer_id, kind, state, people)
                requests[kind, state] = made.id, made.key
    await world.settled()
    searches = {
        role: await desk.store.keep_search(NewSearch(person.id, "retail onboarding", ()))
        for role, person in people.items()
    }
    async with desk.transaction() as tx:
        c = tx.requests._connection
        lives = tables.people.c.id.in_([people[role].id for role in ("requester", "owner", "manager")])
        await c.execute(update(tables.people).where(lives).values(home_opened=True))
        away = {"away_until": TODAY + timedelta(30), "delegate_id": people["delegate"].id}
        await c.execute(update(tables.people).where(tables.people.c.id == people["owner"].id).values(**away))
        lost = (await c.execute(select(deliveries.c.id).where(deliveries.c.kind == "tell").limit(1))).scalar()
        if lost is None:
            lost = (await c.execute(select(deliveries.c.id).limit(1))).scalar_one()
        await c.execute(
            update(deliveries).where(deliveries.c.id == lost).values(state="dead", error="restricted_action")
        )
        dead = (await tx.dead_letters.newest(1)).items[0]
    customers = {kind: ids[token("external", kind)][1] for kind in KINDS}
    customers |= {f"held {kind}": ids[token("external", kind, "held")][1] for kind in KINDS}
    await ticks(desk)  # what time owes is not to be owed again after each cell
    await world.settled()
    async with desk.reading() as tx:
        known = (await tx.requests._connection.execute(text(PLACES))).all()
    kept = Restored(world.database_url)
    await kept.keep()
    stubs = [(channel, ts) for channel, ts in known if channel and ts]
    return Office(world, kept, people, requests, customers, searches, f"{dead.id}:{dead.mark}", stubs)


async def _import(world: World) -> None:
    rows = []
    for kind in KINDS:
        for held in ("", "held"):
            said = {name: token(name, kind, held) for name in ("name", "story", "product", "external")}
            rows.append(
                {
                    "external_id": said["external"],
                    "name": said["name"],
                    "owner": f"ilkka@{OWN}",
                    "backup": f"aino@{OWN}",
                    "industry": "Retail",
                    "country": "FI",
                    "size": "Enterprise",
                    "use_cases": "Onboarding",
                    "products": said["product"],
                    "story": said["story"],
                    "classified": "yes" if kind == "secret" else "",
                    "segment": "a Nordic shop",
                    "consents": "call=yes; quote=ask_first; logo=no",
                    "consent_by": token("agreed", kind),
                    "competitors": token("rival", kind),
                    "quarter_points": "1000",
                    "satisfaction": "9",
                    "renewal_in_days": "20",
                    "last_verified_days": "300",
                    "verified_by": token("verifier", kind),
                    "hold_reason": token("hold", kind) if held else "",
                    "hold_until_days": "60" if held else "",
                    "contact1_name": token("contact", kind),
                    "contact1_title": token("title", kind),
                    "contact1_seniority": "VP",
                    "contact1_email": f"{token('mail', kind)}@x.example",
                    "contact1_phone": f"+1 {token('phone', kind)}",
                }
            )
    rows.append({"external_id": "other", "name": "Other Shop", "owner": f"olof@{OWN}", "industry": "Retail"})
    headings = list(rows[0])
    lines = [",".join(headings), *(",".join(f'"{row.get(each, "")}"' for each in headings) for row in rows)]
    report = await import_customers(world.parts.desk.store, "\n".join(lines).splitlines(keepends=True))
    assert not report.rejected, report.rejected


async def _request(tx: Tx, customer_id: int, kind: str, state: str, people: dict[str, Person]) -> Request:
    """One request, as it stands after all that led to it; everybody who has one has their card."""
    status = STATUS.get(state) or Status(state)
    contact = await _contact(tx, customer_id, kind, state) if state in SETTLED else None
    owner, asker, stand_in = people["owner"], people["requester"], people["delegate" if kind == "plain" else "backup"]
    said = {name: token(name, kind, state) for name in ("prospect", "deal", "value", "stage", "person", "hear")}
    event = TODAY + timedelta(9) if state == "scheduled" else TODAY - timedelta(3)
    dated = state in ("scheduled", "over", "completed")
    fulfilment = Fulfilment(event_on=event, event_at=datetime.combine(event, NOW.timetz())) if dated else Fulfilment()
    if state == "completed":
        fulfilment = replace(
            fulfilment, grade=5, remark=token("remark", kind, state), learned=token("learned", kind, state)
        )
        fulfilment = replace(fulfilment, thanks_since=NOW - timedelta(3), ask_deal_on=TODAY - timedelta(1), helped=True)
    if state == "cancelled":
        fulfilment = replace(fulfilment, cancelled_by=CancelledBy.PROSPECT)
    asked = (kind, state) == ("plain", "asked")  # the other's stands in already
    decided = state in SETTLED or state == "declined"
    request = Request(
        id=0,
        customer_id=customer_id,
        requester_id=asker.id,
        decider_id=stand_in.id,
        routed=RerouteReason.OWNER_AWAY,
        owner_id=owner.id,
        activity=CALL,
        purpose=Purpose.SALES,
        needed_by=TODAY + timedelta(14),
        deal=Deal(
            said["prospect"], said["deal"], said["value"], said["stage"], said["person"], wants_to_hear=said["hear"]
        ),
        status=status,
        created_at=NOW,
        changed_at=NOW,
        fulfilment=fulfilment,
        contact_id=contact,
        decided_by=stand_in.id if decided else None,
        decided_at=NOW - timedelta(1) if decided else None,
        decline_reason=DeclineReason.OTHER if state == "declined" else None,
        note=token("note", kind, state) if state == "declined" else "",
        backup_id=people["backup"].id if asked else None,
        backup_for=people["backup"].id if asked else None,
        paused_at=NOW - timedelta(hours=1) if state == "paused" else None,
        points=2 if contact else 0,
        quarter=QUARTER if contact else None,
        used_on=(event if dated else TODAY - timedelta(1)) if contact else None,
    )
    line = LedgerLine(customer_id, QUARTER, 2, Entry.RESERVE, CALL, contact, request.used_on, None)
    deciders = [owner.id, stand_in.id, *([people["backup"].id] if asked else [])]
    made = await tx.apply(
        None, Outcome(request, by=asker.id, ledger=(line,) if contact else (), decision_for=tuple(deciders))
    )
    await tx.requests.add_card(made.id, people["joined"].id, Audience.REQUESTER)
    await tx.refresh(made)
    return made


async def _contact(tx: Tx, customer_id: int, kind: str, state: str) -> int:
    """A contact of this one request, so that it is seen whose name has gone where."""
    values = {"customer_id": customer_id, "name": token("contact", kind, state), "title": token("title", kind, state)}
    values |= {"email": f"{token('mail', kind, state)}@x.example", "phone": token("phone", kind, state)}
    made = await tx.requests._connection.execute(insert(contacts).values(**values, seniority="Director"))
    return int(made.inserted_primary_key[0])
