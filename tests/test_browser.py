"""The demo in a real browser: Maya asks, Ilkka approves, Maya sees the contact, the budget blocks the next one.

Its pictures are the README's: `REFDESK_PICTURES=docs/pictures make test` takes them anew.
"""

import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from bot.demo import demo
from bot.serving import socket_mode
from store.migrate import upgrade
from tests.browser import a_page, chromium
from tests.world import LUMI
from tests.world import opened as world_at

__all__ = ["chromium"]

pytestmark = pytest.mark.xdist_group("browser")
# The first such button after the name, whoever else stands in the answer.
REQUEST_AT_LUMI = (
    "xpath=(.//*[starts-with(normalize-space(.), 'Lumi Retail')])[1]"
    "/following::button[starts-with(normalize-space(.), 'Request')]"
)


@pytest.fixture
async def address(tmp_path: Path) -> AsyncIterator[str]:
    """A running demo with the sample portfolio."""
    async with demo(tmp_path / "demo", port=0) as running:
        assert not running.report.rejected
        yield running.page


class Window:
    """One person's browser window."""

    def __init__(self, page: Page, address: str, person: str) -> None:
        self.page = page
        self._base = f"{address}/as/{person}"

    async def goes_to(self, place: str) -> None:
        await self.page.goto(f"{self._base}/{place}")

    async def becomes(self, name: str) -> None:
        """Look through somebody else's eyes, by the button at the top right."""
        await self.page.get_by_role("button", name="Change person").click()
        await self.page.get_by_role("navigation", name="People").get_by_role("link", name=name).click()
        await expect(self.page.get_by_role("button", name=f"eyes of {name}")).to_be_visible()

    async def opens_messages(self) -> None:
        """Open the messages with refdesk."""
        await self.page.get_by_role("link", name=re.compile(r"^refdesk( unread)?$")).click()

    async def says(self, words: str) -> None:
        before = await self.page.get_by_role("article").count()
        box = self.page.get_by_role("textbox", name=re.compile("^Message"))
        await box.fill(words)
        await box.press("Enter")
        # What is pressed next must stand in this answer and not in an older one.
        await expect(self.page.get_by_role("article")).to_have_count(before + 1)

    def newest(self, words: str) -> Locator:
        return self.page.get_by_role("article").filter(has_text=words).last

    async def picture(self, name: str) -> None:
        """Keep a picture for the README when it is being made anew."""
        if folder := os.environ.get("REFDESK_PICTURES"):
            await self.page.screenshot(path=f"{folder}/{name}.png")


async def opened(chromium: Browser, address: str, person: str, wrong: list[str]) -> Window:
    page = await a_page(chromium, viewport={"width": 1200, "height": 860}, locale="en-GB")
    page.on("pageerror", lambda error: wrong.append(str(error)))
    return Window(page, address, person)


async def ask_for_a_call(maya: Window, prospect: str, hear: str = "") -> None:
    """Press Request at Lumi Retail in the newest answer, and fill in the form."""
    await maya.newest("Lumi Retail").locator(REQUEST_AT_LUMI).first.click()
    form = maya.page.get_by_role("dialog", name="Ask for a reference")
    await expect(form.get_by_label("Customer", exact=True)).to_have_value("Lumi Retail")
    await form.get_by_label("What do you need?").press_sequentially("Call")
    await form.get_by_role("option", name=re.compile("^Call\\b")).click()
    await form.get_by_label("Prospect", exact=True).fill(prospect)
    await form.get_by_label("Needed by").fill("2027-01-15")
    if hear:
        await form.get_by_label("What do they want to hear?").fill(hear)
    else:
        await maya.picture("form")
    await form.get_by_role("button", name="Send request").click()
    sent = maya.page.get_by_role("dialog", name="Sent")
    await expect(sent).to_contain_text("Ilkka Saarinen")
    await sent.get_by_role("button", name="Done").click()


