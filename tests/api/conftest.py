"""What the tests of the doors for machines share."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from werkzeug.test import TestResponse

from agency.demo.studio import Studio
from agency.kernel import clock
from agency.kernel.db import db
from agency.leads.ways_in.tokens import ApiToken
from tests.support import NOW, HouseClient

Send = Callable[..., TestResponse]


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The doors, too, believe that it is NOW."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return NOW


@pytest.fixture
def token(studio: Studio) -> str:
    """The secret of a token of the API."""
    _made, secret = ApiToken.make("Our old site", by=studio.nora, at=NOW)
    db.session.commit()
    return secret


@pytest.fixture
def send(client: HouseClient, token: str) -> Send:
    """Brings an inquiry to the API."""

    def post(
        fields: Any = None, *, key: str = "", bearer: str = token, **more: Any
    ) -> TestResponse:
        heads = {"Authorization": f"Bearer {bearer}", **more.pop("headers", {})}
        if key:
            heads["Idempotency-Key"] = key
        if fields is not None:
            more["data"] = json.dumps(fields)
            more.setdefault("content_type", "application/json")
        return client.post("/api/v1/inquiries", headers=heads, **more)

    return post
