"""A quarter at a company, lived through with the real bot: it leaves rows of every kind in every table."""

import asyncio
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from handlers.importing import Missing, import_customers
from sandbox.seat import Seat
from tests.world import PEOPLE, World, ticks

EVERYBODY: list[dict[str, Any]] = [
    *PEOPLE,
    {"id": "U0NILS", "name": "nils", "real_name": "Nils Berg", "email": "nils@norrsken.example"},
    {"id": "U0OLOF", "name": "olof", "real_name": "Olof Dahl", "email": "olof@norrsken.example"},
    {"id": "U0DORA", "name": "dora", "real_name": "Dora Eklund", "email": "dora@norrsken.example"},
    {"id": "U0ANTON", "name": "anton", "real_name": "Anton Lund", "email": "anton@norrsken.example"},
    {"id": "U0VERA", "name": "vera", "real_name": "Vera Moe", "email": "vera@norrsken.example"},
]
OWN = "@norrsken.example"
HEADINGS = (
    *("external_id", "name", "owner", "backup", "industry", "country", "size", "tier", "use_cases", "consents"),
    *("consent_by", "consent_on", "consent_until", "quarter_points", "points_used", "classified", "segment", "story"),
    *("name_public", "story_public", "satisfaction", "last_verified_days", "hold_reason", "hold_until_days"),
    *("contact1_name", "contact1_title", "contact1_seniority", "contact1_email", "contact1_phone", "contact1_direct"),
    *("contact2_name", "contact2_title", "contact2_seniority", "competitors", "renewal_in_days", "customer_since_days"),
    *("gifts_allowed", "products", "languages"),
)
SHOP = {"industry": "Retail", "country": "FI", "size": "Enterprise", "use_cases": "Onboarding", "quarter_points": 60}
FACTS = {
    **SHOP,
    "consents": "call=yes",
    "satisfaction": 9,
    "last_verified_days": 10,
    "contact1_name": "Helena Aaltola",
    "contact1_title": "Chief People Officer",
    "contact1_seniority": "C-level",
    "customer_since_days": 900,
}
PORTFOLIO: list[dict[str, Any]] = [
    {
        **FACTS,
        "external_id": "lumi",
        "name": "Lumi Retail",
        "owner": f"ilkka{OWN}",
        "backup": f"aino{OWN}",
        "tier": "gold",
        "consents": "call:sales=yes; quote=ask_first; event=ask_first; *:press=ask_first; *:tender=yes",
        "contact1_email": "helena@lumi.example",
        "contact1_phone": "+358 40 1234567",
        "contact1_direct": "yes",
        "contact2_name": "Jari Koski",
        "contact2_title": "IT Director",
        "contact2_seniority": "Director",
        "competitors": "Kaisla Mart",
        "gifts_allowed": "yes",
        "products": "Suite",
        "languages": "fi; en",
        "story": "Four hundred shops went live in six weeks.",
        "name_public": "yes",
        "story_public": "no",
    },
    {
        **FACTS,
        "external_id": "talbrunn",
        "name": "Talbrunn Kaufhaus",
        "country": "DE",
        "owner": f"olof{OWN}",
        "backup": f"aino{OWN}",
        "consents": "call:sales=yes; quote=yes; *:press=no; *:tender=no",
        "consent_by": "Greta Vogt",
        "consent_on": "2026-06-01",
        "consent_until": "2027-06-30",
        "gifts_allowed": "no",
        "satisfaction": 6,
        "renewal_in_days": 60,
    },
    {
        **FACTS,
        "external_id": "granhult",
        "name": "Granhult Interiör",
        "country": "SE",
        "owner": f"ilkka{OWN}",
        "consents": "logo=no; call=yes; quote=yes",
        "consent_by": "Stina Ek\nStina Ek\n-",
        "consent_until": "2028-01-31\n-\n2026-12-31",
    },
    {
        **FACTS,
        "external_id": "ruskaranta",
        "name": "Ruskaranta Market Oy",
        "owner": f"aino{OWN}",
        "backup": f"dora{OWN}",
        "consents": "",
        "last_verified_days": 400,
        "contact2_name": "Pirjo Salo",
    },
    {
        **FACTS,
        "external_id": "nimbus",
        "name": "Nimbus Bank",
        "industry": "Banking",
        "country": "SE",
        "owner": f"ilkka{OWN}",
        "backup": f"aino{OWN}",
        "classified": "yes",
        "segment": "a Nordic bank",
        "consents": "call=yes; quote=yes",
    },
    {**FACTS, "external_id": "oakrill", "name": "Oakrill Home", "country": "GB", "owner": ""},
    {
        **FACTS,
        "external_id": "vale",
        "name": "Vale Logistics",
        "industry": "Logistics",
        "country": "NO",
        "owner": "ulf@elsewhere.example",
        "backup": f"aino{OWN}",
    },
    {
        **FACTS,
        "external_id": "hollow",
        "name": "Hollow Foods",
        "owner": f"olof{OWN}",
        "hold_reason": "moving offices",
        "hold_until_days": 120,
        "quarter_points": 4,
    },
    {**FACTS, "external_id": "pausal", "name": "Pausal Energy", "industry": "Energy", "owner": f"vera{OWN}"},
    {**FACTS, "external_id": "leaver", "name": "Leaver Textiles", "owner": f"vera{OWN}"},
    {**FACTS, "external_id": "tiny", "name": "Tiny Clinic", "owner": "", "quarter_points": 2},
    {**FACTS, "external_id": "strained", "name": "Strained Motors", "owner": f"anton{OWN}", "quarter_points": 4}
    | {"points_used": 4, "industry": "Automotive"},
    {**FACTS, "external_id": "odd", "name": "Odd Fish", "industry": "Fishmongery deluxe", "owner": f"anton{OWN}"},
    {**FACTS, "external_id": "resting", "name": "Resting Mill", "owner": f"anton{OWN}"}
    | {"hold_reason": "audit", "hold_until_days": 43},
    *(
        {**FACTS, "external_id": f"shop{n}", "name": f"Shop Number {n}", "owner": f"dora{OWN}"}
        | {"tier": "gold", "last_verified_days": 300, "customer_since_days": 2000}
        for n in range(1, 7)
    ),
]
BUSY = "retail onboarding suite enterprise finland finnish call for a ceo like lumi"
SEARCHES = (
    *(BUSY, "reatil enterprise", "hotels press", "gold retail since 2021", "Strained Motors call", "Nimbus bank"),
    *("bank", "paper mill georgia travel", "frobnicate retail", "Hollow Foods", "retail", "snorkelwort", "Kaufhaus"),
)


