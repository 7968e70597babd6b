"""The Monday digest: opens with thanks, shows customers and counts, names nobody. In three forms that say the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from slackblocks import (
    AxisConfig,
    BarChart,
    Block,
    Button,
    ColumnSettings,
    DataPoint,
    DataSeries,
    DataVisualizationBlock,
    RawText,
    RichTextObject,
    TableBlock,
)

from blocks import kit, search_answer
from blocks.kit import Posted, b, t
from domain.digest import Asked, Digest, Pick, Strain

STRAINED = "digest.strained"
UNUSED = "digest.unused"
LATE = "digest.late"
IN_DOUBT = "in_doubt"
SHOWN = 8
SHOULD_REST = 30  # in the modal
WORTH_ASKING = 15
MOST_LATE = 20  # of each kind
QUIET = "All quiet: nobody is overused, nobody waits, nobody searched in vain. Have a good week!"
COUNTING = "There is much to count. I show you the digest in a moment."
NOT_COUNTED = "I could not count: my database is away. Please try again in a minute."
NAMES_FOR_MANAGERS = "Only programme managers see whose turn it is."
FOR_MANAGERS = "The digest comes to its channel every Monday. Only programme managers can look at it before."


@dataclass(frozen=True, slots=True)
class Section:
    """One thing the digest says: a sentence, and under it a list of names with what is said of each."""

    name: str
    says: str
    items: tuple[tuple[str, str], ...] = ()


def text(digest: Digest) -> str:
    """The digest in plain lines: for notifications, screen readers and the command line."""
    lines = [_title(digest)]
    for section in _sections(digest):
        lines += ["", section.says, *(f"  • {_line(item)}" for item in section.items)]
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Late:
    """A request that waits too long, or a thank-you that is overdue: about what, whose turn it is, since when."""

    about: str
    person: str
    since: date


def build(digest: Digest, *, private: bool = False) -> Posted:
    """The digest with a table and a chart. private: only a programme manager reads it, who may see who is late."""
    drawn = {"strained": _table, "asked": _chart}
    blocks: list[Block] = [kit.heading("digest", _title(digest))]
    for section in _sections(digest):
        if section.name in drawn:
            blocks += drawn[section.name](digest, section)
        else:
            blocks += _listed(section)
    return kit.message(text(digest), [*blocks, *_buttons(digest, private=private)])


def build_plain(digest: Digest, *, private: bool = False) -> Posted:
    """The same without table and chart, for a workspace that does not have them yet."""
    blocks: list[Block] = [kit.heading("digest", _title(digest))]
    for section in _sections(digest):
        blocks += _listed(section)
    return kit.message(text(digest), [*blocks, *_buttons(digest, private=private)])


def build_late(waiting: Sequence[Late], thanks: Sequence[Late]) -> dict[str, Any]:
    """Whose turn it is, in a modal that only programme managers open."""
    blocks: list[Block] = []
    for name, title, late in (("waiting", "Waiting for an answer", waiting), ("thanks", "Thanks overdue", thanks)):
        items = tuple(
            (f"{each.about[:1].upper()}{each.about[1:]}", f"{each.person}, since {kit.day(each.since)}")
            for each in late
        )
        blocks += _listed(Section(name, title, items)) if items else []
    return kit.modal("Whose turn it is", blocks or [kit.paragraph("none", "Nothing is late any more.")])


def build_strained(digest: Digest) -> dict[str, Any]:
    """Everybody who should rest, in a modal."""
    facts = digest.facts
    blocks: list[Block] = [kit.paragraph("none", "Nobody is close to the limit any more.")]
    if facts.strained:
        items = [(each.name, _strain(each)) for each in facts.strained]
        blocks = _listed(Section("strained", _rest(digest), tuple(items)))
    if (more := facts.over + facts.close - len(facts.strained)) > 0:
        blocks.append(kit.paragraph("more", f"… and {more} more."))
    return kit.modal("Let them rest", blocks)


def build_unused(digest: Digest) -> dict[str, Any]:
    """Customers worth asking, each with a button, in a modal."""
    blocks: list[Block] = []
    for pick in digest.picks:
        value = search_answer.button_value("", pick.key)
        blocks += [
            kit.paragraph(f"pick.{pick.key}", [b(pick.name)], _why(pick)),
            kit.buttons(f"pick.{pick.key}.do", kit.button("Request", search_answer.REQUEST, value)),
        ]
    none = kit.paragraph("none", "Everybody who can be asked was used lately.")
    return kit.modal("Worth asking", blocks or [none])


def build_lost(channel: str, code: str) -> Posted:
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


def _title(digest: Digest) -> str:
    return f"References since {digest.since:%A %-d %B}"


def _sections(digest: Digest) -> list[Section]:
    if digest.empty:
        return [Section("quiet", QUIET)]
    facts = digest.facts
    found = [Section("shared", _thanks(digest))]
    if facts.strained:
        items = tuple((each.name, _strain(each)) for each in facts.strained)
        found.append(Section("strained", _rest(digest), items))
    if facts.overridden:
        says = "Used beyond a limit this quarter, because a programme manager said so"
        found.append(Section("overridden", says, tuple((name, "") for name in facts.overridden)))
    if facts.asked:
        items = tuple((each.name, _times(each.times)) for each in facts.asked)
        found.append(Section("asked", "Most asked for this quarter", items))
    if facts.unused:
        items = tuple((pick.name, _why(pick)) for pick in digest.picks)
        found.append(Section("unused", _unused(digest), items))
    if facts.unmet:
        items = tuple((each.segment, kit.count(each.people, "person", "people")) for each in facts.unmet)
        found.append(Section("unmet", "Searched for, and nobody fits", items))
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


def _times(times: int) -> str:
    return "once" if times == 1 else f"{times} times"


def _unused(digest: Digest) -> str:
    facts = digest.facts
    of = "customer" if facts.pool == 1 else "customers"
    said = f"Not used for {kit.count(digest.policy.unused_months, 'month')}: {facts.unused} of {facts.pool} {of}"
    return f"{said}. Worth asking" if digest.picks else said


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
    rows: list[list[RawText | RichTextObject]] = [[RawText(cell) for cell in row] for row in (head, *cells)]
    columns = [ColumnSettings(is_wrapped=True), ColumnSettings(align="right"), ColumnSettings(align="right")]
    table = TableBlock(rows, column_settings=columns, block_id="strained.table")
    return [kit.paragraph(section.name, [b(section.says)]), table]


def _chart(digest: Digest, section: Section) -> list[Block]:
    asked = digest.facts.asked
    if len(asked) < 2:
        return _listed(section)  # one bar compares nothing
    labels = _labels(asked)
    points = [DataPoint(label, each.times) for label, each in zip(labels, asked, strict=True)]
    chart = BarChart([DataSeries("Requests", points)], AxisConfig(labels))
    return [DataVisualizationBlock(section.says, chart, block_id="asked.chart")]


def _labels(asked: Sequence[Asked]) -> list[str]:
    """Names cut to what a chart takes, each only once: two classified customers may share a segment."""
    labels: list[str] = []
    for each in asked:
        label, number = kit.clip(each.name, 20), 2
        while label in labels:
            label, number = f"{kit.clip(each.name, 16)} ({number})", number + 1
        labels.append(label)
    return labels


def late_button(late: int) -> Button | None:
    """The way to who is late, for programme managers; None where nobody is."""
    return kit.button("Whose turn it is", LATE, "show") if late else None


def _buttons(digest: Digest, *, private: bool) -> list[Block]:
    facts = digest.facts
    shown = [
        kit.button("Who should rest", STRAINED, "show") if facts.strained else None,
        kit.button("Who is worth asking", UNUSED, "show") if digest.picks else None,
        late_button(facts.waiting + facts.thanks_overdue) if private else None,
    ]
    return [kit.buttons("do", *shown)] if any(shown) else []
