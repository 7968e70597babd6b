"""The oracle: who is who, who may see what, and who may do what. Written by hand, and from nothing of the product."""

import re
from collections.abc import Mapping

# Each role is one person, in relation to all the customers and requests of the matrix.
ROLES: Mapping[str, str] = {
    "member": "U0MIMI",
    "requester": "U0MAYA",
    "joined": "U0NILS",
    "owner": "U0ILKKA",
    "other owner": "U0OLOF",
    "backup": "U0AINO",
    "delegate": "U0DORA",
    "manager": "U0PETRA",
    "guest": "U0GUS",
    "external": "U0OTTO",
    "other workspace": "U0TINA",
    "deactivated": "U0LEENA",
    "bot": "U0ROBO",
}
STRANGERS = {"guest", "external", "other workspace", "deactivated", "bot"}
MEMBERS = tuple(role for role in ROLES if role not in STRANGERS)
LOOKS_AFTER = {"owner", "backup", "manager"}
KINDS = ("plain", "secret")

# asked: pending, and its backup was asked, too. over: scheduled, and its day is over. paused: approved, then held.
STATES = (
    *("pending", "asked", "awaiting", "approved", "paused", "scheduled", "over"),
    *("completed", "declined", "withdrawn", "lapsed", "cancelled"),
)
AGREED = {"approved", "scheduled", "over", "completed"}

# Everything that is secret to somebody is one token; by its field, its customer and its request ("" for none).
TOKEN = re.compile(r"zq([a-z]+)0(plain|secret)0([a-z]*)", re.IGNORECASE)
# What is agreed by a click is agreed when its effects are told.
AGREEING = {
    *("actions/request.approve", "views/request.consent.form", "views/request.override.form"),
    *("actions/request.go_ahead", "actions/hold.go_ahead", "actions/hold.lift"),
}
OF_A_CUSTOMER = {"name", "story", "hold", "title", "verifier", "product"}
OF_A_DEAL = {"prospect", "deal", "value", "stage", "person", "hear", "note", "remark", "learned"}
TOLD_TO_JOINED = OF_A_DEAL - {"learned"}  # it is their deal, too


def token(field: str, kind: str, state: str = "") -> str:
    """What stands in a field."""
    return f"zq{field}0{kind}0{state}"


def stands(role: str, kind: str) -> str:
    """Where somebody stands: the owner is away, so a request went to their delegate, or, where that must not know
    the customer, to its backup."""
    if role == ("delegate" if kind == "plain" else "backup"):
        return "stand-in"
    return "member" if role == "delegate" else role


def may_see(role: str, field: str, kind: str, state: str) -> bool:
    """Whether this may ever reach this person, by whatever way."""
    if role in STRANGERS:
        return False
    standing = stands(role, kind)
    knows = kind == "plain" or role in LOOKS_AFTER
    if field in OF_A_CUSTOMER:
        return knows
    if field in OF_A_DEAL:
        if field in TOLD_TO_JOINED and role == "joined":
            return True
        return standing in REPORT or (standing, state) == ("backup", "asked")
    # Who its contacts are: to those who look after it or stand in, and by name to who asked, once it is agreed.
    if role in LOOKS_AFTER:
        return True
    if kind == "secret":
        return False
    return standing == "stand-in" or (field == "contact" and role in ("requester", "joined") and state in AGREED)


DECIDE = {"owner", "stand-in", "manager"}
REPORT = DECIDE | {"requester"}
WITHDRAW = {"requester", "manager"}
READ = REPORT | {"joined"}
CARE = LOOKS_AFTER
ANYBODY = set(MEMBERS)
PROGRAMME = {"manager"}

