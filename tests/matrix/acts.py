"""What each listener is sent: the ids and values a person's screen would have, or that somebody made up."""

from typing import Any

from sandbox import payloads
from sandbox.model import Json, Message, View
from sandbox.state import Placed
from tests.matrix.office import Office
from tests.matrix.roles import OF_A_REQUEST, ROLES

UNKNOWN = "1700000000.000001"  # a message of which the database knows nothing
PLAIN = {"type": "plain_text", "text": "x"}


def chosen(value: str, kind: str = "static_select") -> Json:
    return {"type": kind, "selected_option": {"text": PLAIN, "value": value}}


def written(value: str) -> Json:
    return {"type": "plain_text_input", "value": value}


def on(day: str) -> Json:
    return {"type": "datepicker", "selected_date": day}


NO = {"reason": chosen("not_now"), "note": written("not today")}
# What stands in each form, by field.
FILLED: dict[str, dict[str, Json]] = {
    "request.decline.form": NO,
    "request.stop.form": NO,
    "request.consent.form": {
        "answer": chosen("yes", "radio_buttons"),
        "who": written("Somebody"),
        "when": on("2026-11-20"),
        "scope": chosen("once", "radio_buttons"),
    },
    "request.override.form": {"override": written("because")},
    "request.schedule.form": {"on": on("2026-12-04"), "at": {"type": "timepicker", "selected_time": "12:00"}},
    "request.cancel.form": {"who": chosen("us", "radio_buttons")},
    "request.happened.form": {
        "grade": chosen("4"),
        "remark": written("fine"),
        "learned": written(""),
        "helped": chosen("yes", "radio_buttons"),
    },
    "hold.form": {"until": on("2027-02-01"), "why": written("moving")},
    "verify.form": {
        "satisfaction": written("8"),
        "renewal": on("2027-05-01"),
        "activities": {"type": "checkboxes", "selected_options": [{"text": PLAIN, "value": "call"}]},
    },
    "search.form": {
        "words": written("retail"),
        "readings": {"type": "checkboxes", "selected_options": []},
        "region": chosen("EMEA"),
        "now": chosen("yes", "radio_buttons"),
    },
    "away.form": {"back": on("2026-12-10"), "instead": {"type": "users_select", "selected_user": "U0OLOF"}},
    "words.add_form": {"word": written("kiosky"), "meant": chosen("industry:retail")},
}


def view_of(office: Office, who: str, callback: str, metadata: str, fields: dict[str, Json]) -> View:
    """A form that is open before this person."""
    label = {"type": "plain_text", "text": "Field"}
    blocks: list[Json] = [
        {"type": "input", "block_id": name, "label": label, "element": {"type": "plain_text_input", "action_id": name}}
        for name in fields or {"field": {}}
    ]
    content = {"type": "modal", "callback_id": callback, "title": PLAIN, "submit": PLAIN, "blocks": blocks}
    content["private_metadata"] = metadata
    view = office.world.slack.workspace.new_view(ROLES[who], content)
    view.state = {name: {_action(callback, name): value} for name, value in fields.items()}
    office.world.slack.workspace.open_modal(view)
    return view


def _action(callback: str, name: str) -> str:
    return {"customer": "request.customer", "activity": "request.activity"}.get(name, name) if callback else name


def payload_of(office: Office, listener: str, who: str, kind: str, state: str) -> Json:
    """The payload with which a person uses a listener, on one customer or on one request of it."""
    table, _, name = listener.partition("/")
    workspace = office.world.slack.workspace
    user = workspace.users[ROLES[who]]
    match table:
        case "commands":
            words = name.replace("CUSTOMER", "retail")
            return payloads.command(workspace, user, workspace.channel("general"), "/reference", words)
        case "events":
            return payloads.app_home_opened(workspace, user, "home")
        case "shortcuts" if name == "request.from_message":
            message = workspace.post(workspace.channel("general"), "U0MIMI", "Who knows a shop?")
            return payloads.message_action(workspace, user, workspace.app.shortcuts[name], message)
        case "shortcuts":
            return payloads.shortcut(workspace, user, workspace.app.shortcuts[name])
        case "views":
            metadata, fields = _form(office, name, who, kind, state)
            return payloads.view_submission(workspace, user, view_of(office, who, name, metadata, fields))
        case "options":
            block, callback = ("searched:word", "") if name == "words.meaning" else ("field", "some.form")
            view = view_of(office, who, callback, "", {})
            element = {"type": "external_select", "action_id": name}
            return payloads.block_suggestion(workspace, user, view, Placed({"block_id": block}, element), "")
    if name.startswith("list."):
        name, _, which = name.partition(" ")
        button = {"type": "button", "text": PLAIN, "value": _page(office, which, who, kind, state)}
        return _clicked(office, who, {"block_id": "do", **button, "action_id": name, "action_ts": "1"})
    action = {"block_id": "do", **_action_of(office, name, who, kind, state)}
    action |= {"action_id": name, "action_ts": workspace.next_ts()}
    if name.startswith("request.") and listener not in OF_A_REQUEST:
        fields = {"customer": chosen(office.customers[kind], "external_select"), "activity": chosen("call")}
        return payloads.block_actions(workspace, user, view_of(office, who, "request.submit", "", fields), action)
    return _clicked(office, who, action)


