"""The answer to a search: what was read, who fits, in two lines and a row each, and who can't be asked now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from typing import Any

from blocks.kit import elements, listing
from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Element
from blocks.kit.language import N_, _, joined, ngettext, short
from blocks.kit.sentences import plain, say
from blocks.kit.shapes import Payload, RenderedMessage, b, t
from blocks.search import asked_back
from blocks.search import result as search_result
from blocks.wording import facets
from domain.activities import Activity
from domain.listed import Listed
from domain.matching import COUNTED, Answer, Reading
from domain.matching.score import WEIGHT
from domain.search.filters import Filters
from domain.search.found import Found

REQUEST = "search.request"
PROFILE = "search.profile"
WATCH = "search.watch"
MORE = "search.more"
CHANGE = "search.change"
PAGE = 5
# The lists an answer leads to, by the names their buttons carry.
RESTING, SIMILAR = "resting", "similar"
WAIT = N_("Tell me when free …")
EXAMPLES = (N_("/reference retail onboarding"), N_("/reference bank germany call"))


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """One page of an answer. `search` is the key of what the buttons lead back to; `offset` counts customers skipped.

    found: can be asked for what is wanted. similar: can be asked instead, where nobody else who fits can.
    lighter: can't be asked for what is wanted, but for something else. resting: fit, but can't be asked now at all.
    today: the company's day. owner: the name of the owner the answer is narrowed to.
    """

    search: str
    words: str
    answer: Answer
    found: tuple[Found, ...]
    resting: Listed[Found]
    similar: Listed[Found]
    today: date
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
        if self.answer.total < COUNTED:
            return str(self.answer.total)
        return plain(_("{count} or more"), count=COUNTED)

    @property
    def unread(self) -> bool:
        """True where there is nothing to search for: no word was understood, and no filter is set."""
        fitting = self.found or self.lighter or self.resting.items
        return not (self.answer.understood or self.filters.restricts or fitting)

    @property
    def all_and_askable(self) -> tuple[int, int]:
        """How many fit, and how many of them can be asked; the same number twice unless all stand on this page."""
        total, unasked = self.answer.total, len(self.lighter)
        if self.offset or self.left:
            return total, total
        listed = {hit.id for hit in self.answer.hits}
        among = sum(found.customer.id in listed for found in self.resting.items)
        return total + self.resting.total - among, total - among - unasked


def build(page: AnswerPage) -> RenderedMessage:
    """The answer as a message only the asker sees."""
    return kit.message(kit.clip(_headline(page), 2900), _blocks(page))


def build_modal(page: AnswerPage) -> dict[str, Any]:
    """The same answer in a modal: where "more" and a refined search are shown."""
    return kit.modal(short("Customers that fit"), _blocks(page))


def button_value(search: str, rest: str | int) -> str:
    """What a button carries: the search's key, "" for none, and a customer's key or how many to skip."""
    return f"{search}:{rest}"


def parse_button(action: Payload) -> tuple[str, str]:
    """The keys of a search, "" for none, and of a customer; from a button, or from what was picked from a menu."""
    search, rest = str((action.get("selected_option") or action).get("value", "")).partition(":")[::2]
    return kit.key(search) if search else "", kit.key(rest.partition(":")[0])


def parse_more(action: Payload) -> tuple[str, int]:
    """The key of a search, and how many to skip."""
    search, skip = str(action.get("value", "")).partition(":")[::2]
    return kit.key(search), kit.number(skip)


def instead_of(action: Payload) -> str:
    """The key of the request that came to nothing, where a button offers another customer in its place; else ""."""
    request = str(action.get("value", "")).partition(":")[2].partition(":")[2]
    return kit.key(request) if request else ""


def closed_lines(search: str, today: date, resting: Sequence[Found]) -> list[Block]:
    """Customers that fit and can't be asked now, on a page of their own."""
    over = [found for found in resting if found.overridable]
    lines = [found for found in resting if not found.overridable]
    hits = [block for found in over for block in search_result.build(found, (), today, *_row(search, found))]
    menu = [kit.buttons("resting.watch", _watch_menu(search, resting))] if resting else []
    return [*hits, *([kit.paragraph("resting", *_closed_lines(lines, today))] if lines else []), *menu]


def similar_lines(search: str, today: date, similar: Sequence[Found]) -> list[Block]:
    """Customers to ask instead, on a page of their own."""
    return [
        block for found in similar for block in search_result.build(found, (), today, *_row(search, found), alike=True)
    ]


