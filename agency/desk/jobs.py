"""Later work of the desk: clocks run out, reminders ring, and notices leave by the ways that their members chose."""

from collections.abc import Callable
from datetime import datetime, timedelta

from agency.desk import mails
from agency.desk.bell import in_words
from agency.kernel import due, push, queue
from agency.kernel.db import db
from agency.kernel.i18n import DEFAULT, speaking
from agency.kernel.web import address_of
from agency.leads import (
    handing_over,
    holding,
    pressing,
    promises,
    reminders,
    resting,
    snoozing,
    unsent,
)
from agency.people import absences, browsers, choices, notices
from agency.people import queries as people
from agency.people.browsers import PushMessage
from agency.people.choices import Topic, Way
from agency.people.notices import Notice

# What is due of a member: the notices that have gathered go by mail.
GATHERED = "people.gathered"
GATHER_FOR = timedelta(minutes=30)
LONGEST = 240


@queue.job(pressing.FIRST_NEAR)
def first_response_near(lead_id: int, now: datetime) -> datetime | None:
    """Remind whoever has the lead of the first answer."""
    return _press(pressing.first_response_near, lead_id, now)


@queue.job(pressing.FIRST_MISSED)
def first_response_missed(lead_id: int, now: datetime) -> datetime | None:
    """Tell the agency's owners that the first answer was missed."""
    return _press(pressing.first_response_missed, lead_id, now)


@queue.job(promises.PROMISE_NEAR)
def promise_near(lead_id: int, now: datetime) -> datetime | None:
    """Remind whoever has the lead of the promise."""
    return _press(pressing.promise_near, lead_id, now)


@queue.job(snoozing.WAKE)
def wake(lead_id: int, now: datetime) -> datetime | None:
    """The time is over for which a lead was to rest; when to look again, if it was moved."""
    lead = holding.take(lead_id)
    return resting.time_came(lead, now=now) if lead is not None else None


@queue.job(reminders.RING)
def ring(reminder_id: int, now: datetime) -> datetime | None:
    """Tell somebody what they wanted to be told, late rather than never; when to look again, if it was moved."""
    return reminders.ring(reminder_id, now=now)


@queue.job(absences.BEGINS)
def absence_begins(absence_id: int, now: datetime) -> None:
    """Somebody is away from today on: what they owe today goes to whoever stands in."""
    handing_over.absence_begins(absence_id, now=now)


@queue.job(notices.NOTICE)
def notice(notice_id: int, now: datetime) -> datetime | None:
    """Send this notice on; in the bell it stands already. When again, if it has to keep quiet until then."""
    found = db.session.get(Notice, notice_id)
    if found is None or found.read_at is not None or not found.member.active:
        return None
    topic, chosen = choices.topic_of(found.kind), choices.choices_of(found.member)
    quiet_until = None if topic.may_wake else chosen.quiet_until_after(now)
    if quiet_until is not None:
        return quiet_until
    if chosen.wants(topic, Way.push) and browsers.spread(found, at=now):
        found.pushed_at = now
    if chosen.wants(topic, Way.mail):
        _mail(found, topic, now)
    return None


@queue.job(GATHERED)
def gathered(member_id: int, now: datetime) -> None:
    """One letter with what a member has not looked at meanwhile."""
    member = people.member(member_id)
    if member is None or not member.active:
        return
    chosen, waiting = choices.choices_of(member), notices.unread(member)
    mails.post(
        member,
        [
            each
            for each in waiting
            if each.mailed_at is None and chosen.wants(choices.topic_of(each.kind), Way.mail)
        ],
        at=now,
    )


@queue.job(browsers.PUSH)
def tell_browser(message_id: int, now: datetime) -> None:
    """Hand a notice to one browser. No transaction is open meanwhile; a refusal is tried again."""
    message = db.session.get(PushMessage, message_id)
    if message is None or message.notice.read_at is not None:
        return
    browser, words = message.browser, _words(message, now)
    address, id = browser.address, browser.id
    db.session.commit()
    try:
        push.send(address, words, now=now)
    except push.BrowserGone:
        browsers.forget_id(id)
        return
    browsers.note_told(id, at=now)


def _press(moment: Callable[..., None], lead_id: int, now: datetime) -> datetime | None:
    # An answer that has just been sent comes first; then there is nothing to remind of.
    lead, soon = holding.take(lead_id), unsent.leaves_soon(lead_id, now)
    if lead is not None and soon is None:
        moment(lead, now=now)
    return soon


def _mail(found: Notice, topic: Topic, now: datetime) -> None:
    if topic.is_urgent:
        mails.post(found.member, [found], at=now)
    elif not due.is_scheduled(GATHERED, found.member_id):
        # A letter that is being gathered may have looked before this one stood there: it is begun again.
        is_in_hand = due.planned_for(GATHERED, found.member_id) is not None
        due.plan(GATHERED, found.member_id, now if is_in_hand else now + GATHER_FOR)


def _words(message: PushMessage, now: datetime) -> dict[str, str]:
    member, notice = message.notice.member, message.notice
    language = member.language or DEFAULT
    with speaking(language):
        [told] = in_words([notice], address=address_of, now=now)
    return {
        "title": told.title[:LONGEST],
        "body": told.line[:LONGEST],
        "url": address_of("notices.notice", id=notice.id),
        "tag": f"notice-{notice.id}",
        "lang": language,
    }
