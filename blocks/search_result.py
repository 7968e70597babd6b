"""One customer in an answer: what may be said now, why it fits, what may be asked, what to be careful about."""

from collections.abc import Sequence
from dataclasses import dataclass

from slackblocks import Block, Button, RichText, RichTextBlock, RichTextQuote, RichTextSection

from blocks import kit
from blocks.kit import Part, b, i, t
from domain.activities import Activity
from domain.availability import Block as Stop
from domain.availability import Budget
from domain.customers import Customer
from domain.matching import Facet, Hit, Reading
from domain.matching.score import meaning
from domain.policy import Policy

NOTHING = "nothing yet; name and story are not public."


@dataclass(frozen=True, slots=True)
class Found:
    """One customer as the asker may see it, with what may be asked of it now.

    closed: why nothing can be asked. stopped: why what was searched for can't be asked, though something else can.
    saying: what may be said of it now, "" for nothing.
    level: of its most senior contact. overridable: its reader may go beyond the limit that stands against it.
    """

    hit: Hit
    customer: Customer
    veiled: bool
    budget: Budget
    closed: Stop | None
    free: tuple[Activity, ...]
    ask_first: tuple[Activity, ...]
    cautions: tuple[str, ...] = ()
    stopped: Stop | None = None
    saying: str = ""
    level: str = ""
    overridable: bool = False


def build(found: Found, understood: Sequence[Reading], policy: Policy, *elements: Button) -> list[Block]:
    """A customer that can be asked; `elements` are its buttons."""
    customer, key = found.customer, f"hit.{found.customer.id}"
    lines: list[list[Part]] = [
        [i("Fits: "), t(_why(found, understood))],
        [i("May be asked: "), t(_may_be_asked(found))],
        [i("Left this quarter: "), t(left_words(policy, found.budget))],
    ]
    if found.stopped:
        lines.insert(1, [i("Not now: "), t(f"{stop_words(found.stopped)}{_may_override(found)}")])
    if found.veiled:
        lines.append([i("Confidential: "), t("its name stays with its owner, who decides about your request.")])
    else:
        lines[-1] += [t("  ·  "), i("Verified: "), t(verified_words(customer))]
    if careful := _careful(found, policy):
        lines.append([i("Careful: "), t(" · ".join(careful))])
    head: list[Part] = [b(customer.name), t(f"  {facts(customer, found.level)}")]
    return [said_first(key, head, found.saying, *lines), kit.buttons(f"{key}.do", *elements)]


def build_closed(found: Found, *elements: Button) -> list[Block]:
    """A customer that fits and can't be asked now: why, until when, and what there is of it already."""
    key = f"resting.{found.customer.id}"
    stop = found.closed or Stop("This customer can’t be asked now.")
    why: list[Part] = [t(f"◌ {stop_words(stop)}{_may_override(found)}")]
    paragraph = said_first(key, why, found.saying) if found.saying else kit.paragraph(key, why)
    return [paragraph, kit.buttons(f"{key}.do", *elements)] if elements else [paragraph]


def said_first(key: str, head: list[Part], saying: str, *lines: list[Part], nothing: str = NOTHING) -> RichTextBlock:
    """A block that says who, then quotes what may be said of them, ready to copy, then the rest."""
    elements: list[RichTextSection | RichTextQuote] = []
    if saying:
        elements += [RichTextSection([*head, t("\n"), b("You may say now:")]), RichTextQuote(RichText(saying))]
    else:
        elements.append(RichTextSection([*head, t("\n"), b("You may say now: "), t(nothing)]))
    rest: list[Part] = []
    for line in lines:
        rest += [t("\n"), *line] if rest else line
    if rest:
        elements.append(RichTextSection([part for part in rest if not isinstance(part, RichText) or part.text]))
    return RichTextBlock(list(elements), block_id=key)


def facts(customer: Customer, level: str = "", most: int = 2) -> str:
    """One line: industry, country, size, `most` use cases, contact."""
    country = meaning(Facet("region", customer.country)) if customer.country else ""
    known = [customer.industry, country, customer.size, kit.joined(list(customer.use_cases[:most]))]
    return " · ".join(filter(None, (*known, level and f"{level} contact")))


def stop_words(stop: Stop) -> str:
    """Why something can't be asked, and from when it can."""
    return f"{stop.words} Free again on {kit.day(stop.free_on)}." if stop.free_on else stop.words


NOT_AVAILABLE = "not available this quarter"


def left_words(policy: Policy, budget: Budget) -> str:
    """A budget as a bar, in calls and in points."""
    if budget.limit == 0:
        return NOT_AVAILABLE
    points = f"{budget.left} of {kit.count(budget.limit, 'point')}"
    return f"{kit.bar(budget.left, budget.limit)}  {kit.count(_calls(policy, budget), 'call')} ({points})"


def verified_words(customer: Customer) -> str:
    """When and by whom its facts were last confirmed."""
    if customer.verified_on is None:
        return "never"
    by = f" by {customer.verified_by}" if customer.verified_by else ""
    return f"{kit.day(customer.verified_on)}{by}"


def _may_override(found: Found) -> str:
    return " You may override this, with a reason." if found.overridable else ""


def _calls(policy: Policy, budget: Budget) -> int:
    return budget.left // policy.weights[Activity.CALL] if policy.weights[Activity.CALL] else 0


def _careful(found: Found, policy: Policy) -> list[str]:
    # Of a classified customer, what it has left to give says nothing about who it is.
    last = ["one call left"] if _calls(policy, found.budget) == 1 and not found.stopped else []
    return [*last, *found.cautions]


def _why(found: Found, understood: Sequence[Reading]) -> str:
    if found.veiled:
        # A reason is worded with the customer's own facts; of a classified one only what was typed may be repeated.
        facets = {reason.facet for reason in found.hit.reasons if reason.degree > 0}
        return kit.joined([reading.words for reading in understood if reading.facet in facets]) or "your words"
    fits = [reason.words for reason in found.hit.reasons if reason.degree > 0]
    lacks = [reason.words for reason in found.hit.reasons if reason.degree <= 0]
    return "; but ".join(filter(None, (" · ".join(fits), ", ".join(lacks)))) or "your words"


def _may_be_asked(found: Found) -> str:
    free = kit.joined([activity.words for activity in found.free])
    asks = [activity.words for activity in found.ask_first]
    # Read in five seconds: beside what is free, the rest is only hinted at; the profile has it all.
    first = f"{', '.join(asks[:2])} and more" if free and len(asks) > 2 else kit.joined(asks)
    return "; ".join(filter(None, (free, first and f"after asking the customer: {first}"))) or "nothing right now"
