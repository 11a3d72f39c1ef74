"""The form in which one of us answers a question about a proposal."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from agency.kernel.forms import StaffForm, tidy

LONGEST = 10_000


class AnswerForm(StaffForm):
    """The answer, as it is mailed and as it stands beside the line."""

    words = TextAreaField(
        _l("Your answer"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Write your answer")),
            Length(
                max=LONGEST, message=_l("Keep it under 10,000 letters; more fits into a letter.")
            ),
        ],
    )
