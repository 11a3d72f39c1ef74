"""Passing a proposal on to a colleague: a link of their own, by a letter of the machine, and taking it back."""

from datetime import datetime
from typing import NamedTuple

from agency.briefs.hands import spoken_name
from agency.briefs.told import harmless
from agency.kernel import timeline
from agency.kernel.auth import make_link, open_link
from agency.kernel.db import db
from agency.kernel.mail import outbox, suppression
from agency.kernel.mail.compose import Correspondent, Draft
from agency.kernel.mail.models import Letter
from agency.kernel.timeline import Actor
from agency.kernel.web import address_of
from agency.leads import referrals
from agency.people import queries as people
from agency.people.models import Member
from agency.proposals import colleagues
from agency.proposals.colleagues import Colleague, HasItAlready
from agency.proposals.links import COLLEAGUE_KIND, READER_KIND
from agency.proposals.models import Proposal
from agency.proposals.posting import OPENS

PASSED_ON, TAKEN_BACK = "proposals.passed_on", "proposals.link_closed"

SUBJECT = {
    "en": "%(asker)s passes a proposal on to you: %(title)s",
    "ru": "%(asker)s передаёт вам предложение: %(title)s",
}
WORDS = {
    "en": (
        "Hello %(name)s,\n\n"
        "%(asker)s (%(of)s) passes our proposal “%(title)s” on to you%(word)s\n\n"
        "%(link)s\n\n"
        "%(may)s You can ask about any line of it there, and our answer stands beside the line. The link is yours; "
        "%(asker)s and we can take it back.\n\n"
        "If this is not for you, nothing needs to be done: we write no more about it.\n\n"
        "%(house)s"
    ),
    "ru": (
        "Здравствуйте, %(name)s!\n\n"
        "%(asker)s (%(of)s) передаёт вам наше предложение «%(title)s»%(word)s\n\n"
        "%(link)s\n\n"
        "%(may)s Там же можно задать вопрос о любой строке, и наш ответ появится рядом с ней. Ссылка только для вас; "
        "отозвать её можем мы и %(asker)s.\n\n"
        "Если письмо не для вас, ничего делать не нужно: больше мы об этом не напишем.\n\n"
        "%(house)s"
    ),
}
MAY = {
    True: {
        "en": "You may read it, choose, and accept it for %(client)s.",
        "ru": "Вы можете прочитать его, выбрать варианты и принять от имени «%(client)s».",
    },
    False: {"en": "The link is for reading.", "ru": "Ссылка для чтения."},
}
SOMEBODY = {"en": "Your colleague", "ru": "Ваш коллега"}


class NoLetterThere(Exception):
    """Whoever has this address wants no letters of the machine, or none arrive there."""


def pass_on(
    proposal: Proposal,
    *,
    name: str,
    address: str,
    word: str,
    may_accept: bool,
    by_link: int,
    by: Colleague | None,
    at: datetime,
    by_partner: bool = False,
) -> Colleague:
    """Give a colleague a link of their own and mail it to them, once. `by` is the colleague who passes it further.

    `by_partner` is whoever speaks for the client passes it on, and not the client.
    Raises HasItAlready, TooManyColleagues, NoLetterThere. The proposal is held by the caller.
    """
    proposal.must_be_on_offer()
    address = address.lower()
    _must_reach(proposal, address, at)
    kind = COLLEAGUE_KIND if may_accept else READER_KIND
    token = make_link(kind, proposal.id, at=at)
    guest = open_link(kind, token, now=at)
    assert guest is not None
    one = Colleague(
        proposal=proposal,
        name=name,
        address=address,
        word=word,
        may_accept=may_accept,
        link_id=guest.link_id,
        from_link_id=by_link,
        passed_at=at,
    )
    db.session.add(one)
    link = address_of("portal.proposal", token=token)
    one.letter_id = _mail(proposal, one, asker_of(proposal, by, by_partner=by_partner), link, at).id
    db.session.flush()
    _record(proposal, PASSED_ON, one, by, by_partner=by_partner, at=at)
    return one


def _must_reach(proposal: Proposal, address: str, at: datetime) -> None:
    if address == (proposal.lead.contact.email or "").lower():
        raise HasItAlready
    colleagues.must_be_few(proposal.id, address, at=at)
    if suppression.reason_for(address) is not None:
        raise NoLetterThere


def take_back(
    one: Colleague, *, by: Colleague | None = None, at: datetime, by_partner: bool = False
) -> None:
    """The client, or the colleague who passed it on, closes their link, and those of whoever has it from them."""
    for each in colleagues.downstream(one):
        if each.is_open:
            each.close(at=at)
            _record(one.proposal, TAKEN_BACK, each, by, by_partner=by_partner, at=at)


def close(one: Colleague, *, by: Member, at: datetime) -> None:
    """One of us closes it, likewise."""
    for each in colleagues.downstream(one):
        if each.is_open:
            each.close(at=at)
            stream, actor = one.proposal.lead.stream, Actor.member(by.id)
            timeline.record(
                stream, TAKEN_BACK, at=at, by=actor, proposal=one.proposal_id, colleague=each.id
            )


class Asker(NamedTuple):
    """Who passes it on, as the colleague is told, and of which house they are."""

    name: str
    of: str


def asker_of(proposal: Proposal, by: Colleague | None, *, by_partner: bool = False) -> Asker:
    """The colleague before, else the client, or the partner who speaks for them."""
    name, of = by.name if by is not None else proposal.lead.contact.name, proposal.lead.client.name
    brought = referrals.of(proposal.lead) if by_partner else None
    if brought is not None:
        name, of = brought.person.name if brought.person is not None else brought.by, brought.by
    return Asker(spoken_name(name) or SOMEBODY.get(proposal.language, SOMEBODY["en"]), of)


def _record(
    proposal: Proposal,
    fact: str,
    one: Colleague,
    by: Colleague | None,
    *,
    at: datetime,
    by_partner: bool,
) -> None:
    actor = Actor.contact(proposal.lead.contact_id)
    passer = by.id if by is not None else None
    timeline.record(
        proposal.lead.stream,
        fact,
        at=at,
        by=actor,
        proposal=proposal.id,
        colleague=one.id,
        passer=passer,
        partner=by_partner,
    )


def _mail(proposal: Proposal, one: Colleague, asker: Asker, link: str, at: datetime) -> Letter:
    house, lang = people.agency(), proposal.language
    said = {
        "name": one.first_name,
        "asker": asker.name,
        "of": asker.of,
        "client": proposal.lead.client.name,
        "title": proposal.title,
        "word": _word(one.word, lang),
        "link": link,
        "house": house.name,
    }
    said["may"] = MAY[one.may_accept].get(lang, MAY[one.may_accept]["en"]) % said
    draft = Draft(
        sender=house.address,
        to=[Correspondent(one.name, one.address)],
        subject=SUBJECT.get(lang, SUBJECT["en"]) % said,
        text=WORDS.get(lang, WORDS["en"]) % said,
        lang=lang,
        house=house.name,
        brand=house.brand_kit,
        link_says=OPENS.get(lang, OPENS["en"]),
    )
    return outbox.post(draft, now=at)


def _word(word: str, lang: str) -> str:
    """What they add, as one paragraph in quotation marks: it cannot pass for words of ours."""
    if not word:
        return "."
    said = " ".join(harmless(word).split())
    return f": «{said}»" if lang == "ru" else f": “{said}”"
