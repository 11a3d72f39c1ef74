"""Settings from the environment, each with a default that works.

A wrong value stops the start with a message that names the variable, shows the value without its
secrets, and says what was expected.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from redis.connection import parse_url
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from agency.kernel.mail.accounts import Account
from agency.kernel.mail.signing import BadKey, Signer, read_key
from agency.kernel.own_secret import kept_in

ROOT = Path(__file__).resolve().parent.parent
SECRET_LENGTH = 32
POSTGRESQL = {"postgres", "postgresql", "postgresql+psycopg"}
DOMAIN = re.compile(r"(?!-)[a-zA-Z0-9-]{1,63}(?:\.[a-zA-Z0-9-]{1,63})+")
SELECTOR = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}")
SMTP = ("smtp", "smtps", "smtp+starttls")
# What is longer than that is a key, and no name of its file.
LONGEST_PATH = 200


class ConfigError(Exception):
    """A setting has a value that cannot work; the message is for the person who set it."""

    def __init__(self, name: str, value: str, expected: str) -> None:
        super().__init__(f"{name} is {without_secrets(value)!r}; expected {expected}.")
        self.name = name


@dataclass(frozen=True)
class Settings:
    """What a process needs to know about the machine that it runs on."""

    data: Path
    database_url: str = field(repr=False)
    redis_url: str | None = field(repr=False)
    smtp_url: str | None = field(repr=False)
    base_url: str
    secret_key: str = field(repr=False)
    port: int
    listen: str = "127.0.0.1"
    imap_url: str | None = field(default=None, repr=False)
    telegram_api: str = "https://api.telegram.org"
    signer: Signer | None = None
    # How many proxies of the house's own stand before it: so many names of a caller are believed.
    proxies: int = 0
    # How long a relay may take a letter after the line to it broke: so long we wait before we look for it.
    mail_doubt: timedelta = timedelta(minutes=10)
    # How long handing one letter over may take; well under the lease of a claim.
    mail_hand_over: timedelta = timedelta(seconds=50)

    @property
    def demo(self) -> bool:
        """Whether this is a demo data folder, where time may be moved about."""
        return (self.data / "demo").exists()


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read every setting, or raise ConfigError. Makes the data folder and the secret if need be."""
    data = _data(environ)
    port = _port(environ)
    return Settings(
        data=data,
        database_url=_database(environ, data),
        redis_url=_redis(environ),
        smtp_url=_smtp(environ),
        imap_url=_imap(environ),
        base_url=_base(environ, port),
        secret_key=_secret(environ, data),
        port=port,
        listen=environ.get("LISTEN") or "127.0.0.1",
        telegram_api=_telegram(environ),
        signer=_signer(environ),
        proxies=_proxies(environ),
        mail_doubt=_seconds(environ, "MAIL_DOUBT_SECONDS", 600, most=86_400),
        mail_hand_over=_seconds(environ, "MAIL_HANDOVER_SECONDS", 50, most=50),
    )


def without_secrets(value: str) -> str:
    """A URL as it may be shown: who logs in, with what, and its options are left out."""
    scheme, mark, rest = value.partition("://")
    if not mark:
        return "…" + value[value.rindex("@") :] if "@" in value else value
    rest, has_options, options = rest.partition("?")
    if "@" in options:
        return f"{scheme}://…"  # a bare ? in a password: nobody can tell where the login ends
    if "@" in rest:
        rest = "…@" + rest.rpartition("@")[2]
    return f"{scheme}://{rest}" + ("?…" if has_options else "")


def _data(environ: Mapping[str, str]) -> Path:
    value = environ.get("AGENCY_DATA") or str(ROOT / "instance")
    folder = Path(value).expanduser().absolute()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            "AGENCY_DATA", value, f"a folder that can be made ({error.strerror})"
        ) from None
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise ConfigError("AGENCY_DATA", value, "a folder that this user may write to")
    return folder


def _port(environ: Mapping[str, str]) -> int:
    value = environ.get("PORT") or "8000"
    if not re.fullmatch(r"[0-9]{1,5}", value) or not 1 <= int(value) <= 65535:
        raise ConfigError("PORT", value, "a number from 1 to 65535")
    return int(value)


def _database(environ: Mapping[str, str], data: Path) -> str:
    value = environ.get("DATABASE_URL")
    if not value:
        return _written(URL.create("sqlite", database=str(data / "agency.sqlite")))
    expected = "postgresql://user:password@host:port/name or sqlite:////absolute/path"
    try:
        url = make_url(value)
    except (ArgumentError, ValueError):
        raise ConfigError("DATABASE_URL", value, expected) from None
    if url.drivername in POSTGRESQL and url.database:
        return _written(url.set(drivername="postgresql+psycopg"))
    if url.drivername == "sqlite" and url.database and Path(url.database).is_absolute():
        return _written(url)
    raise ConfigError("DATABASE_URL", value, expected)


