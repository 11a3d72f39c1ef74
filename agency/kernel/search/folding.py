"""Words as the index knows them: without case, accents and ё; names in Latin letters, whatever they were written in."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

LONGEST = 48
_WORD = re.compile(r"[^\W_]+")
# All but the letters and signs that most texts consist of; й is a letter of its own.
_UNUSUAL = re.compile("[^\x00-\x7fа-я\u2010-\u2026«»№]")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+")
# Letters that no accent can be taken off of, and the ligatures.
_PLAIN = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
)
_ONE_TO_ONE = "абвгдезийклмнопрстуфхыэіїєґўћђљњјџ", "abvgdeziiklmnoprstufhieiiegucdlnic"
_LATIN = str.maketrans(
    dict(zip(*_ONE_TO_ONE))
    | {"ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ь": ""}
    | {"ю": "iu", "я": "ia"}
)
# The many ways to write the same sound in Latin letters; the first that fits is taken.
_SOUNDS = {
    "shch": "sh",
    "sch": "sh",
    "zh": "zh",
    "kh": "h",
    "ph": "f",
    "th": "t",
    "ck": "k",
    "ch": "ch",
    "tz": "ts",
    "x": "ks",
    "c": "k",
    "q": "k",
    "w": "v",
    "y": "i",
    "j": "i",
}
_SOUND = re.compile("|".join(_SOUNDS))
_TWICE = re.compile(r"([a-z])\1+")


def fold(text: str) -> str:
    """Lower case, ё as е, no accents; й stays a letter of its own."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFC", text.casefold()).replace("ё", "е")
    return _UNUSUAL.sub(lambda found: _bare(found.group()), folded)


def words_in(text: str) -> list[str]:
    """The words of a text, folded, in their order."""
    return _WORD.findall(fold(text))


def latin(word: str) -> str:
    """How a folded word sounds in Latin letters: "ольга", "olga" and "Olga" are one; "юлия", "yulia", "julia" too."""
    sounds = _SOUND.sub(lambda found: _SOUNDS[found.group()], word.translate(_LATIN))
    plain = _TWICE.sub(r"\1", sounds)
    return (plain[1:] if plain.startswith("ie") else plain)[:LONGEST]


def names_in(text: str) -> Iterator[tuple[str, str]]:
    """The words of a short field as (word of the index, as it was written); an address whole and in its parts."""
    folded = fold(text)
    for whole in whole_names(folded):
        yield whole, whole
    for word in _WORD.findall(folded):
        if spelled := latin(word):
            yield spelled, word


def whole_names(folded: str) -> Iterator[str]:
    """Addresses and domains in a folded text, each as one word: "ana@casa.pt", "casa.pt"."""
    for address in _ADDRESS.findall(folded):
        yield address[:LONGEST]
        yield address.rpartition("@")[2][:LONGEST]
    for domain in _DOMAIN.findall(_ADDRESS.sub(" ", folded)):
        yield domain[:LONGEST]


def grams(word: str, *, is_whole: bool = True) -> set[str]:
    """The pieces of a word by which it is found again although something in it is wrong.

    Three letters each, with marks for where the word begins and, if `is_whole`, ends; of a phone four figures.
    """
    if is_phone(word):
        return {word[n : n + 4] for n in range(len(word) - 3)}
    if "." in word or "@" in word:
        return set()
    marked = f"^{word}$" if is_whole else f"^{word}"
    return {marked[n : n + 3] for n in range(len(marked) - 2)}


def is_phone(word: str) -> bool:
    """Whether it can be a phone number, or the better part of one."""
    return len(word) > 4 and word.isdecimal()


def phone(text: str) -> str:
    """A phone as its figures, without what dialling at home puts before it: "8 (916) 123-45-67" is 9161234567."""
    figures = "".join(letter for letter in text if letter.isdecimal() and letter.isascii())
    if figures.startswith("00"):
        return figures[2:]
    if figures.startswith("8") and len(figures) == 11:
        return figures[1:]
    return figures.removeprefix("0")


def first_of_each(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The words with the first way in which each was written."""
    found: dict[str, str] = {}
    for word, written in pairs:
        found.setdefault(word, written)
    return found


def _bare(letter: str) -> str:
    """A letter without its accents."""
    parts = unicodedata.normalize("NFD", letter.translate(_PLAIN))
    return "".join(part for part in parts if not _is_mark(part))


def _is_mark(part: str) -> bool:
    return unicodedata.category(part) == "Mn"
