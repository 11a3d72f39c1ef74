"""Whatever comes in gets one outcome with a reason, and its bytes are kept. EXAMPLES=100000 SEED=7 for a long night."""

import os

from flask import Flask
from structlog.testing import capture_logs

from agency.flows.letter_received import letter_received
from agency.kernel.db import db
from agency.leads import arrivals
from agency.leads.outcomes import Outcome, Reason
from agency.leads.shown import Shown
from tests.mail.mutations import mutations
from tests.support import NOW

EXAMPLES = int(os.environ.get("EXAMPLES", "50"))
SEED = int(os.environ.get("SEED", "4"))
HAS_LEAD = frozenset({Outcome.lead, Outcome.reply})


def test_whatever_comes_in_is_sorted_and_kept(app: Flask) -> None:
    for number, raw in enumerate(mutations(SEED, EXAMPLES)):
        with capture_logs() as logged:
            arrival = arrivals.take_in(raw, seen_at=NOW)
            arrivals.sort_now(arrival, letter_received)
            db.session.flush()
        what = f"EXAMPLES={number + 1} SEED={SEED}, the last one"
        assert arrival.outcome is not None, what
        assert arrival.reason not in (None, Reason.not_read), f"{what}: {logged}"
        assert arrival.raw.read() == raw, what
        assert (arrival.lead is not None) or arrival.outcome not in HAS_LEAD, what
        shown = Shown(arrival)
        assert shown.why and "\x00" not in shown.subject + shown.words + shown.sender, what
    db.session.commit()
