"""The whole of refdesk in one test: a sandboxed Slack, a real database, the real bot between them, over real HTTP."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import Table, select

from blocks.kit.language import DEFAULT, PSEUDO
from bot.serving import http
from bot.wiring import Parts, running
from domain.policy import Policy
from handlers.desk import Desk
from handlers.portfolio.importing import ImportReport, import_customers
from handlers.scheduler import tick
from sandbox.clock import Clock
from sandbox.finding import NotOnScreen
from sandbox.seat import Seat
from sandbox.server import Sandbox
from sandbox.workspace import Workspace
from store.db.deadline import Limits
from store.db.tables import requests
from store.tx import UnavailableError
from tests.patience import PATIENT, patient_slack
from tests.plans import watched
from tests.said import in_english, said

ROOT = Path(__file__).parent.parent
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HEADINGS = (
    *(
        "external_id",
        "name",
        "industry",
        "country",
        "size",
        "owner",
        "backup",
        "use_cases",
        "consents",
        "quarter_points",
    ),
    *("points_used", "hold_reason", "hold_until_days", "classified", "segment", "satisfaction", "story"),
    *("last_verified_days", "competitors", "renewal_in_days", "contact1_name", "contact1_title", "contact1_seniority"),
    *("contact1_email", "contact1_direct", "gifts_allowed", "contact2_name", "contact2_seniority"),
    *("name_public", "story_public", "products", "languages", "tier", "customer_since_days"),
    *("consent_by", "consent_on", "consent_until", "consent_contact", "consent_exposure", "consent_count"),
    "consent_evidence",
)
PEOPLE: list[dict[str, Any]] = [
    {"id": "U0MAYA", "name": "maya", "real_name": "Maya Lindholm", "email": "maya@norrsken.example"},
    {"id": "U0ILKKA", "name": "ilkka", "real_name": "Ilkka Saarinen", "email": "ilkka@norrsken.example"},
    {"id": "U0AINO", "name": "aino", "real_name": "Aino Korhola", "email": "aino@norrsken.example"},
    {"id": "U0PETRA", "name": "petra", "real_name": "Petra Vance", "email": "petra@norrsken.example"},
    {"id": "U0GUS", "name": "gus", "real_name": "Gus Guest", "email": "gus@else.example", "is_restricted": True},
    {"id": "U0OTTO", "name": "otto", "real_name": "Otto Outside", "email": "otto@other.example", "is_stranger": True},
    {"id": "U0ROBO", "name": "robo", "real_name": "Robo", "is_bot": True},
    {"id": "U0LEENA", "name": "leena", "real_name": "Leena Left", "email": "leena@norrsken.example", "deleted": True},
]


@dataclass
class World:
    """A running refdesk and its Slack. `maya` asks, `ilkka` owns, `petra` manages the programme."""

    slack: Sandbox
    parts: Parts
    database_url: str

    @property
    def maya(self) -> Seat:
        return self.slack.seat("U0MAYA")

    @property
    def ilkka(self) -> Seat:
        return self.slack.seat("U0ILKKA")

    @property
    def aino(self) -> Seat:
        return self.slack.seat("U0AINO")

    @property
    def petra(self) -> Seat:
        return self.slack.seat("U0PETRA")

    @property
    def guest(self) -> Seat:
        return self.slack.seat("U0GUS")

    @property
    def outsider(self) -> Seat:
        return self.slack.seat("U0OTTO")

    @property
    def today(self) -> date:
        return self.slack.clock.now().date()

    async def key(self, table: Table = requests, number: int = 1) -> str:
        """The public key of a row, a request's unless told otherwise: what its buttons carry."""
        async with self.parts.desk.store.engines.read.connect() as connection:
            query = select(table.c.key).where(table.c.id == number)
            return str((await connection.execute(query)).scalar_one())

    async def customers(self, *rows: dict[str, object]) -> ImportReport:
        """Import customers through the importer that users have."""
        lines = [",".join(HEADINGS)]
        for number, row in enumerate(rows):
            filled = {"external_id": f"C{number}", **row}
            lines.append(",".join(f'"{filled.get(heading, "")}"' for heading in HEADINGS))
        report = await import_customers(self.parts.desk.store, "\n".join(lines).splitlines(keepends=True))
        assert not report.rejected, report.rejected
        return report

    async def asks(
        self, who: Seat, customer: str, *, activity: str = "Call", prospect: str = "Acme", **more: str
    ) -> str:
        """Fill in and send the form; returns what stands there then. A sent one is closed. More answers by label.

        Where it asks what it is for, it is a sales deal unless said otherwise.
        """
        await who.shortcut("request.new")
        assert who.modal is not None
        offered = await who.looks_up("Customer", customer)
        await who.sets(who.modal, who.placed(who.modal, "customer", "request.customer"), offered[0])
        await who.picks("What do you need?", activity)
        if "What is it for?" in who.text_of(who.modal):
            await who.picks("What is it for?", more.pop("What is it for?", "A sales deal"))
        await who.fills("Prospect", prospect)
        await who.picks("Needed by", more.pop("needed_by", "2026-12-10"))
        await fills_in(who, more)
        assert await who.submits()
        said = who.text_of(who.modal)
        if "[Done]" in said:
            await who.closes()
        return said

    async def asks_what_fits(self, who: Seat, words: str) -> None:
        """Search, press Request at the best and send the form: so one asks for a customer whose name is secret."""
        await who.types(f"/reference {words}")
        await who.clicks("Request")
        await who.picks("What do you need?", "Call")
        await who.fills("Prospect", "Acme")
        await who.picks("Needed by", "2026-12-10")
        assert await who.submits()
        await who.closes()

    async def sees(self, who: Seat, words: str) -> str:
        """Wait until `words` stand somewhere in this person's messages with the app; returns that message's text."""

        def found() -> str:
            return next((text for m in reversed(who.dm) if words in (text := who.text_of(m))), "")

        with contextlib.suppress(AssertionError):
            return await self.slack.wait_for(found)
        seen = "\n---\n".join(who.text_of(message) for message in who.dm)
        raise AssertionError(f"{who.user.name} never saw {words!r}; they see:\n{seen}")

    async def settled(self) -> None:
        """Wait until nothing is owed."""
        while True:  # the test's own limit ends it
            async with self.parts.desk.reading() as tx:
                if not await tx.deliveries.unsettled():
                    return
            await asyncio.sleep(0.02)


