"""Who of the company is meant by a name in a file."""

import unicodedata
from collections.abc import Collection, Iterable


class Colleagues:
    """Names and e-mails of the people of the company's Slack, to find an owner whom a file only names."""

    def __init__(self, people: Iterable[tuple[str, str]]) -> None:
        self._emails: dict[str, set[str]] = {}
        for name, email in people:
            self._emails.setdefault(_plain(name), set()).add(email)

    def emails(self, name: str) -> Collection[str]:
        """The e-mails of all who are called so: "Ilkka Saarinen" or "Saarinen, Ilkka"."""
        return self._emails.get(_plain(name), ())


def _plain(name: str) -> str:
    """A name without case, accents and double spaces, the given name first."""
    last, comma, first = name.partition(",")
    whole = f"{first} {last}" if comma else name
    letters = unicodedata.normalize("NFKD", whole.casefold())
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())
