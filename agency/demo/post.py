"""What came into the studio's mailbox beside the inquiries: an absence, a newsletter, a message in doubt."""

from datetime import datetime, timedelta
from email.message import EmailMessage

from agency.flows.letter_received import letter_received
from agency.kernel.mail.compose import reply_subject
from agency.leads import arrivals
from agency.leads.models import Lead
from agency.people import queries as people

ABSENCE = (
    "Hello,\n\nI am at our clinic in Harrogate today and back on {day}; I read mail in the evenings only. "
    "For appointments ring 0113 496 0021.\n\nRuth Okafor"
)
NEWSLETTER = (
    "Paper of the month: an uncoated white with a hint of grey, 120 to 300 g. "
    "Samples are free until the end of the month.\n\nYou get this letter because you ordered samples."
)
DOUBT = (
    "Hello, my brother and I rent out eleven kayaks on Lake Sevan. FREE this summer is one week in June, "
    "so that is when a new site would have to be there. What would it cost?\n\nHayk"
)


def absence(lead: Lead, *, at: datetime) -> None:
    """The client's automat answers our latest letter."""
    ours = max((each for each in lead.messages if each.letter), key=lambda each: each.at)
    letter = _letter(
        f"{lead.contact.name} <{lead.contact.email}>",
        reply_subject(ours.subject),
        ABSENCE.format(day=f"{at + timedelta(days=1):%d %B %Y}".lstrip("0")),
        at,
    )
    letter["In-Reply-To"], letter["Auto-Submitted"] = ours.message_id, "auto-replied"
    _arrive(letter, at)


def newsletter(*, at: datetime) -> None:
    """A shop writes to all of its customers."""
    letter = _letter("Papiermühle Süd <news@papiermuehle.example>", "Grey whites", NEWSLETTER, at)
    letter["List-Unsubscribe"] = "<mailto:off@papiermuehle.example>"
    _arrive(letter, at)


def in_doubt(*, at: datetime) -> None:
    """The mail server took it for spam; a person sees that it is none."""
    letter = _letter("Hayk Sargsyan <hayk@kayaks.example>", "Kayaks!!!", DOUBT, at)
    letter["X-Spam-Flag"] = "YES"
    _arrive(letter, at)


def _letter(sender: str, subject: str, words: str, at: datetime) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, people.agency().mail_address, subject
    letter["Date"] = at - timedelta(seconds=4)
    letter["Message-ID"] = f"<{at:%Y%m%d%H%M}@{letter['From'].addresses[0].domain}>"
    letter.set_content(words)
    return letter


def _arrive(letter: EmailMessage, at: datetime) -> None:
    arrival = arrivals.take_in(letter.as_bytes(), seen_at=at, arrived_at=at)
    arrivals.sort_now(arrival, letter_received)