def _headline(page: AnswerPage) -> str:
    """The whole answer in one line, for a notification."""
    if page.unread:
        return plain(_("Nothing understood of “{words}”."), words=kit.clip(page.words, 120))
    sought = f"“{kit.clip(page.words, 60)}”" if page.words else " · ".join(_filtered_by(page))
    names = joined([found.customer.name for found in page.found])
    lighter = "" if page.found or not page.lighter else _can_give_less(len(page.lighter))
    unknown = plain(_("Not understood: {words}"), words=", ".join(page.answer.ignored)) if page.answer.ignored else ""
    return " · ".join(filter(None, (_verdict(page)[0], sought, names, lighter, unknown)))


def _can_give_less(number: int) -> str:
    said = ngettext("{count} can give something lighter", "{count} can give something lighter", number)
    return plain(said, count=number)


def _blocks(page: AnswerPage) -> list[Block]:
    if page.unread:
        return _nothing_understood(page)
    # Why not is said at once of whoever was named, and to a programme manager what they may override.
    named = [found for found in (*page.lighter, *page.resting.items) if found.hit.named]
    over = [found for found in page.resting.items if found.overridable and found not in named]
    lighter = [found for found in page.lighter if found not in named]
    closed = [found for found in page.resting.items if found not in (*named, *over)]
    likeliest = next(
        (each for each in (*named, *page.found, *page.similar.items, *lighter) if not each.customer_blocker), None
    )

    def hits(found: Sequence[Found], *, alike: bool = False) -> Iterator[Block]:
        for each in found:
            row = _row(page.search, each, likeliest=each is likeliest)
            understood = page.answer.understood
            yield from search_result.build(each, understood, page.today, *row, wanted=page.activity, alike=alike)

    shown = (*named, *page.found, *over, *page.similar.items, *lighter)
    blocks = [_head(page), *asked_back.build(page.answer, page.search), *hits([*named, *page.found, *over])]
    if page.similar.items:
        blocks.append(kit.paragraph("similar.title", [b(_("Customers like this that you can ask:"))]))
        blocks += hits(page.similar.items, alike=True)
        words = plain(_("See all {count} like this"), count=page.similar.total)
        blocks += listing.see_all(SIMILAR, page.similar, page.search, words=words)
    if lighter and not page.found:
        blocks.append(kit.paragraph("lighter.title", _("These can give something lighter:")))
    blocks += hits(lighter)
    if closed:
        lines = _closed_lines(closed, page.today)
        many = page.resting.total - len(page.resting.items) + len(closed)
        # Beneath five customers, only one line of a laptop's screen is left.
        told = [f" · {'; '.join(lines)}"] if len(shown) >= PAGE else [f"\n{line}" for line in lines]
        blocks.append(kit.paragraph("resting", [*say(_("<b>Not now ({count})</b>"), count=many), *map(t, told)]))
    if page.answer.total >= COUNTED and not page.left:
        said = plain(_("These are the first {count}. To see others, add a word or a filter."), count=COUNTED)
        blocks.append(kit.paragraph("counted", said))
    return [*blocks, _foot(page)]


def _foot(page: AnswerPage) -> Block:
    words = ngettext("{count} more", "{count} more", page.left)
    words = _("{count} or more") if page.answer.total >= COUNTED else words
    more = (
        kit.button(plain(words, count=page.left), MORE, button_value(page.search, page.offset + PAGE))
        if page.left
        else None
    )
    waited = [
        found
        for found in page.lighter
        if not found.anonymous and found.activity_blocker and found.activity_blocker.free_on
    ]
    waited += page.resting.items
    menu = _watch_menu(page.search, waited) if waited else None
    closed = plain(_("See all {count} that can't be asked"), count=page.resting.total)
    rest = listing.see_all_button(RESTING, page.resting, page.search, words=closed)
    refine = kit.button(_("Refine"), CHANGE, button_value(page.search, 0))
    return kit.buttons(f"search.next.{page.search}", refine, more, rest, menu)


def _nothing_understood(page: AnswerPage) -> list[Block]:
    said = say(_("<b>Nothing understood</b> of “{words}”."), words=kit.clip(page.words, 120))
    first, name = page.words.partition(" ")[::2]
    if first.casefold() == "customer":
        said = say(_("No customer you can ask for is called <b>{name}</b>."), name=kit.clip(name, 120))
    if not page.words or page.filters.without:
        said = [t(_("Nothing is left to search for."))]
    example = plain(_("Try an industry, a use case or a customer's name: {example}"), example=_(EXAMPLES[1]))
    change = kit.button(_("Type it"), CHANGE, button_value(page.search, 0))
    asked = asked_back.build(page.answer, page.search)
    return [kit.paragraph("nothing", said, example), *asked, kit.buttons(f"search.next.{page.search}", change)]


