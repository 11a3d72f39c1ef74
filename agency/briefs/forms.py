"""A page of a brief as a form, built from its questions; it works without login, cookie or script."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import HiddenField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import StopValidation, ValidationError

from agency.briefs import budget
from agency.briefs.answers import Answer
from agency.briefs.fields import (
    AmountField,
    ChoiceField,
    DayField,
    EmailField,
    FilesField,
    LongField,
    ManyField,
    PhoneField,
    WordsField,
)
from agency.briefs.kinds import QuestionKind
from agency.briefs.models import Brief
from agency.briefs.questionnaire import Choice, Page, Question
from agency.kernel.forms import GuestForm
from agency.kernel.i18n import pick
from agency.kernel.work import Work, judge, task_for

Kind = QuestionKind

NEEDED = {
    Kind.name: _l("Write your name."),
    Kind.organisation: _l("Write the name of your company or project."),
    Kind.email: _l("Write your address, like ines@example.com."),
    Kind.phone: _l("Write your number with the country’s code, like +351 912 345 678."),
    Kind.choice: _l("Choose one of the answers."),
    Kind.many: _l("Choose one answer or several."),
    Kind.budget: _l("Choose a range; a rough guess helps too."),
    Kind.day: _l("Choose a day."),
    Kind.file: _l("Add a file."),
}
NEEDED_ELSE = _l("Write a few words here.")
LONGEST = {Kind.name: 120, Kind.organisation: 160, Kind.email: 254, Kind.phone: 40, Kind.text: 500}
LONGEST_ELSE = 20_000
FILLED_BY_BROWSER = {
    Kind.name: {"autocomplete": "name"},
    Kind.organisation: {"autocomplete": "organization"},
    Kind.email: {"autocomplete": "email"},
    Kind.phone: {"autocomplete": "tel"},
}
FIELDS: dict[QuestionKind, type[Any]] = {
    Kind.name: WordsField,
    Kind.organisation: WordsField,
    Kind.email: EmailField,
    Kind.phone: PhoneField,
    Kind.text: WordsField,
    Kind.long: LongField,
    Kind.choice: ChoiceField,
    Kind.many: ManyField,
    Kind.budget: AmountField,
    Kind.day: DayField,
    Kind.file: FilesField,
}


class Needed:
    """This question wants an answer."""

    def __init__(self, kind: QuestionKind) -> None:
        self.words = NEEDED.get(kind, NEEDED_ELSE)

    def __call__(self, form: Any, field: Any) -> None:
        if field.is_blank:
            raise StopValidation(str(self.words))


class AtMost:
    """So many characters and no more; what is too long is kept until it is shortened."""

    def __init__(self, kind: QuestionKind) -> None:
        self.most = LONGEST.get(kind, LONGEST_ELSE)

    def __call__(self, form: Any, field: Any) -> None:
        length = len(field.data or "")
        if length > self.most:
            raise ValidationError(
                _(
                    "Shorten it to %(most)d characters, now it has %(length)d. A long text can "
                    "come as a file.",
                    most=self.most,
                    length=length,
                )
            )


class PageForm(GuestForm):
    """One page: its questions, and what comes along unseen.

    `start` begins a brief, `work` is what the browser found meanwhile, `zone` is the browser's, `trap` stays
    empty unless a machine fills it.
    """

    start = HiddenField()
    work = HiddenField()
    zone = HiddenField()
    trap = StringField(_l("Leave this empty"))

    page: Page
    today: date

    def of(self, question: Question) -> Any:
        """The field of this question."""
        return self[question.field]

    @property
    def is_sealed(self) -> bool:
        """It came from a page of ours."""
        return not self["csrf_token"].errors

    @property
    def is_blank(self) -> bool:
        """Nothing was answered on it."""
        return all(self.of(question).is_blank for question in self.page.questions)

    def ask_for_work(self, start: str, *, at: datetime) -> None:
        """Seal the page that begins a brief, and give its browser the work that belongs to this seal."""
        self.start.data = start
        if judge(self.work.data, start, at=at) is not Work.done:
            self.work.data = ""
        self.work.render_kw = {"data-work": task_for(start, at=at), "autocomplete": "off"}

    def forgive(self) -> None:
        """Do not complain now: nobody wanted to go on."""
        for question in self.page.questions:
            self.of(question).errors = []

    def forgive_blanks(self) -> None:
        """Do not complain about what was not reached yet, only about what does not fit."""
        for question in self.page.questions:
            if self.of(question).is_blank:
                self.of(question).errors = []


def sent(
    page: Page,
    brief: Brief | None,
    data: CombinedMultiDict[str, Any],
    *,
    purpose: str,
    today: date,
) -> PageForm:
    """The page as it was sent, checked."""
    form = _form(page, brief, data, purpose, today)
    form.validate()
    return form


def empty(page: Page, *, purpose: str, start: str) -> PageForm:
    """The page before anything was answered, with the seal that begins a brief."""
    form = _form(page, None, None, purpose, date.min)
    form.start.data = start
    return form


def kept(
    page: Page, brief: Brief, *, purpose: str, today: date, complain: bool = False
) -> PageForm:
    """The page with what was answered so far; what does not fit yet says so.

    What is still missing is named only when somebody wanted to hand it in (`complain`).
    """
    typed: MultiDict[str, str] = MultiDict()
    for question in page.questions:
        typed.setlist(question.field, _typed(brief.answer_to(question)))
    form = _form(page, brief, typed, purpose, today)
    form.validate()
    form["csrf_token"].errors = []
    if not complain:
        form.forgive_blanks()
    return form


def choices_of(question: Question) -> list[SelectChoice]:
    """Keys and wordings of the choices in the language at hand, a range's from its figures."""
    return [SelectChoice(each.key, _words_of(each, question.currency)) for each in question.choices]


def _form(page: Page, brief: Brief | None, data: Any, purpose: str, today: date) -> PageForm:
    fields = {question.field: _field(question) for question in page.questions}
    form: PageForm = type("PageForm", (PageForm,), fields)(data, purpose=purpose)
    form.page, form.today = page, today
    for question in _of_files(page.questions):
        answer = brief.answer_to(question) if brief is not None else None
        form.of(question).kept = answer.files if answer is not None else ()
    return form


def _field(question: Question) -> Any:
    kind = question.kind
    more: dict[str, Any] = {}
    if question.choices:
        more["choices"] = choices_of(question)
    validators: list[Any] = [Needed(kind)] if question.required else []
    if issubclass(FIELDS[kind], WordsField):
        validators.append(AtMost(kind))
        more["render_kw"] = FILLED_BY_BROWSER.get(kind, {})
    made = ChoiceField if question.choices and kind is Kind.budget else FIELDS[kind]
    return made(pick(question.text), validators, description=pick(question.help), **more)


def _of_files(questions: Iterable[Question]) -> list[Question]:
    return [question for question in questions if question.kind is Kind.file]


def _words_of(choice: Choice, currency: str) -> str:
    if choice.text:
        return pick(choice.text)
    return budget.span(choice.least, choice.most, currency)


def _typed(answer: Answer | None) -> list[str]:
    value = answer.value if answer is not None else None
    if isinstance(value, dict):
        return [budget.typed(value)]
    return value if isinstance(value, list) else [value] if value else []
