"""What people read, as tests assert on it: by its words. No test breaks because a comma or a dot moved.

Every transcript of a world's people is `Said`, and every label they look for is compared so.
"""

import re

_MARKS = re.compile(r"[\s,.;–—…!?\"“”„]+")
_DRAWN_OUT = re.compile(r"⟦|~*⟧")


class Said(str):
    """A text that holds, or equals, another one when its words do, whatever marks stand between them."""

    __slots__ = ()

    def __contains__(self, words: object) -> bool:
        return _words(str(words)) in _words(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and _words(other) == _words(self)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(_words(self))


def said(text: str) -> str:
    """A text as it is asserted on."""
    return Said(text)


def in_english(text: str) -> str:
    """A text of the pseudo-language, without what draws it out; one that was cut lost its end."""
    return Said(_DRAWN_OUT.sub("", text))


def _words(text: str) -> str:
    return _MARKS.sub(" ", text).strip()
