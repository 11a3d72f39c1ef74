"""The key that decides, sent to whom the proposal was sent: asked for by whoever has its pages, which only read."""

from datetime import datetime, timedelta

from flask_babel import gettext as _

from agency.kernel import i18n, timeline
from agency.kernel.i18n import speaking
from agency.kernel.timeline import Actor
from agency.leads import mails, unwanted
from agency.leads.readers import Readers, readers_of
from agency.people import queries as people
from agency.proposals.links import KIND, PARTNER_KIND, fresh_link
from agency.proposals.models import Proposal
from agency.proposals.posting import OPENS

SENT = "proposals.key_sent"
# A button pressed twice, or a page sent again; later on the letter may be asked for anew.
AGAIN = timedelta(minutes=5)


def send(proposal: Proposal, *, at: datetime) -> bool:
    """One letter to the client, or to whoever speaks for them, with a link of their own; False where no machine may.

    Asked for twice in a moment, it goes once. The proposal is held by the caller.
    """
    readers = readers_of(proposal.lead, automatic=True)
    one = next((each for each in readers.apart() if not each.is_nobody), None)
    # Anybody who has the pages may ask: whoever wants no letters of ours gets none by that.
    if one is None or unwanted.reason_not_to(one) is not None:
        return False
    if _was_sent(proposal, at):
        return True
    kind = KIND if one.contact is not None else PARTNER_KIND
    link = fresh_link(proposal, at=at, kind=kind).address
    with speaking(one.language):
        mails.write(
            proposal.lead,
            words=_words(proposal, one, link),
            subject=str(_("The link to decide: %(title)s", title=proposal.title)),
            by=proposal.answerer,
            at=at,
            automatic=True,
            is_owed=True,
            readers=one,
            link_says=OPENS.get(one.language, OPENS["en"]),
        )
    by = Actor.machine()
    timeline.record(proposal.lead.stream, SENT, at=at, by=by, proposal=proposal.id)
    return True


def _was_sent(proposal: Proposal, at: datetime) -> bool:
    stream, after = proposal.lead.stream, at - AGAIN
    return timeline.told_lately(stream, SENT, after=after, proposal=proposal.id)


def _words(proposal: Proposal, one: Readers, link: str) -> str:
    name = one.first_name
    until = proposal.valid_until
    paragraphs = [
        _("Dear %(name)s,", name=name) if name else _("Good day,"),
        _(
            "Somebody who has the pages of “%(title)s” asked to decide about it. The link in the pages only reads, so "
            "that nobody agrees for you; with this one you can accept, choose, or say no:",
            title=proposal.title,
        ),
        link,
        _("If it was not you, nothing needs to be done: nothing is agreed."),
        _("It holds until %(day)s.", day=i18n.long_day(until)) if until is not None else "",
        f"{proposal.answerer.name}\n{people.agency().name}",
    ]
    return "\n\n".join(str(each) for each in paragraphs if each)
