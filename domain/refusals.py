"""The one exception that is an answer: a code and facts, which `blocks/wording` says to the person who asked."""

from collections.abc import Collection
from enum import StrEnum


class Reason(StrEnum):
    """Why something cannot be done. The sentence of each stands in `blocks/wording/refusals.py`."""

    SAID = "said"  # in the fact `words`, by a form that is in blocks itself
    OUTDATED = "outdated"
    # Who asks
    GUEST = "guest"
    OUTSIDER = "outsider"
    NO_ACCOUNT = "no_account"
    NOT_LOOKED_UP = "not_looked_up"
    NO_MEMBER = "no_member"
    MANAGERS_ONLY = "managers_only"
    MAY_NOT_DECIDE = "may_not_decide"
    MAY_NOT_REPORT = "may_not_report"
    MAY_NOT_WITHDRAW = "may_not_withdraw"
    MAY_NOT_READ = "may_not_read"
    NOT_IN_CHARGE = "not_in_charge"
    # Filing and deciding
    BLOCKED = "blocked"
    BLOCKED_SAY_WHY = "blocked_say_why"
    NOBODY_DECIDES = "nobody_decides"
    OWNER_NOT_IN_SLACK = "owner_not_in_slack"
    TOO_LATE_BLOCKED = "too_late_blocked"
    TOO_LATE_SAY_WHY = "too_late_say_why"
    TOO_LATE_FINAL = "too_late_final"
    NO_SINCE = "no_since"
    RETIRED = "retired"
    CONSENT_FIRST = "consent_first"
    SAY_WHY = "say_why"
    CANCEL_INSTEAD = "cancel_instead"
    SETTLED = "settled"
    OVER = "over"
    NEEDED_BEFORE = "needed_before"
    DAY_OVER = "day_over"
    DAY_TOO_FAR = "day_too_far"
    AGREED_AHEAD = "agreed_ahead"
    # Holds
    LEFT_PORTFOLIO = "left_portfolio"
    GOES_AHEAD = "goes_ahead"
    PAUSED = "paused"
    PAUSED_BY = "paused_by"
    NO_BRIEF_OVER = "no_brief_over"
    NO_BRIEF_PAUSED = "no_brief_paused"
    HOLD_DAY = "hold_day"
    NOT_ON_HOLD = "not_on_hold"
    # The use itself
    NEEDS_NO_DAY = "needs_no_day"
    TIME_OVER = "time_over"
    SAME_DAY = "same_day"
    BEGUN = "begun"
    STILL_AHEAD = "still_ahead"
    NO_GIFTS = "no_gifts"
    DEAL_OVER = "deal_over"
    DEAL_SAID = "deal_said"
    NO_THANKS_YET = "no_thanks_yet"
    THANKED = "thanked"
    # People
    BACK_AHEAD = "back_ahead"
    STAND_IN_SELF = "stand_in_self"
    PICK_COUNTRY = "pick_country"
    NOT_YOUR_CUSTOMERS = "not_your_customers"
    NO_CUSTOMERS = "no_customers"
    HAS_NO_CUSTOMERS = "has_no_customers"
    YOURS_ALREADY = "yours_already"
    THEIRS_ALREADY = "theirs_already"
    # Searching, settings, the rest
    SEARCH_CHANGED = "search_changed"
    TYPE_A_NAME = "type_a_name"
    SETTINGS_CLASH = "settings_clash"
    SETTING_ORDER = "setting_order"
    SETTING_LEAST = "setting_least"
    SETTING_MOST = "setting_most"
    WHOLE_NUMBER = "whole_number"
    COUNTRY_CODE = "country_code"
    TIMEZONE = "timezone"
    LANGUAGE_CODE = "language_code"
    SAME_CODE = "same_code"
    ONE_STAYS = "one_stays"
    NAME_TAKEN = "name_taken"
    NAME_RETIRED = "name_retired"
    MENU_FULL = "menu_full"
    DAY_ENDS = "day_ends"
    UNREADABLE = "unreadable"
    TWO_NUMBERS = "two_numbers"
    TAKEN_CARE_OF = "taken_care_of"
    FASTER = "faster"
    LAST_POINTS = "last_points"
    CUSTOMER_LEFT = "customer_left"
    # Importing
    EMPTY_FILE = "empty_file"
    NO_NAME_HEADING = "no_name_heading"
    HEADINGS_UNREAD = "headings_unread"
    UNKNOWN_ENCODING = "unknown_encoding"
    MIXED_ENCODINGS = "mixed_encodings"
    ENCODING_UNCLEAR = "encoding_unclear"
    IMPORT_CUT_OFF = "import_cut_off"


class Manage(StrEnum):
    """What only programme managers do."""

    SETTINGS = "settings"
    DIGEST = "digest"
    WHOSE_TURN = "whose_turn"
    LETTER = "letter"
    HANDOVER = "handover"
    DEAD_LETTERS = "dead_letters"


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """Something that cannot be done, for the person who asked.

    field: name of the form field the sentence belongs to, if there is one; None shows it beside the form.
    deciders: ids of the people who can do it instead; their names and the programme managers' follow the sentence.
        Empty names the programme managers alone; None names nobody.
    facts: what the sentence says besides: a Customer, who is named as far as the reader may know it, a Blocker, a
        day, a number or a text. They are shown to one person and never logged.
    """

    def __init__(
        self, reason: Reason, *, field: str | None = None, deciders: Collection[int] | None = None, **facts: object
    ) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.field = field
        self.deciders = None if deciders is None else tuple(deciders)
        self.facts = facts


class Outdated(Refusal):
    """A button or a form names nothing we know: of another version, or of before a restore."""

    def __init__(self) -> None:
        super().__init__(Reason.OUTDATED)
