"""What a customer is called for a reader."""

from dataclasses import replace

from blocks.kit.language import _
from domain.people import Person
from domain.portfolio import customers
from domain.portfolio.customers import Customer


def as_seen_by(customer: Customer, reader: Person) -> Customer:
    """The customer as the reader may know it, with a name in any case."""
    return named(customers.as_seen_by(customer, reader))


def named(seen: Customer) -> Customer:
    """The same; a classified one whose segment nobody has said is called so in the reader's language."""
    return seen if seen.name else replace(seen, name=called(""))


def called(name: str) -> str:
    """A name to be shown; of a classified customer it is the segment, "" where nobody has said one."""
    return name or _("A classified customer")
