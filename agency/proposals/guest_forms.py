"""What whoever reads a proposal may say on its page: a question, or no; and to whom they pass it on."""

import re

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, Optional, Regexp, ValidationError

from agency.briefs.hands import spoken_name
from agency.kernel.forms import GuestForm
from agency.leads.reading.addresses import usable_address
from agency.leads.ways_in.words import line, tidy
from agency.proposals.colleagues import LONGEST_NAME, LONGEST_WORD

LONGEST = 5000


def _tidied(typed: str | None) -> str:
    return tidy(typed or "")


READS, ACCEPTS = "reads", "accepts"


def _on_one_line(typed: str | None) -> str:
    return line(typed or "", 400)


class QuestionForm(GuestForm):
    """A question about it, which comes to whoever answers for it; `about` is the mark of a line or a section."""

    about = HiddenField(filters=[_on_one_line])

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


class ColleagueForm(GuestForm):
    """Somebody who should read it too."""

    name = StringField(
        _l("Their name"),
        filters=[_on_one_line],
        validators=[
            DataRequired(_l("Write their name.")),
            Length(max=LONGEST_NAME, message=_l("Shorten the name; 80 characters have room.")),
        ],
    )
    address = StringField(
        _l("Their mail address"),
        filters=[_on_one_line],
        validators=[
            DataRequired(_l("Write their address, like ines@example.com.")),
            Length(max=255, message=_l("That is too long for an address.")),
        ],
    )
    word = TextAreaField(
        _l("A word from you"),
        filters=[_tidied],
        validators=[
            Optional(),
            Length(max=LONGEST_WORD, message=_l("Shorten it; 500 characters have room.")),
            Regexp(
                r"(?is)(?!.*(://|www\.))",
                message=_l("Leave links out: they get the link to the proposal anyway."),
            ),
        ],
    )
    may = RadioField(
        _l("What they may do"),
        choices=[
            SelectChoice(READS, _l("Only read and ask")),
            SelectChoice(ACCEPTS, _l("Also accept it for us")),
        ],
        default=READS,
    )

    def validate_name(self, field: StringField) -> None:
        if not re.search(r"\w", spoken_name(field.data or "")):
            raise ValidationError(str(_l("Write their name.")))

    def validate_address(self, field: StringField) -> None:
        if field.data and usable_address(field.data) is None:
            raise ValidationError(
                str(_l("Look at the address again; it should be like ines@example.com."))
            )
