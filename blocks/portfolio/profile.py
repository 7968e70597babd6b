"""The profile of one customer: what may be said, what was agreed, who there is, what it has given."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from blocks.kit import listing, notice
from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Element, Option, Part
from blocks.kit.language import N_, _, day, ngettext, short
from blocks.kit.sentences import plain, say
from blocks.kit.shapes import RenderedMessage, b, t
from blocks.portfolio import consents, uses
from blocks.portfolio import holds as holds_view
from blocks.portfolio.consents import ConsentRecord
from blocks.search import result as search_result
from blocks.search.answer import REQUEST, button_value
from blocks.wording import activities, blockers, sayings, terms
from domain.activities import Activity
from domain.listed import Listed, listed
from domain.people import Person
from domain.policy import Policy
from domain.portfolio.availability import Blocker, Budget
from domain.portfolio.cautions import Caution
from domain.portfolio.customers import Contact, Customer, Use
from domain.portfolio.quotable import Saying
from domain.seniority import weight_of

OPEN = "profile.open"
USES = 5
CALLED, GIVEN = "called", "given"
STORY = 2000
SAY_NOTHING = N_("You may say now: nothing yet; it has not agreed to be named.")


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
    return kit.message(plain(_("Profile of {customer}"), customer=shown.customer.name), _blocks(shown))


def build_modal(shown: ProfileView) -> dict[str, Any]:
    """The profile in a modal, over an answer."""
    return kit.modal(short("Profile"), _blocks(shown))


def build_choice(words: str, customers: Listed[Customer], search: str) -> RenderedMessage:
    """Several customers bear the name: pick one. search: the key under which the name was kept, for the rest."""
    said = ngettext(
        "{count} customer is called something like “{words}”. Which one?",
        "{count} customers are called something like “{words}”. Which one?",
        customers.total,
    )
    text = plain(said, count=customers.total, words=kit.clip(words, 60))
    lines: list[Block] = [kit.paragraph("which", text)]
    return kit.message(text, [*lines, *choice_lines(customers.items), *listing.see_all(CALLED, customers, search)])


def choice_lines(customers: Sequence[Customer]) -> list[Block]:
    """Customers to pick one of. What each is stands beside its name, for several may have the same."""
    return [
        kit.section(
            f"which.{each.key}",
            kit.clip(" · ".join(filter(None, (each.name, search_result.facts(each)))), 300),
            kit.button(_("Profile"), OPEN, button_value("", each.key)),
        )
        for each in customers
    ]


def build_free(customer: Customer, activity: Activity | None, *, free: bool) -> RenderedMessage:
    """Word for a person who waited: it can be asked again; or it could, and another request was faster."""
    if not free:
        faster = _("{activity}: {customer} could be asked for a moment, and somebody was faster")
        said = faster if activity else _("{customer} could be asked for a moment, and somebody was faster")
        text = _about(said, customer, activity)
        return kit.message(text, [kit.paragraph("free", [b(text)], _("Search again to be told the next time."))])
    again = _("{activity}: {customer} can be asked again") if activity else _("{customer} can be asked again")
    text = _about(again, customer, activity)
    ask = kit.button(_("Request"), REQUEST, button_value("", customer.key), "primary")
    wanted = _("You wanted to know. What it has to give is for whoever asks first.")
    return kit.message(text, [kit.paragraph("free", [b(text)], wanted), kit.buttons("free.do", ask)])


def build_watched(customer: Customer, activity: Activity | None) -> dict[str, Any]:
    """The confirmation that a person will hear when a customer can be asked again."""
    asked = _("{activity}: I will send you a message as soon as {customer} can be asked.")
    said = asked if activity else _("I will send you a message as soon as {customer} can be asked.")
    return notice.build_modal(_about(said, customer, activity), short("Noted"))


def build_nobody() -> Option:
    """The only choice of the menu where no customer is called what is typed."""
    return notice.build_option(_("None of your customers is called that."))


def _about(sentence: str, customer: Customer, activity: Activity | None) -> str:
    return plain(sentence, customer=customer.name, activity=activities.name(activity) if activity else "")


def _blocks(shown: ProfileView) -> list[Block]:
    customer = shown.customer
    head: list[Part] = [b(customer.name), t(f"  {search_result.facts(customer, most=10)}")]
    if shown.anonymous:
        kept = _("<i>Confidential:</i> only its owner and the programme managers know more. You can still ask for it.")
        return [_said_first(head, shown.saying, say(kept), _left(shown)), *_buttons(shown)]
    nothing = _("You may say now: nothing while it can't be asked.") if shown.blocker else ""
    blocks: list[Block] = [_said_first(head, shown.saying, *_now(shown), nothing=nothing)]
    if customer.story:
        public = _("<b>Story</b>  may be used in public")
        inside = _("<b>Story</b>  for us only, not for outside")
        blocks.append(kit.paragraph("story.title", say(public if shown.story_public else inside)))
        blocks.append(kit.quote("story", kit.clip(customer.story, STORY)))
    agreed = listed(consents.ordered(shown.on_record), consents.MOST)
    blocks.append(kit.paragraph("agreed", [b(_("What was agreed"))], *consents.lines(shown.on_record, agreed)))
    blocks += listing.see_all(consents.RECORDED, agreed, customer.key)
    blocks.append(kit.paragraph("contacts", [b(_("Contacts"))], *_contacts(shown)))
    done = listed(uses.past(shown.uses, shown.on_record.today), USES)
    title = _("<b>Last uses</b> ({count} in the last year)") if done.left else _("<b>Last uses</b>")
    blocks.append(kit.paragraph("uses", say(title, count=done.total), *_uses(shown, done.items)))
    blocks += listing.see_all(GIVEN, done, customer.key)
    return [*blocks, *_buttons(shown)]


def _now(shown: ProfileView) -> list[list[Part]]:
    """How it stands: what it has left, what stands against it, whose it is."""
    customer = shown.customer
    lines = [search_result.confidential(customer)] if customer.classified else []
    lines.append(_left(shown))
    if shown.blocker:
        override = _("◌ {why} You may override this, with a reason.")
        why = blockers.blocker(shown.blocker, shown.reader)
        lines.append(say(override if shown.overridable else "◌ {why}", why=why))
    if shown.cautions:
        words = " · ".join(blockers.caution(each) for each in shown.cautions)
        lines.append(say(_("<i>Careful:</i> {cautions}"), cautions=words))
    if shown.owner:
        lines.append(say(_("<i>Owner:</i> {owner}"), owner=shown.owner))
    lines.append(say(_("<i>Verified:</i> {when}"), when=search_result.verified_words(customer)))
    if customer.satisfaction is not None and customer.satisfaction_on:
        said = _("<i>Satisfaction:</i> {number} of 10, said on {day}")
        lines.append(say(said, number=customer.satisfaction, day=customer.satisfaction_on))
    elif customer.satisfaction is not None:
        lines.append(say(_("<i>Satisfaction:</i> {number} of 10"), number=customer.satisfaction))
    return lines


def _left(shown: ProfileView) -> list[Part]:
    return say(_("<i>This quarter:</i> {left}"), left=search_result.left_words(shown.policy, shown.budget))


def _said_first(head: list[Part], said: Saying | None, *lines: list[Part], nothing: str = "") -> Block:
    """Who it is, then what may be said of it, ready to copy, then the rest."""
    sections = [kit.words([*head, t("\n"), t(_("You may say now:") if said else nothing or _(SAY_NOTHING))])]
    if said:
        sections.append(kit.quoted(sayings.saying(said)))
    rest: list[Part] = []
    for line in lines:
        rest += [t("\n"), *line] if rest else line
    return kit.rich_text("profile", *sections, *([kit.words(rest)] if rest else []))


def _buttons(shown: ProfileView) -> list[Block]:
    value = button_value(shown.search, shown.customer.key)
    ask: Element | None = kit.button(_("Request"), REQUEST, value, "primary")
    if shown.blocker:
        ask = kit.button(_("Request all the same"), REQUEST, value) if shown.overridable else None
    row = [
        *([ask] if ask else []),
        *(holds_view.buttons(shown.customer, on_hold=shown.on_hold) if shown.trusted else []),
    ]
    return [kit.buttons("profile.do", *row)] if row else []


def _contacts(shown: ProfileView) -> list[list[Part]]:
    ranked = sorted(shown.contacts, key=lambda contact: -weight_of(contact.seniority))
    # A file of customers has no room for so many that they would not all fit.
    return [_contact(contact, trusted=shown.trusted) for contact in ranked] or [[t(_("None on record."))]]


def _contact(contact: Contact, *, trusted: bool) -> list[Part]:
    """Function and level for everybody; who they are and how they are reached for those who look after the customer."""
    known = [terms.seniority(contact.seniority), contact.title]
    if trusted:
        known = [contact.name, *known, contact.email, contact.phone]
    elif contact.direct:
        known.append(_("may be written to directly, once a request is approved"))
    return [t(" · ".join(filter(None, known)) or _("A contact"))]


def _uses(shown: ProfileView, done: Sequence[Use]) -> list[list[Part]]:
    coming = uses.coming(shown.uses, shown.on_record.today)
    lines: list[list[Part]] = [say(_("<i>Agreed already:</i> {uses}"), uses=coming)] if coming else []
    lines += map(_use, done)
    return lines or [[t(_("None in the last year."))]]


def use_lines(given: Sequence[Use]) -> list[Block]:
    """What a customer has given, the latest first."""
    return [kit.paragraph("uses", *map(_use, given))]


def _use(use: Use) -> list[Part]:
    return [t(f"{day(use.on)}: {activities.name(use.activity)}")]
