"""The brief before the event: for the owner and the requester, and a short one for the contact to be forwarded."""

from typing import Any

from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Part
from blocks.kit.language import _, joined, ngettext, short
from blocks.kit.sentences import plain, say
from blocks.kit.shapes import RenderedMessage, b, t
from blocks.requests.card_view import CardView, settled
from blocks.wording import blockers, facets, terms
from domain.activities import Activity
from domain.matching import Facet
from domain.portfolio.cautions import CautionKind
from domain.portfolio.customers import Contact
from domain.requests.request import Deal


def build(view: CardView) -> RenderedMessage:
    """The brief as a message, the day before."""
    text = plain(_("Brief: {title}"), title=view.title)
    if not view.usable:
        # Sent before it was paused or stopped: its reader is told so, and no longer whom to call.
        said = kit.paragraph("brief", [b(text)], settled(view), view.on_hold)
        return kit.message(f"{text} · {settled(view)}", [said])
    return kit.message(" · ".join((text, view.when or _("no day yet"))), _parts(view, text))


def build_modal(view: CardView) -> dict[str, Any]:
    """The brief to read and copy at any time."""
    return kit.modal(short("Brief"), _parts(view, view.title))


def _parts(view: CardView, title: str) -> list[Block]:
    deal, story = view.request.deal, view.customer.story
    blocks: list[Block] = [kit.paragraph("brief", [b(title)], *_head(view))]
    if deal.wants_to_hear:
        blocks.append(kit.paragraph("hear.title", [b(_("What they want to hear"))]))
        blocks.append(kit.quote("hear", deal.wants_to_hear))
    if story:
        blocks.append(kit.paragraph("story.title", [b(_("The customer's story"))]))
        blocks.append(kit.quote("story", kit.clip(story, 1500)))
    blocks += [kit.paragraph("rules.title", [b(_("Good to know"))]), kit.bullets("rules", _rules(view))]
    if _forwards(view):
        file = [_("The calendar file in this thread may go along.")] if view.request.fulfilment.event_at else []
        blocks.append(kit.paragraph("forward.title", [b(_("For the contact, to forward"))], *file))
        blocks.append(kit.quote("forward", for_contact(view)))
    return blocks


def _head(view: CardView) -> list[list[Part]]:
    deal = view.request.deal
    who = _person(deal)
    lines = [
        say(_("<i>When:</i> {when}"), when=view.when) if view.when else say(_("<i>When:</i> no day yet")),
        say(_("<i>Prospect:</i> {prospect}"), prospect=f"{deal.prospect} ({who})" if who else deal.prospect),
    ]
    if view.reader.id != view.request.requester_id:
        lines.append(say(_("<i>Asked by:</i> {names}"), names=view.asking))
    if not view.joined:
        if aside := " · ".join(filter(None, (deal.name, deal.value, deal.stage))):
            lines.append(say(_("<i>Deal:</i> {deal}"), deal=aside))
        if view.searched:
            why = _("<i>Why this customer:</i> the search was “{words}”")
            lines.append(say(why, words=kit.clip(view.searched, 200)))
    if view.contact:
        known = " · ".join(filter(None, (view.contact.name, view.contact.title, *_details(view))))
        lines.append(say(_("<i>Contact:</i> {contact}"), contact=known))
    return lines


def for_contact(view: CardView) -> str:
    """The short brief for the contact: who, when, how long, what about."""
    deal, when = view.request.deal, view.when
    about = plain(_("They would like to hear: {words}"), words=deal.wants_to_hear)
    usual = _("They would like to hear: how you began, what went well, and what you would do differently")
    lines = (
        hello(view.contact),
        "",
        _("thank you for your time. In short:"),
        with_whom(deal),
        plain(_("When: {when}"), when=when) if when else _("When: we will find a time that suits you"),
        how_long(view.request.activity),
        about if deal.wants_to_hear else usual,
        "",
        _("You need not prepare anything, and you decide what you share."),
    )
    return "\n".join(lines)


def hello(contact: Contact | None) -> str:
    """The first line of what is sent to the contact."""
    return plain(_("Hello {name},"), name=contact.name.split(" ")[0]) if contact and contact.name else _("Hello,")


def with_whom(deal: Deal) -> str:
    """The line with the prospect's person, whom the contact will meet."""
    if not deal.person:
        return plain(_("With: {prospect}"), prospect=deal.prospect)
    return plain(_("With: {person} of {prospect}"), person=_person(deal), prospect=deal.prospect)


def how_long(activity: Activity) -> str:
    """The line that says how long it takes."""
    return plain(_("How long: {time}"), time=_lasts(activity))


def _lasts(activity: Activity) -> str:
    count = activity.minutes
    hours, minutes = divmod(count, 60)
    if minutes:
        return plain(ngettext("about {count} minute", "about {count} minutes", count), count=count)
    return plain(ngettext("about {count} hour", "about {count} hours", hours), count=hours)


def _person(deal: Deal) -> str:
    return ", ".join(filter(None, (deal.person, terms.seniority(deal.person_seniority))))


def _details(view: CardView) -> tuple[str, ...]:
    """How to reach the contact, for those who write to them."""
    return (view.contact.email, view.contact.phone) if view.contact and _forwards(view) else ()


def _forwards(view: CardView) -> bool:
    """The contact's brief is for those who write to the contact."""
    introduces = view.introducer is not None and view.reader.id == view.introducer.id
    return introduces or view.writes_directly


def _rules(view: CardView) -> list[list[Part]]:
    rules = [
        plain(_("Keep it short ({time}), and end on time."), time=_lasts(view.request.activity)),
        _("Do ask how it began, what was hard, and what they would do differently."),
        _("Don't talk about prices or contracts, and don't record it unless they agree."),
    ]
    if not view.name_public:
        rules.append(_("Don't name the customer to anybody else: their name is not public."))
    if view.customer.languages:
        spoken = joined([facets.meaning(Facet("language", each)) for each in view.customer.languages])
        rules.append(plain(_("They speak {languages}."), languages=spoken))
    rules += [
        plain(_("Careful: {caution}."), caution=blockers.caution(each))
        for each in view.cautions
        if each.kind is not CautionKind.SHORT_NOTICE
    ]
    return [[t(rule)] for rule in rules]
