"""The answer to a search: what was understood, who fits, and what to do where nobody can be asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import zip_longest
from typing import Any

from blocks.kit import elements, listing
from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Element, Option, Part
from blocks.kit.shapes import Payload, RenderedMessage, b, i, t
from blocks.search import result as search_result
from domain.activities import Activity
from domain.listed import Listed
from domain.matching import COUNTED, Answer, Facet, Reading
from domain.matching.model import NOT
from domain.matching.score import WEIGHT, meaning
from domain.policy import Policy
from domain.refusals import Refusal
from domain.search.filters import CHANGED, REGIONS, SIZES, Filters
from domain.search.found import Found

REQUEST = "search.request"
PROFILE = "search.profile"
WATCH = "search.watch"
MORE = "search.more"
CHANGE = "search.change"
FORM = "search.form"
READING = "search.reading"
# Up to three other readings are buttons, one click away; more are a menu.
READINGS = ("search.reading_a", "search.reading_b", "search.reading_c")
REGION = "search.region"
SIZE = "search.size"
OWNER = "search.owner"
NOW = "search.now"
TIER = "search.tier"
SINCE = "search.since"
# Slack wants the elements of one row to have ids of their own.
PARTS = tuple(f"search.part_{letter}" for letter in "abcdefgh")
NARROWING = (*PARTS, READING, *READINGS, REGION, SIZE, OWNER, NOW, TIER, SINCE)
PAGE = 5
# The lists an answer leads to, by the names their buttons carry.
RESTING, SIMILAR = "resting", "similar"
MOST_FILLERS = 60
ANY = "*"
WAIT = "Tell me when it is free"
NONE_FIT = "No customer fits all of this. Take out a word, or search for the industry alone."
EXAMPLES = ("retail onboarding", "bank germany call", "logistics enterprise")


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """One page of an answer. `search` is the key of what the buttons lead back to; `offset` counts customers skipped.

    found: can be asked for what is wanted. similar: can be asked instead, where nobody else who fits can.
    lighter: can't be asked for what is wanted, but for something else. resting: fit, but can't be asked now at all.
    owner: the name of the owner the answer is narrowed to.
    """

    search: str
    words: str
    answer: Answer
    found: tuple[Found, ...]
    resting: Listed[Found]
    similar: Listed[Found]
    policy: Policy
    offset: int = 0
    lighter: tuple[Found, ...] = ()
    activity: Activity | None = None
    filters: Filters = field(default_factory=Filters)
    owner: str = ""

    def with_key(self, search: str) -> "AnswerPage":
        """The same page under the key its search was kept with."""
        return replace(self, search=search)

    @property
    def left(self) -> int:
        """How many come after these."""
        return max(0, self.answer.total - self.offset - PAGE)

    @property
    def counted(self) -> str:
        """How many there are: past some number nobody counts."""
        return f"{COUNTED} or more" if self.answer.total >= COUNTED else str(self.answer.total)


def build(page: AnswerPage) -> RenderedMessage:
    """The answer as a message only the asker sees."""
    names = kit.joined([found.customer.name for found in page.found])
    text = f"{_headline(page)}: {names}" if names else _headline(page)
    return kit.message(kit.clip(text, 2900), _blocks(page))


def build_modal(page: AnswerPage) -> dict[str, Any]:
    """The same answer in a modal: where "more" and a changed search are shown."""
    return kit.modal("Customers that fit", _blocks(page))


def build_form(words: str) -> dict[str, Any]:
    """A form with the words of a search, to change them."""
    element = elements.plain_text_input("words", initial=kit.clip(words, 300), max_length=300, focus=True)
    hint = "Industry, use case, product, country or region, size, language, activity, or a name. In any order."
    return kit.modal(
        "Find a customer",
        [kit.field("words", "What should the customer be like?", element, hint=hint)],
        callback=FORM,
        submit="Search",
    )


def parse_form(view: Payload) -> str:
    """The words that were typed into the form. Raises Refusal at the field where there are none."""
    if words := kit.values(view).get("words", ""):
        return words
    raise Refusal("Type a word or two: an industry, a use case, a country or a name.", field="words")


def button_value(search: str, rest: str | int) -> str:
    """What a button carries: the search's key, "" for none, and a customer's key or how many to skip."""
    return f"{search}:{rest}"


def parse_button(action: Payload) -> tuple[str, str]:
    """The keys of a search, "" for none, and of a customer."""
    search, _, rest = str(action.get("value", "")).partition(":")
    return kit.key(search) if search else "", kit.key(rest.partition(":")[0])


def parse_more(action: Payload) -> tuple[str, int]:
    """The key of a search, and how many to skip."""
    search, _, skip = str(action.get("value", "")).partition(":")
    return kit.key(search), kit.number(skip)


def instead_of(action: Payload) -> str:
    """The key of the request that came to nothing, where a button offers another customer in its place; else ""."""
    request = str(action.get("value", "")).partition(":")[2].partition(":")[2]
    return kit.key(request) if request else ""


def owner_option(key: str, name: str) -> Option:
    """An owner as a choice of the filter; without a key any."""
    return kit.option(name, key or ANY)


def search_of(action: Payload) -> str:
    """The search a part, a reading or a filter belongs to: its row carries the key."""
    return kit.key(str(action["block_id"]).rpartition(".")[2])


def filtered(filters: Filters, understood: Sequence[Reading], action: Payload) -> Filters:
    """The search as one click changes it. Raises Refusal where the words have come to mean something else."""
    name = str(action["action_id"])
    value = str((action.get("selected_option") or {}).get("value") or action.get("value") or "")
    if name in PARTS:
        return filters.taking_out(understood, kit.number(value))
    if name in (READING, *READINGS):
        part, _, other = value.partition(":")
        return filters.reading_as(understood, kit.number(part), kit.number(other))
    chosen = "" if value == ANY else value
    changes: dict[str, dict[str, Any]] = {
        REGION: {"region": chosen},
        SIZE: {"size": chosen},
        # Where the list could not be loaded, its only choice says why and is nobody.
        OWNER: {"owner": "" if chosen == kit.NOBODY else chosen},
        NOW: {"now_only": chosen == "yes"},
        # These are said in words and only ever taken away.
        TIER: {"tier": ""},
        SINCE: {"since": 0},
    }
    if name not in changes:
        raise Refusal(CHANGED)
    return replace(filters, **changes[name])


def _headline(page: AnswerPage) -> str:
    if not page.found and not page.resting.items and not page.lighter:
        return "No customer fits"
    of = ", ".join(words for _, words in _filtered_by(page))
    sought = f"for “{kit.clip(page.words, 60)}”" if page.words else f"of {of}"
    return f"{page.counted} {'customer' if page.answer.total == 1 else 'customers'} {sought}"


def _blocks(page: AnswerPage) -> list[Block]:
    if not (page.answer.understood or page.found or page.resting.items or page.lighter or page.filters.without):
        return _nothing_understood(page)
    blocks: list[Block] = [kit.paragraph("understood", *_understood(page)), *_parts(page)]
    if not page.found and not (page.offset and page.lighter):
        blocks.append(kit.paragraph("none", _none_words(page)))
    if page.offset and (page.found or page.lighter):
        last = min(page.offset + PAGE, page.answer.total)
        blocks.append(kit.paragraph("where", [t(f"{page.offset + 1}–{last} of {page.counted}")]))
    for found in page.found:
        blocks += [kit.rule(f"hit.{found.customer.id}.rule"), *_askable(page, found)]
    if page.similar.items:
        blocks.append(kit.paragraph("similar.title", [i("Customers like this that you can ask:")]))
        blocks += [block for found in page.similar.items for block in _askable(page, found)]
        blocks += listing.see_all(SIMILAR, page.similar, page.search, what="like this")
    if page.lighter and page.activity:
        title = f"These fit, but not for {kit.a(page.activity.words)} now. They can still give something lighter:"
        blocks += [kit.rule("lighter"), kit.paragraph("lighter.title", [i(title)])]
        blocks += [block for found in page.lighter for block in _askable(page, found)]
    if page.resting.items and not page.offset:
        blocks.append(kit.rule("resting"))
        title = "These would fit too, but can't be asked now:" if page.found else "Who can't be asked now, and why:"
        blocks.append(kit.paragraph("resting.title", [i(title)]))
        for found in page.resting.items:
            # Where somebody else can be asked, what there is of it already is left to its profile, and why it fits
            # is told only if not for the very reasons of the first.
            told = replace(found, saying="") if page.found else found
            fits = not page.found or found.hit.reasons != page.found[0].hit.reasons
            blocks += search_result.build_closed(
                told, page.answer.understood, *_closed_row(page.search, found), fits=fits
            )
        blocks += listing.see_all(RESTING, page.resting, page.search, what="that can't be asked")
    blocks.append(kit.rule("end"))
    if page.answer.total >= COUNTED and not page.left:
        blocks.append(
            kit.paragraph("counted", f"These are the first {COUNTED}. To see others, add a word or a filter.")
        )
    blocks.append(_filters(page))
    words = f"{page.left} or more" if page.answer.total >= COUNTED else f"{page.left} more"
    more = kit.button(words, MORE, button_value(page.search, page.offset + PAGE)) if page.left else None
    blocks.append(kit.buttons("search.next", more, kit.button("Change search", CHANGE, button_value(page.search, 0))))
    return blocks


def closed_lines(search: str, answer: Answer, resting: Sequence[Found]) -> list[Block]:
    """Customers that fit and can't be asked now, on a page of their own."""
    return [
        block
        for found in resting
        for block in search_result.build_closed(found, answer.understood, *_closed_row(search, found))
    ]


