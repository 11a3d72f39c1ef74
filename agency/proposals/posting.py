"""Letters with a link to a proposal: each reader gets one of their own, and a key of their own.

Whoever the letter is to may accept: the client, or the partner whom we answer instead. A partner who gets a copy
beside the client gets a key that only reads.
"""

from collections.abc import Callable
from datetime import datetime

from flask_babel import gettext as _

from agency.kernel.i18n import speaking
from agency.leads import mails, unwanted
from agency.leads.mails import NoAddress
from agency.leads.models import Message
from agency.leads.readers import Readers
from agency.people.models import Member
from agency.proposals.links import COPY_KIND, KIND, PARTNER_KIND, fresh_link
from agency.proposals.models import Proposal

# What the button of the link says.
OPENS = {"en": "Open the proposal", "ru": "Открыть предложение"}
# A link makes of it a subject and words.
Saying = Callable[[str], tuple[str, str]]


def write_apart(
    proposal: Proposal,
    readers: Readers,
    *,
    saying: Saying,
    by: Member,
    at: datetime,
    automatic: bool = False,
) -> Message:
    """One letter to each of them, about this proposal; gives the first. Raises NoAddress.

    A letter of the machine goes to nobody who wants none.
    """
    written: list[Message] = []
    if automatic and unwanted.reason_not_to(readers) is not None:
        raise NoAddress(readers.name)
    to = list(readers.apart())
    for one in unwanted.without_unwilling(to) if automatic else to:
        is_copy = bool(written)
        kind = KIND if one.contact is not None else COPY_KIND if is_copy else PARTNER_KIND
        subject, words = saying(fresh_link(proposal, at=at, kind=kind).address)
        if is_copy:
            subject, words = _copied(subject, words, one, written[0])
        written.append(
            mails.write(
                proposal.lead,
                words=words,
                subject=subject,
                by=by,
                at=at,
                automatic=automatic,
                readers=one,
                link_says=OPENS.get(one.language, OPENS["en"]),
            )
        )
    if not written:
        raise NoAddress(readers.name)
    return written[0]


def _copied(subject: str, words: str, one: Readers, original: Message) -> tuple[str, str]:
    name = original.contact.name if original.contact else ""
    with speaking(one.language):
        said = _(
            "A copy for you. This is what %(name)s gets from us; your link is for reading.",
            name=name,
        )
        return str(_("Copy: %(subject)s", subject=subject)), f"{said}\n\n* * *\n\n{words}"
