"""OAuth2 at a mail provider: the owner allows us to read a mailbox, and we ask for keys that hold for an hour.

The authorization-code flow with PKCE (RFC 6749, RFC 7636). The refresh token that it brings is what we keep.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests

PATIENCE = (5.0, 15.0)  # seconds to be connected, and to be answered
HOUR = 3600
NEARBY = frozenset({"localhost", "127.0.0.1", "::1"})

# Where each provider asks its people, and where it hands keys out.
URLS = {
    "google": (
        "https://accounts.google.com/o/oauth2/v2/auth",
        "https://oauth2.googleapis.com/token",
    ),
    "microsoft": (
        "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
        "https://login.microsoftonline.com/common/oauth2/v2.0/token",
    ),
}
SCOPES = {
    "google": "https://mail.google.com/",
    "microsoft": "https://outlook.office.com/IMAP.AccessAsUser.All offline_access",
}
# What each has to be asked besides, so that its permission outlives the hour.
ASKS: Mapping[str, Mapping[str, str]] = {
    "google": {"access_type": "offline", "prompt": "consent"},
    "microsoft": {"prompt": "select_account"},
}
SERVERS = {"google": "imap.gmail.com", "microsoft": "outlook.office365.com"}


class ProviderAway(Exception):
    """The provider cannot be reached, or gives no answer that makes sense."""


class GrantRefused(Exception):
    """The provider does not (or no more) allow it; `code` is its own word, like invalid_grant."""

    def __init__(self, code: str, words: str = "") -> None:
        super().__init__(f"{code}: {words}" if words else code)
        self.code = code


@dataclass(frozen=True)
class Client:
    """Who we are to a provider, and where it is."""

    id: str
    secret: str = field(repr=False)
    authorize_url: str
    token_url: str
    scope: str
    asks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Keys:
    """What a provider hands out: a key for `seconds`, and what the next one is asked for with, if that is new."""

    access: str = field(repr=False)
    seconds: int
    refresh: str = field(default="", repr=False)


def is_safe(url: str) -> bool:
    """Whether secrets may travel to this address: by TLS, or without leaving this machine."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    host = parts.hostname or ""
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in NEARBY))


def make_verifier() -> str:
    """A secret that only whoever began the flow knows."""
    return secrets.token_urlsafe(48)


def authorize_address(
    client: Client, *, redirect: str, state: str, verifier: str, user: str
) -> str:
    """Where the owner goes to allow it."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
    asked = {
        "client_id": client.id,
        "redirect_uri": redirect,
        "response_type": "code",
        "scope": client.scope,
        "state": state,
        "code_challenge": challenge.rstrip(b"=").decode(),
        "code_challenge_method": "S256",
        "login_hint": user,
        **client.asks,
    }
    mark = "&" if urlsplit(client.authorize_url).query else "?"
    return f"{client.authorize_url}{mark}{urlencode(asked)}"


def exchange(client: Client, *, code: str, verifier: str, redirect: str) -> Keys:
    """The keys for a code that the provider sent the owner back with. Raises GrantRefused, ProviderAway."""
    keys = _ask(
        client,
        grant_type="authorization_code",
        code=code,
        code_verifier=verifier,
        redirect_uri=redirect,
    )
    if not keys.refresh:
        raise GrantRefused("no_refresh_token")
    return keys


def refresh(client: Client, refresh_token: str) -> Keys:
    """A key for the next hour. Raises GrantRefused, ProviderAway."""
    return _ask(client, grant_type="refresh_token", refresh_token=refresh_token)


def _ask(client: Client, **what: str) -> Keys:
    fields = {**what, "client_id": client.id}
    if client.secret:
        fields["client_secret"] = client.secret
    try:
        answer = requests.post(
            client.token_url, data=fields, timeout=PATIENCE, allow_redirects=False
        )
        said = answer.json()
    except requests.RequestException as error:
        raise ProviderAway(_reason(error)) from error
    if not isinstance(said, dict):
        raise ProviderAway("an answer without keys")
    if answer.status_code >= 500:
        raise ProviderAway(f"HTTP {answer.status_code}")
    return _keys(said, answer.status_code)


def _keys(said: dict[str, Any], status: int) -> Keys:
    access = said.get("access_token")
    if status != 200 or not isinstance(access, str) or not access:
        words = " ".join(str(said.get("error_description", "")).split())
        raise GrantRefused(str(said.get("error", f"HTTP {status}"))[:80], words[:200])
    try:
        seconds = int(said.get("expires_in", HOUR))
    except (TypeError, ValueError):
        seconds = HOUR
    return Keys(access, seconds, str(said.get("refresh_token") or ""))


def _reason(error: requests.RequestException) -> str:
    # Its own words may hold the whole request; the kind of it says enough.
    if isinstance(error, requests.exceptions.SSLError):
        return "a certificate that is not to be trusted"
    if isinstance(error, requests.Timeout):
        return "no answer in time"
    if isinstance(error, requests.exceptions.JSONDecodeError):
        return "an answer that is no JSON"
    return "no connection"
