"""What the request form says of the chosen customer: what is left, what each activity costs, and why not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from blocks.kit import elements
from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Element, Option, OptionGroup, Part
from blocks.kit.language import N_, _, joined, near, ngettext, pgettext
from blocks.kit.sentences import plain
from blocks.kit.shapes import b, t
from blocks.search import result as search_result
from blocks.wording import activities, blockers, terms
from domain.activities import Activity, Purpose
from domain.people import Person
from domain.policy import Policy
from domain.portfolio.availability import Blocker, Budget, Obstacle
from domain.portfolio.cautions import Caution
from domain.portfolio.customers import Customer
from domain.requests.offering import Choice, Offer, OfferState

GROUPS = {
    OfferState.AGREED: N_("The customer has agreed"),
    OfferState.ASKED_FIRST: N_("The customer is asked first"),
    OfferState.NOT_NOW: N_("Not now"),
    OfferState.NEVER: N_("Not possible"),
}


@dataclass(frozen=True, slots=True)
class CustomerView:
    """The chosen customer as the form's reader may know it. `customer` and `blocker` name it only to who may know.

    blocker: why nothing can be asked of it.
    """

    customer: Customer
    reader: Person
    anonymous: bool
    budget: Budget
    blocker: Blocker | None
    choices: tuple[Choice, ...]
    cautions: tuple[Caution, ...]
    policy: Policy
    today: date

    def may_override(self, offer: Offer) -> bool:
        """Whether only a limit stands against it, and its reader may go beyond that."""
        return self.reader.programme_manager and offer.blocker is not None and offer.blocker.limit

    def choice(self, activity: Activity) -> Choice:
        """What there is to know of one activity."""
        return next(each for each in self.choices if each.activity == activity)


def build_about(known: CustomerView) -> Block:
    """What is left of it, and what to be careful about."""
    lines: list[list[Part]] = [[t(_left(known))]]
    if known.blocker:
        why, free_on = blockers.reason(known.blocker, known.reader), known.blocker.free_on
        if free_on:
            why = plain(_("{why} Free again on {day}."), why=why, day=near(free_on, known.today))
        lines = [[t(f"⏸ {why}")]]
    if known.cautions:
        lines.append([b("⚠ "), t(" · ".join(blockers.caution(each) for each in known.cautions))])
    if known.anonymous:
        lines.append([t(_("Its owner knows the name, and decides."))])
    elif known.customer.classified:
        lines.append(search_result.confidential(known.customer))
    return kit.paragraph("about", *lines)


def build_activities(action_id: str, chosen: Activity | None, policy: Policy, known: CustomerView | None) -> Element:
    """The menu of activities, each with its price; of a known customer in groups, by how they stand with it."""
    code = chosen.code if chosen else None
    if known is None:
        return _menu(action_id, [kit.option(_priced(each), each.code) for each in policy.offered], [], code)
    groups: list[OptionGroup] = []
    everything: list[Option] = []
    for standing, label in GROUPS.items():
        here = [each for each in known.choices if each.best.state is standing]
        if here:
            options = [kit.option(_activity(each, known), each.activity.code) for each in here]
            groups.append(elements.option_group(_(label), options))
            everything += options
    return _menu(action_id, everything, groups, code)


def build_purposes(action_id: str, chosen: Purpose | None, choice: Choice | None) -> Element:
    """The menu of purposes; of a known customer with which are not possible."""
    options = [kit.option(_purpose(each, choice), each) for each in Purpose]
    return _menu(action_id, options, [], chosen)


def build_told(known: CustomerView, choice: Choice, purpose: Purpose | None) -> Block | None:
    """Why what is picked can't be asked, and from when; None when it can."""
    offer = choice.offer(purpose)
    if offer.blocker is None:
        if purpose is None and choice.needs_purpose:
            return kit.paragraph("told", _("The customer's answer depends on what it is for."))
        return None
    head, why = _why_not(known, choice, offer, purpose)
    again = offer.blocker.free_on if offer.state is not OfferState.NEVER else None
    return kit.paragraph("told", [b(f"⚠ {head}"), t(" · ".join(("", why, *_free_again(again, known.today))))])


