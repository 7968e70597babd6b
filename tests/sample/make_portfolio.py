"""Writes `bot/sample/portfolio.csv`: 300 invented customers of an invented company, the same on every run.

    python -m tests.sample.make_portfolio

Each customer has dice of its own, seeded by its name: a line added to `companies.csv` changes no other customer.
Dates are days counted from the day of reading (`last_verified_days`, `renewal_in_days` ...), so the sample never ages.
Names come from `companies.csv` and `names.yaml`, stories from `stories.yaml`, owners from `people.json`; what the
demo shows first is written out whole in `lumi.yaml` and `stars.yaml`.
"""

import csv
import json
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import yaml

from domain.company_size import size_of

HERE = Path(__file__).parent
SAMPLE = HERE.parents[1] / "bot/sample"
PORTFOLIO = SAMPLE / "portfolio.csv"
SEED = "norrsken-1"
T = TypeVar("T")

_STORIES: Any = yaml.safe_load((HERE / "stories.yaml").read_text(encoding="utf-8"))
_NAMES: Any = yaml.safe_load((HERE / "names.yaml").read_text(encoding="utf-8"))
_STARS: Any = yaml.safe_load((HERE / "stars.yaml").read_text(encoding="utf-8"))
_PEOPLE: Any = json.loads((SAMPLE / "people.json").read_text(encoding="utf-8"))
_EMAIL: dict[str, str] = {person["name"]: person["email"] for person in _PEOPLE["people"]}
_NAME: dict[str, str] = {person["email"]: person["real_name"] for person in _PEOPLE["people"]}
_LETTERS = str.maketrans("øłæ", "ola")

# Two owners have left the company: their customers' requests must find somebody else.
_LEAVERS = ("janne.mattila@norrsken.example", "hugo.lenz@norrsken.example")

COLUMNS = (
    *("external_id", "name", "industry", "country", "size", "employees", "tier", "owner", "backup"),
    *("use_cases", "products", "languages", "challenge", "solution", "benefit", "name_public", "story_public"),
    *("consents", "consent_by", "consent_days", "consent_until_days", "customer_since_days", "renewal_in_days"),
    *("satisfaction", "satisfaction_days", "last_verified_days", "verified_by", "competitors", "gifts_allowed"),
    *("quarter_points", "points_used", "hold_reason", "hold_until_days", "classified", "segment"),
    *(f"contact{n}_{part}" for n in "123" for part in ("name", "title", "seniority", "email", "phone", "direct")),
)

# At their limit, whatever the dice say, so that the first search shows what that looks like.
_WORN_OUT = frozenset(("Prairie Lantern Goods", "Viltola Optiikka", "Krogholt Supermarked"))

_CLASSIFIED = frozenset(
    (
        "Älvsund Elektronik",
        "Werlheim Drogerie",
        "Bankhaus Thalwerder",
        "Harcastle Building Society",
        "Trygglund Försäkring",
        "Königswald Antriebe",
        "Cobaltway Robotics",
        "Deccanvale Motors",
        "Bølgekraft Nord",
        "Nordsignal Mobil",
        "Fensworth Therapeutics",
        "Region Västerskog",
    )
)

_OWNERS: dict[str, tuple[str, ...]] = {
    "FI": ("aino",),
    "SE": ("jonas",),
    "NO": ("jonas",),
    "DK": ("jonas",),
    "EE": ("jonas",),
    "LV": ("jonas",),
    "LT": ("jonas",),
    "DE": ("clara", "tobias"),
    "AT": ("clara", "tobias"),
    "CH": ("clara",),
    "PL": ("tobias",),
    "CZ": ("tobias",),
    "GB": ("oliver",),
    "IE": ("oliver",),
    "NL": ("oliver",),
    "BE": ("oliver",),
    "US": ("dana", "marcus"),
    "CA": ("dana", "marcus"),
}
_BY_TRADE: dict[str, tuple[str, ...]] = {"bank": ("priya",), "insurance": ("priya",), "fintech": ("priya",)}
_SOUTH = ("FR", "ES", "IT", "PT", "MX", "BR", "CL", "CO", "AR")

