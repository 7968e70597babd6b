"""The answer to a search: who fits, why, and what may be asked of them."""

from dataclasses import dataclass, replace
from typing import Any

from slackblocks import Block, PlainTextInput

from blocks import kit
from blocks.kit import Payload, Posted, b, i, t
from domain.activities import Activity
from domain.availability import Block as Stop
from domain.availability import Budget
from domain.customers import Customer
from domain.matching import Answer, Hit
from domain.policy import Policy

REQUEST = "search.request"
MORE = "search.more"
CHANGE = "search.change"
FORM = "search.form"
PAGE = 5
EXAMPLES = ("retail onboarding", "bank germany call", "logistics enterprise")


@dataclass(frozen=True, slots=True)
class Found:
    """One customer as the asker may see it, with what may be asked of it now."""

    hit: Hit
    customer: Customer
    veiled: bool
    budget: Budget
    closed: Stop | None
    free: tuple[Activity, ...]
    ask_first: tuple[Activity, ...]
    cautions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an answer. `search_id` is what the buttons lead back to; `offset` counts customers skipped.

    resting: fit, but can't be asked now. similar: can be asked instead, where nobody else who fits can.
    """

    search_id: int
    words: str
    answer: Answer
    found: tuple[Found, ...]
    resting: tuple[Found, ...]
    similar: tuple[Found, ...]
    policy: Policy
    offset: int = 0

    def numbered(self, search_id: int) -> "Page":
        """The same page under the id its search was kept with."""
        return replace(self, search_id=search_id)

    @property
    def more(self) -> bool:
        return self.answer.total > self.offset + PAGE


def build(page: Page) -> Posted:
    """The answer as a message only the asker sees."""
    names = kit.joined([found.customer.name for found in page.found])
    text = f"{_headline(page)}: {names}" if names else _headline(page)
    return kit.message(kit.clip(text, 2900), _blocks(page))


def build_modal(page: Page) -> dict[str, Any]:
    """The same answer in a modal: where "more" and a changed search are shown."""
    return kit.modal("Customers that fit", _blocks(page))


def build_form(words: str) -> dict[str, Any]:
    """A form with the words of a search, to change them."""
    element = PlainTextInput(
        action_id="words", initial_value=kit.clip(words, 300) or None, max_length=300, focus_on_load=True
    )
    hint = "Industry, use case, product, country or region, size, language, activity, or a name. In any order."
    return kit.modal(
        "Find a customer",
        [kit.field("words", "What should the customer be like?", element, hint=hint)],
        callback=FORM,
        submit="Search",
    )


def parse_form(view: Payload) -> str:
    """The words that were typed into the form."""
    return kit.values(view).get("words", "")


def button_value(search_id: int, rest: int) -> str:
    """What a button carries: the search, and a customer's id or how many to skip."""
    return f"{search_id}:{rest}"


def parse_button(action: Payload) -> tuple[int, int]:
    """The two ids a button carries."""
    first, _, second = str(action.get("value", "")).partition(":")
    return int(first), int(second or 0)


def _headline(page: Page) -> str:
    if not page.found and not page.resting:
        return "No customer fits"
    return f"{kit.count(page.answer.total, 'customer')} for “{kit.clip(page.words, 60)}”"


def _blocks(page: Page) -> list[Block]:
    if not page.answer.understood and not page.found and not page.resting:
        return _nothing_understood(page)
    blocks: list[Block] = [kit.paragraph("understood", *_understood(page))]
    if not page.found:
        blocks.append(kit.paragraph("none", _none_words(page)))
    for found in page.found:
        blocks += _askable(page, found)
    if page.resting and not page.offset:
        blocks.append(kit.rule("resting"))
        blocks.append(kit.paragraph("resting.title", [i("These would fit too, but can't be asked now:")]))
        blocks += [_closed(found) for found in page.resting]
    if page.similar:
        blocks.append(kit.rule("similar"))
        blocks.append(kit.paragraph("similar.title", [i("Customers like this that you can ask:")]))
    for found in page.similar:
        blocks += _askable(page, found)
    blocks.append(kit.rule("end"))
    rest = min(page.answer.total - page.offset - PAGE, PAGE)
    more = kit.button(f"{rest} more", MORE, button_value(page.search_id, page.offset + PAGE)) if page.more else None
    blocks.append(
        kit.buttons("search.next", more, kit.button("Change search", CHANGE, button_value(page.search_id, 0)))
    )
    return blocks


