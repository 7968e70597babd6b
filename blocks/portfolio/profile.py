"""The profile of one customer: what may be said, what was agreed, who there is, what it has given."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from blocks.kit import listing
from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Element, Part
from blocks.kit.shapes import RenderedMessage, b, i, t
from blocks.portfolio import consents, uses
from blocks.portfolio import holds as holds_view
from blocks.portfolio.consents import ConsentRecord
from blocks.search import result as search_result
from blocks.search.answer import REQUEST, button_value
from blocks.wording import blockers, sayings
from domain.activities import Activity
from domain.listed import Listed, listed
from domain.people import Person
from domain.policy import Policy
from domain.portfolio.availability import Blocker, Budget, Caution
from domain.portfolio.customers import Contact, Customer, Use
from domain.portfolio.quotable import Saying
from domain.seniority import weight_of

OPEN = "profile.open"
USES = 5
CALLED, GIVEN = "called", "given"
STORY = 2000
NOTHING = "nothing yet; it has not agreed to be named."


@dataclass(frozen=True, slots=True)
class ProfileView:
    """One customer as its reader may know it. trusted: the reader may read who its contacts are and how to reach them.

    saying: what may be said now. story_public: the story may be told outside.
    owner: by name, "" where it is not to be told. overridable: its reader may go beyond the limit that closes it.
    """

    customer: Customer
    anonymous: bool
    trusted: bool
    owner: str
    contacts: tuple[Contact, ...]
    on_record: ConsentRecord
    budget: Budget
    blocker: Blocker | None
    cautions: tuple[Caution, ...]
    uses: tuple[Use, ...]
    reader: Person
    saying: Saying | None
    story_public: bool
    policy: Policy
    search: str = ""
    overridable: bool = False
    on_hold: bool = False


def build(shown: ProfileView) -> RenderedMessage:
    """The profile as a message only its reader sees."""
    return kit.message(f"Profile of {shown.customer.name}", _blocks(shown))


def build_modal(shown: ProfileView) -> dict[str, Any]:
    """The profile in a modal, over an answer."""
    return kit.modal("Profile", _blocks(shown))


def build_choice(words: str, customers: Listed[Customer], search: str) -> RenderedMessage:
    """Several customers bear the name: pick one. search: the key under which the name was kept, for the rest."""
    text = f"{customers.total} customers are called something like “{kit.clip(words, 60)}”"
    lines: list[Block] = [kit.paragraph("which", [t(f"{text}. Which one?")])]
    return kit.message(text, [*lines, *choice_lines(customers.items), *listing.see_all(CALLED, customers, search)])


def choice_lines(customers: Sequence[Customer]) -> list[Block]:
    """Customers to pick one of. What each is stands beside its name, for several may have the same."""
    return [
        kit.section(
            f"which.{each.key}",
            kit.clip(" · ".join(filter(None, (each.name, search_result.facts(each)))), 300),
            kit.button("Profile", OPEN, button_value("", each.key)),
        )
        for each in customers
    ]


def build_free(customer: Customer, activity: Activity | None, *, free: bool) -> RenderedMessage:
    """Word for a person who waited: it can be asked again; or it could, and another request was faster."""
    what = f" for {kit.a(activity.words)}" if activity else ""
    if not free:
        text = f"{customer.name} could be asked{what} for a moment, and somebody was faster"
        return kit.message(text, [kit.paragraph("free", [b(text)], "Search again to be told the next time.")])
    text = f"{customer.name} can be asked{what} again"
    ask = kit.button("Request", REQUEST, button_value("", customer.key), "primary")
    said = kit.paragraph("free", [b(text)], "You wanted to know. What it has to give is for whoever asks first.")
    return kit.message(text, [said, kit.buttons("free.do", ask)])


def _blocks(shown: ProfileView) -> list[Block]:
    customer = shown.customer
    head: list[Part] = [b(customer.name), t(f"  {search_result.facts(customer, most=10)}")]
    if shown.anonymous:
        lines: list[list[Part]] = [
            [i("Confidential: "), t("only its owner and the programme managers know more. You can still ask for it.")],
            [i("Left this quarter: "), t(search_result.left_words(shown.policy, shown.budget))],
        ]
        return [_said_first(head, shown.saying, *lines), *_buttons(shown)]
    now: list[list[Part]] = [[i("Left this quarter: "), t(search_result.left_words(shown.policy, shown.budget))]]
    if customer.classified:
        now.insert(0, search_result.confidential(customer))
    if shown.blocker:
        override = " You may override this, with a reason." if shown.overridable else ""
        now.append([t(f"◌ {blockers.blocker(shown.blocker, shown.reader)}{override}")])
    if shown.cautions:
        now.append([i("Careful: "), t(" · ".join(blockers.caution(each) for each in shown.cautions))])
    if shown.owner:
        now.append([i("Owner: "), t(shown.owner)])
    now.append([i("Verified: "), t(search_result.verified_words(customer))])
    if customer.satisfaction is not None:
        said_on = f", said on {kit.day(customer.satisfaction_on)}" if customer.satisfaction_on else ""
        now.append([i("Satisfaction: "), t(f"{customer.satisfaction} of 10{said_on}")])
    nothing = "nothing while it can't be asked." if shown.blocker else NOTHING
    blocks: list[Block] = [_said_first(head, shown.saying, *now, nothing=nothing)]
    if customer.story:
        public = "may be used in public" if shown.story_public else "for us only, not for outside"
        blocks.append(kit.paragraph("story.title", [b("Story"), t(f"  {public}")]))
        blocks.append(kit.quote("story", kit.clip(customer.story, STORY)))
    agreed = listed(consents.ordered(shown.on_record), consents.MOST)
    blocks.append(kit.paragraph("agreed", [b("What was agreed")], *consents.lines(shown.on_record, agreed)))
    blocks += listing.see_all(consents.RECORDED, agreed, customer.key)
    blocks.append(kit.paragraph("contacts", [b("Contacts")], *_contacts(shown)))
    done = listed(uses.past(shown.uses, shown.on_record.today), USES)
    many = f" ({done.total} in the last year)" if done.left else ""
    blocks.append(kit.paragraph("uses", [b("Last uses"), t(many)], *_uses(shown, done.items)))
    blocks += listing.see_all(GIVEN, done, customer.key)
    return [*blocks, *_buttons(shown)]


def _said_first(head: list[Part], said: Saying | None, *lines: list[Part], nothing: str = NOTHING) -> Block:
    """Who it is, then what may be said of it, ready to copy, then the rest."""
    sections = [kit.words([*head, t(f"\nYou may say now: {'' if said else nothing}".rstrip())])]
    if said:
        sections.append(kit.quoted(sayings.saying(said)))
    rest: list[Part] = []
    for line in lines:
        rest += [t("\n"), *line] if rest else line
    return kit.rich_text("profile", *sections, *([kit.words(rest)] if rest else []))


def _buttons(shown: ProfileView) -> list[Block]:
    value = button_value(shown.search, shown.customer.key)
    ask: Element | None = kit.button("Request", REQUEST, value, "primary")
    if shown.blocker:
        ask = kit.button("Request all the same", REQUEST, value) if shown.overridable else None
    row = [
        *([ask] if ask else []),
        *(holds_view.buttons(shown.customer, on_hold=shown.on_hold) if shown.trusted else []),
    ]
    return [kit.buttons("profile.do", *row)] if row else []


def _contacts(shown: ProfileView) -> list[list[Part]]:
    ranked = sorted(shown.contacts, key=lambda contact: -weight_of(contact.seniority))
    # A file of customers has no room for so many that they would not all fit.
    return [_contact(contact, trusted=shown.trusted) for contact in ranked] or [[t("None on record.")]]


def _contact(contact: Contact, *, trusted: bool) -> list[Part]:
    """Function and level for everybody; who they are and how they are reached for those who look after the customer."""
    known = [contact.seniority, contact.title]
    if trusted:
        known = [contact.name, *known, contact.email, contact.phone]
    elif contact.direct:
        known.append("may be written to directly, once a request is approved")
    return [t(" · ".join(filter(None, known)) or "A contact")]


def _uses(shown: ProfileView, done: Sequence[Use]) -> list[list[Part]]:
    coming = uses.coming(shown.uses, shown.on_record.today)
    lines: list[list[Part]] = [[i("Agreed already: "), t(coming)]] if coming else []
    lines += map(_use, done)
    return lines or [[t(f"{kit.capital(uses.NONE)}.")]]


def use_lines(given: Sequence[Use]) -> list[Block]:
    """What a customer has given, the latest first."""
    return [kit.paragraph("uses", *map(_use, given))]


def _use(use: Use) -> list[Part]:
    return [t(f"{kit.day(use.on)}: {use.activity.words}")]
