"""Refine: a search with its words, readings and filters to change; and the buttons older answers had for that."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from blocks.kit import elements
from blocks.kit import shapes as kit
from blocks.kit.elements import Block, Element, Option
from blocks.kit.language import N_, _, short
from blocks.kit.sentences import plain, say
from blocks.kit.shapes import Payload
from blocks.search import asked_back
from blocks.search.asked_back import OFFERS
from blocks.wording import facets
from domain.company_size import SIZES
from domain.matching import Answer, Reading
from domain.refusals import Reason, Refusal
from domain.search.filters import REGIONS, Filters

FORM = "search.form"
REGION = "search.region"
SIZE = "search.size"
OWNER = "search.owner"
NOW = "search.now"
ANY = "*"
# Older answers had a cross for each part, buttons or a menu for other readings, and these filters, beneath each answer.
PARTS = tuple(f"search.part_{letter}" for letter in "abcdefgh")
READING = "search.reading"
READINGS = ("search.reading_a", "search.reading_b", "search.reading_c")
TIER = "search.tier"
SINCE = "search.since"
NARROWING = (*PARTS, *OFFERS, READING, *READINGS, REGION, SIZE, OWNER, NOW, TIER, SINCE)

# What Slack takes in one group of checkboxes.
MOST_PARTS = 10
# Values of checkboxes that are no part of what was understood.
_TIER, _SINCE, _OUT = "tier", "since", "out"
_NOTHING = N_("Type a word or two: an industry, a use case, a country or a name.")


def build(search: str, words: str, answer: Answer, filters: Filters, owner: str = "") -> dict[str, Any]:
    """The form of one search. search: its key; owner: the name of the owner it is narrowed to."""
    typed = elements.plain_text_input("words", initial=kit.clip(words, 300), max_length=300, focus=True)
    hint = _("Industry, use case, product, place, size, language, activity or name, in any order.")
    blocks = [kit.field("words", _("What should the customer be like?"), typed, optional=not words, hint=hint)]
    if answer.ignored:
        ignored = kit.clip(", ".join(answer.ignored), 300)
        blocks.append(kit.paragraph("ignored", say(_("<b>Not understood:</b> {words}"), words=ignored)))
    if parts := _parts(answer.understood, filters):
        ticked = [option for option, on in parts if on]
        boxes = elements.checkboxes("readings", [each[0] for each in parts], initial=ticked)
        blocks.append(kit.field("readings", _("I read"), boxes, optional=True))
    blocks += [_meanings(number, reading) for number, reading in _ambiguous(answer.understood)]
    blocks += _filters(filters, owner)
    return kit.modal(short("Refine"), blocks, callback=FORM, submit=short("Search"), metadata=search)


def parse_words(view: Payload) -> str:
    """The words of a form that holds nothing else. Raises Refusal at the field where there are none."""
    if words := kit.values(view).get("words", ""):
        return words
    raise kit.invalid(_(_NOTHING), "words")


def search_in(view: Payload) -> str:
    """The key of the search a form was opened for; "" for a form of an older version, which holds words only."""
    return kit.about(view) if view.get("private_metadata") else ""


def parse(view: Payload, understood: Sequence[Reading], filters: Filters) -> tuple[str, Filters]:
    """The words, and how they are narrowed. `understood` and `filters`: of the search the form was opened for.

    Raises Refusal at the field where nothing is left to search for.
    """
    said = kit.values(view)
    words, owner = said.get("words", ""), said.get("owner", "")
    left = replace(
        filters,
        region="" if (region := said.get("region", "")) == ANY else region,
        size="" if (size := said.get("size", "")) == ANY else size,
        # Where the list could not be loaded, its only choice says why and is nobody.
        owner="" if owner in (ANY, kit.NOBODY) else owner,
        now_only=said.get("now") == "yes",
    )
    ticked = said.get("readings", "").split(",")
    for part in _parts(understood, filters) if "readings" in said else ():
        value = part[0]["value"]
        left = _with_part(left, understood, filters, value, on=value in ticked)
    for number in dict(_ambiguous(understood)):
        if (other := said.get(f"means.{number}", ANY)) != ANY:
            left = left.reading_as(understood, number, kit.number(other))
    if not words and not left.restricts:
        raise kit.invalid(_(_NOTHING), "words")
    return words, left


def owner_option(key: str, name: str) -> Option:
    """An owner as a choice of the filter."""
    return kit.option(name, key)


def any_owner() -> Option:
    """The choice of the filter that takes it away."""
    return kit.option(_("Any owner"), ANY)


def search_of(action: Payload) -> str:
    """The search a part, a reading or a filter of an older answer belongs to: its row carries the key."""
    return kit.key(str(action["block_id"]).rpartition(".")[2])


def narrow(narrowed: Filters, answer: Answer, action: Payload) -> Filters:
    """The search as one click changes it. Raises Refusal where the words have come to mean something else."""
    understood = answer.understood
    name = str(action["action_id"])
    value = str((action.get("selected_option") or {}).get("value") or action.get("value") or "")
    if name in PARTS:
        return narrowed.taking_out(understood, kit.number(value))
    if name in (READING, *READINGS):
        part, other = value.partition(":")[::2]
        return narrowed.reading_as(understood, kit.number(part), kit.number(other))
    if name in OFFERS:
        return narrowed.asking_for(asked_back.parse(answer, action))
    chosen = "" if value == ANY else value
    filters: dict[str, dict[str, Any]] = {
        REGION: {"region": chosen},
        SIZE: {"size": chosen},
        OWNER: {"owner": "" if chosen == kit.NOBODY else chosen},
        NOW: {"now_only": chosen == "yes"},
        # These are said in words and only ever taken away.
        TIER: {"tier": ""},
        SINCE: {"since": 0},
    }
    if name not in filters:
        raise Refusal(Reason.SEARCH_CHANGED)
    return replace(narrowed, **filters[name])


def _parts(understood: Sequence[Reading], filters: Filters) -> list[tuple[Option, bool]]:
    """What can be taken out of the search, ticked, and what was taken out, to be let in again."""
    parts = [(kit.option(_said(reading), str(number)), True) for number, reading in enumerate(understood)]
    if filters.tier:
        parts.append((kit.option(facets.tier(filters.tier), _TIER), True))
    if filters.since:
        parts.append((kit.option(facets.since(filters.since), _SINCE), True))
    for number, facet in enumerate(filters.without):
        # Who it was, not everybody may know.
        words = _("a name") if facet.kind.endswith("name") else facets.meaning(facet)
        parts.append((kit.option(words, f"{_OUT}{number}"), False))
    return parts[:MOST_PARTS]


def _said(reading: Reading) -> str:
    meant = facets.reading(reading)
    if reading.words.casefold() in ("", meant.casefold()):
        return meant
    return plain(_("{meaning}, from “{words}”"), meaning=kit.clip(meant, 40), words=kit.clip(reading.words, 24))


def _with_part(left: Filters, understood: Sequence[Reading], before: Filters, value: str, *, on: bool) -> Filters:
    if value.startswith(_OUT):
        facet = before.without[kit.number(value.removeprefix(_OUT))]
        return replace(left, without=tuple(each for each in left.without if each != facet)) if on else left
    if on:
        return left
    if value in (_TIER, _SINCE):
        return replace(left, tier="") if value == _TIER else replace(left, since=0)
    return left.taking_out(understood, kit.number(value))


def _ambiguous(understood: Sequence[Reading]) -> Iterator[tuple[int, Reading]]:
    return ((number, reading) for number, reading in enumerate(understood[:MOST_PARTS]) if reading.others)


def _meanings(number: int, reading: Reading) -> Block:
    """What a word means, and what else it can mean."""
    now = kit.option(facets.with_kind(reading.facet), ANY)
    others = [kit.option(facets.with_kind(other), str(place)) for place, other in enumerate(reading.others[:50])]
    menu = elements.static_select(f"means.{number}", [now, *others], initial=now)
    return kit.field(f"means.{number}", plain(_("“{words}” means"), words=kit.clip(reading.words, 40)), menu)


def _filters(filters: Filters, owner: str) -> list[Block]:
    chosen = kit.option(owner or _("This owner"), filters.owner) if filters.owner else None
    show = [kit.option(_("Whoever fits"), ANY), kit.option(_("Only who can be asked now"), "yes")]
    owners = elements.external_select(OWNER, initial=chosen, placeholder=_("Any owner"))
    return [
        _filter(
            "region",
            _("Region"),
            REGION,
            _("All regions"),
            {each: facets.place(each) for each in REGIONS},
            filters.region,
        ),
        _filter("size", _("Size"), SIZE, _("All sizes"), {each: facets.label(each) for each in SIZES}, filters.size),
        kit.field("owner", _("Owner"), owners, optional=True),
        kit.field("now", _("Show"), elements.radio_buttons(NOW, show, initial=show[filters.now_only])),
    ]


def _filter(name: str, label: str, action_id: str, every: str, choices: Mapping[str, str], chosen: str) -> Block:
    options = [kit.option(every, ANY), *(kit.option(words, value) for value, words in choices.items())]
    initial = next(option for option in options if option["value"] == (chosen or ANY))
    menu: Element = elements.static_select(action_id, options, initial=initial, placeholder=every)
    return kit.field(name, label, menu, optional=True)
