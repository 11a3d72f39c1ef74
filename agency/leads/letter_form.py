"""The form in which a letter to a client is written."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileSize, MultipleFileField
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, ValidationError

from agency.kernel.files import StoredFile, store
from agency.kernel.forms import StaffForm, tidy
from agency.leads import later
from agency.leads.models import Lead

MOST_MEGABYTES = 20
OWN = "own"
LATEST = timedelta(days=366)


class LetterForm(StaffForm):
    """An answer by mail, sent now or later."""

    subject = StringField(
        _l("Subject"),
        filters=[tidy],
        validators=[DataRequired(_l("Give the letter a subject")), Length(max=200)],
    )
    words = TextAreaField(
        _l("Your answer"),
        id="letter-words",
        filters=[tidy],
        validators=[DataRequired(_l("Write what you want to say")), Length(max=100_000)],
    )
    files = MultipleFileField(
        _l("Files"),
        validators=[
            FileSize(
                MOST_MEGABYTES * 1024 * 1024,
                message=_l("Attach files of 20 MB at most; many mail servers refuse more"),
            )
        ],
    )
    kept = SelectMultipleField(_l("Files of this lead"), coerce=int, validate_choice=False)
    follow_up = BooleanField(_l("Let the letters go on, should they stay silent"))
    leave_at = StringField(_l("When it leaves"), filters=[tidy])
    own_time = StringField(_l("Day and time"), filters=[tidy], validators=[Length(max=16)])
    own_clock = SelectField(_l("On whose clock"), default=later.THEIRS)
    revision = StringField(filters=[tidy])

    lead: Lead
    now: datetime
    zone: str

    @classmethod
    def about(
        cls,
        lead: Lead,
        known: Iterable[StoredFile],
        *,
        now: datetime,
        zone: str,
        **given: Any,
    ) -> Self:
        """A letter about this lead, which may take any of the known files along."""
        form = cls(**given)
        form.lead, form.now, form.zone = lead, now, zone
        form.known = {file.id: file for file in known}
        form.own_clock.choices = [
            SelectChoice(later.THEIRS, _l("their time")),
            SelectChoice(later.OURS, _l("our time")),
        ]
        return form

    def validate_leave_at(self, field: Any) -> None:
        if not field.data:
            return
        at = self.leaves_at
        if at is None:
            raise ValidationError(_l("Choose the day and the time at which it leaves"))
        if at <= self.now:
            raise ValidationError(_l("That time is over: choose a later one, or send it now"))
        if at > self.now + LATEST:
            raise ValidationError(_l("Choose a time within a year"))

    @property
    def leaves_at(self) -> datetime | None:
        """When it is to leave; None for at once, or for what is no time."""
        if self.leave_at.data == OWN:
            return later.read(self.own_time.data or "", self.own_clock.data, self.lead, self.zone)
        return later.instant(self.leave_at.data or "")

    @property
    def chosen(self) -> list[StoredFile]:
        """The files that go along of those that are known already."""
        ids = dict.fromkeys(self.kept.data or [])
        return [self.known[id] for id in ids if id in self.known]

    @property
    def shown_revision(self) -> int:
        """The draft that the page has shown; 0 for none."""
        typed = self.revision.data or ""
        return int(typed) if typed.isdecimal() and len(typed) < 10 else 0

    def all_files(self, *, at: datetime) -> list[StoredFile]:
        """Those, and the ones that came with the form, kept."""
        came = [file for file in self.files.data or [] if file and file.filename]
        stored = [
            store(
                file.read(),
                name=file.filename,
                content_type=file.mimetype or "application/octet-stream",
                at=at,
            )
            for file in came
            if "files" not in self.errors
        ]
        return [*self.chosen, *stored]

    known: dict[int, StoredFile]
