"""What every page shares: who may, security headers, errors that say what to do, health.

A view without a mark of who may is refused to everybody, so none can be forgotten.
"""

import os
import time
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from random import getrandbits
from typing import Any, TypeVar
from urllib.parse import urlsplit

import sqlalchemy as sa
import structlog
from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_login import current_user
from flask_wtf import CSRFProtect
from redis.exceptions import RedisError
from sqlalchemy.exc import DataError, SQLAlchemyError
from werkzeug.exceptions import HTTPException, InternalServerError, NotFound
from werkzeug.wrappers import Response as AnyResponse

from agency.kernel import queue
from agency.kernel.auth import Access
from agency.kernel.db import begin_reading, begin_writing, db

View = TypeVar("View", bound=Callable[..., Any])
csrf = CSRFProtect()
log = structlog.get_logger()
health = Blueprint("health", __name__)

READING = frozenset({"GET", "HEAD", "OPTIONS"})
ANYONE, GUEST = "anyone", "guest"
# Scripts of ours, and what the folder begins with that carries the edition of them all.
SCRIPTS, EDITION = "js/", "~"
LIBRARY_PAGES = ("static", "security.")
# What PostgreSQL says of a number past its range.
TOO_FAR = "22003"
POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)


MOST_BYTES = 64 * 1024 * 1024


def public(view: View) -> View:
    """Anyone may open this page."""
    return _mark(view, who_may=ANYONE)


def guest(view: View) -> View:
    """Whoever has the secret link may open this page; the view asks `open_link`."""
    return _mark(view, who_may=GUEST)


def staff(access: Access = Access.member) -> Callable[[View], View]:
    """Only people of the house with this access, or more, may open this page."""
    return lambda view: _mark(view, who_may=access)


def writes(view: View) -> View:
    """This page writes even when it is only opened (it records that it was read)."""
    return _mark(view, writes=True)


def reads(view: View) -> View:
    """This page only reads, though it is posted to: it does not stand in the way of those who write.

    What it writes after all, it writes in a short transaction of its own (`db.in_turn`).
    """
    return _mark(view, reads=True)


def takes(size: int) -> Callable[[View], View]:
    """This page takes so many bytes at once, where others take MOST_BYTES."""
    return lambda view: _mark(view, takes=size)


def section(endpoint: str) -> Callable[[View], View]:
    """This page stands below that section of the contents."""
    return lambda view: _mark(view, section=endpoint)


def _mark(view: View, **marks: Any) -> View:
    for name, value in marks.items():
        setattr(view, name, value)
    return view


def who_may(app: Flask, endpoint: str) -> Any:
    """The mark of a view: ANYONE, GUEST, an Access, or None when it was forgotten."""
    if endpoint == "static" or endpoint.startswith(LIBRARY_PAGES):
        return ANYONE
    return getattr(app.view_functions[endpoint], "who_may", None)


def init_web(app: Flask) -> None:
    """Put the guards and headers around every request."""
    app.config.setdefault("WTF_CSRF_ENABLED", True)
    app.config.update(WTF_CSRF_CHECK_DEFAULT=False, MAX_CONTENT_LENGTH=MOST_BYTES)
    csrf.init_app(app)
    # Before anybody asks who is logged in: that begins the transaction, and a thread may have read before.
    app.before_request_funcs.setdefault(None, []).insert(0, _open_request)
    app.before_request(_guard)
    app.after_request(_close_request)
    app.register_error_handler(HTTPException, _explain)
    for beyond in (OverflowError, DataError):
        app.register_error_handler(beyond, _beyond_all)
    app.register_error_handler(Exception, _break)
    app.register_blueprint(health)
    app.url_defaults(_version_static)
    app.view_functions["static"] = _send_static
    app.jinja_env.globals["static"] = static_address


def _open_request() -> None:
    g.request_id = f"{getrandbits(48):012x}"  # to find its lines in the log; it is no secret
    g.started = time.perf_counter()
    view = current_app.view_functions.get(request.endpoint or "")
    # Known before anything is read of what was sent.
    request.max_content_length = getattr(view, "takes", MOST_BYTES)
    only_reads = request.method in READING and not getattr(view, "writes", False)
    if only_reads or getattr(view, "reads", False):
        begin_reading()
    else:
        begin_writing()


def _guard() -> AnyResponse | None:
    if request.endpoint is None:
        return None
    mark = who_may(current_app, request.endpoint)
    if mark is None:
        log.error("web.unmarked_view", endpoint=request.endpoint)
        abort(403)
    if not isinstance(mark, Access):
        return None
    if not current_user.is_authenticated:
        return redirect(url_for("security.login", next=_way_back()))
    if not current_user.access.includes(mark):
        abort(403)
    if request.method not in READING and current_app.config["WTF_CSRF_ENABLED"]:
        csrf.protect()
    return None


