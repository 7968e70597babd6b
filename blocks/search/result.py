"""One customer in an answer: what it is and what stands against it, what it is known for, what may be asked of it."""

from collections.abc import Sequence
from datetime import date

from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Element, Part
from blocks.kit.shapes import b, i, t
from domain.activities import Activity
from domain.matching import Facet, Reading, Reason
from domain.matching.model import NOT
from domain.matching.score import EITHER, meaning
from domain.policy import Policy
from domain.portfolio.availability import Blocker, Budget, Obstacle
from domain.portfolio.customers import Customer
from domain.search.found import Found

NOT_AVAILABLE = "not available this quarter"
VEILED = "Its owner knows the name, and decides."
# What does not fit is worth a word; of a story and of how senior its contact is, others tell.
_TOLD = ("industry", "use_case", "product", "region", "size", "language")


def build(
    found: Found,
    understood: Sequence[Reading],
    today: date,
    *elements: Element,
    wanted: Activity | None = None,
    alike: bool = False,
) -> list[Block]:
    """A customer in two lines, and its buttons.

    wanted: what the words ask for. alike: it stands for another one, so nothing of what was asked is said of it.
    """
    key = f"hit.{found.customer.id}"
    lines = [
        _veiled(found, understood) if found.anonymous else _known(found, today, alike),
        [t(_known_for(found, wanted, today))],
    ]
    return [kit.paragraph(key, *lines), kit.buttons(f"{key}.do", *elements)]


def _veiled(found: Found, understood: Sequence[Reading]) -> list[Part]:
    # Which other words fit a classified one, anybody could find out by trying them.
    said = [meant(reading) for reading in understood if reading.facet in found.segment_facets]
    return [
        b(kit.capital(found.customer.name)),
        t("".join(f" · {each}" for each in said)),
        t(" · "),
        b("name kept back"),
    ]


def _known(found: Found, today: date, alike: bool) -> list[Part]:
    customer, reasons = found.customer, () if alike else found.hit.reasons
    sought = any(reason.facet.kind == "industry" and reason.degree >= 1 for reason in reasons)
    country = meaning(Facet("region", customer.country)) if customer.country else ""
    known = filter(None, ("" if sought else customer.industry, country, customer.size, found.level))
    catch = _catch(found, today, [words for reason in reasons if (words := _lacks(reason))])
    mark = [t(" · "), b(f"⚠ {catch}")] if catch else []
    return [b(customer.name), t("".join(f" · {each}" for each in known)), *mark]


def _catch(found: Found, today: date, lacks: Sequence[str]) -> str:
    """What stands against it, the worst; the rest is in its profile."""
    if found.customer_blocker:
        return not_now(found.customer_blocker, today)
    if found.rivals or lacks:
        return found.rivals[0] if found.rivals else kit.some(lacks, 2)
    if found.customer.classified:
        return "confidential"
    return next(iter(found.cautions), "" if found.telling.named else "name not public")


def _lacks(reason: Reason) -> str:
    """What was asked for and is not so; "" where it is, or where that says little."""
    kind, value = reason.facet.kind, reason.facet.value
    if reason.degree >= 1 or kind not in _TOLD:
        return ""
    if kind in ("product", "language"):
        return reason.words
    values = value.split("|") if kind in EITHER else [value]
    return f"not {kit.joined([_short(meaning(Facet(kind, each))) for each in values], 'or')}"


def _known_for(found: Found, wanted: Activity | None, today: date) -> str:
    """What may be quoted; of one that can't give what is wanted, what and when it can."""
    if found.anonymous:
        return f"No {wanted.words} now. {VEILED}" if found.activity_blocker and wanted else VEILED
    if found.activity_blocker and wanted:
        return _lighter(found, found.activity_blocker, wanted, today)
    if words := found.telling.words:
        return f"“{words}”" if found.telling.quotable else f"Inside only: {words}"
    if found.telling.saying:
        return f"No story yet. Say: “{found.telling.saying}”"
    return f"No story yet. {kit.some(found.customer.use_cases, 3)}.".removesuffix(" .")


def _lighter(found: Found, stop: Blocker, wanted: Activity, today: date) -> str:
    never = "more than it gives" if stop.obstacle is Obstacle.BUDGET else _NOT_NOW[stop.obstacle]
    when = f"from {kit.near(stop.free_on, today)}" if stop.free_on else never
    now = found.free or found.ask_first
    others = kit.capital(kit.some([activity.words for activity in now], 2))
    how = "now" if found.free else "if the customer agrees"
    return f"{kit.capital(wanted.words)}: {when}. {others}: {how}."


def left_to_ask(found: Found) -> str:
    """How often it can be asked: "2 calls left"; "" where nothing limits it, or where that would be a hint."""
    if found.left is None:
        return ""
    activity, many = found.left
    plural = f"{activity.words[:-1]}ies" if activity.words.endswith("y") else None
    return f"{kit.count(many, activity.words, plural)} left"


_NOT_NOW = {
    Obstacle.HOLD: "on hold",
    Obstacle.BUDGET: "spent",
    Obstacle.CAP: "spent",
    Obstacle.REST: "rests",
    Obstacle.NO: "has said no",
    Obstacle.NOT_DONE: "never",
    Obstacle.CONFIDENTIAL: "not named outside",
    Obstacle.LEFT: "no longer in the portfolio",
}


def not_now(stop: Blocker, today: date) -> str:
    """Why it can't be asked, in three words, and until when. The reason of a hold is its profile's to tell."""
    if stop.free_on:
        return f"{_NOT_NOW[stop.obstacle]} until {kit.near(stop.free_on, today)}"
    return NOT_AVAILABLE if stop.obstacle is Obstacle.BUDGET else _NOT_NOW[stop.obstacle]


def meant(reading: Reading) -> str:
    """What some words were read as: "Nordics", "site visit", "not Germany"."""
    kind = reading.facet.kind.removeprefix(NOT)
    words = _short(reading.meaning)
    return words if kind == reading.facet.kind else f"not {words}"


def _short(words: str) -> str:
    return words.removeprefix("the ")


def confidential(customer: Customer) -> list[Part]:
    """The reminder for those who may know a classified customer that nobody else does."""
    return [i("Confidential: "), t(f"others only see “{customer.segment or 'A classified customer'}”.")]


def facts(customer: Customer, most: int = 2) -> str:
    """One line: industry, country, size, the first `most` use cases."""
    place = meaning(Facet("region", customer.country)) if customer.country else ""
    return " · ".join(filter(None, (customer.industry, place, customer.size, kit.some(customer.use_cases, most))))


def stop_words(stop: Blocker) -> str:
    """Why something can't be asked, and from when it can."""
    words = kit.capital(stop.words)
    return f"{words} Free again on {kit.day(stop.free_on)}." if stop.free_on else words


def left_words(policy: Policy, budget: Budget) -> str:
    """A budget as a bar, in what is usual and in points."""
    if budget.limit == 0:
        return NOT_AVAILABLE
    points = f"{budget.left} of {kit.count(budget.limit, 'point')}"
    usual = policy.usual
    many = budget.left // usual.points if usual.points else 0
    return f"{kit.bar(budget.left, budget.limit)}  {kit.count(many, usual.words)} ({points})"


def verified_words(customer: Customer) -> str:
    """When and by whom its facts were last confirmed."""
    if not customer.verified_on:
        return "never"
    by = f" by {customer.verified_by}" if customer.verified_by else ""
    return kit.day(customer.verified_on) + by
