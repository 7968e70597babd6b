"""Countries, sales regions and languages by the names people write (Unicode CLDR, through babel)."""

import re
from functools import cache, lru_cache

from babel import Locale
from babel.core import get_global

from domain.portfolio.importing.dates import REMEMBERED, SPOKEN
from domain.portfolio.importing.faults import FaultKind, UnreadableError
from domain.portfolio.importing.values import tidy
from domain.text import fold

# Common names that CLDR spells otherwise.
_ALSO_COUNTRIES = {
    "usa": "US",
    "u.s.a.": "US",
    "u.s.": "US",
    "united states of america": "US",
    "great britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "uk": "GB",
    "u.k.": "GB",
    "holland": "NL",
    "the netherlands": "NL",
    "czech republic": "CZ",
    "turkey": "TR",
    "hong kong": "HK",
    "hong kong sar": "HK",
    "macau": "MO",
    "macao": "MO",
    "viet nam": "VN",
    "russian federation": "RU",
    "republic of korea": "KR",
    "korea, republic of": "KR",
    "korea, south": "KR",
    "korea": "KR",
    "taiwan, province of china": "TW",
    "people's republic of china": "CN",
    "uae": "AE",
    "ivory coast": "CI",
    "burma": "MM",
    "myanmar": "MM",
    "swaziland": "SZ",
    "macedonia": "MK",
    "cabo verde": "CV",
    "brunei darussalam": "BN",
    "palestine": "PS",
    "dr congo": "CD",
    "democratic republic of the congo": "CD",
    "congo, the democratic republic of the": "CD",
    "congo": "CG",
    "republic of the congo": "CG",
    "lao people's democratic republic": "LA",
    "syrian arab republic": "SY",
    "iran, islamic republic of": "IR",
    "moldova, republic of": "MD",
    "tanzania, united republic of": "TZ",
    "bolivia, plurinational state of": "BO",
    "venezuela, bolivarian republic of": "VE",
    "republic of ireland": "IE",
}
# Beside English, in this order.
_NAMED_IN = (*SPOKEN[1:], "fr", "es")
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})

# The sales regions of common use; everything else is EMEA.
_REGIONS = {
    "North America": "CA US",
    "LATAM": "AG AI AR AW BB BL BM BO BQ BR BS BZ CL CO CR CU CW DM DO EC FK GD GF GP GT GY HN HT JM KN KY LC MF MQ "
    "MS MX NI PA PE PR PY SR SV SX TC TT UY VC VE VG VI",
    "APAC": "AS AU BD BN BT CC CK CN CX FJ FM GU HK HM ID IN JP KG KH KI KP KR KZ LA LK MH MM MN MO MP MV MY NC NF "
    "NP NR NU NZ PF PG PH PK PN PW SB SG TH TJ TK TL TM TO TV TW UM UZ VN VU WF WS",
}
_REGION_OF = {code: region for region, codes in _REGIONS.items() for code in codes.split()}


def region_of(country: str) -> str:
    """The sales region of an ISO 3166 alpha-2 code: EMEA, APAC, LATAM or North America."""
    return _REGION_OF.get(country, "EMEA")


@lru_cache(REMEMBERED)
def country(text: str) -> str:
    """ISO 3166 alpha-2 of a code or a name in English, Finnish, Swedish, German, French or Spanish, accents or not.

    Raises UnreadableError.
    """
    said = _plain(tidy(text))
    known = _countries()
    if (code := known.get(said) or known.get(said.removeprefix("the "))) is None:
        raise UnreadableError(FaultKind.UNKNOWN_COUNTRY)
    return code


def _plain(name: str) -> str:
    return fold(name).replace("’", "'")


@cache
def _countries() -> dict[str, str]:
    """Alpha-2 by alpha-2, alpha-3 and names, lower case without accents; where two languages differ, English wins."""
    english = {str(code): str(name) for code, name in Locale("en").territories.items()}
    codes = {code for code in english if len(code) == 2 and code.isalpha()} - _NO_COUNTRIES
    found = {
        alias.lower(): new[0]
        for alias, new in get_global("territory_aliases").items()
        if len(alias) == 3 and alias.isalpha() and new[0] in codes
    }
    for code in codes:
        name = _plain(english[code])
        found |= dict.fromkeys((code.lower(), name, name.replace("&", "and"), name.replace("st. ", "saint ")), code)
    found |= {_plain(name): code for name, code in _ALSO_COUNTRIES.items()}
    for language in _NAMED_IN:
        for code in codes:
            if name := str(Locale(language).territories.get(code, "")):
                found.setdefault(_plain(name), code)
    return found


@cache
def _languages() -> dict[str, str]:
    """Codes by code and name, lower case without accents; where two languages differ, English wins."""
    english = {str(code): str(name) for code, name in Locale("en").languages.items()}
    simple = {code: name for code, name in english.items() if code.isalpha() and code not in {"mul", "und"}}
    found = {_plain(name): code for code, name in simple.items()} | {code: code for code in simple}
    for language in _NAMED_IN:
        for code in simple:
            if name := str(Locale(language).languages.get(code, "")):
                found.setdefault(_plain(name), code)
    return found


@lru_cache(REMEMBERED)
def languages(text: str) -> tuple[str, ...]:
    """Language codes of codes ("fi", "en-GB") and names ("Finnish", "suomi", "Finnisch"). Raises UnreadableError."""
    known = _languages()
    found = []
    for item in re.split(r"[;|,/\n]", text):
        if said := _plain(tidy(item)):
            code = known.get(said) or known.get(re.split(r"[-_]", said)[0])
            if code is None:
                raise UnreadableError(FaultKind.UNKNOWN_LANGUAGE, typed=item)
            found.append(code)
    return tuple(dict.fromkeys(found))
