"""What the form says once it is sent: who has it now, and why not the owner."""

from collections.abc import Mapping
from dataclasses import dataclass

from blocks.kit.language import N_, _
from blocks.kit.sentences import plain
from domain.people import Person
from domain.requests.request import Request, RerouteReason

# With the owner's name, where the reader may know it; without.
_WHY: Mapping[RerouteReason, tuple[str, str]] = {
    RerouteReason.NO_OWNER: (N_("This customer has no owner."), N_("This customer has no owner.")),
    RerouteReason.OWNER_AWAY: (N_("{owner} is out of office."), N_("The customer's owner is out of office.")),
    RerouteReason.OWNER_NOT_IN_SLACK: (
        N_("{owner} can't be reached in Slack."),
        N_("The customer's owner can't be reached in Slack."),
    ),
}


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
    if joined:
        said = _joined(request, person, sent)
    elif request.own_use:
        said = [_("It is your own customer, so there is nobody to wait for.")]
    elif not sent.sure:
        said = [_("Saved. Slack does not tell me just now who can be reached."), _goes_to(request, sent)]
    else:
        said = _routed(request, sent)
    return " ".join((*said, _("You can follow it in your messages with me.")))


def _joined(request: Request, person: Person, sent: Sent) -> list[str]:
    mine = request.requester_id == person.id
    asked = _("You have already asked for this.") if mine else _("A colleague has already asked for this.")
    if not request.status.waiting:
        return [asked, _("It was approved.")]
    if sent.decider:
        return [asked, plain(_("{who} decides once for everybody."), who=sent.decider)]
    if request.routed:
        return [asked, _("Whoever stands in for its owner decides once for everybody.")]
    return [asked, _("The customer's owner decides once for everybody.")]


def _goes_to(request: Request, sent: Sent) -> str:
    if sent.decider:
        return plain(_("It goes to {who}, and on to somebody else if they can't."), who=sent.decider)
    if request.routed:
        return _("It goes to whoever stands in for its owner, and on to somebody else if they can't.")
    return _("It goes to the customer's owner, and on to somebody else if they can't.")


def _routed(request: Request, sent: Sent) -> list[str]:
    said = []
    if request.routed:
        named, unnamed = _WHY[request.routed]
        said.append(plain(_(named), owner=sent.owner) if sent.owner else _(unnamed))
    if sent.decider:
        said.append(plain(_("Sent to {who}."), who=sent.decider))
    else:
        said.append(
            _("Sent to whoever stands in for its owner.") if request.routed else _("Sent to the customer's owner.")
        )
    if sent.away:
        said.append(_("They are out of office, and nobody is there to stand in."))
    return said
