"""The one exception whose words are meant for a person."""

from collections.abc import Collection


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """Something that cannot be done, said in a sentence for the person who asked.

    field: name of the form field the sentence belongs to, if there is one; None shows it beside the form.
    deciders: ids of the people who can do it instead; their names and the programme managers' follow the sentence.
        Empty names the programme managers alone; None names nobody.
    The words may hold a customer's name: they are shown to one person and never logged.
    """

    def __init__(self, words: str, *, field: str | None = None, deciders: Collection[int] | None = None) -> None:
        super().__init__(words)
        self.words = words
        self.field = field
        self.deciders = None if deciders is None else tuple(deciders)


class Outdated(Refusal):
    """A button or a form names nothing we know: of another version, or of before a restore."""

    def __init__(self) -> None:
        super().__init__(
            "This is from before I was updated or restored, so it changed nothing. "
            "Search again with /reference, or open my Home."
        )
