"""Browser push (Web Push): our key, and a message that only the one browser can read (RFC 8030, 8188, 8291, 8292).

The key is made once, at the first start, in the data folder beside the secret of the house. Whoever loses it loses
every browser that let us tell it something, and each has to be asked again.
"""

import base64
import binascii
import json
import os
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import http_ece
import requests
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import current_app
from py_vapid import Vapid02

from agency.kernel import clock, outward

KEY = "push_key"
# A reminder that reaches a browser a day later is none.
HOLDS_FOR = timedelta(hours=12)
PATIENCE = (5, 10)


class PushRefused(Exception):
    """The push service did not take it; another try may help."""


class BrowserGone(Exception):
    """Nobody listens at this address any more."""


@dataclass(frozen=True)
class Browser:
    """Where a browser listens, and the keys that only it can open."""

    endpoint: str
    p256dh: str
    auth: str


def public_key() -> str:
    """What a browser must know to listen to us, in URL-safe base 64."""
    point = _key().public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return _coded(point)


def is_usable(browser: Browser) -> bool:
    """Whether a browser could have said this: an address outside, a point of the curve, a secret of 16 bytes."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _decoded(browser.p256dh))
        length = len(_decoded(browser.auth))
    except (ValueError, binascii.Error):
        return False
    return length == 16 and outward.is_outside(browser.endpoint, loopback=_loopback())


def send(browser: Browser, message: dict[str, str], *, now: datetime) -> None:
    """Hand a message to the browser's push service. Raises BrowserGone or PushRefused."""
    words = json.dumps(message, ensure_ascii=False).encode()
    try:
        answer = outward.session(loopback=_loopback()).post(
            browser.endpoint,
            data=_sealed(words, browser),
            headers=_headers(browser, now),
            timeout=PATIENCE,
            allow_redirects=False,
        )
    except requests.RequestException as error:
        raise PushRefused(type(error).__name__) from None
    if answer.status_code in (404, 410):
        raise BrowserGone
    if not answer.ok:
        raise PushRefused(f"{answer.status_code} {answer.reason}")


def _sealed(words: bytes, browser: Browser) -> bytes:
    sealed: bytes = http_ece.encrypt(
        words,
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=_decoded(browser.p256dh),
        auth_secret=_decoded(browser.auth),
        version="aes128gcm",
    )
    return sealed


def _headers(browser: Browser, now: datetime) -> dict[str, str]:
    parts = urlsplit(browser.endpoint)
    claims: dict[str, Any] = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        # By the machine's own clock: a demo may live ahead of it.
        "exp": int((now - clock.ahead() + HOLDS_FOR).timestamp()),
        "sub": f"mailto:{current_app.extensions['house_address']().address}",
    }
    # An owner's address may be one that the library finds odd, like hello@localhost.
    signed = Vapid02(_key().private_key, conf={"no-strict": True}).sign(claims)
    return {
        **signed,
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(int(HOLDS_FOR.total_seconds())),
        "Urgency": "high",
    }


def _loopback() -> bool:
    return bool(current_app.config.get("PUSH_ON_THIS_MACHINE", False))


def _key() -> Vapid02:
    folder: Path = current_app.config["SETTINGS"].data
    return _kept_key(folder / KEY)


@cache
def _kept_key(path: Path) -> Vapid02:
    if not path.exists():
        _keep(path)
    return Vapid02.from_pem(path.read_bytes())


def _keep(path: Path) -> None:
    # Written whole, then linked: of two processes that start at once, both read the same one.
    made, draft = Vapid02(), path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    made.generate_keys()
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(made.private_pem())
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)


def _coded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
