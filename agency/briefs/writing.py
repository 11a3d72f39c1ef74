"""How addresses, numbers and links are written; what to say about those that lead nowhere."""

import re
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _

_WEB = re.compile(r"https?://", re.I)
_HOST = re.compile(r"(?!-)[\w-]{1,63}(\.[\w-]{1,63})+\.?")


def wrong_address(typed: str) -> str | None:
    """What is wrong with an address for letters."""
    try:
        validate_email(typed.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return str(_("Look at the address again; it should be like ines@example.com."))
    return None


def wrong_number(typed: str) -> str | None:
    """What is wrong with a phone number, which may be written in any way."""
    digits = re.sub(r"\D", "", typed)
    if 5 <= len(digits) <= 17 and not re.search(r"[^\d\s+()./ext-]", typed.strip(), re.I):
        return None
    return str(_("Write the number in digits, like +351 912 345 678."))


def wrong_link(typed: str) -> str | None:
    """What is wrong with the address of a page."""
    if link(typed) is None:
        return str(_("Write one address of a page, like example.com or https://example.com/page."))
    return None


def link(typed: str) -> str | None:
    """The address with its https; None where it is none that can be opened without harm.

    Nothing but http and https is an address here, and nobody hides a host behind a name and "@".
    """
    text = typed.strip()
    whole = text if _WEB.match(text) else f"https://{text}"
    if re.search(r"[\s\\\x00-\x1f\x7f<>\"]", whole):
        return None
    try:
        parts = urlsplit(whole)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if "@" in parts.netloc or port == 0 or not _HOST.fullmatch(host):
        return None
    return whole
