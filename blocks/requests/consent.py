"""What is on record of the use that a card is about, in words."""

from datetime import date

from blocks.kit import shapes as kit
from blocks.requests.card_view import CardView
from domain.portfolio.consent import Permission, ended
from domain.portfolio.customers import Consent, ConsentAnswer


def of_use(view: CardView) -> str:
    """What is on record of the use a card is about, and what approving it will ask."""
    request, said = view.request, view.consent
    if said.answer is Permission.YES:
        return f"the customer has agreed to this{_on_record(view)}."
    if request.agreed_by:
        when = f" on {kit.day(request.agreed_on)}" if request.agreed_on else ""
        return f"{view.requester.first_name} says {request.agreed_by} agreed{when}. Approving confirms it."
    known = "none on record"
    if said.entry is not None:
        known = _run_out(said.entry, view.today) if said.entry.answer is not ConsentAnswer.ASK_FIRST else "ask first"
    return f"{known}. When you approve, you say whether the customer agreed or is still to be asked."


def _on_record(view: CardView) -> str:
    """Who agreed, when, and how often, where that is on record."""
    entry = view.consent.entry
    if entry is None or view.anonymous:
        return ""
    who = entry.agreed_by or ("their contact" if entry.contact_id else "")
    on = f" on {kit.day(entry.agreed_on)}" if entry.agreed_on else ""
    until = f", until {kit.day(entry.until)}" if entry.until else ""
    count = f", for {kit.count(entry.count, 'use')}" if entry.count else ""
    said = f": {who}{on}" if who else on
    return f"{said}{until}{count}"


def _run_out(entry: Consent, today: date) -> str:
    """What was said, and that it holds no more."""
    said = "a yes" if entry.answer is ConsentAnswer.YES else "a no"
    if ended(entry, today) and entry.until:
        return f"{said} that ended on {kit.day(entry.until)}"
    return f"{said} for {kit.count(entry.count or 0, 'use')}, and all of them are made"
