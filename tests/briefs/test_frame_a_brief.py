"""A brief may stand in a frame on the sites that its template names, and nowhere else."""

import pytest
from werkzeug.test import TestResponse

from agency.briefs import queries
from agency.briefs.embedding import NotAnOrigin, frame, origin_of, origins_in
from agency.briefs.templates import BriefTemplate
from agency.demo.studio import Studio
from agency.kernel.db import db
from tests.briefs.support import begun, filled, hand_in, the_brief, who
from tests.support import HouseClient

SITE = "https://www.kvarta.example"


@pytest.fixture
def database() -> str:
    """What a page says to a browser is the same on both: one database is enough."""
    return "sqlite"


def the_template() -> BriefTemplate:
    found = queries.live_template("website")
    assert found is not None
    return found


def allow(*origins: str) -> None:
    the_template().origins = list(origins)
    db.session.commit()


def ancestors(response: TestResponse) -> str:
    (found,) = (
        each.strip()
        for each in response.headers["Content-Security-Policy"].split(";")
        if "frame-ancestors" in each
    )
    return found


def test_every_page_of_a_brief_may_stand_on_its_sites(client: HouseClient, studio: Studio) -> None:
    allow(SITE, "http://localhost:8000")
    said = f"frame-ancestors 'self' {SITE} http://localhost:8000"
    first = client.get("/brief/website")
    assert ancestors(first) == said
    assert f'<meta name="brief-sites" content="{SITE} http://localhost:8000">' in first.text
    assert ancestors(client.fill("/brief/website")) == said
    address = filled(client)
    assert ancestors(client.get(f"{address}/2")) == said
    hand_in(client, address)
    thanks = client.get(f"{address}/thanks")
    assert ancestors(thanks) == said
    # What somebody is refused with is read there as well.
    for gone in ("/brief/no-such-brief", "/brief/f/nobody-knows-this/1", "/brief/h/nor-this"):
        refused = client.get(gone)
        assert (refused.status_code, ancestors(refused)) == (404, said)
    assert "brief-sites" in thanks.text


def test_nothing_else_may_stand_on_other_sites(client: HouseClient, studio: Studio) -> None:
    allow(SITE)
    assert ancestors(client.get("/brief/identity")) == "frame-ancestors 'self'"
    assert ancestors(client.get("/briefs/999")) == "frame-ancestors 'self'"
    assert ancestors(client.get("/login")) == "frame-ancestors 'self'"
    client.login(studio.vera)
    assert ancestors(client.get("/inbox")) == "frame-ancestors 'self'"
    assert "brief-sites" not in client.get("/brief/identity").text


def test_no_page_of_a_brief_sets_a_cookie(client: HouseClient, studio: Studio) -> None:
    allow(SITE)
    address = begun(client)
    for page in ("/brief/website", f"{address}/2", "/brief/embed.js"):
        assert "Set-Cookie" not in client.get(page).headers


def test_the_script_is_kept_by_browsers_and_served_to_any_site(client: HouseClient) -> None:
    response = client.get("/brief/embed.js")
    assert response.mimetype == "text/javascript"
    assert response.headers["Cache-Control"].startswith("public, max-age=86400")
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    etag = response.headers["ETag"]
    assert client.get("/brief/embed.js", headers={"If-None-Match": etag}).status_code == 304


def test_the_site_and_the_campaign_come_along(client: HouseClient, studio: Studio) -> None:
    client.fill(f"/brief/website?site={SITE}&utm_source=autumn&lang=en", **who())
    assert the_brief().origin == {"utm_source": "autumn", "site": "www.kvarta.example"}


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("https://kvarta.example", "https://kvarta.example"),
        (" https://Kvarta.Example/contact?a=b#c ", "https://kvarta.example"),
        ("www.kvarta.example", "https://www.kvarta.example"),
        ("kvarta.example:8443/x", "https://kvarta.example:8443"),
        ("https://kvarta.example:443", "https://kvarta.example"),
        ("https://кварта.рф", "https://xn--80aae5a6am.xn--p1ai"),
        ("http://localhost:3000/", "http://localhost:3000"),
    ],
)
def test_a_site_is_read_as_people_write_it(typed: str, origin: str) -> None:
    assert origin_of(typed) == origin


@pytest.mark.parametrize(
    "typed",
    [
        "http://kvarta.example",
        "*",
        "https://*.kvarta.example",
        "kvarta",
        "https://10.0.0.1",
        "ftp://kvarta.example",
        "https://user@kvarta.example",
        "https://kvarta.example:port",
        "javascript:alert(1)",
        "https://kvarta.example; script-src *",
        "https://-kvarta.example",
        "'self'",
        "https://[::1",
        "https://[fe80::1%x; script-src *]",
        "https://" + "a" * 300 + ".example",
    ],
)
def test_what_is_no_site_is_refused_in_words(app: object, typed: str) -> None:
    with pytest.raises(NotAnOrigin, match="is no address of a site"):
        origin_of(typed)


def test_the_sites_are_listed_and_what_was_typed_stays(client: HouseClient, studio: Studio) -> None:
    client.login(studio.vera)
    page = f"/settings/briefs/{the_template().id}/sites"
    typed = f"{SITE}/contact\n\nkvarta.example\nkvarta.example"
    assert client.fill(page, "sites", origins=typed).status_code == 303
    assert the_template().origins == [SITE, "https://kvarta.example"]
    wrong = client.fill(page, "sites", origins=f"{SITE}\nhttp://kvarta.example")
    assert wrong.status_code == 422
    assert "“http://kvarta.example” is no address of a site" in wrong.text
    assert f"{SITE}\nhttp://kvarta.example" in wrong.text
    assert the_template().origins == [SITE, "https://kvarta.example"]
    shown = client.get(page).text
    assert "/brief/embed.js&#34; data-brief=&#34;website&#34; async" in shown


def test_too_many_sites_are_refused(app: object) -> None:
    with pytest.raises(NotAnOrigin, match="20 sites is the most"):
        origins_in("\n".join(f"https://{n}.example" for n in range(21)))


def test_a_name_breaks_out_of_no_attribute() -> None:
    made = frame("https://x.example/brief/a", 'a"><script>&')
    assert 'title="a&quot;>&lt;script>&amp;"' in made
