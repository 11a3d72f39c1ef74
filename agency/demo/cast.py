"""The cast of the demo studio, as data: Kvarta in Yerevan, its people, its clients, its rates."""

from dataclasses import dataclass, field
from typing import Any

from agency.kernel.auth import Access

PASSWORD = "kvarta-shows-its-work"

KVARTA: dict[str, Any] = {
    "name": "Kvarta",
    "line": {"en": "a studio of seven in Yerevan", "ru": "студия из семи человек в Ереване"},
    "city": {"en": "Yerevan", "ru": "Ереван"},
    "zone": "Asia/Yerevan",
    "currency": "EUR",
    "mail_address": "hello@kvarta.example",
    "phone": "+374 00 000 312",
    "brand": {
        "brand": "#0b3b2e",
        "brand_2": "#cbb8f0",
        "spot": "#ff5a36",
        "mark": "M0 0h10v22H0zM12 0h10L12 10zM12 12l10 10H12z",
    },
    "tax_note": {"en": "without VAT (reverse charge)", "ru": "без НДС (платит покупатель)"},
    "valid_days": 21,
    # An owner is asked above € 50,000, or a fifth off.
    "approve_above_minor": 5_000_000,
    "approve_above_hundredths": 2000,
}


@dataclass(frozen=True)
class Person:
    """One of us: `key` names the picture and the login."""

    key: str
    name: str
    role: str
    access: Access
    why: dict[str, str] = field(default_factory=dict)


ROLES = {
    "owner": ({"en": "Owner", "ru": "Владелица"}, 80),
    "account": ({"en": "Account manager", "ru": "Аккаунт-менеджер"}, 45),
    "art": ({"en": "Art director", "ru": "Арт-директор"}, 70),
    "designer": ({"en": "Designer", "ru": "Дизайнер"}, 56),
    "writer": ({"en": "Writer and editor", "ru": "Редактор"}, 48),
    "front": ({"en": "Front-end developer", "ru": "Фронтенд-разработчик"}, 60),
    "back": ({"en": "Back-end developer", "ru": "Бэкенд-разработчик"}, 64),
}

PEOPLE = (
    Person("nora", "Nora Petrosyan", "owner", Access.owner),
    Person(
        "vera",
        "Vera Lindt",
        "account",
        Access.manager,
        {
            "en": "Your person. Answers within fifteen minutes, or says when.",
            "ru": "Ваш человек. Отвечает за пятнадцать минут или говорит, когда ответит.",
        },
    ),
    Person(
        "anton",
        "Anton Sedov",
        "art",
        Access.member,
        {
            "en": "Drew four shops for makers. Watches that yours looks like yours.",
            "ru": "Нарисовал четыре магазина для мастеров. Следит, чтобы ваш был похож на вас.",
        },
    ),
    Person(
        "mira",
        "Mira Osipova",
        "designer",
        Access.member,
        {
            "en": "Designed the glaze charts of a tile house. Spends half her Sundays at a wheel.",
            "ru": "Сделала карты глазурей для фабрики плитки. По воскресеньям сама за гончарным кругом.",
        },
    ),
    Person(
        "daria",
        "Daria Kim",
        "writer",
        Access.member,
        {
            "en": "Writes so that a bowl sounds like a bowl. Portuguese, English, Russian.",
            "ru": "Пишет так, что миска звучит как миска. Португальский, английский, русский.",
        },
    ),
    Person(
        "timur",
        "Timur Galeev",
        "front",
        Access.member,
        {
            "en": "Builds pages that open in a second on an old phone.",
            "ru": "Собирает страницы, которые открываются за секунду на старом телефоне.",
        },
    ),
    Person(
        "ilya",
        "Ilya Roth",
        "back",
        Access.member,
        {
            "en": "Taught eleven tills to speak to one shop.",
            "ru": "Научил одиннадцать касс говорить с одним магазином.",
        },
    ),
)

LOGINS = ("nora", "vera", "timur")

SERVICES = {
    "website": {"en": "Web site", "ru": "Сайт"},
    "identity": {"en": "Brand identity", "ru": "Фирменный стиль"},
}


@dataclass(frozen=True)
class Caller:
    """Somebody who asks for work: who, where, how long ago, and in which words."""

    key: str
    organisation: str
    city: str
    zone: str
    country: str
    name: str
    email: str
    channel: str
    minutes_ago: int
    subject: str
    words: str
    language: str = "en"
    answered: bool = False


