"""Account: the mailbox that is read, from one address like imaps://hello%40studio.com:word@host/INBOX?since=all."""

import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import parse_qsl, unquote, urlsplit

PORTS = {"imap": 143, "imap+starttls": 143, "imaps": 993}
LOOK_BACK = timedelta(days=30)
LONGEST_ADDRESS = 400


@dataclass(frozen=True)
class Account:
    """Who logs in where, which folder is read, and how far back its first reading goes.

    `since` is a day, or None for everything that lies there; without the option it is 30 days back.
    """

    scheme: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str
    _since: str

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
        return cls(parts.scheme, parts.hostname, port, user, password, folder, _since(parts.query))

    @property
    def address(self) -> str:
        """The mailbox without secrets, as it is called in the database and in logs."""
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{self.user}@{self.host}{port}/{self.folder}"[:LONGEST_ADDRESS]

    @property
    def title(self) -> str:
        """What its people call it: "hello@studio.com", with the folder where it is not the usual one."""
        name = self.user if "@" in self.user else f"{self.user}@{self.host}"
        return name if self.folder.upper() == "INBOX" else f"{name}, {self.folder}"

    def since(self, today: date) -> date | None:
        """The first day whose messages a first reading takes in; None when it takes everything."""
        if self._since == "all":
            return None
        return date.fromisoformat(self._since) if self._since else today - LOOK_BACK


def _plain(value: str) -> str:
    found = unquote(value, errors="strict")
    if any(unicodedata.category(letter) == "Cc" for letter in found):
        raise ValueError("a control character")
    return found


def _since(query: str) -> str:
    options = parse_qsl(query, keep_blank_values=True, strict_parsing=True) if query else []
    if not options:
        return ""
    [(name, value)] = options
    if name != "since":
        raise ValueError("the only option is since")
    return value if value == "all" else date.fromisoformat(value).isoformat()
