"""What tests share: the hour they live in, a client that behaves like a browser, a count of statements."""

import contextvars
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from agency.kernel.db import db
from agency.kernel.timeline import ActorKind
from agency.leads.models import Channel, Lead, Message
from agency.people.models import Member


def at(text: str) -> datetime:
    """An instant in UTC from "2026-03-19T06:42"."""
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


NOW = at("2026-03-19T06:42")


@dataclass
class PageForm:
    """A form as it stands on a page, with what it would send."""

    id: str | None
    action: str
    method: str
    fields: MultiDict[str, Any] = field(default_factory=MultiDict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class FormReader(HTMLParser):
    """Reads every form of a page: hidden, prefilled and checked fields, selects and textareas."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self._open: PageForm | None = None
        self._select: str | None = None
        self._chosen = False
        self._text: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        a = dict(attributes)
        if tag == "form":
            self._open = PageForm(a.get("id"), a.get("action") or "", (a.get("method") or "get"))
            self.forms.append(self._open)
        elif self._open is not None:
            self._field(tag, a)

    def _field(self, tag: str, a: dict[str, str | None]) -> None:
        assert self._open is not None
        name, kind = a.get("name"), (a.get("type") or "text").lower()
        if tag == "input" and name:
            if kind in ("checkbox", "radio"):
                if "checked" in a:
                    self._open.fields.add(name, a.get("value") or "on")
            elif kind == "submit":
                self._open.buttons.append((name, a.get("value") or ""))
            elif kind != "file":
                self._open.fields.add(name, a.get("value") or "")
        elif tag == "button" and name:
            self._open.buttons.append((name, a.get("value") or ""))
        elif tag == "textarea" and name:
            self._text = (name, [])
        elif tag == "select" and name:
            self._select, self._chosen = name, False
        elif tag == "option" and self._select:
            self._option(self._select, a)

    def _option(self, name: str, a: dict[str, str | None]) -> None:
        """The chosen option, else the first one, is what a select sends."""
        assert self._open is not None
        if "selected" in a and not self._chosen:
            self._open.fields.poplist(name)
            self._chosen = True
        elif name in self._open.fields:
            return
        self._open.fields.add(name, a.get("value") or "")

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._text is not None and self._open is not None:
            # A browser drops the one line break that may follow the opening tag.
            text = "".join(self._text[1]).replace("\r\n", "\n")
            self._open.fields.add(self._text[0], text.removeprefix("\n"))
            self._text = None


def forms_of(html: str) -> list[PageForm]:
    """The forms of a page."""
    reader = FormReader()
    reader.feed(html)
    return reader.forms


class HouseClient(FlaskClient):
    """A browser without JavaScript. What the test wrote is committed before it looks, and read afresh after."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        db.session.commit()
        response: TestResponse = contextvars.Context().run(super().open, *args, **kwargs)
        db.session.expire_all()
        return response

    def login(self, member: Member) -> "HouseClient":
        """Sit down at the desk as this member."""
        assert member.user is not None
        identity = member.user.fs_uniquifier
        self.delete_cookie("session")
        with self.session_transaction() as session:
            session["_user_id"], session["_fresh"] = identity, True
            session["fs_cc"], session["fs_paa"] = "set", NOW.timestamp()
        return self

    def fill(self, url: str, form: str | None = None, **fields: Any) -> TestResponse:
        """Open a page, fill in its form (the one with this id, else the first that posts) and send it.

        A list fills a field several times; a tuple `(stream, name)` is a file. `_press` names a button.
        """
        page = self.get(url)
        assert page.status_code < 400, f"{url} answered {page.status_code}"
        found = next(
            one for one in forms_of(page.text) if (one.id == form if form else _is_for_filling(one))
        )
        data = MultiDict(found.fields)
        pressed = fields.pop("_press", None)
        if pressed:
            data.add(*next(button for button in found.buttons if pressed in button))
        for name, value in fields.items():
            data.setlist(name, value if isinstance(value, list) else [value])
        here = page.request.path
        target = urlsplit(urljoin(here, found.action)) if found.action else urlsplit(here)
        path = target.path + (f"?{target.query}" if target.query else "")
        return self.post(path, data=data, content_type="multipart/form-data")


def _is_for_filling(form: PageForm) -> bool:
    # Every staff page has the way out as a form too.
    return form.method.lower() == "post" and not form.action.endswith("/logout")


@dataclass
class Statements:
    """The SQL statements that ran."""

    texts: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.texts)


@contextmanager
def counting(app: Flask) -> Iterator[Statements]:
    """Count what the database is asked (not BEGIN, COMMIT, SAVEPOINT)."""
    seen = Statements()

    def note(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "PRAGMA")):
            seen.texts.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def everything(model: type[Any]) -> list[Any]:
    """All rows of a table, by id."""
    return list(db.session.scalars(sa.select(model).order_by(model.id)))


def their_word(lead: Lead, body: str, **more: Any) -> Message:
    """What the lead's contact says at NOW, by mail where nothing else is said; not kept yet."""
    who = more.pop("contact", None) or lead.contact
    said = {"channel": Channel.mail, "at": NOW} | more
    return Message(lead=lead, author_kind=ActorKind.contact, contact=who, body=body, **said)
