"""Account: one folder that is read, who logs in there and how, from IMAP_URL or from the settings.

IMAP_URL is an address like imaps://hello%40studio.com:word@host/INBOX?since=all.
"""

import enum
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from urllib.parse import parse_qsl, unquote, urlsplit

PORTS = {"imap": 143, "imap+starttls": 143, "imaps": 993}
LOOK_BACK = timedelta(days=30)
LONGEST_ADDRESS = 400


class Role(enum.Enum):
    """What a folder is to us: what others write, or what our people sent from their own mail program."""

    inbox = "inbox"
    sent = "sent"


class HowFar(enum.Enum):
    """How far back a first reading goes."""

    since = "since"
    everything = "everything"
    from_now = "from_now"


@dataclass(frozen=True)
class Account:
    """Who logs in where, which folder is read, and how far back its first reading goes.

    `id` and `version` are those of the row of the settings that it comes from, None for IMAP_URL. `token` is what
    some providers want instead of a password. `since_on` is a day; without one it is 30 days back. `begun_at` is when
    its owner said "from now on".
    """

    scheme: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str
    how_far: HowFar = HowFar.since
    since_on: date | None = None
    id: int | None = None
    version: int = 0
    role: Role = Role.inbox
    token: str = field(default="", repr=False)
    begun_at: datetime | None = None
    marks_seen: bool = False

    @classmethod
    def parse(cls, url: str) -> "Account":
        """Take the address apart, or raise ValueError."""
        parts = urlsplit(url)
        user, password, folder = (
            _plain(given or "")
            for given in (parts.username, parts.password, parts.path.strip("/") or "INBOX")
        )
        if parts.scheme not in PORTS or not (parts.hostname and user and password):
            raise ValueError("an IMAP address has a scheme of its own, a host, a user, a password")
        if parts.fragment or "@" in parts.path or parts.port == 0:
            # A bare / or # in a password ends the login there: what follows must not be shown.
            raise ValueError("marks that need their percent, or a port that cannot be reached")
        port = parts.port or PORTS[parts.scheme]
        how_far, since_on = _since(parts.query)
        return cls(
            parts.scheme, parts.hostname, port, user, password, folder, how_far, since_on=since_on
        )

    @property
    def address(self) -> str:
        """The mailbox without secrets, as it is called in the database and in logs."""
        return address_of(self.user, self.host, self.port, PORTS[self.scheme], self.folder)

    @property
    def title(self) -> str:
        """What its people call it: "hello@studio.com", with the folder where it is not the usual one."""
        return title_of(self.user, self.host, self.folder)

    def since(self, today: date) -> date | None:
        """The first day whose messages a first reading takes in; None when it takes everything."""
        if self.how_far is HowFar.everything:
            return None
        if self.how_far is HowFar.from_now and self.begun_at is not None:
            # A day earlier: servers tell days apart by clocks of their own.
            return (self.begun_at - timedelta(days=1)).date()
        return self.since_on or today - LOOK_BACK


def address_of(user: str, host: str, port: int, usual: int, folder: str) -> str:
    """What a folder is called in the database and in logs."""
    return f"{user}@{host}{'' if port == usual else f':{port}'}/{folder}"[:LONGEST_ADDRESS]


def title_of(user: str, host: str, folder: str) -> str:
    """What people call a folder of somebody's mailbox."""
    name = user if "@" in user else f"{user}@{host}"
    return name if folder.upper() == "INBOX" else f"{name}, {folder}"


def _plain(value: str) -> str:
    found = unquote(value, errors="strict")
    if any(unicodedata.category(letter) == "Cc" for letter in found):
        raise ValueError("a control character")
    return found


def _since(query: str) -> tuple[HowFar, date | None]:
    options = parse_qsl(query, keep_blank_values=True, strict_parsing=True) if query else []
    if not options:
        return HowFar.since, None
    [(name, value)] = options
    if name != "since":
        raise ValueError("the only option is since")
    if value == "all":
        return HowFar.everything, None
    return HowFar.since, date.fromisoformat(value)
