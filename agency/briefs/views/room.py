"""How much anybody may bring: by the hour from one address, and only while our disk has room for it."""

from flask_babel import lazy_gettext as _l
from flask_limiter.util import get_remote_address
from limits import parse

from agency.briefs.uploads import MB, NoRoomHere, UploadRefused
from agency.kernel import files
from agency.kernel.auth import limiter

# An office with one address may hand in some large briefs an hour, and nobody fills a disk before we notice.
MOST_GB_AN_HOUR = 2
BYTES = parse(f"{MOST_GB_AN_HOUR * 1024 * MB} per hour")


def must_take(name: str, size: int) -> None:
    """Whether a file of this size may come now, from whoever asks. Raises UploadRefused, NoRoomHere."""
    if not files.has_room(size):
        raise NoRoomHere(
            _l(
                "“%(name)s” was not kept: there is no room for files here at the moment. Give us a link, or try "
                "again later.",
                name=name,
            )
        )
    if limiter.enabled and not limiter.limiter.hit(
        BYTES, "bytes of briefs", get_remote_address(), cost=size
    ):
        raise UploadRefused(
            _l(
                "“%(name)s” was not kept: files of more than %(most)d GB came from your connection within an hour. "
                "Give us a link, or try again in an hour.",
                name=name,
                most=MOST_GB_AN_HOUR,
            )
        )
