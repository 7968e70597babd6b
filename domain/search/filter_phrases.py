"""Filters said in the words of a search: a tier ("gold tier bank"), the year since which one is a customer."""

import re
from collections.abc import Iterable, Iterator

USUAL_TIERS = ("bronze", "silver", "gold", "platinum")
_FINNISH = {"pronssi": "bronze", "hopea": "silver", "kulta": "gold", "platina": "platinum"}
_CUSTOMERS = r"(?:customers?|accounts?|clients?|asiak(?:as|kaa)\w*)"
_TIER = re.compile(r"(?<!\w)(?:tiers?|taso(?:n|lla|lta|lle)?)(?!\w)", re.IGNORECASE)
_BEFORE, _AFTER = re.compile(r"[^\W_]+[\s-]+$"), re.compile(r"(?::\s*|[\s-]+)[^\W_]+")
_COMPOUND = re.compile(
    rf"(?<!\w)(?P<tier>{'|'.join(_FINNISH)})-?(?:taso(?:n|lla|lta|lle|inen|iset)?(?!\w)|(?={_CUSTOMERS}))",
    re.IGNORECASE,
)
_SINCE = re.compile(
    rf"(?:\b{_CUSTOMERS}\s+)?\b(?:since|vuodesta)\s+(?P<year>(?:19|20)\d\d)\b(?:\s+(?:lähtien|alkaen)\b)?",
    re.IGNORECASE,
)


def tiers_in(words: str, named: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Words that may be a tier in a search ("gold tier bank", "tier gold"), each with what is left of it.

    The usual tiers, and the company's `named` ones, need no "tier" beside them before customers: "gold customers".
    """
    for found in _TIER.finditer(words):
        if before := _BEFORE.search(words, 0, found.start()):
            yield before[0].strip(" -"), _rest(words, before.start(), found.end())
        if after := _AFTER.match(words, found.end()):
            yield after[0].strip(": -"), _rest(words, found.start(), after.end())
    names = "|".join(map(re.escape, {*USUAL_TIERS, *named}))
    for found in re.finditer(rf"(?<!\w)({names})(?=\s+{_CUSTOMERS}(?!\w))", words, re.IGNORECASE):
        yield found[0], _rest(words, *found.span())
    for found in _COMPOUND.finditer(words):
        yield _FINNISH[found["tier"].lower()], _rest(words, *found.span())


def since_in(words: str) -> tuple[int, str] | None:
    """The year in "customer since 2015", with what is left of the words."""
    found = _SINCE.search(words)
    return (int(found["year"]), _rest(words, *found.span())) if found else None


def more_than_customers(words: str) -> str:
    """The words, unless all they say is "customers"."""
    return "" if re.fullmatch(_CUSTOMERS, words, re.IGNORECASE) else words


def _rest(words: str, start: int, end: int) -> str:
    return " ".join(f"{words[:start]} {words[end:]}".split())
