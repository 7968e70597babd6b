"""Out of office: until when, and who decides meanwhile."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from blocks.kit import elements, notice
from blocks.kit import shapes as kit
from blocks.kit.elements import Option
from blocks.kit.language import _, short
from blocks.kit.sentences import plain
from blocks.kit.shapes import Payload
from domain.people import Person

FORM = "away.form"
COUNTRY = "away.country"


@dataclass(frozen=True, slots=True)
class Absence:
    """The filled-in form. until: the first day back, None is here again. delegate: a Slack id, "" is nobody.

    country: whose public holidays are theirs, "" for what their timezone says.
    """

    until: date | None
    delegate: str
    country: str


def build(until: date | None, delegate: Person | None, country: tuple[str, str] | None) -> dict[str, Any]:
    """The form, as it was filled in last. country: code and name."""
    back = elements.datepicker("back", initial=until.isoformat() if until else None)
    instead = elements.users_select("instead", initial=delegate.slack_id if delegate else None)
    holidays = elements.external_select(
        COUNTRY,
        initial=kit.option(country[1], country[0]) if country else None,
        placeholder=_("Type a country"),
    )
    intro = _("Requests that wait for you go to somebody else meanwhile. You can still decide, or stop a use.")
    nobody = _("Nobody: the customer's backup decides, or a programme manager.")
    blocks = [
        kit.paragraph("intro", intro),
        kit.field("back", _("First day back"), back, optional=True, hint=_("Empty: you are here.")),
        kit.field("instead", _("Who decides meanwhile?"), instead, optional=True, hint=nobody),
        kit.field("country", _("Your public holidays"), holidays, optional=True, hint=_("Nobody is reminded on them.")),
    ]
    return kit.modal(short("Out of office"), blocks, callback=FORM, submit=short("Save"))


def parse(view: Payload) -> Absence:
    """What was filled in."""
    answers = kit.values(view)
    back = answers.get("back", "")
    chosen = view["state"]["values"].get("instead", {}).get("instead", {})
    return Absence(
        date.fromisoformat(back) if back else None, chosen.get("selected_user") or "", answers.get("country", "")
    )


def build_saved(until: date | None, delegate: Person | None) -> dict[str, Any]:
    """What was noted."""
    if until is None:
        said = _("Welcome back. Requests come to you again.")
    elif delegate:
        said = plain(_("Until {day} your requests go to {name}."), day=until, name=delegate.name)
    else:
        said = plain(_("Until {day} your requests go to the customer's backup or a programme manager."), day=until)
    return notice.build_modal(said, title=short("Noted"))


def build_no_country() -> Option:
    """The only choice where no country is called what was typed."""
    return notice.build_option(_("No country is called that."))
