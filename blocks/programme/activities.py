"""The company's activities, for programme managers: all of them, and the form of one."""

from collections.abc import Mapping
from typing import Any

from blocks.kit import shapes as kit
from blocks.kit.elements import Block
from blocks.kit.language import N_, N_short, _, ngettext, pgettext, short
from blocks.kit.sentences import plain
from blocks.kit.shapes import Payload
from blocks.programme.settings import Field, SettingsForm
from blocks.wording import activities as wording
from domain.activities import LAST_PLACE, Activity, Giver
from domain.policy import MOST_ACTIVITIES, Policy
from domain.programme.settings import next_place, row_name

CHANGE = "activity.change"
ADD = "activity.add"
_PAGE = "settings.activity."
_NEW = Activity(code="new", name="new", points=1, giver=Giver.LIVE, notice_days=3)
_FIELDS = (
    Field("name", N_("What is it called?"), N_("Like: webinar.")),
    Field(
        "translations", N_("In other languages"), N_("Like: fi webinaari, sv webbinarium. With commas between them.")
    ),
    Field("search", N_("Other words for it in a search"), N_("In any language, with commas between them.")),
    Field("points", N_("Points it takes"), most=100),
    Field("yearly_cap", N_("At most so many of a customer a year"), N_("Empty: any number.")),
    Field("giver", N_("Who at the customer gives it?")),
    Field("minutes", N_("Minutes it takes"), N_("Where it has a day: for calendars and briefs."), least=5, most=1440),
    Field("notice_days", N_("Business days of notice"), N_("Less is a caution."), most=60),
    Field("audibility", N_("Who gets to hear of it?")),
    Field("purpose", N_("What is it for?")),
    Field(
        "rank",
        N_("Its place among what I suggest"),
        N_("1: the first, and what is meant where nothing is said. 0: only the form offers it."),
        most=LAST_PLACE,
    ),
    Field("thanks_owed", N_("Are thanks owed for it?")),
    Field("retired", N_("Is it retired?"), N_("Nobody can ask for it any more; what there is of it stays.")),
)


def build(policy: Policy, *, saved: bool = False) -> dict[str, Any]:
    """All of them, each with what it takes and the way to its form. saved: say that a change was kept."""
    said = _("It holds for everybody from now on.") if saved else _("What customers can be asked for.")
    listed = (*policy.offered, *(each for each in policy.activities if each.retired))
    blocks = [kit.paragraph("says", said), *map(_row, listed)]
    if len(listed) < MOST_ACTIVITIES:
        blocks.append(kit.buttons("activities.do", kit.button(_("Add an activity"), ADD, "add")))
    return kit.modal(short("Activities"), blocks)


def chosen(action: Payload) -> str:
    """The page of the activity whose button was pressed."""
    return f"{_PAGE}{action.get('value')}"


def new_page(policy: Policy) -> tuple[SettingsForm, dict[str, Any]]:
    """The form for one more, and what it begins with."""
    begun = _NEW.model_copy(update={"rank": next_place(policy)}).model_dump(mode="json") | {"name": ""}
    values = {row_name("", name): value for name, value in begun.items()}
    return _page("", N_("One that was retired can be brought back instead.")), values


def pages(policy: Policy) -> Mapping[str, SettingsForm]:
    """The form of each activity, and for a new one, by what the forms carry."""
    found = [_page(each.code, wording.name(each)) for each in policy.activities]
    return {page.action: page for page in (new_page(policy)[0], *found)}


def _page(code: str, says: str) -> SettingsForm:
    fields = tuple(
        Field(row_name(code, each.name), each.label, each.hint, each.least, each.most)
        for each in _FIELDS
        if code or each.name != "retired"
    )
    title = N_short("Change an activity") if code else N_short("Add an activity")
    return SettingsForm(f"{_PAGE}{code}", title, says, fields)


def _row(activity: Activity) -> Block:
    name, cap = wording.name(activity), activity.yearly_cap
    known = (
        name,
        plain(ngettext("{count} point", "{count} points", activity.points), count=activity.points)
        if activity.points
        else pgettext("price", "free"),
        plain(ngettext("{count} minute", "{count} minutes", activity.minutes), count=activity.minutes)
        if activity.live
        else "",
        "" if cap is None else plain(ngettext("at most {count} a year", "at most {count} a year", cap), count=cap),
        _("retired") if activity.retired else "",
    )
    change = kit.button(_("Change"), CHANGE, activity.code, label=plain(_("Change {activity}"), activity=name))
    return kit.section(f"activity.{activity.code}", " · ".join(filter(None, known)), change)
