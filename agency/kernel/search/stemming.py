"""Words of a text by their stems, the same for both databases: договор, договоры and договоров are one."""

import re
from collections.abc import Iterator
from functools import lru_cache

import snowballstemmer

from agency.kernel.search.folding import phone, words_in

# More than this nobody reads in one go; what stands behind it is not found by its words.
MOST_WORDS = 5_000
LONGEST = 40
# A letter takes at most so many signs; past that a message was made to take time, not to be read.
MOST_SIGNS = MOST_WORDS * 12
_CYRILLIC = re.compile("[а-я]")
_PHONE = re.compile(r"\+?\d[\d\s().\-\u2010-\u2015]{5,24}\d")
# How many figures at the end of a number are told apart: with the city, and without.
WITH_CITY, AT_HOME = 10, 7

_stem_russian = snowballstemmer.stemmer("russian").stemWord
_stem_english = snowballstemmer.stemmer("english").stemWord


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of one folded word, by the rules of the language whose letters it has."""
    # Snowball leaves some stems that its own rules would shorten again.
    if not word.isalpha():
        return word[:LONGEST]
    found = _stem_russian(word) if _CYRILLIC.search(word) else _stem_english(word)
    return str(found or word)[:LONGEST]


def stems_of(text: str) -> list[str]:
    """The stems of a text in their order; behind them the phone numbers that stand in it, in one notation."""
    text = text[:MOST_SIGNS]
    found = [stem(word) for word in words_in(text)[:MOST_WORDS]]
    return [*found, *_phones_in(text)]


def phone_words(figures: str) -> list[str]:
    """The words under which a text's phone number is kept, the longest first."""
    if len(figures) < AT_HOME:
        return []
    return [f"tel{figures[-size:]}" for size in (WITH_CITY, AT_HOME) if len(figures) >= size]


def _phones_in(text: str) -> Iterator[str]:
    for found in _PHONE.findall(text):
        yield from phone_words(phone(found))
