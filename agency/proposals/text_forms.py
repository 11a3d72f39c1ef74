"""The forms of what the house keeps for its proposals: texts in both languages, and works to be measured by."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import ValidationError

from agency.kernel.forms import StaffForm, tidy
from agency.proposals.forms import long_enough
from agency.proposals.page_forms import known_variables, no_markup
from agency.proposals.passages import LONGEST_BODY, LONGEST_TITLE, Passage, PassageKind, tags_of
from agency.proposals.references import Reference, ReferenceKind

KINDS = {
    PassageKind.terms: _l("Terms"),
    PassageKind.how_we_work: _l("How we work"),
    PassageKind.about_us: _l("About us"),
    PassageKind.warranty: _l("Warranty"),
    PassageKind.other: _l("Something else"),
}
WHOSE = {ReferenceKind.ours: _l("Our own work"), ReferenceKind.admired: _l("Work that we admire")}
LANGUAGES = ("en", "ru")
WORDS = ("title", "caption", "why", "rights", "alt")


def _title(label: Any) -> StringField:
    return StringField(
        label, [long_enough(LONGEST_TITLE), no_markup, known_variables], filters=[tidy]
    )


def _body(label: Any) -> TextAreaField:
    return TextAreaField(
        label, [long_enough(LONGEST_BODY), no_markup, known_variables], filters=[tidy]
    )


def _words(label: Any, most: int) -> StringField:
    return StringField(label, [long_enough(most)], filters=[tidy])


class TextForm(StaffForm):
    """A text of the house in both languages."""

    kind = SelectField(_l("What it is for"))
    title_en, body_en = _title(_l("Heading, in English")), _body(_l("Text, in English"))
    title_ru, body_ru = _title(_l("Heading, in Russian")), _body(_l("Text, in Russian"))
    tags = StringField(_l("Tags"), [long_enough(200)], filters=[tidy])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(kind.value, str(words)) for kind, words in KINDS.items()]

    @classmethod
    def showing(cls, text: Passage) -> "TextForm":
        """The form with what it says now."""
        said = {
            f"{part}_{code}": getattr(text, part).get(code, "")
            for part in ("title", "body")
            for code in LANGUAGES
        }
        return cls(formdata=None, kind=text.kind.value, tags=", ".join(text.tags), **said)

    def said(self, part: str) -> dict[str, str]:
        """One part in both languages."""
        return {code: self[f"{part}_{code}"].data or "" for code in LANGUAGES}

    def write_to(self, text: Passage, *, at: Any) -> None:
        """Put what was typed into it."""
        text.kind, text.tags = PassageKind(self.kind.data), tags_of(self.tags.data or "")
        text.say(self.said("title"), self.said("body"), at=at)

    def validate_body_en(self, field: TextAreaField) -> None:
        if not field.data and not self.body_ru.data:
            raise ValidationError(_("Write the text in one language at least"))

    def validate_title_en(self, field: StringField) -> None:
        self._must_have_title(field, self.body_en)

    def validate_title_ru(self, field: StringField) -> None:
        self._must_have_title(field, self.body_ru)

    def _must_have_title(self, field: StringField, body: TextAreaField) -> None:
        if body.data and not field.data:
            raise ValidationError(_("Give it a heading in this language"))


class WorkForm(StaffForm):
    """A work of the library: its picture, and what it says in both languages."""

    kind = RadioField(_l("Whose it is"))
    picture = FileField(_l("Picture"))
    title_en, title_ru = _words(_l("Title, in English"), 120), _words(_l("Title, in Russian"), 120)
    caption_en = _words(_l("What to see, in English"), 240)
    caption_ru = _words(_l("What to see, in Russian"), 240)
    why_en = _words(_l("Why we show it, in English"), 240)
    why_ru = _words(_l("Why we show it, in Russian"), 240)
    rights_en = _words(_l("Rights, in English"), 160)
    rights_ru = _words(_l("Rights, in Russian"), 160)
    alt_en = _words(_l("What the picture shows, for whoever cannot see it, in English"), 240)
    alt_ru = _words(_l("What the picture shows, for whoever cannot see it, in Russian"), 240)
    tags = StringField(_l("Tags"), [long_enough(200)], filters=[tidy])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(kind.value, str(words)) for kind, words in WHOSE.items()]

    @classmethod
    def showing(cls, work: Reference) -> "WorkForm":
        """The form with what is kept of it."""
        said = {
            f"{part}_{code}": (getattr(work, part) or {}).get(code, "")
            for part in WORDS
            for code in LANGUAGES
        }
        tags = ", ".join(work.tags or ())
        return cls(formdata=None, kind=work.kind.value, tags=tags, **said)

    def write_to(self, work: Reference) -> None:
        """Put what was typed into it."""
        work.kind, work.tags = ReferenceKind(self.kind.data), tags_of(self.tags.data or "")
        for part in WORDS:
            typed = {code: self[f"{part}_{code}"].data or "" for code in LANGUAGES}
            setattr(work, part, {code: words for code, words in typed.items() if words})

    def validate_title_en(self, field: StringField) -> None:
        if not field.data and not self.title_ru.data:
            raise ValidationError(_("Give it a title in one language at least"))

    def validate_rights_en(self, field: StringField) -> None:
        if self.kind.data == ReferenceKind.admired.value and not (
            field.data or self.rights_ru.data
        ):
            raise ValidationError(_("Say whose it is and by what right we show it"))
