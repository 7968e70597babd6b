"""The request form: customer, activity, prospect and day; the rest behind two buttons."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from blocks.kit import elements
from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Element, Option, Part
from blocks.kit.language import N_, _, ngettext, short
from blocks.kit.sentences import plain, say
from blocks.kit.shapes import Payload
from blocks.requests import menu as request_menu
from blocks.requests.menu import CustomerView
from blocks.wording import blockers, terms
from domain.activities import Activity, Purpose, purpose_of
from domain.policy import Policy
from domain.portfolio.cautions import Caution
from domain.portfolio.customers import Customer
from domain.refusals import Outdated
from domain.requests.request import Deal, Draft, Request

CALLBACK = "request.submit"
CUSTOMER = "request.customer"
ACTIVITY = "request.activity"
PURPOSE = "request.purpose"
MORE = "request.form_more"
AGREED = "request.form_agreed"
# What stands behind each of the two buttons.
BEHIND = {
    MORE: ("person", "person_seniority", "deal_name", "deal_value", "deal_stage"),
    AGREED: ("agreed_by", "agreed_on"),
}
# Whatever shows the form anew.
FILLING = (CUSTOMER, ACTIVITY, PURPOSE, MORE, AGREED)
BUTTONS = {MORE: N_("More about the deal"), AGREED: N_("The customer already agreed")}
LONGEST = 150
LONGEST_OF = {"deal_value": 60, "deal_stage": 60, "wants_to_hear": 1500, "override": 500}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RequestForm:
    """The form as far as it is filled in. answers: by field. opened: which of BEHIND are shown.

    search: the key of the search it was opened from, "" for none.
    """

    answers: Mapping[str, str]
    opened: frozenset[str] = frozenset()
    search: str = ""

    @property
    def customer(self) -> str:
        """The key of the chosen customer; "" while none is."""
        chosen = self.answers.get("customer", "")
        return "" if chosen in ("", kit.NOBODY) else kit.key(chosen)

    def activity(self, policy: Policy) -> Activity | None:
        """What is needed; None while nothing is picked that can be asked for."""
        return policy.offer(self.answers.get("activity", ""))

    @property
    def purpose(self) -> Purpose | None:
        """What it is said to be for."""
        said = self.answers.get("purpose")
        return _picked(Purpose, said, "purpose") if said else None

    def opening(self, more: Collection[str]) -> "RequestForm":
        """The form with more of it shown."""
        return RequestForm(self.answers, self.opened.union(more), self.search)


def begun(answers: Mapping[str, str], search: str = "") -> RequestForm:
    """A form to open with these answers: where they stand behind a button, that is open."""
    opened = frozenset(name for name, fields in BEHIND.items() if any(answers.get(each) for each in fields))
    return RequestForm(answers, opened, search)


def build(form: RequestForm, policy: Policy, known: CustomerView | None) -> dict[str, Any]:
    """The form, whole: for its opening as for every change of it; `known` is the chosen customer.

    Of what an open form was sent nothing is sent back but what was typed or picked, each at its old ids: an initial
    value that comes with a change only may be lost on submit, so that none does.
    """
    said, activity = form.answers, form.activity(policy)
    chosen = kit.option(known.customer.name, form.customer) if known else None
    who = elements.external_select(
        CUSTOMER,
        initial=chosen,
        placeholder=_("Type a name, an industry, a use case"),
    )
    needed = request_menu.build_activities(ACTIVITY, activity, policy, known)
    day = elements.datepicker("needed_by", initial=said.get("needed_by") or None, placeholder=_("Pick a day"))
    blocks: list[Block] = [
        kit.field("customer", _("Customer"), who, told=True),
        *([request_menu.build_about(known)] if known else []),
        kit.field("activity", _("What do you need?"), needed, told=True),
        *_answer(form, activity, known),
        kit.field("prospect", _("Prospect"), _line("prospect", said, _("Who are you selling to?"))),
        kit.field("needed_by", _("Needed by"), day),
        _text("wants_to_hear", _("What do they want to hear?"), said, multiline=True),
        *(_deal(said) if MORE in form.opened else []),
        *(_agreed(said) if AGREED in form.opened else []),
    ]
    if closed := [kit.button(_(words), name, "open") for name, words in BUTTONS.items() if name not in form.opened]:
        blocks.append(kit.buttons("form.more", *closed))
    title, send = short("Ask for a reference"), short("Send request")
    return kit.modal(title, blocks, callback=CALLBACK, submit=send, metadata=form.search)


def build_sent(words: str, careful: Sequence[Caution] = ()) -> dict[str, Any]:
    """What stands in the form's place once it is sent; `careful`: what the owner is warned of, too."""
    lines: list[Sequence[Part] | str] = [words]
    if careful:
        cautions = " · ".join(blockers.caution(each) for each in careful)
        lines.append(say(_("<i>Careful:</i> {cautions}. The owner reads this, too."), cautions=cautions))
    return kit.modal(short("Sent"), [kit.paragraph("sent", *lines)], close=short("Done"))


