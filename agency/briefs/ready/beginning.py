"""How every ready-made brief begins: who they are, and what they do."""

from agency.briefs.kinds import QuestionKind as Kind
from agency.briefs.ready.asking import Ask, Sheet, Words

WHO = (
    Ask(Kind.name, Words("Your name", "Как к вам обращаться?"), required=True),
    Ask(
        Kind.organisation,
        Words("Company or project", "Компания или проект"),
        required=True,
    ),
    Ask(
        Kind.email,
        Words("E-mail", "Электронная почта"),
        Words(
            "Our answer goes there, and nothing else does.", "Сюда придёт ответ. И ничего больше."
        ),
        required=True,
    ),
    Ask(
        Kind.phone,
        Words("Phone", "Телефон"),
        Words("If you would rather talk than write.", "Если говорить вам удобнее, чем писать."),
    ),
)

WELCOME = Words(
    "There are no wrong answers here, and “we don’t know yet” is a good one.",
    "Неправильных ответов здесь нет, а «пока не знаем» — тоже хороший ответ.",
)

AS_TO_A_NEIGHBOUR = Words(
    "As you would tell it to a neighbour at dinner. Two or three sentences.",
    "Так, как рассказали бы соседу за ужином. Двух-трёх фраз достаточно.",
)


def beginning(*asks: Ask, lead: Words = WELCOME) -> Sheet:
    """The page on which they say who they are, and then what these questions ask."""
    name, title = Words("You", "Вы"), Words("Who are we talking to?", "Давайте познакомимся")
    return Sheet(name, title, lead, (*WHO, *asks))


def business(words: Words, help: Words = AS_TO_A_NEIGHBOUR) -> Ask:
    """What they do, in their own words."""
    return Ask(Kind.long, words, help, required=True)
