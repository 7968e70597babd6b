"""What a person reads when something went wrong that is not theirs: never that nothing was changed where it was."""

from blocks.kit.language import N_, _
from blocks.kit.sentences import plain

UNSAVED = N_("I could not save this; nothing was changed. Please try again.")
UNSURE = N_("I could not find out whether this was saved. Please look at the card before you try again.")
TOO_LATE = N_("That took too long for Slack. Please click again.")
BUSY = N_("Slack is busy just now. Please click again in a minute.")
SLACK_AWAY = N_("Slack did not answer me just now. Please try again in a minute.")
# A transaction was committed before something else went wrong.
SAVED = N_("It is saved, but I could not show you what became of it. You need not do it again.")
SAVED_NO_SLACK = N_("It is saved; only, Slack did not let me show it. You need not do it again.")

BROKE = N_("Something broke on my side, and nothing was changed. Tell your administrator this number: {number}.")
BROKE_SAVED = N_("Something broke on my side, but it is saved. Tell your administrator this number: {number}.")
BROKE_UNSURE = N_(
    "Something broke on my side, and I could not find out whether it was saved. "
    "Tell your administrator this number: {number}."
)


def trouble(sentence: str, **facts: str) -> str:
    """One of these sentences."""
    return plain(_(sentence), **facts)
