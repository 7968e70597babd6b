"""The Monday digest: opens with thanks, shows customers and counts, names nobody. In three forms that say the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from blocks.kit import listing
from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Element
from blocks.kit.language import N_, _, joined, ngettext, number, short
from blocks.kit.sentences import plain, say
from blocks.kit.shapes import RenderedMessage, b
from blocks.search import answer as search_answer
from blocks.wording import activities, customers, facets
from domain.activities import Activity
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
QUIET = N_("All quiet: nobody is overused, nobody waits, nobody searched in vain. Have a good week!")
COUNTING = N_("There is much to count. I show you the digest in a moment.")
NOT_COUNTED = N_("I could not count: my database is away. Please try again in a minute.")


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
            more = plain(ngettext("… and {count} more.", "… and {count} more.", self.left), count=self.left)
            return [kit.paragraph(f"{self.name}.more", more)] if self.left else []
        return listing.see_all(self.name, Listed(self.items, len(self.items) + self.left))


def text(digest: Digest) -> str:
    """The digest in plain lines: for notifications, screen readers and the command line."""
    lines = [_title(digest)]
    for section in _sections(digest):
        lines += ["", section.says, *(f"  • {_line(item)}" for item in section.items)]
        more = ngettext("… and {count} more.", "… and {count} more.", section.left)
        lines += [f"  {plain(more, count=section.left)}"] if section.left else []
    return "\n".join(lines)


def is_cut(digest: Digest) -> bool:
    """True when there is more than the digest lists."""
    return any(section.left for section in _sections(digest)) or bool(digest.picks.left)


@dataclass(frozen=True, slots=True)
class LateItem:
    """A request that waits too long, or a thank-you that is overdue. person: whose turn it is, "" where nobody's."""

    activity: Activity
    customer: str
    prospect: str
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
        (LATE_ANSWERS, _("Waiting for an answer"), waiting),
        (LATE_THANKS, _("Thanks overdue"), thanks),
    ):
        if late.items:
            blocks += [*late_lines(name, listing.counted(title, late.total), late.items), *listing.see_all(name, late)]
    return kit.modal(short("Whose turn it is"), blocks or [kit.paragraph("none", _("Nothing is late any more."))])


def late_lines(name: str, title: str, late: Sequence[LateItem]) -> list[Block]:
    """What is late, whose turn it is and since when."""
    return _listed(Section(name, title, tuple((_about(each), _since(each)) for each in late)))


def _about(late: LateItem) -> str:
    title = activities.title(late.activity, late.customer)
    return plain(_("{title} for {prospect}"), title=title, prospect=late.prospect)


def _since(late: LateItem) -> str:
    if not late.person:
        return plain(_("nobody, since {day}"), day=late.since)
    return plain(_("{person}, since {day}"), person=late.person, day=late.since)


def strained_lines(digest: Digest) -> list[Block]:
    """Some of those who should rest, under what is said of all of them."""
    items = tuple((customers.called(each.name), _strain(each)) for each in digest.facts.strained)
    return _listed(Section(RESTING, _rest(digest), items))


def overridden_lines(names: Sequence[str]) -> list[Block]:
    """Customers used beyond a limit."""
    return _listed(Section(OVERRIDDEN, _(_BEYOND), tuple((customers.called(name), "") for name in names)))


def asked_lines(asked: Sequence[Demand]) -> list[Block]:
    """Customers with how often they were asked for."""
    return _listed(Section(MOST_ASKED, _(_ASKED), _asked(asked)))


def unmet_lines(unmet: Sequence[Unmet]) -> list[Block]:
    """What was searched for in vain."""
    return _listed(Section(UNMET, _(_UNMET), tuple((_segment(each), _people(each)) for each in unmet)))


def picked_lines(picks: Sequence[Pick], looked_at: int = 0) -> list[Block]:
    """Customers worth asking, each with a button. looked_at: among so many of the unused, said where it is no 0."""
    blocks: list[Block] = []
    for pick in picks:
        value = search_answer.button_value("", pick.key)
        blocks += [
            kit.paragraph(f"pick.{pick.key}", [b(pick.name)], _why(pick)),
            kit.buttons(f"pick.{pick.key}.do", kit.button(_("Request"), search_answer.REQUEST, value)),
        ]
    if looked_at:
        chosen = _("Chosen among the {number} happiest that were not used.")
        blocks.append(kit.paragraph("picks.of", plain(chosen, number=looked_at)))
    return blocks


