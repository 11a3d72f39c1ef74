"""What many letters plan is written together, and a letter that goes wrong takes nothing of the others along."""

from contextlib import suppress

from flask import Flask

from agency.kernel import due, timeline
from agency.kernel.batches import batch
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.leads.promises import HOLDING
from tests.support import NOW


def test_a_savepoint_that_asks_and_goes_wrong_undoes_only_what_it_planned(app: Flask) -> None:
    with batch():
        with db.session.begin_nested():
            due.plan(HOLDING, 1, NOW)
        with suppress(ValueError), db.session.begin_nested():
            due.plan(HOLDING, 2, NOW)
            # To ask, all that was planned so far is written, in this savepoint.
            assert due.planned_for(HOLDING, 1) == NOW
            due.cancel(HOLDING, 1)
            raise ValueError
        with db.session.begin_nested():
            due.plan(HOLDING, 3, NOW)
        db.session.commit()
    assert [due.planned_for(HOLDING, id) for id in (1, 2, 3)] == [NOW, None, NOW]


def test_what_was_written_once_is_not_written_again(app: Flask) -> None:
    with batch():
        due.plan(HOLDING, 1, NOW)
        with db.session.begin_nested():
            assert due.planned_for(HOLDING, 1) == NOW
            due.cancel(HOLDING, 1)
        with suppress(ValueError), db.session.begin_nested():
            raise ValueError
        db.session.commit()
    assert due.planned_for(HOLDING, 1) is None


def test_a_fact_of_a_batch_is_there_for_whoever_asks_and_goes_with_its_savepoint(
    app: Flask,
) -> None:
    stream = ("lead", 7)

    def record(fact: str) -> None:
        timeline.record(stream, fact, at=NOW, by=Actor.machine())

    with batch():
        with db.session.begin_nested():
            record("leads.given")
        with suppress(ValueError), db.session.begin_nested():
            record("leads.lost")
            assert {each.kind for each in timeline.entries(stream)} == {"leads.given", "leads.lost"}
            raise ValueError
        record("leads.won")
        db.session.commit()
    assert sorted(each.kind for each in timeline.entries(stream)) == ["leads.given", "leads.won"]
