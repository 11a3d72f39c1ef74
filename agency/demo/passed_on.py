"""A page of a brief that a client of the demo passed to a colleague, who answered some of it."""

from datetime import timedelta

from agency.briefs.answers import Giver
from agency.briefs.models import Brief
from agency.kernel.db import db

# By the client's address: the colleague, theirs, the page, and what they answered by its English wording.
TO = {
    "ines@olarianova.example": (
        "Tomás Nunes",
        "tomas@olarianova.example",
        "p3",
        ("What do you like, and what in it?", "Who brings words and pictures?", "Files that help"),
    )
}
TOOK = timedelta(minutes=5)


def pass_on(brief: Brief) -> None:
    """Before it is handed in: those answers are the colleague's."""
    found = TO.get(brief.address)
    if found is None:
        return
    name, address, key, answered = found
    page = next(each for each in brief.asks.pages if each.key == key)
    hand = brief.hand_out(page, name=name, address=address, at=brief.started_at)
    db.session.flush()
    hand.finish(at=brief.started_at + TOOK)
    for question in page.questions:
        given = brief.answer_to(question)
        if given is not None and question.wording("en") in answered:
            given.given_by, given.giver_id = Giver.colleague, hand.id