def _clicked(office: Office, who: str, action: Json) -> Json:
    """A click on a message of which the database knows nothing."""
    workspace = office.world.slack.workspace
    user = workspace.users[ROLES[who]]
    message = Message(UNKNOWN, workspace.dm(user.id).id, workspace.app.bot_user, "", 1, by_app=True)
    workspace.channels[message.channel].messages[message.ts] = message
    return payloads.block_actions(workspace, user, message, action)


def _page(office: Office, which: str, who: str, kind: str, state: str) -> str:
    """The first page of a list: of what it is a list, where it is not its reader's."""
    of = {
        **dict.fromkeys(("given", "recorded"), office.customers[kind]),
        **dict.fromkeys(("called", "resting", "similar"), office.searches.get(who, office.searches["member"])),
        "instead": office.requests[kind, state][1],
        "letter": "2026-10-01",
        "holds_over": "2026-11-23",
    }
    return f"{which}:0:{of[which]}" if which in of else f"{which}:0"


def _form(office: Office, name: str, who: str, kind: str, state: str) -> tuple[str, dict[str, Json]]:
    customer = office.customers[kind]
    if name == "search.form":
        return office.searches.get(who, office.searches["member"]), FILLED[name]
    if name == "request.submit":
        deal = {"activity": chosen("call"), "prospect": written("Somebody New"), "needed_by": on("2026-12-10")}
        return "", {"customer": chosen(customer, "external_select"), **deal}
    if name == "settings.form":
        return "settings.digest:1", {
            "digest_on": chosen("yes", "radio_buttons"),
            "digest_hour": written("9"),
            "close_percent": written("70"),
            "unused_months": written("6"),
            "waiting_days": written("3"),
        }
    if name == "handover.form":
        former = chosen(office.people["owner"].key, "external_select")
        return "", {"former": former, "to": {"type": "users_select", "selected_user": ROLES["member"]}}
    if name in ("hold.form", "verify.form"):
        return customer, FILLED[name]
    return office.requests[kind, state][1] if name.startswith("request.") else "", FILLED[name]


def _action_of(office: Office, name: str, who: str, kind: str, state: str) -> Json:
    """What the element holds."""
    request, customer = office.requests[kind, state][1], office.customers[kind]
    search = office.searches.get(who, office.searches["member"])
    button: dict[str, Any] = {"type": "button", "text": PLAIN}
    if name == "request.snooze":
        return chosen(f"{request}:tomorrow", "overflow")
    if name in ("hold.put", "hold.lift"):
        return button | {"value": office.customers[f"held {kind}"] if name == "hold.lift" else customer}
    if name.startswith(("request.", "after.", "bundle.", "hold.")) or name == "home.open":
        return button | {"value": request}
    if name.startswith("verify."):
        return button | {"value": customer}
    if name == "home.look":
        return chosen(customer)
    if name in ("search.request", "search.profile", "search.watch"):
        return button | {"value": f"{search}:{customer}"}
    if name == "profile.open":
        return button | {"value": f":{customer}"}
    if name in ("search.more", "search.change"):
        return button | {"value": f"{search}:0"}
    if name.startswith("search."):
        return {"block_id": f"search.parts.{search}", **_narrowing(office, name)}
    if name.startswith("undelivered."):
        return button | {"value": office.dead}
    if name == "words.meaning":
        return {"block_id": "searched:frobnicate", **chosen("industry:retail", "external_select")}
    return button | {"value": "kiosk" if name == "words.forget" else "open"}


def _narrowing(office: Office, name: str) -> Json:
    picks = {
        "search.region": "EMEA",
        "search.size": "Enterprise",
        "search.now": "yes",
        "search.owner": office.people["owner"].key,
        "search.reading": "0:0",
    }
    if name in picks:
        return chosen(picks[name])
    return {"type": "button", "text": PLAIN, "value": "0:0" if "reading" in name else "0" if "part" in name else "*"}
