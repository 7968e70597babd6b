"""The settings for programme managers: a menu, and a form a page. Every field says what it means in a sentence."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from blocks.kit import elements
from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Element
from blocks.kit.language import N_, N_short, _, hour, joined, short, weekday
from blocks.kit.sentences import plain
from blocks.kit.shapes import Payload, b
from blocks.wording import terms
from domain.policy import Policy
from domain.programme.settings import flat
from domain.refusals import Outdated

OPEN = "settings.open"
WORDS = "settings.words"
ACTIVITIES = "settings.activities"
FORM = "settings.form"


@dataclass(frozen=True, slots=True)
class Field:
    """One value of the policy by its name. most: of a number; least: 0."""

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
    N_short("Points and budgets"),
    N_("What a customer has to give."),
    (
        Field(
            "quarter_points", N_("Points of a customer in a quarter"), N_("A customer or its tier may have its own.")
        ),
        Field("tier_points", N_("Points a quarter by tier"), PAIRS),
    ),
)
REST = SettingsForm(
    "settings.rest",
    N_short("Rest and cautions"),
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
    N_short("Answers and reminders"),
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
    N_short("The Monday digest"),
    N_("When it comes and what it names."),
    (
        Field("digest_on", N_("Is it posted?")),
        Field(
            "language", N_("In which language?"), N_("Like: en-GB. People read refdesk in the language of their Slack.")
        ),
        Field("digest_hour", N_("At this hour, in the company's time"), most=23),
        Field(
            "close_percent", N_("Close to the limit from this share of the budget"), N_("Percent."), least=1, most=100
        ),
        Field("unused_months", N_("Not used for so many months is never used"), least=1, most=24),
        Field("waiting_days", N_("A request or thanks wait too long after so many working days"), least=1, most=60),
    ),
)


def _part(name: str) -> str:
    """Which value it is, of the policy or of an activity."""
    return name.rpartition(".")[2]


PAGES: Mapping[str, SettingsForm] = {page.action: page for page in (POINTS, REST, CHASING, DIGEST)}
_NUMBERS = {_part(name) for name, value in flat(Policy()).items() if type(value) is int} - {"yearly_cap"}
_FREE = frozenset({"tier_points", "key_tiers", "working_days", "country", "translations", "search", "yearly_cap"})
_YES_OR_NO = {"yes": N_("Yes"), "no": N_("No")}
_CHOICES: Mapping[str, Mapping[str, str]] = {
    **dict.fromkeys(("digest_on", "thanks_owed", "retired"), _YES_OR_NO),
    "giver": {
        "live": N_("A contact, at an hour that is agreed, like a call"),
        "person": N_("A contact, on no day, like a quote"),
        "company": N_("Nobody in person, like a logo"),
    },
    "audibility": {
        "private": N_("Whom it is for, in confidence"),
        "named": N_("Whom it is for, and they may say which customer it is"),
        "public": N_("Anybody"),
    },
    "purpose": {"any": N_("Whatever it is asked for"), **{each.value: words for each, words in terms.PURPOSE.items()}},
}


def build(policy: Policy, by: str, on: date | None) -> dict[str, Any]:
    """The menu. by, on: who changed the settings last, and when."""
    holds = _("What you save here holds for everybody at once.")
    last = _("Nothing has been changed yet.")
    if by and on:
        last = plain(_("Last changed by {name} on {day}."), name=by, day=on)
    if policy.fiscal_year_start == 1:
        fixed = _("Quarters follow the calendar year in {timezone}; that is set where refdesk is installed.")
    else:
        fixed = _("Quarters follow a year from month {month} in {timezone}; that is set where refdesk is installed.")
    fixed = plain(fixed, timezone=policy.timezone, month=policy.fiscal_year_start)
    blocks: list[Block] = [kit.paragraph("intro", f"{holds} {last}", fixed)]
    for page in PAGES.values():
        blocks.append(kit.paragraph(page.action, [b(short(page.title))], _(page.says)))
        blocks.append(kit.buttons(f"{page.action}.do", kit.button(_("Change"), page.action, "open")))
    asked = _("What customers can be asked for, and what each takes.")
    blocks.append(kit.paragraph("activities", [b(_("Activities"))], asked))
    change = kit.button(_("Change"), ACTIVITIES, "open", label=_("Change the activities"))
    blocks.append(kit.buttons("activities.do", change))
    blocks.append(kit.paragraph("words", [b(_("The company's words"))], _("What people's own words mean in a search.")))
    blocks.append(kit.buttons("words.do", kit.button(_("The company's words"), WORDS, "open")))
    return kit.modal(short("Settings"), blocks)


def build_page(page: SettingsForm, values: Mapping[str, Any], base: FormBasis, said: str = "") -> dict[str, Any]:
    """The form of one page. values: by name. said: what a colleague changed meanwhile.

    Its inputs keep their ids, and with them what was typed: what an open form is given anew may be lost on submit.
    """
    blocks: list[Block] = [kit.paragraph("says", *([[b(said)]] if said else []), _(page.says))]
    for each in page.fields:
        element = _element(each, values[each.name])
        free = _part(each.name) in _FREE
        blocks.append(kit.field(each.name, _(each.label), element, optional=free, hint=_hint(each)))
    metadata = f"{page.action}:{base.version}:{base.later}:{','.join(base.told)}"
    return kit.modal(short(page.title), blocks, callback=FORM, submit=short("Save"), metadata=metadata)


def parse(view: Payload, pages: Mapping[str, SettingsForm]) -> tuple[SettingsForm, FormBasis, dict[str, Any]]:
    """The page, what it was filled from, and its values by name. Raises Refusal at the field, or Outdated.

    pages: those there are, by what a form carries.
    """
    action, version, later, names = (*str(view.get("private_metadata") or "").split(":", 3), "", "", "")[:4]
    base = FormBasis(kit.number(version), tuple(filter(None, names.split(","))), kit.number(later or "0"))
    answers = kit.values(view)
    if (page := pages.get(action)) is None:
        raise Outdated
    fields = {each.name for each in page.fields}
    if not fields.issuperset(base.told) or any(typed != before for typed, before in _elsewhere(view, fields)):
        raise Outdated
    # A form of an older version lacks what was added since: that stays as it is.
    there = {block["block_id"] for block in view.get("blocks") or ()}
    asked = [each for each in page.fields if each.name in there]
    return page, base, {each.name: _value(each, answers.get(each.name, "")) for each in asked}


def _elsewhere(view: Payload, names: Collection[str]) -> Iterator[tuple[str, str]]:
    """What stands in inputs that a form of an older version had here, and what stood there when it was opened."""
    answers = kit.values(view)
    for block in view.get("blocks") or ():
        if block.get("type") == "input" and (name := block["block_id"]) not in names:
            yield answers.get(name, ""), str(block["element"].get("initial_value") or "")


def build_saved(others: bool) -> dict[str, Any]:
    """What was noted. others: a colleague's change of something else stays, too."""
    said = _("It holds for everybody from now on.")
    if others:
        said = _("It holds for everybody from now on. What a colleague changed meanwhile is kept, too.")
    return kit.modal(short("Saved"), [kit.paragraph("saved", said)], close=short("Done"))


