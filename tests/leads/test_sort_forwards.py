"""A letter that was passed on belongs to whoever wrote it first, whatever program passed it on."""

import pytest

from agency.leads.incoming import parse
from agency.leads.sorting.forwards import passed_on
from agency.leads.sorting.ourselves import Ourselves
from tests.leads.raw import PARTNER, US, letter, raw

ANA = ("Ana Prado", "ana@casaverde.example")

# Subject, body. In each of them Ana wrote that she wants a catalogue, and the program is named first.
FORWARDS = {
    "Gmail in English": (
        "Fwd: A catalogue",
        """
See below, I told her that you are good.

---------- Forwarded message ---------
From: Ana Prado <ana@casaverde.example>
Date: Tue, 17 Mar 2026 at 10:02
Subject: A catalogue
To: <walter@partner.example>


We want a catalogue.
""",
    ),
    "Gmail in Russian": (
        "Fwd: Каталог",
        """
---------- Forwarded message ---------
От: Ana Prado <ana@casaverde.example>
Date: вт, 17 мар. 2026 г. в 10:02
Subject: A catalogue
To: <walter@partner.example>

We want a catalogue.
""",
    ),
    "Gmail in German, an answer passed on": (
        "Fwd: Re: A catalogue",
        """
---------- Forwarded message ---------
Von: Ana Prado <ana@casaverde.example>
Date: Di., 17. März 2026 um 10:02 Uhr
Subject: Re: A catalogue
To: Walter Brandt <walter@partner.example>

We want a catalogue.

Am Mo., 16. März 2026 um 09:00 Uhr schrieb Walter Brandt <walter@partner.example>:
> What is it that you need?
""",
    ),
    "Gmail in French": (
        "Fwd: A catalogue",
        """
---------- Forwarded message ---------
De : Ana Prado <ana@casaverde.example>
Date: mar. 17 mars 2026 à 10:02
Subject: A catalogue
To: <walter@partner.example>

We want a catalogue.
""",
    ),
    "Outlook in English": (
        "FW: A catalogue",
        """
This one is for you.

From: Ana Prado <ana@casaverde.example>
Sent: Tuesday, March 17, 2026 10:02 AM
To: Walter Brandt <walter@partner.example>
Cc: Rui Prado <rui@casaverde.example>
Subject: A catalogue

We want a catalogue.
""",
    ),
    "Outlook on the web, under its rule": (
        "Fw: A catalogue",
        """
Please take it.
________________________________
From: Ana Prado <ana@casaverde.example>
Sent: Tuesday, March 17, 2026 10:02 AM
To: Walter Brandt <walter@partner.example>
Subject: A catalogue

We want a catalogue.
""",
    ),
    "Outlook in German, as old as it is": (
        "WG: A catalogue",
        """
Gruß
Walter

-----Ursprüngliche Nachricht-----
Von: Ana Prado [mailto:ana@casaverde.example]
Gesendet: Dienstag, 17. März 2026 10:02
An: Walter Brandt
Betreff: A catalogue
Wichtigkeit: Hoch

We want a catalogue.
""",
    ),
    "Outlook in Russian": (
        "FW: Каталог",
        """
Коллеги, это вам.

От: Ana Prado <ana@casaverde.example>
Отправлено: 17 марта 2026 г. 10:02
Кому: Walter Brandt <walter@partner.example>
Тема: A catalogue

We want a catalogue.
""",
    ),
    "Outlook in French": (
        "TR: A catalogue",
        """
De : Ana Prado <ana@casaverde.example>
Envoyé : mardi 17 mars 2026 10:02
À : Walter Brandt <walter@partner.example>
Objet : A catalogue

We want a catalogue.
""",
    ),
    "Outlook in Spanish": (
        "RV: A catalogue",
        """
De: Ana Prado <ana@casaverde.example>
Enviado el: martes, 17 de marzo de 2026 10:02
Para: Walter Brandt <walter@partner.example>
Asunto: A catalogue

We want a catalogue.
""",
    ),
    "Outlook in Polish": (
        "PD: A catalogue",
        """
Od: Ana Prado <ana@casaverde.example>
Wysłano: wtorek, 17 marca 2026 10:02
Do: Walter Brandt <walter@partner.example>
DW: Rui Prado <rui@casaverde.example>
Temat: A catalogue

We want a catalogue.
""",
    ),
    "Outlook in Italian, with a blank line between headers": (
        "I: A catalogue",
        """
Da: Ana Prado <ana@casaverde.example<mailto:ana@casaverde.example>>

Inviato: martedì 17 marzo 2026 10:02

A: Walter Brandt <walter@partner.example>

Oggetto: A catalogue

We want a catalogue.
""",
    ),
    "Outlook for Mac, which quotes": (
        "FW: A catalogue",
        """
On 17/03/2026, 10:02, "Ana Prado" <ana@casaverde.example> wrote:

    We want a catalogue.
""",
    ),
    "Outlook for Mac in Russian": (
        "FW: A catalogue",
        """
17.03.2026, 10:02, пользователь "Ana Prado" <ana@casaverde.example> написал:

    We want a catalogue.
""",
    ),
    "Outlook with headers broken over lines": (
        "FW: A catalogue",
        """
From: Ana Prado
 <ana@casaverde.example>
Sent: Tuesday, March 17, 2026 10:02 AM
To: Walter Brandt <walter@partner.example>;
 Rui Prado <rui@casaverde.example>
Subject: A catalogue

We want a catalogue.
""",
    ),
    "Apple Mail in English": (
        "Fwd: A catalogue",
        """
Yours?

> Begin forwarded message:
>
> From: Ana Prado <ana@casaverde.example>
> Subject: A catalogue
> Date: 17 March 2026 at 10:02:00 CET
> To: walter@partner.example
>
> We want a catalogue.
""",
    ),
    "Apple Mail in German": (
        "Fwd: A catalogue",
        """
Anfang der weitergeleiteten Nachricht:

> Von: Ana Prado <ana@casaverde.example>
> Betreff: A catalogue
> Datum: 17. März 2026 um 10:02:00 MEZ
> An: walter@partner.example
>
> We want a catalogue.
""",
    ),
    "Apple Mail in Russian, bold": (
        "Fwd: A catalogue",
        """
Начало переадресованного сообщения:

*Отправитель:* Ana Prado <ana@casaverde.example>
*Тема:* *A catalogue*
*Дата:* 17 марта 2026 г. в 10:02:00 GMT+3
*Кому:* walter@partner.example

We want a catalogue.
""",
    ),
    "Apple Mail in French": (
        "Tr : A catalogue",
        """
Début du message réexpédié :

> De: Ana Prado <ana@casaverde.example>
> Objet: A catalogue
> Date: 17 mars 2026 à 10:02:00 UTC+1
> À: walter@partner.example
>
> We want a catalogue.
""",
    ),
    "Thunderbird in English": (
        "Fwd: A catalogue",
        """
-------- Forwarded Message --------
Subject: \tA catalogue
Date: \tTue, 17 Mar 2026 10:02:00 +0100
From: \tAna Prado <ana@casaverde.example>
To: \tWalter Brandt <walter@partner.example>



We want a catalogue.
""",
    ),
    "Thunderbird in Polish": (
        "Fwd: A catalogue",
        """
--- Treść przekazanej wiadomości ---
Temat: \tA catalogue
Data: \tTue, 17 Mar 2026 10:02:00 +0100
Nadawca: \tAna Prado <ana@casaverde.example>
Adresat: \twalter@partner.example

We want a catalogue.
""",
    ),
    "Thunderbird in Spanish": (
        "Fwd: A catalogue",
        """
-------- Mensaje reenviado --------
Asunto: \tA catalogue
Fecha: \tTue, 17 Mar 2026 10:02:00 +0100
De: \tAna Prado <ana@casaverde.example>
Para: \twalter@partner.example

We want a catalogue.
""",
    ),
    "Yahoo, all headers on one line": (
        "Fw: A catalogue",
        """
   ----- Forwarded Message ----- From: Ana Prado <ana@casaverde.example>To: "walter@partner.example" """
        """<walter@partner.example>Sent: Tuesday, March 17, 2026 at 10:02:00 AM GMT+1Subject: A catalogue
 We want a catalogue.
""",
    ),
    "Yahoo in Russian, all headers on one line": (
        "Fw: A catalogue",
        """
----- Пересылаемое сообщение ----- От: Ana Prado <ana@casaverde.example>Кому: walter@partner.example"""
        """ <walter@partner.example>Отправлено: вторник, 17 марта 2026 г., 10:02:00 GMT+3Тема: A catalogue
We want a catalogue.
""",
    ),
    "Yandex": (
        "Fwd: A catalogue",
        """
Посмотрите, пожалуйста.

-------- Пересылаемое сообщение --------
17.03.2026, 10:02, "Ana Prado" <ana@casaverde.example>:

We want a catalogue.

-------- Конец пересылаемого сообщения --------

--
Walter
""",
    ),
    "Mail.ru": (
        "Fwd: A catalogue",
        """
-------- Пересылаемое сообщение --------
От кого: Ana Prado <ana@casaverde.example>
Кому: walter@partner.example
Дата: Вторник, 17 марта 2026, 10:02 +03:00
Тема: A catalogue

We want a catalogue.
""",
    ),
    "MailMate": (
        "Fwd: A catalogue",
        """
Forwarded message:

> From: Ana Prado <ana@casaverde.example>
> To: walter@partner.example
> Subject: A catalogue
> Date: Tue, 17 Mar 2026 10:02:00 +0100
>
> We want a catalogue.
""",
    ),
    "HubSpot in Japanese": (
        "Fwd: A catalogue",
        """
---------- メッセージを転送 ---------
送信元：Ana Prado <ana@casaverde.example>
日付：2026年3月17日火曜日 10:02:00 +0100
件名：A catalogue
送信先：walter@partner.example

We want a catalogue.
""",
    ),
    "Danish, where the mark of the subject says nothing": (
        "VS: A catalogue",
        """
Fra: Ana Prado <ana@casaverde.example>
Sendt: 17. marts 2026 10:02
Til: Walter Brandt <walter@partner.example>
Emne: A catalogue

We want a catalogue.
""",
    ),
    "passed on under a subject of its own": (
        "Somebody for you",
        """
Hello, these people need a catalogue.

From: Ana Prado <ana@casaverde.example>
Sent: Tuesday, March 17, 2026 10:02 AM
To: Walter Brandt <walter@partner.example>
Subject: A catalogue

We want a catalogue.
""",
    ),
    "passed on by a colleague of Walter's, then by Walter": (
        "FW: A catalogue",
        """
From: Petra Klein <petra@partner.example>
Sent: Wednesday, March 18, 2026 09:00
To: Walter Brandt <walter@partner.example>
Subject: FW: A catalogue

Is that for Kvarta?

From: Ana Prado <ana@casaverde.example>
Sent: Tuesday, March 17, 2026 10:02
To: Petra Klein <petra@partner.example>
Subject: A catalogue

We want a catalogue.
""",
    ),
    "passed on twice, quoted deeper each time": (
        "Fwd: Fwd: A catalogue",
        """
Begin forwarded message:

> From: Petra Klein <petra@partner.example>
> Subject: Fwd: A catalogue
> Date: 18 March 2026 at 09:00:00 CET
> To: walter@partner.example
>
> For Kvarta?
>
>> Begin forwarded message:
>>
>> From: Ana Prado <ana@casaverde.example>
>> Subject: A catalogue
>> Date: 17 March 2026 at 10:02:00 CET
>> To: petra@partner.example
>>
>> We want a catalogue.
""",
    ),
    "first shown to us, then passed on": (
        "Fwd: A catalogue",
        """
---------- Forwarded message ---------
From: Kvarta <hello@kvarta.example>
Date: Wed, 18 Mar 2026 at 09:00
Subject: Fwd: A catalogue
To: Walter Brandt <walter@partner.example>

Is she yours?

---------- Forwarded message ---------
From: Ana Prado <ana@casaverde.example>
Date: Tue, 17 Mar 2026 at 10:02
Subject: A catalogue
To: <hello@kvarta.example>

We want a catalogue.
""",
    ),
}


