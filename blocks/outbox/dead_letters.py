"""What could not be delivered, as programme managers are told of it: why, and what they can do about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from blocks.kit import listing
from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Part
from blocks.kit.shapes import Payload, RenderedMessage, b, t
from domain.listed import Listed

TRY_AGAIN = "undelivered.again"
DROP = "undelivered.drop"
MOST = 5
DEAD_LETTERS = "lost"

WHAT = {
    "card": "The card of a request",
    "tell": "A message about a request",
    "letter": "The list for the letter",
    "digest": "The Monday digest",
    "digest_lost": "A message about the digest",
}
WHY: Mapping[str, str] = {
    "not_in_slack": "this person is not in Slack, or no longer. What else is for them is skipped. "
    "If they look after customers, hand these over: /reference handover.",
    "channel_not_found": "Slack knows no such channel.",
    "is_archived": "the channel is archived.",
    "not_in_channel": "refdesk is not in the channel: type /invite @refdesk there.",
    "restricted_action": "refdesk may not post in the channel.",
    "messages_tab_disabled": "the app's Messages tab is switched off: install the app again with the shipped app.yaml.",
    "account_inactive": "the app is not installed any more: install it again, and start refdesk with the new token.",
    "token_revoked": "the app's token was revoked: install it again, and start refdesk with the new token.",
    "file_uploads_disabled": "files are switched off in this Slack; the day stands on the card, too.",
    "storage_limit_reached": "this Slack has no room for files; the day stands on the card, too.",
    "in_doubt": "refdesk was cut off while posting it, and may not look whether it is there: look first.",
    "missing_scope": "the app lacks a permission: install it again with the shipped app.yaml.",
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
    heading = kit.heading("lost", f"Not delivered ({letters.total})")
    return [kit.rule("lost.rule"), heading, *each_dead_letter(letters.items), *listing.see_all(DEAD_LETTERS, letters)]


def each_dead_letter(letters: Sequence[DeadLetterView]) -> list[Block]:
    """Each message, why it is lost, and its buttons."""
    blocks: list[Block] = []
    for each in letters:
        parts: list[Part] = [b(_title(each)), t(f": {_why(each)}")]
        blocks += [kit.paragraph(f"lost.{each.id}", parts), _buttons(each)]
    return blocks


def parse(action: Payload) -> tuple[int, str]:
    """The number and the mark of the message that a button is about."""
    number, _, mark = str(action.get("value", "")).partition(":")
    return kit.number(number), mark


def _title(letter: DeadLetterView) -> str:
    return f"{WHAT.get(letter.kind, 'A message')}{f' for {letter.person}' if letter.person else ''} was not delivered"


def _why(letter: DeadLetterView) -> str:
    return WHY.get(letter.code, f"Slack says {letter.code}." if letter.code else "nobody knows why.")


def _buttons(letter: DeadLetterView) -> Block:
    value = f"{letter.id}:{letter.mark}"
    again = kit.button("Try again", TRY_AGAIN, value, "primary")
    return kit.buttons(f"lost.{letter.id}.do", again, kit.button("Drop", DROP, value))
