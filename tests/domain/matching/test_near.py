"""Misspelt words are compared with those only that share letters with them, whenever those were learnt."""

from domain.matching.model import CompanyWords
from domain.matching.near import NearWords, pairs
from domain.matching.vocabulary import Lexicon


def test_the_ends_of_a_word_are_letters_too() -> None:
    assert pairs("bank") == {"^b", "ba", "an", "nk", "k$"}


def test_who_shares_enough_is_found_and_what_comes_later_too() -> None:
    near = NearWords(["bank", "rank", "food"])
    assert near.sharing(pairs("bamk"), 2) == ["bank"]
    assert near.sharing(pairs("bamk"), 1) == ["bank", "rank"]
    near.words.append("balk")
    assert near.sharing(pairs("bamk"), 2) == ["bank", "balk"]


def test_a_company_s_own_words_are_near_beside_the_shipped_ones() -> None:
    lexicon = Lexicon(CompanyWords(use_cases={"zorbing": "Zorbing"}))
    assert "zorbing" in {word for words in lexicon.near("zorbnig") for word in words}
    assert "banking" in {word for words in lexicon.near("bankign") for word in words}
