"""A manager says how their letters are signed, in each language."""

import pytest

from agency.demo.studio import Studio
from tests.support import HouseClient


@pytest.fixture
def database() -> str:
    return "sqlite"


def test_a_signature_is_set_and_taken_off(client: HouseClient, studio: Studio) -> None:
    client.login(studio.vera)
    typed = {"name_ru": "Вера Линдт", "signature_en": "Vera\r\nKvarta", "signature_ru": "Вера"}
    assert client.fill("/settings/me", form="me", **typed).status_code == 303
    assert studio.vera.signature == {"en": "Vera\nKvarta", "ru": "Вера"}
    assert (studio.vera.shown_name("ru"), studio.vera.shown_name("en")) == (
        "Вера Линдт",
        "Vera Lindt",
    )
    assert "Вера Линдт" in client.get("/settings/me").text
    client.fill("/settings/me", form="me", signature_en="", signature_ru="", name_ru="")
    assert (studio.vera.signature, studio.vera.shown_name("ru")) == ({}, "Vera Lindt")


def test_too_long_a_signature_is_refused_and_kept_on_the_page(
    client: HouseClient, studio: Studio
) -> None:
    client.login(studio.vera)
    answer = client.fill("/settings/me", form="me", signature_en="x" * 1001)
    assert answer.status_code == 422
    assert "x" * 1001 in answer.text
    assert studio.vera.signature == {}


def test_a_team_member_writes_no_letters(client: HouseClient, studio: Studio) -> None:
    assert client.login(studio.timur).get("/settings/me").status_code == 403
