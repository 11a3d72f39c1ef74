"""Files that come with a brief: how many, how large, and what they really are."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from agency.kernel import filetypes
from agency.kernel.files import StoredFile

MOST_FILES = 10
LARGEST_MB = 20
MB = 1024 * 1024
# One page may bring all of them at once, and many words beside.
LARGEST_PAGE = (MOST_FILES * LARGEST_MB + 8) * MB
LARGEST_WORDS = 4 * MB


class UploadRefused(Exception):
    """A file cannot be taken; the message says what to do instead."""


@dataclass(frozen=True)
class Upload:
    """A file that may be kept."""

    name: str
    content_type: str
    data: bytes

    @classmethod
    def taken_from(cls, sent: FileStorage) -> "Upload":
        """The file as it was sent. Raises UploadRefused."""
        name = filetypes.clean_name(sent.filename or "")
        sent.seek(0, 2)
        size = sent.tell()
        sent.seek(0)
        if not size:
            raise UploadRefused(_("“%(name)s” is empty. Is it the right file?", name=name))
        if size > LARGEST_MB * MB:
            raise UploadRefused(_too_large(name, size))
        data = sent.read()
        if filetypes.is_program(data, name):
            raise UploadRefused(
                _(
                    "“%(name)s” is a program, and we take none. Send a picture or a document, "
                    "or give us a link.",
                    name=name,
                )
            )
        return cls(name, filetypes.content_type(data, name), data)

    def lies_in(self, kept: Sequence[StoredFile]) -> bool:
        """It is there already: the page was sent twice."""
        same = (one for one in kept if (one.name, one.size) == (self.name, len(self.data)))
        return any(one.read() == self.data for one in same)


def sort(sent: Sequence[FileStorage], kept: Sequence[StoredFile]) -> tuple[list[Upload], list[str]]:
    """Which of the files sent may be kept beside those that are, and what to say about the rest."""
    good: list[Upload] = []
    words: list[str] = []
    for file in sent:
        try:
            upload = Upload.taken_from(file)
        except UploadRefused as refusal:
            words.append(str(refusal))
            continue
        if upload.lies_in(kept) or upload in good:
            continue
        if len(kept) + len(good) < MOST_FILES:
            good.append(upload)
        else:
            words.append(_too_many(upload.name))
    return good, words


def _too_large(name: str, size: int) -> str:
    return str(
        _(
            "“%(name)s” has %(size)d MB, the most is %(most)d. Make it smaller or give us a link.",
            name=name,
            size=-(-size // MB),
            most=LARGEST_MB,
        )
    )


def _too_many(name: str) -> str:
    return str(
        _(
            "“%(name)s” was not kept: %(most)d files is the most. Remove another one, or send an "
            "archive.",
            name=name,
            most=MOST_FILES,
        )
    )
