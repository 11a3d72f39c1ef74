"""A demo is loaded where mail servers are named already: its history is no mail, and asks none of them."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from agency.demo import loading
from agency.kernel.db import db
from agency.kernel.due import Due, DueState
from agency.kernel.mail import lines, outbox
from agency.kernel.mail.models import Letter, LetterState
from agency.proposals import paper
from tests.support import everything


@pytest.fixture
def database() -> str:
    """How letters leave is tested on both elsewhere."""
    return "sqlite"


@pytest.mark.own_app
def test_its_letters_stay_in_the_house_and_no_server_is_asked(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = replace(
        app.config["SETTINGS"], smtp_url="smtp://127.0.0.1:1", imap_url="imap://me:x@127.0.0.1:1"
    )
    app.config["SETTINGS"] = away
    # Whoever asks a server fails; drawing papers costs seconds, and is tested elsewhere.
    monkeypatch.setattr(lines, "to", None)
    monkeypatch.setattr(paper, "document_pdf", lambda *_document, **_options: b"%PDF-1.7")
    loading.load(app)
    letters = everything(Letter)
    assert letters
    assert {each.state for each in letters} == {LetterState.sent}
    assert all(each.stayed_home for each in letters)
    waiting = sa.select(Due).where(Due.kind == outbox.DELIVER, Due.state == DueState.scheduled)
    assert not db.session.scalars(waiting).all()
    assert app.config["SETTINGS"] is away