def build_lost(channel: str, code: str) -> RenderedMessage:
    """To a programme manager: the digest could not be posted, and what to do."""
    if code == IN_DOUBT:
        said = _("I may not have posted the Monday digest in its channel ({channel}). {what}")
    else:
        said = _("I could not post the Monday digest in its channel ({channel}). {what}")
    what = _(_TO_DO[code]) if code in _TO_DO else plain(_("Slack says {code}."), code=code)
    text = plain(said, channel=channel, what=what)
    return kit.message(text, [kit.paragraph("said", text, _("Until then, /reference digest shows it to you."))])


_TO_DO = {
    IN_DOUBT: N_(
        "I was cut off while posting it, and may not look there. Please look yourself; if it is missing, press "
        "Try again on my Home. With the scope channels:history (groups:history for a private channel) I look myself."
    ),
    "not_in_channel": N_("I am not a member there: type /invite @refdesk in that channel."),
    "channel_not_found": N_("I can't see it: I was never invited there, or REFDESK_DIGEST_CHANNEL is not its id."),
    "is_archived": N_("It is archived: set REFDESK_DIGEST_CHANNEL to another one."),
}


_BEYOND = N_("Used beyond a limit this quarter, because a programme manager said so")
_ASKED = N_("Most asked for this quarter")
_UNMET = N_("Searched for, and nobody fits")


def _title(digest: Digest) -> str:
    return plain(_("References since {day}"), day=digest.since)


def _sections(digest: Digest) -> list[Section]:
    if digest.empty:
        return [Section("quiet", _(QUIET))]
    facts = digest.facts
    found = [Section("shared", _thanks(digest))]
    if facts.strained:
        items = tuple((customers.called(each.name), _strain(each)) for each in facts.strained)
        found.append(Section(RESTING, _rest(digest), items, max(0, facts.over + facts.close - len(items))))
    if facts.overridden.items:
        items = tuple((customers.called(name), "") for name in facts.overridden.items)
        found.append(Section(OVERRIDDEN, _(_BEYOND), items, facts.overridden.left))
    if facts.asked.items:
        found.append(Section(MOST_ASKED, _(_ASKED), _asked(facts.asked.items), facts.asked.left))
    if facts.unused:
        items = tuple((pick.name, _why(pick)) for pick in digest.picks.items)
        found.append(Section(ALONE, _unused(digest), items))
    if facts.unmet.items:
        items = tuple((_segment(each), _people(each)) for each in facts.unmet.items)
        found.append(Section(UNMET, _(_UNMET), items, facts.unmet.left))
    if late := _late(digest):
        found.append(Section("late", late))
    return found


def _thanks(digest: Digest) -> str:
    owners, deals = digest.facts.owners, digest.facts.deals
    got = plain(ngettext("{count} deal got a reference.", "{count} deals got a reference.", deals), count=deals)
    if owners:
        said = ngettext(
            "Thank you! {count} owner shared a customer.", "Thank you! {count} owners shared a customer.", owners
        )
        return f"{plain(said, count=owners)} {got}"
    return got if deals else _("A quiet week: no reference was given.")


def _rest(digest: Digest) -> str:
    facts, parts = digest.facts, []
    if facts.over:
        over = ngettext("{count} customer over budget", "{count} customers over budget", facts.over)
        parts.append(plain(over, count=facts.over))
    if facts.close:
        close = ngettext(
            "{count} customer at {percent} % of the budget or more",
            "{count} customers at {percent} % of the budget or more",
            facts.close,
        )
        parts.append(plain(close, count=facts.close, percent=digest.policy.close_percent))
    return plain(_("Let them rest until {day}: {customers}"), day=digest.frees_on, customers=joined(parts))


def _strain(strain: Strain) -> str:
    used, left, limit = strain.used, strain.limit - strain.used, strain.limit
    if left > 0:
        said = ngettext(
            "{used} of {count} point used, {left} left", "{used} of {count} points used, {left} left", limit
        )
    else:
        said = ngettext("{used} of {count} point used", "{used} of {count} points used", limit)
    return plain(said, used=used, left=left, count=limit)


def _segment(unmet: Unmet) -> str:
    return " · ".join(map(facets.meaning, unmet.about))


def _people(unmet: Unmet) -> str:
    return plain(ngettext("{count} person", "{count} people", unmet.people), count=unmet.people)


