"""The small forms after an approval: the day, the cancellation, the owner's veto, how it went."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from blocks.kit import elements
from blocks.kit import shapes as kit
from blocks.kit.language import N_, _, short
from blocks.kit.sentences import plain
from blocks.kit.shapes import Payload, b
from blocks.requests import reasons
from domain.requests.fulfilment import Report
from domain.requests.request import CancelledBy, DeclineReason, Request

SCHEDULE_FORM = "request.schedule.form"
CANCEL_FORM = "request.cancel.form"
STOP_FORM = "request.stop.form"
HAPPENED_FORM = "request.happened.form"
_WHO = {
    CancelledBy.PROSPECT: N_("The prospect"),
    CancelledBy.CUSTOMER: N_("The customer"),
    CancelledBy.US: N_("We did"),
}
_GRADES = {
    5: N_("5 – could not be better"),
    4: N_("4 – good"),
    3: N_("3 – all right"),
    2: N_("2 – not much use"),
    1: N_("1 – it did harm"),
}
_REASONS = tuple(
    reason for reason in DeclineReason if reason not in (DeclineReason.POOR_FIT, DeclineReason.CUSTOMER_NO)
)


@dataclass(frozen=True, slots=True)
class EventDay:
    """A filled-in day: `at` where an hour was given, too."""

    on: date
    at: datetime | None


def build_schedule(request: Request, title: str, timezone: str) -> dict[str, Any]:
    """The form for the day; `timezone` is the reader's, in which the hour is meant."""
    fulfilment = request.fulfilment
    on = elements.datepicker("on", initial=fulfilment.event_on.isoformat() if fulfilment.event_on else None)
    hour = f"{fulfilment.event_at.astimezone(ZoneInfo(timezone)):%H:%M}" if fulfilment.event_at else None
    at = elements.timepicker("at", initial=hour)
    blocks = [
        kit.paragraph("title", [b(title)]),
        kit.field("on", _("On which day?"), on),
        kit.field(
            "at", _("At what time?"), at, optional=True, hint=plain(_("Your time, {city}."), city=kit.city(timezone))
        ),
    ]
    name = short("Move it") if fulfilment.event_on else short("When is it?")
    return kit.modal(name, blocks, callback=SCHEDULE_FORM, submit=short("Save"), metadata=request.key)


def parse_schedule(view: Payload, timezone: str) -> EventDay:
    """The day, and the moment where an hour was given."""
    answers = kit.values(view)
    try:
        on = date.fromisoformat(answers.get("on", ""))
    except ValueError:
        raise kit.invalid(_("Pick the day."), "on") from None
    hour = answers.get("at")
    at = datetime.combine(on, time.fromisoformat(hour), ZoneInfo(timezone)) if hour else None
    return EventDay(on, at)


def build_cancel(request: Request, title: str, *, over: bool) -> dict[str, Any]:
    """The form that asks who cancelled; `over`: it should have taken place already."""
    met = over and request.activity.live
    words = {**_WHO, CancelledBy.US: N_("We")} if met else _WHO
    who = elements.radio_buttons("who", [kit.option(_(said), each.value) for each, said in words.items()])
    spent = _(
        "If the prospect cancels in the last 24 hours or does not come, the points stay used: "
        "the customer kept the time free."
    )
    asked = _("Who did not come?") if met else _("Who cancelled?")
    blocks = [kit.paragraph("title", [b(title)]), kit.field("who", asked, who, hint=spent)]
    name, submit = short("Cancel"), short("Cancel it")
    if over:
        name, submit = short("It did not take place") if met else short("It fell through"), short("Save")
    return kit.modal(name, blocks, callback=CANCEL_FORM, submit=submit, close=short("Back"), metadata=request.key)


def parse_cancel(view: Payload) -> CancelledBy:
    """Who cancelled."""
    try:
        return CancelledBy(kit.values(view).get("who", ""))
    except ValueError:
        raise kit.invalid(_("Say who cancelled."), "who") from None


def build_stop(key: str, title: str) -> dict[str, Any]:
    """The form of the owner's veto."""
    told = kit.paragraph("title", [b(title)], _("It was approved. The person who asked is told at once."))
    blocks = [told, *reasons.fields(_("Why stop it?"), _REASONS)]
    name, submit = short("Stop this use"), short("Stop it")
    return kit.modal(name, blocks, callback=STOP_FORM, submit=submit, close=short("Back"), metadata=key)


def build_happened(key: str, title: str) -> dict[str, Any]:
    """The form that asks how it went."""
    options = [kit.option(_(words), str(grade)) for grade, words in _GRADES.items()]
    grades = elements.static_select("grade", options, placeholder=_("From 5 to 1"))
    remark = elements.plain_text_input("remark", max_length=300)
    learned = elements.plain_text_input("learned", multiline=True, max_length=1000)
    helped = elements.radio_buttons("helped", [kit.option(_("Yes"), "yes"), kit.option(_("Not really"), "no")])
    read, kept = _("The customer may read it in the thank-you."), _("For the owner and you only.")
    blocks = [
        kit.paragraph("title", [b(title)]),
        kit.field("grade", _("How was it?"), grades),
        kit.field("remark", _("In one line"), remark, optional=True, hint=read),
        kit.field("learned", _("What did you learn?"), learned, optional=True, hint=kept),
        kit.field("helped", _("Did it help?"), helped, optional=True),
    ]
    return kit.modal(short("How did it go?"), blocks, callback=HAPPENED_FORM, submit=short("Send"), metadata=key)


def parse_happened(view: Payload) -> Report:
    """How it went."""
    answers = kit.values(view)
    if answers.get("grade") not in {str(grade) for grade in _GRADES}:
        raise kit.invalid(_("Pick a number."), "grade")
    helped = {"yes": True, "no": False}.get(answers.get("helped", ""))
    return Report(int(answers["grade"]), answers.get("remark", ""), answers.get("learned", ""), helped)
