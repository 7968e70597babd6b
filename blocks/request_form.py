"""The form for a request: three required answers besides the customer, everything else optional and remembered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from slackblocks import Block, DatePicker, ExternalSelectMenu, PlainTextInput, StaticSelectMenu

from blocks import kit, search_result
from blocks.kit import Part, Payload, b, i, t
from blocks.search_result import Found
from domain.activities import Activity, Purpose
from domain.customers import Customer
from domain.policy import Policy
from domain.refusals import Outdated, Refusal
from domain.requests import Deal, Draft, Request

CALLBACK = "request.submit"
CUSTOMER = "request.customer"
# What a form for the next prospect begins with.
DEAL = ("wants_to_hear", "person", "person_seniority", "deal_name", "deal_value", "deal_stage")
ACTIVITY = "request.activity"
SENIORITY = ("C-level", "VP", "Director", "Manager", "Specialist")
LONGEST = 150

T = TypeVar("T")
About = tuple[Found, Policy]


@dataclass(frozen=True, slots=True)
class Open:
    """The form while it is filled in. customer: its key. level: of the prospect's person."""

    customer: str
    wanted: Activity | None
    prospect: str
    level: str


def build(
    *,
    customer: tuple[str, str] | None = None,
    about: About | None = None,
    search: str = "",
    remembered: dict[str, str] | None = None,
    wants_to_hear: str = "",
    manager: bool = False,
) -> dict[str, Any]:
    """The form. `customer`: key and name (or segment) to start with; `remembered`: answers of last time, by field.

    about: what there is to know of that customer.
    manager: a programme manager fills it in, who may go beyond a customer's limits.
    """
    old = remembered or {}
    chosen = kit.option(customer[1], customer[0]) if customer else None
    who = ExternalSelectMenu(
        action_id=CUSTOMER,
        initial_option=chosen,
        min_query_length=0,
        placeholder=kit.plain("Type a name, an industry, a use case"),
    )
    needed = _choice(ACTIVITY, [(activity.value, _sentence(activity)) for activity in Activity], old.get("activity"))
    day = DatePicker(action_id="needed_by", initial_date=old.get("needed_by"), placeholder=kit.plain("Pick a day"))
    blocks: list[Block] = [
        kit.field("customer", "Customer", who, told=True),
        *([_about(about)] if about else []),
        kit.field("activity", "What do you need?", needed, told=True),
        kit.field("prospect", "Prospect", _line("Who are you selling to?", old.get("prospect"))),
        kit.field("needed_by", "Needed by", day),
        kit.rule("optional"),
        kit.paragraph("optional.title", [b("Optional"), t(f" – {_where_from(old)}")]),
        _text(
            "wants_to_hear",
            "What does the prospect want to hear?",
            wants_to_hear or old.get("wants_to_hear"),
            multiline=True,
        ),
        _text("person", "Who at the prospect?", old.get("person")),
        kit.field(
            "person_seniority",
            "How senior are they?",
            _choice("person_seniority", [(level, level) for level in SENIORITY], old.get("person_seniority")),
            optional=True,
        ),
        _text("deal_name", "Deal", old.get("deal_name")),
        _text("deal_value", "Deal value", old.get("deal_value")),
        _text("deal_stage", "Deal stage", old.get("deal_stage")),
        kit.field(
            "purpose",
            "What is it for?",
            _choice("purpose", [(p.value, kit.capital(p.words)) for p in Purpose], old.get("purpose")),
            optional=True,
        ),
        _text("agreed_by", "Has the customer already agreed? Who said yes?", None),
        kit.field("agreed_on", "When did they agree?", DatePicker(action_id="agreed_on"), optional=True),
        *(_beyond() if manager else []),
    ]
    return kit.modal("Ask for a reference", blocks, callback=CALLBACK, submit="Send request", metadata=search)


def _where_from(old: dict[str, str]) -> str:
    """What to say of the answers that stand there already: for another prospect they may be wrong."""
    if old.get("of") and any(old.get(name) for name in DEAL):
        return f"as in your last request, for {old['of']}; change what is different for this prospect."
    return "it helps the owner decide, and is remembered."


def with_about(view: Payload, about: About) -> dict[str, Any]:
    """The open form with what there is to know of the customer now chosen."""
    return kit.with_block(view, _about(about), after="customer")


def _about(about: About) -> Block:
    found, policy = about
    # Its name stands there, too: the list may have been changed again meanwhile. Why it can't be asked names it.
    name = [] if found.closed else [[b(kit.capital(found.customer.name))]]
    return kit.paragraph("about", *name, *search_result.standing(found, policy))


def parse_open(view: Payload) -> Open | None:
    """What the open form says so far; None while no customer is chosen. Raises Outdated for anything but the form."""
    if view.get("callback_id") != CALLBACK:
        raise Outdated
    answers = kit.values(view)
    customer, needed = answers.get("customer", ""), answers.get("activity", "")
    if customer in ("", kit.NOBODY):
        return None
    wanted = _picked(Activity, needed, "activity") if needed else None
    return Open(kit.key(customer), wanted, answers.get("prospect", ""), answers.get("person_seniority", ""))


