"""Who comes in: the door of the desk."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest

from agency.demo import cast
from agency.demo.studio import Studio
from agency.kernel import clock
from agency.kernel.mail.models import Letter
from tests.support import HouseClient, everything


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """One, unless a test asks for both: between them, those that do say to PostgreSQL all that is said here."""
    return str(getattr(request, "param", "sqlite"))


both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def test_a_stranger_is_sent_to_the_login_and_back_again_after_it(
    client: HouseClient, studio: Studio
) -> None:
    response = client.get("/?from=letter")
    assert response.status_code == 302
    assert response.location.startswith("/login?next=")
    entered = client.fill(response.location, email="vera@kvarta.example", password=cast.PASSWORD)
    assert entered.status_code == 302
    assert entered.location == "/?from=letter"


def test_a_wrong_password_says_so_without_telling_whether_the_address_is_known(
    client: HouseClient, studio: Studio
) -> None:
    known = client.fill("/login", email="vera@kvarta.example", password="not the password")
    unknown = client.fill("/login", email="nobody@kvarta.example", password="not the password")
    assert known.status_code == unknown.status_code == 200
    assert known.text.replace("vera@", "nobody@") == unknown.text


@both
def test_a_forgotten_password_is_chosen_anew_by_a_letter(
    client: HouseClient,
    studio: Studio,
    run_due: Callable[[datetime], int],
) -> None:
    client.fill("/password", email="vera@kvarta.example")
    run_due(clock.now() + timedelta(seconds=1))
    letter = everything(Letter)[-1].message
    assert letter["To"].addresses[0].addr_spec == "vera@kvarta.example"
    assert letter["Auto-Submitted"] == "auto-generated"
    link = re.search(r"https?://\S+", letter.get_body(("plain",)).get_content())
    assert link is not None
    path = urlsplit(link.group()).path
    chosen = client.fill(
        path, password="a new long password", password_confirm="a new long password"
    )
    assert chosen.status_code == 302
    client.delete_cookie("session")
    entered = client.fill("/login", email="vera@kvarta.example", password="a new long password")
    assert entered.status_code == 302


def test_nobody_learns_from_the_recovery_page_who_has_a_login(
    client: HouseClient, studio: Studio
) -> None:
    known = client.fill("/password", email="vera@kvarta.example")
    unknown = client.fill("/password", email="nobody@kvarta.example")
    assert "If there is a login with this address" in known.text
    assert known.text.replace("vera@", "nobody@") == unknown.text


def test_a_refusal_is_said_in_the_readers_language(client: HouseClient, studio: Studio) -> None:
    refused = client.fill("/login?lang=ru", email="vera@kvarta.example", password="wrong")
    assert "Адрес или пароль не подходят" in refused.text