@pytest.mark.parametrize("program", FORWARDS)
def test_the_client_is_who_wrote_it_first(program: str) -> None:
    subject, body = FORWARDS[program]
    found = passed_on(letter(body, subject=subject), US)
    assert found is not None and found.sender is not None
    assert (found.sender.name, found.sender.address) == ANA
    assert found.words.startswith("We want a catalogue.")
    assert found.words.count("\n") < 4
    assert found.subject in ("A catalogue", "Каталог")


NOTES = {
    "Gmail in English": "See below, I told her that you are good.",
    "Outlook on the web, under its rule": "Please take it.",
    "Outlook in German, as old as it is": "Gruß\nWalter",
    "Apple Mail in English": "Yours?",
    "Yandex": "Посмотрите, пожалуйста.",
    "Mail.ru": "",
    "passed on by a colleague of Walter's, then by Walter": "",
}


@pytest.mark.parametrize("program", NOTES)
def test_what_the_forwarder_wrote_above_it_is_kept_apart(program: str) -> None:
    subject, body = FORWARDS[program]
    found = passed_on(letter(body, subject=subject), US)
    assert found is not None
    assert found.note == NOTES[program]


NONE = {
    "a reply that quotes": (
        "Re: A catalogue",
        "Yes.\n\nOn Tue, 17 Mar 2026 at 10:02, Ana Prado <ana@casaverde.example> wrote:\n> We want one.",
    ),
    "a reply from Outlook, with the block under it": (
        "RE: A catalogue",
        "Yes.\n\nFrom: Ana Prado <ana@casaverde.example>\nSent: Tuesday, March 17, 2026 10:02\n"
        "To: Walter Brandt\nSubject: A catalogue\n\nWe want one.",
    ),
    "a reply in German, with the block under it": (
        "AW: Katalog",
        "Ja.\n\nVon: Ana Prado <ana@casaverde.example>\nGesendet: Dienstag, 17. März 2026\n"
        "An: Walter Brandt\nBetreff: Katalog\n\nWir brauchen einen.",
    ),
    "a reply to something passed on, quoted": (
        "Re: Fwd: A catalogue",
        "Thanks!\n\nOn Wed, 18 Mar 2026 at 09:00, Kvarta <hello@kvarta.example> wrote:\n"
        "> ---------- Forwarded message ---------\n> From: Ana Prado <ana@casaverde.example>\n"
        "> Date: Tue, 17 Mar 2026\n> Subject: A catalogue\n> To: a@b.example\n>\n> We want one.",
    ),
    "an answer to us with the subject changed": (
        "The catalogue after all",
        "Hello again.\n\nFrom: Kvarta <hello@kvarta.example>\nSent: Tuesday, March 17, 2026 10:02\n"
        "To: Walter Brandt\nSubject: Your site\n\nHow are you?",
    ),
    "a journey with from and to": (
        "A site for our journeys",
        "We go\n\nFrom: Berlin\nTo: Porto\nDate: 5 May\n\nand want a site.",
    ),
    "a quotation in the middle": (
        "A thought",
        "She said\nOn Tue, 17 Mar 2026 at 10:02, Ana Prado <ana@casaverde.example> wrote:\n> No.\nOh.",
    ),
    "the words alone": (
        "Forwarded",
        "What does a forwarded message cost us?\nFrom there on all is well.",
    ),
}


