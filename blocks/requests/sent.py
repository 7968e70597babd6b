"""What the form says once it is sent: who has it now, and why not the owner."""

from dataclasses import dataclass

from domain.people import Person
from domain.requests.request import Request, RerouteReason

CARD = "You can follow it in your messages with me."


@dataclass(frozen=True, slots=True)
class Sent:
    """Who has it; names are "" where they may not be known. away: out of office, and nobody could stand in.

    sure: whether Slack has said that they can be reached.
    """

    decider: str
    owner: str
    away: bool = False
    sure: bool = True


def sent_words(request: Request, person: Person, sent: Sent, *, joined: bool) -> str:
    """What the requester reads once it is filed, or was filed already."""
    decider = sent.decider or ("whoever stands in for its owner" if request.routed else "the customer's owner")
    if joined:
        who = "You have" if request.requester_id == person.id else "A colleague has"
        if request.status.waiting:
            return f"{who} already asked for this, and {decider} decides once for everybody. {CARD}"
        return f"{who} already asked for this, and it was approved. {CARD}"
    if request.own_use:
        return f"It is your own customer, so there is nobody to wait for. {CARD}"
    if not sent.sure:
        return (
            f"Saved. Slack does not tell me just now who can be reached: it goes to {decider}, "
            f"and on to somebody else if they can't. {CARD}"
        )
    owner = sent.owner or "The customer's owner"
    why = {
        None: "",
        RerouteReason.NO_OWNER: "This customer has no owner. ",
        RerouteReason.OWNER_AWAY: f"{owner} is out of office. ",
        RerouteReason.OWNER_NOT_IN_SLACK: f"{owner} can't be reached in Slack. ",
    }[request.routed]
    away = " They are out of office, and nobody is there to stand in." if sent.away else ""
    return f"{why}Sent to {decider}.{away} {CARD}"
