"""What comes over the wire: inquiries, answers, words of automats, letters that came back. Bytes, cheaply made."""

from datetime import date, datetime

from tests.followups.year.people import OURS, Case, Person

DAEMON = "Mail Delivery System <mailer-daemon@mx.example>"


def letter(
    sender: str, subject: str, words: str, *, id: str, date: str, to: str = OURS, **heads: str
) -> bytes:
    """A plain letter; `In_Reply_To="…"` is a header, and so is every other name."""
    lines = {"From": sender, "To": to, "Subject": subject, "Date": date, "Message-ID": id}
    lines |= {name.replace("_", "-"): value for name, value in heads.items()}
    top = "\r\n".join(f"{name}: {value}" for name, value in lines.items())
    return f"{top}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n".encode()


def inquiry(case: Case, at: datetime) -> bytes:
    """Somebody wants something of us; of a partner's, as the partner passes it on."""
    person, id = case.person, case.ids[0]
    words = f"We would like a site for house {case.n}. Can you help us?"
    subject = f"About house {case.n:03}"
    if case.by is None:
        return letter(_name(person), subject, words, id=id, date=person.clock(at))
    passed = (
        "---------- Forwarded message ---------\r\n"
        f"From: {_name(person)}\r\nDate: {person.clock(at)}\r\n"
        f"Subject: {subject}\r\nTo: {case.by.address}\r\n\r\n{words}"
    )
    return letter(_name(case.by), f"Fwd: {subject}", passed, id=id, date=case.by.clock(at))


def answer(person: Person, to: str, subject: str, *, id: str, at: datetime, **how: str) -> bytes:
    """A word of theirs; `to` is the id of our letter, "" where they begin a thread of their own."""
    sender = how.get("sender", person.address)
    heads = {"In_Reply_To": to, "References": to} if to else {}
    words = "Thank you, we talk about it on Friday and come back to you."
    said = f"{person.name} <{sender}>"
    return letter(said, subject, words, id=id, date=person.clock(at), **heads)


def out_of_office(person: Person, to: str, back: date, *, id: str, at: datetime) -> bytes:
    """Their automat says until when they are away."""
    words = f"I am out of the office and back on {back.day} {back:%B} {back.year}."
    heads = {"In_Reply_To": to, "Auto_Submitted": "auto-replied"}
    about = "Automatic reply: Your letter"
    return letter(_name(person), about, words, id=id, date=person.clock(at), **heads)


def came_back(person: Person, to: str, *, id: str, at: datetime, hard: bool) -> bytes:
    """A server gives a letter of ours back: for good, or because of a full mailbox."""
    status, said = ("5.1.1", "user unknown") if hard else ("5.2.2", "mailbox full")
    words = (
        "--part\r\nContent-Type: text/plain\r\n\r\nYour letter came back.\r\n"
        "--part\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {person.address}\r\nAction: failed\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; 550 {status} {said}\r\n\r\n"
        f"--part\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {to}\r\n\r\n--part--"
    )
    lines = (
        f"From: {DAEMON}\r\nTo: {OURS}\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        f"Date: {person.clock(at)}\r\nMessage-ID: {id}\r\nReturn-Path: <>\r\n"
        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="part"\r\n\r\n'
    )
    return f"{lines}{words}\r\n".encode()


def our_own(case: Case, to: str, *, id: str, date: str) -> bytes:
    """One of us answers from their own mail program."""
    return letter(
        "Vera Lindt <vera@kvarta.example>",
        f"Re: About house {case.n:03}",
        "Thank you for your letter. Let us talk.",
        id=id,
        date=date,
        to=_name(
            case.by
            if case.by is not None and case.person.address not in case.readers
            else case.person
        ),
        In_Reply_To=to,
        References=to,
    )


def _name(person: Person) -> str:
    return f"{person.name} <{person.address}>"
