"""The thank-you for a brief: what they sent, who answers and by when, and the link under which they may add to it.

It is a receipt for a deed of theirs: it goes at once at any hour, answers nothing, and stops no clock.
"""

from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import ngettext

from agency.briefs import setting_aside
from agency.briefs.answers import Giver
from agency.briefs.filling import OPEN_FOR
from agency.briefs.links import fresh_link
from agency.briefs.models import Brief
from agency.briefs.questionnaire import worded
from agency.briefs.told import harmless
from agency.kernel.db import db
from agency.kernel.i18n import long_day, pick, speaking
from agency.leads import mails, unwanted
from agency.leads.holding_letter import NAMED, known_name, when
from agency.leads.models import Lead, Message
from agency.leads.readers import Readers, lock, readers_of, written_to
from agency.people import queries as people

# Somebody may hand briefs in with an address that is not theirs.
MOST_A_DAY = 3
A_DAY = timedelta(hours=24)
# A letter is read; what is longer stands in the file.
LONGEST = 20_000

SUBJECT = {"en": "We have your brief “%(brief)s”", "ru": "Ваш бриф «%(brief)s» у нас"}
ADD = {"en": "Add something", "ru": "Дополнить бриф"}
WORDS = {
    "en": (
        "Hello%(name)s,\n\n"
        "thank you for your brief, it has arrived whole: %(count)s. %(who)s\n\n"
        "If something comes to your mind, you can add it here, or change an answer:\n\n"
        "%(link)s\n\n"
        "The link works until %(until)s. Whoever has it can read the brief.\n\n"
        "%(sign)s\n\n"
        "This is what you sent%(file)s:\n\n"
        "%(answers)s"
    ),
    "ru": (
        "Здравствуйте%(name)s!\n\n"
        "Спасибо за бриф, он дошёл целиком: %(count)s. %(who)s\n\n"
        "Если что-то вспомнится, по этой ссылке можно дополнить бриф или поправить ответ:\n\n"
        "%(link)s\n\n"
        "Ссылка действует до %(until)s. По ней бриф прочитает любой, у кого она есть.\n\n"
        "%(sign)s\n\n"
        "Вот что вы прислали%(file)s:\n\n"
        "%(answers)s"
    ),
}
ATTACHED = {"en": ", also as a PDF beside this letter", "ru": " (то же самое в приложенном PDF)"}
MORE = {"en": "… The rest stands in the PDF.", "ru": "… Остальное в PDF."}
ANSWERS_BY = {
    "en": "%(owner)s reads it and answers by %(when)s.",
    "ru": "Прочитает и ответит %(owner)s: %(when)s.",
}
ANSWERS = {"en": "%(owner)s reads it and answers you.", "ru": "Прочитает и ответит %(owner)s."}
WE_ANSWER_BY = {
    "en": "One of us reads it, and you have our answer by %(when)s.",
    "ru": "Мы прочитаем его и ответим %(when)s.",
}
WE_ANSWER = {"en": "One of us reads it and answers you.", "ru": "Мы прочитаем его и ответим."}


def thank(brief: Brief, *, at: datetime) -> Message | None:
    """Thank whoever handed it in, once; None where no machine may, or it was not them."""
    readers = reader_of(brief) if _is_owed(brief) else None
    if readers is None or brief.lead is None or _is_too_many(readers, at):
        return None
    brief.thanked_at = at
    with speaking(brief.language):
        subject = pick(SUBJECT) % {"brief": worded(brief.template.called, brief.language)}
        words = _words(brief, brief.lead, at)
        link_says = pick(ADD)
    return mails.write(
        brief.lead,
        words=words,
        subject=subject,
        by=brief.lead.owner,
        at=at,
        automatic=True,
        is_reply=True,
        readers=readers,
        files=[brief.paper] if brief.paper is not None else [],
        link_says=link_says,
    )


def answers_of(brief: Brief) -> str:
    """What was asked and answered as plain text, in the brief's language."""
    with speaking(brief.language):
        said = (
            "\n".join((harmless(each.wording), *each.lines, *(file.name for file in each.files)))
            for each in brief.answered
        )
        text = "\n\n".join(said)
        return (
            text if len(text) <= LONGEST else f"{text[:LONGEST].rsplit(' ', 1)[0]}\n\n{pick(MORE)}"
        )


def count_of(brief: Brief) -> str:
    """ "19 answers and one file", in the language at hand."""
    count = str(ngettext("%(num)d answer", "%(num)d answers", len(brief.answered)))
    if not brief.files:
        return count
    files = ngettext("and one file", "and %(num)d files", len(brief.files))
    return f"{count} {files}"


def reader_of(brief: Brief) -> Readers | None:
    """Whoever filled it in, alone: a link to it is theirs. None where no machine may write to them."""
    if brief.lead is None or (brief.is_suspect and not setting_aside.was_taken(brief)):
        return None
    readers = replace(readers_of(brief.lead, automatic=True), person=None)
    if readers.is_nobody or unwanted.reason_not_to(readers) is not None:
        return None
    return readers


def _is_owed(brief: Brief) -> bool:
    """They handed it in themselves, and nobody has thanked yet."""
    first = next(iter(brief.revisions), None)
    return brief.thanked_at is None and (first is None or first.given_by is not Giver.member)


def _is_too_many(readers: Readers, at: datetime) -> bool:
    lock(readers)
    thanked = (
        sa.select(sa.func.count()).where(
            Brief.lead_id.in_(written_to(address)), Brief.thanked_at > at - A_DAY
        )
        for address in readers.addresses
    )
    return max((db.session.scalar(each) or 0 for each in thanked), default=0) >= MOST_A_DAY


def _words(brief: Brief, lead: Lead, at: datetime) -> str:
    house, owner, name = people.agency(), lead.owner, known_name(lead.contact)
    return pick(WORDS) % {
        "name": pick(NAMED) % name if name else "",
        "count": count_of(brief),
        "who": _who_answers(brief, lead, at),
        "link": fresh_link(brief, at=at, contact_id=lead.contact_id),
        "until": long_day(at + OPEN_FOR, brief.zone or lead.client.zone),
        "sign": f"{owner.shown_name(brief.language)}\n{house.name}" if owner else house.name,
        "file": pick(ATTACHED) if brief.paper is not None else "",
        "answers": answers_of(brief),
    }


def _who_answers(brief: Brief, lead: Lead, at: datetime) -> str:
    """Who, and by when where we owe it."""
    due = lead.promised_at or lead.first_response_due_at
    is_owed = lead.first_response_at is None and due > at
    said = {
        "owner": lead.owner.shown_name(brief.language) if lead.owner else "",
        "when": when(due, brief.zone or lead.client.zone) if is_owed else "",
    }
    if lead.owner is None:
        return (pick(WE_ANSWER_BY) if is_owed else pick(WE_ANSWER)) % said
    return (pick(ANSWERS_BY) if is_owed else pick(ANSWERS)) % said
