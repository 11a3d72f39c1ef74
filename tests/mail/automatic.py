"""What programs send: answers of absences, letters that came back, mail for many; and people who sound alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from agency.leads.outcomes import Failure, Outcome
from tests.mail.raw import head, inside, letter, several, text
from tests.mail.report import DAEMON, OURS

ANA = "Ana Lopes <ana@casa-do-mar.pt>"
DEC_3 = date(2026, 12, 3)
# A Thursday.
DATE = "Thu, 19 Nov 2026 10:42:00 +0000"


@dataclass(frozen=True)
class Automat:
    """A message of no person: its bytes, what it must become, and what must be read in it."""

    name: str
    raw: bytes
    outcome: Outcome
    back: date | None = None
    failure: Failure | None = None


def automats() -> Iterator[Automat]:
    """All of them, and some that a person wrote."""
    yield from _absences()
    yield from _robots()
    yield from _reports()
    yield from _in_words()
    yield from _many()
    yield from _people()


def _mail(subject: str, words: str, sender: str = ANA, **heads: str) -> bytes:
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in heads.items())
    return letter(subject.encode(), text(words), sender=sender.encode(), date=DATE, more=more)


def _absences() -> Iterator[Automat]:
    said = {
        "Exchange in English": ("Automatic reply: Our offer", "I am back on 3 December."),
        "Exchange in German": ("Automatische Antwort: Angebot", "Ab dem 3. Dezember wieder da."),
        "Exchange in French": ("Réponse automatique : Offre", "De retour le 3 décembre."),
        "Exchange in Russian": ("Автоматический ответ: КП", "Вернусь 3 декабря."),
        "Exchange in Spanish": ("Respuesta automática: Oferta", "Vuelvo el 3 de diciembre."),
        "Exchange in Italian": ("Risposta automatica: Offerta", "Torno il 3 dicembre."),
        "Exchange in Portuguese": ("Resposta automática: Oferta", "Volto no dia 3 de dezembro."),
        "Exchange in Dutch": ("Automatisch antwoord: Offerte", "Op 3 december weer aanwezig."),
        "Exchange in Polish": ("Automatyczna odpowiedź: Oferta", "Wracam 3 grudnia."),
        "Exchange in Czech": ("Automatická odpověď: Nabídka", "Vrátím se 3. prosince."),
        "Exchange in Ukrainian": ("Автоматична відповідь: КП", "Повернуся 3 грудня."),
        "an absence in its subject alone": ("Out of office until 2 December", "See you."),
        "an absence that names no day": ("Out of office", "I am away for some time."),
        "an absence with a day that is none": ("Auto-reply: Hi", "I am away until 31 February."),
    }
    for name, (subject, words) in said.items():
        back = None if "day" in name else DEC_3
        yield Automat(name, _mail(subject, words), Outcome.auto_reply, back)
    yield Automat(
        "Gmail's vacation responder",
        _mail("Re: Our offer", "I'm away, back 3 Dec.", Auto_Submitted="auto-replied"),
        Outcome.auto_reply,
        DEC_3,
    )
    yield Automat(
        "Mail.ru's",
        _mail("Re: КП", "Я в отпуске по 2 декабря.", X_Autoreply="yes", Precedence="bulk"),
        Outcome.auto_reply,
        DEC_3,
    )


def _robots() -> Iterator[Automat]:
    heads: dict[str, dict[str, str]] = {
        "a ticket system": {"Auto_Submitted": "auto-replied", "X_Autorespond": "Ticket 12"},
        "Exchange's rules": {"X_MS_Exchange_Generated_Message_Source": "Mailbox Rules Agent"},
        "cPanel": {"X_Autorespond": "Our offer"},
        "LiveAgent": {"X_AutoReply_From": "help@casa-do-mar.pt"},
        "Lotus": {"X_POST_MessageClass": "9; Autoresponder"},
        "an old vacation program": {"Precedence": "auto_reply"},
        "FirstClass": {"X_FC_MachineGenerated": "true"},
        "a notification of a server": {"Auto_Submitted": "auto-notified"},
        "nobody to come back to": {"Return_Path": "<>"},
    }
    for name, more in heads.items():
        yield Automat(name, _mail(f"We got it: {name}", "Thanks.", **more), Outcome.auto_reply)


def _reports() -> Iterator[Automat]:
    made = {
        "Postfix, no such user": ("failed", "5.1.1", "550 5.1.1 User unknown", Failure.hard),
        "Exim, no such domain": ("failed", "5.1.2", "550 Unrouteable address", Failure.hard),
        "Gmail, mailbox full": ("failed", "5.2.2", "552-5.2.2 over quota", Failure.soft),
        "Office 365, access denied": ("failed", "5.7.1", "550 5.7.1 blocked", Failure.soft),
        "Office 365, not found": ("failed", "5.1.10", "550 5.1.10 RecipientNotFound", Failure.hard),
        "Amazon, suppressed": ("failed", "5.1.1", "550 5.1.1 suppressed address", Failure.hard),
        "greylisted": ("failed", "4.7.1", "451 4.7.1 Greylisted, try again later", Failure.soft),
        "still trying": ("delayed", "4.4.1", "connection timed out", Failure.soft),
    }
    for name, (action, status, said, failure) in made.items():
        report = (
            "Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; ana@casa-do-mar.pt\r\n"
            f"Action: {action}\r\nStatus: {status}\r\nDiagnostic-Code: smtp; {said}\r\n"
        )
        parts = [
            text(f"Your letter ({name})."),
            text(report, "message/delivery-status", coding="7bit"),
            inside(OURS),
        ]
        body = several('report; report-type="delivery-status"', parts)
        top = head(f"Delivery report: {name}", sender=DAEMON, date=DATE, more="Return-Path: <>\r\n")
        yield Automat(name, top + body, Outcome.bounce, failure=failure)


def _in_words() -> Iterator[Automat]:
    to = "ana@casa-do-mar.pt"
    spoken = {
        "qmail": (
            "failure notice",
            "Hi. This is the qmail-send program at mx.example.\n\n"
            f"<{to}>:\n192.0.2.7 does not like recipient.\n550 5.1.1 no such user\n\n"
            "--- Below this line is a copy of the message.\n\nMessage-ID: <offer-1@kvarta.example>",
            Failure.hard,
        ),
        "Postfix without a report": (
            "Undelivered Mail Returned to Sender",
            f"<{to}>: host mx.example[192.0.2.7] said: 550 5.1.1 User unknown",
            Failure.hard,
        ),
        "Exim without a report": (
            "Mail delivery failed: returning message to sender",
            f"The following address(es) failed:\n\n  {to}\n    mailbox is full: retry timeout",
            Failure.soft,
        ),
        "Exchange of old": (
            "Undeliverable: Our offer",
            f"Your message did not reach some or all of the intended recipients.\n {to}\n"
            "The e-mail account does not exist at the organization. 5.1.1",
            Failure.hard,
        ),
        "Gmail in words": (
            "Delivery Status Notification (Failure)",
            f"Address not found\nYour message wasn't delivered to {to} because the address"
            " couldn't be found. The response was: 550 5.1.1 does not exist",
            Failure.hard,
        ),
        "Yandex": (
            "Недоставленное сообщение",
            f"Это письмо отправлено почтовым сервером.\n<{to}>: 550 5.1.1 No such user",
            Failure.hard,
        ),
        "Mail.ru": (
            "Mail failure.",
            f"Письмо не доставлено: {to}\nЯщик получателя переполнен",
            Failure.soft,
        ),
        "a server in German": (
            "Unzustellbar: Unser Angebot",
            f"Empfänger {to} unbekannt. 550 5.1.1",
            Failure.hard,
        ),
    }
    for name, (subject, words, failure) in spoken.items():
        raw = _mail(subject, words, sender=DAEMON, Return_Path="<>")
        yield Automat(name, raw, Outcome.bounce, failure=failure)
    page = f"<html><body><h2>Your message to {to} couldn't be delivered.</h2><p>550 5.1.10</p></body></html>"
    top = head(
        "Undeliverable: Our offer",
        sender="Microsoft Outlook <postmaster@casa-do-mar.pt>",
        date=DATE,
        more="X-MS-Exchange-Message-Is-Ndr: 1\r\n",
    )
    html = text(page, "text/html; charset=utf-8")
    yield Automat("Office 365 in HTML alone", top + html, Outcome.bounce, failure=Failure.hard)


def _many() -> Iterator[Automat]:
    shop = "Papiermühle <hallo@papiermuehle.example>"
    heads: dict[str, dict[str, str]] = {
        "a newsletter": {"List_Unsubscribe": "<https://papiermuehle.example/out>"},
        "a mailing list": {"List_Id": "<css.lists.example>", "Precedence": "list"},
        "a round letter": {"Precedence": "bulk"},
        "Mailchimp's": {"X_MC_User": "abc", "Feedback_ID": "1:2:x:mc"},
        "a campaign": {"X_Campaign": "spring"},
        "marked by Mail.ru": {"X_Mailru_Msgtype": "spring-sale"},
        "marked by Yandex": {"X_Postmaster_Msgtype": "sale"},
        "a list's archive": {"List_Archive": "<https://lists.example/css>"},
        "to be reported in Germany": {"X_CSA_Complaints": "whitelist@eco.example"},
    }
    for name, more in heads.items():
        yield Automat(name, _mail(f"News: {name}", "New grey.", shop, **more), Outcome.bulk)
    for local in ("no-reply", "ne-otvechat", "nao-responda", "notifications", "newsletter"):
        raw = _mail(f"For you from {local}", "Hello.", f"<{local}@shop.example>")
        yield Automat(f"sent by {local}", raw, Outcome.bulk)


def _people() -> Iterator[Automat]:
    written = {
        "about furniture": ("Out of office furniture: a shop", {}),
        "about deliveries": ("Delivery failed us: we need a new shop", {}),
        "through our own group": ("Through the group", {"List_Id": "<hello.kvarta.example>"}),
        "through Amazon": ("Through Amazon", {"Feedback_ID": "1.eu-west-1.x=:AmazonSES"}),
        "with a word against Exchange's automats": ("Plain", {"X_Auto_Response_Suppress": "All"}),
    }
    for name, (subject, more) in written.items():
        heads: dict[str, str] = dict(more)
        sender = f"Bruno <bruno@{name.replace(' ', '').replace(chr(39), '')}.example>"
        yield Automat(name, _mail(subject, "A site, please.", sender, **heads), Outcome.lead)
