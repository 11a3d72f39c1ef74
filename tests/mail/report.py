"""What mail servers and absent people send back."""

from tests.mail.raw import head, inside, letter, several, text

LOST = "<offer-1@kvarta.example>"
DAEMON = "Mail Delivery System <MAILER-DAEMON@mx.example>"
OURS = letter(
    "Our proposal", sender="Vera <hello@kvarta.example>", to="ana@casa-do-mar.pt", id=LOST
)


def report(action: str, status: str, subject: str, words: str) -> bytes:
    """A report of a mail server by RFC 3464."""
    said = (
        "Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; ana@casa-do-mar.pt\r\n"
        f"Action: {action}\r\nStatus: {status}\r\n"
    )
    parts = [text(words), text(said, "message/delivery-status", coding="7bit"), inside(OURS)]
    more = "Return-Path: <>\r\nAuto-Submitted: auto-replied\r\n"
    body = several('report; report-type="delivery-status"', parts)
    return head(subject, sender=DAEMON, id=None, more=more) + body


def spoken(subject: str, words: str, *, sender: str = DAEMON, more: str = "") -> bytes:
    """A server that says the same in words only."""
    return head(subject, sender=sender, id=None, more="Return-Path: <>\r\n" + more) + text(words)


def read_receipt() -> bytes:
    """RFC 8098: our letter was opened."""
    said = "Final-Recipient: rfc822; ana@casa-do-mar.pt\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n"
    parts = [
        text("Your message was read."),
        text(said, "message/disposition-notification", coding="7bit"),
    ]
    return head("Read: Our proposal") + several(
        'report; report-type="disposition-notification"', parts
    )


def complaint() -> bytes:
    """RFC 5965: somebody pressed "spam"."""
    said = "Feedback-Type: abuse\r\nUser-Agent: Loop/1\r\nVersion: 1\r\n"
    parts = [
        text("An abuse report."),
        text(said, "message/feedback-report", coding="7bit"),
        inside(OURS),
    ]
    return head("Abuse report", sender="feedback@provider.example", id=None) + several(
        'report; report-type="feedback-report"', parts
    )
