"""One customer in an answer: what it is and what stands against it, what it is known for, what may be asked of it."""

from collections.abc import Sequence
from datetime import date

from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Element, Part
from blocks.kit.language import N_, _, day, joined, near, ngettext
from blocks.kit.sentences import capital, plain, say, some
from blocks.kit.shapes import b, t
from blocks.wording import activities, blockers, customers, facets, sayings, terms
from domain.activities import Activity
from domain.matching import Facet, MatchReason, Reading
from domain.matching.score import EITHER
from domain.policy import Policy
from domain.portfolio.availability import Blocker, Budget, Obstacle
from domain.portfolio.customers import Customer
from domain.search.found import Found

NOT_AVAILABLE = N_("not available this quarter")
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
    said = [facets.reading(reading) for reading in understood if reading.facet in found.segment_facets]
    return [
        b(capital(found.customer.name)),
        t("".join(f" · {each}" for each in said)),
        t(" · "),
        b(_("name kept back")),
    ]


def _known(found: Found, today: date, alike: bool) -> list[Part]:
    customer, reasons = found.customer, () if alike else found.hit.reasons
    sought = any(reason.facet.kind == "industry" and reason.degree >= 1 for reason in reasons)
    industry = "" if sought else facets.label(customer.industry)
    known = filter(
        None, (industry, facets.place(customer.country), facets.label(customer.size), terms.seniority(found.level))
    )
    catch = _catch(found, today, [words for reason in reasons if (words := _lacks(reason))])
    mark = [t(" · "), b(f"⚠ {catch}")] if catch else []
    return [b(customer.name), t("".join(f" · {each}" for each in known)), *mark]


def _catch(found: Found, today: date, lacks: Sequence[str]) -> str:
    """What stands against it, the worst; the rest is in its profile."""
    if found.customer_blocker:
        return not_now(found.customer_blocker, today)
    if found.rivals or lacks:
        return blockers.caution(found.rivals[0]) if found.rivals else some(lacks, 2)
    if found.customer.classified:
        return _("confidential")
    if found.cautions:
        return blockers.caution(found.cautions[0])
    return "" if found.telling.named else _("name not public")


def _lacks(reason: MatchReason) -> str:
    """What was asked for and is not so; "" where it is, or where that says little."""
    kind, value = reason.facet.kind, reason.facet.value
    if reason.degree >= 1 or kind not in _TOLD:
        return ""
    if kind == "product":
        return plain(_("does not use {product}"), product=value)
    if kind == "language":
        return plain(_("no {language} speaker known"), language=facets.meaning(reason.facet))
    values = value.split("|") if kind in EITHER else [value]
    return plain(_("not {meaning}"), meaning=joined([facets.meaning(Facet(kind, each)) for each in values], "or"))


def _known_for(found: Found, wanted: Activity | None, today: date) -> str:
    """What may be quoted; of one that can't give what is wanted, what and when it can."""
    if found.anonymous:
        return _kept_back(wanted if found.activity_blocker else None)
    if found.activity_blocker and wanted:
        return _lighter(found, found.activity_blocker, wanted, today)
    if words := found.telling.words:
        return plain(_("“{story}”") if found.telling.quotable else _("Inside only: {story}"), story=words)
    if found.telling.saying:
        return plain(_("No story yet. Say: “{words}”"), words=sayings.saying(found.telling.saying))
    if found.customer.use_cases:
        return plain(_("No story yet. {use_cases}."), use_cases=some(_labels(found.customer.use_cases), 3))
    return _("No story yet.")


def _kept_back(refused: Activity | None) -> str:
    if not refused:
        return _("Its owner knows the name, and decides.")
    return plain(_("{activity}: not now. Its owner knows the name, and decides."), activity=activities.name(refused))


def _lighter(found: Found, stop: Blocker, wanted: Activity, today: date) -> str:
    never = N_("more than it gives") if stop.obstacle is Obstacle.BUDGET else _NOT_NOW[stop.obstacle]
    when = plain(_("from {day}"), day=near(stop.free_on, today)) if stop.free_on else _(never)
    others = some([activities.name(each) for each in found.free or found.ask_first], 2)
    asked = _("{activity}: {when}. {others}: if the customer agrees.")
    said = _("{activity}: {when}. {others}: now.") if found.free else asked
    return plain(said, activity=activities.name(wanted), when=when, others=others)


def left_to_ask(found: Found) -> str:
    """How often it can be asked: "2 calls left"; "" where nothing limits it, or where that would be a hint."""
    if found.left is None:
        return ""
    return activities.left(*found.left)


_NOT_NOW = {
    Obstacle.HOLD: N_("on hold"),
    Obstacle.BUDGET: N_("spent"),
    Obstacle.CAP: N_("spent"),
    Obstacle.REST: N_("rests"),
    Obstacle.NO: N_("has said no"),
    Obstacle.NOT_DONE: N_("never"),
    Obstacle.CONFIDENTIAL: N_("not named outside"),
    Obstacle.LEFT: N_("no longer in the portfolio"),
}
_NOT_UNTIL = {
    **dict.fromkeys(Obstacle, N_("not until {day}")),
    Obstacle.HOLD: N_("on hold until {day}"),
    Obstacle.BUDGET: N_("spent until {day}"),
    Obstacle.CAP: N_("spent until {day}"),
    Obstacle.REST: N_("rests until {day}"),
}


def not_now(stop: Blocker, today: date) -> str:
    """Why it can't be asked, in three words, and until when. The reason of a hold is its profile's to tell."""
    if stop.free_on:
        return plain(_(_NOT_UNTIL[stop.obstacle]), day=near(stop.free_on, today))
    return _(NOT_AVAILABLE) if stop.obstacle is Obstacle.BUDGET else _(_NOT_NOW[stop.obstacle])


def confidential(customer: Customer) -> list[Part]:
    """The reminder for those who may know a classified customer that nobody else does."""
    return say(_("<i>Confidential:</i> others only see “{segment}”."), segment=customers.called(customer.segment))


def facts(customer: Customer, most: int = 2) -> str:
    """One line: industry, country, size, the first `most` use cases."""
    known = (facets.label(customer.industry), facets.place(customer.country), facets.label(customer.size))
    return " · ".join(filter(None, (*known, some(_labels(customer.use_cases), most))))


def _labels(use_cases: Sequence[str]) -> list[str]:
    return [facets.label(each) for each in use_cases]


def left_words(policy: Policy, budget: Budget) -> str:
    """A budget as a bar, in what is usual and in points."""
    if budget.limit == 0:
        return _(NOT_AVAILABLE)
    usual = policy.usual
    points = ngettext("{left} of {count} point", "{left} of {count} points", budget.limit)
    said = (
        activities.left(usual, budget.left // usual.points if usual.points else 0),
        plain(points, left=budget.left, count=budget.limit),
    )
    return f"{kit.bar(budget.left, budget.limit)}  {' · '.join(said)}"


def verified_words(customer: Customer) -> str:
    """When and by whom its facts were last confirmed."""
    if not customer.verified_on:
        return _("never")
    if not customer.verified_by:
        return day(customer.verified_on)
    return plain(_("{day} by {person}"), day=customer.verified_on, person=customer.verified_by)