def _written(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def _redis(environ: Mapping[str, str]) -> str | None:
    value = environ.get("REDIS_URL")
    if not value:
        return None
    try:
        parse_url(value)  # type: ignore[no-untyped-call]
        parts = urlsplit(value)
        fits = bool(parts.path.strip("/")) if parts.scheme == "unix" else _names_server(parts)
    except ValueError:
        fits = False
    if not fits:
        expected = "redis://host:port/0, rediss://host:port/0 or unix:///path/to/socket"
        raise ConfigError("REDIS_URL", value, expected)
    return value


def _names_server(parts: SplitResult) -> bool:
    return bool(parts.hostname) and re.fullmatch(r"/?[0-9]*", parts.path) is not None


def _smtp(environ: Mapping[str, str]) -> str | None:
    value = environ.get("SMTP_URL")
    if not value:
        return None
    parts = _parts(value)
    if (
        parts is None
        or parts.scheme not in SMTP
        or not parts.hostname
        or parts.path.strip("/")
        or parts.query not in ("", "starttls")
    ):
        expected = "smtp://, smtps:// or smtp+starttls:// and then user:password@host:port"
        raise ConfigError("SMTP_URL", value, expected)
    return value


def _imap(environ: Mapping[str, str]) -> str | None:
    value = environ.get("IMAP_URL")
    if not value:
        return None
    try:
        Account.parse(value)
    except ValueError:
        expected = (
            "imap://, imaps:// or imap+starttls:// and then user:password@host:port/Folder, with @ and "
            "other marks as %40; at its end perhaps ?since=2026-11-01 or ?since=all"
        )
        raise ConfigError("IMAP_URL", value, expected) from None
    return value


def _signer(environ: Mapping[str, str]) -> Signer | None:
    key, domain = environ.get("DKIM_KEY"), environ.get("DKIM_DOMAIN") or ""
    if not key:
        return None
    if domain and not DOMAIN.fullmatch(domain):
        expected = "the domain that letters come from, like studio.example"
        raise ConfigError("DKIM_DOMAIN", domain, expected)
    selector = environ.get("DKIM_SELECTOR") or "agency"
    if not SELECTOR.fullmatch(selector):
        expected = "a name like agency, under which <name>._domainkey stands in the DNS"
        raise ConfigError("DKIM_SELECTOR", selector, expected)
    try:
        return Signer(domain.lower(), selector, read_key(key))
    except BadKey as trouble:
        # A path may be shown; what somebody typed as a key may not.
        shown = "…" if "-----" in key or "\n" in key or len(key) > LONGEST_PATH else key
        raise ConfigError("DKIM_KEY", shown, f"an RSA key (PEM) or its file; {trouble}") from None


def _base(environ: Mapping[str, str], port: int) -> str:
    value = environ.get("BASE_URL")
    if not value:
        return f"http://localhost:{port}"
    parts = _parts(value)
    if (
        parts is None
        or parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.username is not None
        or parts.path.strip("/")
        or parts.query
        or parts.fragment
    ):
        raise ConfigError("BASE_URL", value, "an address like https://studio.example, no path")
    return value.rstrip("/")


def _telegram(environ: Mapping[str, str]) -> str:
    value = environ.get("TELEGRAM_API") or "https://api.telegram.org"
    parts = _parts(value)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigError("TELEGRAM_API", value, "an address like https://api.telegram.org")
    return value.rstrip("/")


def _proxies(environ: Mapping[str, str]) -> int:
    value = environ.get("PROXIES") or "0"
    if not re.fullmatch(r"[0-5]", value):
        raise ConfigError("PROXIES", value, "how many proxies stand before the house, from 0 to 5")
    return int(value)


def _seconds(environ: Mapping[str, str], name: str, usual: int, *, most: int) -> timedelta:
    value = environ.get(name) or str(usual)
    if not re.fullmatch(r"[0-9]{1,6}", value) or not 1 <= int(value) <= most:
        raise ConfigError(name, value, f"a number of seconds from 1 to {most}")
    return timedelta(seconds=int(value))


def _parts(value: str) -> SplitResult | None:
    """The parts of an address, or None when it is none or its port is no port."""
    try:
        parts = urlsplit(value)
        return parts if parts.port != 0 else None
    except ValueError:
        return None


def _secret(environ: Mapping[str, str], data: Path) -> str:
    value = environ.get("SECRET_KEY")
    if value is None:
        return _kept_secret(data / "secret_key")
    if len(value) < SECRET_LENGTH:
        raise ConfigError(
            "SECRET_KEY", "…", f"at least {SECRET_LENGTH} characters, found {len(value)}"
        )
    return value


def _kept_secret(path: Path) -> str:
    try:
        found, why = kept_in(path), ""
    except OSError as error:
        found, why = "", f" ({error.strerror})"
    if len(found) < SECRET_LENGTH:
        raise ConfigError("SECRET_KEY", "…", f"a secret in {path}{why}; remove that file")
    return found
