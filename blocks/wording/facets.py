"""What is asked for, and what a customer is, said to a reader: countries and languages as the reader's locale has them.

Industries, groups of countries and use cases are data: a catalogue knows them by their English label, or leaves it.
"""

from collections.abc import Mapping

from blocks.kit.language import N_, _, current, joined, pgettext
from blocks.kit.sentences import plain
from blocks.wording import activities, terms
from domain.matching import Facet, Reading
from domain.matching.model import NOT
from domain.matching.vocabulary import concepts, places
from domain.search.company_words import WordKind

KINDS: Mapping[str, str] = {
    **{kind.value: words for kind, words in terms.WORD_KIND.items()},
    "name": N_("Name"),
    "story": N_("Story"),
    "level": N_("Level"),
}
SOMEBODY: Mapping[str, str] = {
    "C-level": N_("somebody at C-level"),
    "VP": N_("a vice president"),
    "Director": N_("a director"),
    "Manager": N_("a manager"),
}
# What stands in records as it is said.
SIZES = (N_("SMB"), N_("Mid-market"), N_("Enterprise"))
REGIONS = (N_("EMEA"), N_("North America"), N_("LATAM"), N_("APAC"))


def meaning(facet: Facet) -> str:
    """The facet: "Germany", "banking or insurance", "not Onboarding"; of a name, its number."""
    kind, value = facet.kind, facet.value
    if kind.startswith(NOT):
        return plain(_("not {meaning}"), meaning=meaning(Facet(kind.removeprefix(NOT), value)))
    match kind:
        case "industry":
            known = concepts()
            return joined([label(known[each].name if each in known else each) for each in value.split("|")], "or")
        case "region":
            return place(value)
        case "language":
            return str(current().locale.languages.get(value, value))
        case "activity":
            return _(activities.NAMES[value]) if value in activities.NAMES else value.replace("_", " ")
        case "level":
            return label(SOMEBODY.get(value, value))
        case "use_case" | "size":
            return label(value)
        case _:
            return value


def reading(read: Reading) -> str:
    """What some words were read as; a customer, and an activity of the company's own, by its name."""
    if read.activity:
        named = activities.name(read.activity)
        return plain(_("not {meaning}"), meaning=named) if read.facet.kind.startswith(NOT) else named
    if not read.facet.kind.endswith("name"):
        return meaning(read.facet)
    if read.like:
        return plain(_("like {customer}"), customer=read.name)
    if read.facet.kind.startswith(NOT):
        return plain(_("not {meaning}"), meaning=read.name)
    return read.name


def place(code: str) -> str:
    """A country by its ISO code, a group of countries by its key, a region by its name; "" for ""."""
    if group := places().group_names.get(code):
        return label(group.removeprefix("the "))
    return str(current().locale.territories.get(code) or label(code))


def label(words: str) -> str:
    """A label of our data or of a record: a size, an industry, a use case; "" for ""."""
    return pgettext("label", words) if words else ""


def kind(facet: Facet) -> str:
    """What kind of thing a facet is: "Use case"."""
    return label(KINDS.get(facet.kind.removeprefix(NOT), facet.kind.capitalize()))


def with_kind(facet: Facet) -> str:
    """The facet after its kind: "Use case: Onboarding"; nothing that is searched, by its kind alone."""
    if facet.kind == WordKind.NOTHING:
        return kind(facet)
    return plain(_("{kind}: {meaning}"), kind=kind(facet), meaning=meaning(facet))


def tier(name: str) -> str:
    """A filter: customers of one tier."""
    return plain(_("tier {name}"), name=name)


def since(year: int) -> str:
    """A filter: customers of a year or of an earlier one."""
    return plain(_("customer since {year} or before"), year=str(year))