def parse_form(view: Payload) -> RequestForm:
    """What the open form says so far. Raises Outdated for anything but the form."""
    if view.get("callback_id") != CALLBACK:
        raise Outdated
    shown = _shown(view)
    opened = frozenset(name for name, fields in BEHIND.items() if shown.issuperset(fields))
    return RequestForm(kit.values(view), opened, parse_hint(view)[0])


def opens(action: Payload) -> frozenset[str]:
    """The part of the form that a button opens; empty for a click on anything else."""
    return frozenset({str(action.get("action_id"))} & BEHIND.keys())


def still_to_say(view: Payload, form: RequestForm, policy: Policy, known: CustomerView) -> dict[str, Any] | None:
    """The sent form with the fields it would show by now and did not have; None where none is missing.

    Raises Refusal at the field where it had it, and what it is for was not said.
    """
    fresh = build(form, policy, known)
    if not _shown(view).issuperset(_shown(fresh)):
        return fresh
    if _needs_purpose(form.activity(policy), known) and form.purpose is None:
        raise kit.invalid(_("Say what it is for: the customer's answer depends on it."), "purpose")
    return None


def _needs_purpose(activity: Activity | None, known: CustomerView | None) -> bool:
    """Whether it has to be said what it is for: where it can be asked at all, and the answer depends on it."""
    if known is None or activity is None:
        return False
    choice = known.choice(activity)
    return choice.needs_purpose and (choice.best.blocker is None or known.may_override(choice.best))


def _shown(view: Payload) -> set[str]:
    return {block["block_id"] for block in view.get("blocks") or () if block.get("type") == "input"}


def parse(view: Payload, policy: Policy) -> Draft:
    """The filled-in form; its customer and its search are still to be looked up, by their keys.

    Raises Refusal at its field for what Slack's client lets through.
    """
    answers = kit.values(view)
    if not answers.get("activity"):
        raise kit.invalid(_("Pick what you need."), "activity")
    if not answers.get("prospect"):
        raise kit.invalid(_("Say who the prospect is."), "prospect")
    agreed_by, agreed_on = answers.get("agreed_by", ""), _date(answers, "agreed_on")
    if agreed_on and not agreed_by:
        raise kit.invalid(_("Say who agreed."), "agreed_by")
    if agreed_by and not agreed_on:
        raise kit.invalid(_("Say when they agreed."), "agreed_on")
    needed_by = _date(answers, "needed_by")
    if needed_by is None:
        raise kit.invalid(_("Pick the day you need it by."), "needed_by")
    if (activity := policy.offer(answers["activity"])) is None:
        raise kit.invalid(_("Pick one from the list."), "activity")
    said = answers.get("purpose")
    return Draft(
        customer_id=0,
        activity=activity,
        purpose=purpose_of(activity, _picked(Purpose, said, "purpose") if said else Purpose.SALES),
        needed_by=needed_by,
        deal=Deal(
            prospect=kit.clip(answers["prospect"], 200),
            name=answers.get("deal_name", ""),
            value=kit.clip(answers.get("deal_value", ""), 60),
            stage=kit.clip(answers.get("deal_stage", ""), 60),
            person=answers.get("person", ""),
            person_seniority=answers.get("person_seniority", ""),
            wants_to_hear=answers.get("wants_to_hear", ""),
        ),
        agreed_by=agreed_by,
        agreed_on=agreed_on,
        view_id=str(view.get("id") or ""),
        override_reason=answers.get("override", ""),
    )


def parse_customer(view: Payload) -> str:
    """The customer that was picked, by key. Raises Refusal at its field, Outdated for a form from before the keys."""
    picked = kit.values(view).get("customer", "")
    if not picked:
        raise kit.invalid(_("Pick a customer."), "customer")
    if picked == kit.NOBODY:
        raise kit.invalid(_("Pick one from the list."), "customer")
    return kit.key(picked)


