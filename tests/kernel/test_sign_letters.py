"""Letters are signed when they are written, where the house holds its domain's key; a bad key stops the start."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from flask import Flask

from agency.config import ConfigError, load_settings
from agency.kernel.mail import outbox
from agency.kernel.mail.signing import Signer, read_key
from tests.kernel.test_mail_compose import OUT, draft
from tests.support import NOW

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.fixture
def database() -> str:
    return "sqlite"


def dns(name: bytes, timeout: float = 5) -> bytes | None:
    """What the DNS would say."""
    public = KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if name.rstrip(b".") != b"agency._domainkey.kvarta.example":
        return None
    return b"v=DKIM1; k=rsa; p=" + b64encode(public)


@pytest.mark.own_app
@pytest.mark.parametrize("lang", ["en", "ru"])
def test_a_letter_is_kept_with_a_signature_that_covers_the_way_out(app: Flask, lang: str) -> None:
    signer = Signer("", "agency", read_key(PEM))
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], signer=signer)
    words = {"en": "Hello,\n\n.\n\nbye", "ru": "Здравствуйте!\n\nСмета готова.  \n"}[lang]
    letter = outbox.post(
        draft(text=words, subject="Смета «Олария»", lang=lang, way_out=OUT, automatic=True), now=NOW
    )
    assert dkim.verify(letter.mime, dnsfunc=dns)
    said = letter.message["DKIM-Signature"]
    assert "d=kvarta.example" in said
    for name in (b"List-Unsubscribe-Post", b"List-Unsubscribe", b"From", b"Subject"):
        other = letter.mime.replace(b"\r\n" + name + b": ", b"\r\n" + name + b": x", 1)
        assert other != letter.mime
        assert not dkim.verify(other, dnsfunc=dns), f"{name.decode()} is not covered"
    assert not dkim.verify(b"Subject: Pay here\r\n" + letter.mime, dnsfunc=dns)
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], signer=None)
    assert outbox.post(draft(), now=NOW).message["DKIM-Signature"] is None


def test_a_key_signs_for_its_own_domain_alone() -> None:
    signer = Signer("studio.example", "agency", read_key(PEM))
    assert signer.speaks_for("vera@studio.example")
    assert signer.speaks_for("vera@mail.studio.example")
    assert not signer.speaks_for("vera@otherstudio.example")
    assert signer.sign(b"From: a\r\n\r\nb", "vera@elsewhere.example") == b"From: a\r\n\r\nb"
    assert "BEGIN" not in repr(signer)


def test_a_key_is_read_from_a_file_or_as_it_is_and_a_bad_one_is_named(
    tmp_path: Path, settings_from: Callable[..., Any]
) -> None:
    file = tmp_path / "dkim.pem"
    file.write_text(PEM)
    for given in (str(file), PEM, PEM.replace("\n", "\\n")):
        found = settings_from(DKIM_KEY=given, DKIM_SELECTOR="s1", DKIM_DOMAIN="Studio.example")
        assert (found.signer.selector, found.signer.domain) == ("s1", "studio.example")
    assert settings_from().signer is None
    edwards = ed25519.Ed25519PrivateKey.generate()
    locked = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"hush"))
    bad = {
        "no file of that name": str(tmp_path / "none.pem"),
        "no RSA key": edwards.private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        ).decode(),
        "no private key": PEM.replace("A", "B"),
        "without a password": locked.decode(),
    }
    for words, given in bad.items():
        with pytest.raises(ConfigError, match=words) as caught:
            settings_from(DKIM_KEY=given)
        assert "DKIM_KEY" in str(caught.value)
        assert "BEGIN" not in str(caught.value)
    bare = "".join(PEM.splitlines()[1:-1])
    with pytest.raises(ConfigError) as caught:
        settings_from(DKIM_KEY=bare)
    assert bare[:40] not in str(caught.value), "a key that lost its first line is one all the same"
    with pytest.raises(ConfigError, match="DKIM_SELECTOR"):
        settings_from(DKIM_KEY=PEM, DKIM_SELECTOR="two words")
    with pytest.raises(ConfigError, match="DKIM_DOMAIN"):
        settings_from(DKIM_KEY=PEM, DKIM_DOMAIN="localhost:25")


@pytest.fixture
def settings_from(tmp_path: Path) -> Callable[..., Any]:
    return lambda **given: load_settings({"AGENCY_DATA": str(tmp_path), **given})
