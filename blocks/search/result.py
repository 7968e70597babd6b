"""One customer in an answer: what may be said now, why it fits, what may be asked, what to be careful about."""

from collections.abc import Collection, Sequence

from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Element, Part
from blocks.kit.shapes import b, i, t
from domain.activities import Activity
from domain.matching import Facet, Reading
from domain.matching.score import meaning
from domain.policy import Policy
from domain.portfolio.availability import Blocker, Budget
from domain.portfolio.customers import Customer
from domain.search.found import Found

NOTHING = "nothing yet; it has not agreed to be named."
VEILED = "its name stays with its owner, who decides about your request and knows what else fits."


def build(found: Found, understood: Sequence[Reading], policy: Policy, *elements: Element) -> list[Block]:
    """A customer that can be asked; `elements` are its buttons."""
    customer, key = found.customer, f"hit.{found.customer.id}"
    name = kit.capital(customer.name) if found.anonymous else customer.name
    lines = [_fits_and_facts(found, understood), *standing(found, policy)]
    return [said_first(key, [b(name)], found.saying, *lines), kit.buttons(f"{key}.do", *elements)]


def standing(found: Found, policy: Policy) -> list[list[Part]]:
    """Why not what is wanted, what to be careful about, what may be asked now and what is left."""
    lines: list[list[Part]] = []
    if found.customer_blocker:
        lines.append([t(f"◌ {stop_words(found.customer_blocker)}{_may_override(found)}")])
    elif found.activity_blocker:
        lines.append([i("Not now: "), t(f"{stop_words(found.activity_blocker)}{_may_override(found)}")])
    if careful := _careful(found, policy):
        lines.append([b("Careful: "), t(" · ".join(careful))])
    if not found.customer_blocker:
        # By whom it was verified is in its profile.
        verified = [] if found.anonymous else [t("  ·  "), i("Verified: "), t(verified_day(found.customer))]
        lines.append([i("May be asked: "), t(_may_be_asked(found))])
        lines.append([i("Left this quarter: "), t(left_words(policy, found.budget)), *verified])
    if found.anonymous:
        lines.append([i("Confidential: "), t(VEILED)])
    elif found.customer.classified:
        lines.append(confidential(found.customer))
    return lines


def confidential(customer: Customer) -> list[Part]:
    """The reminder for those who may know a classified customer that nobody else does."""
    return [i("Confidential: "), t(f"others only see “{customer.segment or 'A classified customer'}”.")]


def build_closed(found: Found, understood: Sequence[Reading], *elements: Element, fits: bool = True) -> list[Block]:
    """A customer that fits and can't be asked now: what there is of it already, why not, and until when.

    fits: why it fits is told, too.
    """
    key = f"resting.{found.customer.id}"
    stop = stop_words(found.customer_blocker) if found.customer_blocker else "This customer can’t be asked now."
    why: list[Part] = [t(f"◌ {stop}{_may_override(found)}")]
    reasons = _fits(found, understood) if fits and not found.hit.named else []
    paragraph = said_first(key, why, found.saying, *reasons) if found.saying else kit.paragraph(key, why, *reasons)
    return [paragraph, kit.buttons(f"{key}.do", *elements)] if elements else [paragraph]


def said_first(
    key: str, head: list[Part], saying: str, *lines: list[Part], nothing: str = NOTHING, apart: str = "  "
) -> Block:
    """A block that says who, then quotes what may be said of them, ready to copy, then the rest."""
    now = f"{apart}You may say now: {'' if saying else nothing}".rstrip()
    sections = [kit.words([*head, t(now)])]
    if saying:
        sections.append(kit.quoted(saying))
    rest: list[Part] = []
    for line in lines:
        rest += [t("\n"), *line] if rest else line
    if rest:
        sections.append(kit.words(rest))
    return kit.rich_text(key, *sections)


