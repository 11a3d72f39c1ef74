"""Loading the demo into a data folder, once."""

from flask import Flask

from agency.demo import cast
from agency.demo.history import live_through
from agency.demo.studio import build
from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db

TITLES = {
    Access.owner: "owner",
    Access.manager: "account manager",
    Access.member: "team member",
}
LOGINS = [
    (TITLES[person.access], f"{person.key}@kvarta.example", cast.PASSWORD)
    for person in cast.PEOPLE
    if person.key in cast.LOGINS
]


def load(app: Flask) -> None:
    """Build the studio as of now, with some weeks behind it, and mark the folder as a demo."""
    with app.app_context():
        studio = build(clock.now())
        db.session.commit()
        live_through(studio)
        db.session.commit()
        (app.config["SETTINGS"].data / "demo").touch()