async def imported(world: World, rows: list[dict[str, Any]], missing: Missing | None = None) -> None:
    lines = [",".join(HEADINGS)]
    lines += [",".join(f'"{row.get(each, "")}"' for each in HEADINGS) for row in rows]
    report = await import_customers(
        world.parts.desk.store, "\n".join(lines).splitlines(keepends=True), missing=missing
    )
    assert not report.rejected, report.rejected


async def at(world: World, when: str) -> None:
    """Move the clock ("2026-12-04 09:00", UTC) and let time do its work."""
    world.slack.clock.move_to(datetime.fromisoformat(when).replace(tzinfo=UTC))
    await ticks(world.parts.desk)
    await settled(world)


async def settled(world: World) -> None:
    for _ in range(1000):
        async with world.parts.desk.reading() as tx:
            if not await tx.deliveries.unsettled():
                return
        await asyncio.sleep(0.02)
    raise AssertionError("deliveries are still owed")


class Quarter:
    """The people of the story, and what they do."""

    def __init__(self, world: World) -> None:
        self.world = world
        seat = world.slack.seat
        self.maya, self.nils, self.ilkka, self.olof = seat("U0MAYA"), seat("U0NILS"), seat("U0ILKKA"), seat("U0OLOF")
        self.aino, self.dora, self.petra, self.anton = seat("U0AINO"), seat("U0DORA"), seat("U0PETRA"), seat("U0ANTON")
        self.vera = seat("U0VERA")

    async def lived(self) -> None:
        world = self.world
        await imported(world, PORTFOLIO)
        for each in (self.maya, self.nils, self.ilkka, self.olof, self.aino, self.dora, self.petra, self.anton):
            await each.opens_home()
        await self.vera.opens_home()
        await settled(world)
        await self._november()
        await self._winter()
        await self._january()
        await self._looks()

    async def _november(self) -> None:
        world = self.world
        await self._files(self.maya, "Lumi", "Alpha", activity="Call")
        await self._approves(self.ilkka, "Alpha")
        await self._dates(self.maya, "Alpha", "2026-11-24", "12:00")
        await self._files(self.maya, "Lumi", "Beta", activity="Quote")
        await self._approves(self.ilkka, "Beta", answer="They agreed", scope="Only this time")
        await self._files(self.nils, "Granhult", "Gamma")
        await self._approves(self.ilkka, "Gamma")
        await self._dates(self.nils, "Gamma", "2026-11-24", "11:00")
        await self._files(self.nils, "Lumi", "Delta")
        await self.ilkka.clicks("Decline", on=await self._card(self.ilkka, "Delta", "[Decline]"))
        await self.ilkka.picks("Why not?", "Another reason")
        await self.ilkka.fills("Anything to add?", "They asked for a rest")
        await self._sent(self.ilkka)
        await self._files(self.maya, "Lumi", "Epsilon")
        await self.maya.clicks("Withdraw", on=await self._card(self.maya, "Epsilon", "[Withdraw]"))
        await self._files(self.maya, "Talbrunn", "Zeta", needed_by="2026-11-26")
        await self._files(self.nils, "Talbrunn", "Eta", needed_by="2026-11-27")
        await self._approves(self.olof, "Eta")
        await self._files(self.maya, "Lumi", "Theta")
        await self._approves(self.ilkka, "Theta")
        await self.ilkka.clicks("Stop this use", on=await self._card(self.ilkka, "Theta", "[Stop this use]"))
        await self.ilkka.picks("Why stop it?", "The customer has open issues with us")
        await self._sent(self.ilkka)
        await self._files(self.ilkka, "Granhult", "Iota", activity="Quote")
        await self._files(self.maya, "Ruskaranta", "Kappa")
        await self._approves(self.aino, "Kappa", answer="I will ask them first")
        await self.aino.clicks("They said no", on=await self._card(self.aino, "Kappa", "[They said no]"))
        await self._files(self.nils, "Ruskaranta", "Lambda", activity="Written answer")
        await self._approves(self.aino, "Lambda", answer="I will ask them first")
        await self.aino.clicks("They said yes", on=await self._card(self.aino, "Lambda", "[They said yes]"))
        await self.aino.fills("Who said yes?", "Pirjo Salo")
        await self.aino.picks("To what?", "Every written answer, from now on")
        await self._sent(self.aino)
        await self.nils.types("/reference Resting Mill")
        await self.nils.clicks("Tell me when it is free")
        await self.nils.closes(all_of_them=True)
        for stranger in ("U0GUS", "U0OTTO", "U0LEENA", "U0ROBO"):
            await world.slack.seat(stranger).types("/reference retail")
        await settled(world)
        await at(world, "2026-11-24 08:00")
        await self.nils.clicks("Cancel", on=await self._card(self.nils, "Gamma", "[Cancel]"))
        await self.nils.picks("Who cancelled?", "The prospect")
        await self._sent(self.nils)
        await at(world, "2026-11-25 08:00")
        await self._reports(self.maya, "Alpha", "It took place")
        await self._reports(self.maya, "Beta", "It's done")
        await settled(world)
        await self.ilkka.clicks("Thanked by mail", on=await self._card(self.ilkka, "Alpha", "[Thanked by mail]"))
        await self.ilkka.clicks("Remind me tomorrow", on=await self._card(self.ilkka, "Beta", "[Remind me tomorrow]"))
        await settled(world)

    async def _winter(self) -> None:
        world = self.world
        for day in ("2026-11-27", "2026-11-30", "2026-12-01", "2026-12-08", "2026-12-16"):
            await at(world, f"{day} 08:00")
        await self.maya.clicks("Won", on=await self._card(self.maya, "Alpha", "[Won]"))
        await self._files(self.nils, "Lumi", "Mu", needed_by="2027-01-20")
        await self._approves(self.ilkka, "Mu")
        await self._dates(self.nils, "Mu", "2026-12-22", "12:00")
        await self._files(self.maya, "Granhult", "Nu", needed_by="2027-01-20")
        await self._approves(self.ilkka, "Nu")
        await self._dates(self.maya, "Nu", "2026-12-22", "14:00")
        await at(world, "2026-12-21 08:00")
        await at(world, "2026-12-23 08:00")
        await self._reports(self.nils, "Mu", "It took place")
        await self.maya.clicks("It did not take place", on=await self._card(self.maya, "Nu", "[It did not take place]"))
        await self.maya.picks("Who did not come?", "The customer")
        await self._sent(self.maya)
        await self.olof.types("/reference away")
        await self.olof.fills("First day back", "2027-02-01")
        await self.olof.picks("Who decides meanwhile?", "dora")
        await self._sent(self.olof)
        await self.olof.closes(all_of_them=True)
        await self.vera.types("/reference handover")
        await self.vera.picks("Who takes over?", "aino")
        await self._sent(self.vera)
        await self.vera.closes(all_of_them=True)
        await at(world, "2026-12-28 08:00")

    async def _january(self) -> None:
        """What is open when the story ends."""
        world = self.world
        await at(world, "2027-01-04 08:00")
        await at(world, "2027-01-11 08:00")
        for prospect, activity in (("Press One", "Press or analyst talk"), ("Tender One", "Tender mention")):
            await self._files(self.maya, "Lumi", prospect, activity=activity, needed_by="2027-02-26")
            await self._files(self.nils, "Lumi", f"{prospect} Two", activity=activity, needed_by="2027-02-26")
            await self._approves(self.ilkka, f"{prospect} Two", answer="They agreed", scope="Only this time")
        await self._files(self.nils, "Pausal", "Press Three", activity="Press or analyst talk", needed_by="2027-02-26")
        await self._files(self.maya, "Lumi", "Waits", needed_by="2027-02-26", **DETAILS)
        await self._files(self.nils, "Lumi", "Waits", needed_by="2027-02-26")
        await self._files(self.maya, "Lumi", "Snoozed", needed_by="2027-02-26")
        await self._files(self.maya, "Talbrunn", "Routed", needed_by="2027-02-26")
        await self._files(self.maya, "Oakrill", "Unowned", needed_by="2027-02-26")
        await self._files(self.maya, "Vale", "Unreachable", needed_by="2027-02-26")
        await self._files(self.maya, "Lumi", "Asked", activity="Event talk", needed_by="2027-02-26")
        await self._approves(self.ilkka, "Asked", answer="I will ask them first")
        await self._files(self.maya, "Lumi", "Undated", needed_by="2027-02-26")
        await self._approves(self.ilkka, "Undated")
        await self._files(self.maya, "Lumi", "Dated", needed_by="2027-02-26")
        await self._approves(self.ilkka, "Dated")
        await self._dates(self.maya, "Dated", "2027-02-10", "12:00")
        await self._files(self.maya, "Lumi", "Tomorrow", needed_by="2027-02-26")
        await self._approves(self.ilkka, "Tomorrow")
        await self._dates(self.maya, "Tomorrow", "2027-01-14", "12:00")
        await self._files(self.maya, "Granhult", "Over", needed_by="2027-02-26")
        await self._approves(self.ilkka, "Over")
        await self._dates(self.maya, "Over", "2027-01-12", "12:00")
        await self._files(self.nils, "Lumi", "Thanks", activity="Quote", needed_by="2027-02-26")
        await self._approves(self.ilkka, "Thanks", answer="They agreed", scope="Every quote, from now on")
        await self._reports(self.nils, "Thanks", "It's done")
        for prospect in ("Paused", "Goes Ahead"):
            await self._files(self.nils, "Pausal", prospect, needed_by="2027-02-26")
            await self._approves(self.aino, prospect)
        await self._files(self.nils, "Pausal", "Held", needed_by="2027-02-26")
        await self._files(self.nils, "Leaver", "Left", needed_by="2027-02-26")
        await self._approves(self.aino, "Left")
        await self.nils.types("/reference bank")
        await self._asked(self.nils, "Secret")
        await self.maya.types("/reference bank")
        await self._asked(self.maya, "Veiled")
        await self._approves(self.ilkka, "Veiled")
        await self._overrides()
        await self.ilkka.clicks("Remind me next week", on=await self._card(self.ilkka, "Snoozed", "[Approve]"))
        await self.aino.types("/reference customer Pausal Energy")
        await self.aino.clicks("Put on hold")
        await self.aino.fills("Why?", "a lawsuit")
        await self.aino.fills("Free again on", "2027-05-03")
        await self._sent(self.aino)
        await self.aino.closes(all_of_them=True)
        await settled(world)
        card = await self._card(self.aino, "Goes Ahead", "[Go ahead all the same]")
        await self.aino.clicks("Go ahead all the same", on=card)
        await imported(world, [row for row in PORTFOLIO if row["external_id"] != "leaver"], Missing.LEAVE)
        await settled(world)
        await self._rest()
        await at(world, "2027-01-12 08:00")
        await at(world, "2027-01-13 08:00")

    async def _overrides(self) -> None:
        """Beyond a limit: for a reason given when it was filed, or when it was approved; one still waits for that."""
        await self._files(self.nils, "Tiny", "First", needed_by="2027-02-26")
        await self._approves(self.petra, "First")
        await self.petra.shortcut("request.new")
        await self._fills(self.petra, "Tiny", "Filed Beyond", "Call", "2027-02-26")
        await self.petra.fills("Beyond the customer's limits? Say why", "Only they have the same press")
        await self._sent(self.petra)
        await self.petra.closes(all_of_them=True)
        await self._approves(self.petra, "Filed Beyond")
        await imported(self.world, [{**row, "quarter_points": 60} for row in PORTFOLIO if row["external_id"] == "tiny"])
        for prospect in ("Third", "Fourth"):
            await self._files(self.nils, "Tiny", prospect, needed_by="2027-02-26")
        await imported(self.world, [row for row in PORTFOLIO if row["external_id"] == "tiny"])
        await at(self.world, "2027-01-11 08:30")
        await self.petra.opens_home()
        await self.petra.clicks("Approve", on=await self._card(self.petra, "Third", "[Approve]"))
        await self.petra.fills("override", "They are the only ones")
        await self._sent(self.petra)
        await settled(self.world)

    async def _looks(self) -> None:
        """What stands on the screens in the end: answers, profiles, Homes, the settings."""
        world = self.world
        for words in SEARCHES:
            await self.maya.types(f"/reference {words}")
        for seat, words in ((self.ilkka, "Pausal Energy"), (self.maya, "Hollow Foods"), (self.maya, "Shop Number")):
            await seat.types(f"/reference customer {words}")
        await self.maya.clicks("Tell me when it is free")
        await self.maya.closes(all_of_them=True)
        await self.aino.types("/reference customer Pausal Energy")
        await self.aino.types("/reference customer Ruskaranta")
        await self.petra.types("/reference customer Strained Motors")
        await self.petra.types("/reference Strained Motors call")
        await self.petra.types("/reference retail")
        await self.petra.types("/reference digest")
        await self.maya.types("/reference help")
        # In modals, where they can be used again.
        long = next(m for m in self.maya.ephemerals if " more]" in self.maya.text_of(m))
        await self.maya.clicks("search.more", on=long)
        await self.nils.types(f"/reference {BUSY}")
        await self.nils.picks("search.region", "EMEA")
        await self.petra.types("/reference settings")
        await self.petra.clicks("settings.digest")
        await self.petra.fills("unused_months", "5")
        await self._sent(self.petra)
        await self.petra.closes(all_of_them=True)
        await self.petra.types("/reference settings")
        await self.petra.clicks("The company's words")
        await self.petra.clicks("Add a word")
        await self.petra.fills("When somebody searches for", "shopkeepers")
        await self.petra.picks("they mean", (await self.petra.looks_up("they mean", "retail"))[0]["text"]["text"])
        await self._sent(self.petra)
        await self.petra.clicks("Add a word")
        await self.petra.fills("When somebody searches for", "blorp")
        assert self.petra.modal is not None
        nothing = (await self.petra.looks_up("they mean", "nothing"))[-1]
        await self.petra.sets(self.petra.modal, self.petra.placed(self.petra.modal, "meant", "words.meant"), nothing)
        await self._sent(self.petra)
        await self.petra.closes(all_of_them=True)
        await settled(world)

    async def _rest(self) -> None:
        """Deliveries that could not be sent, to people who left."""
        world = self.world
        world.slack.workspace.trouble.refused["D0VERA"] = "restricted_action"
        world.slack.workspace.trouble.refused["U0VERA"] = "restricted_action"
        await self.dora.types("/reference handover")
        await self.dora.picks("Who takes over?", "vera")
        await self._sent(self.dora)
        await self.dora.closes(all_of_them=True)
        await settled(world)
        world.slack.workspace.trouble.refused.clear()

    async def _files(
        self, who: Seat, customer: str, prospect: str, *, activity: str = "Call", needed_by: str = "2026-12-10", **more: str
    ) -> None:
        await who.shortcut("request.new")
        await self._fills(who, customer, prospect, activity, needed_by)
        for label, answer in more.items():
            await who.fills(label, answer)
        await self._sent(who)
        await who.closes(all_of_them=True)
        await settled(self.world)

    async def _fills(self, who: Seat, customer: str, prospect: str, activity: str, needed_by: str) -> None:
        assert who.modal is not None
        offered = await who.looks_up("Customer", customer)
        await who.sets(who.modal, who.placed(who.modal, "customer", "request.customer"), offered[0])
        await who.picks("What do you need?", activity)
        await who.fills("Prospect", prospect)
        await who.fills("Needed by", needed_by)

    async def _asked(self, who: Seat, prospect: str) -> None:
        await who.clicks("Request")
        await who.picks("What do you need?", "Call")
        await who.fills("Prospect", prospect)
        await who.fills("Needed by", "2027-02-26")
        await self._sent(who)
        await who.closes(all_of_them=True)
        await settled(self.world)

    async def _approves(self, who: Seat, prospect: str, *, answer: str = "", scope: str = "") -> None:
        card = await self._card(who, prospect, "[Approve]")
        await who.clicks("Approve", on=card)
        if answer:
            await who.picks("Has the customer agreed?", answer)
            if scope:
                await who.fills("Who said yes?", "Helena Aaltola")
                await who.picks("To what?", scope)
            await self._sent(who)
        assert who.modal is None, who.text_of(who.modal)
        await settled(self.world)

    async def _dates(self, who: Seat, prospect: str, day: str, hour: str) -> None:
        await who.clicks("It's on …", on=await self._card(who, prospect, "[It's on …]"))
        await who.fills("On which day?", day)
        await who.fills("At what time?", hour)
        await self._sent(who)
        await settled(self.world)

    async def _reports(self, who: Seat, prospect: str, button: str) -> None:
        await who.clicks(button, on=await self._card(who, prospect, f"[{button}]"))
        await who.picks("How was it?", "5 – could not be better")
        await who.fills("In one line", "A great talk")
        await who.fills("What did you learn?", "They began small")
        await who.picks("Did it help?", "Yes")
        await self._sent(who)

    async def _sent(self, who: Seat) -> None:
        verdict = await who.submits()
        assert verdict.ok, (verdict, who.text_of(who.modal))
        assert who.modal is None or not who.modal.errors, who.modal.errors

    async def _card(self, who: Seat, prospect: str, button: str) -> Any:
        await settled(self.world)
        for message in reversed(who.dm):
            said = who.text_of(message)
            if prospect in said and button in said:
                return message
        raise AssertionError(f"{who.user.name} has no {button} for {prospect}:\n" + "\n--\n".join(map(who.text_of, who.dm)))