def facts(customer: Customer, level: str = "", most: int = 2, said: Collection[Facet] = ()) -> str:
    """One line: industry, country, size, use cases, contact; without what is `said` to fit.

    Of the use cases the first `most`; none where one fits.
    """
    industries = [meaning(facet).casefold() for facet in said if facet.kind == "industry"]
    place, size = Facet("region", customer.country), Facet("size", customer.size)
    others = [each for each in customer.use_cases if Facet("use_case", each) not in said]
    known = (
        customer.industry if customer.industry.casefold() not in industries else "",
        meaning(place) if customer.country and place not in said else "",
        customer.size if size not in said else "",
        kit.some(others, most) if len(others) == len(customer.use_cases) else "",
        f"{level} contact" if level else "",
    )
    return " · ".join(filter(None, known))


def stop_words(stop: Blocker) -> str:
    """Why something can't be asked, and from when it can."""
    words = kit.capital(stop.words)
    return f"{words} Free again on {kit.day(stop.free_on)}." if stop.free_on else words


NOT_AVAILABLE = "not available this quarter"


def left_words(policy: Policy, budget: Budget) -> str:
    """A budget as a bar, in calls and in points."""
    if budget.limit == 0:
        return NOT_AVAILABLE
    points = f"{budget.left} of {kit.count(budget.limit, 'point')}"
    return f"{kit.bar(budget.left, budget.limit)}  {kit.count(_calls(policy, budget), 'call')} ({points})"


def verified_words(customer: Customer) -> str:
    """When and by whom its facts were last confirmed."""
    by = f" by {customer.verified_by}" if customer.verified_on and customer.verified_by else ""
    return verified_day(customer) + by


def verified_day(customer: Customer) -> str:
    """When its facts were last confirmed."""
    return kit.day(customer.verified_on) if customer.verified_on else "never"


def _may_override(found: Found) -> str:
    return " You may override this, with a reason." if found.overridable else ""


def _calls(policy: Policy, budget: Budget) -> int:
    return budget.left // policy.weights[Activity.CALL] if policy.weights[Activity.CALL] else 0


def _careful(found: Found, policy: Policy) -> list[str]:
    # Of a classified customer, what it has left to give says nothing about who it is.
    last = ["one call left"] if _calls(policy, found.budget) == 1 and not found.activity_blocker else []
    return [*last, *found.cautions]


def _fits_and_facts(found: Found, understood: Sequence[Reading]) -> list[Part]:
    """Why it fits, and what else it is."""
    fits = [part for line in _fits(found, understood) for part in line]
    more = facts(found.customer, found.level, said=_fitting(found))
    return [*fits, *([t("  ·  ")] if fits and more else []), *([i("Also: "), t(more)] if more else [])]


def _fits(found: Found, understood: Sequence[Reading]) -> list[list[Part]]:
    why = _why(found, understood)
    return [[i("Fits: "), t(why)]] if why else []


def _fitting(found: Found) -> set[Facet]:
    return {reason.facet for reason in found.hit.reasons if reason.degree >= 1}


def _why(found: Found, understood: Sequence[Reading]) -> str:
    if found.anonymous:
        # Which other words fit a classified one, anybody could find out by trying them.
        return kit.joined([reading.meaning for reading in understood if reading.facet in found.segment_facets])
    # Whether it may be asked for what is wanted is told beneath, by what it agreed to.
    reasons = [reason for reason in found.hit.reasons if reason.facet.kind != "activity"]
    fits = [reason.words for reason in reasons if reason.degree > 0]
    # That a story does not hold a word says little; a hundred others don't either.
    lacks = [reason.words for reason in reasons if reason.degree <= 0 and reason.facet.kind != "story"]
    return "; but ".join(filter(None, (" · ".join(fits), ", ".join(lacks))))


MOST_ASKED = 3


def _may_be_asked(found: Found) -> str:
    free = kit.joined([activity.words for activity in found.free])
    asks = [activity.words for activity in found.ask_first]
    # Read in five seconds: the rest is only hinted at; the profile has it all.
    most = 1 if free else MOST_ASKED
    first = kit.some(asks, most) if len(asks) > max(most, 2) else kit.joined(asks)
    return "; ".join(filter(None, (free, first and f"after asking the customer: {first}"))) or "nothing right now"