def _way_back() -> str | None:
    return request.full_path.rstrip("?") if request.method == "GET" else None


def _close_request(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    if current_app.config["SETTINGS"].base_url.startswith("https://"):
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint != "static":
        headers.setdefault("Cache-Control", "no-store")
        _log_request(response)
    elif "v" in request.args or (request.view_args or {}).get("filename", "").startswith(EDITION):
        # Its address changes with it. What is asked for without an edition is asked for again, by its ETag.
        headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _log_request(response: Response) -> None:
    # The rule, not the path: paths of guests hold secrets.
    rule = request.url_rule.rule if request.url_rule else "(none)"
    log.info(
        "web.request",
        id=g.get("request_id"),
        method=request.method,
        rule=rule,
        status=response.status_code,
        ms=round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000),
    )


def _explain(error: HTTPException) -> AnyResponse | tuple[str, int]:
    if error.code is None or error.code < 400:
        return error.get_response()
    return render_template("errors/page.html", code=error.code, error_id=None), error.code


def _beyond_all(error: OverflowError | DataError) -> tuple[str, int]:
    # A number that no database counts to, or a day that no calendar has, names nothing that is here.
    if isinstance(error, DataError) and getattr(error.orig, "sqlstate", "") != TOO_FAR:
        return _break(error)
    db.session.rollback()
    log.warning("web.beyond_all", why=str(error), rule=str(request.url_rule))
    code = NotFound.code
    return render_template("errors/page.html", code=code, error_id=None), code


def _break(error: Exception) -> tuple[str, int]:
    if current_app.testing and current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    db.session.rollback()
    error_id = g.get("request_id", "")
    log.exception("web.broken", id=error_id, rule=str(request.url_rule))
    code = InternalServerError.code
    return render_template("errors/page.html", code=code, error_id=error_id), code


def static_address(name: str) -> str:
    """The address of a file of ours, put together once while the file is the same: a page has dozens of them.

    Scripts stand in a folder named after the edition of them all: what they import by name lies in it too, so that the
    browser keeps that for ever as well, and asks for none of it again.
    """
    if name.startswith(SCRIPTS):
        return _static_address(request.script_root, f"{EDITION}{_edition()}/{name}", None)
    return _static_address(request.script_root, name, _version_of(name))


def _edition() -> str:
    return _newest(current_app.static_folder or "", int(time.monotonic()))


@lru_cache(maxsize=1)
def _newest(folder: str, _second: int) -> str:
    # Looked at once a second: whoever changes a script sees it.
    return format(int(max(one.stat().st_mtime for one in Path(folder, SCRIPTS).rglob("*.js"))), "x")


def _send_static(filename: str) -> Response:
    """A file of ours; the edition in its address is for the browser alone."""
    whole = filename.partition("/")[2] if filename.startswith(EDITION) else filename
    return current_app.send_static_file(whole)


@lru_cache(maxsize=1_000)
def _static_address(root: str, name: str, version: str | None) -> str:
    return url_for("static", filename=name, v=version)


def _version_static(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static" and "filename" in values and "v" not in values:
        version = _version_of(values["filename"])
        if version is not None:
            values["v"] = version


def _version_of(name: str) -> str | None:
    # A changed file gets a new address, so browsers may keep the old one for ever.
    try:
        return format(int(os.stat(f"{current_app.static_folder}/{name}").st_mtime), "x")
    except OSError:
        return None


@health.get("/healthz")
@public
def healthz() -> Response:
    """The process answers."""
    return Response("ok\n", mimetype="text/plain")


@health.get("/readyz")
@public
def readyz() -> tuple[dict[str, bool], int]:
    """The database and Redis answer too."""
    ready = {"database": _database_answers(), "redis": _redis_answers()}
    return ready, 200 if all(ready.values()) else 503


def _database_answers() -> bool:
    try:
        db.session.execute(sa.text("SELECT 1"))
        return True
    except SQLAlchemyError:
        db.session.rollback()
        return False


def _redis_answers() -> bool:
    try:
        return bool(queue.connection().ping())
    except (RedisError, OSError):
        return False


def address_of(endpoint: str, **values: Any) -> str:
    """The full address of a page of ours, for letters; also where there is no request."""
    base = urlsplit(current_app.config["SETTINGS"].base_url)
    urls = current_app.url_map.bind(base.netloc, base.path or "/", url_scheme=base.scheme)
    return str(urls.build(endpoint, values, force_external=True))


def local_address(target: str | None) -> str | None:
    """An address of our own to go back to; anything that leads outside is dropped."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    return target
