"""Somebody at a browser without scripts, over plain HTTP, whose line may break at any moment."""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urljoin, urlsplit

from werkzeug.datastructures import MultiDict
from werkzeug.test import stream_encode_multipart

from agency.demo import cast
from tests.house import PATIENCE, House
from tests.kernel.house.waiting import until
from tests.support import PageForm, forms_of


class LineBroke(Exception):
    """No answer came: nobody knows whether what was sent arrived."""


@dataclass(frozen=True)
class Answer:
    """What came back, and where we are now."""

    path: str
    status: int
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def form(self, wanted: str) -> PageForm:
        """The form with this id, whose action ends so, or that has a field of this name."""
        for form in forms_of(self.text):
            action = urlsplit(form.action).path
            if form.id == wanted or wanted in form.fields or re.search(f"{wanted}$", action):
                return form
        raise AssertionError(f"no form {wanted!r} on {self.path} ({self.status})")


@dataclass
class Caller:
    """One person with their cookies."""

    house: House
    cookies: dict[str, str] = field(default_factory=dict)

    def look(self, path: str) -> Answer:
        """Open a page; when the line breaks, again and again until it answers."""
        answer: Answer = until(lambda: self._try(path), within=PATIENCE)
        assert answer.status < 400, f"{path}: {answer.status}"
        return answer

    def send(
        self, page: Answer, wanted: str, press: tuple[str, str] | None = None, **fields: Any
    ) -> Answer:
        """Fill in a form of a page and send it, once. Raises LineBroke when no answer comes."""
        form = page.form(wanted)
        data = MultiDict(form.fields)
        if press:
            data.add(*press)
        for name, value in fields.items():
            data.setlist(name, value if isinstance(value, list) else [value])
        stream, _length, boundary = stream_encode_multipart(data)
        target = urljoin(page.path, form.action) if form.action else page.path
        return self._request(
            "POST", target, stream.read(), f'multipart/form-data; boundary="{boundary}"'
        )

    def insist(self, do: Callable[[], Any], is_done: Callable[[], bool]) -> None:
        """What anybody does when a page breaks: look whether it worked, and if not, do it again."""

        def attempt() -> bool:
            with suppress(LineBroke):
                do()
            return is_done()

        if not is_done():
            until(attempt, within=PATIENCE)

    def insist_on_an_answer(self, do: Callable[[], Answer]) -> Answer:
        """Press the same button until an answer comes."""

        def attempt() -> Answer | None:
            try:
                return do()
            except LineBroke:
                return None

        return until(attempt, within=PATIENCE)  # type: ignore[return-value]

    def log_in(self, member: str) -> "Caller":
        """Sit down at the desk."""
        fields = {"email": f"{member}@kvarta.example", "password": cast.PASSWORD}
        answer = self.send(self.look("/login"), "/login", **fields)
        assert "/login" not in answer.path, "the login was refused"
        return self

    def _try(self, path: str) -> Answer | None:
        try:
            return self._request("GET", path)
        except LineBroke:
            return None

    def _request(self, method: str, path: str, body: bytes = b"", kind: str = "") -> Answer:
        parts = urlsplit(path)
        line = HTTPConnection("127.0.0.1", self.house.port, timeout=30)
        headers = {"Host": urlsplit(self.house.url).netloc, "Accept-Language": "en"}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if kind:
            headers["Content-Type"] = kind
        try:
            address = parts.path + (f"?{parts.query}" if parts.query else "")
            line.request(method, address, body or None, headers)
            response = line.getresponse()
            content = response.read()
        except (OSError, HTTPException) as error:
            raise LineBroke(f"{method} {path}: {error!r}") from error
        finally:
            line.close()
        self._keep(response.headers.get_all("Set-Cookie") or [])
        if response.status in (302, 303):
            return self.look(urljoin(path, str(response.headers["Location"])))
        assert response.status < 500, f"{method} {path}: {response.status}"
        return Answer(path, response.status, content)

    def _keep(self, headers: list[str]) -> None:
        for header in headers:
            for name, morsel in SimpleCookie(header).items():
                self.cookies[name] = morsel.value


def answers_to_the_brief(house: House, name: str, email: str) -> dict[str, str]:
    """An answer to every question of the website's brief that wants one, by the name of its field."""
    words = {"name": name, "organisation": f"{name} GmbH", "email": email, "budget": "10-20"}
    [(document,)] = house.ask(
        "SELECT document FROM brief_version JOIN brief_template ON brief_template.id = template_id"
        " WHERE slug = 'website' AND retired_at IS NULL"
    )
    questions = (each for page in json.loads(document)["pages"] for each in page["questions"])
    return {
        f"q-{each['key']}": words.get(each["kind"], f"We are {name}.")
        for each in questions
        if each.get("required")
    }