_CONSENTS = (
    ("logo=yes; quote=yes; written=yes; call=yes; event=ask_first; press=no", 26),
    ("call:sales=yes; quote=yes; visit=ask_first; press=no", 18),
    ("*=ask_first", 12),
    ("logo=yes; quote=ask_first; call=ask_first; case_study=no", 12),
    ("*=yes; press=ask_first", 8),
    ("written=yes; tender=yes; call=no; group_call=no; visit=no", 6),
    ("logo=no; call:sales=yes; call:tender=ask_first; *:press=no", 5),
    ("*=no", 2),
    ("", 11),  # nobody has asked yet
)
_HOLDS = (
    ("Renewal talks: please leave them alone until the contract is signed", 40),
    ("Open complaint about the outage in spring", 21),
    ("Merger under way; their lawyers asked for silence", 90),
    ("New chief executive, the sponsor is being re-confirmed", 35),
    ("Their contact is on parental leave and nobody else knows the project", 120),
    ("Strike at two sites, they have other worries", 14),
)


def rows() -> list[dict[str, str]]:
    """All 300 customers, Lumi Retail first. Keys are `COLUMNS`; what is not known is an empty string."""
    with (HERE / "companies.csv").open(encoding="utf-8", newline="") as file:
        companies = list(csv.DictReader(file))
    lumi = yaml.safe_load((HERE / "lumi.yaml").read_text(encoding="utf-8"))
    made = [lumi, *(_customer(place, company, companies) for place, company in enumerate(companies, start=2))]
    return [{column: row.get(column, "") for column in COLUMNS} for row in made]


