"""The settings for programme managers: a menu, and a form a page. Every field says what it means in a sentence."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from blocks.kit import elements
from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Element
from blocks.kit.language import N_, _, hour, joined, weekday
from blocks.kit.sentences import plain
from blocks.kit.shapes import Payload, b
from blocks.wording import activities
from domain.activities import Activity
from domain.policy import Policy
from domain.programme.settings import WEIGHT, flat
from domain.refusals import Outdated

OPEN = "settings.open"
WORDS = "settings.words"
FORM = "settings.form"


@dataclass(frozen=True, slots=True)
class Field:
    """One value of the policy by its name. label: "" is the activity's it weighs. most: of a number; least: 0."""

    name: str
    label: str
    hint: str = ""
    least: int = 0
    most: int = 1000


@dataclass(frozen=True, slots=True)
class FormBasis:
    """What a form was filled from: a version of the policy; `told`: names whose value in a later one was said since."""

    version: int
    told: tuple[str, ...] = ()
    later: int = 0


@dataclass(frozen=True, slots=True)
class SettingsForm:
    """One form."""

    action: str
    title: str
    says: str
    fields: tuple[Field, ...]


PAIRS = N_("Names and numbers with commas between them, like: {example}. Empty: none.")
POINTS = SettingsForm(
    "settings.points",
    N_("Points and budgets"),
    N_("What each activity costs, and what a customer has to give."),
    (
        Field(
            "quarter_points", N_("Points of a customer in a quarter"), N_("A customer or its tier may have its own.")
        ),
        Field("tier_points", N_("Points a quarter by tier"), PAIRS),
        *(Field(f"{WEIGHT}{each}", "", N_("Points."), most=100) for each in Activity),
        Field("yearly_caps", N_("At most so many a year"), PAIRS),
    ),
)
REST = SettingsForm(
    "settings.rest",
    N_("Rest and cautions"),
    N_("How long contacts rest, what people are warned of, how often records are confirmed."),
    (
        Field(
            "contact_live_uses",
            N_("Live uses of one contact in a quarter"),
            N_("Calls, talks and visits."),
            least=1,
            most=100,
        ),
        Field("contact_rest_days", N_("Days of rest for a contact after a live use"), most=365),
        Field("call_notice_days", N_("Business days of notice for a call"), N_("Less is a caution."), most=60),
        Field("event_notice_days", N_("Business days of notice for an event, a visit or press"), most=60),
        Field("renewal_days", N_("Careful from so many days before a renewal"), most=365),
        Field("new_customer_days", N_("Careful with a customer of less than so many days"), most=730),
        Field("low_satisfaction", N_("Careful from this satisfaction down"), N_("Of 10."), most=10),
        Field("verified_days", N_("A record is confirmed every so many days"), least=1, most=730),
        Field("key_verified_days", N_("One of a key tier every so many days"), least=1, most=730),
        Field("key_tiers", N_("Key tiers"), N_("With commas between them, like: gold, platinum.")),
    ),
)
CHASING = SettingsForm(
    "settings.chasing",
    N_("Answers and reminders"),
    N_("How long an answer may take, in the working time of the person who is waited for."),
    (
        Field("reminder_hours", N_("Working hours until the first reminder"), least=1, most=80),
        Field("backup_days", N_("Working days until the backup is asked"), least=1, most=60),
        Field("manager_days", N_("Working days until a programme manager is asked"), least=1, most=60),
        Field("lapse_days", N_("Working days until a request lapses"), least=1, most=60),
        Field(
            "customer_reminder_days",
            N_("Working days until the owner is reminded to ask the customer"),
            N_("Twice, like: 2, 4."),
        ),
        Field("day_starts", N_("A working day begins at")),
        Field("day_ends", N_("A working day ends at")),
        Field("working_days", N_("Working days"), N_("None: as usual in each person's country.")),
        Field(
            "country",
            N_("Country of the company"),
            N_("For public holidays where a person's own is not known. Like: FI."),
        ),
    ),
)
DIGEST = SettingsForm(
    "settings.digest",
    N_("The Monday digest"),
    N_("When it comes and what it names."),
    (
        Field("digest_on", N_("Is it posted?")),
        Field("digest_hour", N_("At this hour, in the company's time"), most=23),
        Field(
            "close_percent", N_("Close to the limit from this share of the budget"), N_("Percent."), least=1, most=100
        ),
        Field("unused_months", N_("Not used for so many months is never used"), least=1, most=24),
        Field("waiting_days", N_("A request or thanks wait too long after so many working days"), least=1, most=60),
    ),
)
PAGES: Mapping[str, SettingsForm] = {page.action: page for page in (POINTS, REST, CHASING, DIGEST)}
_NUMBERS = {name for name, value in flat(Policy()).items() if type(value) is int}