@pytest.mark.parametrize("what", NONE)
def test_what_merely_quotes_was_not_passed_on(what: str) -> None:
    subject, body = NONE[what]
    assert passed_on(letter(body, subject=subject), US) is None


def _enclosing(inner: bytes, *, subject: str = "Fwd: A catalogue", note: str = "For you.") -> bytes:
    return (
        raw("", subject=subject, kind='multipart/mixed; boundary="x"')
        + f"--x\r\nContent-Type: text/plain\r\n\r\n{note}\r\n--x\r\n".encode()
        + b"Content-Type: message/rfc822\r\n\r\n"
        + inner
        + b"\r\n--x\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; "
        b"filename=brief.pdf\r\n\r\n%PDF\r\n--x--\r\n"
    )


WHOLE = raw(
    "We want a catalogue.",
    sender="Ana Prado <ana@casaverde.example>",
    subject="A catalogue",
    Message_ID="<1@casaverde.example>",
)


def test_a_letter_that_was_enclosed_whole_is_the_letter() -> None:
    found = passed_on(parse(_enclosing(WHOLE)), US)
    assert found is not None and found.sender is not None
    assert (found.sender.name, found.sender.address) == ANA
    assert (found.subject, found.words, found.note) == (
        "A catalogue",
        "We want a catalogue.",
        "For you.",
    )
    assert [file.name for file in found.files] == ["brief.pdf"]
    assert found.message_id == "<1@casaverde.example>"


