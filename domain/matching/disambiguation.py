"""What the words beside a phrase do to it: company words, words of every day, topics."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.matching.industry_classifier import speaks, vote
from domain.matching.normal import stem
from domain.matching.repair import Candidate, straightened
from domain.matching.segment import TYPED, Segment, general, is_industry, speaks_for
from domain.matching.vocabulary import CONNECTORS, SAID_FOR_NOTHING, Lexicon, Meaning, concepts

MEANT = 0.86
"""How sure a word must be to say that a word of every day beside it is meant."""
SELLING = frozenset({"retail", "hospitality"})
"""Sectors that sell what others make."""
CLEARLY_MADE = 0.4
"""How sure a guess at the maker of something must be."""
COMPANY = ("company", "maker")
"""Marks of words that say what kind of company it is."""
OFTEN_CAPITAL = frozenset({"region", "language", "product", "use_case"})
"""Kinds of words that are written with a capital."""
UNLIKE_NAME, CLEARLY_NO_NAME = 0.88, 0.9
"""How sure a place, and how sure another word must be to be meant by a misspelt word with a capital."""
LIKE_A_PLACE = 0.05
"""How much likelier a capital makes a place than something else as much alike."""
HUSHED = frozenset({"filler", "industry"})
"""Kinds of meaning that such a word loses behind an industry."""


def rather_a_place(candidate: Candidate, lexicon: Lexicon) -> Candidate:
    """ "In Frnace" is France and no furnace: what a misspelt word with a capital may mean, places before things."""
    place = any(meaning.kind == "region" for meaning in lexicon.meanings(candidate.word))
    return candidate._replace(liking=candidate.liking + LIKE_A_PLACE) if place else candidate


def without_proper(
    segments: list[Segment], words: Sequence[tuple[str, str]], lattice: list[list[Candidate]], lexicon: Lexicon
) -> list[Segment]:
    """ "Pekka asked": a word with a capital is rather a name than a misspelling; "ISO 27001" is a designation."""
    if not any(typed[0].islower() for _, typed in words) and len(words) > 1:
        return segments
    kept = [s for s in segments if not (_named(s, words, lexicon) or _numbered(s, words))]
    for n in {i for s in segments if s not in kept for i in range(s.start, s.end)}:
        lattice[n] = []
    return kept


def _named(segment: Segment, words: Sequence[tuple[str, str]], lexicon: Lexicon) -> bool:
    word, typed = words[segment.start]
    if segment.end != segment.start + 1 or typed.isupper() or not typed[0].isupper() or segment.sure >= TYPED:
        return False
    kind = segment.meanings[0].kind
    if kind in OFTEN_CAPITAL and (kind != "region" or segment.sure >= UNLIKE_NAME):
        return False
    if segment.key[0] == word[0] and segment.sure >= CLEARLY_NO_NAME:
        return False
    return segment.key not in {c.word for c in straightened(word, lexicon)}


def _numbered(segment: Segment, words: Sequence[tuple[str, str]]) -> bool:
    """Whether capitals with a number behind them name a standard or a law, not what the word means in small letters."""
    typed, after = words[segment.start][1], words[segment.end : segment.end + 1]
    single = segment.end == segment.start + 1 and typed.isupper() and bool(after) and after[0][0].isdigit()
    return single and segment.meanings[0].kind in {"size", "industry"}


def company_words(
    segments: list[Segment], words: Sequence[tuple[str, str]], lattice: list[list[Candidate]], lexicon: Lexicon
) -> list[Segment]:
    """ "Eyewear chain", "telemedicine app": what kind of company it is adds nothing to its industry."""
    kept: list[Segment] = []
    for segment in segments:
        if kept and kept[-1].key == SAID_FOR_NOTHING and segment.start < kept[-1].end:
            continue
        kept.append(segment)
        after = segment.end
        if not is_industry(segment) or after >= len(words) or not lexicon.marked(stem(words[after][0]), *COMPANY):
            continue
        if any(s.start == after and (s.end > after + 1 or s.meanings[0].kind not in HUSHED) for s in segments):
            continue
        lattice[after] = []
        if lexicon.marked(stem(words[after][0]), "maker"):
            kept[-1] = _made(segment)
        kept.append(Segment(after, after + 1, SAID_FOR_NOTHING, (Meaning("filler", "*"),), 1.0))
    return kept


def _made(segment: Segment) -> Segment:
    """What a maker of these things is in, where the word alone means a shop: "shampoo brand"."""
    known = concepts()
    if any(known[v].sector not in SELLING for m in segment.meanings[:1] for v in m.value.split("|") if v in known):
        return segment
    guess = vote([*segment.key.split(" "), "manufacturing"])
    if not guess or guess[0][1] < CLEARLY_MADE or known[guess[0][0]].sector in SELLING:
        return segment
    return segment._replace(meanings=(Meaning("industry", guess[0][0]), *segment.meanings))


def without_everyday(
    segments: list[Segment], words: Sequence[tuple[str, str]], lattice: list[list[Candidate]], lexicon: Lexicon
) -> list[Segment]:
    """ "Never mind", "lunch anyone?": words of every day are an industry only where nothing else is said."""
    if len(words) == 1:
        return segments
    clear = any(
        s.meanings[0].kind not in HUSHED
        or (is_industry(s) and not any(lexicon.marked(stem(w), "everyday", "chat") for w, _ in words[s.start : s.end]))
        for s in segments
    )
    marks = ("everyday",) if clear else ("everyday", "chat")
    dropped: set[int] = set()
    for stretch in _stretches(segments, words):
        plain = [n for n in stretch if lexicon.marked(stem(words[n][0]), *marks)]
        if plain and not any(_says(n, segments, lattice, plain) for n in stretch):
            behind = stretch[-1] + 1
            if behind >= len(words) or not lexicon.marked(stem(words[behind][0]), *COMPANY):
                dropped.update(stretch)
    for n in dropped:
        lattice[n] = []
    return [s for s in segments if s.start not in dropped]


def _stretches(segments: list[Segment], words: Sequence[tuple[str, str]]) -> Iterator[list[int]]:
    """The places of words in a row without connectors or anything but industries among them."""
    other = {i for s in segments if not is_industry(s) for i in range(s.start, s.end)}
    found: list[int] = []
    for n, (word, _) in enumerate(words):
        if n not in other and word not in CONNECTORS:
            found.append(n)
        elif found:
            yield found
            found = []
    if found:
        yield found


def _says(
    n: int,
    segments: list[Segment],
    lattice: list[list[Candidate]],
    plain: Sequence[int],
) -> bool:
    """Whether a word says something by itself: it is not of every day, or stands in a longer phrase."""
    if any(s.start <= n < s.end and s.end - s.start > 1 for s in segments):
        return True
    return n not in plain and any(c.sure >= MEANT for c in lattice[n][:1])


def without_topics(
    segments: list[Segment],
    words: Sequence[tuple[str, str]],
    lattice: list[list[Candidate]],
    lexicon: Lexicon,
    listed: frozenset[int],
) -> list[Segment]:
    """ "Hospital blockchain": a word that heads no phrase of the vocabulary is no trade after one, but its topic."""
    kept: list[Segment] = []
    starts = {s.start for s in segments}
    for segment in segments:
        before, after = kept[-1] if kept else None, segment.end
        heads = lexicon.heads(segment.key) or (
            after < len(words) and after not in starts and any(speaks(c.word) for c in lattice[after][:1])
        )
        if (
            before
            and before.end == segment.start
            and is_industry(before)
            and is_industry(segment)
            and min(before.sure, segment.sure) >= TYPED
            and not (heads or general(before) or segment.start in listed or _akin(before, segment))
        ):
            lattice[segment.start] = []
        else:
            kept.append(segment)
    return kept


def _akin(first: Segment, second: Segment) -> bool:
    """Whether two phrases are of one sector, or the first alone may mean what the second says: "pig farmers"."""
    known = concepts()
    both = [{known[v].sector for v in s.meanings[0].value.split("|") if v in known} for s in (first, second)]
    return not both[0].isdisjoint(both[1]) or any(speaks_for(first, v) for v in second.meanings[0].value.split("|"))
