"""A page of a brief as a form, built from its questions; it works without login, cookie or script."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import HiddenField, StringField

from agency.briefs import showing
from agency.briefs.fields import Problem
from agency.briefs.fields_choosing import choices_of
from agency.briefs.fields_of_kinds import FIELDS, again, field_of
from agency.briefs.kinds import QuestionKind
from agency.briefs.models import Brief
from agency.briefs.questionnaire import Page, Question, Questionnaire
from agency.briefs.walk import Walk
from agency.kernel.forms import GuestForm
from agency.kernel.marks import mark_of
from agency.kernel.work import Work, judge, task_for

__all__ = ["FIELDS", "PageForm", "choices_of", "empty", "kept", "sent"]

Kind = QuestionKind


class PageForm(GuestForm):
    """One page: its questions, and what comes along unseen.

    `start` begins a brief, `work` is what the browser found meanwhile, `zone` is the browser's, `trap` stays
    empty unless a machine fills it.
    """

    start = HiddenField()
    work = HiddenField()
    zone = HiddenField()
    trap = StringField(_l("Leave this empty"))
    seen = StringField()
    had = StringField()

    page: Page
    # It is a page of a brief that was begun: others may write in it too.
    is_shared = False
    # What stood in its fields as it came in.
    came = ""
    today: date
    # What is shown after these answers, as far as this page knows.
    walk: Walk
    # The keys of questions that the answers sent last brought up.
    brought_up = ""

    def of(self, question: Question) -> Any:
        """The field of this question."""
        return self[question.field]

    @cached_property
    def rules(self) -> str:
        """What the browser judges by; "" where the answers of this page change nothing on it."""
        return showing.rules(self.walk, self.page)

    @property
    def shown(self) -> list[Question]:
        """The questions of this page that are asked."""
        return [each for each in self.page.questions if self.of(each).is_shown]

    @property
    def problems(self) -> list[Problem]:
        """What is wrong, input by input, in the order of the page."""
        return [problem for each in self.page.questions for problem in self.of(each).problems]

    @property
    def appeared(self) -> list[Question]:
        """Questions that these answers brought up, and that nobody has had before their eyes yet."""
        return [
            each
            for each in self.shown
            if each.kind.is_answered and self._is_unseen(each) and self.of(each).is_blank
        ]

    @property
    def is_sealed(self) -> bool:
        """It came from a page of ours."""
        return not self["csrf_token"].errors

    @property
    def is_blank(self) -> bool:
        """Nothing was answered on it."""
        return all(self.of(question).is_blank for question in self.page.questions)

    @property
    def marks(self) -> str:
        """What stands for each answer on it: one that comes back unchanged writes over nobody's newer one."""
        return " ".join(map(self._mark, self._answers_in_words))

    @property
    def untouched(self) -> list[Question]:
        """The questions whose answers came back as they were handed out."""
        had = frozenset((self.had.data or "").split())
        return [each for each in self._answers_in_words if self._mark(each) in had]

    def ask_for_work(self, start: str, *, at: datetime) -> None:
        """Seal the page that begins a brief, and give its browser the work that belongs to this seal."""
        self.start.data = start
        if judge(self.work.data, start, at=at) is not Work.done:
            self.work.data = ""
        self.work.render_kw = {"data-work": task_for(start, at=at), "autocomplete": "off"}

    def judge(self, asks: Questionnaire, values: Mapping[str, Any]) -> None:
        """Find out what is asked after these answers. Nobody complains of what is not, or was not seen yet."""
        fields = {each.key: self.of(each) for each in self.page.questions}
        for question in self.page.questions:
            field = fields[question.key]
            field.is_fit = not field.errors
            field.is_left = field.is_blank and self._is_unseen(question)
        self.walk = Walk(asks, showing.merged(values, fields))
        for question in self.page.questions:
            field = fields[question.key]
            field.is_shown = self.walk.is_shown(question)
            field.is_left = field.is_blank and (field.is_left or not field.is_shown)
            if not field.is_shown or field.is_left:
                field.errors = []

    @property
    def news(self) -> list[Question]:
        """What to point at: the questions that the last answers brought up."""
        keys = self.brought_up.split()
        return self.appeared or [each for each in self.shown if each.key in keys]

    @property
    def _answers_in_words(self) -> list[Question]:
        # Files come and go one by one; no page writes over them.
        return [each for each in self.page.questions if each.kind is not Kind.file]

    def _mark(self, question: Question) -> str:
        return f"{question.key}:{mark_of(json.dumps(self.of(question).stands, sort_keys=True))}"

    def _is_unseen(self, question: Question) -> bool:
        # Whoever sends no list of what was seen saw all of it.
        return bool(self.seen.raw_data) and question.key not in (self.seen.data or "").split()

    def forgive(self) -> None:
        """Do not complain now: nobody wanted to go on."""
        for question in self.page.questions:
            self.of(question).errors = []

    def forgive_blanks(self) -> None:
        """Do not complain about what was not reached yet, only about what does not fit."""
        for question in self.page.questions:
            if self.of(question).is_blank:
                self.of(question).errors = []


