"""What a customer can be asked to do, and what it is used for."""

from enum import StrEnum


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


class Purpose(StrEnum):
    """What the use is for; a consent may cover only some."""

    SALES = "sales"
    TENDER = "tender"
    PRESS = "press"
    EVENT = "event"

    @property
    def words(self) -> str:
        """The purpose as people say it: "a sales deal"."""
        return _PURPOSE_WORDS[self]


_PURPOSE_WORDS = {
    Purpose.SALES: "a sales deal",
    Purpose.TENDER: "a tender",
    Purpose.PRESS: "press or analysts",
    Purpose.EVENT: "an event",
}
