"""The other keyboard: what a word would be had the layout been switched, "ghbdtn" for "привет"."""

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбюё"
_TO_CYRILLIC = str.maketrans(_LATIN + _LATIN.upper(), _CYRILLIC + _CYRILLIC.upper())
_TO_LATIN = str.maketrans(_CYRILLIC + _CYRILLIC.upper(), _LATIN + _LATIN.upper())


def other_layout(text: str) -> str:
    """The same keys in the other layout."""
    if any(letter in _CYRILLIC for letter in text.lower()):
        return text.translate(_TO_LATIN)
    return text.translate(_TO_CYRILLIC)
