"""Asking Telegram: the one server that is asked, what it refuses, and what nobody knows."""

from typing import Any

import requests
from flask import current_app

TIMEOUT = (5, 20)
LARGEST_FILE = 20 * 1024 * 1024


class Refused(Exception):
    """Telegram certainly did not do it. `for_good` when trying again is of no use; `wait` is what it asks for."""

    def __init__(self, words: str, *, code: int = 0, wait: int = 0) -> None:
        super().__init__(words)
        self.code, self.wait = code, wait

    @property
    def for_good(self) -> bool:
        return 400 <= self.code < 500 and self.code not in (408, 429)

    @property
    def is_blocked(self) -> bool:
        """They stopped the bot, or are not there any more."""
        return self.code == 403


class Unsure(Exception):
    """The line broke after the words had left: they may have arrived."""


def call(token: str, method: str, files: Any = None, **what: Any) -> Any:
    """What Telegram answers. Raises Refused or Unsure."""
    address = f"{_base()}/bot{token}/{method}"
    try:
        with requests.Session() as session:
            session.trust_env = False
            sent = {"data": what, "files": files} if files else {"json": what}
            answer = session.post(address, timeout=TIMEOUT, allow_redirects=False, **sent)
    except requests.ConnectTimeout:
        raise Refused("ConnectTimeout") from None
    except requests.ConnectionError as error:
        # The address holds the token, so an error's own words are never passed on.
        if _never_left(error):
            raise Refused("ConnectionError") from None
        raise Unsure("ConnectionError") from None
    except requests.RequestException as error:
        raise Unsure(type(error).__name__) from None
    return _result(answer)


def fetch(token: str, file_id: str, *, most: int = LARGEST_FILE) -> bytes:
    """The bytes of a file that somebody sent. Raises Refused."""
    try:
        path = str(call(token, "getFile", file_id=file_id).get("file_path", ""))
    except Unsure as trouble:
        raise Refused(str(trouble)) from None
    if not path or ".." in path or ":" in path:
        raise Refused("no file_path", code=404)
    try:
        with requests.Session() as session:
            session.trust_env = False
            address = f"{_base()}/file/bot{token}/{path}"
            with session.get(
                address, timeout=TIMEOUT, stream=True, allow_redirects=False
            ) as answer:
                if answer.status_code != 200:
                    raise Refused(f"HTTP {answer.status_code}", code=answer.status_code)
                return _read(answer, most)
    except requests.RequestException as error:
        raise Refused(type(error).__name__) from None


def _read(answer: requests.Response, most: int) -> bytes:
    data = bytearray()
    for chunk in answer.iter_content(64 * 1024):
        data += chunk
        if len(data) > most:
            raise Refused("too large", code=413)
    return bytes(data)


def _result(answer: requests.Response) -> Any:
    try:
        said = answer.json()
    except ValueError:
        said = None
    if not isinstance(said, dict):
        if answer.status_code >= 500:
            raise Unsure(f"HTTP {answer.status_code}")
        raise Refused(f"HTTP {answer.status_code}", code=answer.status_code or 400)
    if said.get("ok"):
        return said.get("result") or {}
    more = said.get("parameters") or {}
    words = str(said.get("description") or answer.status_code)[:300]
    code = int(said.get("error_code") or answer.status_code)
    raise Refused(words, code=code, wait=int(more.get("retry_after") or 0))


def _never_left(error: requests.ConnectionError) -> bool:
    """Whether not even a connection was made."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return type(reason).__name__ in ("NewConnectionError", "NameResolutionError")


def _base() -> str:
    return str(current_app.config["SETTINGS"].telegram_api)
