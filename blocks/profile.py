"""The profile of one customer: what may be said, what was agreed, who there is, what it has given."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slackblocks import Block, Button

from blocks import consents, hold, kit, search_result
from blocks.consents import OnRecord
from blocks.kit import Part, Posted, b, i, t
from blocks.search_answer import REQUEST, button_value
from domain.activities import Activity
from domain.availability import Block as Stop
from domain.availability import Budget
from domain.customers import Contact, Customer, Use
from domain.policy import Policy

OPEN = "profile.open"
LEVELS = ("C-level", "VP", "Director", "Manager")
USES = 5
CONTACTS = 12
STORY = 2000


@dataclass(frozen=True, slots=True)
class Shown:
    """One customer as its reader may know it. trusted: the reader may read who its contacts are and how to reach them.

    saying: what may be said now, "" for nothing. story_public: the story may be told outside.
    owner: by name, "" where it is not to be told. overridable: its reader may go beyond the limit that closes it.
    """

    customer: Customer
    veiled: bool
    trusted: bool
    owner: str
    contacts: tuple[Contact, ...]
    on_record: OnRecord
    budget: Budget
    closed: Stop | None
    cautions: tuple[str, ...]
    uses: tuple[Use, ...]
    saying: str
    story_public: bool
    policy: Policy
    search: str = ""
    overridable: bool = False
    on_hold: bool = False


def build(shown: Shown) -> Posted:
    """The profile as a message only its reader sees."""
    return kit.message(f"Profile of {shown.customer.name}", _blocks(shown))


def build_modal(shown: Shown) -> dict[str, Any]:
    """The profile in a modal, over an answer."""
    return kit.modal("Profile", _blocks(shown))


def build_choice(words: str, customers: Sequence[tuple[str, str]]) -> Posted:
    """Several customers bear the name: pick one. customers: by key, with their names."""
    text = f"Several customers are called something like “{kit.clip(words, 60)}”"
    lines: list[Block] = [kit.paragraph("which", [t(f"{text}. Which one?")])]
    for key, name in customers:
        lines.append(kit.buttons(f"which.{key}", kit.button(name, OPEN, button_value("", key))))
    return kit.message(text, lines)


def build_free(customer: Customer, activity: Activity | None, *, free: bool) -> Posted:
    """Word for somebody who waited: it can be asked again; or it could, and somebody was faster."""
    what = f" for {kit.a(activity.words)}" if activity else ""
    if not free:
        text = f"{customer.name} could be asked{what} for a moment, and somebody was faster"
        return kit.message(text, [kit.paragraph("free", [b(text)], "Search again to be told the next time.")])
    text = f"{customer.name} can be asked{what} again"
    ask = kit.button("Request", REQUEST, button_value("", customer.key), "primary")
    said = kit.paragraph("free", [b(text)], "You wanted to know. What it has to give is for whoever asks first.")
    return kit.message(text, [said, kit.buttons("free.do", ask)])


def _blocks(shown: Shown) -> list[Block]:
    customer = shown.customer
    head: list[Part] = [b(customer.name), t(f"  {search_result.facts(customer, most=10)}")]
    if shown.veiled:
        lines: list[list[Part]] = [
            [i("Confidential: "), t("only its owner and the programme managers know more. You can still ask for it.")],
            [i("Left this quarter: "), t(search_result.left_words(shown.policy, shown.budget))],
        ]
        return [search_result.said_first("profile", head, shown.saying, *lines, apart="\n"), *_buttons(shown)]
    now: list[list[Part]] = [[i("Left this quarter: "), t(search_result.left_words(shown.policy, shown.budget))]]
    if customer.classified:
        now.insert(0, search_result.confidential(customer))
    if shown.closed:
        override = " You may override this, with a reason." if shown.overridable else ""
        now.append([t(f"◌ {search_result.stop_words(shown.closed)}{override}")])
    if shown.cautions:
        now.append([i("Careful: "), t(" · ".join(shown.cautions))])
    if shown.owner:
        now.append([i("Owner: "), t(shown.owner)])
    now.append([i("Verified: "), t(search_result.verified_words(customer))])
    if customer.satisfaction is not None:
        said_on = f", said on {kit.day(customer.satisfaction_on)}" if customer.satisfaction_on else ""
        now.append([i("Satisfaction: "), t(f"{customer.satisfaction} of 10{said_on}")])
    nothing = "nothing while it can't be asked." if shown.closed else search_result.NOTHING
    blocks: list[Block] = [search_result.said_first("profile", head, shown.saying, *now, nothing=nothing, apart="\n")]
    if customer.story:
        public = "may be used in public" if shown.story_public else "for us only, not for outside"
        blocks.append(kit.paragraph("story.title", [b("Story"), t(f"  {public}")]))
        blocks.append(kit.quote("story", kit.clip(customer.story, STORY)))
    blocks.append(kit.paragraph("agreed", [b("What was agreed")], *consents.lines(shown.on_record)))
    blocks.append(kit.paragraph("contacts", [b("Contacts")], *_contacts(shown)))
    blocks.append(kit.paragraph("uses", [b("Last uses")], *_uses(shown.uses)))
    return [*blocks, *_buttons(shown)]


def _buttons(shown: Shown) -> list[Block]:
    value = button_value(shown.search, shown.customer.key)
    ask: Button | None = kit.button("Request", REQUEST, value, "primary")
    if shown.closed:
        ask = kit.button("Request all the same", REQUEST, value) if shown.overridable else None
    row = [*([ask] if ask else []), *(hold.buttons(shown.customer, on_hold=shown.on_hold) if shown.trusted else [])]
    return [kit.buttons("profile.do", *row)] if row else []


def _contacts(shown: Shown) -> list[list[Part]]:
    ranked = sorted(shown.contacts, key=lambda c: LEVELS.index(c.seniority) if c.seniority in LEVELS else len(LEVELS))
    lines = [_contact(contact, trusted=shown.trusted) for contact in ranked[:CONTACTS]]
    if len(ranked) > CONTACTS:
        lines.append([t(f"… and {len(ranked) - CONTACTS} more.")])
    return lines or [[t("None on record.")]]


def _contact(contact: Contact, *, trusted: bool) -> list[Part]:
    """Function and level for everybody; who they are and how they are reached for those who look after the customer."""
    known = [contact.seniority, contact.title]
    if trusted:
        known = [contact.name, *known, contact.email, contact.phone]
    elif contact.direct:
        known.append("may be written to directly, once a request is approved")
    return [t(" · ".join(filter(None, known)) or "A contact")]


def _uses(uses: Sequence[Use]) -> list[list[Part]]:
    made = [use for use in uses if use.made][:USES]
    ahead = kit.joined([use.activity.words for use in uses if not use.made])
    lines: list[list[Part]] = [[i("Approved, no day yet: "), t(ahead)]] if ahead else []
    lines += ([t(f"{kit.day(use.on)}: {use.activity.words}")] for use in made)
    return lines if made else [*lines, [t("None in the last year.")]]
