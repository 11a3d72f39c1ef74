"""A draft walked through without anything being kept: what was answered travels in the page, sealed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from agency.briefs import drafts
from agency.briefs.answers import Giver
from agency.briefs.forms import PageForm
from agency.briefs.kinds import QuestionKind
from agency.briefs.models import Brief
from agency.briefs.questionnaire import Question, Questionnaire
from agency.briefs.reading import kept
from agency.briefs.templates import BriefTemplate, BriefVersion

# What has no words yet.
NO_WORDS = {"en": "…"}


def asked_in_trial(asks: Questionnaire) -> Questionnaire:
    """The form as it is tried: no file is asked for in earnest, since none is kept."""
    for question in list(asks.questions):
        if question.kind is QuestionKind.file and question.required:
            asks = drafts.changed(asks, replace(question, required=False))
    return asks


def unconditional(asks: Questionnaire) -> Questionnaire:
    """The form with everything in sight, for a preview."""
    pages = tuple(
        replace(
            page,
            shown_when=None,
            title=page.title or NO_WORDS,
            name=page.name or page.title or NO_WORDS,
            questions=tuple(_in_sight(each) for each in page.questions),
        )
        for page in asks.pages
    )
    return replace(asks, pages=pages)


def _in_sight(question: Question) -> Question:
    choices = tuple(
        each
        if each.text or each.least is not None or each.most is not None
        else replace(each, text=NO_WORDS)
        for each in question.choices
    )
    return replace(question, shown_when=None, text=question.text or NO_WORDS, choices=choices)


def brief_of(
    template: BriefTemplate, asks: Questionnaire, sealed: str, *, language: str, at: datetime
) -> Brief:
    """A brief that is in no database, with what was answered so far."""
    version = BriefVersion(number=0, document=kept(asks))
    brief = Brief(
        version=version,
        language=language,
        started_at=at,
        answers=[],
        doubts=[],
        loads={},
        origin={},
    )
    for key, said in _read(template, sealed).items():
        question = asks.by_key.get(key)
        if question is not None:
            answer = brief.answer(question, said["value"], labels=said["labels"], at=at)
            answer.fits, answer.given_by = said["fits"], Giver.client
    return brief


def take(brief: Brief, form: PageForm, *, at: datetime) -> None:
    """What a page brought, also what does not fit yet; of files only their names."""
    for question in form.page.questions:
        field: Any = form.of(question)
        if question.kind is QuestionKind.file:
            names = ", ".join(upload.name for upload in field.accepted)
            if names:
                brief.answer(question, names, at=at)
        elif field.is_blank:
            if not field.is_left:
                brief.withdraw(question)
        elif field.is_fit:
            value, labels = field.answered()
            brief.answer(question, value, labels=labels, at=at)
        elif field.typed is not None:
            brief.answer(question, field.typed, fits=False, at=at)


def seal(template: BriefTemplate, brief: Brief) -> str:
    """What was answered so far, to come back with the next page."""
    said = {
        one.question_key: {"value": one.value, "labels": one.labels, "fits": one.fits}
        for one in brief.answers
    }
    return str(_signer(template).dumps(said))


def _read(template: BriefTemplate, sealed: str) -> Mapping[str, Any]:
    try:
        found: Mapping[str, Any] = _signer(template).loads(sealed or "")
    except BadData:
        return {}
    return found


def _signer(template: BriefTemplate) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt=f"brief-trial:{template.id}")
