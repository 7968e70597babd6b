"""What the request form says of the chosen customer: what is left, what each activity costs, and why not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from blocks.kit import elements
from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Element, Option, OptionGroup, Part
from blocks.kit.shapes import b, t
from blocks.search import result as search_result
from domain.activities import Activity, Purpose
from domain.policy import Policy
from domain.portfolio.availability import Blocker, Budget, Obstacle
from domain.portfolio.customers import Customer
from domain.requests.offering import Choice, Offer, OfferState

GROUPS = {
    OfferState.AGREED: "The customer has agreed",
    OfferState.ASKED_FIRST: "The customer is asked first",
    OfferState.NOT_NOW: "Not now",
    OfferState.NEVER: "Not possible",
}
SAID_NO = "the customer said no"


@dataclass(frozen=True, slots=True)
class CustomerView:
    """The chosen customer as the form's reader may know it. `customer` and `blocker` name it only to who may know.

    blocker: why nothing can be asked of it. manager: the reader may go beyond its limits.
    """

    customer: Customer
    anonymous: bool
    budget: Budget
    blocker: Blocker | None
    choices: tuple[Choice, ...]
    cautions: tuple[str, ...]
    policy: Policy
    today: date
    manager: bool = False

    def may_override(self, offer: Offer) -> bool:
        """Whether only a limit stands against it, and its reader may go beyond that."""
        return self.manager and offer.blocker is not None and offer.blocker.limit

    def choice(self, activity: Activity) -> Choice:
        """What there is to know of one activity."""
        return next(each for each in self.choices if each.activity == activity)


def build_about(known: CustomerView) -> Block:
    """What is left of it, and what to be careful about."""
    lines: list[list[Part]] = [[t(_left(known))]]
    if known.blocker:
        again = f" Free again on {kit.near(known.blocker.free_on, known.today)}." if known.blocker.free_on else ""
        lines = [[t(f"⏸ {kit.capital(known.blocker.words)}{again}")]]
    if known.cautions:
        lines.append([b("⚠ "), t(" · ".join(known.cautions))])
    if known.anonymous:
        lines.append([t("Its owner knows the name, and decides.")])
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
            groups.append(elements.option_group(label, options))
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
            return kit.paragraph("told", [t("The customer's answer depends on what it is for.")])
        return None
    head, *rest = _why_not(known, choice, offer, purpose)
    return kit.paragraph("told", [b(f"⚠ {head}"), t("".join(f" · {each}" for each in rest if each))])


def _left(known: CustomerView) -> str:
    budget = known.budget
    if budget.limit == 0:
        return f"⚠ {kit.capital(search_result.NOT_AVAILABLE)}"
    left = f"{kit.bar(budget.left, budget.limit)} {kit.count(budget.left, 'point')} left this quarter"
    can = [
        kit.count(budget.left // activity.points, activity.words)
        for activity in [each for each in known.policy.shown if each.points][:2]
        if budget.left >= activity.points
    ]
    if can:
        return f"{left}: {', or '.join(can)}"
    stops = [each.best.blocker for each in known.choices if each.best.blocker]
    again = min((s.free_on for s in stops if s.obstacle is Obstacle.BUDGET and s.free_on), default=None)
    return f"{left} · free again on {kit.near(again, known.today)}" if again else left


def _priced(activity: Activity) -> str:
    points = activity.points
    return f"{kit.capital(activity.words)} · {kit.count(points, 'point') if points else 'free'}"


def _activity(choice: Choice, known: CustomerView) -> str:
    """One activity of the menu: its price, or why it can't be had."""
    name, offer, today = kit.capital(choice.activity.words), choice.best, known.today
    priced = _priced(choice.activity)
    if offer.state is OfferState.NEVER:
        return f"{name} · {_never(offer)}"
    if offer.blocker is None:
        names = known.customer.classified and choice.activity.names_outside
        return f"{priced} · names it outside" if names else priced
    match offer.blocker.obstacle:
        case Obstacle.BUDGET:
            return f"{priced}, {known.budget.left} left"
        case Obstacle.CAP:
            return f"{priced}, done for this year"
        case Obstacle.REST:
            until = f" until {kit.near(offer.blocker.free_on, today)}" if offer.blocker.free_on else ""
            return f"{priced}, contacts rest{until}"
        case _:
            return f"{priced}, on hold"


def _purpose(purpose: Purpose, choice: Choice | None) -> str:
    """One purpose of the menu."""
    name = kit.capital(purpose.words)
    offer = choice.by_purpose.get(purpose) if choice else None
    if choice is None or offer is None or not choice.needs_purpose:
        return name
    if offer.state is OfferState.NEVER:
        return f"{name} · {SAID_NO}"
    return name if offer.agreed else f"{name} · the customer is asked first"


def _why_not(known: CustomerView, choice: Choice, offer: Offer, purpose: Purpose | None) -> Sequence[str]:
    """What stands against it: in two words, then why, then from when."""
    activity, stop, budget = choice.activity, offer.blocker, known.budget
    assert stop is not None
    if offer.state is OfferState.NEVER:
        to = f" to {activity.one} for {purpose.words}" if purpose and choice.needs_purpose else ""
        return ("Not possible", f"{_never(offer)}{to}")
    again = f"free again on {kit.near(stop.free_on, known.today)}" if stop.free_on else ""
    match stop.obstacle:
        case Obstacle.BUDGET:
            takes = f"{activity.one} takes {kit.count(activity.points, 'point')}"
            left = f"{budget.left} {'is' if budget.left == 1 else 'are'} left"
            return ("Not this quarter", f"{takes}, {left}", again)
        case Obstacle.CAP:
            return ("Not this year", f"it has already done its {activity.words}", again)
        case Obstacle.REST:
            return ("Not yet", "every contact has just helped and rests", again)
        case _:
            # Why is said above, with the customer.
            return ("Not now", "on hold", again)


def _never(offer: Offer) -> str:
    if offer.blocker and offer.blocker.obstacle is Obstacle.CONFIDENTIAL:
        return "it is confidential, and this names it"
    return SAID_NO if offer.given else "not something they do"


def _menu(action_id: str, options: Sequence[Option], groups: list[OptionGroup], chosen: str | None) -> Element:
    initial = next((each for each in options if each["value"] == chosen), None)
    return elements.static_select(action_id, options, groups=groups, initial=initial, placeholder="Pick one")