def _asked(asked: Sequence[Demand]) -> tuple[tuple[str, str], ...]:
    return tuple((customers.called(each.name), _times(each.times)) for each in asked)


def _times(times: int) -> str:
    return _("once") if times == 1 else plain(ngettext("{count} time", "{count} times", times), count=times)


def _unused(digest: Digest) -> str:
    facts, months = digest.facts, digest.policy.unused_months
    customers = ngettext("{unused} of {count} customer", "{unused} of {count} customers", facts.pool)
    said = ngettext("Not used for {count} month: {customers}", "Not used for {count} months: {customers}", months)
    unused = plain(said, count=months, customers=plain(customers, unused=facts.unused, count=facts.pool))
    return " · ".join((unused, *([_("worth asking first")] if digest.picks.items else [])))


def _late(digest: Digest) -> str:
    facts, said = digest.facts, []
    if count := facts.waiting:
        waiting = ngettext(
            "{count} request waits too long for an answer.", "{count} requests wait too long for an answer.", count
        )
        said.append(plain(waiting, count=count))
    if count := facts.thanks_overdue:
        thanks = ngettext("{count} thank-you is overdue.", "{count} thank-yous are overdue.", count)
        said.append(plain(thanks, count=count))
    return " ".join(said)


def _why(pick: Pick) -> str:
    satisfied = (
        plain(_("satisfaction {number} of 10"), number=pick.satisfaction) if pick.satisfaction is not None else ""
    )
    what = ", ".join(filter(None, (facets.label(pick.industry), facets.place(pick.country))))
    return " · ".join(filter(None, (what, satisfied, _verified(pick.verified_days))))


def _verified(days: int | None) -> str:
    if days is None:
        return ""
    said = ngettext("verified {count} day ago", "verified {count} days ago", days)
    return plain(said, count=days) if days else _("verified today")


def _line(item: tuple[str, str]) -> str:
    name, words = item
    return plain(_("{name}: {words}"), name=name, words=words) if words else name


def _listed(section: Section) -> list[Block]:
    if not section.items:
        return [kit.paragraph(section.name, section.says)]
    items = [
        say(_("<b>{name}</b>: {words}") if words else "<b>{name}</b>", name=name, words=words)
        for name, words in section.items
    ]
    return [kit.paragraph(section.name, [b(section.says)]), kit.bullets(f"{section.name}.items", items)]


def _table(digest: Digest, section: Section) -> list[Block]:
    head = (_("Customer"), _("Points"), _("Left"))
    cells = [
        (
            customers.called(each.name),
            plain(_("{used} of {limit}"), used=each.used, limit=each.limit),
            number(each.limit - each.used) if each.used < each.limit else _("none"),
        )
        for each in digest.facts.strained
    ]
    columns = ({"is_wrapped": True}, {"align": "right"}, {"align": "right"})
    table = kit.table("strained.table", (head, *cells), columns)
    return [kit.paragraph(section.name, [b(section.says)]), table]


def _chart(digest: Digest, section: Section) -> list[Block]:
    asked = digest.facts.asked.items
    if len(asked) < 2:
        return _listed(section)  # one bar compares nothing
    times = dict(zip(_labels(asked), (each.times for each in asked), strict=True))
    return [kit.bar_chart("asked.chart", section.says, _("Requests"), times)]


def _labels(asked: Sequence[Demand]) -> list[str]:
    """Names cut to what a chart takes, each only once: two classified customers may share a segment."""
    labels: list[str] = []
    for each in asked:
        name, number = customers.called(each.name), 2
        label = kit.clip(name, 20)
        while label in labels:
            label, number = f"{kit.clip(name, 16)} ({number})", number + 1
        labels.append(label)
    return labels


def late_button(late: int) -> Element | None:
    """The way to who is late, for programme managers; None where nobody is."""
    return kit.button(_("Whose turn it is"), LATE, "show") if late else None


def _buttons(digest: Digest, *, private: bool) -> list[Block]:
    facts = digest.facts
    shown = [
        kit.button(_("Who should rest"), STRAINED, "show") if facts.strained else None,
        kit.button(_("Who is worth asking"), UNUSED, "show") if digest.picks.items else None,
        late_button(facts.waiting + facts.thanks_overdue) if private else None,
    ]
    return [kit.buttons("do", *shown)] if any(shown) else []
