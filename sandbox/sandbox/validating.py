"""What Slack's own client refuses before a form is sent."""

import re

from sandbox.model import Json, View
from sandbox.state import emptied, is_empty

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_URL = re.compile(r"https?://\S+")


def complaints(view: View) -> dict[str, str]:
    """Return what is wrong with the inputs of a modal, by block_id: missing, too long, not a number …"""
    found: dict[str, str] = {}
    values = emptied(view.state, view.late)
    for block in view.blocks:
        if block.get("type") != "input":
            continue
        element = block["element"]
        value = values.get(block["block_id"], {}).get(element.get("action_id", ""))
        if value is None:
            continue
        if is_empty(value):
            words = None if block.get("optional") else "Please complete this required field."
        else:
            words = _complaint(element, value)
        if words:
            found[block["block_id"]] = words
    return found


def _complaint(element: Json, value: Json) -> str | None:
    text = str(value.get("value", ""))
    match element["type"]:
        case "plain_text_input":
            if len(text) < int(element.get("min_length", 0)):
                return f"Please write at least {element['min_length']} characters."
            if len(text) > int(element.get("max_length", 3000)):
                return f"Please write at most {element.get('max_length', 3000)} characters."
        case "number_input":
            return _number(element, text)
        case "email_text_input":
            return None if _MAIL.fullmatch(text) else "Please enter a valid email address."
        case "url_text_input":
            return None if _URL.fullmatch(text) else "Please enter a valid URL."
    return None


def _number(element: Json, text: str) -> str | None:
    pattern = r"-?\d+(\.\d+)?" if element.get("is_decimal_allowed") else r"-?\d+"
    if not re.fullmatch(pattern, text):
        return "Please enter a valid number."
    if "min_value" in element and float(text) < float(element["min_value"]):
        return f"Please enter a number of at least {element['min_value']}."
    if "max_value" in element and float(text) > float(element["max_value"]):
        return f"Please enter a number of at most {element['max_value']}."
    return None
