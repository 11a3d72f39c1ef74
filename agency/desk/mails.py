"""Letters to our own people: one notice at once, or what has gathered."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from agency.desk import enclosures
from agency.desk.bell import Told, in_words
from agency.kernel.i18n import DEFAULT, speaking
from agency.kernel.mail import outbox
from agency.kernel.mail.compose import Correspondent, Draft
from agency.kernel.web import address_of
from agency.people import queries as people
from agency.people.models import Member
from agency.people.notices import Notice


def post(member: Member, notices: Sequence[Notice], *, at: datetime) -> None:
    """Put a letter with these notices into the outbox. Without a login there is nowhere to write to."""
    if member.user is None or not notices:
        return
    language = member.language or DEFAULT
    with speaking(language):
        told = in_words(notices, address=address_of, now=at)
        subject, words = _subject(told), _words(told)
    house, beside = people.agency(), enclosures.enclosed(notices)
    draft = Draft(
        sender=house.address,
        to=[Correspondent(member.name, member.user.email)],
        subject=subject,
        text=f"{words}\n\n{beside.words}" if beside.words else words,
        lang=language,
        house=house.name,
        brand=house.brand_kit,
        automatic=True,
        attachments=beside.files,
    )
    letter = outbox.post(draft, now=at)
    enclosures.note(notices, letter, at=at)
    for notice in notices:
        notice.mailed_at = at


def _subject(told: Sequence[Told]) -> str:
    if len(told) == 1:
        return told[0].title
    return str(ngettext("%(num)d thing for you", "%(num)d things for you", len(told)))


def _words(told: Sequence[Told]) -> str:
    parts = ["\n".join(filter(None, (one.title, one.line, one.href))) for one in told]
    choose = _("What comes by mail is your choice: %(page)s", page=address_of("notices.settings"))
    return "\n\n".join([*parts, str(choose)])
