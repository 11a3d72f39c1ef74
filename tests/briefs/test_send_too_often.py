"""Whoever sends pages by the hundred from one address is asked to wait."""

from collections.abc import Iterator

import pytest
from flask import Flask

from agency.demo.studio import Studio
from agency.kernel.auth import limiter
from tests.briefs.support import begun
from tests.support import HouseClient


@pytest.fixture
def limits(app: Flask) -> Iterator[None]:
    """Limits as in life, which other tests do without."""
    app.config["RATELIMIT_ENABLED"] = True
    limiter.init_app(app)
    yield
    limiter.reset()
    limiter.enabled = False


@pytest.mark.own_app
@pytest.mark.usefixtures("limits")
def test_after_sixty_pages_in_a_minute_it_says_when_to_go_on(
    client: HouseClient, studio: Studio
) -> None:
    address = begun(client)
    sent = [client.post(f"{address}/2").status_code for _ in range(70)]
    assert sent[:50] == [422] * 50
    assert sent[-1] == 429
    refused = client.post(f"{address}/2")
    assert "Wait a minute, then try again." in refused.text
    assert "Retry-After" in refused.headers
    assert client.get(f"{address}/2").status_code == 200
