"""A letter arrives by IMAP and nobody answers: what the machine does until the client writes again."""

import pytest
from markupsafe import Markup

from tests.caller import Caller
from tests.houses import Estate
from tests.imap_servers import TestMailbox
from tests.journeys.by_mail import LISBON, WalkByMail
from tests.journeys.letters import text_of

pytestmark = pytest.mark.house


def test_a_letter_by_imap_goes_the_whole_way(estate: Estate, mailbox: TestMailbox) -> None:
    house = estate.on_servers(IMAP_URL=mailbox.url).start()
    vera, timur = Caller(house).log_in("vera"), Caller(house).log_in("timur")
    walk = WalkByMail(house, estate.post_office, 0, vera, timur, postbox=mailbox)
    for step in walk.steps:
        step()
    walk.check()
    it_was_told_when_the_answer_comes(walk)
    everything_stands_in_one_thread(walk)
    the_timeline_tells_it(walk)
    house.stop()


def it_was_told_when_the_answer_comes(walk: WalkByMail) -> None:
    """In the client's own time, by a machine that says that it is one."""
    there = walk.promised_at.astimezone(LISBON)
    assert there.minute in (0, 30) and 9 <= there.hour <= 18 and there.weekday() < 5
    words = text_of(walk.holding)
    assert f"{there:%H:%M}" in words and "Lisbon" in words
    assert walk.holding["Auto-Submitted"] == "auto-replied"


def everything_stands_in_one_thread(walk: WalkByMail) -> None:
    """Each letter of ours answers one that stood in the thread before it."""
    known = set(walk.theirs)
    for letter in walk.office.to(walk.email):
        assert letter["In-Reply-To"] in known
        known.add(letter["Message-ID"])


def the_timeline_tells_it(walk: WalkByMail) -> None:
    """From their first letter to their last, each once."""
    told = " ".join(Markup(walk.vera.look(f"/leads/{walk.lead}").text).striptags().split())
    for words in (
        "We sell tiles. Can you help us?",
        "Thank you, Client Number0.",
        "first answer, ",
        "“Did it arrive?” went out by itself",
        "step 2 of 6",
        "Sorry for the silence. We want it!",
    ):
        assert told.count(words) == 1, f"{words!r} stands there {told.count(words)} times"
