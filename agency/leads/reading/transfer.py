"""Transfer encodings: the bytes that a part stands for, also where the coding is broken."""

import binascii
import re

_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_BLANK = re.compile(rb"\s+")
# With more foreign signs than this it is no base64 with rubbish in it, but something else.
MOST_RUBBISH = 0.1


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
    return b"".join(map(_block, coded.split(b"=")))


def _block(coded: bytes) -> bytes:
    pure = _NOT_BASE64.sub(b"", coded)
    pure = pure[: len(pure) - (len(pure) % 4 == 1)]  # six bits are no byte
    return binascii.a2b_base64(pure + b"=" * (-len(pure) % 4))


def _looks_coded(body: bytes) -> bool:
    tight = _BLANK.sub(b"", body.strip(b"=\r\n\t "))
    blanks_inside = body.strip().count(b" ")
    foreign = sum(map(len, _NOT_BASE64.findall(tight.replace(b"=", b""))))
    return foreign + blanks_inside <= MOST_RUBBISH * len(tight)
