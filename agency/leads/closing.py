"""The forms by which a lead moves along the pipeline and is closed, won or lost, with the agency's own reasons."""

from typing import Any, Self

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from agency.kernel.forms import StaffForm, tidy
from agency.leads import pipeline
from agency.leads.stages import ClosingReason, Stage


class StageForm(StaffForm):
    """Where the lead is put."""

    stage = IntegerField(validators=[InputRequired()])


class ClosingForm(StaffForm):
    """Why: one of the reasons by one press, or words, or both."""

    kind: Stage
    because = IntegerField(validators=[Optional()])
    reason: StringField

    @classmethod
    def asking(cls, **given: Any) -> Self:
        """With the reasons that are offered."""
        form = cls(**given)
        form.offered = pipeline.reasons(cls.kind)
        return form

    offered: list[ClosingReason]

    @property
    def why(self) -> ClosingReason | None:
        """The agency's own reason, if one was pressed."""
        return pipeline.reason(self.because.data, self.kind)


class LossForm(ClosingForm):
    """Why it came to nothing."""

    kind = Stage.lost
    reason = StringField(
        _l("Why it came to nothing"), id="loss-reason", filters=[tidy], validators=[Length(max=200)]
    )

    def validate_reason(self, field: StringField) -> None:
        if not field.data and self.why is None:
            raise ValidationError(_l("Say why, in a few words; next year somebody will ask"))


class WinForm(ClosingForm):
    """Why they chose us, as far as anybody knows."""

    kind = Stage.won
    reason = StringField(
        _l("Why they chose us"), id="win-reason", filters=[tidy], validators=[Length(max=200)]
    )
