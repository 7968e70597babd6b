"""Facts about Slack that lie beside the project; tests compare the sandbox with them."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

_FOLDER = Path(__file__).parents[2] / ".." / "shared" / "slack"


def facts(name: str) -> dict[str, Any]:
    """Return a file of facts; without it the test is skipped, or fails where REFDESK_CI=1 is set."""
    path = _FOLDER / name
    if not path.exists():
        words = f"no ../shared/slack/{name} beside the project to compare with"
        if os.environ.get("REFDESK_CI") == "1":
            pytest.fail(words)
        pytest.skip(words)
    return dict(json.loads(path.read_text()))
