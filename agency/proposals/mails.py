"""Letters of a proposal: the offer with its link, and the confirmation with its record."""

from datetime import datetime

from flask_babel import gettext as _

from agency.clients.partners import Answers
from agency.kernel import i18n, timeline
from agency.kernel.files import StoredFile
from agency.kernel.i18n import in_zone, speaking
from agency.kernel.timeline import Actor
from agency.leads import mails
from agency.leads.models import Message
from agency.leads.readers import Readers, Why, readers_of
from agency.people import queries as people
from agency.people.models import Member
from agency.proposals import comparing, difference_words
from agency.proposals.acceptance import Acceptance
from agency.proposals.models import Proposal
from agency.proposals.posting import write_apart
from agency.proposals.wording import Wording

# Where the link goes; whoever writes the letter may move it, and takes the word of either language.
LINK = {"en": "[link]", "ru": "[ссылка]"}


def offer(
    proposal: Proposal,
    *,
    words: str,
    by: Member,
    at: datetime,
    choice: Answers | None = None,
) -> Message:
    """The letter that brings the proposal, to whom the lead's letters go or one of us chose. Raises NoAddress."""
    return write_apart(
        proposal,
        readers_of(proposal.lead, automatic=False, choice=choice),
        saying=lambda link: (offer_subject(proposal), with_link(words, link)),
        by=by,
        at=at,
    )


def with_link(words: str, link: str) -> str:
    """The words with the link where they ask for it, else below them."""
    for placeholder in LINK.values():
        if placeholder in words:
            return words.replace(placeholder, link)
    return f"{words.rstrip()}\n\n{link}"


def offer_subject(proposal: Proposal) -> str:
    """What the letter is about, in the client's language."""
    with speaking(proposal.language):
        return str(_("Our proposal: %(title)s", title=proposal.title))


def offer_words(proposal: Proposal, by: Member) -> str:
    """A letter to begin with, in the client's language."""
    with speaking(proposal.language):
        write = _writing(proposal)
        paragraphs = [
            _greeting(proposal),
            _(
                "Here is our proposal, “%(title)s”: %(hours)s hours of work, %(total)s.",
                title=proposal.title,
                hours=write.hours(proposal.minutes, proposal.most_minutes),
                total=write.money(proposal.total),
            )
            if proposal.minutes
            else _(
                "Here is our proposal, “%(title)s”, for %(total)s.",
                title=proposal.title,
                total=write.money(proposal.total),
            ),
            *_changes(proposal, write),
            LINK[i18n.language()],
            _(
                "It opens on any screen, and the same pages are there as a PDF. You see every hour and the "
                "person who works it, and you can accept it right there."
            )
            + _valid_until(proposal),
            _(
                "If a line is unclear or seems too much, just answer this letter. It comes straight to me."
            ),
            f"{by.name}\n{people.agency().name}",
        ]
    return "\n\n".join(paragraphs)


def _changes(proposal: Proposal, write: Wording) -> list[str]:
    """What is another than in the version that they had before."""
    found = comparing.since_last(proposal)
    words = difference_words.paragraph(found, write) if found is not None else ""
    return [words] if words else []


def confirm(proposal: Proposal, *, at: datetime) -> Message | None:
    """Tell the client, or whoever speaks for them, what was agreed, with the file; None where no machine may."""
    acceptance, readers = proposal.acceptance, readers_of(proposal.lead, automatic=True)
    if readers.why is Why.unknown:
        fact = "proposals.not_confirmed"
        timeline.record(proposal.lead.stream, fact, at=at, by=Actor.machine(), proposal=proposal.id)
    if acceptance is None or readers.is_nobody:
        return None
    written = [
        _confirm_to(one, proposal, acceptance, whole=one.contact is readers.contact, at=at)
        for one in readers.apart()
        if not one.is_nobody
    ]
    return written[0]


def _confirm_to(
    one: Readers, proposal: Proposal, acceptance: Acceptance, *, whole: bool, at: datetime
) -> Message:
    """`whole` is with the signed copy, whose last page bears an address and a signature: no partner's business."""
    signed = _signed(acceptance) if whole else None
    with speaking(proposal.language):
        subject = _("Agreed: %(title)s", title=proposal.title)
        words = _confirmation(proposal, acceptance, signed)
    return mails.write(
        proposal.lead,
        words=words,
        subject=subject,
        by=proposal.answerer,
        at=at,
        automatic=True,
        readers=one,
        is_owed=True,
        files=[file for file in (proposal.agreed_paper, signed) if file is not None],
    )


def _signed(acceptance: Acceptance) -> StoredFile | None:
    return acceptance.signed_copy.paper if acceptance.signed_copy else None


def _confirmation(proposal: Proposal, acceptance: Acceptance, signed: StoredFile | None) -> str:
    total = _writing(proposal).money(proposal.total)
    record = [
        _("Who agreed: %(name)s", name=_with_role(acceptance)),
        _(
            "When: %(when)s",
            when=acceptance.clocks or both_clocks(proposal, acceptance.accepted_at),
        ),
        _(
            "To what: “%(title)s”, version %(n)s, %(total)s",
            title=proposal.title,
            n=proposal.version,
            total=total,
        ),
        _("In these words: %(consent)s", consent=acceptance.consent),
        _("The file, by its SHA-256: %(digest)s", digest=acceptance.sha256),
    ]
    if signed is not None:
        record.append(_("The signed copy, by its SHA-256: %(digest)s", digest=signed.sha256))
    paragraphs = [
        _greeting(proposal),
        _("Thank you. It is agreed, and we begin. The pages that you accepted are attached.")
        if signed is None
        else _(
            "Thank you. It is agreed, and we begin. Attached are the pages that you accepted, and the signed copy: "
            "the same pages with the record of your acceptance as the last one."
        ),
        _("This is what we keep on record:") + "\n" + "\n".join(record),
        _("If anything in it is not as you meant it, please answer this letter today."),
        f"{proposal.answerer.name}\n{people.agency().name}",
    ]
    return "\n\n".join(paragraphs)


def _with_role(acceptance: Acceptance) -> str:
    return f"{acceptance.name}, {acceptance.role}" if acceptance.role else acceptance.name


def both_clocks(proposal: Proposal, at: datetime) -> str:
    """An instant on the client's clock, and on ours where it shows another time."""
    client, house = proposal.lead.client, people.agency()
    theirs = (
        f"{i18n.long_day(at, client.zone)}, {i18n.clock_time(at, client.zone)} ({client.place})"
    )
    if in_zone(at, client.zone).utcoffset() == in_zone(at, house.zone).utcoffset():
        return theirs
    place = i18n.pick(house.city) or house.zone.rpartition("/")[2].replace("_", " ")
    ours = f"{i18n.clock_time(at, house.zone)} ({place})"
    if in_zone(at, client.zone).date() != in_zone(at, house.zone).date():
        ours = f"{i18n.long_day(at, house.zone)}, {ours}"
    return f"{theirs}; {ours}"


def _greeting(proposal: Proposal) -> str:
    name = readers_of(proposal.lead, automatic=False).first_name
    return str(_("Dear %(name)s,", name=name) if name else _("Good day,"))


def _valid_until(proposal: Proposal) -> str:
    if proposal.valid_until is None:
        return ""
    until = _("It holds until %(day)s.", day=i18n.long_day(proposal.valid_until))
    return f" {until}"


def _writing(proposal: Proposal) -> Wording:
    year = (proposal.dated_on or proposal.sent_at or proposal.lead.received_at).year
    return Wording(proposal.language, proposal.currency, year, costs=(), rates=())
