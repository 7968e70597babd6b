"""The brief before the event: for the owner and the requester, and a short one for the contact to be forwarded."""

from typing import Any

from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Part
from blocks.kit.shapes import RenderedMessage, b, i, t
from blocks.requests.card_view import CardView, settled
from domain.matching import Facet
from domain.matching.score import meaning


def build(view: CardView) -> RenderedMessage:
    """The brief as a message, the day before."""
    text = f"Brief: {view.title}"
    if not view.usable:
        # Sent before it was paused or stopped: its reader is told so, and no longer whom to call.
        return kit.message(f"{text}. {settled(view)}", [kit.paragraph("brief", [b(text)], settled(view), view.on_hold)])
    return kit.message(f"{text}, {view.when or 'no day yet'}", _parts(view, text))


def build_modal(view: CardView) -> dict[str, Any]:
    """The brief to read and copy at any time."""
    return kit.modal("Brief", _parts(view, view.title))


def _parts(view: CardView, title: str) -> list[Block]:
    deal = view.request.deal
    who = ", ".join(filter(None, (deal.person, deal.person_seniority)))
    aside = " · ".join(filter(None, (deal.name, deal.value, deal.stage)))
    head: list[list[Part]] = [
        [b(title)],
        [i("When: "), t(view.when or "no day yet")],
        [i("Prospect: "), t(f"{deal.prospect}{f' ({who})' if who else ''}")],
    ]
    if view.reader.id != view.request.requester_id:
        head.append([i("Asked by: "), t(view.asking)])
    if aside and not view.joined:
        head.append([i("Deal: "), t(aside)])
    if view.searched and not view.joined:
        head.append([i("Why this customer: "), t(f"the search was “{kit.clip(view.searched, 200)}”")])
    if view.contact:
        known = (view.contact.name, view.contact.title, *_details(view))
        head.append([i("Contact: "), t(" · ".join(filter(None, known)))])
    blocks: list[Block] = [kit.paragraph("brief", *head)]
    if deal.wants_to_hear:
        blocks += [kit.paragraph("hear.title", [b("What they want to hear")]), kit.quote("hear", deal.wants_to_hear)]
    if view.customer.story:
        story = kit.clip(view.customer.story, 1500)
        blocks += [kit.paragraph("story.title", [b("The customer's story")]), kit.quote("story", story)]
    blocks += [kit.paragraph("rules.title", [b("Good to know")]), kit.bullets("rules", _rules(view))]
    if _forwards(view):
        file = ["The calendar file in this thread may go along."] if view.request.fulfilment.event_at else []
        blocks += [kit.paragraph("forward.title", [b("For the contact, to forward")], *file)]
        blocks.append(kit.quote("forward", for_contact(view)))
    return blocks


def for_contact(view: CardView) -> str:
    """The short brief for the contact: who, when, how long, what about."""
    deal, activity = view.request.deal, view.request.activity
    person = f"{', '.join(filter(None, (deal.person, deal.person_seniority)))} of " if deal.person else ""
    hello = f"Hello {view.contact.name.split(' ')[0]}," if view.contact and view.contact.name else "Hello,"
    about = deal.wants_to_hear or "how you began, what went well, and what you would do differently"
    return (
        f"{hello}\n\nthank you for your time. In short:\n"
        f"With: {person}{deal.prospect}\n"
        f"When: {view.when or 'we will find a time that suits you'}\n"
        f"How long: {lasts(activity.minutes)}\n"
        f"They would like to hear: {about}\n\n"
        "You need not prepare anything, and you decide what you share."
    )


def lasts(minutes: int) -> str:
    """How long it takes: "about 45 minutes"."""
    hours, rest = divmod(minutes, 60)
    return f"about {kit.count(minutes, 'minute') if rest else kit.count(hours, 'hour')}"


def _details(view: CardView) -> tuple[str, ...]:
    """How to reach the contact, for those who write to them."""
    return (view.contact.email, view.contact.phone) if view.contact and _forwards(view) else ()


def _forwards(view: CardView) -> bool:
    """The contact's brief is for those who write to the contact."""
    introduces = view.introducer is not None and view.reader.id == view.introducer.id
    return introduces or view.writes_directly


def _rules(view: CardView) -> list[list[Part]]:
    rules = [
        f"Keep it short: {lasts(view.request.activity.minutes)}, and end on time.",
        "Do ask how it began, what was hard, and what they would do differently.",
        "Don't talk about prices or contracts, and don't record it unless they agree.",
    ]
    if not view.name_public:
        rules.append("Don't name the customer to anybody else: their name is not public.")
    if view.customer.languages:
        rules.append(
            f"They speak {kit.joined([meaning(Facet('language', each)) for each in view.customer.languages])}."
        )
    rules += [f"Careful: {caution}." for caution in view.cautions if "notice" not in caution]
    return [[t(rule)] for rule in rules]