def similar_lines(search: str, policy: Policy, similar: Sequence[Found]) -> list[Block]:
    """Customers to ask instead, on a page of their own."""
    return [
        block for found in similar for block in search_result.build(found, (), policy, *_askable_row(search, found))
    ]


def _none_words(page: AnswerPage) -> str:
    understood, wanted = page.answer.understood, f" for {kit.a(page.activity.words)}" if page.activity else ""
    left = (*page.lighter, *page.resting.items)
    if page.offset:
        return "That was all."
    if page.words and not any(reading.facet.kind in WEIGHT or reading.facet.kind == "name" for reading in understood):
        return "Who should it be? Try an industry, a use case or a country as well."
    if left:
        # Of a customer that was named it is said at once why not.
        why = [
            search_result.stop_words(stop)
            for f in left
            if f.hit.named and (stop := f.customer_blocker or f.activity_blocker)
        ]
        return " ".join(why) or f"Nobody who fits can be asked{wanted} right now."
    if page.filters.restricts or page.filters.now_only:
        return "Nobody who fits is left with these filters. Take one away below."
    wider = f"Try something wider, like /reference {EXAMPLES[0]}."
    return f"No customer fits this yet. {wider}" if len(understood) == 1 else NONE_FIT


def _nothing_understood(page: AnswerPage) -> list[Block]:
    said = [t("I understood nothing of "), b(kit.clip(page.words, 120)), t(".")]
    first, _, name = page.words.partition(" ")
    if first.casefold() == "customer":
        said = [t("No customer you can ask for is called "), b(kit.clip(name, 120)), t(".")]
    if not page.words:
        said = [t("Nothing is left to search for.")]
    tips: list[list[Part]] = [[t(f"/reference {example}")] for example in EXAMPLES]
    change = kit.button("Change search", CHANGE, button_value(page.search, 0))
    return [
        kit.paragraph("nothing", said, "Try an industry, a use case, a country, a size, or a customer's name:"),
        kit.bullets("examples", tips),
        kit.buttons("search.next", change),
    ]


