"""A letter of ours that came back is told from everything else, and names the letter that it was."""

import pytest

from agency.leads.incoming import Incoming
from agency.leads.outcomes import Outcome, Reason
from agency.leads.sorting.bounces import letters_named, returned
from tests.leads.raw import letter

DAEMON = "Mail Delivery System <MAILER-DAEMON@mx.example>"
OURS = "<42.ours@kvarta.example>"
REPORT = 'multipart/report; report-type=delivery-status; boundary="x"'


def report(status: str, *, returned: str = f"Message-ID: {OURS}", **more: str) -> Incoming:
    words = (
        "--x\nContent-Type: text/plain\n\nI am sorry.\n"
        f"--x\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n{status}\n"
        f"--x\nContent-Type: text/rfc822-headers\n\n{returned}\nSubject: A site\n--x--\n"
    )
    more = {"subject": "Undelivered Mail Returned to Sender", "sender": DAEMON} | more
    return letter(words, kind=REPORT, Return_Path="<>", **more)


@pytest.mark.parametrize(
    ("status", "outcome", "reason", "detail"),
    [
        (
            "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such\n    user here",
            Outcome.bounce,
            Reason.not_delivered,
            "550 5.1.1 no such user here",
        ),
        ("Action: failed\nStatus: 5.2.2", Outcome.bounce, Reason.not_delivered, "5.2.2"),
        ("Action: delayed\nStatus: 4.4.1", Outcome.bounce, Reason.delayed, "Action: delayed"),
        ("Action: delivered", Outcome.auto_reply, Reason.delivered, "Action: delivered"),
        ("Action: relayed", Outcome.auto_reply, Reason.delivered, "Action: relayed"),
        (
            "Action: delivered\n\nAction: failed",
            Outcome.bounce,
            Reason.not_delivered,
            "Action: failed",
        ),
        ("", Outcome.bounce, Reason.not_delivered, "Action: failed"),
    ],
)
def test_a_report_says_what_became_of_the_letter(
    status: str, outcome: Outcome, reason: Reason, detail: str
) -> None:
    assert returned(report(status)) == (outcome, (reason, detail))


def test_a_complaint_is_a_bounce_of_its_own() -> None:
    arf = letter("--x--", kind='multipart/report; report-type=feedback-report; boundary="x"')
    assert returned(arf) == (Outcome.bounce, (Reason.complaint, "Content-Type"))


@pytest.mark.parametrize(
    ("sender", "subject", "headers"),
    [
        (DAEMON, "failure notice", {}),
        (DAEMON, "Недоставленное сообщение", {}),
        ("mailer-daemon@yandex.ru", "Не доставлено: Сайт", {}),
        ("postmaster@x.example", "Undeliverable: A site", {}),
        ("postmaster@x.example", "Unzustellbar: Die Seite", {}),
        ("postmaster@x.example", "Non remis : Le site", {}),
        ("postmaster@x.example", "No se puede entregar: El sitio", {}),
        ("postmaster@x.example", "Onbestelbaar: De site", {}),
        ("postmaster@x.example", "Niedostarczalne: Strona", {}),
        (
            "MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@x.example",
            "Undeliverable: A site",
            {},
        ),
        ("postmaster@x.example", "What you sent", {"Return_Path": "<>"}),
        ("gate@x.example", "Delivery failure", {"Return_Path": "<>"}),
        ("gate@x.example", "A site", {"X_Failed_Recipients": "ana@casaverde.example"}),
        ("gate@x.example", "Undelivered Mail Returned to Sender", {}),
        ("gate@x.example", "Mail delivery failed: returning message to sender", {}),
    ],
)
def test_servers_that_keep_to_no_standard_are_understood(
    sender: str, subject: str, headers: dict[str, str]
) -> None:
    found = returned(letter(sender=sender, subject=subject, **headers))
    assert found is not None
    assert found[0] is Outcome.bounce
    assert found[1].reason is Reason.returned


@pytest.mark.parametrize(
    ("sender", "subject"),
    [
        ("ana@casaverde.example", "Undeliverable parcels: an app for couriers"),
        ("ana@casaverde.example", "Delivery notifications for our shop"),
        ("ana@casaverde.example", "Fwd: Undelivered Mail Returned to Sender"),
        ("ana@casaverde.example", "Re: failure notice"),
        ("ana@casaverde.example", "Недоставленное сообщение — наша боль"),
        ("postmaster@x.example", "We need a site"),
    ],
)
def test_people_write_about_delivery_too(sender: str, subject: str) -> None:
    assert returned(letter(sender=sender, subject=subject)) is None


def test_what_came_back_names_the_letter_that_it_was() -> None:
    assert letters_named(report("Action: failed"))[0] == OURS
    quoted = letter(
        f"It failed.\n\n--- Below is a copy\n\nFrom: hello@kvarta.example\nMessage-ID: {OURS}\n"
    )
    assert letters_named(quoted) == [OURS]
    answering = letter(In_Reply_To=OURS, References="<first@x.example>")
    assert letters_named(answering) == [OURS, "<first@x.example>"]
    whole = (
        "--x\nContent-Type: text/plain\n\nSorry.\n--x\nContent-Type: message/rfc822\n\n"
        f"From: hello@kvarta.example\nMessage-ID: {OURS}\n\nHello\n--x--\n"
    )
    assert letters_named(letter(whole, kind=REPORT)) == [OURS]
    assert letters_named(letter()) == []
