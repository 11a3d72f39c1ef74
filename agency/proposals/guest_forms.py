"""What whoever reads a proposal may say on its page: a question, or no."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from agency.kernel.forms import GuestForm
from agency.leads.ways_in.words import tidy

LONGEST = 5000


def _tidied(typed: str | None) -> str:
    return tidy(typed or "")


class QuestionForm(GuestForm):
    """A question about it, which comes to whoever answers for it."""

    question = TextAreaField(
        _l("What would you like to know?"),
        filters=[_tidied],
        validators=[
            DataRequired(_l("Write your question")),
            Length(max=LONGEST, message=_l("That is very long. Say what matters most.")),
        ],
    )


class DeclineForm(GuestForm):
    """No, and if they like, why."""

    reason = TextAreaField(
        _l("What decided it? One line helps us, and you need not write any."),
        filters=[_tidied],
        validators=[
            Optional(),
            Length(max=LONGEST, message=_l("That is very long. Say what matters most.")),
        ],
    )