# How many rows a table gets when more are asked for.
MORE_ROWS = 3


def sent(
    page: Page,
    brief: Brief | None,
    data: CombinedMultiDict[str, Any],
    *,
    purpose: str,
    today: date,
) -> PageForm:
    """The page as it was sent, checked.

    Two may have it open, or one in two tabs: where an answer came back as it was handed out, the one that is kept by
    now takes its place.
    """
    form = _checked(page, brief, data, purpose, today)
    came = form.marks
    if brief is not None and form.untouched:
        newer = _with_newer(data, form.untouched, brief)
        form = _checked(page, brief, newer, purpose, today)
    form.came = came
    return form


def empty(page: Page, *, purpose: str, start: str, typed: Any = None) -> PageForm:
    """The page before anything was answered, with the seal that begins a brief, and what came along (`typed`)."""
    form = _form(page, None, typed, purpose, date.min)
    form.judge(*_so_far(page, None))
    form.start.data = start
    return form


def kept(
    page: Page,
    brief: Brief,
    *,
    purpose: str,
    today: date,
    complain: bool = False,
    more: str = "",
) -> PageForm:
    """The page with what was answered so far; what does not fit yet says so.

    What is still missing is named only when somebody wanted to hand it in (`complain`). `more` is the key of a
    table that wants more rows.
    """
    typed: MultiDict[str, Any] = MultiDict()
    _put_again(typed, page.questions, brief)
    form = _checked(page, brief, typed, purpose, today)
    for question in page.questions:
        form.of(question).more = MORE_ROWS if question.key == more else 0
    form["csrf_token"].errors = []
    if not complain:
        form.forgive_blanks()
    return form


def _checked(page: Page, brief: Brief | None, data: Any, purpose: str, today: date) -> PageForm:
    form = _form(page, brief, data, purpose, today)
    form.validate()
    form.judge(*_so_far(page, brief))
    return form


def _with_newer(
    data: CombinedMultiDict[str, Any], untouched: Sequence[Question], brief: Brief
) -> MultiDict[str, Any]:
    fields = {each.field for each in untouched}
    named = ((name, value) for name, value in data.items(multi=True))
    typed = MultiDict(
        (name, value) for name, value in named if name.partition(".")[0] not in fields
    )
    _put_again(typed, untouched, brief)
    return typed


def _put_again(typed: MultiDict[str, Any], questions: Iterable[Question], brief: Brief) -> None:
    for question in questions:
        for part, values in again(question, brief.answer_to(question)).items():
            typed.setlist(f"{question.field}.{part}" if part else question.field, values)


def _so_far(page: Page, brief: Brief | None) -> tuple[Questionnaire, Mapping[str, Any]]:
    if brief is None:
        return Questionnaire((page,)), {}
    return brief.asks, brief.values


def _form(page: Page, brief: Brief | None, data: Any, purpose: str, today: date) -> PageForm:
    fields = {question.field: field_of(question) for question in page.questions}
    form: PageForm = type("PageForm", (PageForm,), fields)(data, purpose=purpose)
    form.page, form.today, form.is_shared = page, today, brief is not None
    for question in page.questions:
        if question.kind is Kind.file:
            answer = brief.answer_to(question) if brief is not None else None
            form.of(question).kept = answer.files if answer is not None else ()
            form.of(question).had = sum(each.size for each in brief.files) if brief else 0
    return form
