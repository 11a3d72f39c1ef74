"""Who comes in: the door of the desk."""

from agency.demo import cast
from agency.demo.studio import Studio
from tests.support import HouseClient


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
