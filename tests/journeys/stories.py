"""The two stories that are walked through: who asks for what, in which language, and what it takes."""

from dataclasses import dataclass
from typing import Any

from babel.support import Translations

from agency.briefs.ready.asking import Words
from tests.house import ROOT

CATALOGS = ROOT / "agency" / "translations"


@dataclass(frozen=True)
class Line:
    """One line of the estimate: what, who, how many hours."""

    text: str
    who: str
    hours: str


@dataclass(frozen=True)
class Story:
    """A client and what they want, in their own language and zone."""

    lang: str
    zone: str
    name: str
    organisation: str
    email: str
    business: str
    wish: str
    file: str
    answer: str
    section: str
    lines: tuple[Line, ...]

    @property
    def voice(self) -> str:
        """What they said at most length: it stands for the brief on the timeline."""
        return max(self.business, self.wish, key=len)

    def say(self, words: str, **values: Any) -> str:
        """Words of our pages as this client reads them."""
        return translated(words, self.lang) % values if values else translated(words, self.lang)

    def asked(self, words: Words) -> str:
        """A question of the brief as this client reads it."""
        return words.ru if self.lang == "ru" else words.en


def translated(words: str, lang: str) -> str:
    """A message of the product in this language, from the very catalog that the house reads."""
    return str(Translations.load(str(CATALOGS), [lang]).gettext(words))


ENGLISH = Story(
    lang="en",
    zone="Europe/Lisbon",
    name="Beatriz Almeida",
    organisation="Salt & Cork",
    email="beatriz@saltandcork.example",
    business="We bottle sea salt and sell it to kitchens that care where it comes from.",
    wish="Let a chef order again in a minute, at night, without ringing me.",
    file="order-book.txt",
    answer="Good morning Beatriz,\n\nthank you, that is a clear wish. I will send you the hours tomorrow.\n\nVera",
    section="A shop for chefs",
    lines=(
        Line("Draw the order page", "Mira Osipova", "12"),
        Line("Build it, with the payment", "Timur Galeev", "20.5"),
        Line("Words for twelve kinds of salt", "Daria Kim", "6"),
    ),
)

RUSSIAN = Story(
    lang="ru",
    zone="Asia/Novosibirsk",
    name="Алёна Ёлкина",
    organisation="Чайный дом «Сугроб»",
    email="alyona@sugrob.example",
    business="Собираем травяной чай на Алтае и продаём его в трёх городах.",
    wish="Чтобы подписаться на чай можно было с телефона, не звоня нам.",
    file="сорта чая.txt",
    answer="Здравствуйте, Алёна!\n\nСпасибо за подробный бриф. Смету по часам пришлю завтра.\n\nВера",
    section="Подписка на чай",
    lines=(
        Line("Нарисовать страницу подписки", "Mira Osipova", "10"),
        Line("Собрать её и подключить оплату", "Timur Galeev", "18.5"),
    ),
)
