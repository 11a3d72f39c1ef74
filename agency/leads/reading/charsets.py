"""Charsets: text from bytes, whatever they are said to be in, and whatever they are in."""

import codecs
import re
from functools import lru_cache

from agency.leads.reading import cyrillic

# What programs write, and what they mean by it: a wider charset reads all of the narrower one.
_MEANT = {
    "ascii": "",
    "usascii": "",
    "ansix341968": "",
    "8bit": "",
    "7bit": "",
    "unknown": "",
    "unknown8bit": "",
    "xunknown": "",
    "default": "",
    "none": "",
    "binary": "",
    "ansi": "",
    "utf8mb4": "utf_8",
    "unicode": "utf_8",
    "unicode11utf7": "utf_7",
    "iso88591": "cp1252",
    "latin1": "cp1252",
    "l1": "cp1252",
    "iso885911": "cp874",
    "tis620": "cp874",
    "windows874": "cp874",
    "gb2312": "gb18030",
    "euccn": "gb18030",
    "gbk": "gb18030",
    "xgbk": "gb18030",
    "cp936": "gb18030",
    "big5": "big5hkscs",
    "xbig5": "big5hkscs",
    "ksc56011987": "cp949",
    "ksc5601": "cp949",
    "euckr": "cp949",
    "shiftjis": "cp932",
    "sjis": "cp932",
    "xsjis": "cp932",
    "iso2022jp": "iso2022_jp_2",
    "macintosh": "mac_roman",
    "xmacroman": "mac_roman",
    "xmaccyrillic": "mac_cyrillic",
    "maccyrillic": "mac_cyrillic",
    "xmacce": "mac_latin2",
    "koi8": "koi8_r",
    "koi8r": "koi8_r",
    "koi8u": "koi8_u",
    "koi8ru": "koi8_u",
    "alt": "cp866",
    "dos": "cp866",
}
_WINDOWS = re.compile(r"^(?:x?(?:windows|win|cp|ms|ibm|dos|oem))+(\d{3,4})$")
# They decode, but to no charset of letters, some of them in a time that grows with the square.
_NO_CHARSETS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})
_SINGLE = re.compile(r"^(cp125\d|cp866|cp855|cp437|cp850|koi8|iso8859|mac|ascii)")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f\ufffd]")
_HIGH = bytes(range(0x80, 0x100))
# So many letters and so much better sense it takes to call a sender's own word for it wrong.
FEW, MARGIN = 4, 0.3
LONGEST_NAME = 200
_MARKS = (
    (codecs.BOM_UTF8, "utf_8"),
    (codecs.BOM_UTF16_LE, "utf_16"),
    (codecs.BOM_UTF16_BE, "utf_16"),
)


def decode(data: bytes, said: str = "") -> str:
    """The text in these bytes, `said` to be in some charset. A byte that fits nowhere becomes U+FFFD."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, errors="replace").removeprefix("\ufeff")
    named = named_charset(said)
    if named and named != "utf_8" and not _SINGLE.match(named):
        return _strictly(data, named) or _guessed(data, named)
    if data.isascii():
        return (b"\x1b$" in data and _strictly(data, "iso2022_jp_2")) or data.decode("ascii")
    if named is None or named == "utf_8":
        return _utf8_or_guessed(data, named)
    return _as_named_or_better(data, named)


def named_charset(said: str) -> str | None:
    """The codec meant by the name of a charset, however it is spelt; None when it names none."""
    return _named(said[:LONGEST_NAME])


@lru_cache(maxsize=1024)
def _named(said: str) -> str | None:
    bare = re.sub(r"[^a-z0-9]", "", said.lower())[:40]
    if bare in _MEANT:
        return _MEANT[bare] or None
    windows = _WINDOWS.match(bare)
    for name in (f"cp{windows[1]}" if windows else "", said.strip(" \"';"), bare):
        found = _codec(name)
        if found:
            return _MEANT.get(re.sub(r"[^a-z0-9]", "", found), found) or None
    return None


def _codec(name: str) -> str | None:
    try:
        found = codecs.lookup(name).name.replace("-", "_")
        "".encode(found)  # refuses what codes bytes as bytes
    except (LookupError, ValueError, TypeError):
        return None
    return None if found in _NO_CHARSETS else found


def _utf8_or_guessed(data: bytes, named: str | None) -> str:
    text = data.decode("utf_8", errors="replace")
    wrong = text.count("\ufffd")
    if wrong * 2 <= len(_BEYOND_ASCII.findall(text)):
        return text
    return _guessed(data, named)


def _as_named_or_better(data: bytes, named: str) -> str:
    """Any bytes read as something in a charset of eight bits, so the name is believed only if it makes sense."""
    text = data.decode(named, errors="replace")
    sense = cyrillic.likeness(text)
    if sense <= 0 and (utf8 := _strictly(data, "utf_8")):
        return utf8
    other = cyrillic.guess(data)
    if other in (None, named) or len(data) - len(data.translate(None, _HIGH)) < FEW:
        return text
    better = data.decode(str(other), errors="replace")
    return better if cyrillic.likeness(better) > max(0.0, sense) + MARGIN else text


def _guessed(data: bytes, named: str | None) -> str:
    return data.decode(cyrillic.guess(data) or named or "cp1252", errors="replace")


def _strictly(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeError, ValueError):
        return None