async def fills_in(who: Seat, answers: Mapping[str, str]) -> None:
    """Fill these fields of the request form, by label; what stands behind its buttons is opened for that."""
    for label, answer in answers.items():
        for button in ("More about the deal", "The customer already agreed"):
            with contextlib.suppress(NotOnScreen):
                await who.fills(label, answer)
                break
            with contextlib.suppress(NotOnScreen):
                assert await who.clicks(button)
        else:
            await who.fills(label, answer)


@asynccontextmanager
async def opened(
    database_url: str,
    *,
    policy: Policy | None = None,
    page: bool = False,
    limits: Limits = PATIENT,
    language: str = DEFAULT,
) -> AsyncIterator[World]:
    """A world over an empty database, whose people have their Slack in this language."""
    manifest = yaml.safe_load((ROOT / "app.yaml").read_text())
    clock = Clock()
    clock.move_to(MONDAY)
    people = [{**person, "locale": language} for person in PEOPLE]
    workspace = Workspace.from_manifest(manifest, people, ["general", "references"], clock=clock)
    workspace.reads = in_english if language == PSEUDO else said
    async with (
        patient_slack(workspace, page=page) as slack,
        bot_at(slack, database_url, policy=policy, limits=limits) as parts,
    ):
        yield World(slack, parts, database_url)


@asynccontextmanager
async def bot_at(
    slack: Sandbox,
    database_url: str,
    *,
    policy: Policy | None = None,
    digest_channel: str | None = None,
    slack_url: str | None = None,
    limits: Limits = PATIENT,
) -> AsyncIterator[Parts]:
    """The real bot over HTTP in front of this sandbox; slack_url: what stands between the two."""
    app = slack.workspace.app
    async with (
        running(
            database_url=database_url,
            bot_token=app.bot_token,
            signing_secret=app.signing_secret,
            slack_url=slack_url or slack.api_url,
            policy=policy or Policy(timezone="UTC"),
            managers=("U0PETRA",),
            digest_channel=digest_channel,
            now=slack.clock.now,
            limits=limits,
        ) as parts,
        http(parts, "127.0.0.1", 0) as address,
    ):
        app.request_url = f"{address}/slack/events"
        with watched(parts.desk.store.engines):
            yield parts


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """A running refdesk with one customer: Lumi Retail, owned by Ilkka, two calls a quarter, consent on record."""
    async with opened(database_url) as made:
        await made.customers(LUMI)
        yield made


LUMI: dict[str, object] = {
    "name": "Lumi Retail",
    "industry": "Retail",
    "country": "FI",
    "size": "Enterprise",
    "owner": "ilkka@norrsken.example",
    "use_cases": "Onboarding",
    "consents": "call=yes; quote=yes",
    "satisfaction": 9,
    "last_verified_days": 10,
    "contact1_name": "Helena Aaltola",
    "contact1_title": "Chief People Officer",
    "contact1_seniority": "C-level",
    "contact1_email": "helena@lumi.example",
    "contact2_name": "Jari Koski",
    "contact2_seniority": "Director",
}


async def ticks(desk: Desk) -> None:
    """Tick, again if the database is busy: many writers on one SQLite file wait for each other."""
    for _ in range(20):
        with contextlib.suppress(UnavailableError):
            return await tick(desk)
    raise AssertionError("the database is never free")