def _understood(page: AnswerPage) -> list[list[Part]]:
    parts: list[Part] = []
    before = ""
    understood = page.answer.understood
    for reading, after in zip_longest(understood, understood[1:]):
        kind = _said_kind(reading.facet.kind)
        parts += [t(", " if kind == before else f"{' · ' if parts else ''}{kind}: "), b(reading.meaning)]
        before = kind
        # Of several sizes read from the same words it is said once.
        if reading.read_as and not (after and after.words == reading.words):
            parts += [t(", "), i(reading.words), t(" read as "), i(reading.read_as)]
    if page.answer.ignored:
        parts += [t(" · ")] if parts else []
        parts += [t("not understood: "), i(kit.clip(", ".join(page.answer.ignored), 300))]
    if page.answer.fillers:
        parts += [t(" · ")] if parts else []
        parts += [t("ignored: "), i(kit.clip(", ".join(page.answer.fillers), MOST_FILLERS))]
    for kind, words in _filtered_by(page):
        parts += [*([t(" · ")] if parts else []), t(f"{kind}: "), b(words)]
    lines: list[list[Part]] = [parts] if parts else [[t(f"“{kit.clip(page.words, 120)}”")]]
    if page.filters.without:
        out = ", ".join(meaning(facet) for facet in page.filters.without if not facet.kind.endswith("name"))
        lines.append([t("Taken out: "), i(out or "a name")])
    return lines


