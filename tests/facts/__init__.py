"""Facts about the world outside that tests compare with: see README.md for where each file comes from."""

import json
from pathlib import Path
from typing import Any

FACTS = Path(__file__).parent


def facts(name: str) -> dict[str, Any]:
    """Return one of the files of JSON."""
    return dict(json.loads((FACTS / name).read_text(encoding="utf-8")))
