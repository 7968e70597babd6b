"""What may be said of a customer right now, to anybody, without asking anyone."""

import re
from datetime import date

from domain.activities import Activity, Purpose, Quotable, exposure_of
from domain.portfolio.consent import Permission, may_use
from domain.portfolio.customers import Customer, Record

LONGEST = 300
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def quotable(record: Record, today: date, purpose: Purpose = Purpose.SALES) -> str:
    """One or two sentences to copy, as far as its consents go; "" when nothing about it is public, or on hold.

    Of a classified customer it is the segment and nothing else, whoever asks.
    """
    customer = record.customer
    if customer.hold and customer.hold.holds_on(today):
        return ""
    if customer.classified:
        return f"{_capital(customer.segment)} is a customer of ours." if customer.segment else ""
    gist = _gist(customer.story) if may_be_told(record, Quotable.STORY, purpose, today) else ""
    if may_be_told(record, Quotable.NAME, purpose, today):
        return f"{customer.name}: {gist}" if gist else f"{customer.name} is a customer of ours."
    if not gist or _names(gist, customer.name):
        return ""
    return f"One of our customers in {customer.industry.lower()}: {gist}" if customer.industry else gist


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


def _names(text: str, name: str) -> bool:
    """True when the text gives the name away, or a telling part of it."""
    words = set(re.findall(r"\w+", text.casefold()))
    return any(word in words for word in re.findall(r"\w+", name.casefold()) if len(word) > 3) or name in text


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