def build(policy: Policy, by: str, on: date | None) -> dict[str, Any]:
    """The menu. by, on: who changed the settings last, and when."""
    holds = _("They hold for everybody as soon as they are saved.")
    last = _("As they were when refdesk was set up.")
    if by and on:
        last = plain(_("Last changed by {name} on {day}."), name=by, day=on)
    if policy.fiscal_year_start == 1:
        fixed = _("Quarters follow the calendar year in {timezone}; that is set where refdesk is installed.")
    else:
        fixed = _("Quarters follow a year from month {month} in {timezone}; that is set where refdesk is installed.")
    fixed = plain(fixed, timezone=policy.timezone, month=policy.fiscal_year_start)
    blocks: list[Block] = [kit.paragraph("intro", f"{holds} {last}", fixed)]
    for page in PAGES.values():
        blocks.append(kit.paragraph(page.action, [b(_(page.title))], _(page.says)))
        blocks.append(kit.buttons(f"{page.action}.do", kit.button(_("Change"), page.action, "open")))
    blocks.append(kit.paragraph("words", [b(_("The company's words"))], _("What people's own words mean in a search.")))
    blocks.append(kit.buttons("words.do", kit.button(_("The company's words"), WORDS, "open")))
    return kit.modal(_("Settings"), blocks)


def build_page(page: SettingsForm, values: Mapping[str, Any], base: FormBasis, said: str = "") -> dict[str, Any]:
    """The form of one page. values: by name. said: what a colleague changed meanwhile.

    Its inputs keep their ids, and with them what was typed: what an open form is given anew may be lost on submit.
    """
    blocks: list[Block] = [kit.paragraph("says", *([[b(said)]] if said else []), _(page.says))]
    for each in page.fields:
        free = each.name in ("tier_points", "yearly_caps", "key_tiers", "working_days", "country")
        element = _element(each, values[each.name])
        blocks.append(kit.field(each.name, _label(each), element, optional=free, hint=_hint(each)))
    metadata = f"{page.action}:{base.version}:{base.later}:{','.join(base.told)}"
    return kit.modal(_(page.title), blocks, callback=FORM, submit=_("Save"), metadata=metadata)


def parse(view: Payload) -> tuple[SettingsForm, FormBasis, dict[str, Any]]:
    """The page, what it was filled from, and its values by name. Raises Refusal at the field, or Outdated."""
    action, version, later, names = (*str(view.get("private_metadata") or "").split(":", 3), "", "", "")[:4]
    base = FormBasis(kit.number(version), tuple(filter(None, names.split(","))), kit.number(later or "0"))
    if action not in PAGES or not {each.name for each in PAGES[action].fields}.issuperset(base.told):
        raise Outdated
    page, answers = PAGES[action], kit.values(view)
    return page, base, {each.name: _value(each.name, answers.get(each.name, "")) for each in page.fields}


def build_saved(others: bool) -> dict[str, Any]:
    """What was noted. others: a colleague's change of something else stays, too."""
    said = _("It holds for everybody from now on.")
    if others:
        said = _("It holds for everybody from now on. What a colleague changed meanwhile is kept, too.")
    return kit.modal(_("Saved"), [kit.paragraph("saved", said)], close=_("Done"))


def clash_words(names: tuple[str, ...], page: SettingsForm, policy: Policy, by: str) -> str:
    """That a colleague changed the same, and what it says now."""
    labels = {each.name: _label(each) for each in page.fields}
    values = flat(policy)
    told = [
        plain(_("{name}: {words}"), name=labels[name], words=_text(name, values[name]) or _("nothing"))
        for name in names
    ]
    if by:
        said = _("{name} has just changed this, too: {values}. Save again to keep what you typed.")
    else:
        said = _("Somebody has just changed this, too: {values}. Save again to keep what you typed.")
    return plain(said, name=by, values="; ".join(told))


