"""The demo's mailbox: paused, since nobody is to log in anywhere; and a letter that Vera wrote from her own program."""

from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from agency.flows.letter_received import letter_received
from agency.kernel.db import db
from agency.kernel.mail import mailboxes
from agency.kernel.mail.accounts import HowFar
from agency.kernel.mail.mail_accounts import Encryption, MailAccount, Way
from agency.leads import arrivals


def keep_mailbox(address: str, *, at: datetime) -> None:
    """The house's mailbox with its Sent folder, read until a minute ago and then paused."""
    account = MailAccount(
        user=address,
        host=f"imap.{address.rpartition('@')[2]}",
        port=993,
        encryption=Encryption.tls,
        way=Way.password,
        added_at=at,
        version=1,
    )
    db.session.add(account)
    account.log_in_with("nobody logs in with this")
    account.begin(
        inboxes=["INBOX"],
        sent="Sent",
        how_far=HowFar.since,
        since_on=(at - timedelta(days=30)).date(),
        marks_seen=False,
        at=at,
    )
    for box in mailboxes.of_account(account.id):
        box.open(1, 1)
        box.finish(at - timedelta(minutes=1))
    account.pause()
    _to_the_printer(at - timedelta(hours=6))


def _to_the_printer(at: datetime) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"] = "Vera Lindt <vera@kvarta.example>", "print@offset.example"
    letter["Subject"], letter["Date"] = "Paper for the labels", format_datetime(at)
    letter["Message-ID"] = "<paper@kvarta.example>"
    letter.set_content("Hello,\n\ncould you send samples of the cotton paper, 160 g?\n\nVera\n")
    found = arrivals.keep(letter.as_bytes(), seen_at=at, arrived_at=at, is_sent=True)
    db.session.flush()
    letter_received(found)
