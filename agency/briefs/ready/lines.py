"""Lines of the estimate that a ready-made brief suggests: which answer, which line, how many hours of whose trade."""

from agency.briefs.conditions import Check, Op
from agency.briefs.questionnaire import Suggestion
from agency.briefs.ready.asking import Words

# Trades as they usually are called; a house that calls them otherwise chooses whom it wants.
FRONT, BACK, DESIGNER, WRITER = (
    "Front-end developer",
    "Back-end developer",
    "Designer",
    "Writer and editor",
)


def line(
    key: str,
    words: Words,
    section: Words,
    hours: tuple[int, int],
    role: str,
    *,
    of: str,
    takes: tuple[str, ...],
) -> Suggestion:
    """A line of so many hours, where the answer to the question `of` takes one of these choices."""
    least, most = hours
    return Suggestion(
        key=key,
        text=words.texts(),
        section=section.texts(),
        minutes=least * 60,
        most_minutes=most * 60,
        role=role,
        when=Check(of, Op.is_, takes),
    )


CONTENT = Words("Words and pictures", "Слова и картинки")
DESIGN = Words("Design", "Дизайн")
BUILD = Words("Build", "Сборка")
SIGN = Words("Sign and type", "Знак и шрифт")
RULES = Words("Guidelines", "Правила")

OF_A_SITE = (
    line(
        "shop",
        Words("Shop: catalogue, basket, payment", "Магазин: каталог, корзина, оплата"),
        BUILD,
        (28, 44),
        BACK,
        of="needs",
        takes=("shop",),
    ),
    line(
        "booking",
        Words("Booking with a calendar", "Запись с календарём"),
        BUILD,
        (16, 28),
        BACK,
        of="needs",
        takes=("booking",),
    ),
    line(
        "journal",
        Words("News, with a desk to write them at", "Новости и редакторский стол для них"),
        BUILD,
        (6, 10),
        FRONT,
        of="needs",
        takes=("journal",),
    ),
    line(
        "account",
        Words("Pages behind a login", "Личный кабинет"),
        BUILD,
        (18, 30),
        BACK,
        of="needs",
        takes=("account",),
    ),
    line(
        "systems",
        Words("Ties to the systems that are there", "Связь с системами, которые уже есть"),
        BUILD,
        (10, 20),
        BACK,
        of="needs",
        takes=("systems",),
    ),
    line(
        "look",
        Words("Colours, type and a look to begin with", "Цвета, шрифты и начальный облик"),
        DESIGN,
        (14, 24),
        DESIGNER,
        of="look",
        takes=("nothing", "leave"),
    ),
    line(
        "texts",
        Words("Texts and a day of photographs", "Тексты и день съёмки"),
        CONTENT,
        (16, 28),
        WRITER,
        of="content",
        takes=("yours",),
    ),
    line(
        "texts-more",
        Words("Texts for what is missing", "Недостающие тексты"),
        CONTENT,
        (6, 12),
        WRITER,
        of="content",
        takes=("some",),
    ),
)
OF_AN_IDENTITY = (
    line(
        "pack",
        Words("Packages: the system and three of them", "Упаковка: система и три примера"),
        SIGN,
        (16, 28),
        DESIGNER,
        of="lives",
        takes=("pack",),
    ),
    line(
        "place",
        Words("Signs for doors and walls", "Вывески и навигация"),
        SIGN,
        (10, 18),
        DESIGNER,
        of="lives",
        takes=("place",),
    ),
    line(
        "paper",
        Words("Papers: letter, card, invoice", "Документы: бланк, визитка, счёт"),
        RULES,
        (5, 8),
        DESIGNER,
        of="lives",
        takes=("paper",),
    ),
    line(
        "cloth",
        Words("Clothes and cars", "Одежда и машины"),
        SIGN,
        (6, 12),
        DESIGNER,
        of="lives",
        takes=("cloth",),
    ),
)
