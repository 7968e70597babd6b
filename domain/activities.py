"""What a customer can be asked to do, and what it is used for."""

from enum import StrEnum
from typing import TypeVar


class Activity(StrEnum):
    """One kind of use, lightest first. The value is the code stored, imported and exported."""

    LOGO = "logo"
    TENDER = "tender"
    QUOTE = "quote"
    WRITTEN = "written"
    CALL = "call"
    GROUP_CALL = "group_call"
    EVENT = "event"
    VISIT = "visit"
    PRESS = "press"
    CASE_STUDY = "case_study"

    @property
    def words(self) -> str:
        """The activity as people say it: "reference call"."""
        return _WORDS[self]

    @property
    def one(self) -> str:
        """The same with its article: "an event talk"."""
        return f"{'an' if self.words[0] in 'aeiou' else 'a'} {self.words}"

    @property
    def live(self) -> bool:
        """True where a contact gives their own time on a day: such a use has a date, an introduction and rest."""
        return self in _LIVE

    @property
    def names_outside(self) -> bool:
        """True where people outside get to read or hear which customer it is, and not in confidence."""
        return self in _PUBLIC or self is Activity.TENDER

    @property
    def personal(self) -> bool:
        """True where a contact gives it in person, so that their own answer counts, too."""
        return self in _PERSONAL


_WORDS = {
    Activity.LOGO: "logo mention",
    Activity.TENDER: "tender mention",
    Activity.QUOTE: "quote",
    Activity.WRITTEN: "written answer",
    Activity.CALL: "call",
    Activity.GROUP_CALL: "group call",
    Activity.EVENT: "event talk",
    Activity.VISIT: "site visit",
    Activity.PRESS: "press or analyst talk",
    Activity.CASE_STUDY: "case study",
}
_LIVE = frozenset({Activity.CALL, Activity.GROUP_CALL, Activity.EVENT, Activity.VISIT, Activity.PRESS})
_PUBLIC = frozenset({Activity.LOGO, Activity.EVENT, Activity.PRESS, Activity.CASE_STUDY})
# Given by a person at the customer, whose own no counts.
_PERSONAL = frozenset({*_LIVE, Activity.QUOTE, Activity.WRITTEN})


class Quotable(StrEnum):
    """What may be said of a customer outside, without asking anybody. The value is the code stored and imported."""

    NAME = "name"
    STORY = "story"


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


_BY_NATURE = {Activity.PRESS: Purpose.PRESS, Activity.TENDER: Purpose.TENDER}

T = TypeVar("T", Purpose, Purpose | None)


def purpose_of(activity: Activity | Quotable, said: T) -> Purpose | T:
    """The purpose that an activity has by nature; where it has none, the one that was said."""
    return _BY_NATURE.get(activity, said) if isinstance(activity, Activity) else said


def exposure_of(activity: Activity | Quotable) -> Exposure:
    """Whether a use is public by its kind."""
    return Exposure.PUBLIC if isinstance(activity, Quotable) or activity in _PUBLIC else Exposure.PRIVATE


def asked_of(code: str) -> Activity | Quotable:
    """The activity or saying with this code. Raises ValueError for any other."""
    return Quotable(code) if code in list(Quotable) else Activity(code)


def purposes_of(activity: Activity) -> tuple[Purpose, ...]:
    """What an activity can be used for."""
    return (_BY_NATURE[activity],) if activity in _BY_NATURE else tuple(Purpose)
