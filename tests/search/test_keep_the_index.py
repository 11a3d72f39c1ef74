"""The index follows what changes, in the same transaction; it can be built anew; its questions are served by it."""

from datetime import UTC, datetime

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import text

from agency.kernel.db import db
from agency.kernel.search import asking, keeping, names, rebuilding, texts, writing
from agency.kernel.search.models import SearchDocument, SearchWord
from agency.kernel.search.sources import SOURCES, Document
from agency.leads.models import Message
from tests.search.conftest import Find, Say
from tests.support import counting


def test_the_index_follows_edits_and_forgets_what_is_erased(say: Say, find: Find) -> None:
    message = say("Kanarek sings", client="Wunderlich", name="Uwe")
    assert find("kanarek") and find("wunderlich")
    message.body = "Papagei talks"
    message.lead.client.name = "Sonderbar"
    db.session.commit()
    assert not find("kanarek") and not find("wunderlich")
    assert len(find("papagei")) == 1 and len(find("sonderbar", kind="leads")) == 1
    db.session.execute(sa.update(Message).where(Message.id == message.id).values(body="Kakadu"))
    db.session.commit()
    assert find("kakadu") and not find("papagei")
    erased = {"client": message.lead.client_id, "lead": message.lead_id, "message": message.id}
    for kind, id in erased.items():
        keeping.forget(kind, [id])
    db.session.commit()
    assert not find("kakadu") and not find("sonderbar", kind="leads")


def test_nothing_is_kept_of_words_that_only_the_erased_had(say: Say) -> None:
    message = say("Hello", client="Wunderlich", name="Wunderlich")
    lead, client, contact = message.lead_id, message.lead.client_id, message.lead.contact_id
    for kind, id in (("lead", lead), ("client", client), ("contact", contact)):
        keeping.forget(kind, [id])
    db.session.commit()
    assert db.session.scalar(sa.select(SearchWord).filter_by(word="vunderlih")) is None


def test_a_change_that_is_taken_back_leaves_no_trace(say: Say, find: Find) -> None:
    message = say("Kanarek sings")
    message.body = "Papagei talks"
    db.session.flush()
    db.session.rollback()
    with db.session.begin_nested() as savepoint:
        message.body = "Kakadu"
        db.session.flush()
        savepoint.rollback()
    db.session.commit()
    assert find("kanarek") and not find("papagei") and not find("kakadu")


def test_the_millionth_of_a_kind_takes_nobodys_place(say: Say) -> None:
    """Neither those without a time nor those of one second, and never beyond what a database holds."""
    say("Kanarek sings")
    source = SOURCES["contact"]
    told = [
        Document(subject_id=1000 + step * 2**20, names=("Papagei",), at=at)
        for step in range(1, 20)
        for at in (None, datetime(2106, 1, 1, tzinfo=UTC))
    ]
    ids = {writing.identity(source, each) for each in told}
    assert len(ids) == len(told) and max(ids) < 2**63
    late = Document(subject_id=2**27 - 1, at=datetime(9000, 1, 1, tzinfo=UTC))
    assert writing.identity(source, late) < 2**63
    writing.put(db.session(), [(source, each) for each in told if each.at is None])
    db.session.commit()
    written = sa.select(sa.func.count()).where(SearchDocument.subject_id > 2**20)
    assert db.session.scalar(written) == 19


def test_a_rebuild_goes_on_where_it_was_and_ends_the_same(say: Say, find: Find) -> None:
    for number in range(3):
        say(f"Kanarek {number}", client=f"Vogel {number}")
    before = _index()
    db.session.execute(sa.update(SearchDocument).values(lead_id=None))
    lost = db.session.scalars(sa.select(Message.id).limit(2)).all()
    keeping.forget("message", lost)
    db.session.commit()
    assert rebuilding.step()
    db.session.commit()
    assert rebuilding.rebuild(commit=db.session.commit)
    assert _index() == before
    assert find("kanarek")


def test_the_questions_are_served_by_the_index(say: Say, app: Flask) -> None:
    say("Kanarek sings", client="Vogel Wunderlich")
    asked = asking.read("vogel wunderlih")
    is_postgresql = db.engine.dialect.name == "postgresql"
    if is_postgresql:
        db.session.execute(text("SET LOCAL enable_seqscan = off"))
    with counting(app) as seen:
        names.find(asked, ("lead", "contact"), limit=5)
        texts.find(asking.read("kanarek"), ("message",), limit=5)
    plain = [
        each for each in seen.texts if "search_" in each and "%(" not in each and "?" not in each
    ]
    assert len(plain) >= 2
    for statement in plain:
        explain = "EXPLAIN " if is_postgresql else "EXPLAIN QUERY PLAN "
        plan = [str(row) for row in db.session.connection().exec_driver_sql(explain + statement)]
        whole = (
            "Seq Scan on search",
            "SCAN search_posting",
            "SCAN search_document",
            "SCAN search_word",
        )
        assert not [line for line in plan if any(each in line for each in whole)], plan


def _index() -> list[tuple[str, int, int | None, str]]:
    columns = (SearchDocument.kind, SearchDocument.subject_id, SearchDocument.lead_id)
    rows = db.session.execute(sa.select(*columns, sa.cast(SearchDocument.words, sa.Text)))
    return sorted(tuple(row) for row in rows)
