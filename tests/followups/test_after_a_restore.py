"""A backup is put back: nothing automatic leaves until somebody has looked, and nothing goes a second time blindly."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from agency.demo.studio import Studio
from agency.flows.letters_held import database_restored
from agency.followups import machine
from agency.followups.models import Enrollment, Touch, TouchState, WhyAsks
from agency.kernel import lifeline, timeline
from agency.kernel.auth import User
from agency.kernel.db import db
from agency.kernel.mail import outbox
from agency.kernel.mail.compose import Correspondent, Draft
from agency.kernel.mail.models import Letter, LetterState
from agency.leads.unsent import HeldBack, Unsent, UnsentState
from agency.people.notices import Notice
from tests.followups.conftest import FIRST, RunDue, send, went_out
from tests.support import NOW, HouseClient, everything

DAY = timedelta(days=1)
Clock = Callable[[datetime], None]


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def lives(app: Flask) -> Callable[[datetime], bool]:
    """What a clock does when it starts, when letters have gone, and when it ends."""

    def live(at: datetime) -> bool:
        db.session.commit()
        return lifeline.guard(at, database_restored)

    return live


@pytest.fixture
def backup(app: Flask, tmp_path: Path) -> Callable[[], Callable[[], None]]:
    """Takes a copy of the database file, and gives back how to put it back."""

    def take() -> Callable[[], None]:
        db.session.commit()
        file = Path(str(sa.engine.make_url(app.config["SETTINGS"].database_url).database))
        copy = tmp_path / "backup.sqlite"
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)

        def put_back() -> None:
            db.session.remove()
            db.engine.dispose()
            for tail in ("-wal", "-shm"):
                file.with_name(file.name + tail).unlink(missing_ok=True)
            shutil.copy(copy, file)

        return put_back

    return take


def to_them() -> list[Letter]:
    """What went to clients by itself; our own people are told of things meanwhile."""
    ours = {user.email for user in everything(User)}
    return [letter for letter in went_out() if not ours.issuperset(letter.recipients)]


def a_letter(address: str, *, automatic: bool) -> Letter:
    us = Correspondent("Vera", "studio@kvarta.example")
    to = [Correspondent("X", address)]
    draft = Draft(us, to, "S", "T", lang="en", house="Kvarta", automatic=automatic)
    return outbox.post(draft, now=NOW)


def test_nothing_leaves_until_it_is_let_go_and_what_may_have_gone_asks(
    vera: HouseClient,
    studio: Studio,
    run_due: RunDue,
    lives: Callable[[datetime], bool],
    backup: Callable[[], Callable[[], None]],
    now: Clock,
) -> None:
    nora, sent = studio.nora.id, send(studio, studio.proposal)
    run_due(NOW)
    later = Unsent(
        lead=sent.lead,
        member=studio.vera,
        state=UnsentState.waiting,
        words="As I said on Friday.",
        began_at=NOW,
        saved_at=NOW,
        pressed_at=NOW,
        leaves_at=FIRST + timedelta(minutes=30),
    )
    db.session.add(later)
    lives(NOW)
    in_the_outbox = a_letter("ines@olaria.example", automatic=False).id
    put_back = backup()
    # Life goes on: the letter goes, the next one is planned.
    run_due(FIRST)
    assert len(to_them()) == 1
    lives(FIRST + timedelta(hours=1))

    put_back()
    back = FIRST + 2 * DAY
    now(back)
    assert to_them() == []
    assert lives(back)
    assert not lives(back)
    run_due(back)
    run_due(back + 10 * DAY)
    assert to_them() == []
    [touch] = everything(Touch)
    assert (touch.state, touch.why_asks) == (TouchState.asks, WhyAsks.restored)
    [waits] = everything(Unsent)
    assert (waits.state, waits.reason) == (UnsentState.held, HeldBack.restored)
    doubted = db.session.get(Letter, in_the_outbox)
    assert doubted is not None and doubted.state is LetterState.uncertain
    told = [each.kind for each in everything(Notice) if each.member_id == nora]
    assert told.count("people.letters_held") == 1

    page = vera.get("/inbox").text
    assert "The database was put back to an earlier day" in page
    page = vera.get("/outgoing/hold").text
    assert "each of them asks you, and none goes by itself" in page
    assert "it may have gone already" in vera.get("/outgoing").text
    vera.fill("/outgoing/hold", form="let-go")
    run_due(back + 11 * DAY)
    assert to_them() == []
    # Vera has found it in the Sent folder: the next one counts from there.
    vera.post(f"/followups/{touch.id}/omission")
    [_, following] = everything(Touch)
    assert following.state is TouchState.planned
    run_due(following.due_at)
    assert len(to_them()) == 1


def test_what_was_not_due_in_the_lost_time_goes_as_ever_once_it_is_let_go(
    vera: HouseClient,
    sent: Enrollment,
    run_due: RunDue,
    lives: Callable[[datetime], bool],
    backup: Callable[[], Callable[[], None]],
    now: Clock,
) -> None:
    lives(NOW)
    put_back = backup()
    lives(NOW + timedelta(hours=1))
    put_back()
    assert lives(NOW + timedelta(hours=2))
    run_due(FIRST)
    assert to_them() == []
    now(FIRST + timedelta(minutes=10))
    vera.fill("/outgoing/hold", form="let-go")
    run_due(FIRST + timedelta(minutes=10))
    assert len(to_them()) == 1


def test_a_restart_and_an_old_backup_of_a_stopped_house_without_letters_are_told_apart(
    sent: Enrollment, run_due: RunDue, lives: Callable[[datetime], bool]
) -> None:
    assert not lives(NOW)
    run_due(FIRST)
    assert not lives(FIRST + 30 * DAY)
    assert not lives(FIRST + 30 * DAY)
    kinds = [entry.kind for entry in timeline.entries(sent.lead.stream)]
    assert "followups.asked" not in kinds
    assert machine.take(sent.touches[0].id) is not None
