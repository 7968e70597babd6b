"""A busy week at a company, hour by hour: what people do late or never, and every message that each of them gets."""

import random
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from sqlalchemy import text

from blocks.kit.language import DEFAULT, PSEUDO
from domain.policy import Policy
from handlers.scheduler import tick
from sandbox.clock import Clock
from sandbox.model import Message
from sandbox.seat import Seat
from sandbox.workspace import Workspace
from tests.patience import patient_slack
from tests.said import in_english, said
from tests.world import LUMI, ROOT, World, bot_at

HOME = ZoneInfo("Europe/Helsinki")
MONDAY = date(2026, 11, 30)
HOURS = range(9, 18)
# What time brings by itself and what can wait: one a day, all of it together.
BUNDLED = {
    *("bundle", "reminder", "brief", "how_was_it", "thank_again", "deal_asked"),
    *("let_lapse", "unanswered", "resumed", "verify", "free", "holds_over", "letter"),
}


@dataclass(frozen=True)
class Heard:
    """One message that made somebody's phone ring. by_time: nobody had just done anything, the clock had moved."""

    who: str
    on: date
    kind: str
    by_time: bool


@dataclass
class Week:
    """The company at work. rhythm: how likely somebody does in an hour what waits for them."""

    world: World
    owners: list[Seat]
    askers: list[Seat]
    seed: int
    requests: int
    rhythm: float
    _heard: dict[tuple[str, str], tuple[str, datetime, bool]] = field(default_factory=dict)
    _asked: int = 0

    async def goes_by(self, days: int = 5) -> list[Heard]:
        """Live through so many days from Monday on; returns what everybody got."""
        for number, asker in enumerate(self.askers):
            await asker.types(f"/reference Resting {number:02}")
            await asker.picks("Tell me when free …", f"Resting {number:02}")
        todo = [self._asks] * self.requests
        for day in (MONDAY + timedelta(days=number) for number in range(days)):
            filed_today = round(self.requests / min(days, 5)) if day.weekday() < 5 else 0
            for hour in HOURS:
                self.world.slack.clock.move_to(datetime.combine(day, time(hour), HOME).astimezone(UTC))
                await tick(self.world.parts.desk)
                await self._noticed(by_time=True)
                for _ in range(filed_today // len(HOURS) + (hour - HOURS[0] < filed_today % len(HOURS))):
                    if todo:
                        await todo.pop()()
                for seat in (*self.owners, *self.askers):
                    await self._works(seat, day)
                await self._noticed(by_time=False)
        return await self._kinds()

    async def _asks(self) -> None:
        """Somebody asks for a call with the next customer."""
        number = self._asked = self._asked + 1
        asker = self.askers[number % len(self.askers)]
        customer = f"Customer {number % (2 * len(self.owners)):02}"
        needed = self._now.date() + timedelta(days=(6, 10, 14, 21)[int(4 * self._chance(number))])
        await self.world.asks(asker, customer, prospect=f"Prospect {number:03}", needed_by=str(needed))

    async def _works(self, seat: Seat, day: date) -> None:
        """Do some of what waits; a fifth of it is never done."""
        for message in list(seat.dm):
            said = seat.text_of(message)
            if self._chance(seat.user.name, said) < 0.2 or self._chance(seat.user.name, said, self._now) > self.rhythm:
                continue
            if "[Approve]" in said and "[Decline]" in said:
                await self._decides(seat, message)
            elif "[It's on …]" in said:
                await self._schedules(seat, message, day)
            elif "[It took place]" in said:
                await self._reports(seat, message)
            elif "[Thanked by mail]" in said:
                await seat.clicks("Thanked by mail", on=message)
            await self._put_away(seat)

    async def _decides(self, seat: Seat, card: Message) -> None:
        if self._chance(seat.text_of(card), "decides") < 0.8:
            await seat.clicks("Approve", on=card)
            return
        await seat.clicks("Decline", on=card)
        if seat.modal is not None:
            await seat.picks("Why not?", "Not a good match for this prospect")
            await seat.submits()

    async def _schedules(self, seat: Seat, card: Message, day: date) -> None:
        await seat.clicks("It's on …", on=card)
        if seat.modal is not None:
            ahead = (1, 1, 2, 3)[int(4 * self._chance(seat.text_of(card), "ahead"))]
            await seat.fills("On which day?", str(day + timedelta(days=ahead)))
            await seat.fills("At what time?", "14:00")
            await seat.submits()

    async def _reports(self, seat: Seat, message: Message) -> None:
        await seat.clicks("It took place", on=message)
        if seat.modal is not None:
            await seat.picks("How was it?", "5 – could not be better")
            await seat.submits()

    async def _put_away(self, seat: Seat) -> None:
        if seat.modal is not None:
            await seat.closes(all_of_them=True)

    def _chance(self, *about: object) -> float:
        """From 0 to 1, the same for the same thing whoever is served first: nothing hangs on the machine's speed."""
        return random.Random(f"{self.seed} {about}").random()

    @property
    def _now(self) -> datetime:
        return self.world.slack.clock.now()

    async def _noticed(self, *, by_time: bool) -> None:
        """Wait until all is sent, and note what is new."""
        await self.world.settled()
        for seat in (*self.owners, *self.askers, self.world.petra):
            for message in seat.dm:
                at = datetime.fromtimestamp(float(message.ts), UTC)
                self._heard.setdefault((message.channel, message.ts), (seat.user.name, at, by_time))

    async def _kinds(self) -> list[Heard]:
        """What each message was, by the delivery that sent it."""
        async with self.world.parts.desk.store.engines.read.connect() as connection:
            rows: Any = await connection.execute(
                text("select kind, tell, channel, ts from deliveries where ts is not null")
            )
            sent = {(row.channel, row.ts): row.tell or row.kind for row in rows}
        return [
            Heard(who, at.astimezone(HOME).date(), sent.get(where, "calendar file"), by_time)
            for where, (who, at, by_time) in self._heard.items()
        ]


def a_day(heard: list[Heard]) -> Counter[tuple[str, date]]:
    """How many each person got on each day."""
    return Counter((each.who, each.on) for each in heard)


def too_many(heard: list[Heard]) -> Iterator[str]:
    """Who got more than one message on one day that could have waited for the other, in words."""
    together: defaultdict[tuple[str, date], list[str]] = defaultdict(list)
    for each in heard:
        if each.kind in BUNDLED:
            together[each.who, each.on].append(each.kind)
    for (who, day), kinds in together.items():
        if len(kinds) > 1:
            yield f"{who} got {len(kinds)} on {day:%A}: {', '.join(kinds)}"


@asynccontextmanager
async def busy_week(
    database_url: str, *, owners: int, requests: int, rhythm: float = 0.15, seed: int = 1, language: str = DEFAULT
) -> AsyncIterator[Week]:
    """A company on Monday morning: each owner has two customers to lend, half as many people ask as own.

    One of the two is to be confirmed; a third rests until Wednesday, and somebody waits for it.
    """
    names = [(f"owner{number:02}", "owner") for number in range(owners)]
    names += [(f"asker{number:02}", "asker") for number in range(max(1, owners // 2))]
    people = [
        {"id": f"U0{name.upper()}", "name": name, "real_name": f"{name} {kind}", "email": f"{name}@norrsken.example"}
        | {"locale": language}
        for name, kind in names
    ]
    people.append(
        {
            "id": "U0PETRA",
            "name": "petra",
            "real_name": "Petra Vance",
            "email": "petra@norrsken.example",
            "locale": language,
        }
    )
    manifest = yaml.safe_load((ROOT / "app.yaml").read_text())
    clock = Clock(datetime.combine(MONDAY, time(8), HOME).astimezone(UTC))
    workspace = Workspace.from_manifest(manifest, people, ["general"], clock=clock)
    workspace.reads = in_english if language == PSEUDO else said
    async with (
        patient_slack(workspace) as slack,
        bot_at(slack, database_url, policy=Policy(timezone=HOME.key, language=language)) as parts,
    ):
        world = World(slack, parts, database_url)
        lent = [
            {
                **LUMI,
                "name": f"Customer {number:02}",
                "owner": f"owner{number // 2:02}@norrsken.example",
                "quarter_points": 40,
                "contact1_email": f"contact{number}@customer.example",
                "last_verified_days": 10 if number % 2 else 200,
            }
            for number in range(2 * owners)
        ]
        resting = [
            {
                **LUMI,
                "name": f"Resting {number:02}",
                "owner": f"owner{number:02}@norrsken.example",
                "hold_reason": "moving",
                "hold_until_days": 2,
                "contact1_email": f"resting{number}@customer.example",
            }
            for number in range(owners)
        ]
        await world.customers(*lent, *resting)
        seats = {kind: [slack.seat(name) for name, each in names if each == kind] for kind in ("owner", "asker")}
        yield Week(world, seats["owner"], seats["asker"], seed, requests, rhythm)
