"""Pictures of choices: taken in by the builder, shown small beside the words, and named where an import lacks them."""

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from agency.briefs.questionnaire import Choice, Question, Questionnaire, worded
from agency.kernel import pictures
from agency.kernel.db import db
from agency.kernel.files import StoredFile
from agency.kernel.i18n import language

# A choice is shown in a card of a page's third, or across a phone's width.
WIDTHS = (320, 640, 1280)
LARGEST_MB = 20


def take_in(data: bytes, name: str, *, at: datetime) -> StoredFile:
    """Keep a picture for a choice, turned upright and freed of what it tells besides. Raises PictureRefused."""
    return pictures.take_in(data, name=name, at=at)


def kept_here(asks: Questionnaire) -> tuple[Questionnaire, list[str]]:
    """The form with those pictures that this house has, and the names of the choices whose picture it lacks."""
    wanted = {each.picture for each in _choices(asks) if each.picture}
    here = set(
        db.session.scalars(
            sa.select(StoredFile.sha256).where(StoredFile.sha256.in_(wanted), StoredFile.public)
        )
    )
    lacking = [
        worded(each.text, language()) or each.key
        for each in _choices(asks)
        if each.picture and each.picture not in here
    ]
    if not lacking:
        return asks, []
    pages = tuple(
        replace(page, questions=tuple(_with(each, here) for each in page.questions))
        for page in asks.pages
    )
    return replace(asks, pages=pages), lacking


def _choices(asks: Questionnaire) -> list[Choice]:
    return [choice for question in asks.questions for choice in question.choices]


def _with(question: Question, here: set[str]) -> Question:
    choices = tuple(
        each if each.picture in here else replace(each, picture="") for each in question.choices
    )
    return replace(question, choices=choices)
