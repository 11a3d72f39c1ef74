"""Copies of one message that several workers take in at the same moment: one of them is the first."""

import threading

from flask import Flask

from agency.flows.letter_received import letter_received
from agency.kernel.db import db
from agency.leads import arrivals
from agency.leads.arrivals import Arrival
from agency.leads.models import Inquiry
from agency.leads.outcomes import Outcome
from tests.leads.raw import raw
from tests.support import NOW, everything

WORKERS = 4


def test_copies_that_meet_are_one_lead_and_its_duplicates(app: Flask) -> None:
    start, troubles = threading.Barrier(WORKERS), list[BaseException]()

    def work() -> None:
        with app.app_context():
            try:
                start.wait(timeout=20)
                arrival = arrivals.take_in(raw(Message_ID="<1@x.example>"), seen_at=NOW)
                arrivals.sort_now(arrival, letter_received)
                db.session.commit()
            except BaseException as trouble:
                troubles.append(trouble)
            finally:
                db.session.remove()

    db.session.commit()
    workers = [threading.Thread(target=work) for _ in range(WORKERS)]
    for each in workers:
        each.start()
    for each in workers:
        each.join(timeout=60)
    assert troubles == []
    outcomes = [arrival.outcome for arrival in everything(Arrival)]
    assert sorted(outcome.value for outcome in outcomes if outcome) == ["duplicate"] * 3 + ["lead"]
    assert len(everything(Inquiry)) == 1
    lead_ids = {arrival.lead_id for arrival in everything(Arrival)}
    assert len(lead_ids) == 1 and None not in lead_ids
    assert all(arrival.outcome is not Outcome.quarantine for arrival in everything(Arrival))