def _head(page: AnswerPage) -> Block:
    """How many there are, and what was read; then what could not be, and what to do where nobody fits."""
    verdict, advice = _verdict(page)
    read = [
        words
        for typed, same in groupby(page.answer.understood, lambda each: each.words)
        for words in _read(typed, same)
    ]
    lines = [[b(verdict), t("".join(f" · {each}" for each in (*read, *_filtered_by(page))))]]
    if page.answer.ignored:
        lines.append(say(_("<b>Not understood:</b> {words}"), words=kit.clip(", ".join(page.answer.ignored), 300)))
    return kit.paragraph("understood", *lines, *([advice] if advice else []))


def _verdict(page: AnswerPage) -> tuple[str, str]:  # noqa: PLR0911
    """The answer in two words, and where it is no, what to try."""
    understood, last = page.answer.understood, min(page.offset + PAGE, page.answer.total)
    if page.offset and (page.found or page.lighter):
        return plain(_("{first}–{last} of {total}"), first=page.offset + 1, last=last, total=page.counted), ""
    if page.offset:
        return _("That was all"), ""
    if page.found:
        fit, askable = page.all_and_askable
        if askable < fit < COUNTED:
            return plain(_("{count} of {total} can be asked"), count=askable, total=fit), ""
        return _customers(page.answer.total), ""
    if page.answer.asked_back:
        return _("Who should it be?"), asked_back.why(page.answer)
    if page.words and not any(reading.facet.kind in WEIGHT or reading.facet.kind == "name" for reading in understood):
        return _("Who should it be?"), _("Try an industry, a use case or a country as well.")
    if page.lighter or page.resting.items:
        return _("Nobody now"), ""
    advice = _("Take a word out with Refine, or search for the industry alone.")
    if page.filters.restricts or page.filters.now_only:
        advice = _("Take a filter away with Refine.")
    elif len(understood) == 1:
        advice = plain(_("Try something wider, like {example}."), example=_(EXAMPLES[0]))
    return _("Nobody fits"), advice


def _customers(total: int) -> str:
    if total >= COUNTED:
        return plain(_("{count} or more customers"), count=COUNTED)
    return plain(ngettext("{count} customer", "{count} customers", total), count=total)


def _read(typed: str, same: Iterator[Reading]) -> Iterator[str]:
    """What some words were read as; the words, too, where the meaning does not show them."""
    readings = list(same)
    meant = ", ".join(map(facets.reading, readings))
    begin = {word[:4] for word in typed.casefold().split()} & {word[:4] for word in meant.casefold().split()}
    plainly = not typed or (begin and not any(reading.read_as for reading in readings))
    yield meant if plainly else plain(_("“{words}” → {meaning}"), words=kit.clip(typed, 60), meaning=meant)


def _filtered_by(page: AnswerPage) -> Iterator[str]:
    """The filters that are set, each in words that say themselves."""
    filters = page.filters
    said = (
        facets.place(filters.region),
        facets.label(filters.size),
        _owner(page.owner) if filters.owner else "",
        facets.tier(filters.tier) if filters.tier else "",
        facets.since(filters.since) if filters.since else "",
        _("only who can be asked now") if filters.now_only else "",
    )
    return filter(None, said)


def _owner(name: str) -> str:
    return plain(_("{owner}'s"), owner=name) if name else _("one owner's")


def _row(search: str, found: Found, *, likeliest: bool = False) -> list[Element]:
    """The buttons of one customer. Of a classified one there is no profile."""
    value, name = button_value(search, found.customer.key), kit.clip(found.customer.name, 40)
    row = []
    if not found.customer_blocker:
        left = search_result.left_to_ask(found)
        aloud = _("Request {customer}, {left} this quarter") if left else _("Request {customer}")
        words = plain(_("Request · {left}"), left=left) if left else _("Request")
        said = plain(aloud, customer=name, left=left)
        row.append(kit.button(words, REQUEST, value, "primary" if likeliest else None, label=said))
    elif found.overridable:
        said = plain(_("Request {customer} all the same"), customer=name)
        row.append(kit.button(_("Request all the same …"), REQUEST, value, label=said))
    if found.anonymous:
        return row
    said = plain(_("Profile of {customer}"), customer=name)
    return [*row, kit.button(_("Profile"), PROFILE, value, label=said)]


def _closed_lines(closed: Sequence[Found], today: date) -> list[str]:
    return [
        f"{found.customer.name} · {search_result.not_now(found.customer_blocker, today)}"
        for found in closed
        if found.customer_blocker
    ]


def _watch_menu(search: str, waited: Sequence[Found]) -> Element:
    options = [kit.option(found.customer.name, button_value(search, found.customer.key)) for found in waited]
    return elements.static_select(WATCH, options, placeholder=_(WAIT))
