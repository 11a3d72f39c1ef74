"""A questionnaire that asks in every way there is, in both languages; and answers to all of it."""

from typing import Any

from agency.briefs.conditions import Check, Op
from agency.briefs.kinds import QuestionKind
from agency.briefs.questionnaire import Choice, Column, Page, Question, Questionnaire

Kind = QuestionKind
PLAN = Check("launch", Op.is_, ("yes",))


def words(en: str, ru: str) -> dict[str, str]:
    return {"en": en, "ru": ru}


def choices(*pairs: tuple[str, str, str], picture: str = "") -> tuple[Choice, ...]:
    return tuple(Choice(key, words(en, ru), picture=picture) for key, en, ru in pairs)


STYLES = (
    ("calm", "Calm, with much air", "Спокойный, с воздухом"),
    ("loud", "Loud and bright", "Громкий и яркий"),
    ("craft", "Made by hand", "Сделанный вручную"),
)
GOALS = (
    ("sell", "Sell more in the shop", "Больше продавать в магазине"),
    ("find", "Be found by new people", "Чтобы нас находили новые люди"),
    ("hire", "Find people who work with us", "Найти людей в команду"),
)
SPANS = (
    Choice("low", most=5000),
    Choice("mid", least=5000, most=15000),
    Choice("high", least=15000),
)


def every_kind(picture: str = "", countries: int = 30) -> Questionnaire:
    """One page that asks for each kind, and one that is asked only after an answer on it."""
    later = Question("more", Kind.text, words("What did we forget?", "О чём мы забыли?"))
    return Questionnaire(
        (
            Page(
                "all",
                1,
                words("Every kind of question", "Вопросы всех видов"),
                words("Every kind", "Все виды"),
                words("A page for those who look.", "Страница для тех, кто смотрит."),
                _questions(picture, countries),
            ),
            Page(
                "end",
                2,
                words("Nearly done", "Почти готово"),
                words("The end", "Конец"),
                questions=(later,),
                shown_when=PLAN,
            ),
        )
    )


def _questions(picture: str, countries: int) -> tuple[Question, ...]:
    lands = tuple((f"c{n}", f"Country {n}", f"Страна {n}") for n in range(1, countries + 1))
    many = words("A list to look through", "Список, в котором ищут")
    return (
        Question(
            "note",
            Kind.statement,
            words("Before you begin", "Прежде чем начать"),
            words(
                "Ten minutes are enough. Read https://kvarta.example/how first.",
                "Десяти минут хватит. Сначала прочтите https://kvarta.example/how.",
            ),
        ),
        Question("who", Kind.contact, words("Who are you?", "Кто вы?"), required=True),
        Question("person", Kind.name, words("Who decides?", "Кто решает?")),
        Question("house", Kind.organisation, words("Whose house is it?", "Чей это дом?")),
        Question("mail", Kind.email, words("Another address", "Ещё один адрес")),
        Question("call", Kind.phone, words("A number for the evening", "Телефон на вечер")),
        Question(
            "line",
            Kind.text,
            words("In one line", "В одну строку"),
            placeholder=words("Tiles from Porto", "Плитка из Порту"),
            least=5,
            most=80,
            required=True,
        ),
        Question(
            "story",
            Kind.long,
            words("And in many", "И во много строк"),
            placeholder=words("Begin anywhere", "Начните с чего угодно"),
        ),
        Question(
            "style",
            Kind.choice,
            words("Which is nearest?", "Что ближе всего?"),
            choices=choices(*STYLES, picture=picture),
        ),
        Question(
            "shape",
            Kind.choice,
            words("Which shape?", "Какая форма?"),
            choices=choices(*STYLES[:2]),
            other=True,
            required=True,
        ),
        Question(
            "goals",
            Kind.many,
            words("What should it do?", "Что он должен делать?"),
            choices=choices(*GOALS),
            other=True,
            least=1,
            most=2,
        ),
        Question(
            "land",
            Kind.choice,
            words("One of thirty", "Один из тридцати"),
            choices=choices(*lands),
        ),
        Question("lands", Kind.many, many, choices=choices(*lands)),
        Question(
            "launch",
            Kind.yes_no,
            words("Is there a day for the launch?", "Назначен ли день запуска?"),
            required=True,
        ),
        Question(
            "day", Kind.day, words("Which day?", "Какой день?"), required=True, shown_when=PLAN
        ),
        Question("weeks", Kind.days, words("When may we work?", "Когда нам работать?")),
        Question(
            "pages", Kind.number, words("How many pages?", "Сколько страниц?"), least=1, most=500
        ),
        Question(
            "range",
            Kind.budget,
            words("Which budget?", "Какой бюджет?"),
            choices=SPANS,
            other=True,
            currency="EUR",
        ),
        Question("sum", Kind.budget, words("And for the photos?", "А на съёмку?"), currency="EUR"),
        Question("site", Kind.link, words("Your site today", "Ваш сайт сегодня")),
        Question("files", Kind.file, words("Files that help", "Файлы, которые помогут")),
        Question(
            "mark",
            Kind.rating,
            words("How do you like the old one?", "Как вам старый сайт?"),
            required=True,
        ),
        Question(
            "order",
            Kind.ranking,
            words("What comes first?", "Что важнее?"),
            choices=choices(*GOALS),
        ),
        Question(
            "rows",
            Kind.table,
            words("Who else takes part?", "Кто ещё участвует?"),
            columns=(
                Column("name", words("Name", "Имя")),
                Column("does", words("What they do", "Чем занимается")),
            ),
            most=6,
        ),
        Question(
            "agreed",
            Kind.consent,
            words("You may keep these answers for a year.", "Храните эти ответы один год."),
            words(
                "How we keep them: https://kvarta.example/privacy",
                "Как мы их храним: https://kvarta.example/privacy",
            ),
            required=True,
        ),
    )


