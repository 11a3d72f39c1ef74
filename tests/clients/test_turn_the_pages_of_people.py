"""The book of people is counted and turned page by page; a very long one is not counted to its end."""

import pytest
from flask import Flask

from agency.clients.models import Client, Contact, ZoneSource
from agency.demo.studio import Studio
from agency.desk import persons
from agency.kernel.db import db
from tests.support import HouseClient


@pytest.fixture
def database() -> str:
    return "sqlite"


def test_a_long_book_says_that_it_is_longer_and_can_be_turned(
    app: Flask, studio: Studio, vera: HouseClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = persons.people(1).total or 0
    client = Client(name="Many", zone="Europe/Lisbon", zone_source=ZoneSource.house, language="en")
    client.contacts = [Contact(name=f"Person {n:03}") for n in range(110)]
    db.session.add(client)
    db.session.commit()
    page = vera.get("/contacts").text
    assert f"{known + 110} people at clients." in page and "1 of 3" in page
    assert "page=2" in page
    assert "Person 109" in page and "Person 009" not in page
    monkeypatch.setattr(persons, "MOST_COUNTED", 60)
    page = vera.get("/contacts").text
    assert "More than 60 people at clients." in page and " of 3" not in page
    assert "page=2" in page
    last = vera.get("/contacts?page=3").text
    assert "page=2" in last and "page=4" not in last
    assert "Person 009" in last
