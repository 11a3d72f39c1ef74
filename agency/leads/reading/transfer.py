"""Transfer encodings: the bytes that a part stands for, also where the coding is broken."""

import binascii
import re
import string

_LETTERS = string.ascii_letters.encode() + string.digits.encode() + b"+/"
_FOREIGN = bytes(set(range(256)) - set(_LETTERS))
# With more foreign signs than this it is no base64 with rubbish in it, but something else.
MOST_RUBBISH = 0.1
# Some programs end each piece of a file as if it were the whole of it.
MOST_BLOCKS = 10_000


def bytes_of(body: bytes, way: str) -> bytes:
    """The bytes of a body that was sent this way. What is not coded as it says stays as it is."""
    way = way.strip().lower()
    if way == "base64":
        return from_base64(body) if _looks_coded(body) else body
    if way == "quoted-printable":
        return binascii.a2b_qp(body)
    return body


def from_base64(coded: bytes) -> bytes:
    """The bytes behind base64, whatever stands between its letters, and also when its end is missing."""
    blocks = re.split(rb"=+", coded, maxsplit=MOST_BLOCKS)
    return b"".join(map(_block, blocks))


def _block(coded: bytes) -> bytes:
    pure = coded.translate(None, _FOREIGN)
    pure = pure[: len(pure) - (len(pure) % 4 == 1)]  # six bits are no byte
    return binascii.a2b_base64(pure + b"=" * (-len(pure) % 4))


def _looks_coded(body: bytes) -> bool:
    foreign = body.strip().translate(None, _LETTERS + b"=\r\n\t")
    return len(foreign) <= MOST_RUBBISH * len(body)
