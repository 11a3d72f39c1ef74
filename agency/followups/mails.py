"""What a follow-up says: the step's words for what happened, in the client's language, from whoever owns the lead."""

from collections.abc import Mapping
from datetime import datetime

from agency.briefs import links as brief_links
from agency.followups import gaps, happened
from agency.followups.models import Case, Enrollment, Step, StepChannel, Touch
from agency.followups.standard import proposal_ending
from agency.kernel.i18n import pick, speaking
from agency.leads import mails
from agency.leads.models import Message
from agency.leads.readers import Readers, readers_of
from agency.leads.telegram import reminding
from agency.people import queries as people
from agency.people.models import Member
from agency.proposals import links as proposal_links
from agency.proposals import reads
from agency.proposals.posting import write_apart

# Where we know no name.
EVERYBODY = {"en": "everybody", "ru": "коллеги"}
LINK_TO_COME = {"en": "[link to the proposal]", "ru": "[ссылка на предложение]"}
BRIEF_TO_COME = {"en": "[link to the brief]", "ru": "[ссылка на бриф]"}
# What we may have nothing to say about.
MAY_LACK = ("sections", "stopped_at")
# What the button of a brief's link says.
OPENS = {"en": "Go on with the brief", "ru": "Продолжить бриф"}


def follow_up(touch: Touch, *, case: Case | None, at: datetime) -> Message:
    """Put the letter of this touch into the outbox, and onto the lead. Raises NoAddress."""
    enrollment = touch.enrollment
    readers, by = readers_for(enrollment), manager_of(enrollment)
    if enrollment.proposal is not None:
        return write_apart(
            enrollment.proposal,
            readers,
            saying=lambda link: words_of(touch, case, link=link),
            by=by,
            at=at,
            automatic=True,
        )
    subject, words = words_of(touch, case, link=_link(enrollment, at))
    return mails.remind(
        enrollment.lead,
        words=words,
        subject=subject,
        by=by,
        at=at,
        readers=readers,
        link_says=OPENS.get(readers.language, OPENS["en"]) if enrollment.brief else "",
    )


def in_chat(touch: Touch, *, case: Case | None, at: datetime) -> Message:
    """Say the same in the chat by which they came. Raises NoChat."""
    enrollment = touch.enrollment
    _, words = words_of(touch, case, link=_link(enrollment, at))
    return reminding.send_automatic(enrollment.lead, words, by=manager_of(enrollment), at=at)


def words_of(touch: Touch, case: Case | None, *, link: str) -> tuple[str, str]:
    """What this touch says: in the words that one of us gave it, else in its step's."""
    enrollment = touch.enrollment
    if not touch.own_words:
        return letter_of(enrollment, touch.n, link=link, case=case)
    with speaking(readers_for(enrollment).language):
        values = _values(enrollment, link)
        return _whole(touch.own_subject or "", values), _whole(touch.own_words, values)


def letter_of(
    enrollment: Enrollment, n: int, *, link: str, case: Case | None = None
) -> tuple[str, str]:
    """Subject and words of a step, as whoever gets it would read them."""
    step = enrollment.step(n)
    assert step is not None
    subject, words = _wording(step, case)
    with speaking(readers_for(enrollment).language):
        values = _values(enrollment, link)
        return _whole(pick(subject), values), _whole(pick(words), values)


def shown(enrollment: Enrollment, n: int, *, now: datetime | None = None) -> tuple[str, str]:
    """The same before it goes, for what has happened by now; a word stands for the link, which is made when it leaves.

    What waits already and was given other words is shown in these.
    """
    case = happened.case_ahead(enrollment, n, now) if now is not None else None
    waiting = enrollment.next_touch
    with speaking(readers_for(enrollment).language):
        link = pick(BRIEF_TO_COME if enrollment.brief else LINK_TO_COME)
    if waiting is not None and waiting.n == n:
        return words_of(waiting, case, link=link)
    return letter_of(enrollment, n, link=link, case=case)


def notes(enrollment: Enrollment, n: int) -> str:
    """What a reminder to call says to whoever of us rings, in their own language."""
    step = enrollment.step(n)
    if step is None or step.channel is not StepChannel.call:
        return ""
    _subject, words = step.wording(None)
    said = _whole(pick(words), _values(enrollment, ""))
    return "\n\n".join(filter(None, (said, read_so_far(enrollment))))


def read_so_far(enrollment: Enrollment) -> str:
    """How they read the proposal, for us: never a word of it in what they get. "" where there is nothing to say."""
    return reads.hint(enrollment.proposal) if enrollment.proposal is not None else ""


def to_edit(touch: Touch, *, now: datetime) -> tuple[str, str]:
    """Its words with only the link and the sender open, for whoever changes them before they go."""
    with speaking(readers_for(touch.enrollment).language):
        values = {**_values(touch.enrollment, "{link}"), "manager": "{manager}"}
        if touch.own_words:
            subject, words = touch.own_subject or "", touch.own_words
        else:
            assert touch.step is not None
            subjects, texts = _wording(
                touch.step, happened.case_ahead(touch.enrollment, touch.n, now)
            )
            subject, words = pick(subjects), pick(texts)
        return _whole(subject, values), gaps.typed(_whole(words, values))


def readers_for(enrollment: Enrollment) -> Readers:
    """Whom the machine writes to, else whom one of us lets it write to."""
    readers = readers_of(enrollment.lead, automatic=True)
    return readers_of(enrollment.lead, automatic=False) if readers.is_nobody else readers


def manager_of(enrollment: Enrollment) -> Member:
    """Who signs: the owner of the lead, else who wrote the proposal or waits for it, else the first who may."""
    lead, awaited = enrollment.lead, enrollment.awaited
    if lead.owner is not None:
        return lead.owner
    if enrollment.proposal is not None:
        return enrollment.proposal.author
    waits = awaited.member if awaited is not None else None
    return waits or next(iter(people.managers()))


def _wording(step: Step, case: Case | None) -> tuple[dict[str, str], dict[str, str]]:
    """What this step says after what happened; of a last day that draws near every step says the same."""
    if case is Case.ending:
        return proposal_ending.SUBJECT, proposal_ending.WORDS
    return step.wording(case)


def _link(enrollment: Enrollment, at: datetime) -> str:
    if enrollment.proposal is not None:
        return proposal_links.fresh_link(enrollment.proposal, at=at).address
    if enrollment.brief is not None:
        return brief_links.fresh_link(enrollment.brief, at=at)
    return ""


def _values(enrollment: Enrollment, link: str) -> dict[str, str]:
    title = enrollment.proposal.title if enrollment.proposal is not None else enrollment.lead.title
    return {
        "name": readers_for(enrollment).first_name or pick(EVERYBODY),
        "title": title,
        "link": link,
        "manager": f"{manager_of(enrollment).name}\n{people.agency().name}",
        **happened.told(enrollment),
    }


def _whole(text: str, values: Mapping[str, str]) -> str:
    """The words with their gaps filled; a paragraph about what we do not know is left out."""
    unknown = [f"%({name})s" for name in MAY_LACK if not values.get(name)]
    said = [each for each in text.split("\n\n") if not any(gap in each for gap in unknown)]
    return gaps.filled("\n\n".join(said), values)
