"""The company's words, for programme managers: what people searched in vain, and what each word means."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from blocks.kit import elements, listing
from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Option
from blocks.kit.language import _, ngettext, short
from blocks.kit.sentences import plain
from blocks.kit.shapes import Payload, b
from blocks.wording import facets
from domain.listed import Listed, listed
from domain.matching import Facet
from domain.search.company_words import Word, WordKind, WordMeaning

MEANING = "words.meaning"
FORGET = "words.forget"
ADD = "words.add"
ADD_FORM = "words.add_form"
MEANT = "words.meant"
SHOWN = 15
# The lists, by the names their buttons carry.
UNKNOWN, LABELS, KEPT = "words", "labels", "own_words"
SEARCHED, LABEL, SAID = "searched", "label", "said"
NOTHING = WordMeaning(WordKind.NOTHING)


@dataclass(frozen=True, slots=True)
class WordLists:
    """What is listed: words searched in vain and labels without an industry, with how often; words with a meaning."""

    unknown: Listed[tuple[str, int]]
    labels: Listed[tuple[str, int]]
    said: Listed[Word]


def build(words: WordLists) -> dict[str, Any]:
    """The list: each word with a menu of what it can mean. Choosing is saved at once."""
    blocks: list[Block] = [kit.paragraph("unknown", [b(_("Words people searched that I did not understand"))])]
    blocks += [*unknown_lines(words.unknown.items), *listing.see_all(UNKNOWN, words.unknown)]
    if not words.unknown.items:
        blocks.append(kit.paragraph("unknown.none", _("None: everything people searched meant something.")))
    if words.labels.items:
        title = _("Industries of your customers that I do not know")
        blocks += [kit.rule("labels.rule"), kit.paragraph("labels", [b(title)])]
        blocks += [*label_lines(words.labels.items), *listing.see_all(LABELS, words.labels)]
    blocks += [kit.rule("said.rule"), kit.paragraph("said", [b(_("Your own words"))])]
    blocks += [*said_lines(words.said.items), *listing.see_all(KEPT, words.said)]
    if not words.said.items:
        blocks.append(kit.paragraph("said.none", _("None yet. A word you add works for everybody at once.")))
    blocks.append(kit.buttons("add", kit.button(_("Add a word"), ADD, "add")))
    return kit.modal(short("The company's words"), blocks)


def unknown_lines(unknown: Sequence[tuple[str, int]]) -> list[Block]:
    """Words searched in vain, each with a menu of what it can mean."""
    return [
        _asked(SEARCHED, word, plain(ngettext("{count} search", "{count} searches", times), count=times))
        for word, times in unknown
    ]


def label_lines(labels: Sequence[tuple[str, int]]) -> list[Block]:
    """Labels that are no known industry, each with a menu."""
    return [
        _asked(LABEL, label, plain(ngettext("{count} customer", "{count} customers", many), count=many))
        for label, many in labels
    ]


def said_lines(said: Sequence[Word]) -> list[Block]:
    """Words with a meaning, which can be taken back."""
    blocks: list[Block] = []
    for word in said:
        take_back = kit.button(_("Take back"), FORGET, word.word)
        blocks.append(kit.section(f"{SAID}:{word.word}", f"“{word.word}”  {meant(word.meaning)}", take_back))
    return blocks


def build_form() -> dict[str, Any]:
    """A form for one more word."""
    word = elements.plain_text_input("word", max_length=80, focus=True)
    menu = elements.external_select(MEANT, placeholder=_("Type to find it"))
    fields = [kit.field("word", _("When somebody searches for"), word), kit.field("meant", _("they mean"), menu)]
    return kit.modal(short("Add a word"), fields, callback=ADD_FORM, submit=short("Add"))


def parse_form(view: Payload) -> tuple[str, WordMeaning]:
    """The word and what it means. Raises Refusal at its field."""
    answers = kit.values(view)
    if not any(letter.isalnum() for letter in answers.get("word", "")):
        raise kit.invalid(_("Type a word."), "word")
    if not answers.get("meant"):
        raise kit.invalid(_("Pick what it means."), "meant")
    return answers["word"], _meaning(answers["meant"])


def parse_choice(action: Payload) -> tuple[str, WordMeaning]:
    """The word of this row and the meaning that was chosen for it."""
    return str(action["block_id"]).partition(":")[2], _meaning(kit.chosen(action))


def for_label(payload: Payload) -> bool:
    """True when the menu belongs to an industry label: only an industry will do."""
    return str(payload.get("block_id", "")).startswith(f"{LABEL}:")


def option(meaning: WordMeaning) -> Option:
    """A meaning as a choice."""
    return kit.option(meant(meaning), f"{meaning.kind.value}:{meaning.value}")


def _meaning(value: str) -> WordMeaning:
    kind, value = value.partition(":")[::2]
    try:
        return WordMeaning(WordKind(kind), value)
    except ValueError:
        raise kit.invalid(_("Pick one from the list."), "meant") from None


def _asked(row: str, word: str, often: str) -> Block:
    menu = elements.external_select(MEANING, placeholder=_("What does it mean?"))
    return kit.section(kit.clip(f"{row}:{word}", 255), f"“{word}”  {often}", menu)


def build_options(found: Sequence[WordMeaning], *, nothing: bool) -> list[Option]:
    """The choices of a menu; `nothing`: the word may also be left out for good."""
    last = [option(NOTHING)] if nothing else []
    return [*listing.options(listed(found, listing.OPTIONS - len(last)), option), *last]


def meant(meaning: WordMeaning) -> str:
    """What a word stands for: "Industry: grocery"."""
    return facets.with_kind(Facet(meaning.kind, meaning.value))
