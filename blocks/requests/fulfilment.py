"""The small forms after an approval: the day, the cancellation, the owner's veto, how it went."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from blocks.kit import elements
from blocks.kit import shapes as kit
from blocks.kit.language import _
from blocks.kit.shapes import Payload, b, t
from blocks.requests import reasons
from domain.requests.fulfilment import Report
from domain.requests.request import CancelledBy, DeclineReason, Request

SCHEDULE_FORM = "request.schedule.form"
CANCEL_FORM = "request.cancel.form"
STOP_FORM = "request.stop.form"
HAPPENED_FORM = "request.happened.form"
_WHO = {
    CancelledBy.PROSPECT: "The prospect",
    CancelledBy.CUSTOMER: "The customer",
    CancelledBy.US: "We did",
}
_GRADES = {5: "5 – could not be better", 4: "4 – good", 3: "3 – all right", 2: "2 – not much use", 1: "1 – it did harm"}
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
        kit.field("on", "On which day?", on),
        kit.field("at", "At what time?", at, optional=True, hint=f"Your time, {kit.city(timezone)}."),
    ]
    name = "Move it" if fulfilment.event_on else "When is it?"
    return kit.modal(name, blocks, callback=SCHEDULE_FORM, submit="Save", metadata=request.key)


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
    words = {**_WHO, CancelledBy.US: "We"} if met else _WHO
    who = elements.radio_buttons("who", [kit.option(said, each.value) for each, said in words.items()])
    spent = "If the prospect cancels in the last 24 hours or does not come, the points stay used: the customer kept "
    blocks = [
        kit.paragraph("title", [b(title)]),
        kit.field("who", "Who did not come?" if met else "Who cancelled?", who, hint=f"{spent}the time free."),
    ]
    name, submit = ("It did not take place" if met else "It fell through", "Save") if over else ("Cancel", "Cancel it")
    return kit.modal(name, blocks, callback=CANCEL_FORM, submit=submit, close="Back", metadata=request.key)


def parse_cancel(view: Payload) -> CancelledBy:
    """Who cancelled."""
    try:
        return CancelledBy(kit.values(view).get("who", ""))
    except ValueError:
        raise kit.invalid(_("Say who cancelled."), "who") from None


def build_stop(key: str, title: str) -> dict[str, Any]:
    """The form of the owner's veto."""
    told = kit.paragraph("title", [b(title)], [t("It was approved. The person who asked is told at once.")])
    blocks = [told, *reasons.fields("Why stop it?", _REASONS)]
    return kit.modal("Stop this use", blocks, callback=STOP_FORM, submit="Stop it", close="Back", metadata=key)


def build_happened(key: str, title: str) -> dict[str, Any]:
    """The form that asks how it went."""
    grades = elements.static_select(
        "grade", [kit.option(words, str(grade)) for grade, words in _GRADES.items()], placeholder="From 5 to 1"
    )
    remark = elements.plain_text_input("remark", max_length=300)
    learned = elements.plain_text_input("learned", multiline=True, max_length=1000)
    helped = elements.radio_buttons("helped", [kit.option("Yes", "yes"), kit.option("Not really", "no")])
    blocks = [
        kit.paragraph("title", [b(title)]),
        kit.field("grade", "How was it?", grades),
        kit.field("remark", "In one line", remark, optional=True, hint="The customer may read it in the thank-you."),
        kit.field("learned", "What did you learn?", learned, optional=True, hint="For the owner and you only."),
        kit.field("helped", "Did it help?", helped, optional=True),
    ]
    return kit.modal("How did it go?", blocks, callback=HAPPENED_FORM, submit="Send", metadata=key)


def parse_happened(view: Payload) -> Report:
    """How it went."""
    answers = kit.values(view)
    if answers.get("grade") not in {str(grade) for grade in _GRADES}:
        raise kit.invalid(_("Pick a number."), "grade")
    helped = {"yes": True, "no": False}.get(answers.get("helped", ""))
    return Report(int(answers["grade"]), answers.get("remark", ""), answers.get("learned", ""), helped)