def write(path: Path = PORTFOLIO) -> None:
    """Write the portfolio to `path`, replacing it: UTF-8, commas, "\\n"."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows())


def _customer(place: int, company: dict[str, str], companies: Sequence[dict[str, str]]) -> dict[str, str]:
    dice = Random(f"{SEED}:{company['name']}")
    trade = _STORIES["trades"][company["kind"]]
    star = _STARS.get(company["name"])
    cases = _some(dice, trade["use_cases"], 1 + int(dice.random() * 3))
    if star:
        cases = ["Onboarding", *(case for case in cases if case != "Onboarding")]
    products = list(dict.fromkeys(_STORIES["cases"][case]["product"] for case in cases))
    employees = _employees(dice, at_least=400 if star else 25)
    row = {
        "external_id": f"NS-{place:04}",
        "name": company["name"],
        "industry": company["industry"],
        "country": company["country"],
        "size": size_of(employees),
        "employees": str(employees),
        "tier": _weighted(dice, (("bronze", 45), ("silver", 32), ("gold", 16), ("platinum", 7))),
        "use_cases": ";".join(cases),
        "products": ";".join(products),
        "languages": ";".join(_NAMES["languages"][company["country"]]),
    }
    row |= _owners(dice, company) | _story(dice, company, trade, cases[0], products[0])
    row |= _agreed(dice, company) | _health(dice) | _limits(dice, place, row["tier"])
    if star:
        row |= _at_its_best(dice, star)
    if company["name"] in _WORN_OUT:
        row |= {"points_used": row["quarter_points"] or "4"}
    row["verified_by"] = _NAME.get(row["owner"], "Petra Vance") if row["last_verified_days"] else ""
    rivals = [
        other["name"]
        for other in companies
        if other["kind"] == company["kind"] and other is not company and _area(other) == _area(company)
    ]
    row["competitors"] = ";".join(_some(dice, rivals, _weighted(dice, ((0, 40), (1, 35), (2, 25)))))
    row |= _contacts(dice, company, cases)
    if company["name"] in _CLASSIFIED:
        row |= {"classified": "yes", "segment": _segment(company, trade["segment"]), "name_public": "no"}
    return row


def _at_its_best(dice: Random, star: dict[str, str]) -> dict[str, str]:
    """What makes a good reference: a story, a yes, nobody worn out, looked at lately."""
    return {
        "owner": _EMAIL[star["owner"]],
        **{part: star[part] for part in ("challenge", "solution", "benefit")},
        **{"name_public": "yes", "story_public": "yes"},
        "consents": _CONSENTS[int(dice.random() * 2)][0],
        "consent_by": "Signed with the contract",
        "consent_days": str(60 + int(dice.random() * 300)),
        "consent_until_days": str(120 + int(dice.random() * 500)),
        "customer_since_days": str(400 + int(dice.random() * 2500)),
        "renewal_in_days": str(90 + int(dice.random() * 270)),
        "satisfaction": str(8 + int(dice.random() * 2)),
        "satisfaction_days": str(15 + int(dice.random() * 90)),
        "last_verified_days": str(10 + int(dice.random() * 80)),
        **{"points_used": "0", "hold_reason": "", "hold_until_days": ""},
    }


def _owners(dice: Random, company: dict[str, str]) -> dict[str, str]:
    """Owner and backup by e-mail; a few customers have no owner, a few one who has left."""
    country, kind = company["country"], company["kind"]
    if kind == "retail" and country in ("FI", "SE", "NO", "DK"):
        owner = _weighted(dice, (("ilkka", 3), ("jonas", 1)))
    else:
        south = ("lucia",) if country in _SOUTH else ("weiling",)
        owner = _pick(dice, _OWNERS.get(country, south))
        if kind in _BY_TRADE and owner not in ("weiling", "dana", "marcus"):
            owner = "priya"
    others = [handle for handle in ("aino", "jonas", "clara", "oliver", "dana", "priya") if handle != owner]
    backup = _EMAIL[_pick(dice, others)] if dice.random() < 0.7 else ""
    luck = dice.random()
    if luck < 0.025:
        return {"owner": "", "backup": ""}
    return {"owner": _pick(dice, _LEAVERS) if luck < 0.05 else _EMAIL[owner], "backup": backup}


def _story(dice: Random, company: dict[str, str], trade: dict[str, Any], case: str, product: str) -> dict[str, str]:
    known = _STORIES["cases"][case]
    number = {"a": 2 + int(dice.random() * 5), "b": 8 + int(dice.random() * 12), "c": 55 + int(dice.random() * 36)}
    words = {key: trade[key] for key in ("staff", "sites", "clients")} | number
    words |= {"name": company["name"], "case": case.lower(), "product": product}

    def told(sentences: Sequence[str], count: int = 1) -> str:
        said = (sentence.format(**words) for sentence in _some(dice, sentences, count))
        return " ".join(sentence[0].upper() + sentence[1:] for sentence in said)

    told_so_far = dice.random()
    public = "yes" if dice.random() < 0.35 else "no"
    name_public = "yes" if public == "yes" or dice.random() < 0.4 else "no"
    if told_so_far > 0.85:
        return {"name_public": name_public, "story_public": "no"}
    if told_so_far > 0.7:
        return {"benefit": told(_STORIES["short"]), "name_public": name_public, "story_public": "no"}
    return {
        "challenge": told(known["challenges"]),
        "solution": told(known["solutions"], 2 if dice.random() < 0.3 else 1),
        "benefit": told(known["benefits"]),
        "name_public": name_public,
        "story_public": public,
    }


def _agreed(dice: Random, company: dict[str, str]) -> dict[str, str]:
    """What the customer agreed to, by whom; one in ten agreements has run out."""
    consents = _weighted(dice, _CONSENTS)
    if not consents:
        return {}
    given = 30 + int(dice.random() * 500)
    ran_out = dice.random() < 0.1
    until = -5 - int(dice.random() * 90) if ran_out else 120 + int(dice.random() * 500)
    who = _pick(dice, ("by mail", "in the contract", "at the yearly review", "on the phone"))
    return {
        "consents": consents,
        "consent_by": f"{_someone(dice, company)}, {who}",
        "consent_days": str(max(given, 100) if ran_out else given),
        "consent_until_days": str(until) if ran_out or dice.random() < 0.6 else "",
    }


def _health(dice: Random) -> dict[str, str]:
    """How long a customer, how happy, when it renews, when somebody last looked."""
    since = 20 + int(dice.random() * 60) if dice.random() < 0.05 else 150 + int(dice.random() * 2900)
    happy = _weighted(dice, ((10, 12), (9, 27), (8, 28), (7, 15), (6, 9), (5, 4), (3, 2), (None, 3)))
    return {
        "customer_since_days": str(since),
        "renewal_in_days": str(8 + int(dice.random() * 700)),
        "satisfaction": "" if happy is None else str(happy),
        "satisfaction_days": "" if happy is None else str(10 + int(dice.random() * 330)),
        "last_verified_days": "" if dice.random() < 0.06 else str(5 + int(dice.random() ** 2 * 420)),
        "gifts_allowed": _weighted(dice, (("yes", 60), ("no", 25), ("", 15))),
    }


def _limits(dice: Random, place: int, tier: str) -> dict[str, str]:
    """Budget of its own, points used this quarter, and holds."""
    own = {"platinum": 8, "gold": 6}.get(tier) if dice.random() < 0.5 else None
    budget = own or 4
    used = _weighted(dice, ((0, 70), (1, 8), (2, 10), (budget - 1, 6), (budget, 6)))
    limits = {"quarter_points": str(own) if own else "", "points_used": str(used)}
    if place % 27 == 5:
        reason, days = _pick(dice, _HOLDS)
        limits |= {"hold_reason": reason, "hold_until_days": str(days) if dice.random() < 0.8 else ""}
    return limits


def _contacts(dice: Random, company: dict[str, str], cases: Sequence[str]) -> dict[str, str]:
    domain = _plain(company["name"])
    found: dict[str, str] = {}
    titles: set[str] = set()
    names: set[str] = set()
    for n in range(1, 1 + _weighted(dice, ((1, 45), (2, 38), (3, 17)))):
        department = _NAMES["department"].get(_pick(dice, cases), "operations")
        title, seniority = _pick(dice, [one for one in _NAMES["titles"][department] if one[0] not in titles])
        titles.add(title)
        name = _someone(dice, company)
        while name in names:
            name = _someone(dice, company)
        names.add(name)
        direct = dice.random() < 0.25
        found |= {f"contact{n}_name": name, f"contact{n}_title": title, f"contact{n}_seniority": seniority}
        found |= {f"contact{n}_email": f"{_plain(name, '.')}@{domain}.example"}
        found |= {f"contact{n}_direct": "yes" if direct else "no"}
        # Only numbers that are set aside for films and examples.
        if direct and company["country"] in ("GB", "US"):
            tail = int(dice.random() * 100)
            found[f"contact{n}_phone"] = (
                f"+44 20 7946 0{tail:03}" if company["country"] == "GB" else f"+1 617 555 01{tail:02}"
            )
    return found


def _someone(dice: Random, company: dict[str, str]) -> str:
    pool = _NAMES["pool"].get(company["country"], _NAMES["languages"][company["country"]][0])
    return f"{_pick(dice, _NAMES['first'][pool])} {_pick(dice, _NAMES['family'][pool])}"


def _area(company: dict[str, str]) -> str:
    """The part of the world as salespeople say it: "Nordic"."""
    return str(next(words for words, places in _NAMES["people_call_it"].items() if company["country"] in places))


def _segment(company: dict[str, str], kind: str) -> str:
    """What people may know of a classified customer: "a Nordic retailer"."""
    area = _area(company)
    return f"{'an' if area[0] in 'AEIOU' else 'a'} {area} {kind}"


def _employees(dice: Random, *, at_least: int) -> int:
    """Most companies are small: the logarithm is spread evenly from `at_least` to 40,000."""
    count: float = at_least * (40_000 / at_least) ** dice.random()
    step = 100 if count > 2000 else 10 if count > 200 else 1
    return int(round(count / step) * step)


def _plain(name: str, joint: str = "") -> str:
    """Lower-case ASCII letters only, words joined by `joint`: fit for an address."""
    letters = name.lower().translate(_LETTERS)
    ascii_only = unicodedata.normalize("NFKD", letters).encode("ascii", "ignore").decode()
    words = "".join(letter if letter.isalnum() else " " for letter in ascii_only).split()
    return joint.join(words)


# Only `random()` gives the same numbers in every Python version, so the dice are thrown here.
def _pick(dice: Random, among: Sequence[T]) -> T:
    return among[int(dice.random() * len(among))]


def _some(dice: Random, among: Sequence[T], count: int) -> list[T]:
    left = list(among)
    return [left.pop(int(dice.random() * len(left))) for _ in range(min(count, len(left)))]


def _weighted(dice: Random, among: Sequence[tuple[T, int]]) -> T:
    throw = dice.random() * sum(weight for _, weight in among)
    for value, weight in among:
        throw -= weight
        if throw < 0:
            return value
    return among[-1][0]


if __name__ == "__main__":
    write()
