"""The owner hands out tokens of the API, each shown once, and takes them back."""

import pytest

from agency.demo.studio import Studio
from agency.leads.ways_in import tokens
from agency.leads.ways_in.tokens import ApiToken
from tests.support import HouseClient, everything, forms_of


@pytest.fixture
def database() -> str:
    """One database is enough: the API asks both."""
    return "sqlite"


def test_a_token_is_shown_once_and_can_be_taken_back(client: HouseClient, studio: Studio) -> None:
    assert client.login(studio.vera).get("/settings/api").status_code == 403
    client.login(studio.nora)
    assert client.fill("/settings/api", "new-token", name=" ").status_code == 422
    made = client.fill("/settings/api", "new-token", name="Our old site")
    assert made.status_code == 201
    secret = made.text.partition('id="secret" value="')[2].partition('"')[0]
    found = tokens.find(secret)
    assert found is not None and found.made_by == studio.nora
    page = client.get("/settings/api")
    assert secret not in page.text and found.hint in page.text
    taken = next(one for one in forms_of(page.text) if one.action.endswith("/revocation"))
    client.post(taken.action)
    assert everything(ApiToken)[0].revoked_at is not None
    assert "taken back on" in client.get("/settings/api").text
