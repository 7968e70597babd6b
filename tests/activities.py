"""The activities a new desk begins with, by name: only tests name any; and a policy with others."""

from typing import Any

from domain.activities import DEFAULTS, Activity
from domain.policy import Policy

LOGO, TENDER, QUOTE, WRITTEN, CALL, GROUP_CALL, EVENT, VISIT, PRESS, CASE_STUDY = DEFAULTS


def but(activity: Activity, **more: Any) -> Activity:
    """The same with other values."""
    return activity.model_copy(update=more)


def policy_with(*rows: Activity, **more: Any) -> Policy:
    """A policy in which these rows stand in the place of those with the same code, or after all of them."""
    theirs = {row.code: row for row in (*DEFAULTS, *rows)}
    return Policy(activities=tuple(theirs.values()), **more)