CALLERS = (
    Caller(
        "harbour",
        "Harbour Line Ferries",
        "Halifax",
        "America/Halifax",
        "CA",
        "Peter Aldous",
        "peter@harbourline.example",
        "mail",
        21,
        "A booking site before the summer timetable",
        "Good morning,\n\nOur timetable for the summer goes live on 1 June and the booking pages cannot take a "
        "return with a bicycle. We sold eleven of those by telephone yesterday.\n\nCould you tell us what a new "
        "booking site would cost, and whether the first of June is still within reach?",
    ),
    Caller(
        "feldhaus",
        "Feldhaus Bakery",
        "Berlin",
        "Europe/Berlin",
        "DE",
        "Jonas Feldhaus",
        "jonas@feldhaus.example",
        "mail",
        9,
        "Online ordering for four shops",
        "Hello,\n\nwe bake for four shops in Berlin and people order by shouting over the counter. We would like "
        "them to order the evening before, and pick up without waiting. Is that something you do?",
    ),
    Caller(
        "areni",
        "Areni Hills Winery",
        "Areni",
        "Asia/Yerevan",
        "AM",
        "Давид Акопян",
        "david@arenihills.example",
        "messenger",
        4,
        "Этикетки для трёх новых вин, потом сайт",
        "Добрый день! Весной выпускаем три новых вина. Нужны этикетки, а к осени — сайт, где их можно заказать "
        "для ресторана. Сколько это стоит и когда могли бы начать?",
        language="ru",
    ),
    Caller(
        "olaria",
        "Olaria Nova",
        "Porto",
        "Europe/Lisbon",
        "PT",
        "Inês Carvalho",
        "ines@olarianova.example",
        "brief",
        60 * 20,
        "A web shop for a ceramics house",
        "We make tableware and tiles by hand in Porto and sell in two shops. We would like to sell to people who "
        "cannot walk in. Nobody buys a bowl before they have turned it over. Our site has one photograph of each.",
        answered=True,
    ),
    Caller(
        "kantor",
        "Kantor Museum",
        "Vienna",
        "Europe/Vienna",
        "AT",
        "Sofia Brandt",
        "brandt@kantor.example",
        "phone",
        60 * 49,
        "Signage and tickets for the new wing",
        "The new wing opens in October. They need signs in two languages and tickets that do not look like "
        "receipts. She would like a first idea of the cost before the board meets.",
        answered=True,
    ),
    Caller(
        "northgate",
        "Northgate Physio",
        "Leeds",
        "Europe/London",
        "GB",
        "Ruth Okafor",
        "ruth@northgate.example",
        "mail",
        60 * 24 * 6,
        "A new site for four clinics",
        "We have grown to four clinics and the site still says one. Patients ring to ask which one is open. We "
        "want booking, opening hours and faces, in that order.",
        answered=True,
    ),
    Caller(
        "lunara",
        "Lunara Hotel",
        "Tbilisi",
        "Asia/Tbilisi",
        "GE",
        "Нино Беридзе",
        "nino@lunara.example",
        "brief",
        60 * 24 * 30,
        "Сайт и бронирование для отеля в старом городе",
        "У нас двенадцать номеров в старом городе и три разных календаря. Хотим один сайт, на котором видно "
        "двор, комнаты и свободные даты.",
        language="ru",
        answered=True,
    ),
)

ANSWERS = {
    "olaria": "Good morning Inês,\n\nthank you for the brief, it reads like a walk through your workshop. Three "
    "ways to do it come to mind. I will send you what each would take, hour by hour.\n\nVera",
    "kantor": "Dear Sofia,\n\nthank you for the call. I have talked to Anton, who drew the signs of the Museum of "
    "Weather. I will ring you at three with a first figure.\n\nVera",
    "northgate": "Dear Ruth,\n\nfour clinics and one site that says so: yes, we do that. The proposal with all hours "
    "and faces follows this week.\n\nVera",
    "lunara": "Здравствуйте, Нино!\n\nСпасибо за подробный бриф. Двор и номера снимем заново, календарь будет один. "
    "Смету по часам пришлю завтра.\n\nВера",
}

OFFERS = {
    "northgate": "Dear Ruth,\n\nhere is the proposal for the new site: four clinics, nineteen faces, and every hour "
    "with the person who works it. If a line looks odd, tell me which one.\n\nVera",
    "lunara": "Здравствуйте, Нино!\n\nВот предложение: двор, двенадцать комнат и один календарь вместо трёх. В смете "
    "видны часы каждого из нас. Если какая-то строка вызывает вопрос, напишите какая.\n\nВера",
}

CONSENT = (
    "Я принимаю предложение Kvarta «Двор, комнаты, свободные даты», версия 1, на 10\u00a0090\u00a0€ и "
    "вправе решать это от имени Lunara Hotel."
)
