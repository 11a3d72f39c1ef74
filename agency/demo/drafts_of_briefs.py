"""A brief that is in the making: a condition in it, and a question that somebody has not finished yet."""

from dataclasses import replace

from agency.briefs import building, drafts, publishing
from agency.briefs.building import Draft
from agency.briefs.conditions import Check, Op
from agency.briefs.kinds import QuestionKind
from agency.briefs.questionnaire import Choice, Page, Question, Questionnaire
from agency.demo.studio import Studio

NAME = {"en": "Illustration", "ru": "Иллюстрация"}
WHERE = Question(
    "where",
    QuestionKind.many,
    {"en": "Where will it live?", "ru": "Где она будет жить?"},
    choices=(
        Choice("book", {"en": "In a book", "ru": "В книге"}),
        Choice("pack", {"en": "On a package", "ru": "На упаковке"}),
        Choice("site", {"en": "On a site", "ru": "На сайте"}),
    ),
    other=True,
)
PRINT = Question(
    "print",
    QuestionKind.text,
    {"en": "How is it printed?", "ru": "Как её напечатают?"},
    shown_when=Check("where", Op.is_, ("book", "pack")),
)
# Its Russian words are still to come.
HOW_MANY = Question("how-many", QuestionKind.number, {"en": "How many pictures?"}, least=1)


def keep(studio: Studio) -> None:
    """Vera began it this morning."""
    asks = _asks()
    made = publishing.make(
        NAME, studio.services["identity"], asks, by=studio.members["vera"], at=studio.now
    )
    building.keep(made, Draft(asks), by=studio.members["vera"], at=studio.now)


def _asks() -> Questionnaire:
    begun = drafts.begun(("en", "ru"))
    questions = (WHERE, PRINT, HOW_MANY)
    title = {"en": "What is to be drawn?", "ru": "Что нарисовать?"}
    page = Page("drawing", 2, title, {"en": "Drawing", "ru": "Рисунок"}, questions=questions)
    return replace(begun, pages=(*begun.pages, page))