def parse_hint(view: Payload) -> tuple[str, str]:
    """What the open form says of the wanted customer: the key of its search, "" for none, and what should be heard."""
    search = kit.key(view["private_metadata"]) if view.get("private_metadata") else ""
    return search, kit.values(view).get("wants_to_hear", "")


def customer_option(customer: Customer, left: int, *, now: bool = True) -> Option:
    """A customer as a choice of the form, as its reader may know it; `left`: points left this quarter.

    now: whether it can be asked now.
    """
    points = plain(ngettext("{count} point left", "{count} points left", left), count=left)
    facts = " · ".join(filter(None, (customer.industry, points if now else _("can't be asked now"))))
    return kit.option(f"{customer.name} – {facts}", customer.key)


def asked_again(request: Request, today: date, *, mine: bool) -> dict[str, str]:
    """The answers to start a form with that asks another customer for the same.

    mine: its reader filed the request; what another requester said of the deal is theirs.
    """
    deal = request.deal
    day = {"needed_by": request.needed_by.isoformat()} if request.needed_by >= today else {}
    shown = {"prospect": deal.prospect, "activity": request.activity.code, "purpose": request.purpose.value, **day}
    said = {
        "person": deal.person,
        "person_seniority": deal.person_seniority,
        "deal_name": deal.name,
        "deal_value": deal.value,
        "deal_stage": deal.stage,
        "wants_to_hear": deal.wants_to_hear,
    }
    return shown | said if mine else shown


def _answer(form: RequestForm, activity: Activity | None, known: CustomerView | None) -> list[Block]:
    """What follows from the activity: what it is for, why not, and a manager's reason to ask all the same."""
    purpose, needed = form.purpose, _needs_purpose(activity, known)
    choice = known.choice(activity) if known and activity else None
    blocks: list[Block] = []
    # Where its nature says what it is for, nobody is asked.
    if (activity is None or purpose_of(activity, None) is None) and (needed or purpose or MORE in form.opened):
        menu = request_menu.build_purposes(PURPOSE, purpose, choice)
        hint = None if needed else _("If you pick nothing: a sales deal.")
        blocks.append(kit.field("purpose", _("What is it for?"), menu, optional=not needed, hint=hint, told=True))
    if known and choice and (told := request_menu.build_told(known, choice, purpose)):
        blocks.append(told)
    if (known and choice and known.may_override(choice.offer(purpose))) or form.answers.get("override"):
        element = _line("override", form.answers)
        hint = _("The owner reads this and decides.")
        blocks.append(kit.field("override", _("Beyond the limits? Say why"), element, optional=True, hint=hint))
    return blocks


def _deal(said: Mapping[str, str]) -> list[Block]:
    levels = [kit.option(terms.seniority(level), level) for level in terms.SENIORITY]
    level = next((each for each in levels if each["value"] == said.get("person_seniority")), None)
    senior = elements.static_select("person_seniority", levels, initial=level, placeholder=_("Pick one"))
    return [
        _text("person", _("Who at the prospect?"), said),
        kit.field("person_seniority", _("How senior are they?"), senior, optional=True),
        _text("deal_name", _("Deal"), said),
        _text("deal_value", _("Deal value"), said),
        _text("deal_stage", _("Deal stage"), said),
    ]


def _agreed(said: Mapping[str, str]) -> list[Block]:
    on = elements.datepicker("agreed_on", initial=said.get("agreed_on") or None)
    return [
        _text("agreed_by", _("Who at the customer said yes?"), said),
        kit.field("agreed_on", _("When did they agree?"), on, optional=True),
    ]


def _text(name: str, label: str, said: Mapping[str, str], *, multiline: bool = False) -> Block:
    return kit.field(name, label, _line(name, said, multiline=multiline), optional=True)


def _line(name: str, said: Mapping[str, str], placeholder: str = "", *, multiline: bool = False) -> Element:
    longest = LONGEST_OF.get(name, LONGEST)
    return elements.plain_text_input(
        name,
        initial=kit.clip(said.get(name, ""), longest),
        max_length=longest,
        multiline=multiline,
        placeholder=placeholder,
    )


def _picked(kind: Callable[[str], T], value: str, name: str) -> T:
    try:
        return kind(value)
    except ValueError:
        raise kit.invalid(_("Pick one from the list."), name) from None


def _date(answers: Mapping[str, str], name: str) -> date | None:
    try:
        return date.fromisoformat(answers[name]) if answers.get(name) else None
    except ValueError:
        raise kit.invalid(_("That is not a day."), name) from None
