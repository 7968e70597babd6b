"""A customer on hold: its buttons, the small form, and word to its owner that a hold is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from blocks.kit import elements, listing, notice
from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Element
from blocks.kit.language import _, ngettext, short
from blocks.kit.sentences import plain, some
from blocks.kit.shapes import Payload, RenderedMessage, b
from blocks.search.answer import PROFILE, button_value
from blocks.wording import terms
from domain.listed import Listed, listed
from domain.portfolio.customers import Customer, Hold

PUT = "hold.put"
LIFT = "hold.lift"
FORM = "hold.form"
LONGEST = 200
OVER = "holds_over"


@dataclass(frozen=True, slots=True)
class HoldForm:
    """A filled-in form. until: the first day the customer may be asked again, None is until it is lifted."""

    until: date | None
    reason: str


def buttons(customer: Customer, *, on_hold: bool) -> list[Element]:
    """The buttons of those who look after a customer, for its profile. on_hold: now, or from a day ahead."""
    value = customer.key
    if not on_hold:
        return [kit.button(_("Put on hold"), PUT, value)]
    sure = elements.confirmation(
        _("Take it off hold?"),
        _("It can be asked again at once. Uses that are paused go ahead."),
        _("Take off hold"),
        _("Keep it"),
    )
    lift = kit.button(_("Take off hold"), LIFT, value, confirm=sure)
    return [lift, kit.button(_("Change the hold"), PUT, value)]


def build(customer: Customer, approved: int, today: date) -> dict[str, Any]:
    """The form, as the hold is now. approved: how many uses were approved and have not happened."""
    hold = customer.hold if customer.hold and customer.hold.holds_on(today) else None
    until = elements.datepicker("until", initial=hold.until.isoformat() if hold and hold.until else None)
    why = elements.plain_text_input("why", initial=terms.hold_reason(hold.reason) if hold else "", max_length=LONGEST)
    paused = ngettext(
        "{count} approved use will be paused, and I ask about it.",
        "{count} approved uses will be paused, and I ask about each.",
        approved,
    )
    blocks = [
        kit.paragraph(
            "title",
            [b(customer.name)],
            _("While on hold it can't be requested or approved."),
            plain(paused, count=approved) if approved else "",
        ),
        kit.field("until", _("Free again on"), until, optional=True, hint=_("Empty: until you take it off hold.")),
        kit.field("why", _("Why?"), why, optional=True, hint=_("Whoever finds this customer can read it.")),
    ]
    submit = short("Save") if hold else short("Put on hold")
    return kit.modal(short("On hold"), blocks, callback=FORM, submit=submit, metadata=customer.key)


def parse(view: Payload) -> HoldForm:
    """What was filled in."""
    answers = kit.values(view)
    return HoldForm(_day(answers.get("until", "")), terms.hold_code(answers.get("why", "")))


def customer_key(action: Payload) -> str:
    """The customer a button belongs to."""
    return kit.key(action.get("value"))


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise kit.invalid(_("That is no day."), "until") from None


def build_held(name: str, hold: Hold, paused: int) -> dict[str, Any]:
    """What was noted. paused: how many approved uses are."""
    until = plain(_("{customer} is on hold until {day}."), customer=name, day=hold.until) if hold.until else ""
    said = until or plain(_("{customer} is on hold until somebody takes it off."), customer=name)
    uses = ngettext(
        "{count} approved use is paused. Its owner is asked about it.",
        "{count} approved uses are paused. Its owner is asked about each.",
        paused,
    )
    return notice.build_modal(f"{said} {plain(uses, count=paused)}" if paused else said, short("Noted"))


def build_lifted(name: str) -> dict[str, Any]:
    """It is off hold."""
    return notice.build_modal(plain(_("{customer} is not on hold any more."), customer=name), short("Noted"))


def build_over(customers: Sequence[tuple[str, str]], morning: str) -> RenderedMessage:
    """Word for an owner: holds that have ended. customers: by key, with their names.

    morning: the day of the delivery's subject, on which they are told.
    """
    names = some([name for _key, name in customers], listing.SIZE)
    # Not "can be asked again": that a hold is over says nothing of what there is left to give.
    text = plain(_("Not on hold any more: {customers}"), customers=names)
    blocks: list[Block] = [kit.paragraph("said", [b(text)], _("Is that right? If not, set a new hold."))]
    shown: Listed[tuple[str, str]] = listed(customers, listing.SIZE)
    return kit.message(text, [*blocks, *over_lines(shown.items), *listing.see_all(OVER, shown, morning)])


def over_lines(customers: Sequence[tuple[str, str]]) -> list[Block]:
    """Customers whose hold has ended, each with the way to it."""
    return [
        kit.buttons(
            f"over.{key}", kit.button(plain(_("See {customer}"), customer=name), PROFILE, button_value("", key))
        )
        for key, name in customers
    ]
