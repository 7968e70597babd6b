"""People at work while everything breaks: they search, ask, approve, decline and withdraw, and note what they saw."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import yaml

from bot.wiring import utc_now
from domain.policy import Policy
from handlers.portfolio.importing import import_customers
from sandbox.finding import NotOnScreen
from sandbox.model import Message, Verdict
from sandbox.seat import Seat
from sandbox.server import Sandbox
from sandbox.workspace import Workspace
from store.tx import open_store
from tests.durability.fleet import Fleet, fleet
from tests.patience import PATIENT, SECONDS
from tests.world import PEOPLE, ROOT

NAMES = ("Aurora", "Birch", "Cedar", "Dune", "Ember", "Fjord", "Garnet", "Harbor", "Iris", "Juniper", "Kestrel", "Lumi")
DIGESTS = "references"
POINTS = {name: 6 if number < 8 else 1_000 for number, name in enumerate(NAMES)}
"""What each customer can give in a quarter: most are used up on the way, some never are."""
PATIENCE = 200
"""How often somebody tries the same thing again before the test gives up."""


@dataclass(frozen=True)
class Seen:
    """One click as a person saw it end. `accepted`: Slack showed no failure and refdesk said nothing against it."""

    who: str
    act: str
    prospect: str
    accepted: bool


@dataclass
class Office:
    """Two who ask, two who own customers, and one Slack and one fleet between them."""

    slack: Sandbox
    fleet: Fleet
    database_url: str
    chance: random.Random
    seen: list[Seen] = field(default_factory=list)
    acts: Counter[str] = field(default_factory=Counter)
    unanswered: list[str] = field(default_factory=list)
    """What ended without a word to the person: must stay empty."""
    closed: bool = False
    alone: bool = True
    """Whether each click reaches refdesk once; then an answer without complaint means that it was accepted."""
    _asked: int = 0

    @property
    def askers(self) -> list[Seat]:
        return [self.slack.seat("U0MAYA"), self.slack.seat("U0PETRA")]

    @property
    def owners(self) -> list[Seat]:
        return [self.slack.seat("U0ILKKA"), self.slack.seat("U0AINO")]

    async def works(self) -> None:
        """Everybody works until the office closes."""
        async with asyncio.TaskGroup() as everybody:
            for seat in self.askers:
                everybody.create_task(self._asks(seat))
            for seat in self.owners:
                everybody.create_task(self._decides(seat))

    async def works_while(self, breaking: Awaitable[None]) -> None:
        """Everybody works while something happens to refdesk or to Slack; then the office closes."""

        async def until_over() -> None:
            try:
                await breaking
            finally:
                self.closed = True
                self.slack.workspace.changed.tell("closed")

        async with asyncio.TaskGroup() as both:
            both.create_task(self.works())
            both.create_task(until_over())

    async def _asks(self, seat: Seat) -> None:
        while not self.closed:
            match self.chance.choice(("search", "ask", "ask", "withdraw")):
                case "search":
                    await self._act(seat, "search", lambda: seat.types("/reference retail onboarding"))
                case "ask":
                    await self.asks(seat)
                case "withdraw":
                    if offers := [m for m in seat.dm if _offers(m, "request.withdraw")]:
                        await self.clicks(seat, self.chance.choice(offers), "Withdraw")
            await asyncio.sleep(0)

    async def _decides(self, seat: Seat) -> None:
        def undecided() -> list[Message]:
            return [m for m in seat.dm if _offers(m, "request.approve")]

        while not self.closed:
            if not (offers := undecided()):
                await self.slack.wait_for(lambda: self.closed or undecided(), None)
                continue
            card = self.chance.choice(offers)
            if self.chance.random() < 0.3:
                await self.declines(seat, card)
            else:
                await self.clicks(seat, card, "Approve")
            await asyncio.sleep(0)

    async def done(self, more: int) -> None:
        """Wait until people have tried so many more things; the test's own limit ends it."""
        goal = self.acts.total() + more
        with self.slack.workspace.changed.subscribed() as changes:
            while self.acts.total() < goal:
                await changes.get()

    async def asks(self, seat: Seat) -> None:
        """File a request for a prospect of its own, trying again until it is accepted."""
        self._asked += 1
        prospect = f"P{self._asked:05}"
        for _ in range(PATIENCE):
            if seat.modal is None:
                read = len(seat.dm)
                opened = await self._act(seat, "open", lambda: seat.shortcut("request.new"))
                if opened.ok and seat.modal is None and len(seat.dm) == read:
                    self.unanswered.append(f"{seat.user.name}: no form opened, and no word why")
            elif "[Send request]" not in seat.text_of(seat.modal):
                await seat.closes(all_of_them=True)  # an explanation why there was no form, read and put away
            elif await self._filled(seat, prospect):
                verdict = await self._act(seat, "file", seat.submits)
                if verdict.ok and "[Done]" in seat.text_of(seat.modal):
                    self.seen.append(Seen(seat.user.id, "file", prospect, accepted=True))
                    await seat.closes(all_of_them=True)
                    return
                if seat.modal and seat.modal.errors:
                    await seat.closes(all_of_them=True)  # somebody else took the last point meanwhile: another customer
        raise AssertionError(
            f"{seat.user.name} could not ask for {prospect}: {dict(self.acts)}\n{seat.text_of(seat.modal)}"
        )

    async def _filled(self, seat: Seat, prospect: str) -> bool:
        """Fill the form in; False where no customer could be chosen."""
        try:
            if "P0" in seat.text_of(seat.modal):
                return True  # it is filled in, and only has to be sent again
            # A list that could not be loaded holds a sentence that says so, and nobody picks that for a customer.
            listed = [each for each in await seat.looks_up("Customer", "") if each["value"] != "-"]
            offered = [each for each in listed if " 0 points left" not in each["text"]["text"]]
            if not offered:
                await self.fleet.serving.wait()
                return False
            surface, placed = seat.finds("Customer")
            await seat.sets(surface, placed, self.chance.choice(offered))
            await seat.picks("What do you need?", "Quote")
            await seat.fills("Prospect", prospect)
            await seat.picks("Needed by", str((self.slack.clock.now() + timedelta(days=20)).date()))
        except NotOnScreen:
            await self.fleet.serving.wait()
            return False
        return True

    def prospect(self, card: Message) -> str:
        """For whom the request on a card is."""
        text = self.askers[0].text_of(card)
        at = text.index("P0")
        return text[at : at + 6]

    async def clicks(self, seat: Seat, card: Message, label: str) -> None:
        """Press a button of a card until refdesk has answered; note whether it was accepted."""
        prospect = self.prospect(card)
        for _ in range(PATIENCE):
            try:
                verdict, complaints = await self._heard(seat, label.lower(), lambda: seat.clicks(label, on=card))
            except NotOnScreen:
                return  # it was brought up to date meanwhile
            if verdict.ok and seat.modal is not None:
                await seat.closes(all_of_them=True)
                return
            if verdict.ok:
                accepted = not complaints and self.alone
                self.seen.append(Seen(seat.user.id, label.lower(), prospect, accepted))
                return
        raise AssertionError(f"{seat.user.name} could not press {label} for {prospect}")

    async def declines(self, seat: Seat, card: Message) -> None:
        """Open the form that asks for a reason, and send it."""
        prospect = self.prospect(card)
        for _ in range(PATIENCE):
            try:
                opened, complaints = await self._heard(seat, "open", lambda: seat.clicks("Decline", on=card))
            except NotOnScreen:
                return
            if seat.modal is None:
                if complaints:
                    return
                if opened.ok:
                    self.unanswered.append(f"{seat.user.name}: no reasons to choose from, and no word why")
                continue
            await seat.picks("Why not?", "Not a good match for this prospect")
            for _ in range(PATIENCE):
                verdict = await self._act(seat, "decline", seat.submits)
                if verdict.ok or seat.modal is None:
                    break
            accepted = verdict.ok and seat.modal is None and self.alone
            self.seen.append(Seen(seat.user.id, "decline", prospect, accepted))
            if seat.modal is not None:
                await seat.closes(all_of_them=True)
            return

    async def _heard(self, seat: Seat, act: str, do: Callable[[], Awaitable[Verdict]]) -> tuple[Verdict, list[str]]:
        """Do it; gives the verdict and what refdesk said to this person alone meanwhile."""
        before = {message.id for message in _said_to(seat)}
        verdict = await self._act(seat, act, do)
        return verdict, [seat.text_of(m) for m in _said_to(seat) if m.id not in before]

    async def _act(self, seat: Seat, act: str, do: Callable[[], Awaitable[Verdict]]) -> Verdict:
        """Do it once. Where it fails, Slack or refdesk must have said so; then wait until somebody serves again."""
        verdict = await do()
        self.acts[f"{act} {'done' if verdict.ok else 'failed'}"] += 1
        if not verdict.ok:
            if not verdict.words and not (seat.modal and seat.modal.errors):
                self.unanswered.append(f"{seat.user.name}: {act}")
            await self.fleet.serving.wait()
        return verdict


