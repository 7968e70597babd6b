"""What may be said of a customer right now, to anybody, without asking anyone."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.activities import Activity, Purpose, Quotable, exposure_of
from domain.portfolio.consent import Permission, may_use
from domain.portfolio.customers import Customer, Record

LONGEST = 300
# Characters of one line; what may not be passed on has words before it that say so.
SHORT, SHORTER = 88, 75
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_CLAUSE = re.compile(r"\s*(?:[,;:]|\s[–—-])(?=\s)")


class SayingKind(StrEnum):
    """What may be said outside."""

    NAME = "name"  # that it is a customer of ours
    NAMED_STORY = "named_story"
    STORY_OF_INDUSTRY = "story_of_industry"  # without its name
    STORY = "story"


@dataclass(frozen=True, slots=True)
class Saying:
    """One or two sentences to copy. name: the customer's, or its segment; gist: what came of it, in its own words."""

    kind: SayingKind
    name: str = ""
    industry: str = ""
    gist: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """What there is to tell of a customer in one line.

    words: what came of it, its first clause, cut with " …"; "" where there is no story. quotable: they may be said
    outside, word for word. saying: without a story, what may be said instead.
    named: its name may be said outside.
    """

    words: str = ""
    quotable: bool = False
    saying: Saying | None = None
    named: bool = False


NOTHING = Telling()


def telling(record: Record, today: date, purpose: Purpose = Purpose.SALES) -> Telling:
    """What its readers, who may know it, are told of a customer first, and how much of that they may pass on."""
    customer, words = record.customer, _first_clause(record.customer.story, SHORT)
    named = may_be_told(record, Quotable.NAME, purpose, today)
    if not words:
        return Telling(saying=quotable(record, today, purpose), named=named)
    held = customer.hold is not None and customer.hold.holds_on(today)
    told = not held and may_be_told(record, Quotable.STORY, purpose, today)
    if told and (named or not _names(words, customer.name)):
        return Telling(words, quotable=True, named=named)
    return Telling(_first_clause(customer.story, SHORTER), named=named)


def quotable(record: Record, today: date, purpose: Purpose = Purpose.SALES) -> Saying | None:
    """What may be copied, as far as its consents go; None when nothing about it is public, or on hold.

    Of a classified customer it is the segment and nothing else, whoever asks.
    """
    customer = record.customer
    if customer.hold and customer.hold.holds_on(today):
        return None
    if customer.classified:
        return Saying(SayingKind.NAME, _capital(customer.segment)) if customer.segment else None
    gist = _gist(customer.story) if may_be_told(record, Quotable.STORY, purpose, today) else ""
    if may_be_told(record, Quotable.NAME, purpose, today):
        return Saying(SayingKind.NAMED_STORY if gist else SayingKind.NAME, customer.name, gist=gist)
    if not gist or _names(gist, customer.name):
        return None
    if customer.industry:
        return Saying(SayingKind.STORY_OF_INDUSTRY, industry=customer.industry.lower(), gist=gist)
    return Saying(SayingKind.STORY, gist=gist)


def may_be_told(record: Record, saying: Quotable, purpose: Purpose, today: date) -> bool:
    """True where the customer has agreed that its name, or its story, is told outside for this purpose."""
    if record.customer.classified:
        return False
    return may_use(record, None, saying, purpose, exposure_of(saying), today).answer is Permission.YES


def may_be_offered(customer: Customer, activity: Activity) -> bool:
    """False where it would tell outside which customer it is, of one that is confidential: nobody is led to that."""
    return not (customer.classified and activity.names_outside)


def _gist(story: str) -> str:
    """What came of it: a story tells the need, the solution and the result, a line each; else its first sentences."""
    lines = [line.strip() for line in story.splitlines() if line.strip()]
    if not lines:
        return ""
    sentences = _SENTENCE.split(lines[-1] if len(lines) > 1 else lines[0])
    said = " ".join(sentences[:2])
    said = said if len(said) <= LONGEST else sentences[0]
    return said if len(said) <= LONGEST else said[: LONGEST - 1].rstrip() + "…"


def _first_clause(story: str, longest: int) -> str:
    """The first sentence of what came of it; where that is long, cut where it pauses, else between two words."""
    sentence = _SENTENCE.split(_gist(story))[0]
    if len(sentence) <= longest:
        return sentence
    room = longest - len(" …")
    pauses = [found.start() for found in _CLAUSE.finditer(sentence) if 0 < found.start() <= room]
    cut = sentence[: pauses[-1]] if pauses else sentence[: room + 1].rpartition(" ")[0] or sentence[:room]
    return f"{cut.rstrip(' …')} …"


def _names(text: str, name: str) -> bool:
    """True when the text gives the name away, or a telling part of it."""
    words = set(re.findall(r"\w+", text.casefold()))
    return any(word in words for word in re.findall(r"\w+", name.casefold()) if len(word) > 3) or name in text


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
