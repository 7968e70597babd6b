"""Buttons that an older refdesk posted: their click is answered, not dead."""

from tests.world import World


async def test_a_button_nobody_knows_any_more_is_answered(world: World) -> None:
    old = {
        "type": "button",
        "text": {"type": "plain_text", "text": "Snooze it"},
        "action_id": "snooze.it",
        "value": "1",
    }
    dm = world.slack.workspace.dm("U0MAYA")
    app = world.slack.workspace.app
    world.slack.workspace.post(
        dm, app.bot_user, "old", blocks=[{"type": "actions", "block_id": "a", "elements": [old]}]
    )
    verdict = await world.maya.clicks("Snooze it")
    assert verdict.ok
    assert "from before I was updated or restored" in world.maya.last_ephemeral
