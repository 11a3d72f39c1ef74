"""Addresses: who wrote, to whom, and where an answer should go."""

import re
from collections.abc import Iterator
from email import utils as mail_utils

from email_validator import EmailNotValidError, validate_email

from agency.kernel.mail.compose import Correspondent
from agency.leads.reading.encoded_words import decoded
from agency.leads.reading.headers import Headers

MOST_READ = 200_000
MOST_LOOSE = 10_000
MOST_NESTED = 50
SENDERS = ("From", "Sender", "Reply-To")
# Later versions refuse what earlier ones read; a sender with a crooked header is a sender all the same.
_LENIENT = {"strict": False} if getattr(mail_utils, "supports_strict_parsing", False) else {}
_LOOSE = re.compile(r"(?<![^\s<>\"'(:\[])[^\s<>\"'(),;:\[\]@]{1,64}@[\w.-]{1,255}(?![@\w])")
_ALONE = re.compile(r"^([^<>@]*)<([^<>]*)>[^<>@]*$")


def usable_address(typed: str) -> str | None:
    """The address as letters need it (domain in ASCII), or None when it is none."""
    try:
        checked = validate_email(
            typed.strip()[:400], check_deliverability=False, test_environment=True
        )
    except (EmailNotValidError, ValueError):
        return None
    return checked.ascii_email


def sender_of(headers: Headers) -> Correspondent:
    """Who wrote; the address is "" where nobody can be written to."""
    for name in SENDERS:
        for found in people(headers, name):
            return found
    named = (name for name, _ in _pairs(headers.unread("From")))
    return Correspondent(next(named, ""), "")


def people(headers: Headers, name: str) -> Iterator[Correspondent]:
    """Those named in this header who can be written to."""
    header = headers.unread(name)
    if "@" not in header:  # some programs encode the address along with the name
        header = headers.text(name)
    found = [*_pairs(header), *(("", address) for address in _LOOSE.findall(header[:MOST_LOOSE]))]
    for said, address in found:
        usable = usable_address(address)
        if usable:
            yield Correspondent(said or usable.partition("@")[0], usable)


def recipients_of(headers: Headers) -> tuple[str, ...]:
    """The addresses in To and Cc, in lower case, each once."""
    found = [pair for name in ("To", "Cc") for pair in _pairs(headers.unread(name))]
    return tuple(dict.fromkeys(address.lower() for _, address in found if "@" in address))


def _pairs(header: str) -> list[tuple[str, str]]:
    """Names and addresses; a name is read after it was told apart, since it may hold a comma."""
    alone = _ALONE.match(header[:MOST_READ])
    if alone:
        return [(_name(alone[1]), alone[2].strip())]
    if header.count("(") > MOST_NESTED:
        header = header.replace("(", " ").replace(")", " ")
    try:
        found = mail_utils.getaddresses([header[:MOST_READ]], **_LENIENT)
    except (ValueError, IndexError, TypeError, RecursionError):
        return []
    return [(_name(name), address.strip()) for name, address in found]


def _name(said: str) -> str:
    bare = re.sub(r"\\(.)", r"\1", said.strip())
    return " ".join(decoded(bare.strip("\"' ")).strip("\"' ").split())
