"""Settings: only the owner changes how clients see the house, and nothing typed is lost."""

from agency.demo.studio import Studio
from tests.support import HouseClient


def test_the_owner_changes_a_colour_and_clients_see_it(client: HouseClient, studio: Studio) -> None:
    client.login(studio.nora)
    assert 'value="#0b3b2e"' in client.get("/settings/brand").text
    assert client.fill("/settings/brand", brand="#7a1f3d").status_code == 303
    assert "--brand:#7a1f3d" in client.get("/brand.css").text


def test_a_wrong_zone_is_refused_with_what_to_do_and_the_rest_is_kept(
    client: HouseClient, studio: Studio
) -> None:
    client.login(studio.nora)
    response = client.fill("/settings", zone="Yerevan", name="Kvarta & Co")
    assert response.status_code == 422
    assert "Choose a zone from the list, like Europe/Berlin" in response.text
    assert "Kvarta &amp; Co" in response.text
    assert studio.agency.name == "Kvarta"


def test_a_manager_may_not_change_the_house(client: HouseClient, studio: Studio) -> None:
    client.login(studio.vera)
    assert client.get("/settings").status_code == 403
    assert "Settings" not in client.get("/inbox").text