PENDING = {"pending", "asked"}
WAITING = PENDING | {"awaiting"}
RUNNING = {"approved", "scheduled", "over"}
# A form that opens and is refused when it is sent, since it would be known no sooner: either is right.
EITHER = {
    *(("actions/request.schedule", "paused"), ("actions/after.moved", "paused")),
    *(("actions/request.stop", "over"), ("actions/hold.stop", "over"), ("actions/request.happened", "paused")),
    ("views/request.happened.form", "paused"),  # it may have taken place before it was held
}
# A request's listeners: who may, and in which states it does something; where empty it depends on more than that.
OF_A_REQUEST: Mapping[str, tuple[set[str], set[str]]] = {
    "actions/request.approve": (DECIDE, WAITING),
    "actions/request.decline": (DECIDE, WAITING),
    "actions/request.customer_yes": (DECIDE, WAITING),
    "actions/request.customer_no": (DECIDE, WAITING),
    "actions/request.snooze": (DECIDE, set()),
    "actions/request.withdraw": (WITHDRAW, WAITING | {"approved", "paused"}),
    "actions/request.schedule": (REPORT, RUNNING),
    "actions/request.cancel": (REPORT, RUNNING | {"paused"}),
    "actions/request.stop": (DECIDE, {"approved", "scheduled", "paused"}),
    "actions/request.brief": (READ, RUNNING),
    "actions/bundle.brief": (READ, RUNNING),
    "actions/request.go_ahead": (DECIDE, {"paused"}),
    "actions/hold.go_ahead": (DECIDE, {"paused"}),
    "actions/hold.stop": (DECIDE, {"approved", "scheduled", "paused"}),
    "actions/request.happened": (REPORT, RUNNING),
    "actions/after.moved": (REPORT, RUNNING),
    "actions/after.not_held": (REPORT, RUNNING | {"paused"}),
    "actions/after.thanked.mail": (DECIDE, {"completed"}),
    "actions/after.thanked.gift": (DECIDE, {"completed"}),
    "actions/after.thanked.in_person": (DECIDE, {"completed"}),
    "actions/after.thank_later": (DECIDE, {"completed"}),
    "actions/after.deal.won": (REPORT, {"completed"}),
    "actions/after.deal.lost": (REPORT, {"completed"}),
    "actions/after.deal.open": (REPORT, {"completed"}),
    "actions/home.open": (DECIDE, WAITING | {"paused"}),
    "actions/list.show instead": (READ, set()),
    "views/request.decline.form": (DECIDE, WAITING),
    "views/request.consent.form": (DECIDE, WAITING),
    "views/request.override.form": (DECIDE, WAITING),
    "views/request.schedule.form": (REPORT, RUNNING),
    "views/request.cancel.form": (REPORT, RUNNING | {"paused"}),
    "views/request.stop.form": (DECIDE, {"approved", "scheduled", "paused"}),
    "views/request.happened.form": (REPORT, {"approved", "over"}),
}
# A message with such a button is a card: unknown, it becomes one of the person's own cards, where they have one.
ON_CARDS = {
    *("actions/request.approve", "actions/request.decline", "actions/request.customer_yes"),
    *("actions/request.customer_no", "actions/request.snooze", "actions/request.withdraw"),
    *("actions/request.schedule", "actions/request.cancel", "actions/request.stop"),
    *("actions/request.brief", "actions/request.go_ahead"),
}
# All other listeners: who may. What anybody may do changes nothing but their own.
OTHERS: Mapping[str, set[str]] = {
    **dict.fromkeys(("actions/hold.put", "actions/hold.lift", "views/hold.form"), CARE),
    **dict.fromkeys(
        ("actions/verify.true", "actions/verify.change", "actions/verify.retire", "views/verify.form"), CARE
    ),
    **dict.fromkeys(("actions/undelivered.again", "actions/undelivered.drop", "actions/digest.late"), PROGRAMME),
    **dict.fromkeys(("actions/settings.open", "actions/settings.points", "actions/settings.rest"), PROGRAMME),
    **dict.fromkeys(("actions/settings.chasing", "actions/settings.digest", "actions/settings.words"), PROGRAMME),
    **dict.fromkeys(("actions/words.meaning", "actions/words.forget", "views/words.add_form"), PROGRAMME),
    **dict.fromkeys(("views/settings.form", "options/handover.from", "options/words.meaning"), PROGRAMME),
    **dict.fromkeys(("options/words.meant", "commands/settings", "commands/digest"), PROGRAMME),
    **dict.fromkeys(("actions/list.show words", "actions/list.show labels", "actions/list.show own_words"), PROGRAMME),
    **dict.fromkeys(("actions/list.show letter", "actions/list.show late_answers"), PROGRAMME),
    "actions/list.show late_thanks": PROGRAMME,
    "actions/words.add": PROGRAMME,
    **dict.fromkeys(("actions/settings.activities", "actions/activity.change", "actions/activity.add"), PROGRAMME),
    "views/handover.form": PROGRAMME | {"owner"},  # of the owner's own customers
    "commands/handover": PROGRAMME | {"owner", "other owner"},
}


def has_right(role: str, rights: set[str], kind: str, state: str) -> bool:
    """Whether somebody has a right; the backup has all that a decider may, once asked."""
    standing = stands(role, kind)
    return standing in rights or ((standing, state) == ("backup", "asked") and rights >= DECIDE)


def has_card(role: str, listener: str, kind: str, state: str) -> bool | None:
    """Whether an unknown message with this button becomes the person's card; None where either is right."""
    rights, _ = OF_A_REQUEST[listener]
    if listener not in ON_CARDS or not has_right(role, rights, kind, state):
        return False
    if role == "joined":
        return None
    if role == "requester":
        return True
    # Deciders have a card that decides; on it stands no button of who asked.
    return rights is DECIDE or rights is READ
