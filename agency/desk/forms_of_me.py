"""What a member says about their own letters."""

from typing import Self

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import Length

from agency.kernel.forms import StaffForm, tidy
from agency.people.models import Member


class MeForm(StaffForm):
    """A name and a signature in each language."""

    name_en = StringField(
        _l("Name in English letters"), filters=[tidy], validators=[Length(max=120)]
    )
    signature_en = TextAreaField(
        _l("Signature in English"), filters=[tidy], validators=[Length(max=1000)]
    )
    name_ru = StringField(
        _l("Name in Russian letters"), filters=[tidy], validators=[Length(max=120)]
    )
    signature_ru = TextAreaField(
        _l("Signature in Russian"), filters=[tidy], validators=[Length(max=1000)]
    )

    @classmethod
    def showing(cls, member: Member) -> Self:
        """With what is set now."""
        names, signatures = member.signs_as or {}, member.signature or {}
        data = {f"name_{code}": names.get(code, "") for code in ("en", "ru")}
        data |= {f"signature_{code}": signatures.get(code, "") for code in ("en", "ru")}
        return cls(formdata=None, data=data)

    def write_to(self, member: Member) -> None:
        """Put what was typed into the member; what is empty falls back to the plain name."""
        names = {"en": self.name_en.data, "ru": self.name_ru.data}
        signatures = {"en": self.signature_en.data, "ru": self.signature_ru.data}
        member.signs_as = {code: name.replace("\n", " ") for code, name in names.items() if name}
        member.signature = {code: words for code, words in signatures.items() if words}