def clash_words(names: tuple[str, ...], page: SettingsForm, policy: Policy, by: str) -> str:
    """That a colleague changed the same, and what it says now."""
    labels = {each.name: _(each.label) for each in page.fields}
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


def _hint(field: Field) -> str | None:
    return plain(_(field.hint), example="gold 8, silver 6") if field.hint else None


def _element(field: Field, value: Any) -> Element:
    name = action = field.name
    part = _part(name)
    if part in (*_NUMBERS, "yearly_cap"):
        low, high = field.least, field.most
        return elements.number_input(action, initial=None if value is None else str(value), least=low, most=high)
    if name in ("day_starts", "day_ends"):
        return elements.timepicker(action, initial=str(value)[:5])
    if name == "working_days":
        days = [kit.option(weekday(number), str(number)) for number in range(7)]
        chosen = [days[number] for number in value or ()]
        return elements.checkboxes(action, days, initial=chosen)
    if part in _CHOICES:
        options = {code: kit.option(_(words), code) for code, words in _CHOICES[part].items()}
        return elements.radio_buttons(action, list(options.values()), initial=options[_code(value)])
    return elements.plain_text_input(action, initial=_text(name, value), max_length=40 if part == "name" else 500)


def _code(value: object) -> str:
    """The choice that stands for a value."""
    return "any" if value is None else str(value) if not isinstance(value, bool) else "yes" if value else "no"


