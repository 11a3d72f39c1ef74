"""The briefs that two of the demo's clients filled in: what they said, question by question."""

from datetime import timedelta
from typing import Any

from agency.briefs import queries
from agency.briefs.forms import choices_of
from agency.briefs.kinds import QuestionKind
from agency.briefs.models import Brief
from agency.briefs.questionnaire import Question
from agency.demo import passed_on
from agency.demo.studio import PICTURES, Studio
from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.files import store
from agency.kernel.i18n import speaking
from agency.kernel.timeline import Actor
from agency.leads.models import Lead

TOOK = timedelta(minutes=14)

# By the question's English wording.
OLARIA: dict[str, Any] = {
    "Your name": "Inês Carvalho",
    "Company or project": "Olaria Nova",
    "E-mail": "ines@olarianova.example",
    "What do you do, and for whom?": "We make tableware and tiles by hand in Porto, since 2009, and sell them in two "
    "shops. Half of those who buy are visitors who fly home the next day.",
    "The site you have now": "olarianova.example",
    "What should the site do that it does not do today?": "Sell to people who cannot walk in. Nobody buys a bowl "
    "before they have turned it over, and our site has one photograph of each.\n\nIt should know what stands on the "
    "shelf, so that the same forty plates are not sold twice on one Saturday.",
    "Who comes to it, and in what mood?": "Somebody who held a cup of ours in June, did not buy it because of the "
    "suitcase, and thinks of it in November. She is afraid that it will arrive in pieces.",
    "What has to be in it?": ["shop", "journal", "systems"],
    "How will you tell, a year from now, that it was worth it?": "A third of what we sell leaves in parcels, and "
    "nobody in the workshop packs after six.",
    "Where does its look come from?": "logo",
    "What do you like, and what in it?": "The menu at the Taberna in our street: one sheet, the prices by hand. And "
    "the tile museum, for its light.",
    "What would you never want to see?": "No white void with floating plates. A bowl needs a table.",
    "Who brings words and pictures?": "yours",
    "Which languages should it speak?": "Portuguese and English. My sister corrects the English.",
    "Files that help": "detail.jpg",
    "What have you set aside for it?": "10-20",
    "Who says yes in the end?": "few",
    "Who else should be heard?": "Tomás, who packs.",
    "What have we forgotten to ask?": "August. The workshop closes, and the first parcels should be out before "
    "that.",
}
LUNARA: dict[str, Any] = {
    "Your name": "Нино Беридзе",
    "Company or project": "Отель «Лунара»",
    "E-mail": "nino@lunara.example",
    "Phone": "+995 32 200 0112",
    "What do you do, and for whom?": "Двенадцать номеров в старом городе и двор, в котором гости пьют кофе до полудня.",
    "What should the site do that it does not do today?": "У нас двенадцать номеров в старом городе и три разных "
    "календаря. Хотим один сайт, на котором видно двор, комнаты и свободные даты.",
    "Who comes to it, and in what mood?": "Пара, которая уже купила билеты и боится приехать в темноту и шум.",
    "What has to be in it?": ["about", "booking", "systems"],
    "Where does its look come from?": "brand",
    "What would you never want to see?": "Лепестки на кровати и слово «уют».",
    "Who brings words and pictures?": "some",
    "Which languages should it speak?": "Русский, английский, грузинский позже.",
    "What have you set aside for it?": "10-20",
    "Who says yes in the end?": "me",
}
FILLED = {"olaria": OLARIA, "lunara": LUNARA}


def fill_briefs(studio: Studio) -> None:
    """Hand in the briefs of those who came by one, at the minute their leads came."""
    for key, answers in FILLED.items():
        _fill(studio.leads[key], answers)
    db.session.flush()


def _fill(lead: Lead, answers: dict[str, Any]) -> None:
    template = queries.live_template("website")
    assert template is not None, "the studio installs the ready-made briefs"
    at, client = lead.received_at, lead.client
    brief = Brief(
        version=template.current,
        language=client.language,
        zone=client.zone,
        started_at=at - TOOK,
        answers=[],
        doubts=[],
        lead=lead,
    )
    db.session.add(brief)
    for question in brief.asks.questions:
        _answer(brief, question, answers.get(question.wording("en")))
    passed_on.pass_on(brief)
    brief.submit(at=at)
    db.session.flush()
    by = Actor.contact(lead.contact_id)
    timeline.record(lead.stream, "briefs.submitted", at=at, by=by, brief=brief.id)


def _answer(brief: Brief, question: Question, value: Any) -> None:
    if value is None:
        return
    at = brief.started_at
    if question.kind is QuestionKind.file:
        data = (PICTURES / value).read_bytes()
        file = store(data, name="bowl-47-from-below.jpg", content_type="image/jpeg", at=at)
        brief.answer(question, None, at=at).files.append(file)
        return
    with speaking(brief.language):
        words = {choice.value: choice.label for choice in choices_of(question)}
    keys = value if isinstance(value, list) else [value]
    labels = {key: words[key] for key in keys if key in words}
    brief.answer(question, value, labels=labels, at=at)