def filled() -> dict[str, Any]:
    """What somebody types who answers all of it, by the names of the fields."""
    typed = {
        "who.name": "Inês Carvalho",
        "who.organisation": "Azulejo Norte",
        "who.email": "ines@azulejonorte.example",
        "who.phone": "+351 912 345 678",
        "person": "Rui Carvalho",
        "house": "Azulejo Norte",
        "mail": "rui@azulejonorte.example",
        "call": "+351 912 345 679",
        "line": "Tiles by hand from Porto",
        "story": "We make tiles.\r\nSixty of them.",
        "style": "calm",
        "shape": "other",
        "shape.other": "Like a drawer full of samples",
        "goals": ["sell", "other"],
        "goals.other": "Show how a tile is made",
        "land": "c7",
        "lands": ["c2", "c30"],
        "launch": "yes",
        "day": "2099-09-01",
        "weeks.from": "2099-05-04",
        "weeks.to": "2099-08-28",
        "pages": "12,5",
        "range": "other",
        "range.other": "12 500",
        "sum": "1,500",
        "site": "azulejonorte.example/pt",
        "mark": "4",
        "order.find": "1",
        "order.sell": "2",
        "order.hire": "3",
        "rows.0.name": "Rui",
        "rows.0.does": "Fires the kiln",
        "rows.2.name": "Marta",
        "agreed": "yes",
    }
    return {f"q-{name}": value for name, value in typed.items()}


# What is kept of them, by the key of the question.
KEPT = {
    "who": {
        "name": "Inês Carvalho",
        "organisation": "Azulejo Norte",
        "email": "ines@azulejonorte.example",
        "phone": "+351 912 345 678",
    },
    "person": "Rui Carvalho",
    "house": "Azulejo Norte",
    "mail": "rui@azulejonorte.example",
    "call": "+351 912 345 679",
    "line": "Tiles by hand from Porto",
    "story": "We make tiles.\nSixty of them.",
    "style": "calm",
    "shape": "other",
    "goals": ["sell", "other"],
    "land": "c7",
    "lands": ["c2", "c30"],
    "launch": "yes",
    "day": "2099-09-01",
    "weeks": {"from": "2099-05-04", "to": "2099-08-28"},
    "pages": "12.5",
    "range": {"minor": 1_250_000, "currency": "EUR"},
    "sum": {"minor": 150_000, "currency": "EUR"},
    "site": "https://azulejonorte.example/pt",
    "mark": "4",
    "order": ["find", "sell", "hire"],
    "rows": [{"name": "Rui", "does": "Fires the kiln"}, {"name": "Marta"}],
    "agreed": "yes",
}
