"""What somebody may have meant who found nothing: the nearest words that there are, or the other keyboard layout."""

from agency.kernel.search import names
from agency.kernel.search.asking import Asked
from agency.kernel.search.folding import latin
from agency.kernel.search.keyboard import other_layout


def guesses(asked: Asked) -> list[str]:
    """Other things to ask for, the likeliest first; whoever shows them tries them before."""
    found = [other_layout(asked.text), _nearest(asked)]
    return [each for each in dict.fromkeys(found) if each and each != asked.text]


def _nearest(asked: Asked) -> str:
    words = [word for term in asked.terms for word in term.words]
    sounds = {word: latin(word) for word in words}
    known = names.nearest([sound for sound in sounds.values() if sound])
    if not known:
        return ""
    return " ".join(known.get(sounds[word], word) for word in words)
