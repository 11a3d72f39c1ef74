"""The country that a mail domain belongs to, by its last label: "firma.de" to DE, "почта.рф" to RU."""

import idna

# Countries whose domain everybody uses for what it sounds like, so that it says nothing about a place.
FOR_EVERYBODY = (
    "ac ad ag ai as bz cc cd cf co cx dj fm ga gg gl gq gs im io la ly me ml ms mu nu pw sc sh so sr st su tk tl to "
    "tv vc vg ws"
)
# Labels that are not the code of their country.
NOT_THE_CODE = {"uk": "GB"}
# Countries that write their own name (IANA's list of internationalized country-code domains).
IN_OWN_SCRIPT = {
    "AE": "امارات",
    "AM": "հայ",
    "BD": "বাংলা",
    "BG": "бг",
    "BH": "البحرين",
    "BY": "бел",
    "CN": "中国 中國",
    "DZ": "الجزائر",
    "EG": "مصر",
    "GE": "გე",
    "GR": "ελ",
    "HK": "香港",
    "IL": "ישראל",
    "IN": "भारत भारतम् भारोत ভারত ভাৰত ਭਾਰਤ ભારત ଭାରତ பாரதம் இந்தியா భారత్ ಭಾರತ ഭാരതം بھارت بارت ڀارت",
    "IQ": "عراق",
    "IR": "ایران",
    "JO": "الاردن",
    "KR": "한국",
    "KZ": "қаз",
    "LA": "ລາວ",
    "LK": "ලංකා இலங்கை",
    "MA": "المغرب",
    "MK": "мкд",
    "MN": "мон",
    "MO": "澳門 澳门",
    "MR": "موريتانيا",
    "MY": "مليسيا",
    "OM": "عمان",
    "PK": "پاکستان",
    "PS": "فلسطين",
    "QA": "قطر",
    "RS": "срб",
    "RU": "рф",
    "SA": "السعودية",
    "SD": "سودان",
    "SG": "新加坡 சிங்கப்பூர்",
    "SY": "سورية",
    "TH": "ไทย",
    "TN": "تونس",
    "TW": "台灣 台湾",
    "UA": "укр",
    "YE": "اليمن",
}
_USED_BY_ALL = frozenset(FOR_EVERYBODY.split())
_BY_NAME = {name: country for country, names in IN_OWN_SCRIPT.items() for name in names.split()}


def country_of_address(address: str) -> str | None:
    """The country of the address's domain; None where the domain names none, or is used by everybody."""
    label = _readable(address.rpartition("@")[2].rstrip(".").rpartition(".")[2].lower())
    if label in _BY_NAME:
        return _BY_NAME[label]
    if label in _USED_BY_ALL or len(label) != 2 or not label.isascii():
        return None
    return NOT_THE_CODE.get(label, label.upper())


def _readable(label: str) -> str:
    try:
        return idna.decode(label)
    except idna.IDNAError:
        return label
