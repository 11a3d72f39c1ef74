"""The studio's library of lines, and five sites that were sold of them, as data."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Kept:
    """A line of the library: its words, its section in both languages, whose trade, hours or a price in whole euros."""

    key: str
    en: str
    ru: str
    section: tuple[str, str]
    who: str = ""
    hours: int = 0
    most: int = 0
    fixed: int = 0
    unit: str = ""
    service: str = "website"
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Site:
    """A site of last year: when it was offered, and how many hours each line of it took."""

    days_ago: int
    client: str
    title: str
    took: dict[str, int] = field(default_factory=dict)


WORDS = ("Words and pictures", "Тексты и фотографии")
DESIGN = ("Design", "Дизайн")
BUILD = ("Build", "Разработка")
LAUNCH = ("Launch", "Запуск")

LINES = (
    Kept(
        "workshop", "Workshop day, by video", "Рабочая встреча на день, по видео", WORDS, "anton", 8
    ),
    Kept("texts", "Texts for the main pages", "Тексты главных страниц", WORDS, "daria", 16, 22),
    Kept(
        "photos",
        "Product photography",
        "Предметная съёмка",
        WORDS,
        fixed=700,
        unit="day",
        tags=("shop",),
    ),
    Kept("grid", "Type, colour and the grid", "Шрифт, цвет и сетка", DESIGN, "anton", 16),
    Kept(
        "home",
        "Home page and one inner page",
        "Главная и одна внутренняя страница",
        DESIGN,
        "mira",
        20,
    ),
    Kept(
        "basket",
        "Basket and checkout",
        "Корзина и оформление заказа",
        DESIGN,
        "mira",
        12,
        tags=("shop",),
    ),
    Kept("templates", "Templates, up to eight", "Шаблоны страниц, до восьми", BUILD, "timur", 34),
    Kept("payment", "Payment by card", "Оплата картой", BUILD, "ilya", 12, tags=("shop",)),
    Kept("moving", "Moving the old addresses", "Перенос старых адресов", LAUNCH, "timur", 6),
    Kept(
        "teaching",
        "Teaching the people who will keep the site",
        "Обучение тех, кто поведёт сайт",
        LAUNCH,
        "vera",
        5,
    ),
    Kept(
        "naming",
        "Three names, checked",
        "Три названия с проверкой",
        WORDS,
        "daria",
        14,
        service="identity",
    ),
)

SITES = (
    Site(
        330,
        "Nightjar Lamps",
        "Lamps by lamplight",
        {"grid": 17, "home": 22, "basket": 16, "templates": 36, "payment": 12},
    ),
    Site(
        262,
        "Arches Hotel",
        "One site for two houses",
        {"workshop": 8, "texts": 20, "grid": 15, "home": 19, "templates": 41, "moving": 4},
    ),
    Site(
        204,
        "Brot & Tag",
        "Bread that is ordered at night",
        {"grid": 16, "home": 24, "basket": 17, "templates": 38, "payment": 15, "teaching": 5},
    ),
    Site(
        141,
        "Vila Areal",
        "A house with a garden",
        {
            "workshop": 10,
            "texts": 23,
            "grid": 18,
            "home": 21,
            "basket": 19,
            "templates": 35,
            "moving": 6,
        },
    ),
    Site(
        88,
        "Coast Line",
        "Timetables that open at once",
        {
            "workshop": 8,
            "texts": 21,
            "home": 23,
            "basket": 17,
            "payment": 13,
            "templates": 44,
            "moving": 5,
            "teaching": 6,
        },
    ),
)

# Whole euros an hour; nobody has written down yet what Ilya costs.
COSTS = {"nora": 42, "vera": 24, "anton": 36, "mira": 28, "daria": 25, "timur": 31}