def _filtered_by(page: AnswerPage) -> list[tuple[str, str]]:
    """The filters that are said in words: what each is, and what was meant."""
    since = f"{page.filters.since} or before" if page.filters.since else ""
    said = (("Owner", page.owner), ("Tier", page.filters.tier), ("Customer since", since))
    return [(kind, words) for kind, words in said if words]


def _said_kind(kind: str) -> str:
    if kind.startswith(NOT):
        return "Left out"
    said = {"use_case": "Use case", "level": "To be heard by", "story": "Word in a story"}
    return said.get(kind, kind.capitalize())


def _parts(page: AnswerPage) -> list[Block]:
    """Every part with a cross, and the other meanings words can have."""
    understood = page.answer.understood[: len(PARTS)]
    crosses = [
        kit.button(f"✕ {_cross(reading)}", action_id, str(number))
        for number, (action_id, reading) in enumerate(zip(PARTS, understood, strict=False))
        # With the last part gone there is no search left.
        if len(page.answer.understood) > 1
    ]
    if tier := page.filters.tier:
        crosses.append(kit.button(f"✕ {kit.clip(tier, 40)}", TIER, ANY))
    if since := page.filters.since:
        crosses.append(kit.button(f"✕ since {since}", SINCE, ANY))
    others = [
        (f"“{kit.clip(reading.words, 25)}” as {_kind(other)}{meaning(other)}", f"{number}:{place}")
        for number, reading in enumerate(page.answer.understood)
        for place, other in enumerate(reading.others)
    ]
    picks: list[Element] = [
        kit.button(words, action_id, value) for action_id, (words, value) in zip(READINGS, others, strict=False)
    ]
    if len(others) > len(READINGS):
        options = [kit.option(*other) for other in others[:50]]
        picks = [elements.static_select(READING, options, placeholder="Read a word differently")]
    return [kit.buttons(f"search.parts.{page.search}", *crosses, *picks)] if crosses or picks else []


def _cross(reading: Reading) -> str:
    return kit.clip(f"not {reading.meaning}" if reading.facet.kind.startswith(NOT) else reading.meaning, 40)


def _kind(facet: Facet) -> str:
    kinds = {"use_case": "use case: ", "language": "language: ", "region": "place: ", "industry": "industry: "}
    return kinds.get(facet.kind, "")


def _filters(page: AnswerPage) -> Block:
    filters, owner = page.filters, None
    if filters.owner:
        owner = kit.option(page.owner or "This owner", filters.owner)
    now = (("Whoever fits", ANY), ("Only what can be asked now", "yes"))
    return kit.buttons(
        f"search.filters.{page.search}",
        _filter(REGION, (("All regions", ANY), *((each, each) for each in REGIONS)), filters.region),
        _filter(SIZE, (("All sizes", ANY), *((each, each) for each in SIZES)), filters.size),
        elements.external_select(OWNER, initial=owner, placeholder="Any owner"),
        _filter(NOW, now, "yes" if filters.now_only else ""),
    )


@lru_cache(maxsize=64)  # the same few under every answer
def _filter(action_id: str, choices: tuple[tuple[str, str], ...], chosen: str) -> Element:
    options = [kit.option(words, value) for words, value in choices]
    initial = next(kit.option(words, value) for words, value in choices if value == (chosen or ANY))
    # It is never seen, for something is always chosen; to a screen reader it is the menu's name.
    name = choices[0][0]
    return elements.static_select(action_id, options, initial=initial, placeholder=name)


def _askable(page: AnswerPage, found: Found) -> list[Block]:
    return search_result.build(found, page.answer.understood, page.policy, *_askable_row(page.search, found))


def _askable_row(search: str, found: Found) -> list[Element]:
    value = button_value(search, found.customer.key)
    row = [kit.button("Request", REQUEST, value, "primary")]
    if not found.anonymous:
        row.append(kit.button("Profile", PROFILE, value))
        if found.activity_blocker and found.activity_blocker.free_on:
            row.append(kit.button(WAIT, WATCH, value))
    return row


def _closed_row(search: str, found: Found) -> list[Element]:
    value = button_value(search, found.customer.key)
    row = [kit.button(WAIT, WATCH, value), kit.button("Profile", PROFILE, value)]
    return [kit.button("Request all the same", REQUEST, value), *row] if found.overridable else row
