"""Loading the demo into a data folder, once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from flask import Flask

from agency.demo import (
    asked_for,
    beyond,
    coming,
    contacts,
    doubtful,
    drafts_of_briefs,
    for_client,
    house_texts,
    no_letters,
    offering,
    other_ways,
    own_work,
    past,
    remembering,
    sites_of_briefs,
    views_kept,
    work_in_hand,
)
from agency.demo.history import live_through
from agency.demo.studio import build
from agency.kernel import clock, lifeline, queue
from agency.kernel.db import Model, db
from agency.people import queries as people


def load(app: Flask) -> None:
    """Build the studio as of now, with some weeks behind it, and mark the folder as a demo."""
    unfinished = _unfinished(app)
    with app.app_context(), _without_mail_servers(app):
        if unfinished.exists():
            _clear()
        unfinished.touch()
        clock.start_over()
        lifeline.start_over()
        studio = build(clock.now())
        house_texts.furnish(studio)
        remembering.remember(studio)
        db.session.commit()
        live_through(app, studio)
        other_ways.open_them(studio.nora, at=studio.now)
        views_kept.keep(studio)
        contacts.write_down_twice(studio)
        no_letters.keep(studio)
        asked_for.keep(studio)
        past.remember(studio)
        drafts_of_briefs.keep(studio)
        sites_of_briefs.name()
        doubtful.keep(studio)
        offering.keep(studio)
        remembering.plan(studio)
        work_in_hand.show(studio)
        own_work.show(studio)
        beyond.ask_for(studio)
        coming.let_come(studio)
        for_client.show(studio)
        db.session.commit()
        queue.run_once(app, for_client.report_at(studio))
    unfinished.rename(unfinished.with_name("demo"))


def is_wanted(app: Flask) -> bool:
    """Whether nobody lives here yet, or a demo was interrupted while it was loaded."""
    with app.app_context():
        return _unfinished(app).exists() or not people.members()


@contextmanager
def _without_mail_servers(app: Flask) -> Iterator[None]:
    """What was written in weeks that nobody lived is no letter to anybody, and no answer to it lies anywhere."""
    given = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(given, smtp_url=None, imap_url=None)
    try:
        yield
    finally:
        app.config["SETTINGS"] = given


def _unfinished(app: Flask) -> Path:
    data: Path = app.config["SETTINGS"].data
    return data / "demo-unfinished"


def _clear() -> None:
    for table in reversed(Model.metadata.sorted_tables):
        db.session.execute(table.delete())
    db.session.commit()
