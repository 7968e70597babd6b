"""A workspace that does not take a block: what is said arrives in words, and its buttons work."""

import logging

import pytest

from blocks.kit import shapes as kit
from blocks.kit.fallback import plainer
from tests.world import World


async def test_a_card_that_slack_does_not_take_comes_in_words_and_can_be_decided(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.slack.workspace.trouble.not_rolled_out = frozenset({"rich_text"})
    with caplog.at_level(logging.ERROR):
        await world.asks(world.maya, "Lumi")
        card = await world.sees(world.ilkka, "[Approve]")
    assert "Asked by Maya Lindholm: Call with Lumi Retail for Acme" in card
    assert "Needed by 10 December 2026" in card
    assert "Slack says invalid_blocks to actions, rich_text" in caplog.text
    assert "Lumi" not in caplog.text
    await world.settled()
    assert not world.petra.dm, "nobody is told of a fault: the message arrived"
    async with world.parts.desk.reading() as tx:
        assert await tx.deliveries.in_plain_form() >= 2
    assert await world.ilkka.clicks("Approve")
    await world.sees(world.maya, "Approved: Call with Lumi Retail for Acme")
    await world.settled()
    assert "[Approve]" not in "".join(map(world.ilkka.text_of, world.ilkka.dm))


async def test_where_not_even_buttons_are_taken_the_text_alone_arrives(world: World) -> None:
    world.slack.workspace.trouble.not_rolled_out = frozenset({"rich_text", "actions", "section"})
    await world.asks(world.maya, "Lumi")
    assert "Asked by Maya Lindholm: Call with" in await world.sees(world.ilkka, "Call with Lumi Retail")
    await world.settled()


async def test_a_home_that_slack_does_not_take_comes_in_words_and_its_buttons_work(world: World) -> None:
    world.slack.workspace.trouble.not_rolled_out = frozenset({"rich_text"})
    await world.asks(world.maya, "Lumi")
    await world.sees(world.ilkka, "[Approve]")
    await world.ilkka.opens_home()
    await world.settled()
    home = world.ilkka.text_of(world.ilkka.home)
    assert "Waiting for you (1)" in home
    assert "Maya Lindholm asks: Call with Lumi Retail" in home
    assert home.index("Maya Lindholm") < home.index("[Decide]") < home.index("Your customers this quarter")
    assert await world.ilkka.clicks("Decide", on=world.ilkka.home)
    assert await world.ilkka.clicks("Approve", on=world.ilkka.modal)
    await world.settled()
    assert "Waiting for you" not in world.ilkka.text_of(world.ilkka.home), "it stays up to date"


def test_the_plain_form_says_what_the_blocks_say_without_mentions() -> None:
    row = kit.buttons("do", kit.button("Go", "go", "1"))
    lines = kit.paragraph("p", [kit.person("U1", "Maya"), kit.t(" asks")], [kit.b("Bold"), kit.t(" words")])
    message = kit.message("Maya & Co", [lines, kit.bullets("l", [[kit.t("one")], [kit.t("two")]]), row])
    plain = plainer(message)
    assert plain.text == "Maya &amp; Co"
    said = [block["text"]["text"] for block in plain.blocks if block["type"] == "section"]
    assert said == ["Maya & Co", "Bold words\n• one\n• two"]
    assert [block["type"] for block in plain.blocks] == ["section", "section", "actions"]