def _text(name: str, value: Any) -> str:
    """A value as people write it."""
    if _part(name) in _CHOICES:
        return _(_CHOICES[_part(name)][_code(value)])
    match value:
        case dict():
            return ", ".join(f"{each} {number}" for each, number in value.items())
        case list() if name == "working_days":
            return joined([weekday(number) for number in value])
        case list():
            return ", ".join(map(str, value))
        case str() if name in ("day_starts", "day_ends"):
            return hour(datetime.combine(date.min, time.fromisoformat(value), UTC))
        case _:
            return "" if value is None else str(value)


def _value(field: Field, said: str) -> Any:
    """What was filled in, as the policy holds it. Raises Refusal at the field."""
    name, part = field.name, _part(field.name)
    if part in _NUMBERS or (part == "yearly_cap" and said):
        if not said.isdecimal() or len(said) > 6:
            raise kit.invalid(_("A whole number, please."), name)
        return int(said)
    if part in _CHOICES and said not in _CHOICES[part]:
        raise kit.invalid(_("Pick one, please."), name)
    return _READ[part](said, name)


def _pairs(said: str, name: str) -> dict[str, int]:
    found = {}
    for part in filter(None, (part.strip() for part in said.replace("\n", ",").split(","))):
        words, number = part.replace("=", " ").rpartition(" ")[::2]
        if not words.strip() or not number.isdecimal() or len(number) > 4:
            said = plain(_("“{typed}” should be a name and a whole number."), typed=kit.clip(part, 40))
            raise kit.invalid(said, name)
        found[words.strip()] = int(number)
    return found


def _translations(said: str, name: str) -> dict[str, str]:
    found = {}
    for part in _listed(said):
        language, words = part.partition(" ")[::2]
        if not (len(language) == 2 and language.isalpha() and words.strip()):
            said = plain(_("“{typed}” should be two letters and a name, like fi webinaari."), typed=kit.clip(part, 40))
            raise kit.invalid(said, name)
        found[language.lower()] = words.strip()
    return found


def _name(said: str, name: str) -> str:
    if not said[:1].isalpha():
        raise kit.invalid(_("It begins with a letter."), name)
    return kit.clip(said, 40)


def _two_days(said: str, name: str) -> list[int]:
    days = [part.strip() for part in said.split(",")]
    if len(days) != 2 or not all(day.isdecimal() and len(day) < 4 for day in days):
        raise kit.invalid(_("Two numbers, the second one later, like 2, 4."), name)
    return [int(day) for day in days]


def _listed(said: str, _: str = "") -> list[str]:
    return list(dict.fromkeys(part.strip() for part in said.replace("\n", ",").split(",") if part.strip()))


def _hour(said: str, _: str) -> str:
    return f"{said}:00" if said else ""


def _yes(said: str, _: str) -> bool:
    return said == "yes"


# What is no number, by the value it is: what was said, and the name of the field.
_READ: Mapping[str, Callable[[str, str], Any]] = {
    "tier_points": _pairs,
    "key_tiers": _listed,
    "customer_reminder_days": _two_days,
    "day_starts": _hour,
    "day_ends": _hour,
    "working_days": lambda said, _: sorted(int(day) for day in said.split(",")) if said else None,
    "country": lambda said, _: said.upper(),
    "language": lambda said, _: said,
    **dict.fromkeys(("digest_on", "thanks_owed", "retired"), _yes),
    "name": _name,
    "translations": _translations,
    "search": _listed,
    "yearly_cap": lambda said, _: None,
    "giver": lambda said, _: said,
    "audibility": lambda said, _: said,
    "purpose": lambda said, _: None if said == "any" else said,
}
