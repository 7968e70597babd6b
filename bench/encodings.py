"""How many customer files are read in the encoding they were written in: `python -m bench.encodings`."""

import io
import random

from domain.portfolio.importing.encodings import encoding_of
from domain.refusals import Refusal

NAMES = {
    "fi": "Hämeen Sähkö Oy;Jyväskylän Energia;Pöytyän Osuuskunta;Järvenpää Äänitys;Työterveyslaitos;Käyttöönotto",
    "sv": "Göteborgs Livs AB;Sälgby Öl;Ångström Förvaltning;Malmö Hälsa",
    "de": "Müller Straßenbau GmbH;Österreichische Bäckerei;Käse Größe",
    "pl": "Łódź Piekarnia;Gdańsk Żegluga;Kraków Świeże;Wrocław Sądy",
    "fr": "Société Générale;Crédit Agricole Île-de-France;Château",
    "en": "Café Rouge – London;Smith’s “Best”",
}
WEST = ("cp1252", "mac_roman", "cp850")
WRITTEN = {"fi": ("utf-8", *WEST), "sv": WEST, "de": WEST, "pl": ("cp1250", "iso8859_2"), "fr": WEST, "en": WEST[:2]}


def main() -> None:
    """Print each file that is not read as it was written, and how many there are."""
    tried = 0
    missed = []
    for language, encodings in WRITTEN.items():
        for encoding in encodings:
            for rows in (3, 30, 300):
                chance, names = random.Random(1), NAMES[language].split(";")
                lines = [chance.choice(names) if chance.random() < 0.3 else "Plain Name Ltd" for _ in range(rows)]
                text = "name,country\n" + "".join(f"{name},FI\n" for name in lines)
                data = text.encode(encoding)
                if data.isascii():
                    continue
                tried += 1
                try:
                    found = encoding_of(io.BytesIO(data))
                    right = data.decode(found) == text
                except Refusal:
                    found, right = "asked for", False
                if not right:
                    missed.append(f"{language} in {encoding}, {rows} rows: {found}")
    print(*missed, f"{tried - len(missed)} of {tried} read as written", sep="\n")


if __name__ == "__main__":
    main()