DETAILS = {
    "What does the prospect want to hear?": "How a rollout in shops goes",
    "Who at the prospect?": "Carla Diaz",
    "How senior are they?": "VP",
    "Deal": "Project Harbour",
    "Deal value": "120 k€",
    "Deal stage": "Shortlist",
    "Has the customer already agreed? Who said yes?": "Helena Aaltola",
    "When did they agree?": "2027-01-08",
}


def finished(database: Path) -> None:
    """Rows that no screen leaves behind at one moment; while no refdesk runs, which would send what is owed."""
    newest = "update deliveries set {} where id = (select max(id) from deliveries where {})"
    with sqlite3.connect(database) as connection:
        for change, which in (
            ("state = 'owed', sent_at = null", "kind = 'home'"),
            ("state = 'unsure'", "kind = 'card'"),
            ("state = 'dropped', ts = null, error = 'restricted_action'", "kind = 'letter'"),
            ("state = 'aside', ts = null, channel = null, sent_at = null, bundle_id = null", "tell = 'reminder'"),
        ):
            connection.execute(newest.format(change, which))
        parts = [("kept", number, bytes([number, 255, 0]), 1.5) for number in (0, 1)]
        connection.executemany("insert or replace into index_parts values (?, ?, ?, ?)", parts)
    connection.close()
