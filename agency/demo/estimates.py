"""The demo's estimates as data: who does what, for how many hours."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Work:
    """A line: its words, whose key, hours; or a fixed price in whole euros.

    `role` is a trade's key where nobody is named, `most` makes the hours from–to. An optional line is `taken` or
    not; `off` is a discount in per cent.
    """

    text: str
    who: str | None = None
    hours: int = 0
    fixed: int | None = None
    most: int | None = None
    role: str | None = None
    is_optional: bool = False
    taken: bool = True
    quantity: int = 1
    most_quantity: int | None = None
    unit: str = ""
    off: int = 0


@dataclass(frozen=True)
class Plan:
    """Everything that a proposal of the demo says."""

    title: str
    sections: dict[str, tuple[Work, ...]]
    understanding: dict[str, Any] = field(default_factory=dict)
    quote: dict[str, str] = field(default_factory=dict)
    stages: tuple[tuple[str, str, int, int], ...] = ()
    payments: tuple[tuple[int, str], ...] = ()
    pictures: bool = True
    # Of sections that are alternatives: the name of what they are, and which of them is taken.
    variants: dict[str, str] = field(default_factory=dict)
    taken: tuple[str, ...] = ()
    off: int = 0  # per cent of the whole
    style: str = ""
    pages: tuple[str, ...] = ()  # kinds; empty: those of the style
    references: int = 99


OLARIA = Plan(
    title="A shop window for clay",
    sections={
        "Words and pictures": (
            Work("Workshop day, by video", "anton", 8),
            Work("Interviews with four buyers", "vera", 6),
            Work("Texts for sixty objects", "daria", 28),
            Work("Voice and home page", "daria", 12),
            Work("Product photography, two days", fixed=1400),
        ),
        "Design of the shop": (
            Work("Type, colour and the grid", "anton", 16),
            Work("Home and stories", "mira", 24),
            Work("Product page, three variants", "mira", 22),
            Work("Glaze picker", "mira", 16),
            Work("Basket and checkout", "mira", 14),
        ),
        "Build": (
            Work("Shop templates: list, product, basket", "timur", 48),
            Work("Checkout with three ways to pay", "ilya", 18),
            Work("Stock of both shops, read every ten minutes", "ilya", 12),
            Work("Portuguese and English", "timur", 14),
        ),
        "Launch": (
            Work("Checks on nine devices", "timur", 12),
            Work("Moving the old addresses", "timur", 6),
            Work("Teaching the workshop to add a product", "vera", 8),
            Work("Design watch for six weeks", "anton", 6),
        ),
    },
    quote={
        "text": "Nobody buys a bowl before they have turned it over. Our site has one photograph of each.",
        "by": "Inês Carvalho",
    },
    understanding={
        "lead": "You have made tableware and tiles by hand since 2009 and sell them in two shops in Porto. One visitor "
        "in three asks whether you ship. You would like to say yes without becoming a warehouse.",
        "paragraphs": [
            "Your brief names the difficulty better than we could. A glaze is never the same twice, so a photograph "
            "of one bowl is a promise that the next bowl cannot keep. Most shops hide this. We would make it the "
            "reason to buy: each object is shown from below, from above and in three firings, and the buyer chooses "
            "the firing, not merely the size.",
            "The second thing is stock. The same forty plates stand on the shelf in Rua das Flores and on the screen. "
            "If they are sold twice on one Saturday, somebody writes an apology on Sunday. So the shop reads the "
            "tills of both shops every ten minutes and holds a piece for a quarter of an hour once it is in a basket.",
            "The third is time. The workshop closes in August, and you want the first parcels out before it does.",
        ],
        "figures": [
            ["60", "objects on the opening day, three firings each"],
            ["10 min", "at most between a sale in a shop and the screen"],
            ["9 weeks", "from the workshop day to the opening"],
        ],
        "left_out": "A journal, accounts for buyers, and a loyalty scheme. Your brief mentions all three; none of them "
        "sells the first hundred bowls.",
    },
    # title, whose key, first and last day counted from the day of the proposal
    stages=(
        ("Words and pictures", "daria", 6, 45),
        ("Design of the shop", "mira", 13, 31),
        ("Build", "timur", 27, 59),
        ("Launch", "vera", 62, 66),
    ),
    payments=(
        (40, "when you accept; the workshop day is booked the same hour"),
        (30, "when you agree the design"),
        (30, "when the shop opens"),
    ),
)

NORTHGATE = Plan(
    title="Four clinics, one front door",
    sections={
        "Design": (
            Work("Structure, with two receptionists in the room", "anton", 10),
            Work("Home, clinic page, people", "mira", 30),
        ),
        "Build": (
            Work("Templates and opening hours", "timur", 34),
            Work("Booking: reading the calendars of four clinics", "ilya", 26),
        ),
        "Words and launch": (
            Work("Texts for four clinics and nineteen people", "daria", 22),
            Work("Portraits, one day", fixed=900),
            Work("Launch and the first month", "vera", 10),
        ),
    },
    quote={
        "text": "We have grown to four clinics and the site still says one.",
        "by": "Ruth Okafor",
    },
    understanding={
        "lead": "Patients ring to ask which clinic is open. The answer should be the first thing that the site says.",
        "paragraphs": [
            "Nineteen people work in four houses. A patient chooses a person, a house and an hour, in that order or in "
            "any other, and must never be told to ring. So the first page asks one thing, when it hurts, and answers "
            "with the nearest free hour and the face of whoever will be there.",
            "The four clinics keep four calendars, and each was bought by somebody who has left. We read all of them "
            "and write to none: a booking goes to the desk of the clinic, as a call does today, and nobody has to "
            "learn a new programme in the week of the opening.",
            "You asked for booking, opening hours and faces, in that order. We kept the order.",
        ],
        "figures": [
            ["4", "clinics with their own hours"],
            ["19", "people with a face"],
            ["0", "calls to find out who is open"],
        ],
        "left_out": "A symptom checker and a patients’ forum. Both would have to be right every time.",
    },
    stages=(
        ("Design", "mira", 5, 26),
        ("Build", "timur", 20, 47),
        ("Words and launch", "vera", 30, 54),
    ),
    payments=((50, "when you accept"), (50, "when the site opens")),
    pictures=False,
)

LUNARA = Plan(
    title="Двор, комнаты, свободные даты",
    sections={
        "Слова и съёмка": (
            Work("Тексты о дворе, доме и двенадцати номерах", "daria", 20),
            Work("Съёмка, два дня", fixed=1100),
        ),
        "Дизайн": (
            Work("Шрифт, цвет и сетка", "anton", 12),
            Work("Главная и страница номера", "mira", 26),
            Work("Календарь и бронирование", "mira", 18),
        ),
        "Сборка": (
            Work("Шаблоны страниц", "timur", 30),
            Work("Один календарь вместо трёх", "ilya", 24),
            Work("Оплата картой", "ilya", 10),
        ),
        "Запуск": (
            Work("Проверка на девяти устройствах", "timur", 8),
            Work("Обучение администраторов", "vera", 6),
        ),
    },
    quote={"text": "У нас двенадцать номеров и три разных календаря.", "by": "Нино Беридзе"},
    understanding={
        "lead": "Гость выбирает не отель, а двор, в котором будет пить кофе. Сайт начинается с двора и сразу "
        "показывает свободные даты.",
        "paragraphs": [
            "Сегодня номера живут в трёх календарях, и раз в месяц одну комнату продают дважды. Мы сводим их в один, "
            "а сайт и стойка смотрят в него одновременно.",
            "Второе — свет. Двор снимают в полдень, когда он пустой и белый, а пьют в нём кофе в восемь утра. Снимем "
            "его в восемь, и главная страница будет меняться вместе с часами в Тбилиси.",
            "Третье — язык. Половина гостей пишет по-английски, треть по-русски, остальные по-грузински. Тексты "
            "короткие, поэтому три языка стоят почти как один.",
        ],
        "figures": [
            ["12", "номеров"],
            ["1", "календарь вместо трёх"],
            ["8:00", "когда снимаем двор"],
        ],
        "left_out": "Блог и программу лояльности: гость возвращается не за баллами, а во двор.",
    },
    stages=(("Дизайн", "mira", 3, 21), ("Сборка", "timur", 17, 44), ("Запуск", "vera", 45, 49)),
    payments=((40, "после согласования сметы"), (60, "после открытия сайта")),
)

# How far the work for Lunara is: the column and the hours worked, in the order of the lines.
LUNARA_PROGRESS = (
    ("work", 13),
    ("waiting", 0),
    ("done", 12),
    ("done", 25),
    ("checking", 17),
    ("work", 33),
    ("work", 9),
    ("next", 0),
    ("next", 0),
    ("next", 0),
)

REFERENCES = (
    (
        "ours",
        "ref-lamp.jpg",
        "Nightjar Lamps, 2025",
        "A shop with 40 objects. The product stands alone; the page gets out of its way.",
        "Лампы Nightjar, 2025",
        "Магазин на 40 предметов. Вещь стоит одна, страница ей не мешает.",
        "A red vase and a cream pot on blue",
    ),
    (
        "ours",
        "ref-hotel.jpg",
        "Arches Hotel, 2025",
        "Site and bookings.",
        "Отель Arches, 2025",
        "Сайт и бронирование.",
        "Four arches in lilac",
    ),
    (
        "ours",
        "ref-wine.jpg",
        "Vila Areal, 2024",
        "Labels and a trade price list.",
        "Vila Areal, 2024",
        "Этикетки и прайс для ресторанов.",
        "A bunch of grapes made of circles",
    ),
    (
        "admired",
        "ref-tiles.jpg",
        "A small maker in Aveiro",
        "One wall, one light, every piece. Why: nothing competes with the glaze.",
        "Маленькая мастерская в Авейру",
        "Одна стена, один свет, каждая вещь. Почему: с глазурью ничто не спорит.",
        "A speckled jar and a green bowl",
    ),
    (
        "ours",
        "ref-grid.jpg",
        "Tile Atlas, 2025",
        "Pattern kit: six shapes, three colours, four hundred layouts.",
        "Tile Atlas, 2025",
        "Конструктор узоров: шесть форм, три цвета, четыреста раскладок.",
        "A pattern of quarter circles",
    ),
    (
        "ours",
        "ref-ferry.jpg",
        "Coast Line, 2023",
        "Posters and timetable.",
        "Coast Line, 2023",
        "Плакаты и расписание.",
        "A ferry on dark waves",
    ),
    (
        "admired",
        "ref-museum.jpg",
        "Museum of Weather",
        "Tickets. Why: one idea, carried to the door.",
        "Музей погоды",
        "Билеты. Почему: одна идея, доведённая до дверей.",
        "Black bars and a blue disc",
    ),
    (
        "ours",
        "ref-bakery.jpg",
        "Brot & Tag, 2024",
        "Orders for four shops.",
        "Brot & Tag, 2024",
        "Заказы для четырёх булочных.",
        "A loaf on yellow",
    ),
)
