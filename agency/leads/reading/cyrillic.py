"""Which charset unlabelled Cyrillic is in, judged by which letters follow which in Russian."""

import itertools
import re

# The likelier ones first: they win where two read the same.
CHARSETS = ("cp1251", "koi8_r", "cp866", "iso8859_5")
MOST_READ = 200_000
MOST_WORDS = 400

# What follows a letter in at least every fiftieth case; a blank is the edge of a word.
_FOLLOWERS = {
    " ": "пнсвокидчзтрубмэягаеюфхжлцшщ",
    "а": " нтсзпвелдмшкчрйюяжбхгц",
    "б": "ореыуалщисья",
    "в": " еаоыилсрушзнктдпя",
    "г": "олдар уие",
    "д": "еаоилн рувыяцсьж",
    "е": " тнрлмдсгкйщвжечзбхпш",
    "ж": "единауком",
    "з": "а двниоымгуелья",
    "и": " теснлмдшзцявхкчюйржбпг",
    "й": " тлдсчнкмш",
    "к": "а орилтуес",
    "л": "иоаье яюукныжлс",
    "м": " еоиауыянь",
    "н": "аиеот ыуяньнсцк",
    "о": " твлскдмжчргбйнпхшзеющя",
    "п": "роиеалуяыь",
    "р": "аоеиы увтсняжмдьк",
    "с": "ть оеялиаыкрмдспвнучюс",
    "т": "оеаьрвсиыкп унтюя",
    "у": " тюждчскгймехпбдлвзшрн",
    "ф": "а ореитул",
    "х": " орвиане",
    "ц": "еаыиву о",
    "ч": "еатиконшу",
    "ш": "еиланкоутьу",
    "щ": "еиауьн",
    "ъ": "еяю",
    "ы": " йтлвебмхршчснпд",
    "ь": " мштксеняюбзцчог",
    "э": "тклнсф",
    "ю": " тдбщсчр",
    "я": " тедщнзсмвлхжю",
}
_LIKELY = frozenset(first + second for first, after in _FOLLOWERS.items() for second in after)
_RUSSIAN = frozenset(_FOLLOWERS) - {" "}
# Letters of the neighbours' alphabets say nothing for or against.
_NEIGHBOURS = frozenset("іїєґўј")
# A word with at least one letter beyond ASCII, between blanks and what Russian sets between words.
_WORD = re.compile(r"[A-Za-z]*[^\x00-\x7f\s«»№–—…“”„’](?:[A-Za-z]|[^\x00-\x7f\s«»№–—…“”„’])*")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


def guess(data: bytes) -> str | None:
    """The charset that makes Cyrillic words of these bytes; None when none does."""
    sample = data[:MOST_READ]
    scored = {name: likeness(sample.decode(name, errors="replace")) for name in CHARSETS}
    best = max(CHARSETS, key=scored.__getitem__)
    return best if scored[best] > 0 else None


def likeness(text: str) -> float:
    """How much this reads like Russian, for each sign of it beyond ASCII: above 0 when it does."""
    text = text[:MOST_READ]
    found = list(itertools.islice(_WORD.finditer(text), MOST_WORDS))
    if not found:
        return 0.0
    signs = len(_BEYOND_ASCII.findall(text, 0, found[-1].end()))
    return sum(_worth(match[0][:40]) for match in found) / signs


def _worth(word: str) -> float:
    low = word.lower().replace("ё", "е")
    strange = sum(sign not in _RUSSIAN and sign not in _NEIGHBOURS for sign in low)
    if strange:
        return -2.0 * strange
    if len(low) < 2:
        return 0.0  # one letter alone may as well be an accented one of somebody else's
    pairs = zip(f" {low}", f"{low} ")
    likely = sum(1.0 if first + second in _LIKELY else -1.5 for first, second in pairs)
    return likely - 2.0 * _capitals_inside(word)


def _capitals_inside(word: str) -> int:
    return sum(first.islower() and second.isupper() for first, second in itertools.pairwise(word))
