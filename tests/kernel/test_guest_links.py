"""Guest links: random, hashed, for one thing, revocable."""

from datetime import timedelta

from flask import Flask

from agency.kernel.auth import GuestLink, make_link, open_link, revoke_links
from tests.support import NOW, everything


def test_a_link_opens_the_one_thing_that_it_was_made_for(app: Flask) -> None:
    token = make_link("proposal", 5, at=NOW, contact_id=9)
    guest = open_link("proposal", token, now=NOW)
    assert guest is not None
    assert (guest.kind, guest.subject, guest.contact_id) == ("proposal", 5, 9)
    assert open_link("brief", token, now=NOW) is None


def test_the_database_does_not_know_the_secret(app: Flask) -> None:
    token = make_link("proposal", 5, at=NOW)
    (link,) = everything(GuestLink)
    assert token not in str(vars(link))
    assert len(token) >= 32


def test_a_guess_opens_nothing(app: Flask) -> None:
    make_link("proposal", 5, at=NOW)
    assert open_link("proposal", "guess", now=NOW) is None


def test_a_revoked_link_opens_nothing(app: Flask) -> None:
    token = make_link("proposal", 5, at=NOW)
    other = make_link("proposal", 6, at=NOW)
    revoke_links("proposal", 5, at=NOW)
    assert open_link("proposal", token, now=NOW) is None
    assert open_link("proposal", other, now=NOW) is not None


def test_a_link_past_its_day_opens_nothing(app: Flask) -> None:
    token = make_link("proposal", 5, at=NOW, expires_at=NOW + timedelta(days=1))
    assert open_link("proposal", token, now=NOW) is not None
    assert open_link("proposal", token, now=NOW + timedelta(days=1)) is None
