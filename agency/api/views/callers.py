"""Who calls, by its token; how often it may; the key under which it does something once; and how it is answered."""

from datetime import datetime
from typing import Any

from flask import Response, json, request
from flask_babel import gettext as _

from agency.api.views.problems import Problem
from agency.leads.ways_in import tokens
from agency.leads.ways_in.tokens import ApiToken
from agency.people.models import Member

MOST_KEY = 200


def by_token() -> str:
    """What a caller's own limit is counted by."""
    return tokens.digest(request.headers.get("Authorization", ""))[:32]


def by_place() -> str:
    """What is counted for a place, whatever tokens it tries."""
    return request.remote_addr or ""


def token(now: datetime) -> ApiToken:
    """The token that was sent. Raises Problem."""
    kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
    found = tokens.find(secret.strip()) if kind.lower() == "bearer" else None
    if found is None:
        detail = _("Send the header Authorization: Bearer and the token that the agency gave you")
        raise Problem(401, "no_token", str(detail), headers={"WWW-Authenticate": "Bearer"})
    if found.revoked_at is not None:
        detail = _("This token was taken back. Ask the agency for another")
        raise Problem(401, "token_revoked", str(detail), headers={"WWW-Authenticate": "Bearer"})
    found.use(now)
    return found


def token_for_tasks(now: datetime) -> tuple[ApiToken, Member]:
    """The token, if it may work on boards, and the member who made it and answers for what it does. Raises Problem."""
    found = token(now)
    if not found.for_tasks:
        detail = _(
            "This token only brings inquiries. Ask the agency for one that may work on boards"
        )
        raise Problem(403, "not_for_tasks", str(detail))
    if found.made_by is None or not found.made_by.active or found.made_by.user is None:
        detail = _("Whoever made this token has left. Ask the agency for another")
        raise Problem(403, "nobodys_token", str(detail))
    return found, found.made_by


def key() -> str | None:
    """The idempotency key, if one was sent. Raises Problem."""
    said = request.headers.get("Idempotency-Key", "").strip()
    if len(said) > MOST_KEY or not said.isprintable():
        detail = _("Send an Idempotency-Key of at most %(most)d plain characters", most=MOST_KEY)
        raise Problem(400, "bad_key", str(detail))
    return said or None


def stamp(at: datetime) -> str:
    """An instant, in UTC to the second."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def as_json(said: dict[str, Any], status: int = 200) -> Response:
    """An answer."""
    text = json.dumps(said, ensure_ascii=False) + "\n"
    return Response(text, status=status, mimetype="application/json")