def readme_lines() -> list[str]:
    """The five things the README asks a newcomer to do."""
    readme = (Path(__file__).parent.parent / "README.md").read_text()
    told = readme.partition("`make demo` names:\n")[2].partition("\n\nAlso worth a try")[0]
    return [" ".join(line.split()) for line in re.split(r"^\d\. ", told, flags=re.MULTILINE)[1:]]


async def test_the_five_lines_of_the_readme_work_as_written(chromium: Browser, address: str) -> None:
    asking, _, approving, _, again = readme_lines()
    wrong: list[str] = []
    window = await opened(chromium, address, "", wrong)
    await window.page.goto(address)
    await window.page.get_by_role("link", name="Maya Lindholm").click()
    await window.page.get_by_role("link", name="sales").click()
    await window.says(typed_in(asking))
    await ask_for_a_call(window, "Granhult Bygg")

    assert "change person at the top right" in approving
    await window.becomes("Ilkka Saarinen")
    await window.opens_messages()
    await window.newest("Granhult Bygg").get_by_role("button", name="Approve").click()
    draft = window.newest("A draft to copy")
    await expect(draft).to_contain_text("Please introduce Maya Lindholm to Lumi Retail")
    await expect(draft).to_contain_text("My colleague Maya Lindholm")

    await window.becomes("Maya Lindholm")
    await window.opens_messages()
    card = window.page.get_by_role("article").filter(has_text="Call with Lumi Retail for Granhult Bygg").first
    await expect(card).to_contain_text("Contact: Helena Aaltola")
    await expect(card).to_contain_text("introduces you. Please wait for the introduction.")

    # Once more, now with a second window; the one answer is newer than the other.
    await window.page.get_by_role("link", name="sales").click()
    await window.says(typed_in(again))
    await expect(window.newest("1 customer · Lumi Retail")).to_contain_text("Request · 1 call left")
    await ask_for_a_call(window, "Sunna Hotels")
    ilkka = await opened(chromium, address, "U0ILKKA", wrong)
    await ilkka.goes_to("dm")
    await ilkka.newest("Sunna Hotels").get_by_role("button", name="Approve").click()
    await expect(ilkka.newest("A word from you first helps")).to_contain_text("Sunna Hotels")
    await window.says(typed_in(again))
    spent = window.newest("Nobody now · Lumi Retail")
    await expect(spent).to_contain_text(re.compile(r"⚠ spent until \d+ \w+"))
    await expect(spent).to_contain_text("Customers like this that you can ask:")
    assert wrong == []


def typed_in(line: str) -> str:
    """The command that a line of the README says to type."""
    found = re.search(r"`(/reference [^`]+)`", line)
    assert found, line
    return found[1]


async def test_maya_asks_ilkka_approves_and_the_budget_then_blocks(chromium: Browser, address: str) -> None:
    wrong: list[str] = []
    maya = await opened(chromium, address, "U0MAYA", wrong)
    ilkka = await opened(chromium, address, "U0ILKKA", wrong)
    await ilkka.goes_to("dm")

    for place, prospect in enumerate(("Granhult Bygg", "Sunna Hotels")):
        await maya.goes_to("C0SALES")
        await maya.says("/reference Lumi Retail" if place else "/reference retail onboarding")
        answer = maya.newest("Lumi Retail")
        await expect(answer).to_contain_text("Only visible to you")
        await expect(answer).to_contain_text("Request · 1 call left" if place else "Request · 2 calls left")
        if not place:
            await maya.picture("search")
        await ask_for_a_call(maya, prospect, "How do you get 600 people ready in four weeks?")

        card = ilkka.newest(prospect)
        await expect(card).to_contain_text("Maya Lindholm")
        if not place:
            await ilkka.picture("decision")
        await card.get_by_role("button", name="Approve").click()
        await expect(ilkka.newest("A draft to copy")).to_contain_text("lumiretail.example")

        await maya.goes_to("dm")
        await expect(maya.newest(f"Approved: Call with Lumi Retail for {prospect}")).to_be_visible()
        # The first contact is introduced by the owner; the second may be written to directly.
        shown = maya.newest(f"Call with Lumi Retail for {prospect}")
        await expect(shown).to_contain_text("Helena Aaltola" if not place else "otso.rantala@lumiretail.example")
        if place:
            await expect(maya.page.get_by_role("log")).not_to_contain_text("helena.aaltola@")
        else:
            await maya.picture("approved")

    await maya.goes_to("C0SALES")
    await maya.says("/reference lumi retail")
    spent = maya.newest("Nobody now · Lumi Retail")
    await expect(spent).to_contain_text("⚠ spent until 1 January")
    await expect(spent).to_contain_text("Customers like this that you can ask:")
    await maya.picture("budget")

    await ilkka.goes_to("home")
    await expect(ilkka.page.get_by_role("main")).to_contain_text("0 of 4 points left")
    await ilkka.picture("home")
    assert wrong == []


