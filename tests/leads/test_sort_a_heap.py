"""Letters that come in a heap are sorted together: cheaply, and each as if it had come alone."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
import sqlalchemy as sa

from agency.clients import partners
from agency.clients.partners import Partner, PartnerDomain
from agency.demo.studio import Studio
from agency.flows import inquiry_received as flow
from agency.kernel import due
from agency.kernel.batches import batch
from agency.kernel.db import db
from agency.kernel.due import Due
from agency.kernel.timeline import Entry
from agency.leads import arrivals, holding, pressing
from agency.leads.arrivals import Arrival
from agency.leads.jobs import sort
from agency.leads.models import Inquiry, Lead, Message
from agency.leads.outcomes import Outcome
from agency.people import queries as people
from agency.people.choices import NoticeChoices
from agency.people.notices import NOTICE, Notice
from tests.leads.raw import raw
from tests.support import NOW, Statements, everything

Count = Callable[[], AbstractContextManager[Statements]]

# What one more letter of somebody new may cost, and all of a heap together.
EACH, TOGETHER = 20, 70


def _kept(numbers: range) -> list[Arrival]:
    found = [
        arrivals.take_in(
            raw(
                "We sell tiles and need a site.",
                sender=f"Ana Lopes <ana@tiles{number}.example>",
                Message_ID=f"<{number}@tiles.example>",
            ),
            seen_at=NOW,
            arrived_at=NOW,
        )
        for number in numbers
    ]
    db.session.commit()
    return found


def _sort(some: list[Arrival]) -> None:
    sort(some[-1].id, NOW)
    db.session.commit()


def test_a_heap_of_letters_costs_few_statements_each(
    studio: Studio, count_statements: Count
) -> None:
    _sort(_kept(range(1)))
    seen: list[int] = []
    for numbers in (range(10, 12), range(20, 30)):
        some = _kept(numbers)
        with count_statements() as found:
            _sort(some)
        assert {each.outcome for each in some} == {Outcome.lead}
        seen.append(found.count)
    few, many = seen
    assert (many - few) / 8 <= EACH, seen
    assert many <= 10 * EACH + TOGETHER, seen


def test_each_letter_of_a_heap_has_its_clocks_its_notice_and_its_owner(studio: Studio) -> None:
    for member in people.managers():
        db.session.add(NoticeChoices(member=member, ways={"lead": ["bell", "mail"]}))
    some = _kept(range(6))
    _sort(some)
    leads = [each.lead for each in some if each.lead is not None]
    assert len({lead.id for lead in leads}) == 6
    for lead in leads:
        for kind in (holding.HOLDING, pressing.FIRST_NEAR, pressing.FIRST_MISSED):
            assert due.planned_for(kind, lead.id) is not None
        [given] = [each for each in everything(Notice) if each.stream_id == lead.id]
        assert given.member_id == lead.owner_id
        assert due.planned_for(NOTICE, given.id) is not None
    owners = [lead.owner_id for lead in leads]
    assert max(map(owners.count, owners)) - min(map(owners.count, owners)) <= 1


def test_one_bad_letter_leaves_nothing_behind_in_a_heap(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, bad = _kept(range(1)), _kept(range(1, 2))
    after = _kept(range(2, 4))
    planned = pressing.plan

    def planned_badly(lead: Lead, inquiry: Inquiry) -> None:
        planned(lead, inquiry)
        if "tiles1." in (inquiry.sender_address or ""):
            raise RuntimeError("the machine coughed")

    monkeypatch.setattr(flow.pressing, "plan", planned_badly)
    _sort([*before, *bad, *after])
    outcomes = [each.outcome for each in (*before, *bad, *after)]
    assert outcomes == [Outcome.lead, Outcome.quarantine, Outcome.lead, Outcome.lead]
    leads = set(db.session.scalars(sa.select(Lead.id)))
    about_leads = Due.kind.in_([holding.HOLDING, pressing.FIRST_NEAR, pressing.FIRST_MISSED])
    for subjects in (
        sa.select(Due.subject).where(about_leads),
        sa.select(Notice.stream_id).where(Notice.stream == "lead"),
        sa.select(Entry.stream_id).where(Entry.stream == "lead"),
        sa.select(Message.lead_id),
    ):
        assert set(db.session.scalars(subjects)) <= leads
    assert set(db.session.scalars(sa.select(Due.subject).where(Due.kind == NOTICE))) <= set(
        db.session.scalars(sa.select(Notice.id))
    )


def test_what_a_batch_plans_is_seen_in_it_and_goes_with_its_savepoint(studio: Studio) -> None:
    with batch():
        due.plan(holding.HOLDING, 7001, NOW)
        assert due.planned_for(holding.HOLDING, 7001) == NOW
        savepoint = db.session.begin_nested()
        with db.session.begin_nested():
            due.plan(holding.HOLDING, 7002, NOW)
        savepoint.rollback()
        due.plan(holding.HOLDING, 7003, NOW)
        due.cancel(holding.HOLDING, 7003)
        due.plan(holding.HOLDING, 7004, NOW)
    db.session.commit()
    planned = [due.planned_for(holding.HOLDING, id) for id in (7001, 7002, 7003, 7004)]
    assert planned == [NOW, None, None, NOW]
    with batch():
        due.plan(holding.HOLDING, 7005, NOW)
        db.session.rollback()
    db.session.commit()
    assert due.planned_for(holding.HOLDING, 7005) is None


def test_a_batch_sees_what_it_changed_itself(studio: Studio) -> None:
    def known() -> Any:
        return partners.partner_at("ines@north.example")

    with batch():
        assert known() is None
        north = Partner(name="North", language="en", added_at=NOW)
        north.domains.append(PartnerDomain(domain="north.example"))
        db.session.add(north)
        db.session.flush()
        assert known() is north
        savepoint = db.session.begin_nested()
        north.active = False
        db.session.flush()
        assert known() is None
        savepoint.rollback()
        assert known() is north
        db.session.execute(sa.update(Partner).values(active=False))
        assert known() is None
