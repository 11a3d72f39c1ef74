"""A questionnaire changed piece by piece: every verb takes one and gives another, nothing is changed in place."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from agency.briefs.kinds import QuestionKind
from agency.briefs.questionnaire import Choice, Column, Page, Question, Questionnaire
from agency.briefs.ready.asking import Words
from agency.briefs.ready.beginning import WHO

# What a form begins with, since without it nobody can be answered.
FIRST = (QuestionKind.name, QuestionKind.email)
WHO_TITLE = Words("Who is writing to us?", "Кто нам пишет?")
WHO_NAME = Words("You", "О вас")
# No letters that are taken for one another; a key is never given twice, not even to what was removed.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class NotThere(LookupError):
    """The draft has no such page or question (any more)."""


@dataclass(frozen=True)
class Place:
    """Where a question stands: on which page, and after how many others."""

    page: str
    at: int


def new_key(letter: str) -> str:
    """A key that nothing else has, like "q7kx2m"."""
    return letter + "".join(secrets.choice(LETTERS) for _ in range(6))


def page_of(asks: Questionnaire, key: str) -> Page:
    """The page with this key. Raises NotThere."""
    for page in asks.pages:
        if page.key == key:
            return page
    raise NotThere(key)


def question_of(asks: Questionnaire, key: str) -> Question:
    """The question with this key. Raises NotThere."""
    if key not in asks.by_key:
        raise NotThere(key)
    return asks.by_key[key]


def place_of(asks: Questionnaire, key: str) -> Place:
    """Where this question stands. Raises NotThere."""
    question = question_of(asks, key)
    page = asks.pages_by_question[key]
    return Place(page.key, page.questions.index(question))


def begun(languages: tuple[str, ...]) -> Questionnaire:
    """A form with one page, that asks who writes."""
    asked = tuple(each.made(new_key("q")) for each in WHO if each.kind in FIRST)
    page = Page(new_key("p"), 1, WHO_TITLE.texts(), name=WHO_NAME.texts(), questions=asked)
    return Questionnaire((page,), languages)


def blank(kind: QuestionKind, key: str) -> Question:
    """A question of this kind without words yet, with as many places as it needs to begin with."""
    question = Question(key, kind, {})
    if kind.chooses:
        return replace(question, choices=tuple(Choice(new_key("c")) for _ in range(2)))
    if kind is QuestionKind.table:
        return replace(question, columns=tuple(Column(new_key("k"), {}) for _ in range(2)))
    if kind is QuestionKind.rating:
        return replace(question, most=5)
    return question


def with_question(asks: Questionnaire, question: Question, place: Place) -> Questionnaire:
    """With one more question there. Raises NotThere."""
    page = page_of(asks, place.page)
    return with_page(asks, replace(page, questions=_put(page.questions, question, place.at)))


def changed(asks: Questionnaire, question: Question) -> Questionnaire:
    """With this question in the place of the one that has its key. Raises NotThere."""
    question_of(asks, question.key)
    return _each_page(
        asks, lambda each: [question if one.key == question.key else one for one in each.questions]
    )


def without(asks: Questionnaire, key: str) -> Questionnaire:
    """Without this question. Raises NotThere."""
    question_of(asks, key)
    return _each_page(asks, lambda each: [one for one in each.questions if one.key != key])


def moved(asks: Questionnaire, key: str, place: Place) -> Questionnaire:
    """With this question there; `at` counts the others. Raises NotThere."""
    question = question_of(asks, key)
    page_of(asks, place.page)
    return with_question(without(asks, key), question, place)


def stepped(asks: Questionnaire, key: str, by: int) -> Questionnaire:
    """With this question one place up (-1) or down (1), over the edge of a page onto the next. Raises NotThere."""
    here = place_of(asks, key)
    pages = [page.key for page in asks.pages]
    page = page_of(asks, here.page)
    at = here.at + by
    if 0 <= at < len(page.questions):
        return moved(asks, key, Place(here.page, at))
    beside = pages.index(here.page) + by
    if not 0 <= beside < len(pages):
        return asks
    there = asks.pages[beside]
    return moved(asks, key, Place(there.key, 0 if by > 0 else len(there.questions)))


def doubled(asks: Questionnaire, key: str, new: str) -> Questionnaire:
    """With a copy of this question right after it, under a key of its own. Raises NotThere."""
    place = place_of(asks, key)
    copy = replace(question_of(asks, key), key=new)
    return with_question(asks, copy, replace(place, at=place.at + 1))


def with_page(asks: Questionnaire, page: Page, at: int | None = None) -> Questionnaire:
    """With this page in the place of the one that has its key, else as one more (`at`, or as the last)."""
    pages = list(asks.pages)
    if page.key in [each.key for each in pages]:
        pages = [page if each.key == page.key else each for each in pages]
    else:
        pages.insert(len(pages) if at is None else at, page)
    return _numbered(asks, pages)


def without_page(asks: Questionnaire, key: str) -> Questionnaire:
    """Without this page and its questions. Raises NotThere."""
    page_of(asks, key)
    return _numbered(asks, [each for each in asks.pages if each.key != key])


def page_moved(asks: Questionnaire, key: str, at: int) -> Questionnaire:
    """With this page after `at` others. Raises NotThere."""
    page = page_of(asks, key)
    others = [each for each in asks.pages if each.key != key]
    others.insert(max(0, min(at, len(others))), page)
    return _numbered(asks, others)


def data_of(question: Question | Page | None) -> Any:
    """What stands for it, to tell whether somebody changed it meanwhile; a page without its questions."""
    if question is None:
        return None
    return {name: value for name, value in question.data().items() if name != "questions"}


def in_languages(asks: Questionnaire, languages: tuple[str, ...]) -> Questionnaire:
    """Asked in these languages; words in one that it no longer has are kept for when it has it again."""
    return replace(asks, languages=languages)


def _put(questions: tuple[Question, ...], question: Question, at: int) -> tuple[Question, ...]:
    at = max(0, min(at, len(questions)))
    return (*questions[:at], question, *questions[at:])


def _each_page(
    asks: Questionnaire, questions: Callable[[Page], Iterable[Question]]
) -> Questionnaire:
    return _numbered(asks, [replace(each, questions=tuple(questions(each))) for each in asks.pages])


def _numbered(asks: Questionnaire, pages: Iterable[Page]) -> Questionnaire:
    numbered = tuple(replace(page, number=n) for n, page in enumerate(pages, start=1))
    return replace(asks, pages=numbered)
