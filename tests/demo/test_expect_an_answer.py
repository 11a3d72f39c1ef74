"""In a freshly loaded demo the machine is about to write to whoever wrote a few minutes ago."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest

from agency.demo.history import expect_an_answer
from agency.demo.studio import Studio
from agency.kernel import due
from agency.leads.models import HOLDING
from tests.support import NOW


@pytest.fixture
def database() -> str:
    """What it asks of the database is asked elsewhere of both kinds."""
    return "sqlite"


def test_a_letter_really_leaves_after_some_minutes(
    studio: Studio,
    run_due: Callable[[datetime], int],
    letters: Callable[[], list[EmailMessage]],
) -> None:
    expect_an_answer(studio)
    planned = {key: due.planned_for(HOLDING, lead.id) for key, lead in studio.leads.items()}
    in_six_minutes = NOW + timedelta(minutes=6)
    assert {key: at for key, at in planned.items() if at} == {"feldhaus": in_six_minutes}
    run_due(in_six_minutes)
    assert [str(letter["To"]) for letter in letters()] == [
        "Jonas Feldhaus <jonas@feldhaus.example>"
    ]
