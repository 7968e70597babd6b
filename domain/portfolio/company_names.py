"""Names of companies, compared as people mean them: without legal forms, case, accents, spaces, and in part."""

from collections.abc import Iterator, Sequence
from functools import cache

from domain.matching.names import name_words
from domain.matching.normal import stem
from domain.matching.vocabulary import shipped
from domain.text import split_words

# Forms that are also words, or parts of them: only where a name begins or ends with one.
_FORMS = (
    "ba eg ehf eurl ev gie hb hf is kb ks kdd lda osk osuuskunta ou pvt rf ry scs sdn sf sia sicav sl sme snc sp sti"
    " tmi uab ug yhtiot zoo"
)
AT_THE_ENDS = frozenset(_FORMS.split())
# What many companies are called besides, and the search has no meaning for; what it has one for is as common.
_SHARED = (
    "advisors advisory alliance associates bolag bygg center central centre concept enterprise enterprises entreprenad"
    " express first fastigheter general gruppe gruppen gruppo handel kauppa kumppanit labs markkina markkinat new"
    " norden nordisk nordiska ohjelmistot one open palvelu palvelut partner partners plus point pro products rakennus"
    " ratkaisut ryhma service services smart solution solutions star studio studios system systeme systems talo team"
    " technologies technology tekniikka teknik teknologi trade trading union united us vision west world yhtio"
)
COMMON = frozenset(_SHARED.split())
# Written out where the letter is missing: Mueller is Müller, Aakerman is Åkerman. On both sides, so it harms none.
_SPELT_OUT = (("aa", "a"), ("ae", "a"), ("oe", "o"), ("ue", "u"))
LEAST_LETTERS = 3


def company_words(name: str) -> tuple[str, ...]:
    """What tells a company from others, as folded words; never empty for a name that holds a letter or a number."""
    words = name_words(name)
    while len(words) > 1 and words[-1] in AT_THE_ENDS:
        words = words[:-1]
    while len(words) > 1 and words[0] in AT_THE_ENDS:
        words = words[1:]
    return tuple(_spelt(word) for word in words)


def same_company(one: str, other: str) -> bool:
    """True where both mean the same company: "Granhult Bygg AB", "GRANHULT-BYGG", "granhultbygg"."""
    mine, theirs = company_words(one), company_words(other)
    return "".join(mine) == "".join(theirs) if mine and theirs else one.strip() == other.strip()


def may_be_company(one: str, other: str) -> bool:
    """True where one may be the other, or a part of it: a word that many companies have in their name is no part."""
    mine, theirs = sorted((company_words(one), company_words(other)), key=len)
    if same_company(one, other):
        return True
    if not mine:
        return False
    # "Nordic Bank Finland" is Nordic Bank, and "Bank" is no Nordic Bank.
    if _without_places(mine) == _without_places(theirs):
        return True
    return _stands_in(mine, theirs) and (_tells(mine) or (len(mine) > 1 and theirs[: len(mine)] == mine))


def mentioned(name: str, text: str) -> bool:
    """True where a text names this company, whole or by the beginning of its name that tells it from others."""
    words, said = company_words(name), tuple(_spelt(word) for word in split_words(text))
    said += ("", *(word.removesuffix("s") for word in said))  # whose: "Ruskaranta's"
    parts = [words, *(words[:length] for length in range(1, len(words)) if _tells(words[:length]))]
    return any(_stands_in(part, said) for part in parts if len(part) > 1 or _tells(part))


def _tells(words: Sequence[str]) -> bool:
    """True when one of the words is no word that many companies have in their name."""
    return any(not _common(word) for word in words if len(word) >= LEAST_LETTERS and not word.isdigit())


def _common(word: str) -> bool:
    return word in _common_words() or stem(word) in _common_words()


@cache
def _common_words() -> frozenset[str]:
    return frozenset(map(_spelt, (*COMMON, *shipped().words)))


def _without_places(words: tuple[str, ...]) -> tuple[str, ...]:
    kept = words
    while len(kept) > 1 and any(each.kind == "region" for each in shipped().entries.get(kept[-1], ())):
        kept = kept[:-1]
    return kept


def _stands_in(part: Sequence[str], whole: Sequence[str]) -> bool:
    return bool(part) and any(tuple(run) == tuple(part) for run in _runs(whole, len(part)))


def _runs(words: Sequence[str], length: int) -> Iterator[Sequence[str]]:
    return (words[start : start + length] for start in range(len(words) - length + 1))


def _spelt(word: str) -> str:
    for out, letter in _SPELT_OUT:
        word = word.replace(out, letter)
    return word
