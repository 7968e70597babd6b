"""Which contact of a file is which contact that is known already."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.portfolio.importing.rows import ImportedContact


@dataclass(frozen=True, slots=True)
class KnownContact:
    """A contact of one customer in the database, whether still active or not."""

    id: int
    email: str
    name: str
    title: str


def same_contacts(told: Sequence[ImportedContact], known: Sequence[KnownContact]) -> list[int | None]:
    """For each contact told, the id of the known one who is the same; None for a new one. Nobody is taken twice.

    The same e-mail is the same person; else the same name, where one of the two has no e-mail; else the same title,
    where neither has more. Of several that fit, the first of `known`.
    """
    found: list[int | None] = [None] * len(told)
    left = list(known)
    for fits in (_by_email, _by_name, _by_title):
        for place, cells in enumerate(told):
            if found[place] is None and (same := next((one for one in left if fits(cells, one)), None)):
                left.remove(same)
                found[place] = same.id
    return found


def _by_email(told: ImportedContact, known: KnownContact) -> bool:
    return bool(told.email) and told.email.casefold() == known.email.casefold()


def _by_name(told: ImportedContact, known: KnownContact) -> bool:
    return bool(told.name) and told.name.casefold() == known.name.casefold() and not (told.email and known.email)


def _by_title(told: ImportedContact, known: KnownContact) -> bool:
    more = told.email or told.name or known.email or known.name
    return told.title.casefold() == known.title.casefold() and not more
