"""A person promises when the real answer comes: by a short letter of theirs, or after they said so on the phone."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from agency.kernel.i18n import pick, speaking
from agency.kernel.timeline import Actor
from agency.kernel.worktime import WorkingCalendar, promise_at
from agency.kernel.worktime.calendar import DAY
from agency.leads import holding_letter, mails
from agency.leads.models import Lead
from agency.people import queries as people
from agency.people.models import Member

# Two hours of ours for what is small; four are what the machine promises.
SOONER_MINUTES = 120
MIDDAY = time(12)
# Where the time goes in words that a person may change.
GAP = "[…]"
WORDS = {
    "en": (
        "Hello%(name)s,\n\n"
        "thank you, your message is with me. I want to answer it properly rather than quickly: "
        "you will have my answer by %(when)s."
    ),
    "ru": (
        "Здравствуйте%(name)s!\n\n"
        "Спасибо, ваше сообщение у меня. Хочу ответить не наспех, а как следует: мой ответ придёт %(when)s."
    ),
}


class TooSoon(Exception):
    """A promise is for later than now."""


@dataclass(frozen=True)
class Offer:
    """The time that is proposed for a promise, and others."""

    proposed: datetime
    others: list[datetime]

    @property
    def times(self) -> list[datetime]:
        return sorted({self.proposed, *self.others})


def offer(lead: Lead, *, now: datetime) -> Offer:
    """When we may well promise an answer, as the client's hours and ours allow."""
    answering, client = people.agency().answering, lead.client.calendar
    proposed = promise_at(now, answering, client)
    sooner = promise_at(now, answering, client, minutes=SOONER_MINUTES)
    tomorrow = _midday_after(proposed, client)
    others = {sooner, tomorrow, _midday_after(tomorrow, client)} - {proposed}
    return Offer(proposed, sorted(others))


def letter_words(lead: Lead, promised_at: datetime | None = None) -> str:
    """The letter in the client's language; with a gap where the time goes while none is chosen."""
    with speaking(lead.client.language):
        when = holding_letter.when(promised_at, lead.client.zone) if promised_at else GAP
        readers = mails.reader_of(lead)
        contact = readers.contact
        name = holding_letter.known_name(contact) if contact else readers.first_name
        return pick(WORDS) % {
            "name": pick(holding_letter.NAMED) % name if name else "",
            "when": when,
        }


def by_letter(lead: Lead, promised_at: datetime, *, words: str, by: Member, at: datetime) -> None:
    """They are told by a letter of ours, which is an answer; the promise runs on. Raises NoAddress, TooSoon."""
    _must_be_ahead(promised_at, at)
    with speaking(lead.client.language):
        said = (words or letter_words(lead)).replace(
            GAP, holding_letter.when(promised_at, lead.client.zone)
        )
        subject = mails.subject_of(lead)
    _begin_anew(lead)
    mails.answer(lead, words=said, subject=subject, by=by, at=at)
    lead.promise(promised_at, by=Actor.member(by.id), at=at)


def by_voice(lead: Lead, promised_at: datetime, *, by: Member, at: datetime) -> None:
    """They were told on the phone: a word of ours that counts as much as a letter. Raises LeadClosed, TooSoon."""
    _must_be_ahead(promised_at, at)
    _begin_anew(lead)
    actor = Actor.member(by.id)
    lead.answered(by=actor, at=at)
    lead.promise(promised_at, by=actor, at=at)


def _begin_anew(lead: Lead) -> None:
    # To promise again is not to have kept what was promised before.
    lead.keep_still()
    lead.move_promise()


def _must_be_ahead(promised_at: datetime, at: datetime) -> None:
    if promised_at <= at + timedelta(minutes=1):
        raise TooSoon


def _midday_after(at: datetime, client: WorkingCalendar) -> datetime:
    day = client.working_day_from(client.local(at).date() + DAY)
    return client.next_open(client.instant(datetime.combine(day, MIDDAY)))