async def test_a_card_that_hangs_comes_once_all_is_well_again(chromium: Browser, address: str) -> None:
    wrong: list[str] = []
    maya = await opened(chromium, address, "U0MAYA", wrong)
    ilkka = await opened(chromium, address, "U0ILKKA", wrong)
    await ilkka.goes_to("dm")
    await ilkka.page.get_by_role("button", name="Trouble").click()
    panel = ilkka.page.get_by_label("Trouble", exact=True)
    await panel.get_by_label("Messages hang").check()
    await expect(panel).to_contain_text("3 left")

    await maya.goes_to("C0SALES")
    await maya.says("/reference retail onboarding")
    await ask_for_a_call(maya, "Granhult Bygg", "How do you get 600 people ready in four weeks?")
    await expect(panel).to_contain_text("hang")
    cards = ilkka.page.get_by_role("article").filter(has_text="Granhult Bygg")
    await expect(cards).to_have_count(0)
    await panel.get_by_role("button", name="All well again").click()
    await expect(cards).to_have_count(1)
    assert wrong == []


async def test_connections_cut_from_the_page_come_back_and_the_next_click_is_answered(
    chromium: Browser, tmp_path: Path
) -> None:
    wrong: list[str] = []
    url = f"sqlite:///{tmp_path / 'cut.db'}"
    await upgrade(url)
    async with world_at(url, page=True) as world:
        await world.customers(LUMI)
        slack, app = world.slack, world.slack.workspace.app
        app.request_url = ""
        async with socket_mode(world.parts, app.app_token, slack.api_url, ping_seconds=0.2):
            await slack.wait_for(lambda: slack.sockets.connected)
            (first,) = slack.sockets.connections
            maya = await opened(chromium, slack.url, "U0MAYA", wrong)
            await maya.goes_to("C0GENERAL")
            await maya.says("/reference retail onboarding")
            ask = maya.newest("Lumi Retail").get_by_role("button", name="Request").first
            trouble, panel = (
                maya.page.get_by_role("button", name="Trouble"),
                maya.page.get_by_label("Trouble", exact=True),
            )
            await trouble.click()
            await expect(panel.get_by_role("status")).to_have_text("refdesk holds 1 connection.")
            await panel.get_by_role("button", name="Cut connections").click()
            await expect(panel.get_by_role("status")).to_have_text(
                "refdesk has connected again: it holds 1 connection."
            )
            assert first not in slack.sockets.connections

            await panel.get_by_label("Slack is down").check()
            await panel.get_by_role("button", name="Cut connections").click()
            await expect(panel.get_by_role("status")).to_have_text(
                "refdesk has no connection: it does not hear what people do."
            )
            await maya.page.keyboard.press("Escape")
            await ask.click()
            await expect(maya.newest("Lumi Retail")).to_contain_text("refdesk could not do that. Try again?")
            await trouble.click()
            await panel.get_by_role("button", name="All well again").click()
            await expect(panel.get_by_role("status")).to_contain_text("connected again")
            await maya.page.keyboard.press("Escape")
            await ask.click()
            await expect(maya.page.get_by_role("dialog", name="Ask for a reference")).to_be_visible()
            await expect(maya.newest("Lumi Retail")).not_to_contain_text("could not do that")
    assert wrong == []
