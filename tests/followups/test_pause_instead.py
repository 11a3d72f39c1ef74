"""“Thanks, I will look at it” stops the letters; one press makes a pause of it, and the silence after it is met."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from agency.followups.models import Enrollment, EnrollmentState
from agency.kernel import timeline
from agency.leads.models import Turn
from tests.followups.conftest import FIRST, RunDue, went_out
from tests.followups.test_stop import LATER, replied
from tests.support import NOW, HouseClient, everything

# Porto, Thursday in a week, ten in the morning.
IN_A_WEEK = NOW.replace(day=26, hour=10, minute=0)
Clock = Callable[[datetime], None]


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def page(sent: Enrollment, now: Clock) -> str:
    """The lead's page after they have written."""
    replied(sent)
    now(LATER + timedelta(minutes=5))
    return f"/leads/{sent.lead_id}"


def test_one_press_makes_a_pause_of_a_week_and_the_timeline_tells_it(
    vera: HouseClient, sent: Enrollment, page: str, run_due: RunDue
) -> None:
    assert "Pause a week instead" in vera.get(page).text
    assert vera.fill(page, form="pause-instead", _press="until").status_code == 303
    assert sent.lead.turn is Turn.theirs
    first, again = everything(Enrollment)
    assert (first.state, again.state) == (EnrollmentState.stopped, EnrollmentState.active)
    [touch] = again.touches
    assert touch.n == 2 and touch.due_at == IN_A_WEEK
    after = vera.get(page).text
    assert "took their word for a pause" in after and "from 26 March 2026" in after
    assert 'id="pause-instead"' not in after
    run_due(FIRST)
    run_due(IN_A_WEEK - timedelta(minutes=1))
    assert went_out() == []
    run_due(IN_A_WEEK)
    assert len(went_out()) == 1


def test_any_word_of_theirs_ends_that_pause_too(
    vera: HouseClient, sent: Enrollment, page: str, run_due: RunDue
) -> None:
    vera.fill(page, form="pause-instead", _press="until")
    sent.lead.heard_at = LATER + timedelta(days=2)
    run_due(IN_A_WEEK)
    assert went_out() == []


def test_another_time_is_chosen_as_well(
    vera: HouseClient, sent: Enrollment, page: str, run_due: RunDue
) -> None:
    act = f"/leads/{sent.lead_id}/followups/pause"
    for fields in ({"until": ""}, {"until": "day", "day": "2026-03-01"}, {"until": "soon"}):
        assert vera.post(act, data=fields).status_code == 303
        assert len(everything(Enrollment)) == 1
    vera.post(act, data={"until": "day", "day": "2026-04-04"})
    _, again = everything(Enrollment)
    # A Saturday, then Easter Monday is a working day in Portugal: by summer time.
    assert again.touches[0].due_at == NOW.replace(month=4, day=6, hour=9, minute=0)
    kinds = [entry.kind for entry in timeline.entries(sent.lead.stream)]
    assert "followups.left_to_them" in kinds


def test_where_nothing_stopped_by_their_word_nothing_is_offered(
    vera: HouseClient, sent: Enrollment
) -> None:
    assert 'id="pause-instead"' not in vera.get(f"/leads/{sent.lead_id}").text
    vera.post(f"/leads/{sent.lead_id}/followups/pause", data={"until": "day", "day": "2026-04-04"})
    assert len(everything(Enrollment)) == 1
