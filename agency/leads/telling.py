"""What else follows from a message: one of us answered by mail, and facts that its lead's timeline tells."""

from agency.clients import queries as clients
from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.timeline import Actor, ActorKind
from agency.leads import catching_up, delivery, overlaps, referrals
from agency.leads.intake import JOINS, Opened, stored
from agency.leads.models import Channel, Lead, Message
from agency.leads.outcomes import Outcome, Reason, Writer
from agency.leads.sorting import referring
from agency.people import queries as people

FACTS = {
    Outcome.auto_reply: "leads.auto_reply",
    Outcome.bounce: "leads.bounced",
    Outcome.forward: "leads.forwarded",
}


def answer_in(opened: Opened) -> Message | None:
    """What one of us wrote from their own mail program, put on its lead. It is an answer when it went to them."""
    lead, writer = opened.verdict.lead, opened.verdict.writer
    if lead is None or writer is None:
        return None
    message = _message(opened, lead, writer)
    db.session.add(message)
    db.session.flush()
    if writer.to:
        by = Actor(ActorKind.member, message.member_id)
        if catching_up.counts(opened):
            catching_up.count(lead, by=by, at=opened.at)
        timeline.record(lead.stream, "leads.answered", at=opened.at, by=by, message=message.id)
    return message


def tell(opened: Opened) -> None:
    """Record on the lead that a letter came back, that an automat answered, that somebody passed it on."""
    lead, fact = opened.arrival.lead, FACTS.get(opened.verdict.outcome)
    if lead is None or fact is None:
        return
    data: dict[str, int | None] = {"arrival": opened.arrival.id}
    if opened.verdict.outcome is Outcome.bounce:
        data["letter"] = opened.verdict.letter.id if opened.verdict.letter else None
        data |= {"guess": True} if opened.verdict.is_guess else {}
    timeline.record(lead.stream, fact, at=opened.at, by=Actor.machine(), **data)
    letter, sure = opened.verdict.letter, not opened.verdict.is_guess
    if letter is not None and sure and opened.verdict.reason is Reason.not_delivered:
        delivery.refused(letter, at=opened.at)


def refer(opened: Opened) -> None:
    """A partner who passes on a word of a client that another way brought to us comes second, and that is noted."""
    lead, verdict = opened.verdict.lead, opened.verdict
    if verdict.outcome not in JOINS or lead is None or verdict.writer is not None:
        return
    person = referring.speaker(opened.incoming.sender, lead)
    later = referrals.pass_on(lead, person, at=opened.at) if person is not None else None
    if later is not None:
        overlaps.note_later(later, at=opened.at)


def _message(opened: Opened, lead: Lead, writer: Writer) -> Message:
    incoming = opened.incoming
    written_to = (clients.contact_by_address(each) for each in writer.to)
    readers = [each for each in written_to if each and each.client_id == lead.client_id]
    with db.session.no_autoflush:
        return Message(
            lead=lead,
            channel=Channel.mail,
            at=opened.at,
            author_kind=ActorKind.member,
            contact=next(iter(readers), lead.contact if writer.to else None),
            member_id=_member_id(opened, lead, writer),
            subject=incoming.subject[:998],
            body=incoming.words,
            message_id=incoming.message_id,
            references=list(reversed(incoming.ancestors)),
            raw=opened.arrival.raw,
            files=stored(incoming.files, at=opened.at),
            is_guess=opened.verdict.is_guess,
        )


def _member_id(opened: Opened, lead: Lead, writer: Writer) -> int | None:
    """Who of us it was: whose address it is, else whose name stands there, else whoever has the lead."""
    if writer.member_id is not None:
        return writer.member_id
    name = opened.incoming.sender.name.casefold()
    named = [each.id for each in people.members() if each.name.casefold() == name]
    return next(iter(named), lead.owner_id)