def _none_words(page: Page) -> str:
    if page.offset:
        return "That was all."
    if page.resting:
        return "Nobody who fits can be asked right now."
    return "No customer fits all of this. Take out a word, or search for the industry alone."


def _nothing_understood(page: Page) -> list[Block]:
    words = kit.clip(page.words, 120)
    said = (
        [t("I understood nothing of "), b(words), t(".")] if words else [t("Tell me what the customer should be like.")]
    )
    tips: list[list[kit.Part]] = [[t(f"/reference {example}")] for example in EXAMPLES]
    change = kit.button("Change search", CHANGE, button_value(page.search_id, 0))
    return [
        kit.paragraph("nothing", said, "Try an industry, a use case, a country, a size, or a customer's name:"),
        kit.bullets("examples", tips),
        kit.buttons("search.next", change),
    ]


def _understood(page: Page) -> list[list[kit.Part]]:
    parts: list[kit.Part] = []
    for reading in page.answer.understood:
        parts += [t(" · ")] if parts else []
        kind = {"use_case": "Use case", "name": "Name"}.get(reading.facet.kind, reading.facet.kind.capitalize())
        parts += [t(f"{kind}: "), b(reading.meaning)]
        if reading.read_as:
            parts += [i(f" ({reading.words} read as {reading.read_as})")]
    lines = [parts] if parts else []
    if page.answer.ignored:
        ignored = kit.clip(", ".join(page.answer.ignored), 300)
        lines.append([t("Not understood, so left out: "), i(ignored)])
    return lines or [[t(f"“{kit.clip(page.words, 120)}”")]]


def _askable(page: Page, found: Found) -> list[Block]:
    customer = found.customer
    facts = [customer.industry, customer.country, customer.size, kit.joined(list(customer.use_cases[:3]))]
    lines: list[list[kit.Part]] = [
        [b(customer.name), t(f"  {' · '.join(filter(None, facts))}")],
        [i("Fits: "), t(_why(page, found))],
        [i("May be asked: "), t(_may_be_asked(found))],
        [i("Left this quarter: "), t(_left(page.policy, found.budget))],
    ]
    if found.veiled:
        lines.append([i("Confidential: "), t("its name stays with its owner, who decides about your request.")])
    else:
        lines.append([i("Verified: "), t(_verified(customer))])
    if found.cautions:
        lines.append([i("Careful: "), t("; ".join(found.cautions))])
    ask = kit.button("Request", REQUEST, button_value(page.search_id, customer.id), "primary")
    return [
        kit.paragraph(f"hit.{customer.id}", *lines),
        kit.buttons(f"hit.{customer.id}.do", ask),
    ]


def _why(page: Page, found: Found) -> str:
    if not found.veiled:
        return "; ".join(reason.words for reason in found.hit.reasons) or "your words"
    # A reason is worded with the customer's own facts; of a classified one only what was typed may be repeated.
    facets = {reason.facet for reason in found.hit.reasons if reason.degree > 0}
    return kit.joined([reading.words for reading in page.answer.understood if reading.facet in facets]) or "your words"


def _closed(found: Found) -> Block:
    stop = found.closed or Stop("This customer can't be asked now.")
    when = f" Free again on {kit.day(stop.free_on)}." if stop.free_on else ""
    return kit.paragraph(f"resting.{found.customer.id}", [t(f"◌ {stop.words}{when}")])


def _may_be_asked(found: Found) -> str:
    names = [activity.words for activity in found.free]
    first = [f"{activity.words} (the customer is asked first)" for activity in found.ask_first]
    if not found.free and len(first) > 2:
        return f"{kit.joined([activity.words for activity in found.ask_first])} (the customer is asked first)"
    return kit.joined(names + first) or "nothing right now"


def _left(policy: Policy, budget: Budget) -> str:
    calls = budget.left // policy.weights[Activity.CALL] if policy.weights[Activity.CALL] else 0
    points = f"{budget.left} of {kit.count(budget.limit, 'point')}"
    return f"{kit.bar(budget.left, budget.limit)}  {kit.count(calls, 'call')} ({points})"


def _verified(customer: Customer) -> str:
    if customer.verified_on is None:
        return "never"
    by = f" by {customer.verified_by}" if customer.verified_by else ""
    return f"{kit.day(customer.verified_on)}{by}"
