"""The programme at a glance, on a programme manager's Home: a few numbers, and the way to what they count."""

from blocks.kit import listing
from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Part
from blocks.kit.language import _, ngettext, number
from blocks.kit.sentences import plain, say, some
from blocks.programme import digest
from blocks.wording.customers import called
from domain.policy import Policy
from domain.programme.digest import OVERVIEW_DAYS, Overview

LEAST_ENDED = 5  # of fewer a share says nothing


def lines(glance: Overview, policy: Policy) -> list[Block]:
    """The part of the Home."""
    said: list[list[Part]] = [
        say(_("<b>Waiting for an answer:</b> {requests}"), requests=_waiting(glance, policy)),
        _thanks(glance.thanks_overdue),
        say(_("<b>This quarter:</b> {customers}"), customers=_strain(glance, policy)),
        _unused(glance, policy),
        say(_("<b>Requests of the last {days} days:</b> {counts}"), days=OVERVIEW_DAYS, counts=_requests(glance)),
    ]
    beyond = str(listing.ListPosition(digest.OVERRIDDEN))
    show = [
        kit.button(_("Who should rest"), digest.STRAINED, "show") if glance.over + glance.close else None,
        kit.button(_("Who is worth asking"), digest.UNUSED, "show") if glance.unused else None,
        digest.late_button(glance.late + glance.thanks_overdue),
        kit.button(_("Who was used beyond"), listing.SHOW, beyond) if glance.overridden.left else None,
    ]
    blocks: list[Block] = [kit.rule("glance.rule"), kit.heading("glance", _("The programme at a glance"))]
    blocks.append(kit.paragraph("glance.said", *said))
    return [*blocks, kit.buttons("glance.do", *show)] if any(show) else blocks


def _waiting(glance: Overview, policy: Policy) -> str:
    if not glance.waiting:
        return _("nothing")
    parts = [plain(ngettext("{count} request", "{count} requests", glance.waiting), count=glance.waiting)]
    if glance.late:
        late = ngettext(
            "{late} for more than {count} working day",
            "{late} for more than {count} working days",
            policy.waiting_days,
        )
        parts.append(plain(late, late=glance.late, count=policy.waiting_days))
    return " · ".join(parts)


def _thanks(overdue: int) -> list[Part]:
    return say(_("<b>Thanks overdue:</b> {count}"), count=overdue) if overdue else say(_("<b>Thanks overdue:</b> none"))


def _strain(glance: Overview, policy: Policy) -> str:
    over = ngettext("{count} customer over budget", "{count} customers over budget", glance.over)
    parts = [plain(over, count=glance.over) if glance.over else _("nobody over budget")]
    if glance.close:
        parts.append(
            plain(_("{number} at {percent} % of it or more"), number=glance.close, percent=policy.close_percent)
        )
    if (beyond := glance.overridden).items:
        names = some([*map(called, beyond.items)], len(beyond.items), beyond.left)
        parts.append(plain(_("used beyond a limit: {names}"), names=names))
    return " · ".join(parts)


def _unused(glance: Overview, policy: Policy) -> list[Part]:
    customers = ngettext("{unused} of {count} customer", "{unused} of {count} customers", glance.pool)
    said = ngettext(
        "<b>Not used for {count} month:</b> {customers}",
        "<b>Not used for {count} months:</b> {customers}",
        policy.unused_months,
    )
    return say(said, count=policy.unused_months, customers=plain(customers, unused=glance.unused, count=glance.pool))


def _requests(glance: Overview) -> str:
    if not glance.filed:
        return _("none")
    parts = [number(glance.filed)]
    if glance.ended >= LEAST_ENDED:
        share = round(100 * glance.fulfilled / glance.ended)
        said = _("{fulfilled} of {ended} that ended were fulfilled ({percent} %)")
        parts.append(plain(said, fulfilled=glance.fulfilled, ended=glance.ended, percent=share))
    elif glance.fulfilled:
        said = ngettext("{count} fulfilled", "{count} fulfilled", glance.fulfilled)
        parts.append(plain(said, count=glance.fulfilled))
    if glance.declined:
        parts.append(plain(ngettext("{count} declined", "{count} declined", glance.declined), count=glance.declined))
    if glance.own:
        said = ngettext("{count} by owners for themselves", "{count} by owners for themselves", glance.own)
        parts.append(plain(said, count=glance.own))
    return " · ".join(parts)
