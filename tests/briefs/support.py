"""What the tests of briefs share: finding a question, filling a page, handing a brief in."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from werkzeug.test import TestResponse

from agency.briefs import queries
from agency.briefs.filling import Start
from agency.briefs.kinds import QuestionKind
from agency.briefs.models import Brief
from agency.briefs.questionnaire import Question, Questionnaire
from agency.briefs.reading import kept
from agency.briefs.templates import BriefTemplate, BriefVersion
from agency.kernel import clock
from agency.kernel.db import db
from agency.people.models import Service
from tests.briefs.every_kind import every_kind
from tests.support import NOW, HouseClient, everything

Kind = QuestionKind


def website() -> Questionnaire:
    """What the brief for a web site asks."""
    found = queries.live_template("website")
    assert found is not None and found.current is not None
    return found.current.asks


def change(key: str, **more: Any) -> None:
    """Let the web site's brief ask one question otherwise, in a second version."""
    template = queries.live_template("website")
    assert template is not None and template.current is not None
    before, at = template.current, NOW
    pages = tuple(
        replace(
            page,
            questions=tuple(
                replace(each, **more) if each.key == key else each for each in page.questions
            ),
        )
        for page in before.asks.pages
    )
    before.retired_at = at
    db.session.flush()
    db.session.add(
        BriefVersion(
            template=template,
            number=before.number + 1,
            document=kept(replace(before.asks, pages=pages)),
            published_at=at,
        )
    )
    db.session.commit()
    db.session.expire(template)


def publish_every_kind(countries: int = 30) -> Questionnaire:
    """A live form that asks in every way there is."""
    asks = every_kind(countries=countries)
    service = db.session.scalar(sa.select(Service).limit(1)) or Service(
        slug="any", name={"en": "Any"}
    )
    template = BriefTemplate(slug="every-kind", service=service)
    version = BriefVersion(template=template, number=1, document=kept(asks), published_at=NOW)
    db.session.add(version)
    db.session.commit()
    return asks


def asked(kind: QuestionKind, page: int, nth: int = 0) -> Question:
    """A question of this kind on this page of the web site's brief."""
    found = website().page(page)
    assert found is not None
    return [question for question in found.questions if question.kind is kind][nth]


def who(**more: Any) -> dict[str, Any]:
    """The first page, answered by Inês; `more` by kind replaces an answer."""
    answers = {
        "name": "Inês Carvalho",
        "organisation": "Azulejo Norte",
        "email": "ines@azulejonorte.example",
        "phone": "",
        "long": "We make tiles by hand.",
    } | more
    return {asked(Kind(kind), 1).field: words for kind, words in answers.items()}


def a_minute_ago() -> str:
    """The seal of a page that somebody has read in peace, as people without scripts do too."""
    return Start.seal(clock.now() - timedelta(minutes=1))


def begin(client: HouseClient, **more: Any) -> TestResponse:
    """Fill in the first page; leads to the second."""
    return client.fill("/brief/website", **{"start": a_minute_ago(), **who(), **more})


def begun(client: HouseClient, **more: Any) -> str:
    """The address of a brief whose first page is filled in, without the page's number."""
    response = begin(client, **more)
    assert response.status_code == 303, response.text
    return response.location.rpartition("/")[0]


def filled(client: HouseClient) -> str:
    """The address of a brief that lacks only its last page."""
    address = begun(client)
    task = {asked(Kind.long, 2).field: "Sell to people who cannot walk in.\nAll sixty objects."}
    assert client.fill(f"{address}/2", **task).status_code == 303
    assert client.fill(f"{address}/3").status_code == 303
    return address


def hand_in(client: HouseClient, address: str) -> TestResponse:
    """Fill in the last page, send it, and go where that leads, as a browser does."""
    sent = client.fill(f"{address}/4", go="end", **{asked(Kind.budget, 4).field: "10-20"})
    return followed(client, sent)


def followed(client: HouseClient, sent: TestResponse) -> TestResponse:
    """A page that was sent by its last button leads to the thanks; or these lead back to what is wanting."""
    assert sent.location.endswith("/thanks")
    thanks = client.get(sent.location)
    return thanks if thanks.location else sent


def the_brief() -> Brief:
    """The only brief that there is."""
    (found,) = everything(Brief)
    assert isinstance(found, Brief)
    return found


def said(kind: QuestionKind, page: int, nth: int = 0) -> Any:
    """What the only brief answers to this question; None without an answer."""
    answer = the_brief().answer_to(asked(kind, page, nth))
    return answer.value if answer is not None else None
