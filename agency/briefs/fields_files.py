"""The field for files."""

from collections.abc import Sequence
from typing import Any

from wtforms.validators import ValidationError
from wtforms.widgets import FileInput

from agency.briefs import uploads
from agency.briefs.fields import AskedField, Parts
from agency.briefs.uploads import Upload
from agency.kernel.files import StoredFile


class FilesField(AskedField):
    """Several files. `kept` lie here already, `accepted` came now and may be kept as well.

    `had` is how many bytes of files the whole brief has.
    """

    widget = FileInput(multiple=True)
    kept: Sequence[StoredFile] = ()
    accepted: Sequence[Upload] = ()
    had = 0

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        self.data = list(valuelist)

    @property
    def is_blank(self) -> bool:
        return not self.kept and not self._sent()

    @property
    def typed(self) -> Any:
        return None

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        self.accepted, wrong = uploads.sort(self._sent(), self.kept, had=self.had)
        if wrong:
            raise ValidationError(" ".join(wrong))

    def gather(self, formdata: Any) -> Parts:
        return {}

    def _sent(self) -> list[Any]:
        return [one for one in self.data or () if getattr(one, "filename", "")]