def _label(field: Field) -> str:
    return _(field.label) if field.label else activities.name(Activity(field.name.removeprefix(WEIGHT)))


def _hint(field: Field) -> str | None:
    example = "gold 8, silver 6" if field.name == "tier_points" else f"{activities.name(Activity.CASE_STUDY)} 1"
    return plain(_(field.hint), example=example) if field.hint else None


def _element(field: Field, value: Any) -> Element:
    name = action = field.name
    if name in _NUMBERS:
        low, high = field.least, field.most
        return elements.number_input(action, initial=str(value), least=low, most=high)
    if name in ("day_starts", "day_ends"):
        return elements.timepicker(action, initial=str(value)[:5])
    if name == "working_days":
        days = [kit.option(weekday(number), str(number)) for number in range(7)]
        chosen = [days[number] for number in value or ()]
        return elements.checkboxes(action, days, initial=chosen)
    if name == "digest_on":
        options = {"yes": kit.option(_("Yes"), "yes"), "no": kit.option(_("No"), "no")}
        chosen_one = options["yes" if value else "no"]
        return elements.radio_buttons(action, list(options.values()), initial=chosen_one)
    return elements.plain_text_input(action, initial=_text(name, value), max_length=500)


def _text(name: str, value: Any) -> str:
    """A value as people write it."""
    match value:
        case dict():
            named = (
                {activities.name(Activity(code)): n for code, n in value.items()} if name == "yearly_caps" else value
            )
            return ", ".join(f"{each} {number}" for each, number in named.items())
        case list() if name == "working_days":
            return joined([weekday(number) for number in value])
        case list():
            return ", ".join(map(str, value))
        case bool():
            return _("Yes") if value else _("No")
        case str() if name in ("day_starts", "day_ends"):
            return hour(datetime.combine(date.min, time.fromisoformat(value), UTC))
        case _:
            return "" if value is None else str(value)


def _value(name: str, said: str) -> Any:
    """What was filled in, as the policy holds it. Raises Refusal at the field."""
    if name in _NUMBERS:
        if not said.isdecimal() or len(said) > 6:
            raise kit.invalid(_("A whole number, please."), name)
        return int(said)
    return _READ[name](said)


def _tiers(said: str) -> dict[str, int]:
    return _pairs("tier_points", said)


def _caps(said: str) -> dict[str, int]:
    names = {each: activities.name(each) for each in Activity}
    codes = {name.casefold(): each.value for each, name in names.items()} | {each.value: each.value for each in names}
    pairs = {words.casefold(): number for words, number in _pairs("yearly_caps", said).items()}
    if unknown := [words for words in pairs if words not in codes]:
        known = joined(list(names.values()), "or")
        raise kit.invalid(
            plain(_("“{typed}” is no activity. Say {names}."), typed=unknown[0], names=known), "yearly_caps"
        )
    return {codes[words]: number for words, number in pairs.items()}


def _pairs(name: str, said: str) -> dict[str, int]:
    found = {}
    for part in filter(None, (part.strip() for part in said.replace("\n", ",").split(","))):
        words, number = part.replace("=", " ").rpartition(" ")[::2]
        if not words.strip() or not number.isdecimal() or len(number) > 4:
            said = plain(_("“{typed}” should be a name and a whole number."), typed=kit.clip(part, 40))
            raise kit.invalid(said, name)
        found[words.strip()] = int(number)
    return found


def _two_days(said: str) -> list[int]:
    days = [part.strip() for part in said.split(",")]
    if len(days) != 2 or not all(day.isdecimal() and len(day) < 4 for day in days):
        raise kit.invalid(_("Two numbers, the second one later, like 2, 4."), "customer_reminder_days")
    return [int(day) for day in days]


def _hour(said: str) -> str:
    return f"{said}:00" if said else ""


# What is no number, by name.
_READ: Mapping[str, Callable[[str], Any]] = {
    "tier_points": _tiers,
    "yearly_caps": _caps,
    "key_tiers": lambda said: [part.strip() for part in said.split(",") if part.strip()],
    "customer_reminder_days": _two_days,
    "day_starts": _hour,
    "day_ends": _hour,
    "working_days": lambda said: sorted(int(day) for day in said.split(",")) if said else None,
    "country": str.upper,
    "digest_on": lambda said: said != "no",
}
