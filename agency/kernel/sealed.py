"""Secrets that we must be able to say again, such as a mailbox's password: the database alone does not tell them.

They are sealed under the SECRET_KEY of the house; whoever changes that key types them anew.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app


class SealBroken(Exception):
    """It was sealed under another SECRET_KEY, or is damaged: the secret has to be typed again."""


def seal(secret: str) -> str:
    """The secret as it may stand in the database."""
    return _lock().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """The secret itself. Raises SealBroken."""
    try:
        return _lock().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise SealBroken from None


def _lock() -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=b"agency: sealed secrets")
    key = derived.derive(current_app.config["SETTINGS"].secret_key.encode())
    return Fernet(base64.urlsafe_b64encode(key))