def _left(known: CustomerView) -> str:
    budget = known.budget
    if budget.limit == 0:
        return _("⚠ Not available this quarter")
    words = ngettext("{count} point left this quarter", "{count} points left this quarter", budget.left)
    left = f"{kit.bar(budget.left, budget.limit)} {plain(words, count=budget.left)}"
    can = [
        activities.left(activity, budget.left // activity.points)
        for activity in [each for each in known.policy.shown if each.points][:2]
        if budget.left >= activity.points
    ]
    if can:
        return f"{left} · {joined(can, 'or')}"
    stops = [each.best.blocker for each in known.choices if each.best.blocker]
    again = min((s.free_on for s in stops if s.obstacle is Obstacle.BUDGET and s.free_on), default=None)
    return " · ".join((left, *_free_again(again, known.today)))


def _free_again(day: date | None, today: date) -> tuple[str, ...]:
    return (plain(_("free again on {day}"), day=near(day, today)),) if day else ()


def _priced(activity: Activity) -> str:
    points = activity.points
    price = plain(ngettext("{count} point", "{count} points", points), count=points)
    return " · ".join((activities.name(activity), price if points else pgettext("price", "free")))


def _activity(choice: Choice, known: CustomerView) -> str:
    """One activity of the menu: its price, or why it can't be had."""
    offer, priced = choice.best, _priced(choice.activity)
    if offer.state is OfferState.NEVER:
        return f"{activities.name(choice.activity)} · {_never(offer)}"
    if offer.blocker:
        return f"{priced} · {_not_now(offer.blocker, known)}"
    names = known.customer.classified and choice.activity.names_outside
    return " · ".join((priced, _("names it outside"))) if names else priced


def _not_now(stop: Blocker, known: CustomerView) -> str:
    match stop.obstacle:
        case Obstacle.BUDGET:
            left = known.budget.left
            return plain(ngettext("{count} left", "{count} left", left), count=left)
        case Obstacle.CAP:
            return _("done for this year")
        case Obstacle.REST if stop.free_on:
            return plain(_("contacts rest until {day}"), day=near(stop.free_on, known.today))
        case Obstacle.REST:
            return _("contacts rest")
        case _:
            return _("on hold")


def _purpose(purpose: Purpose, choice: Choice | None) -> str:
    """One purpose of the menu."""
    name = terms.purpose(purpose)
    offer = choice.by_purpose.get(purpose) if choice else None
    if choice is None or offer is None or not choice.needs_purpose:
        return name
    if offer.state is OfferState.NEVER:
        return " · ".join((name, _("the customer said no")))
    return name if offer.agreed else " · ".join((name, _("the customer is asked first")))


def _why_not(known: CustomerView, choice: Choice, offer: Offer, purpose: Purpose | None) -> tuple[str, str]:
    """What stands against it: in two words, and then why."""
    activity, stop = choice.activity, offer.blocker
    assert stop is not None
    if offer.state is OfferState.NEVER:
        if purpose is None or not choice.needs_purpose:
            return _("Not possible"), _never(offer)
        no = _("the customer said no: {activity} · {purpose}")
        return _("Not possible"), plain(no, activity=activities.name(activity), purpose=terms.purpose(purpose))
    match stop.obstacle:
        case Obstacle.BUDGET:
            points = activity.points
            takes = ngettext("it takes {count} point, {left} left", "it takes {count} points, {left} left", points)
            return _("Not this quarter"), plain(takes, count=points, left=known.budget.left)
        case Obstacle.CAP:
            return _("Not this year"), _("already done")
        case Obstacle.REST:
            return _("Not yet"), _("every contact has just helped and rests")
        case _:
            # Why is said above, with the customer.
            return _("Not now"), _("on hold")


def _never(offer: Offer) -> str:
    if offer.blocker and offer.blocker.obstacle is Obstacle.CONFIDENTIAL:
        return _("it is confidential, and this names it")
    return _("the customer said no") if offer.given else _("not something they do")


def _menu(action_id: str, options: Sequence[Option], groups: list[OptionGroup], chosen: str | None) -> Element:
    initial = next((each for each in options if each["value"] == chosen), None)
    return elements.static_select(action_id, options, groups=groups, initial=initial, placeholder=_("Pick one"))
