"""The Monday digest: opens with thanks, shows customers and counts, names nobody. In three forms that say the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from blocks.kit import listing
from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Element
from blocks.kit.shapes import RenderedMessage, b, t
from blocks.search import answer as search_answer
from domain.listed import Listed
from domain.programme.digest import Demand, Digest, Pick, Strain, Unmet

STRAINED = "digest.strained"
UNUSED = "digest.unused"
LATE = "digest.late"
IN_DOUBT = "in_doubt"
SHOWN = 8
# The lists a digest leads to, by the names their buttons carry; each is called as its section is.
RESTING, OVERRIDDEN, MOST_ASKED, ALONE, UNMET = "strained", "overridden", "asked", "unused", "unmet"
LATE_ANSWERS, LATE_THANKS = "late_answers", "late_thanks"
QUIET = "All quiet: nobody is overused, nobody waits, nobody searched in vain. Have a good week!"
COUNTING = "There is much to count. I show you the digest in a moment."
NOT_COUNTED = "I could not count: my database is away. Please try again in a minute."
FOR_MANAGERS = "The digest comes to its channel every Monday. Only programme managers can look at it before."


@dataclass(frozen=True, slots=True)
class Section:
    """One thing the digest says: a sentence, and under it a list of names with what is said of each.

    left: how many more there are.
    """

    name: str
    says: str
    items: tuple[tuple[str, str], ...] = ()
    left: int = 0

    @property
    def all(self) -> list[Block]:
        """The way to the rest of the list; who should rest has a button of its own."""
        if self.name == RESTING:
            return [kit.paragraph(f"{self.name}.more", f"… and {self.left} more.")] if self.left else []
        return listing.see_all(self.name, Listed(self.items, len(self.items) + self.left))


def text(digest: Digest) -> str:
    """The digest in plain lines: for notifications, screen readers and the command line."""
    lines = [_title(digest)]
    for section in _sections(digest):
        lines += ["", section.says, *(f"  • {_line(item)}" for item in section.items)]
        lines += [f"  … and {section.left} more"] if section.left else []
    return "\n".join(lines)


def is_cut(digest: Digest) -> bool:
    """True when there is more than the digest lists."""
    return any(section.left for section in _sections(digest)) or bool(digest.picks.left)


@dataclass(frozen=True, slots=True)
class LateItem:
    """A request that waits too long, or a thank-you that is overdue: about what, whose turn it is, since when."""

    about: str
    person: str
    since: date


def build(digest: Digest, *, private: bool = False) -> RenderedMessage:
    """The digest with a table and a chart. private: only a programme manager reads it, who may see who is late."""
    drawn = {RESTING: _table, MOST_ASKED: _chart}
    blocks: list[Block] = [kit.heading("digest", _title(digest))]
    for section in _sections(digest):
        if section.name in drawn:
            blocks += [*drawn[section.name](digest, section), *section.all]
        else:
            blocks += [*_listed(section), *section.all]
    return kit.message(text(digest), [*blocks, *_buttons(digest, private=private)])


def build_plain(digest: Digest, *, private: bool = False) -> RenderedMessage:
    """The same without table and chart, for a workspace that does not have them yet."""
    blocks: list[Block] = [kit.heading("digest", _title(digest))]
    for section in _sections(digest):
        blocks += [*_listed(section), *section.all]
    return kit.message(text(digest), [*blocks, *_buttons(digest, private=private)])


def build_late(waiting: Listed[LateItem], thanks: Listed[LateItem]) -> dict[str, Any]:
    """Whose turn it is, in a modal that only programme managers open."""
    blocks: list[Block] = []
    for name, title, late in (
        (LATE_ANSWERS, "Waiting for an answer", waiting),
        (LATE_THANKS, "Thanks overdue", thanks),
    ):
        if late.items:
            blocks += [*late_lines(name, f"{title} ({late.total})", late.items), *listing.see_all(name, late)]
    return kit.modal("Whose turn it is", blocks or [kit.paragraph("none", "Nothing is late any more.")])


def late_lines(name: str, title: str, late: Sequence[LateItem]) -> list[Block]:
    """What is late, whose turn it is and since when."""
    items = [(kit.capital(each.about), f"{each.person}, since {kit.day(each.since)}") for each in late]
    return _listed(Section(name, title, tuple(items)))


def strained_lines(digest: Digest) -> list[Block]:
    """Some of those who should rest, under what is said of all of them."""
    items = tuple((each.name, _strain(each)) for each in digest.facts.strained)
    return _listed(Section(RESTING, _rest(digest), items))


def overridden_lines(names: Sequence[str]) -> list[Block]:
    """Customers used beyond a limit."""
    return _listed(Section(OVERRIDDEN, _BEYOND, tuple((name, "") for name in names)))


def asked_lines(asked: Sequence[Demand]) -> list[Block]:
    """Customers with how often they were asked for."""
    return _listed(Section(MOST_ASKED, _ASKED, tuple((each.name, _times(each.times)) for each in asked)))


def unmet_lines(unmet: Sequence[Unmet]) -> list[Block]:
    """What was searched for in vain."""
    return _listed(Section(UNMET, _UNMET, tuple((each.segment, _people(each)) for each in unmet)))


def picked_lines(picks: Sequence[Pick], looked_at: int = 0) -> list[Block]:
    """Customers worth asking, each with a button. looked_at: among so many of the unused, said where it is no 0."""
    blocks: list[Block] = []
    for pick in picks:
        value = search_answer.button_value("", pick.key)
        blocks += [
            kit.paragraph(f"pick.{pick.key}", [b(pick.name)], _why(pick)),
            kit.buttons(f"pick.{pick.key}.do", kit.button("Request", search_answer.REQUEST, value)),
        ]
    if looked_at:
        blocks.append(kit.paragraph("picks.of", f"Chosen among the {looked_at} happiest that were not used."))
    return blocks


def build_lost(channel: str, code: str) -> RenderedMessage:
    """To a programme manager: the digest could not be posted, and what to do."""
    words = _TO_DO.get(code, f"Slack says {code}.")
    may = "may not have posted" if code == IN_DOUBT else "could not post"
    said = f"I {may} the Monday digest in its channel ({channel}). {words}"
    return kit.message(said, [kit.paragraph("said", said, "Until then, /reference digest shows it to you.")])


_TO_DO = {
    IN_DOUBT: "I was cut off while posting it, and may not look there. Please look yourself; if it is missing, press "
    "Try again on my Home. With the scope channels:history (groups:history for a private channel) I look myself.",
    "not_in_channel": "I am not a member there: type /invite @refdesk in that channel.",
    "channel_not_found": "I can't see it: I was never invited there, or REFDESK_DIGEST_CHANNEL is not its id.",
    "is_archived": "It is archived: set REFDESK_DIGEST_CHANNEL to another one.",
}


_BEYOND = "Used beyond a limit this quarter, because a programme manager said so"
_ASKED = "Most asked for this quarter"
_UNMET = "Searched for, and nobody fits"


def _title(digest: Digest) -> str:
    return f"References since {digest.since:%A %-d %B}"


def _sections(digest: Digest) -> list[Section]:
    if digest.empty:
        return [Section("quiet", QUIET)]
    facts = digest.facts
    found = [Section("shared", _thanks(digest))]
    if facts.strained:
        items = tuple((each.name, _strain(each)) for each in facts.strained)
        found.append(Section(RESTING, _rest(digest), items, max(0, facts.over + facts.close - len(items))))
    if facts.overridden.items:
        items = tuple((name, "") for name in facts.overridden.items)
        found.append(Section(OVERRIDDEN, _BEYOND, items, facts.overridden.left))
    if facts.asked.items:
        items = tuple((each.name, _times(each.times)) for each in facts.asked.items)
        found.append(Section(MOST_ASKED, _ASKED, items, facts.asked.left))
    if facts.unused:
        items = tuple((pick.name, _why(pick)) for pick in digest.picks.items)
        found.append(Section(ALONE, _unused(digest), items))
    if facts.unmet.items:
        items = tuple((each.segment, _people(each)) for each in facts.unmet.items)
        found.append(Section(UNMET, _UNMET, items, facts.unmet.left))
    if late := _late(digest):
        found.append(Section("late", late))
    return found


def _thanks(digest: Digest) -> str:
    facts = digest.facts
    deals = f"{kit.count(facts.deals, 'deal')} got a reference"
    if facts.owners:
        return f"Thank you! {kit.count(facts.owners, 'owner')} shared a customer, and {deals}."
    return f"{deals}." if facts.deals else "A quiet week: no reference was given."


def _rest(digest: Digest) -> str:
    facts, parts = digest.facts, []
    if facts.over:
        parts.append(f"{kit.count(facts.over, 'customer')} over budget")
    if facts.close:
        share = f"{digest.policy.close_percent} % of the budget or more"
        parts.append(f"{kit.count(facts.close, 'customer')} at {share}")
    return f"Let them rest until {kit.day(digest.frees_on)}: {kit.joined(parts)}"


def _strain(strain: Strain) -> str:
    used = f"{strain.used} of {kit.count(strain.limit, 'point')} used"
    return f"{used}, {_left(strain)} left" if strain.used < strain.limit else used


def _left(strain: Strain) -> str:
    return str(strain.limit - strain.used) if strain.used < strain.limit else "none"


def _people(unmet: Unmet) -> str:
    return kit.count(unmet.people, "person", "people")


def _times(times: int) -> str:
    return "once" if times == 1 else f"{times} times"


def _unused(digest: Digest) -> str:
    facts = digest.facts
    of = "customer" if facts.pool == 1 else "customers"
    said = f"Not used for {kit.count(digest.policy.unused_months, 'month')}: {facts.unused} of {facts.pool} {of}"
    return f"{said}. Worth asking first" if digest.picks.items else said


def _late(digest: Digest) -> str:
    facts, parts = digest.facts, []
    if facts.waiting:
        waits = "waits" if facts.waiting == 1 else "wait"
        days = kit.count(digest.policy.waiting_days, "working day")
        parts.append(f"{kit.count(facts.waiting, 'request')} {waits} for an answer for more than {days}")
    if facts.thanks_overdue:
        parts.append(
            f"{kit.count(facts.thanks_overdue, 'thank-you')} {'is' if facts.thanks_overdue == 1 else 'are'} overdue"
        )
    return f"{kit.joined(parts)}." if parts else ""


def _why(pick: Pick) -> str:
    return " · ".join(filter(None, (pick.kind, pick.why)))


def _line(item: tuple[str, str]) -> str:
    name, words = item
    return f"{name}: {words}" if words else name


def _listed(section: Section) -> list[Block]:
    if not section.items:
        return [kit.paragraph(section.name, section.says)]
    items = [[b(name), t(f": {words}" if words else "")] for name, words in section.items]
    return [kit.paragraph(section.name, [b(section.says)]), kit.bullets(f"{section.name}.items", items)]


def _table(digest: Digest, section: Section) -> list[Block]:
    head = ("Customer", "Points", "Left")
    cells = [(each.name, f"{each.used} of {each.limit}", _left(each)) for each in digest.facts.strained]
    columns = ({"is_wrapped": True}, {"align": "right"}, {"align": "right"})
    table = kit.table("strained.table", (head, *cells), columns)
    return [kit.paragraph(section.name, [b(section.says)]), table]


def _chart(digest: Digest, section: Section) -> list[Block]:
    asked = digest.facts.asked.items
    if len(asked) < 2:
        return _listed(section)  # one bar compares nothing
    times = dict(zip(_labels(asked), (each.times for each in asked), strict=True))
    return [kit.bar_chart("asked.chart", section.says, "Requests", times)]


def _labels(asked: Sequence[Demand]) -> list[str]:
    """Names cut to what a chart takes, each only once: two classified customers may share a segment."""
    labels: list[str] = []
    for each in asked:
        label, number = kit.clip(each.name, 20), 2
        while label in labels:
            label, number = f"{kit.clip(each.name, 16)} ({number})", number + 1
        labels.append(label)
    return labels


def late_button(late: int) -> Element | None:
    """The way to who is late, for programme managers; None where nobody is."""
    return kit.button("Whose turn it is", LATE, "show") if late else None


def _buttons(digest: Digest, *, private: bool) -> list[Block]:
    facts = digest.facts
    shown = [
        kit.button("Who should rest", STRAINED, "show") if facts.strained else None,
        kit.button("Who is worth asking", UNUSED, "show") if digest.picks.items else None,
        late_button(facts.waiting + facts.thanks_overdue) if private else None,
    ]
    return [kit.buttons("do", *shown)] if any(shown) else []
