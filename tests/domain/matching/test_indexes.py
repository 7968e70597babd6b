"""What the public indexes list is read as it stands; nothing else is read, or repaired, because of it."""

from __future__ import annotations

from domain.matching import Facet, Index
from domain.matching.vocabulary import INDEXES, Lexicon, Meaning, Phrases, shipped


def test_an_entry_of_an_index_is_read_as_it_stands(index: Index) -> None:
    for phrase, industry in (("concrete pumping", "construction"), ("glider excursions", "travel")):
        assert [reading.facet for reading in index.search(phrase).understood] == [Facet("industry", industry)], phrase


def test_no_misspelling_is_repaired_into_a_word_only_an_index_has() -> None:
    rare = {word for word, times in shipped().words.items() if not times}
    assert rare
    assert not rare & {word for near in shipped().by_length.values() for word in near.words}
    assert all(not Lexicon().often(word) for word in rare)


def test_the_name_of_a_compound_speaks_for_chemicals(index: Index) -> None:
    understood = index.search("cyclohexanol manufacturing").understood
    assert [reading.facet for reading in understood] == [Facet("industry", "chemicals")]


def test_a_phrase_as_typed_is_one_and_heads_nothing() -> None:
    phrases = Phrases()
    phrases.add_key("zorb racing", ["zorb", "racing"], Meaning("industry", "gambling"), as_typed=True)
    assert phrases.entries["zorb racing"]
    assert "zorb" in phrases.starts
    assert not phrases.heads
    assert not phrases.by_length
    phrases.add_key("zorb", ["zorb"], Meaning("industry", "gambling"))
    assert {length: near.words for length, near in phrases.by_length.items()} == {4: ["zorb"]}


def test_both_indexes_are_shipped() -> None:
    for source in INDEXES:
        assert len(shipped(source).entries) < len(shipped().entries)
