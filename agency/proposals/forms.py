"""The forms of proposals: rows of the sheet, the words, the sending, the acceptance."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    Field,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    StopValidation,
    ValidationError,
)
from wtforms.widgets import HiddenInput

from agency.kernel.forms import StaffForm, tidy
from agency.proposals.states import PromisedUnseen, StaleLetter

TOO_LONG = _l("Keep it under %(max)d letters")
MISSING_DAY = _l("Choose a day")


def long_enough(max: int) -> Length:
    """At most so many letters."""
    return Length(max=max, message=TOO_LONG)


def number_or_none(typed: Any) -> int | None:
    """The id behind a choice; nothing chosen is none."""
    return int(typed) if typed not in (None, "", "None") else None


class SheetForm(StaffForm):
    """What the sheet sends beside its rows: the revision that was seen, and which button was pressed."""

    revision = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    do = StringField(filters=[tidy])


class FigureForm(Form):
    """A figure that sums the task up, and what it means."""

    figure = StringField(_l("Figure"), filters=[tidy], validators=[long_enough(20)])
    text = StringField(_l("What it means"), filters=[tidy], validators=[long_enough(120)])


def day_of_a_stage(form: Form, field: Field) -> None:
    """A stage has both its days; a row without a name needs none."""
    if not field.raw_data or not field.raw_data[0].strip():
        field.errors = []
        raise StopValidation(str(MISSING_DAY) if form.title.data else "")


class StageForm(Form):
    """A stage of the plan. Without a title it is no stage."""

    title = StringField(_l("Stage"), filters=[tidy], validators=[long_enough(80)])
    member_id = SelectField(_l("Answers for it"), coerce=number_or_none)
    starts_on = DateField(_l("First day"), validators=[day_of_a_stage])
    due_on = DateField(_l("Last day"), validators=[day_of_a_stage])

    def validate_member_id(self, field: Field) -> None:
        if self.title.data and field.data is None:
            raise ValidationError(str(_l("Choose who answers for it")))

    def validate_due_on(self, field: Field) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(str(_l("Choose a day after its first one")))


class PaymentForm(Form):
    """A part of the price and the event that makes it due. Without a share it is none."""

    percent = IntegerField(
        _l("Share in per cent"),
        validators=[Optional(), NumberRange(1, 100, _l("Enter a share from 1 to 100"))],
    )
    when = StringField(_l("When to pay"), filters=[tidy], validators=[long_enough(120)])

    def validate_when(self, field: Field) -> None:
        if self.percent.data and not field.data:
            raise ValidationError(str(_l("Say when it is due")))


class WordsForm(StaffForm):
    """Everything that a proposal says beside its estimate."""

    title = StringField(
        _l("Title"),
        filters=[tidy],
        validators=[DataRequired(_l("Give it a title")), long_enough(160)],
    )
    lead = TextAreaField(_l("First paragraph"), filters=[tidy], validators=[long_enough(800)])
    paragraphs = TextAreaField(
        _l("How we understood the task"), filters=[tidy], validators=[long_enough(8000)]
    )
    left_out = TextAreaField(
        _l("What we would leave out"), filters=[tidy], validators=[long_enough(1000)]
    )
    figures = FieldList(FormField(FigureForm))
    quote_text = TextAreaField(
        _l("The client’s own sentence"), filters=[tidy], validators=[long_enough(500)]
    )
    quote_by = StringField(_l("Who said it"), filters=[tidy], validators=[long_enough(120)])
    quote_where = StringField(_l("Where"), filters=[tidy], validators=[long_enough(120)])
    stages = FieldList(FormField(StageForm))
    payments = FieldList(FormField(PaymentForm))
    asks_signature = BooleanField(_l("Ask for a signature, drawn or typed"))
    seen = HiddenField()

    cover = RadioField(_l("Cover"), coerce=str)
    cover_upload = FileField(_l("Another picture for the cover"))
    cover_caption = StringField(_l("What the cover shows"), filters=[tidy])
    opening = RadioField(_l("Picture under the client’s sentence"), coerce=str)
    opening_upload = FileField(_l("Another picture under the sentence"))
    opening_caption = StringField(_l("What it shows"), filters=[tidy])
    detail = RadioField(_l("Picture beside the task"), coerce=str)
    detail_upload = FileField(_l("Another picture beside the task"))
    detail_caption = StringField(_l("What it shows"), filters=[tidy])

    def validate_payments(self, field: Field) -> None:
        """Shares make a whole."""
        shares = [part["percent"] for part in field.data if part["percent"]]
        if shares and sum(shares) != 100:
            raise ValidationError(
                str(_l("The shares add up to %(sum)d per cent: make them 100", sum=sum(shares)))
            )


class SendingForm(StaffForm):
    """The letter that brings the proposal."""

    words = TextAreaField(
        _l("Letter"),
        filters=[tidy],
        validators=[DataRequired(_l("Write a line to go with it")), long_enough(8000)],
    )
    # Wanted only where somebody lacks the time for it.
    knows_short = BooleanField(_l("I know, and promise it all the same"))
    # Which revision it was written to: its words name the sum and the hours.
    seen = HiddenField()
    # Says "yes" where the lead was won when the letter was opened: it is about more work.
    adds = HiddenField()

    def must_be_fresh(self, revision: int) -> None:
        """Refuse, once, where the proposal was changed since. Raises StaleLetter."""
        seen, self.seen.data = self.seen.data, str(revision)
        if seen and seen != self.seen.data:
            raise StaleLetter

    def must_know(self, *, is_short: bool) -> None:
        """Refuse, until it is ticked, where somebody lacks the time for it. Raises PromisedUnseen."""
        if is_short and not self.knows_short.data:
            self.knows_short.errors = [
                _l("Tick that you have seen who lacks time, or plan other weeks")
            ]
            raise PromisedUnseen


class PlainForm(StaffForm):
    """A button that needs nothing but the seal of the session."""
