"""The two questions of every no, before the approval or after it: why, and what else there is to say."""

from collections.abc import Iterable
from dataclasses import dataclass

from blocks.kit import elements
from blocks.kit import shapes as kit
from blocks.kit.elements import Block
from blocks.kit.language import _
from blocks.kit.shapes import Payload
from blocks.wording import terms
from domain.requests.request import DeclineReason


@dataclass(frozen=True, slots=True)
class DeclineForm:
    """A filled-in form of a no."""

    reason: DeclineReason
    note: str


def fields(question: str, reasons: Iterable[DeclineReason]) -> list[Block]:
    """The fields that ask for the reason."""
    menu = elements.static_select(
        "reason",
        [kit.option(terms.decline_reason(reason), reason.value) for reason in reasons],
        placeholder=_("Pick a reason"),
    )
    note = elements.plain_text_input("note", multiline=True, max_length=1000)
    return [
        kit.field("reason", question, menu, hint=_("The person who asked reads this.")),
        kit.field("note", _("Anything to add?"), note, optional=True),
    ]


def parse(view: Payload) -> DeclineForm:
    """The reason given. Raises Refusal at its field."""
    answers = kit.values(view)
    try:
        reason = DeclineReason(answers.get("reason", ""))
    except ValueError:
        raise kit.invalid(_("Pick a reason."), "reason") from None
    return DeclineForm(reason, answers.get("note", ""))
