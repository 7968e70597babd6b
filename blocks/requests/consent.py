"""What is on record of the use that a card is about."""

from blocks.kit import language
from blocks.kit.elements import Part
from blocks.kit.language import _, ngettext
from blocks.kit.sentences import plain, say
from blocks.kit.shapes import t
from blocks.requests.card_view import CardView
from domain.portfolio.consent import Permission, ended
from domain.portfolio.customers import Consent, ConsentAnswer


def of_use(view: CardView) -> list[Part]:
    """The line of the card: what is on record, and what approving it will ask."""
    request, said = view.request, view.consent
    if said.answer is Permission.YES:
        agreed = _("the customer has agreed to this")
        return say(_("<i>Consent:</i> {what}"), what=" · ".join((agreed, *_on_record(view))))
    if request.agreed_by:
        on = _("<i>Consent:</i> {who} says {contact} agreed on {day}. Approving confirms it.")
        undated = _("<i>Consent:</i> {who} says {contact} agreed. Approving confirms it.")
        facts = {"who": view.requester.first_name, "contact": request.agreed_by}
        return say(on, **facts, day=request.agreed_on) if request.agreed_on else say(undated, **facts)
    asks = _("When you approve, you say whether they agreed or are still to be asked.")
    return [*_short_of_a_yes(view), t(f" {asks}")]


def _on_record(view: CardView) -> list[str]:
    """Who agreed, when, until when and how often, where that is on record."""
    entry = view.consent.entry
    if entry is None or view.anonymous:
        return []
    found = [entry.agreed_by or (_("their contact") if entry.contact_id else "")]
    found.append(language.day(entry.agreed_on) if entry.agreed_on else "")
    found.append(plain(_("until {day}"), day=entry.until) if entry.until else "")
    if entry.count:
        found.append(plain(ngettext("for {count} use", "for {count} uses", entry.count), count=entry.count))
    return [each for each in found if each]


def _short_of_a_yes(view: CardView) -> list[Part]:
    entry = view.consent.entry
    if entry is None:
        return say(_("<i>Consent:</i> none on record."))
    if entry.answer is ConsentAnswer.ASK_FIRST:
        return say(_("<i>Consent:</i> ask first."))
    return _run_out(view, entry)


def _run_out(view: CardView, entry: Consent) -> list[Part]:
    """What was said, and that it holds no more."""
    if ended(entry, view.today) and entry.until:
        yes, no = _("<i>Consent:</i> a yes that ended on {day}."), _("<i>Consent:</i> a no that ended on {day}.")
        return say(yes if entry.answer is ConsentAnswer.YES else no, day=entry.until)
    count = entry.count or 0
    made = ngettext(
        "<i>Consent:</i> a yes for {count} use, and it is made.",
        "<i>Consent:</i> a yes for {count} uses, and all of them are made.",
        count,
    )
    return say(made, count=count)
