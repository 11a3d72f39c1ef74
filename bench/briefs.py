"""A page of a hundred questions of a brief against one of ten."""

from agency.briefs import queries
from agency.briefs.kinds import QuestionKind
from agency.briefs.questionnaire import Page, Question, Questionnaire
from agency.briefs.templates import BriefTemplate, version_one
from agency.kernel.db import db
from bench.mail import a_house
from bench.measure import Row, take_turns
from bench.visitors import Visitors, served

FEW, MANY = 10, 100


def brief_rows() -> list[Row]:
    """What a question shown costs on a long page."""
    with a_house() as (app, environ), app.app_context():
        _long_pages()
        db.session.commit()
        db.session.remove()
        with served(environ) as visitors:
            return [_questions(visitors)]


def _questions(visitors: Visitors) -> Row:
    times = take_turns(
        {many: lambda many=many: visitors.get(f"/brief/bench-{many}") for many in (FEW, MANY)},
        rounds=25,
    )
    return Row(
        f"a page of {MANY} questions, per question",
        f"one of {FEW}, per question",
        times[MANY] / MANY,
        times[FEW] / FEW,
        f"{times[MANY]:.0f} ms and {times[FEW]:.0f} ms whole",
    )


def _long_pages() -> None:
    template = queries.live_template("website")
    assert template is not None
    kinds = [QuestionKind.text, QuestionKind.long, QuestionKind.number, QuestionKind.link]
    for many in (FEW, MANY):
        questions = tuple(
            Question(f"k{n}", kinds[n % len(kinds)], {"en": f"What is number {n}?"})
            for n in range(many)
        )
        page = Page("p1", 1, {"en": "Many questions"}, questions=questions)
        form = BriefTemplate(slug=f"bench-{many}", service=template.service)
        db.session.add(version_one(form, Questionnaire(pages=(page,))))
