"""What every page shares: headers, errors that say what to do, health, forms that came from us."""

import pytest
from flask import Flask

from agency.demo.studio import Studio
from agency.kernel.db import ReadOnlyPage
from agency.kernel.files import store
from agency.kernel.web import POLICY, local_address, public, static_address
from tests.support import NOW, HouseClient


@pytest.fixture
def database() -> str:
    """How the web answers does not depend on it: one database is enough."""
    return "sqlite"


def test_every_page_carries_a_policy_that_allows_nothing_inline(
    client: HouseClient, studio: Studio
) -> None:
    response = client.get("/login")
    assert response.headers["Content-Security-Policy"] == POLICY
    assert "unsafe" not in POLICY
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_page_that_is_not_there_says_what_to_do_in_the_readers_language(
    client: HouseClient,
) -> None:
    response = client.get("/nowhere", headers={"Accept-Language": "ru"})
    assert response.status_code == 404
    assert 'lang="ru"' in response.text


@pytest.mark.own_app
def test_an_unmarked_view_is_refused_to_everybody(app: Flask, client: HouseClient) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    assert client.get("/forgotten").status_code == 403


@pytest.mark.own_app
def test_a_broken_page_shows_an_id_that_the_log_has_too(
    app: Flask, client: HouseClient, capsys: pytest.CaptureFixture[str]
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False

    @public
    def broken() -> str:
        raise RuntimeError("a hidden detail")

    app.add_url_rule("/broken", "broken", broken)
    response = client.get("/broken")
    assert response.status_code == 500
    assert "a hidden detail" not in response.text
    logged = capsys.readouterr().out + capsys.readouterr().err
    identity = next(word for word in logged.split() if word.startswith("id="))[3:]
    assert identity in response.text


def test_the_house_says_that_it_is_alive_and_whether_it_is_ready(client: HouseClient) -> None:
    assert client.get("/healthz").text == "ok\n"
    ready = client.get("/readyz")
    # No Redis runs beside this test.
    assert (ready.status_code, ready.json) == (503, {"database": True, "redis": False})


@pytest.mark.csrf
def test_a_form_that_did_not_come_from_us_is_refused(client: HouseClient, studio: Studio) -> None:
    client.login(studio.nora)
    assert client.post("/settings", data={"name": "Mallory"}).status_code == 400
    assert client.get("/settings").text.count("Kvarta") >= 1


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/\\evil.example", ""]
)
def test_nobody_is_sent_out_of_the_house_after_logging_in(target: str) -> None:
    assert local_address(target) is None


@pytest.mark.own_app
def test_a_page_that_only_reads_cannot_write_by_mistake(app: Flask, client: HouseClient) -> None:
    @public
    def careless() -> str:
        store(b"words", name="words.txt", content_type="text/plain", at=NOW)
        return "written"

    app.add_url_rule("/careless", "careless", careless)
    with pytest.raises(ReadOnlyPage):
        client.get("/careless")


def test_what_a_script_imports_is_kept_by_the_browser_as_the_script_itself(
    app: Flask, client: HouseClient
) -> None:
    with app.test_request_context():
        address = static_address("js/app.js")
        drawn = static_address("css/base.css")
    assert "immutable" in client.get(address).headers["Cache-Control"]
    beside = address.replace("app.js", "csrf.js")
    assert "immutable" in client.get(beside).headers["Cache-Control"]
    assert client.get(beside).data == client.get("/static/js/csrf.js").data
    assert "immutable" not in client.get("/static/js/csrf.js").headers["Cache-Control"]
    assert "immutable" in client.get(drawn).headers["Cache-Control"]
    for nothing in ("/static/~1/../secret_key", "/static/~1", "/static/~1/js/none.js"):
        assert client.get(nothing).status_code == 404
