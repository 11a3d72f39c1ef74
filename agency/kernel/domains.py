"""Mail domains: the country of one by its last label ("firma.de" is in DE), and those where anybody has an address."""

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

# Where anybody has an address: sharing such a domain says nothing.
SHARED_BY_ALL = (
    "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com hotmail.co.uk hotmail.fr outlook.fr "
    "outlook.de outlook.es yahoo.com yahoo.co.uk yahoo.fr yahoo.de yahoo.es yahoo.it yahoo.co.jp ymail.com "
    "rocketmail.com icloud.com me.com mac.com aol.com mail.ru bk.ru inbox.ru list.ru internet.ru xmail.ru "
    "yandex.ru yandex.com ya.ru yandex.by yandex.kz yandex.ua narod.ru rambler.ru lenta.ru autorambler.ru "
    "myrambler.ru ro.ru gmx.de gmx.net gmx.com gmx.at gmx.ch web.de t-online.de freenet.de mail.com mail.de "
    "posteo.de orange.fr wanadoo.fr free.fr sfr.fr laposte.net libero.it virgilio.it tin.it alice.it tiscali.it "
    "wp.pl o2.pl onet.pl op.pl interia.pl gazeta.pl seznam.cz centrum.cz ukr.net i.ua meta.ua abv.bg "
    "terra.com.br uol.com.br bol.com.br sapo.pt ziggo.nl kpnmail.nl comcast.net verizon.net att.net "
    "sbcglobal.net cox.net btinternet.com proton.me protonmail.com pm.me tutanota.com tuta.io fastmail.com "
    "fastmail.fm zoho.com hey.com qq.com 163.com 126.com sina.com naver.com daum.net"
)
PUBLIC = frozenset(SHARED_BY_ALL.split())


def own_domain(address: str) -> str:
    """The domain of an address that says whose it is; "" where anybody has one."""
    domain = address.rpartition("@")[2].strip().lower().rstrip(".")
    return "" if domain in PUBLIC else domain


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
