"""A busy machine is no fault: what is not about a deadline has more time than anything takes."""

from bot.crashing import patient
from sandbox.server import Sandbox
from sandbox.workspace import Workspace

SECONDS = 60
PATIENT = patient(SECONDS)


def patient_slack(workspace: Workspace, *, page: bool = False) -> Sandbox:
    """A Slack that waits longer than that for an answer, and takes trigger ids as long."""
    workspace.trigger_seconds = 2 * SECONDS
    return Sandbox(workspace, page=page, answer_within=2 * SECONDS)
