"""Text that a spreadsheet would run as a formula: made harmless on the way out, itself again on the way in."""

import re

# What Excel, LibreOffice and Google Sheets begin a formula with; tab and return are skipped by some before they look.
_RUNS = re.compile(r"'*[=+\-@\t\r]")
_DEFUSED = re.compile(r"''*[=+\-@\t\r]")


def defused(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would run it: "=SUM(A1)" is written "'=SUM(A1)".

    A text that begins with apostrophes and then such a sign gets one more, so that nothing is lost on the way back.
    """
    return f"'{text}" if _RUNS.match(text) else text


def restored(text: str) -> str:
    """What `defused` was given; a text that it never touched comes back as it is."""
    return text[1:] if _DEFUSED.match(text) else text
