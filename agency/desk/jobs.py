"""Later work of the desk: notices leave by the ways that their members chose."""

from datetime import datetime, timedelta

from agency.desk import mails
from agency.desk.bell import in_words
from agency.kernel import due, push, queue
from agency.kernel.db import db
from agency.kernel.i18n import DEFAULT, speaking
from agency.kernel.web import address_of
from agency.people import browsers, choices, notices
from agency.people import queries as people
from agency.people.browsers import PushMessage
from agency.people.choices import Topic, Way
from agency.people.notices import Notice

# What is due of a member: the notices that have gathered go by mail.
GATHERED = "people.gathered"
GATHER_FOR = timedelta(minutes=30)
LONGEST = 240


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


def _mail(found: Notice, topic: Topic, now: datetime) -> None:
    if topic.is_urgent:
        mails.post(found.member, [found], at=now)
    elif due.planned_for(GATHERED, found.member_id) is None:
        due.plan(GATHERED, found.member_id, now + GATHER_FOR)


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
