"""The programme at a glance, on a programme manager's Home: a few numbers, and the way to what they count."""

from blocks.kit import listing
from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Part
from blocks.kit.shapes import b, t
from blocks.programme import digest
from domain.policy import Policy
from domain.programme.digest import OVERVIEW_DAYS, Overview

LEAST_ENDED = 5  # of fewer a share says nothing


def lines(glance: Overview, policy: Policy) -> list[Block]:
    """The part of the Home."""
    said: list[list[Part]] = [
        [b("Waiting for an answer: "), t(_waiting(glance, policy))],
        [b("Thanks overdue: "), t(str(glance.thanks_overdue) if glance.thanks_overdue else "none")],
        [b("This quarter: "), t(_strain(glance, policy))],
        [b(f"Not used for {kit.count(policy.unused_months, 'month')}: "), t(f"{glance.unused} of {_pool(glance)}")],
        [b(f"Requests of the last {OVERVIEW_DAYS} days: "), t(_requests(glance))],
    ]
    beyond = str(listing.ListPosition(digest.OVERRIDDEN))
    show = [
        kit.button("Who should rest", digest.STRAINED, "show") if glance.over + glance.close else None,
        kit.button("Who is worth asking", digest.UNUSED, "show") if glance.unused else None,
        digest.late_button(glance.late + glance.thanks_overdue),
        kit.button("Who was used beyond", listing.SHOW, beyond) if glance.overridden.left else None,
    ]
    blocks: list[Block] = [kit.rule("glance.rule"), kit.heading("glance", "The programme at a glance")]
    blocks.append(kit.paragraph("glance.said", *said))
    return [*blocks, kit.buttons("glance.do", *show)] if any(show) else blocks


def _waiting(glance: Overview, policy: Policy) -> str:
    if not glance.waiting:
        return "nothing"
    late = (
        f", {glance.late} of them for more than {kit.count(policy.waiting_days, 'working day')}" if glance.late else ""
    )
    return f"{kit.count(glance.waiting, 'request')}{late}"


def _strain(glance: Overview, policy: Policy) -> str:
    parts = [f"{kit.count(glance.over, 'customer')} over budget"] if glance.over else ["nobody over budget"]
    if glance.close:
        parts.append(f"{glance.close} at {policy.close_percent} % of it or more")
    if (beyond := glance.overridden).items:
        parts.append(f"used beyond a limit: {kit.some(beyond.items, len(beyond.items), beyond.left)}")
    return ", ".join(parts)


def _pool(glance: Overview) -> str:
    return kit.count(glance.pool, "customer")


def _requests(glance: Overview) -> str:
    if not glance.filed:
        return "none"
    parts = [str(glance.filed)]
    if glance.ended >= LEAST_ENDED:
        share = round(100 * glance.fulfilled / glance.ended)
        parts.append(f"{glance.fulfilled} of {glance.ended} that ended were fulfilled ({share} %)")
    elif glance.fulfilled:
        parts.append(f"{glance.fulfilled} fulfilled")
    if glance.declined:
        parts.append(f"{glance.declined} declined")
    if glance.own:
        parts.append(f"{glance.own} by owners for themselves")
    return ", ".join(parts)
