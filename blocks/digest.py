"""The Monday digest: opens with thanks, shows customers and counts, names nobody. In three forms that say the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slackblocks import (
    AxisConfig,
    BarChart,
    Block,
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
from domain.digest import Asked, Digest, Strain

STRAINED = "digest.strained"
UNUSED = "digest.unused"
SHOWN = 8
IN_MODAL = 30
QUIET = "All quiet: nobody is overused, nobody waits, nobody searched in vain. Have a good week!"
FOR_MANAGERS = "The digest comes to its channel every Monday. Only programme managers can look at it before."


@dataclass(frozen=True, slots=True)
class Section:
    """One thing the digest says: a sentence, and a list under it."""

    name: str
    says: str
    items: tuple[str, ...] = ()


def text(digest: Digest) -> str:
    """The digest in plain lines: for notifications, screen readers and the command line."""
    lines = [_title(digest)]
    for section in _sections(digest):
        lines += ["", section.says, *(f"  • {item}" for item in section.items)]
    return "\n".join(lines)


def build(digest: Digest) -> Posted:
    """The digest with a table and a chart."""
    drawn = {"strained": _table, "asked": _chart}
    blocks: list[Block] = [kit.heading("digest", _title(digest))]
    for section in _sections(digest):
        if section.name in drawn:
            blocks += [_said(section), drawn[section.name](digest)]
        else:
            blocks += _listed(section)
    return kit.message(text(digest), [*blocks, *_buttons(digest)])


def build_plain(digest: Digest) -> Posted:
    """The same without table and chart, for a workspace that does not have them yet."""
    blocks: list[Block] = [kit.heading("digest", _title(digest))]
    for section in _sections(digest):
        blocks += _listed(section)
    return kit.message(text(digest), [*blocks, *_buttons(digest)])


def build_strained(digest: Digest) -> dict[str, Any]:
    """Everybody who should rest, in a modal."""
    facts = digest.facts
    blocks: list[Block] = [kit.paragraph("none", "Nobody is close to the limit any more.")]
    if facts.strained:
        items = [[b(each.name), t(f": {_strain(each)}")] for each in facts.strained]
        blocks = [kit.paragraph("says", f"{_rest(digest)}."), kit.bullets("items", items)]
    if (more := facts.over + facts.close - len(facts.strained)) > 0:
        blocks.append(kit.paragraph("more", f"… and {more} more."))
    return kit.modal("Let them rest", blocks)


def build_unused(digest: Digest) -> dict[str, Any]:
    """Customers worth asking, each with a button, in a modal."""
    blocks: list[Block] = []
    for pick in digest.picks:
        value = search_answer.button_value(0, pick.customer_id)
        blocks += [
            kit.paragraph(f"pick.{pick.customer_id}", [b(pick.name)], ", ".join(pick.why)),
            kit.buttons(f"pick.{pick.customer_id}.do", kit.button("Request", search_answer.REQUEST, value)),
        ]
    none = kit.paragraph("none", "Everybody who can be asked was used lately.")
    return kit.modal("Worth asking", blocks or [none])


def build_lost(channel: str, code: str) -> Posted:
    """To a programme manager: the digest could not be posted, and what to do."""
    words = _TO_DO.get(code, f"Slack says {code}.")
    said = f"I could not post the Monday digest in its channel ({channel}). {words}"
    return kit.message(said, [kit.paragraph("said", said, "Until then, /reference digest shows it to you.")])


_TO_DO = {
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
        lines = tuple(f"{each.name}: {_strain(each)}" for each in facts.strained)
        found.append(Section("strained", _rest(digest), lines))
    if facts.asked:
        lines = tuple(f"{each.name}: {_times(each.times)}" for each in facts.asked)
        found.append(Section("asked", "Most asked for this quarter", lines))
    if facts.unused:
        lines = tuple(f"{pick.name}: {', '.join(pick.why)}" for pick in digest.picks)
        found.append(Section("unused", _unused(digest), lines))
    if facts.unmet:
        lines = tuple(f"{each.segment}: {kit.count(each.people, 'person', 'people')}" for each in facts.unmet)
        found.append(Section("unmet", "Searched for, and nobody found", lines))
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
    return f"{strain.used} of {kit.count(strain.limit, 'point')} used, {_state(strain)}"


def _state(strain: Strain) -> str:
    if strain.over:
        return "over budget"
    left = strain.limit - strain.used
    return f"{left} left" if left else "at the limit"


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


def _said(section: Section) -> Block:
    return kit.paragraph(section.name, [b(section.says)])


def _listed(section: Section) -> list[Block]:
    if not section.items:
        return [kit.paragraph(section.name, section.says)]
    return [_said(section), kit.bullets(f"{section.name}.items", [[t(item)] for item in section.items])]


def _table(digest: Digest) -> Block:
    head = ("Customer", "Points used", "Budget", "This quarter")
    cells = [(each.name, str(each.used), str(each.limit), _state(each)) for each in digest.facts.strained]
    rows: list[list[RawText | RichTextObject]] = [[RawText(cell) for cell in row] for row in (head, *cells)]
    columns = [ColumnSettings(is_wrapped=True), *(ColumnSettings(align="right") for _ in range(2)), ColumnSettings()]
    return TableBlock(rows, column_settings=columns, block_id="strained.table")


def _chart(digest: Digest) -> Block:
    asked = digest.facts.asked
    labels = _labels(asked)
    points = [DataPoint(label, each.times) for label, each in zip(labels, asked, strict=True)]
    chart = BarChart([DataSeries("Requests", points)], AxisConfig(labels, y_label="Requests"))
    return DataVisualizationBlock("Requests this quarter", chart, block_id="asked.chart")


def _labels(asked: Sequence[Asked]) -> list[str]:
    """Names cut to what a chart takes, each only once: two classified customers may share a segment."""
    labels: list[str] = []
    for each in asked:
        label, number = kit.clip(each.name, 20), 2
        while label in labels:
            label, number = f"{kit.clip(each.name, 16)} ({number})", number + 1
        labels.append(label)
    return labels


def _buttons(digest: Digest) -> list[Block]:
    facts = digest.facts
    shown = [
        kit.button("Who should rest", STRAINED, "show") if facts.strained else None,
        kit.button("Who is worth asking", UNUSED, "show") if digest.picks else None,
    ]
    return [kit.buttons("do", *shown)] if any(shown) else []
