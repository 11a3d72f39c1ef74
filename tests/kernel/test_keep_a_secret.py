"""Secrets are kept so that the database alone tells nothing."""

import dataclasses

import pytest
from flask import Flask

from agency.kernel.sealed import SealBroken, seal, unseal

pytestmark = pytest.mark.own_app


@pytest.fixture
def database() -> str:
    """Nothing of a database is used."""
    return "sqlite"


def test_a_sealed_secret_says_nothing_and_is_read_again(app: Flask) -> None:
    sealed = seal("пароль & more")
    assert "пароль" not in sealed and "more" not in sealed
    assert sealed != seal("пароль & more")
    assert unseal(sealed) == "пароль & more"


def test_under_another_key_it_has_to_be_typed_again(app: Flask) -> None:
    sealed = seal("word")
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = dataclasses.replace(settings, secret_key="k" * 40)
    with pytest.raises(SealBroken):
        unseal(sealed)
    with pytest.raises(SealBroken):
        unseal("nothing that was ever sealed")
