"""What clients of the demo asked about a line, what we answered, and how they read: Lunara asked, Northgate reads."""

from datetime import datetime, timedelta

from agency.flows.proposal_answered import question_asked
from agency.kernel import timeline
from agency.kernel.timeline import Actor
from agency.people.models import Member
from agency.proposals import answering, passing_on, pins, queries, readings, visits
from agency.proposals.links import fresh_link
from agency.proposals.models import Proposal
from agency.proposals.pins import Place, Spot

# Which line, by its words, and what they asked about it.
ASKED = (
    (
        "Один календарь вместо трёх",
        "Брони с Booking тоже попадут в этот календарь? Сейчас мы переносим их руками.",
    ),
    ("Съёмка, два дня", "Если в эти дни пойдёт дождь, съёмку перенесёте без доплаты?"),
)
ANSWER = (
    "Да. Календарь забирает брони с Booking и Airbnb каждые пять минут и сразу закрывает даты у остальных. "
    "Переносить руками больше ничего не придётся, это входит в 24 часа."
)
# How long, on which visit, in seconds by section of the page.
READ = (
    {"task": 70, "team": 45, "estimate": 240, "sum": 90, "references": 55},
    {"estimate": 180, "sum": 150},
)
COLLEAGUE_READ = {"task": 40, "estimate": 210, "sum": 60}


def ask(proposal: Proposal, by: Member, *, at: datetime) -> None:
    """Two questions about lines of it; the first one has its answer, the other waits for it."""
    for minutes, (text, words) in enumerate(ASKED):
        line = next(each for each in proposal.lines if each.text == text)
        about = Spot(Place.line, line.key, line.text)
        question_asked(
            proposal, words, by_partner=False, at=at + timedelta(minutes=minutes), about=about
        )
    first = pins.of_lead(proposal.lead_id)[0]
    answering.answer(first, ANSWER, by=by, at=at + timedelta(minutes=20))


def read(proposal: Proposal, *, at: datetime) -> None:
    """They come back to the price, and a colleague of theirs reads it too."""
    own = fresh_link(proposal, at=at).id
    for hours, told in enumerate(READ):
        _open(proposal, own, told, at + timedelta(hours=2 * hours))
    then = at + timedelta(minutes=40)
    one = passing_on.pass_on(
        proposal,
        name="Omar Reid",
        address="omar@northgate.example",
        word="You know the calendars. Is this how they work?",
        may_accept=False,
        by_link=own,
        by=None,
        at=then,
    )
    seen = then + timedelta(minutes=50)
    _open(proposal, one.link_id, COLLEAGUE_READ, seen, colleague=one.id)


def _open(
    proposal: Proposal,
    link_id: int,
    told: dict[str, int],
    at: datetime,
    *,
    colleague: int | None = None,
) -> None:
    visits.note(proposal.id, link_id, at=at)
    timeline.record(
        proposal.lead.stream,
        queries.OPENED if colleague is None else queries.COLLEAGUE_OPENED,
        at=at,
        by=Actor.contact(proposal.lead.contact_id),
        proposal=proposal.id,
        link=link_id,
        colleague=colleague,
    )
    # The page tells of it every few minutes while it is read.
    for number, (section, seconds) in enumerate(told.items(), start=1):
        readings.keep(
            proposal.id, link_id, {section: seconds}, at=at + timedelta(minutes=5 * number)
        )
