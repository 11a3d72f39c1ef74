"""A visitor opens the public address of a brief."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from agency.briefs import queries, standard
from agency.briefs.models import Brief
from agency.demo.studio import Studio
from agency.kernel.db import db
from tests.briefs.support import Kind, asked
from tests.support import HouseClient, Statements, everything, forms_of


@pytest.fixture
def database() -> str:
    """What a link opens does not depend on it: one database is enough."""
    return "sqlite"


def test_the_first_page_opens_at_once_without_redirect_or_cookie(
    client: HouseClient, studio: Studio
) -> None:
    response = client.get("/brief/website")
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    (form,) = forms_of(response.text)
    assert asked(Kind.email, 1).field in form.fields
    assert not everything(Brief)


@pytest.mark.parametrize("slug", ["website", "identity"])
def test_a_house_that_was_only_set_up_asks_already(client: HouseClient, slug: str) -> None:
    standard.install()
    assert client.get(f"/brief/{slug}").status_code == 200


def test_it_speaks_the_language_of_the_browser(client: HouseClient, studio: Studio) -> None:
    russian = client.get("/brief/website", headers={"Accept-Language": "ru-RU,ru;q=0.9,en;q=0.5"})
    assert "Чем вы занимаетесь и для кого?" in russian.text
    assert '<html lang="ru">' in russian.text
    armenian = client.get("/brief/website", headers={"Accept-Language": "hy"})
    assert "What do you do, and for whom?" in armenian.text


def test_the_address_may_name_the_language(client: HouseClient, studio: Studio) -> None:
    response = client.get("/brief/website?lang=ru", headers={"Accept-Language": "en"})
    assert "Чем вы занимаетесь и для кого?" in response.text


def test_it_says_honestly_how_far_it_is(client: HouseClient, studio: Studio) -> None:
    assert "Page 1 of 4, about 8 minutes left" in client.get("/brief/website").text


def test_it_says_who_answers_and_what_time_it_is_there(client: HouseClient, studio: Studio) -> None:
    page = client.get("/brief/website").text
    assert "<b>Vera Lindt</b> reads your brief" in page
    assert "in Yerevan." in page


def test_an_unknown_brief_is_not_there(client: HouseClient, studio: Studio) -> None:
    assert client.get("/brief/bakery").status_code == 404


def test_a_brief_that_was_closed_is_not_there(client: HouseClient, studio: Studio) -> None:
    closed = queries.live_template("website")
    assert closed is not None
    closed.is_live = False
    assert client.get("/brief/website").status_code == 404
    assert client.post("/brief/website").status_code == 404
    assert "website" not in [template.slug for template in queries.live_templates()]


def test_a_brief_without_pages_is_not_there(client: HouseClient, studio: Studio) -> None:
    empty = standard.BriefTemplate(slug="empty", service=studio.services["website"])
    db.session.add(empty)
    assert client.get("/brief/empty").status_code == 404


def test_the_first_page_asks_the_database_little(
    client: HouseClient,
    studio: Studio,
    count_statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    with count_statements() as seen:
        client.get("/brief/website")
    # The form, its pages, its questions; the house; who answers and how busy they are.
    assert seen.count <= 7, "\n".join(seen.texts)
