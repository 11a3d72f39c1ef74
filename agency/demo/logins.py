"""The three demo people whom a visitor may be: shown at the start and on the login page of a demo."""

import sqlalchemy as sa
from flask import Flask, current_app, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.local import LocalProxy

from agency.demo import cast
from agency.kernel.auth import Access, User
from agency.kernel.db import db
from agency.people.models import Member

TITLES = {
    Access.owner: "owner",
    Access.manager: "account manager",
    Access.member: "team member",
}
WORDS = {
    Access.owner: _l("owner"),
    Access.manager: _l("account manager"),
    Access.member: _l("team member"),
}
LOGINS = [
    (TITLES[person.access], f"{person.key}@kvarta.example", cast.PASSWORD)
    for person in cast.PEOPLE
    if person.key in cast.LOGINS
]


def init_demo(app: Flask) -> None:
    """Let the login page of a demo offer its people."""
    app.context_processor(lambda: {"demo_logins": LocalProxy(_offered)})


def _offered() -> list[tuple[str, str, str, str, str]]:
    """Name, access in words, address, password and face of each."""
    if not current_app.config["SETTINGS"].demo:
        return []
    addresses = [email for _, email, _ in LOGINS]
    chosen = sa.select(Member).join(Member.user).where(User.email.in_(addresses))
    return [
        (
            member.name,
            str(WORDS[member.user.access]),
            member.user.email,
            cast.PASSWORD,
            url_for("portal.picture", sha256=member.photo.sha256) if member.photo else "",
        )
        for member in db.session.scalars(chosen.order_by(Member.id))
        if member.user is not None
    ]
