"""A customer on hold: its buttons, the small form, and word to its owner that a hold is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from blocks.kit import elements, listing
from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Element
from blocks.kit.language import _
from blocks.kit.shapes import Payload, RenderedMessage, b
from blocks.search.answer import PROFILE, button_value
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
        return [kit.button("Put on hold", PUT, value)]
    sure = elements.confirmation(
        "Take it off hold?",
        "It can be asked again at once. Uses that are paused go ahead.",
        "Take off hold",
        "Keep it",
    )
    lift = kit.button("Take off hold", LIFT, value, confirm=sure)
    return [lift, kit.button("Change the hold", PUT, value)]


def build(customer: Customer, approved: int, today: date) -> dict[str, Any]:
    """The form, as the hold is now. approved: how many uses were approved and have not happened."""
    hold = customer.hold if customer.hold and customer.hold.holds_on(today) else None
    until = elements.datepicker("until", initial=hold.until.isoformat() if hold and hold.until else None)
    why = elements.plain_text_input("why", initial=hold.reason if hold else "", max_length=LONGEST)
    about = "it" if approved == 1 else "each"
    paused = f"{kit.count(approved, 'approved use')} will be paused, and I ask about {about}." if approved else ""
    blocks = [
        kit.paragraph("title", [b(customer.name)], "While on hold it can't be requested or approved.", paused),
        kit.field("until", "Free again on", until, optional=True, hint="Empty: until you take it off hold."),
        kit.field("why", "Why?", why, optional=True, hint="Whoever finds this customer can read it."),
    ]
    return kit.modal("On hold", blocks, callback=FORM, submit="Save" if hold else "Put on hold", metadata=customer.key)


def parse(view: Payload) -> HoldForm:
    """What was filled in."""
    answers = kit.values(view)
    return HoldForm(_day(answers.get("until", "")), answers.get("why", ""))


def customer_key(action: Payload) -> str:
    """The customer a button belongs to."""
    return kit.key(action.get("value"))


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise kit.invalid(_("That is no day."), "until") from None


def held_words(name: str, hold: Hold, paused: int) -> str:
    """What was noted."""
    until = f"until {kit.day(hold.until)}" if hold.until else "until somebody takes it off"
    are, about = ("is", "it") if paused == 1 else ("are", "each")
    uses = f" {kit.count(paused, 'approved use')} {are} paused. Its owner is asked about {about}." if paused else ""
    return f"{name} is on hold {until}.{uses}"


def build_over(customers: Sequence[tuple[str, str]], morning: str) -> RenderedMessage:
    """Word for an owner: holds that have ended. customers: by key, with their names.

    morning: the day of the delivery's subject, on which they are told.
    """
    names = kit.some([name for _, name in customers], listing.SIZE)
    # Not "can be asked again": that a hold is over says nothing of what there is left to give.
    text = f"{names} {'is' if len(customers) == 1 else 'are'} not on hold any more"
    said = "The hold has ended." if len(customers) == 1 else "The holds have ended."
    blocks: list[Block] = [
        kit.paragraph("said", [b(text)], f"{said} Is that still right? If not, put it on hold again.")
    ]
    shown: Listed[tuple[str, str]] = listed(customers, listing.SIZE)
    return kit.message(text, [*blocks, *over_lines(shown.items), *listing.see_all(OVER, shown, morning)])


def over_lines(customers: Sequence[tuple[str, str]]) -> list[Block]:
    """Customers whose hold has ended, each with the way to it."""
    return [
        kit.buttons(f"over.{key}", kit.button(f"See {name}", PROFILE, button_value("", key))) for key, name in customers
    ]
