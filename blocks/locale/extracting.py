"""Gathers the texts that are marked in the code, as `make messages` and its test need them."""

from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from blocks.kit.language import SHORT
from domain.company_size import SIZES
from domain.matching.vocabulary import concepts, places
from domain.search.filters import REGIONS

HERE = Path(__file__).parent
CATALOGUE = HERE / "refdesk.pot"
ROOMS = ("blocks", "bot", "handlers")
# Texts with a context of their own, and what a translator has to know of it.
SHORT_ONES = {"short": None, "N_short": None}
AT_MOST = f"At most {SHORT} letters."
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}


def extracted() -> Catalog:
    """Every marked text of the code as it stands, with the files that say it."""
    catalogue = Catalog(project="refdesk", charset="utf-8", header_comment="# Texts of refdesk.")
    root = HERE.parent.parent
    for room in ROOMS:
        for file, _, message, comments, context in extract_from_dir(
            root / room, method_map=[("**.py", "python")], keywords=KEYWORDS, comment_tags=("For translators:",)
        ):
            where = [(f"{room}/{file}", 0)]
            catalogue.add(message, locations=where, auto_comments=comments, context=context)
        for file, _, message, _, _ in extract_from_dir(
            root / room, method_map=[("**.py", "python")], keywords=SHORT_ONES
        ):
            catalogue.add(message, locations=[(f"{room}/{file}", 0)], auto_comments=[AT_MOST], context="short")
    for label in _labels():
        catalogue.add(label, locations=[("domain/matching/data", 0)], context="label")
    return catalogue


def _labels() -> set[str]:
    """The industries and groups of countries that the search knows, sizes and regions: data, and read by people."""
    groups = (name.removeprefix("the ") for name in places().group_names.values())
    return {*(each.name for each in concepts().values()), *groups, *SIZES, *REGIONS}


def write() -> None:
    """Write the catalogue anew. Lines are left out: they would change with every commit."""
    with CATALOGUE.open("wb") as file:
        write_po(file, extracted(), sort_output=True, omit_header=True, include_lineno=False, width=0)
