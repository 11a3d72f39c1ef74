"""Files that come with a brief: how many, how large, and what they really are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage, MultiDict

from agency.kernel import filetypes
from agency.kernel.bare_pictures import PictureTooLarge, bare
from agency.kernel.files import StoredFile
from agency.kernel.heif import OddHeif
from agency.kernel.pictures import MOST_PIXELS

MOST_FILES = 10
LARGEST_MB = 20
MB = 1024 * 1024
# So much has room in one brief, whatever it asks.
MOST_MB_OF_ONE = 400
# One page may bring all of them at once, and many words beside.
LARGEST_PAGE = (MOST_FILES * LARGEST_MB + 8) * MB
# One answer may be far too long and is kept all the same, until it is shortened; every choice of a thousand may come.
LARGEST_WORDS = 16 * MB
MOST_PARTS = 5_000


class UploadRefused(Exception):
    """A file cannot be taken; the message says what to do instead."""


class NoRoomHere(UploadRefused):
    """Our disk is all but full: it is not their fault, and not of this file."""


@dataclass(frozen=True)
class Upload:
    """A file that may be kept."""

    name: str
    content_type: str
    data: bytes

    @classmethod
    def of(cls, name: str, data: bytes) -> "Upload":
        """What came under this name, a picture freed of what it tells besides. Raises UploadRefused.

        It takes a moment: do it while no transaction is open.
        """
        name = filetypes.clean_name(name)
        must_be_fit(name, len(data))
        if filetypes.is_program(data, name):
            raise UploadRefused(_a_program(name))
        try:
            return cls(name, filetypes.content_type(data, name), bare(data))
        except PictureTooLarge:
            raise UploadRefused(_too_many_pixels(name)) from None
        except OddHeif:
            raise UploadRefused(_an_odd_one(name)) from None

    @classmethod
    def taken_from(cls, sent: FileStorage) -> "Upload":
        """The file as it was sent. Raises UploadRefused."""
        if isinstance(sent, Prepared):
            return sent.taken()
        name = filetypes.clean_name(sent.filename or "")
        sent.seek(0, 2)
        size = sent.tell()
        sent.seek(0)
        must_be_fit(name, size)
        return cls.of(name, sent.read())

    def lies_in(self, kept: Sequence[StoredFile]) -> bool:
        """It is there already: the page was sent twice."""
        same = (one for one in kept if (one.name, one.size) == (self.name, len(self.data)))
        return any(one.read() == self.data for one in same)


class Prepared(FileStorage):
    """A file of a form that was looked into and cleaned before the database was asked."""

    upload: Upload | None = None
    refusal: UploadRefused | None = None

    def taken(self) -> Upload:
        """What may be kept of it. Raises UploadRefused."""
        if self.upload is None:
            raise self.refusal or UploadRefused(_an_empty_one(self.filename or ""))
        return self.upload


# Whether a file of this name and size may come from there at all. Raises UploadRefused.
May = Callable[[str, int], None]


def prepared(files: MultiDict[str, FileStorage], may: May) -> MultiDict[str, FileStorage]:
    """The files of a form, each looked into and cleaned."""
    return MultiDict([(field, _prepare(file, may)) for field, file in files.items(multi=True)])


def _prepare(sent: FileStorage, may: May) -> FileStorage:
    found = Prepared(sent.stream, sent.filename, sent.name, headers=sent.headers)
    if sent.filename:
        try:
            upload = Upload.taken_from(sent)
            may(upload.name, len(upload.data))
            found.upload = upload
        except UploadRefused as refusal:
            found.refusal = refusal
    return found


def must_be_fit(name: str, size: int) -> None:
    """Neither empty nor too large. Raises UploadRefused."""
    if not size:
        raise UploadRefused(_an_empty_one(name))
    if size > LARGEST_MB * MB:
        raise UploadRefused(_too_large(name, size))


def must_be_no_program(name: str, beginning: bytes) -> None:
    """What the first bytes and the name tell already. Raises UploadRefused."""
    if filetypes.is_program(beginning, name):
        raise UploadRefused(_a_program(name))


def must_have_room(name: str, kept: int) -> None:
    """One more file beside so many. Raises UploadRefused."""
    if kept >= MOST_FILES:
        raise UploadRefused(too_many(name))


def must_fit_in(name: str, size: int, had: int) -> None:
    """This file beside so many bytes in the same brief. Raises UploadRefused."""
    if had + size > MOST_MB_OF_ONE * MB:
        raise UploadRefused(_too_much_in_one(name, had))


def sort(
    sent: Sequence[FileStorage], kept: Sequence[StoredFile], *, had: int = 0
) -> tuple[list[Upload], list[str]]:
    """Which of the files sent may be kept beside those that are, and what to say about the rest.

    `had` is how many bytes the same brief has, here and elsewhere.
    """
    good: list[Upload] = []
    words: list[str] = []
    for file in sent:
        try:
            upload = Upload.taken_from(file)
            if upload.lies_in(kept) or upload in good:
                continue
            must_fit_in(upload.name, len(upload.data), had + sum(len(one.data) for one in good))
        except UploadRefused as refusal:
            words.append(str(refusal))
            continue
        if len(kept) + len(good) < MOST_FILES:
            good.append(upload)
        else:
            words.append(str(too_many(upload.name)))
    return good, words


# Said later: whoever sent it may read another language than the browser says.
def _an_empty_one(name: str) -> object:
    return _l("“%(name)s” is empty. Is it the right file?", name=name)


def _a_program(name: str) -> object:
    return _l(
        "“%(name)s” is a program, and we take none. Send a picture or a document, or give us a link.",
        name=name,
    )


def _too_large(name: str, size: int) -> object:
    return _l(
        "“%(name)s” has %(size)d MB, the most is %(most)d. Make it smaller or give us a link.",
        name=name,
        size=-(-size // MB),
        most=LARGEST_MB,
    )


def _too_many_pixels(name: str) -> object:
    return _l(
        "“%(name)s” is a picture of more than %(most)d million pixels. Make it smaller, or send it in an archive.",
        name=name,
        most=MOST_PIXELS // 1_000_000,
    )


def _too_much_in_one(name: str, had: int) -> object:
    return _l(
        "“%(name)s” was not kept: this brief has files of %(had)d MB, and %(most)d is the most. Remove another one, or "
        "give us a link.",
        name=name,
        had=had // MB,
        most=MOST_MB_OF_ONE,
    )


def _an_odd_one(name: str) -> object:
    return _l(
        "“%(name)s” may say where it was taken, and we cannot take that out. Send it as a JPEG, or in an archive.",
        name=name,
    )


def too_many(name: str) -> object:
    """That one more is not kept."""
    return _l(
        "“%(name)s” was not kept: %(most)d files is the most. Remove another one, or send an archive.",
        name=name,
        most=MOST_FILES,
    )
