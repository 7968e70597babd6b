"""The company's activities, for programme managers: all of them, and the form of one."""

from collections.abc import Mapping
from typing import Any

from blocks.kit import shapes as kit
from blocks.kit.elements import Block
from blocks.kit.shapes import Payload
from blocks.programme.settings import Field, SettingsForm
from domain.activities import Activity, Giver
from domain.policy import MOST_ACTIVITIES, Policy
from domain.programme.settings import row_name

CHANGE = "activity.change"
ADD = "activity.add"
_FORM = "settings.activity"
_NEW = Activity(code="new", name="new", points=1, giver=Giver.LIVE, notice_days=3)
_FIELDS = (
    Field("name", "What is it called?", "As inside a sentence, like: webinar."),
    Field("translations", "In other languages", "Like: fi webinaari, sv webbinarium. With commas between them."),
    Field("search", "Other words for it in a search", "In any language, with commas between them."),
    Field("points", "Points it takes", most=100),
    Field("yearly_cap", "At most so many of a customer a year", "Empty: any number."),
    Field("giver", "Who at the customer gives it?"),
    Field("minutes", "Minutes it takes", "Where it has a day: for calendars and briefs.", least=5, most=1440),
    Field("notice_days", "Business days of notice", "Less is a caution.", most=60),
    Field("audibility", "Who gets to hear of it?"),
    Field("purpose", "What is it for?"),
    Field("thanks_owed", "Are thanks owed for it?"),
    Field("retired", "Is it retired?", "Nobody can ask for it any more; what there is of it stays."),
)


def build(policy: Policy, *, saved: bool = False) -> dict[str, Any]:
    """All of them, each with what it takes and the way to its form. saved: say that a change was kept."""
    said = "It holds for everybody from now on." if saved else "What customers can be asked for."
    listed = (*policy.offered, *(each for each in policy.activities if each.retired))
    blocks = [kit.paragraph("says", said), *map(_row, listed)]
    if len(listed) < MOST_ACTIVITIES:
        blocks.append(kit.buttons("activities.do", kit.button("Add an activity", ADD, "add")))
    return kit.modal("Activities", blocks)


def chosen(action: Payload) -> str:
    """The page of the activity whose button was pressed."""
    return f"{_FORM}.{action.get('value')}"


def new_page() -> tuple[SettingsForm, dict[str, Any]]:
    """The form for one more, and what it begins with."""
    values = {row_name("", name): value for name, value in _NEW.model_dump(mode="json").items()}
    return _page("", "One that was retired can be brought back instead."), values | {row_name("", "name"): ""}


def pages(policy: Policy) -> Mapping[str, SettingsForm]:
    """The form of each activity, and for a new one, by what the forms carry."""
    found = [_page(each.code, kit.capital(each.words)) for each in policy.activities]
    return {page.action: page for page in (new_page()[0], *found)}


def _page(code: str, says: str) -> SettingsForm:
    fields = tuple(
        Field(row_name(code, each.name), each.label, each.hint, each.least, each.most)
        for each in _FIELDS
        if code or each.name != "retired"
    )
    return SettingsForm(f"{_FORM}.{code}", "Change an activity" if code else "Add an activity", says, fields)


def _row(activity: Activity) -> Block:
    name = kit.capital(activity.words)
    known = (
        kit.count(activity.points, "point") if activity.points else "free",
        kit.count(activity.minutes, "minute") if activity.live else "",
        f"at most {activity.yearly_cap} a year" if activity.yearly_cap is not None else "",
        "retired" if activity.retired else "",
    )
    change = kit.button("Change", CHANGE, activity.code, label=f"Change {name}")
    return kit.section(f"activity.{activity.code}", " · ".join(filter(None, (name, *known))), change)
