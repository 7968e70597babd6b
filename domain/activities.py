"""What a customer can be asked to do, and what for. An activity is a row of the policy; ours are `DEFAULTS`."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field

LONGEST_CODE = 16
LAST_PLACE = 99


class Quotable(StrEnum):
    """What may be said of a customer outside, without asking anybody. The value is the code stored and imported."""

    NAME = "name"
    STORY = "story"

    @property
    def code(self) -> str:
        """The code, as an activity has one."""
        return self.value


class Exposure(StrEnum):
    """Who gets to see a use: the people it is for, or anybody."""

    PRIVATE = "private"
    PUBLIC = "public"


class Purpose(StrEnum):
    """What the use is for; a consent may cover only some."""

    SALES = "sales"
    TENDER = "tender"
    PRESS = "press"
    EVENT = "event"


class Giver(StrEnum):
    """Who at the customer gives it. The value is stored with the row."""

    LIVE = "live"  # a contact, of their own time on a day
    PERSON = "person"  # a contact in person, on no day
    COMPANY = "company"  # nobody in person


class Audibility(StrEnum):
    """Who gets to read or hear it. The value is stored with the row."""

    PRIVATE = "private"  # whom it is for, in confidence
    NAMED = "named"  # whom it is for, and they may pass on which customer it is
    PUBLIC = "public"  # anybody


class Activity(BaseModel):
    """One kind of use. Two are equal where their codes are: all else the company may change.

    code: stored, imported and exported; never given to another one. name: as people say it inside a sentence.
    translations: of the name, by language (ISO 639-1). search: what else means it in a search, in any language.
    points: of a customer's quarter. yearly_cap: uses of a customer a year, None for any. notice_days: business days.
    purpose: what it is for by its nature, None for any. rank: its place among those that are spoken of unasked, the
    lowest first; 0 for none. retired: it can't be asked for any more.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str = Field(min_length=1, max_length=LONGEST_CODE)
    name: str = Field(min_length=1)
    translations: Mapping[str, str] = Field(default_factory=dict)
    search: tuple[str, ...] = ()
    points: int = Field(default=0, ge=0)
    yearly_cap: int | None = Field(default=None, ge=0)
    giver: Giver = Giver.COMPANY
    minutes: int = Field(default=30, ge=1)
    notice_days: int = Field(default=0, ge=0)
    audibility: Audibility = Audibility.PRIVATE
    purpose: Purpose | None = None
    thanks_owed: bool = True
    rank: int = Field(default=50, ge=0, le=LAST_PLACE)
    retired: bool = False

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Activity) and other.code == self.code

    def __hash__(self) -> int:
        return hash(self.code)

    @property
    def names(self) -> tuple[str, ...]:
        """Whatever it is called, in any language."""
        return (self.name, *self.translations.values(), *self.search)

    @property
    def live(self) -> bool:
        """True where a contact gives their own time on a day: such a use has a date, an introduction and rest."""
        return self.giver is Giver.LIVE

    @property
    def personal(self) -> bool:
        """True where a contact gives it in person, so that their own answer counts, too."""
        return self.giver is not Giver.COMPANY

    @property
    def names_outside(self) -> bool:
        """True where people outside get to read or hear which customer it is, and not in confidence."""
        return self.audibility is not Audibility.PRIVATE

    @property
    def effortless(self) -> bool:
        """True where it takes nobody's time: once approved, the customer may be named at once."""
        return not self.live and not self.thanks_owed


# Lightest first.
DEFAULTS: tuple[Activity, ...] = (
    Activity(code="logo", name="logo mention", audibility=Audibility.PUBLIC, thanks_owed=False, rank=6),
    Activity(
        code="tender",
        name="tender mention",
        audibility=Audibility.NAMED,
        purpose=Purpose.TENDER,
        thanks_owed=False,
        rank=0,
    ),
    Activity(code="quote", name="quote", points=1, giver=Giver.PERSON, rank=2),
    Activity(code="written", name="written answer", points=1, giver=Giver.PERSON, rank=0),
    Activity(code="call", name="call", search=("reference call",), points=2, giver=Giver.LIVE, notice_days=3, rank=1),
    Activity(code="group_call", name="group call", points=3, giver=Giver.LIVE, minutes=45, notice_days=3, rank=0),
    Activity(
        code="event",
        name="event talk",
        points=4,
        giver=Giver.LIVE,
        notice_days=10,
        audibility=Audibility.PUBLIC,
        rank=4,
    ),
    Activity(code="visit", name="site visit", points=4, giver=Giver.LIVE, minutes=120, notice_days=10, rank=3),
    Activity(
        code="press",
        name="press or analyst talk",
        points=4,
        giver=Giver.LIVE,
        notice_days=10,
        audibility=Audibility.PUBLIC,
        purpose=Purpose.PRESS,
        rank=0,
    ),
    # One quarter's points can't hold the effort of this one, so it has a cap of its own.
    Activity(code="case_study", name="case study", yearly_cap=1, audibility=Audibility.PUBLIC, rank=5),
)


def unknown(code: str) -> Activity:
    """What is read for a stored code that the policy does not know: nothing that can be asked for."""
    return Activity.model_construct(code=code, name=code.replace("_", " "), retired=True)


def with_points(activities: Iterable[Activity], points: Mapping[str, int]) -> tuple[Activity, ...]:
    """The same with other points, by code."""
    return tuple(each.model_copy(update={"points": points.get(each.code, each.points)}) for each in activities)


T = TypeVar("T", Purpose, Purpose | None)


def purpose_of(activity: Activity | Quotable, said: T) -> Purpose | T:
    """The purpose that an activity has by nature; where it has none, the one that was said."""
    return (activity.purpose if isinstance(activity, Activity) else None) or said


def exposure_of(activity: Activity | Quotable) -> Exposure:
    """Whether a use is public by its kind."""
    public = isinstance(activity, Quotable) or activity.audibility is Audibility.PUBLIC
    return Exposure.PUBLIC if public else Exposure.PRIVATE


def purposes_of(activity: Activity) -> tuple[Purpose, ...]:
    """What an activity can be used for."""
    return (activity.purpose,) if activity.purpose else tuple(Purpose)
