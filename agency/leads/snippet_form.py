"""The form of a snippet."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, ValidationError

from agency.kernel import i18n
from agency.kernel.forms import StaffForm, tidy
from agency.leads import snippets
from agency.leads.snippets import Snippet


class SnippetForm(StaffForm):
    """What a snippet is called and says."""

    name = StringField(
        _l("Its name"),
        filters=[tidy],
        validators=[DataRequired(_l("Give it a name by which you find it")), Length(max=80)],
    )
    language = RadioField(
        _l("In which language"), choices=[SelectChoice(*each) for each in i18n.LANGUAGES.items()]
    )
    subject = StringField(_l("Subject"), filters=[tidy], validators=[Length(max=200)])
    words = TextAreaField(
        _l("What it says"),
        id="snippet-words",
        filters=[tidy],
        validators=[DataRequired(_l("Write what it says")), Length(max=20_000)],
    )

    def validate_subject(self, field: Any) -> None:
        _refuse_unknown(field.data)

    def validate_words(self, field: Any) -> None:
        _refuse_unknown(field.data)

    def validate_against(self, others: Iterable[Snippet], one: Snippet | None) -> bool:
        """Whether it can be kept beside the others; no two in one language have the same name."""
        fits = self.validate()
        same = (self.language.data, (self.name.data or "").casefold())
        taken = any(
            (each.language, each.name.casefold()) == same for each in others if each is not one
        )
        if taken:
            self.name.errors = [*self.name.errors, _("There is one of that name already")]
        return fits and not taken

    def write_to(self, snippet: Snippet) -> None:
        """Put what was typed into it."""
        snippet.name, snippet.language = self.name.data, self.language.data
        snippet.subject, snippet.words = self.subject.data or "", self.words.data


def _refuse_unknown(text: str | None) -> None:
    unknown = snippets.unknown_in(text or "")
    if unknown:
        gaps = ", ".join(f"{{{name}}}" for name in unknown)
        known = ", ".join(f"{{{name}}}" for name in snippets.KNOWN)
        raise ValidationError(
            _("Nothing fills %(gaps)s. What can be filled: %(known)s", gaps=gaps, known=known)
        )
