"""The calendar file of a dated use: for the requester and the owner, and fit to be forwarded to the contact.

Nothing internal stands in it (no deal, no cautions), and no contact's mail: a calendar is read by assistants and
colleagues. One UID for each request; a newer file has a higher SEQUENCE and moves, or takes out, what an older one put
in. RFC 5545, RFC 5546.
"""

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event, vCalAddress

from blocks.kit import shapes as kit
from blocks.kit.language import _
from blocks.kit.sentences import plain
from blocks.kit.shapes import RenderedMessage, b
from blocks.requests import brief
from blocks.requests.card_view import CardView
from domain.requests.request import Request
from domain.requests.states import Status


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """A file as it is uploaded. Its name tells nothing: names of files travel further than their content."""

    name: str
    title: str
    content: bytes


def needed(request: Request, *, sent_before: bool) -> bool:
    """True when there is an hour to put into a calendar, or one to take out of it again."""
    if request.status is Status.SCHEDULED and request.fulfilment.event_at:
        return True
    return sent_before and request.status is not Status.COMPLETED


def build(view: CardView, now: datetime) -> CalendarFile:
    """The file for the view's reader, as the request stands now."""
    request = view.request
    cancelled = _cancelled(request)
    calendar, event = Calendar(), Event()
    calendar.add("prodid", "-//refdesk//refdesk//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    event.add("uid", _uid(request))
    event.add("sequence", request.version)
    event.add("dtstamp", now.astimezone(UTC))
    if at := request.fulfilment.event_at:
        event.add("dtstart", at.astimezone(UTC))
        event.add("dtend", at.astimezone(UTC) + timedelta(minutes=request.activity.minutes))
    event.add("summary", _clean(view.title))
    event.add("description", _clean(_description(view)))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    if view.requester.email:
        organizer = vCalAddress(f"mailto:{view.requester.email}")
        organizer.params["CN"] = _clean(view.requester.name)
        event.add("organizer", organizer)
    if view.customer.classified:
        # Whoever may look into this person's calendar sees that there is something, and not what.
        event.add("class", "PRIVATE")
    calendar.add_component(event)
    day = f"{request.fulfilment.event_on:-%Y-%m-%d}" if request.fulfilment.event_on else ""
    return CalendarFile(f"{'cancelled' if cancelled else 'reference'}{day}.ics", view.title, calendar.to_ical())


def build_words(view: CardView, *, again: bool = False) -> RenderedMessage:
    """What stands beside the file; `again`: they have an older one."""
    if _cancelled(view.request):
        text = plain(_("Out of your calendar: {title}"), title=view.title)
        return kit.message(
            text, [kit.paragraph("said", [b(text)], _("Open the file, and your calendar takes it out."))]
        )
    text = plain(_("For your calendar: {title}, {when}"), title=view.title, when=view.when)
    lines = (
        _("Open the file, and your calendar moves it.") if again else _("Open the file to put it in."),
        _("You may forward it to the contact.") if view.usable else _("It is paused: please forward it to nobody yet."),
    )
    return kit.message(text, [kit.paragraph("said", [b(text)], " ".join(lines))])


def _cancelled(request: Request) -> bool:
    return request.status is not Status.SCHEDULED or request.fulfilment.event_at is None


def _uid(request: Request) -> str:
    """The same for everybody and for ever, and another one than a second refdesk gives its own requests."""
    return str(uuid5(NAMESPACE_URL, f"refdesk:{request.created_at.astimezone(UTC).isoformat()}:{request.id}"))


def _description(view: CardView) -> str:
    wanted, lines = view.request.deal.wants_to_hear, [brief.with_whom(view.request.deal)]
    if view.contact:
        speaks = ", ".join(filter(None, (view.contact.name, view.contact.title, view.customer.name)))
        lines.append(plain(_("Speaks: {contact}"), contact=speaks))
    lines.append(brief.how_long(view.request.activity))
    if wanted:
        lines.append(plain(_("They would like to hear: {words}"), words=wanted))
    return "\n".join(lines)


def _clean(text: str) -> str:
    """Without control characters, which no calendar can read; the library escapes the rest."""
    return "".join(c for c in text.replace("\r\n", "\n") if c == "\n" or unicodedata.category(c) != "Cc")