def parse(view: Payload) -> Draft:
    """The filled-in form; its customer and its search are still to be looked up, by their keys.

    Raises Refusal at its field for what Slack's client lets through.
    """
    answers = kit.values(view)
    if not answers.get("activity"):
        raise Refusal("Pick what you need.", field="activity")
    if not answers.get("prospect"):
        raise Refusal("Say who the prospect is.", field="prospect")
    agreed_by, agreed_on = answers.get("agreed_by", ""), _date(answers, "agreed_on")
    if agreed_on and not agreed_by:
        raise Refusal("Say who agreed.", field="agreed_by")
    if agreed_by and not agreed_on:
        raise Refusal("Say when they agreed.", field="agreed_on")
    needed_by = _date(answers, "needed_by")
    if needed_by is None:
        raise Refusal("Pick the day you need it by.", field="needed_by")
    activity = _picked(Activity, answers["activity"], "activity")
    purpose = _picked(Purpose, answers.get("purpose") or Purpose.SALES, "purpose")
    return Draft(
        customer_id=0,
        activity=activity,
        purpose=purpose,
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
        raise Refusal("Pick a customer.", field="customer")
    if picked == kit.NOBODY:
        raise Refusal("Pick one from the list.", field="customer")
    return kit.key(picked)


def parse_hint(view: Payload) -> tuple[str, str]:
    """What the open form says of the wanted customer: the key of its search, "" for none, and what should be heard."""
    search = kit.key(view["private_metadata"]) if view.get("private_metadata") else ""
    return search, kit.values(view).get("wants_to_hear", "")


def customer_option(customer: Customer, left: int, *, now: bool = True) -> dict[str, Any]:
    """A customer as a choice of the form, as its reader may know it; `left`: points left this quarter.

    now: whether it can be asked now.
    """
    state = f"{kit.count(left, 'point')} left" if now else "can't be asked now"
    facts = " · ".join(filter(None, (customer.industry, state)))
    return kit.loaded(f"{customer.name} – {facts}", customer.key)


def asked_again(request: Request, today: date) -> dict[str, str]:
    """The answers to start a form with that asks another customer for the same."""
    day = {"needed_by": request.needed_by.isoformat()} if request.needed_by >= today else {}
    return {"prospect": request.deal.prospect, "activity": request.activity.value, **day, **to_remember(request)}


def to_remember(draft: Draft | Request) -> dict[str, str]:
    """The answers to start the next form with."""
    deal = draft.deal
    return {
        "of": deal.prospect,
        "person": deal.person,
        "person_seniority": deal.person_seniority,
        "deal_name": deal.name,
        "deal_value": deal.value,
        "deal_stage": deal.stage,
        "purpose": draft.purpose.value,
        "wants_to_hear": deal.wants_to_hear,
    }


def build_sent(words: str, careful: Sequence[str] = ()) -> dict[str, Any]:
    """What stands in the form's place once it is sent; `careful`: what the owner is warned of, too."""
    warned: list[list[Part]] = [[i("Careful: "), t(f"{' · '.join(careful)}. The owner reads this, too.")]]
    return kit.modal("Sent", [kit.paragraph("sent", words, *(warned if careful else []))], close="Done")


def _beyond() -> list[Block]:
    """What only programme managers may: ask for more than a customer has to give."""
    why = PlainTextInput(action_id="override", max_length=500)
    hint = "Only programme managers may. The owner reads this and decides. Empty: the limits hold."
    return [kit.field("override", "Beyond the customer's limits? Say why", why, optional=True, hint=hint)]


def _line(placeholder: str, initial: str | None) -> PlainTextInput:
    return PlainTextInput(
        action_id="prospect",
        initial_value=kit.clip(initial, LONGEST) if initial else None,
        max_length=LONGEST,
        placeholder=kit.plain(placeholder),
    )


def _text(name: str, label: str, initial: str | None, *, multiline: bool = False) -> Block:
    longest = 1500 if multiline else 60 if name in ("deal_value", "deal_stage") else LONGEST
    element = PlainTextInput(
        action_id=name,
        initial_value=kit.clip(initial, longest) if initial else None,
        multiline=multiline,
        max_length=longest,
    )
    return kit.field(name, label, element, optional=True)


def _choice(name: str, options: list[tuple[str, str]], initial: str | None = None) -> StaticSelectMenu:
    built = [kit.option(words, value) for value, words in options]
    chosen = next((kit.option(words, value) for value, words in options if value == initial), None)
    return StaticSelectMenu(action_id=name, options=built, initial_option=chosen, placeholder=kit.plain("Pick one"))


def _sentence(activity: Activity) -> str:
    return kit.capital(activity.words)


def _picked(kind: Callable[[str], T], value: str, name: str) -> T:
    try:
        return kind(value)
    except ValueError:
        raise Refusal("Pick one from the list.", field=name) from None


def _date(answers: dict[str, str], name: str) -> date | None:
    try:
        return date.fromisoformat(answers[name]) if answers.get(name) else None
    except ValueError:
        raise Refusal("That is not a day.", field=name) from None
