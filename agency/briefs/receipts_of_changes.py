"""The short letter to whoever changed a brief after it was handed in: it is here, and this is what changed."""

from datetime import datetime

from agency.briefs import posted
from agency.briefs.answers import Giver
from agency.briefs.filling import OPEN_FOR
from agency.briefs.links import fresh_link
from agency.briefs.models import Brief
from agency.briefs.posted import TooManyLetters
from agency.briefs.questionnaire import worded
from agency.briefs.receipts import ADD, reader_of
from agency.briefs.revisions import Revision, between
from agency.briefs.told import harmless
from agency.kernel.i18n import long_day, pick, speaking
from agency.leads import mails
from agency.leads.holding_letter import NAMED, known_name
from agency.leads.models import Lead, Message
from agency.people import queries as people

# A letter is read; the rest stands behind its link.
MOST = 12

SUBJECT = {
    "en": "We have what you changed in your brief “%(brief)s”",
    "ru": "Изменения в брифе «%(brief)s» у нас",
}
WORDS = {
    "en": (
        "Hello%(name)s,\n\n"
        "thank you, what you changed in your brief has arrived:\n\n"
        "%(changes)s\n\n"
        "The whole brief, should something else come to your mind:\n\n"
        "%(link)s\n\n"
        "The link works until %(until)s. Whoever has it can read the brief.\n\n"
        "%(sign)s"
    ),
    "ru": (
        "Здравствуйте%(name)s!\n\n"
        "Спасибо, изменения в брифе дошли:\n\n"
        "%(changes)s\n\n"
        "Если вспомнится что-то ещё, весь бриф здесь:\n\n"
        "%(link)s\n\n"
        "Ссылка действует до %(until)s. По ней бриф прочитает любой, у кого она есть.\n\n"
        "%(sign)s"
    ),
}


def thank(brief: Brief, revision: Revision, *, at: datetime) -> Message | None:
    """Once for each time that they send changes, some times a day; None where no machine may, or it was not them."""
    lead, readers = brief.lead, reader_of(brief)
    if lead is None or readers is None or revision.given_by is not Giver.client:
        return None
    (address,) = readers.addresses
    try:
        posted.must_be_few(brief.id, address, at=at)
    except TooManyLetters:
        return None
    with speaking(brief.language):
        subject = pick(SUBJECT) % {"brief": worded(brief.template.called, brief.language)}
        words, link_says = _words(brief, lead, revision, at), pick(ADD)
    message = mails.write(
        lead,
        words=words,
        subject=subject,
        by=lead.owner,
        at=at,
        automatic=True,
        is_reply=True,
        readers=readers,
        link_says=link_says,
    )
    if message.letter is not None:
        posted.note(brief.id, message.letter, address, at=at)
    return message


def _words(brief: Brief, lead: Lead, revision: Revision, at: datetime) -> str:
    house, owner, name = people.agency(), lead.owner, known_name(lead.contact)
    return pick(WORDS) % {
        "name": pick(NAMED) % name if name else "",
        "changes": _changes(brief, revision),
        "link": fresh_link(brief, at=at, contact_id=lead.contact_id),
        "until": long_day(at + OPEN_FOR, brief.zone or lead.client.zone),
        "sign": f"{owner.shown_name(brief.language)}\n{house.name}" if owner else house.name,
    }


def _changes(brief: Brief, revision: Revision) -> str:
    """The questions whose answers are not as they were."""
    before = next(each for each in brief.revisions if each.number == revision.number - 1)
    asked = [harmless(each.wording) for each in between(before.answers, revision.answers)]
    lines = [f"– {each}" for each in asked[:MOST]]
    return "\n".join([*lines, "– …"] if len(asked) > MOST else lines)