def _said_to(seat: Seat) -> list[Message]:
    """What refdesk explained to this person alone: under a message, or in their DM where Slack took nothing else."""
    return [*seat.ephemerals, *(m for m in seat.dm if any(b.get("block_id") == "notice" for b in m.blocks))]


def _offers(message: Message, action_id: str) -> bool:
    """True when this button stands on the message."""
    return any(e.get("action_id") == action_id for block in message.blocks for e in block.get("elements", ()))


@asynccontextmanager
async def office(
    database_url: str, folder: Path, *, seed: int = 1, portfolio: Sequence[str] = ()
) -> AsyncIterator[Office]:
    """An office with customers (twelve, or the lines of a CSV file) and nobody to serve it yet."""
    await _customers(database_url, portfolio or _twelve())
    manifest = yaml.safe_load((ROOT / "app.yaml").read_text())
    workspace = Workspace.from_manifest(manifest, PEOPLE, ["general", {"name": DIGESTS, "with_app": True}])
    # Whether answers come in time is measured elsewhere: here a busy machine must not look like a lost click.
    slack_waits = Sandbox(workspace, page=False, answer_within=2 * SECONDS)
    async with slack_waits as slack, fleet(slack, database_url, folder) as bots:
        yield Office(slack, bots, database_url, random.Random(seed))


def _twelve() -> list[str]:
    """Half belongs to Ilkka, half to Aino; each can give a few quotes, and nobody needs to be asked first."""
    lines = ["external_id,name,industry,owner,use_cases,consents,quarter_points\n"]
    for number, name in enumerate(NAMES):
        owner = ("ilkka", "aino")[number % 2]
        lines.append(f"C{number},{name} Shops,Retail,{owner}@norrsken.example,Onboarding,quote=yes,{POINTS[name]}\n")
    return lines


async def _customers(database_url: str, portfolio: Sequence[str]) -> None:
    store = open_store(database_url, utc_now, PATIENT)
    try:
        await store.seed_policy(Policy(timezone="UTC"))
        report = await import_customers(store, portfolio)
        assert not report.rejected, report.rejected
    finally:
        await store.close()
