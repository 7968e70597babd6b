"""What the desk asks back under an answer: with or without a thing, and what words may have meant."""

from blocks.kit import shapes as kit
from blocks.kit.elements import Block
from blocks.kit.language import _
from blocks.kit.sentences import plain, say
from blocks.kit.shapes import Payload
from blocks.wording import facets
from domain.matching import Answer, Facet
from domain.matching.model import NOT
from domain.refusals import Reason, Refusal

# Slack wants the elements of one row to have ids of their own.
OFFERS = tuple(f"search.offer_{letter}" for letter in "abcdefgh")


def build(answer: Answer, search: str) -> list[Block]:
    """The questions, and a button for each of their answers; nothing where nothing is asked."""
    found = offers(answer)
    if not found:
        return []
    asked = [say(_("With or without <b>{meaning}</b>?"), meaning=facets.reading(each)) for each in answer.undecided]
    buttons = [
        kit.button(kit.clip(words, 70), action_id, f"{facet.kind}:{facet.value}")
        for action_id, (facet, words) in zip(OFFERS, found, strict=False)
    ]
    questions = [kit.paragraph("asked", *asked)] if asked else []
    return [*questions, kit.buttons(f"search.offers.{search}", *buttons)]


def offers(answer: Answer) -> list[tuple[Facet, str]]:
    """What can be picked with one click, with the words on its button."""
    found = []
    for reading in answer.undecided:
        kind, value = reading.facet.kind, reading.facet.value
        meant = facets.reading(reading)
        found.append((reading.facet, plain(_("With {meaning}"), meaning=meant)))
        found.append((Facet(NOT + kind, value), plain(_("Without {meaning}"), meaning=meant)))
    for each in answer.nearest if answer.asked_back else ():
        meant = facets.with_kind(each.facet)
        found.append((each.facet, plain(_("“{words}” → {meaning}"), words=kit.clip(each.words, 25), meaning=meant)))
    return found[: len(OFFERS)]


def parse(answer: Answer, action: Payload) -> Facet:
    """What was picked. Raises Refusal where the words have come to mean something else."""
    kind, value = str(action.get("value") or "").partition(":")[::2]
    picked = Facet(kind, value)
    if picked not in [offer[0] for offer in offers(answer)]:
        raise Refusal(Reason.SEARCH_CHANGED)
    return picked


def why(answer: Answer) -> str:
    """Why nobody is listed."""
    if not answer.ignored:
        return _("Nobody is listed yet: please say which you mean.")
    return _("Nobody is listed yet: what I did not understand may matter. Try an industry or a use case as well.")
