"""Our answer to a question about a proposal: a letter to whoever asked, and words beside the line for every reader."""

from dataclasses import replace
from datetime import datetime

from agency.kernel.db import db
from agency.kernel.i18n import pick, speaking
from agency.kernel.timeline import Actor, ActorKind
from agency.leads import mails, quoting
from agency.leads.mails import NoAddress
from agency.leads.models import Channel, Message
from agency.leads.readers import Readers, readers_of
from agency.people import notices
from agency.people.models import Member
from agency.proposals.pins import AlreadyAnswered, Pin, letter_since

ASKED = "proposals.asked"
# What is quoted of a long question.
MOST_QUOTED = 1500
SUBJECT = {
    "en": "Your question about “%(title)s”",
    "ru": "Ваш вопрос о предложении «%(title)s»",
}
WORDS = {
    "en": (
        "Hello%(name)s,\n\n"
        "you asked%(about)s:\n\n"
        "%(question)s\n\n"
        "%(answer)s\n\n"
        "The answer also stands on the proposal’s page, %(where)s.\n\n"
        "%(sign)s"
    ),
    "ru": (
        "Здравствуйте%(name)s!\n\n"
        "Вы спросили%(about)s:\n\n"
        "%(question)s\n\n"
        "%(answer)s\n\n"
        "Ответ есть и на странице предложения, %(where)s.\n\n"
        "%(sign)s"
    ),
}
NAMED = {"en": " %s", "ru": ", %s"}
ABOUT = {"en": " about “%s”", "ru": " о строке «%s»"}
ABOUT_SECTION = {"en": " about “%s”", "ru": " о разделе «%s»"}
BESIDE = {"en": "beside the line", "ru": "рядом со строкой"}
BELOW = {"en": "below the estimate", "ru": "под сметой"}


class NoSuchLetter(Exception):
    """No letter of ours has gone out since the question, or a later one than was looked at."""


def answer(pin: Pin, words: str, *, by: Member, at: datetime) -> Message:
    """Say it to whoever asked, and beside the line. Without an address it stands on the page alone.

    Raises AlreadyAnswered.
    """
    if not pin.is_open:
        raise AlreadyAnswered
    lead = pin.message.lead
    lead.keep_still()
    try:
        said = mails.answer(
            lead,
            words=_letter(pin, words, by),
            subject=_in(pin, SUBJECT) % {"title": pin.proposal.title},
            by=by,
            at=at,
            readers=readers_for(pin),
        )
    except NoAddress:
        said = _on_the_page(pin, words, by=by, at=at)
        lead.answered(by=Actor.member(by.id), at=at)
    pin.settle(by=by, at=at, answer=words, said=said)
    notices.settle(lead.stream, ASKED, at=at)
    return said


def answered_by_letter(pin: Pin, *, seen: str, by: Member, at: datetime) -> None:
    """The last letter of ours answers it: its words stand beside the line. Raises AlreadyAnswered, NoSuchLetter.

    `seen` is the number of the one that was looked at: no other is shown to the client.
    """
    letter = letter_since(pin)
    if letter is None or str(letter.id) != seen:
        raise NoSuchLetter
    words = quoting.fold(letter.body).fresh
    pin.settle(by=letter.member or by, at=at, answer=words, said=letter)
    notices.settle(pin.message.lead.stream, ASKED, at=at)


def settled_otherwise(pin: Pin, *, by: Member, at: datetime) -> None:
    """It was answered by phone, or needs no answer: it waits no more. Raises AlreadyAnswered."""
    pin.settle(by=by, at=at)
    notices.settle(pin.message.lead.stream, ASKED, at=at)


def readers_for(pin: Pin) -> Readers:
    """Whoever asked; where a partner stands between, whom the rule says."""
    found = readers_of(pin.message.lead, automatic=False)
    asker = pin.message.contact
    if asker is None or asker.address is None or found.contact is None:
        return found
    return replace(found, contact=asker.known)


def _letter(pin: Pin, words: str, by: Member) -> str:
    lead, readers = pin.message.lead, readers_for(pin)
    quoted = pin.message.body[:MOST_QUOTED]
    about = ABOUT_SECTION if pin.place.value == "section" else ABOUT
    whole = _in(pin, WORDS) % {
        "name": _in(pin, NAMED) % readers.first_name if readers.first_name else "",
        "about": _in(pin, about) % pin.about if pin.about else "",
        "question": "\n".join(f"> {line}".rstrip() for line in quoted.splitlines()),
        "answer": words,
        "where": _in(pin, BESIDE if pin.key else BELOW),
        # A signature of theirs follows by itself.
        "sign": "" if mails.signature_of(by, lead) else by.shown_name(pin.proposal.language),
    }
    return whole.rstrip()


def _on_the_page(pin: Pin, words: str, *, by: Member, at: datetime) -> Message:
    message = Message(
        lead=pin.message.lead,
        channel=Channel.page,
        at=at,
        author_kind=ActorKind.member,
        contact=pin.message.contact or pin.message.lead.contact,
        member=by,
        subject=pin.proposal.title,
        body=words,
    )
    db.session.add(message)
    db.session.flush()
    return message


def _in(pin: Pin, texts: dict[str, str]) -> str:
    with speaking(pin.proposal.language):
        return pick(texts)
