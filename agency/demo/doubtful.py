"""A brief that a machine filled in this morning: set aside with its reason, so that one sees how."""

from datetime import timedelta

from agency.briefs import queries
from agency.briefs.doubting import Doubt
from agency.briefs.kinds import QuestionKind
from agency.briefs.models import Brief
from agency.briefs.questionnaire import worded
from agency.demo.studio import Studio
from agency.flows.brief_submitted import brief_submitted
from agency.kernel.db import db

SAID = {
    QuestionKind.name: "Growth Team",
    QuestionKind.organisation: "Rank Rocket",
    QuestionKind.email: "offers@rank-rocket.example",
    QuestionKind.long: "We place 10,000 links to your site in one night and guarantee the first page.",
    QuestionKind.budget: "open",
}


def keep(studio: Studio) -> None:
    """It came three hours ago, faster than anybody reads, with the field filled in that nobody sees."""
    template = queries.live_template("website")
    assert template is not None, "the studio installs the ready-made briefs"
    at = studio.now - timedelta(hours=3)
    brief = Brief(version=template.current, language="en", started_at=at, answers=[], doubts=[])
    for doubt in (Doubt.trap, Doubt.haste, Doubt.unproven):
        brief.doubt(doubt)
    db.session.add(brief)
    for question in brief.asks.questions:
        if question.kind in SAID and (question.required or question.kind is QuestionKind.name):
            said = SAID[question.kind]
            labels = {each.key: worded(each.text, "en") for each in question.choices}
            taken = {said: labels[said]} if said in labels else {}
            brief.answer(question, said, labels=taken, at=at)
    brief_submitted(brief, at=at)
    db.session.flush()
