"""What could not be delivered, as programme managers are told of it: why, and what they can do about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from blocks.kit import listing
from blocks.kit import shapes as kit
from blocks.kit.elements import Block
from blocks.kit.language import N_, _
from blocks.kit.sentences import plain, say
from blocks.kit.shapes import Payload, RenderedMessage, b
from domain.listed import Listed

TRY_AGAIN = "undelivered.again"
DROP = "undelivered.drop"
MOST = 5
DEAD_LETTERS = "lost"

WHAT: Mapping[str, str] = {
    "card": N_("The card of a request was not delivered"),
    "tell": N_("A message about a request was not delivered"),
    "letter": N_("The list for the letter was not delivered"),
    "digest": N_("The Monday digest was not delivered"),
    "digest_lost": N_("A message about the digest was not delivered"),
}
WHY: Mapping[str, str] = {
    "not_in_slack": N_(
        "this person is not in Slack, or no longer. What else is for them is skipped. "
        "If they look after customers, hand these over: /reference handover."
    ),
    "channel_not_found": N_("Slack knows no such channel."),
    "is_archived": N_("the channel is archived."),
    "not_in_channel": N_("refdesk is not in the channel: type /invite @refdesk there."),
    "restricted_action": N_("refdesk may not post in the channel."),
    "messages_tab_disabled": N_(
        "the app's Messages tab is switched off: install the app again with the shipped app.yaml."
    ),
    "account_inactive": N_(
        "the app is not installed any more: install it again, and start refdesk with the new token."
    ),
    "token_revoked": N_("the app's token was revoked: install it again, and start refdesk with the new token."),
    "file_uploads_disabled": N_("files are switched off in this Slack; the day stands on the card, too."),
    "storage_limit_reached": N_("this Slack has no room for files; the day stands on the card, too."),
    "in_doubt": N_("refdesk was cut off while posting it, and may not look whether it is there: look first."),
    "missing_scope": N_("the app lacks a permission: install it again with the shipped app.yaml."),
}


@dataclass(frozen=True, slots=True)
class DeadLetterView:
    """One message that Slack did not take. kind and code: as recorded; person: for whom, "" where for a channel.

    mark: tells it from another one that has its number after a restore.
    """

    id: int
    mark: str
    kind: str
    person: str
    code: str


def build(letter: DeadLetterView) -> RenderedMessage:
    """The message to a programme manager."""
    return kit.message(_title(letter), [kit.paragraph("said", [b(_title(letter))], _why(letter)), _buttons(letter)])


def lines(letters: Listed[DeadLetterView]) -> list[Block]:
    """The part of a programme manager's Home."""
    if not letters.items:
        return []
    heading = kit.heading("lost", listing.counted(_("Not delivered"), letters.total))
    return [kit.rule("lost.rule"), heading, *each_dead_letter(letters.items), *listing.see_all(DEAD_LETTERS, letters)]


def each_dead_letter(letters: Sequence[DeadLetterView]) -> list[Block]:
    """Each message, why it is lost, and its buttons."""
    blocks: list[Block] = []
    for each in letters:
        parts = say(_("<b>{title}</b>: {why}"), title=_title(each), why=_why(each))
        blocks += [kit.paragraph(f"lost.{each.id}", parts), _buttons(each)]
    return blocks


def parse(action: Payload) -> tuple[int, str]:
    """The number and the mark of the message that a button is about."""
    number, mark = str(action.get("value", "")).partition(":")[::2]
    return kit.number(number), mark


def _title(letter: DeadLetterView) -> str:
    said = _(WHAT[letter.kind]) if letter.kind in WHAT else _("A message was not delivered")
    return plain(_("{message} · for {person}"), message=said, person=letter.person) if letter.person else said


def _why(letter: DeadLetterView) -> str:
    if letter.code in WHY:
        return _(WHY[letter.code])
    return plain(_("Slack says {code}."), code=letter.code) if letter.code else _("nobody knows why.")


def _buttons(letter: DeadLetterView) -> Block:
    value = f"{letter.id}:{letter.mark}"
    again = kit.button(_("Try again"), TRY_AGAIN, value, "primary")
    return kit.buttons(f"lost.{letter.id}.do", again, kit.button(_("Drop"), DROP, value))