def test_letters_enclosed_in_letters_are_opened_one_by_one() -> None:
    colleague = _enclosing(WHOLE).replace(b"Walter Brandt <walter@", b"Petra Klein <petra@")
    found = passed_on(
        parse(_enclosing(colleague.replace(b'"x"', b'"y"').replace(b"--x", b"--y"))), US
    )
    assert found is not None and found.sender is not None
    assert found.sender.address == "ana@casaverde.example"


def test_a_reply_with_a_letter_enclosed_is_a_reply() -> None:
    assert passed_on(parse(_enclosing(WHOLE, subject="Re: A catalogue")), US) is None


def test_letters_without_end_in_each_other_come_to_an_end() -> None:
    matryoshka = WHOLE.replace(b"ana@casaverde", b"walter@partner")
    for n in range(60):
        matryoshka = (
            _enclosing(matryoshka).replace(b'"x"', b'"x%d"' % n).replace(b"--x\r", b"--x%d\r" % n)
        )
    found = passed_on(parse(matryoshka), US)
    assert found is not None


def test_where_anybody_has_an_address_only_the_same_address_is_the_same_house() -> None:
    body = FORWARDS["Gmail in English"][1].replace("ana@casaverde.example", "ana.prado@gmail.com")
    found = passed_on(letter(body, subject="Fwd: x", sender="Walter <walter@gmail.com>"), US)
    assert found is not None and found.sender is not None
    assert found.sender.address == "ana.prado@gmail.com"
    own = passed_on(letter(body, subject="Fwd: x", sender="Ana <ana.prado@gmail.com>"), US)
    assert own is not None
    assert own.sender is None


