"""Signing letters (DKIM, RFC 6376): what was written here, and by a house that holds the key to its domain.

A letter is signed when it is written: its bytes are kept, and the signature is part of them. It covers what
a reader sees and what a mail program acts on, the way out of reminders among it (RFC 8058).
"""

import os
from dataclasses import dataclass, field
from pathlib import Path

import dkim
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

SHORTEST_KEY = 1024
SIGNED = (
    "from",
    "sender",
    "reply-to",
    "to",
    "cc",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "mime-version",
    "content-type",
    "content-language",
    "auto-submitted",
    "list-unsubscribe",
    "list-unsubscribe-post",
)


class BadKey(ValueError):
    """This is no key that we can sign with; the message says why, and never what stands in it."""


@dataclass(frozen=True)
class Signer:
    """The key of a domain, under the name (selector) by which its other half stands in the DNS.

    Without a domain it is that of whoever a letter comes from.
    """

    domain: str
    selector: str
    key: bytes = field(repr=False)

    def sign(self, mime: bytes, sender: str) -> bytes:
        """The letter with its signature; as it is where it comes from another domain than the key is for."""
        if not self.speaks_for(sender):
            return mime
        # The one that is asked for twice cannot be added later: nobody slips a second From or Subject in.
        names = [name.encode() for name in (*SIGNED, "from", "subject")]
        present = {line.partition(b":")[0].lower() for line in _head(mime)}
        made = dkim.sign(
            mime,
            self.selector.encode(),
            self.domain_of(sender).encode(),
            self.key,
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=[each for each in names if each in present],
        )
        return bytes(made) + mime

    @property
    def public(self) -> bytes:
        """The other half of the key, as it has to stand in the DNS (DER)."""
        public = load_pem_private_key(self.key, password=None).public_key()
        return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def speaks_for(self, sender: str) -> bool:
        """Whether a letter of this sender may bear the domain's signature."""
        theirs, ours = sender.rpartition("@")[2].lower(), self.domain_of(sender)
        return theirs == ours or theirs.endswith(f".{ours}")

    def domain_of(self, sender: str) -> str:
        """The domain in whose name it is signed."""
        return self.domain or sender.rpartition("@")[2].lower()


def read_key(given: str) -> bytes:
    """The key from a PEM, or from the file of one. Raises BadKey."""
    pem = given.replace("\\n", "\n").encode() if "-----BEGIN" in given else _read(given)
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise BadKey("it is no private key in PEM without a password") from None
    if not isinstance(key, RSAPrivateKey):
        raise BadKey(
            "it is no RSA key; every mail server reads those, and not every one the others"
        )
    if key.key_size < SHORTEST_KEY:
        raise BadKey(f"it has {key.key_size} bits; mail servers want {SHORTEST_KEY} at least")
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())


def _read(path: str) -> bytes:
    file = Path(path).expanduser()
    if not file.is_file() or not os.access(file, os.R_OK):
        raise BadKey("there is no file of that name which this user may read")
    return file.read_bytes()


def _head(mime: bytes) -> list[bytes]:
    return mime.partition(b"\r\n\r\n")[0].split(b"\r\n")
