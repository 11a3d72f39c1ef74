"""Letters to a client about a lead: threaded, from one of us, and kept as messages of the lead."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from agency.kernel import queue, timeline
from agency.kernel.db import db
from agency.kernel.files import StoredFile
from agency.kernel.mail import outbox
from agency.kernel.mail.compose import Correspondent, Draft, reply_subject
from agency.kernel.mail.models import Letter, LetterState
from agency.kernel.timeline import Actor, ActorKind
from agency.leads import delivery, doubt, no_more, queries, tokens, unwanted
from agency.leads.delivery import REFUSED
from agency.leads.models import Channel, Lead, Message
from agency.leads.readers import Readers, answers_client, readers_of
from agency.leads.threads import Thread, parent_of, thread_of
from agency.people import queries as people
from agency.people.models import Member


class NoAddress(Exception):
    """We have no mail address of whom the letter is for."""


def write(
    lead: Lead,
    *,
    words: str,
    subject: str,
    by: Member | None,
    at: datetime,
    automatic: bool = False,
    is_reply: bool = False,
    files: Sequence[StoredFile] = (),
    readers: Readers | None = None,
    signature: str = "",
    is_owed: bool = False,
    link_says: str = "",
) -> Message:
    """Put a letter to the client, or to whoever speaks for them, into the outbox and onto the lead. Raises NoAddress.

    It comes from `by`, also where the machine wrote it for them (`automatic`), or from the house without anybody.
    `is_reply` is for a machine that answers, `is_owed` for one that brings what they agreed to; every other letter of
    the machine is a reminder. Whether it counts as an answer is for the caller to say.
    """
    readers = _whom(lead, readers, automatic=automatic)
    reminds = automatic and not is_reply and not is_owed
    draft = Draft(
        sender=sender(by, lead.client.language),
        to=readers.to,
        cc=readers.cc,
        subject=subject,
        text=words,
        lang=readers.language,
        house=people.agency().name,
        automatic=automatic,
        is_reply=is_reply,
        attachments=tuple(files),
        signature=signature,
        link_says=link_says,
    )
    thread = thread_of(lead, readers, ours_first=reminds)
    letter = _post(draft, thread, readers, reminds=reminds, at=at)
    return _said(lead, draft, thread, letter, readers, by=by, at=at)


def _whom(lead: Lead, readers: Readers | None, *, automatic: bool) -> Readers:
    found = readers or readers_of(lead, automatic=automatic)
    if found.is_nobody:
        raise NoAddress(lead.contact.name)
    return found


def _post(draft: Draft, thread: Thread, readers: Readers, *, reminds: bool, at: datetime) -> Letter:
    """Put it into the outbox, in its thread, with an address for its answer; what reminds carries a way out.

    What it brings about is taken back where it is refused for good.
    """
    house, token, secret = people.agency(), tokens.new_token(), no_more.new_secret()
    whole = replace(
        draft,
        brand=house.brand_kit,
        reply_to=tokens.address_with(token, house),
        in_reply_to=thread.in_reply_to,
        references=thread.references,
        way_out=no_more.way_out(secret, house) if reminds else None,
    )
    letter = outbox.post(whole, now=at, if_refused=REFUSED)
    if whole.reply_to is not None:
        tokens.keep(token, letter)
    if reminds:
        contact = readers.contact.id if readers.contact is not None else None
        no_more.keep(secret, letter, at=at, contact_id=contact)
    return letter


def _said(
    lead: Lead,
    draft: Draft,
    thread: Thread,
    letter: Letter,
    readers: Readers,
    *,
    by: Member | None,
    at: datetime,
) -> Message:
    """The letter as it stands on its lead."""
    message = Message(
        lead=lead,
        channel=Channel.mail,
        at=at,
        author_kind=ActorKind.machine if draft.automatic else ActorKind.member,
        contact=readers.contact,
        person=readers.person,
        member=by,
        subject=letter.subject,
        body=draft.text,
        message_id=letter.message_id,
        references=list(thread.references),
        letter=letter,
        files=list(draft.attachments),
    )
    db.session.add(message)
    db.session.flush()
    return message


def remind(
    lead: Lead,
    *,
    words: str,
    subject: str,
    by: Member,
    at: datetime,
    readers: Readers,
    link_says: str = "",
) -> Message:
    """A reminder of the machine: one letter to each reader, with a way out of their own; gives the first.

    Raises NoAddress, also where whom it is to wants none; who gets a copy and wants none is left out.
    """
    if unwanted.reason_not_to(readers) is not None:
        raise NoAddress(readers.name)
    to = unwanted.without_unwilling(list(readers.apart()))
    written = [
        write(
            lead,
            words=words,
            subject=subject,
            by=by,
            at=at,
            automatic=True,
            readers=one,
            link_says=link_says,
        )
        for one in to
    ]
    if not written:
        raise NoAddress(readers.name)
    return written[0]


def answer(
    lead: Lead,
    *,
    words: str,
    subject: str,
    by: Member,
    at: datetime,
    files: Sequence[StoredFile] = (),
    readers: Readers | None = None,
) -> Message:
    """One of us answers by mail: the clock stops and it is their turn. Raises NoAddress.

    A letter past whoever waits for an answer, as to a partner who does not speak for the client, stops nothing.
    """
    readers = readers or readers_of(lead, automatic=False)
    message = write(
        lead,
        words=words,
        subject=subject,
        by=by,
        at=at,
        files=files,
        readers=readers,
        signature=signature_of(by, lead),
    )
    actor = Actor.member(by.id)
    if answers_client(readers):
        lead.answered(by=actor, at=at)
    timeline.record(lead.stream, "leads.answered", at=at, by=actor, message=message.id)
    return message


def sender(by: Member | None, language: str) -> Correspondent:
    """One of us at the agency's address, or the house itself."""
    house = people.agency()
    if by is None:
        return house.address
    return Correspondent(by.shown_name(language), house.mail_address)


def signature_of(by: Member, lead: Lead) -> str:
    """What stands under a letter of theirs to this client."""
    return (by.signature or {}).get(lead.client.language, "").strip()


def reader_of(lead: Lead) -> Readers:
    """Whom an answer goes to, unless one of us chooses otherwise."""
    return readers_of(lead, automatic=False)


def subject_of(lead: Lead, readers: Readers | None = None) -> str:
    """The subject of an answer: that of what they last wrote, else the lead's title."""
    parent = parent_of(lead, readers or readers_of(lead, automatic=False))
    return reply_subject(parent.subject if parent and parent.subject else lead.title)


def confirm(letter: Letter, *, by: Member, at: datetime) -> None:
    """A person found out that it did arrive. Raises LetterNotOpen."""
    was_refused = letter.state is LetterState.failed
    letter.confirm_arrived(at)
    if was_refused:
        delivery.arrived_after_all(letter, at=at)
    _record(letter, "leads.letter_confirmed", by=by, at=at)


def release(letter: Letter, *, by: Member, at: datetime) -> None:
    """A person found out that it did not arrive: the same bytes go out again. Raises LetterNotOpen."""
    was_refused = letter.state is LetterState.failed
    letter.release_again()
    if was_refused:
        delivery.arrived_after_all(letter, at=at)
    queue.later("mail.deliver", letter.id, now=at)
    _record(letter, "leads.letter_released", by=by, at=at)


def _record(letter: Letter, fact: str, *, by: Member, at: datetime) -> None:
    lead = queries.lead_of_letter(letter)
    if lead is not None:
        timeline.record(lead.stream, fact, at=at, by=Actor.member(by.id), letter=letter.id)
        doubt.settle(lead, at=at)