def test_a_colleague_of_the_forwarder_is_nobody_from_outside() -> None:
    body = FORWARDS["Gmail in English"][1].replace("ana@casaverde", "boss@partner")
    found = passed_on(letter(body, subject="Fwd: A catalogue"), US)
    assert found is not None
    assert found.sender is None
    bare = passed_on(letter("Here it is, typed anew", subject="Fwd: A catalogue"), US)
    assert bare is not None
    assert bare.sender is None


def test_a_robots_letter_is_nobodys_unless_it_says_whom_to_answer() -> None:
    body = FORWARDS["Apple Mail in English"][1].replace("ana@casaverde", "no-reply@forms")
    found = passed_on(letter(body, subject="Fwd: New entry"), US)
    assert found is not None
    assert found.sender is None
    answers = body.replace("> To:", "> Reply-To: Ana Prado <ana@casaverde.example>\n> To:")
    found = passed_on(letter(answers, subject="Fwd: New entry"), US)
    assert found is not None and found.sender is not None
    assert (found.sender.name, found.sender.address) == ANA


def test_a_name_without_an_address_is_better_than_nobody() -> None:
    body = FORWARDS["Outlook in English"][1].replace(" <ana@casaverde.example>", "")
    found = passed_on(letter(body, subject="FW: A catalogue"), US)
    assert found is not None and found.sender is not None
    assert (found.sender.name, found.sender.address) == ("Ana Prado", "")


def test_one_of_us_passes_on_what_came_to_their_own_mailbox() -> None:
    subject, body = FORWARDS["Gmail in English"]
    found = passed_on(letter(body, subject=subject, sender="Vera <vera@kvarta.example>"), US)
    assert found is not None and found.sender is not None
    assert found.sender.address == "ana@casaverde.example"


def test_html_alone_will_do() -> None:
    html = (
        "<div>Look</div><div class='q'>---------- Forwarded message ---------<br>From: <b>Ana Prado</b> "
        "<span>&lt;<a href='mailto:ana@casaverde.example'>ana@casaverde.example</a>&gt;</span><br>"
        "Date: Tue, 17 Mar 2026<br>Subject: A catalogue<br>To: &lt;walter@partner.example&gt;<br></div>"
        "<br><p>We want a catalogue.</p>"
    )
    found = passed_on(letter(html, subject="Fwd: A catalogue", kind="text/html; charset=utf-8"), US)
    assert found is not None and found.sender is not None
    assert (found.sender.name, found.sender.address) == ANA
    assert (found.note, found.words) == ("Look", "We want a catalogue.")


def test_nothing_that_is_long_and_strange_takes_long_or_raises() -> None:
    strange = [
        "-" * 50_000,
        ">" * 50_000 + "x",
        "From: " * 20_000,
        "\n" * 50_000,
        "a@" * 30_000,
        "On 1 " + "x, " * 20_000 + ":",
        "---------- Forwarded message ---------\n" * 5_000,
        "From: a@b.example\nTo: c@d.example\nSubject: s\n\n" * 2_000,
        "[mailto:" * 9_000,
    ]
    for body in strange:
        passed_on(letter(body, subject="Fwd: " * 30), Ourselves())
    assert passed_on(letter("", subject="", sender=PARTNER), US) is None
