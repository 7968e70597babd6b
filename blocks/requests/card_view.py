"""What a card and every message about a request are made from, and the words for where it stands."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from blocks.kit import shapes as kit
from blocks.kit.language import _, day, hour, joined
from blocks.kit.sentences import plain
from blocks.wording import activities, blockers, terms
from domain.listed import Listed
from domain.people import Person
from domain.policy import Policy
from domain.portfolio.availability import Blocker, Budget
from domain.portfolio.cautions import Caution
from domain.portfolio.consent import Verdict
from domain.portfolio.customers import Contact, Customer, Use
from domain.requests.decisions import writes_directly
from domain.requests.request import Request
from domain.requests.states import Status
from domain.working_time import mornings, working_time_of


@dataclass(frozen=True, slots=True)
class CardView:
    """All that a card says, as its reader may know it. anonymous: `customer` is reduced to its segment.

    followers: those who asked for the same later and joined. hold_blocker: why and until when the customer can't be
    used.
    uses: those of the customer that count, also approved ones that have no day yet or lie ahead.
    searched, search: the words of the search it came from, and its key. alternatives: by key, with their names.
    introducer: who talks to the customer. consent: what is on record of this use.
    name_public: its name may be told outside.
    """

    request: Request
    reader: Person
    customer: Customer
    anonymous: bool
    requester: Person
    followers: tuple[Person, ...]
    owner: Person | None
    decider: Person | None
    backup: Person | None
    decided_by: Person | None
    introducer: Person | None
    overridden_by: Person | None
    contact: Contact | None
    budget: Budget
    consent: Verdict
    name_public: bool
    activity_blocker: Blocker | None
    hold_blocker: Blocker | None
    cautions: tuple[Caution, ...]
    uses: tuple[Use, ...]
    searched: str
    search: str
    alternatives: Listed[tuple[str, str]]
    policy: Policy
    today: date

    @property
    def title(self) -> str:
        """ "Call with Lumi Retail for Acme"."""
        use = activities.title(self.request.activity, self.customer.name)
        return plain(_("{use} for {prospect}"), use=use, prospect=self.request.deal.prospect)

    @property
    def askers(self) -> list[Person]:
        """Everybody who asked for this; of an owner's own use, everybody else."""
        return [each for each in (self.requester, *self.followers) if each.id != self.reader.id] or [self.requester]

    @property
    def asking(self) -> str:
        """The askers by name."""
        return joined([person.name for person in self.askers])

    @property
    def joined(self) -> bool:
        """True for a reader who asked for the same later: what the first one said of their deal is not theirs."""
        return self.reader.id in {person.id for person in self.followers} and not self.reader.programme_manager

    @property
    def writes_directly(self) -> bool:
        """True when the requester may write to the contact without being introduced."""
        return writes_directly(self.request, self.contact, self.customer, self.requester)

    @property
    def when(self) -> str:
        """When the event is, in the requester's time: "3 December 2026, 14:30 Helsinki time"; "" while undated."""
        fulfilment = self.request.fulfilment
        if fulfilment.event_on is None:
            return ""
        if fulfilment.event_at is None:
            return day(fulfilment.event_on)
        zone = self.requester.timezone
        clock = hour(fulfilment.event_at.astimezone(ZoneInfo(zone)))
        return plain(_("{day}, {hour} {place}"), day=fulfilment.event_on, hour=clock, place=kit.city(zone))

    @property
    def usable(self) -> bool:
        """True while it is approved, neither paused by a hold nor for a customer that left the portfolio."""
        return self.request.status.running and not self.request.paused and self.customer.active

    @property
    def on_hold(self) -> str:
        """Why it can't be used now, and until when; "" where it can."""
        if self.hold_blocker is None:
            return ""
        return blockers.blocker(self.hold_blocker, self.reader)

    @property
    def ahead(self) -> bool:
        """True while it is approved and its day has not come."""
        event_on = self.request.fulfilment.event_on
        return self.request.status.running and (event_on is None or event_on > self.today)

    @property
    def brief_comes(self) -> bool:
        """True until the working day before the event, on which its reader is briefed."""
        event_on, reader = self.request.fulfilment.event_on, self.reader
        if event_on is None or not self.ahead:
            return False
        morning = mornings({reader.id: reader}, self.policy)(reader.id, event_on, -1)
        return working_time_of(reader, self.policy).local_day(morning) > self.today

    @property
    def decides(self) -> bool:
        """False for who was asked once and is not any more: the customer was handed over, or another stands in."""
        asked = (self.request.decider_id, self.request.backup_id, self.owner.id if self.owner else None)
        return self.reader.programme_manager or self.reader.id in asked

    @property
    def beyond(self) -> str:
        """By whose decision it goes beyond the customer's limits, and why; "" where it does not."""
        if not (reason := self.request.override_reason):
            return ""
        if self.overridden_by is None:
            return plain(_("Beyond its limit, by a programme manager's decision: “{reason}”"), reason=reason)
        said = _("Beyond its limit, by {who}'s decision: “{reason}”")
        return plain(said, who=self.overridden_by.name, reason=reason)


def settled(view: CardView) -> str:
    """Where it stands since the approval, in words: the day, how it ended, and whether thanks were said."""
    if not view.request.paused:
        return _unpaused(view)
    return plain(_("⏸ Paused · it was to be on {day}"), day=view.when) if view.when else _("⏸ Paused")


def _unpaused(view: CardView) -> str:
    request, fulfilment = view.request, view.request.fulfilment
    if request.status is Status.SCHEDULED:
        return plain(_("📅 On {day}"), day=view.when)
    if request.status is Status.COMPLETED:
        grade = plain(_("{grade} of 5"), grade=fulfilment.grade) if fulfilment.grade else ""
        return " · ".join(filter(None, (_completed(request), grade, _thanked(view))))
    if request.status is Status.CANCELLED and fulfilment.cancelled_by:
        cancelled = terms.cancelled(fulfilment.cancelled_by, missed=fulfilment.missed)
        return " · ".join(filter(None, (f"✖️ {cancelled}", _thanked(view))))
    if request.unanswered and request.decided_by:
        return _("⌛ Lapsed: the customer has not answered in time")
    return _("⌛ Lapsed: nobody has answered in time") if request.unanswered else terms.status(request.status)


def _completed(request: Request) -> str:
    if event_on := request.fulfilment.event_on:
        return plain(_("✅ It took place on {day}"), day=event_on)
    return _("✅ It took place") if request.activity.live else _("✅ Done")


def _thanked(view: CardView) -> str:
    fulfilment = view.request.fulfilment
    if fulfilment.thanked_how:
        return terms.thanked(fulfilment.thanked_how)
    return _("thanks still to say") if fulfilment.thanks_since else ""
