"""What Slack fills in when it takes blocks: missing ids, and the default flags of text objects."""

from secrets import token_urlsafe
from typing import Any

from sandbox.model import Json

_NEED_ACTION_ID = frozenset(
    {
        "button",
        "channels_select",
        "checkboxes",
        "conversations_select",
        "datepicker",
        "datetimepicker",
        "email_text_input",
        "external_select",
        "file_input",
        "multi_channels_select",
        "multi_conversations_select",
        "multi_external_select",
        "multi_static_select",
        "multi_users_select",
        "number_input",
        "overflow",
        "plain_text_input",
        "radio_buttons",
        "rich_text_input",
        "static_select",
        "timepicker",
        "url_text_input",
        "users_select",
        "feedback_buttons",
        "icon_button",
    }
)


def with_ids(blocks: list[Json]) -> list[Json]:
    """Return a deep copy of blocks as Slack would keep them: every block_id and action_id filled in."""
    return [{**_filled(block), "block_id": block.get("block_id") or _fresh()} for block in blocks]


def _filled(value: Any) -> Any:
    if isinstance(value, list):
        return [_filled(each) for each in value]
    if not isinstance(value, dict):
        return value
    copy = {key: _filled(each) for key, each in value.items()}
    kind = copy.get("type")
    if kind == "plain_text" and isinstance(copy.get("text"), str):
        copy.setdefault("emoji", True)
    elif kind == "mrkdwn" and isinstance(copy.get("text"), str):
        copy.setdefault("verbatim", False)
    elif kind in _NEED_ACTION_ID:
        copy["action_id"] = copy.get("action_id") or _fresh()
    return copy


def _fresh() -> str:
    return token_urlsafe(4)[:5]
