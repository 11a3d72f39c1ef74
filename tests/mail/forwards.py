"""Letters that somebody passed on, as their programs write them."""

from tests.mail.raw import DATE, head, inside, letter, several, text

TOMAS = "Tomáš Novák <tomas@partner.example>".encode()
ASKS = "We need a site for our choir. Can you help?"
ASKS_RU = "Нам нужен сайт для хора. Сможете помочь?"

GMAIL = f"""Could this be something for you?

---------- Forwarded message ---------
From: Tereza Malá <tereza@choir.example>
Date: Thu, Mar 19, 2026 at 9:12 AM
Subject: A site for a choir
To: Tomáš Novák <tomas@partner.example>


{ASKS}
"""
GMAIL_RU = f"""Посмотрите, пожалуйста.

---------- Forwarded message ---------
От: Тереза Мала <tereza@choir.example>
Date: чт, 19 мар. 2026 г. в 09:12
Subject: Сайт для хора
To: Tomáš Novák <tomas@partner.example>


{ASKS_RU}
"""
OUTLOOK = f"""Hi all, see below.

________________________________
From: Tereza Malá <tereza@choir.example>
Sent: Thursday, March 19, 2026 9:12 AM
To: Tomáš Novák <tomas@partner.example>
Subject: A site for a choir

{ASKS}
"""
OUTLOOK_RU = f"""Коллеги, это вам.

________________________________
От: Тереза Мала <tereza@choir.example>
Отправлено: 19 марта 2026 г. 9:12
Кому: Tomáš Novák <tomas@partner.example>
Тема: Сайт для хора

{ASKS_RU}
"""
OUTLOOK_DE = f"""Schaut mal.

Von: Tereza Malá <tereza@choir.example>
Gesendet: Donnerstag, 19. März 2026 09:12
An: Tomáš Novák <tomas@partner.example>
Betreff: A site for a choir

{ASKS}
"""
APPLE = f"""For you?

Begin forwarded message:

From: Tereza Malá <tereza@choir.example>
Subject: A site for a choir
Date: 19 March 2026 at 09:12:00 GMT
To: Tomáš Novák <tomas@partner.example>

{ASKS}
"""
APPLE_FR = f"""Pour vous ?

Début du message réexpédié :

De: Tereza Malá <tereza@choir.example>
Objet: A site for a choir
Date: 19 mars 2026 à 09:12:00 UTC
À: Tomáš Novák <tomas@partner.example>

{ASKS}
"""
THUNDERBIRD = f"""Yours?


-------- Forwarded Message --------
Subject: \tA site for a choir
Date: \tThu, 19 Mar 2026 09:12:00 +0000
From: \tTereza Malá <tereza@choir.example>
To: \tTomáš Novák <tomas@partner.example>


{ASKS}
"""
YANDEX = f"""Это к вам.

-------- Пересылаемое сообщение --------
19.03.2026, 09:12, "Тереза Мала" <tereza@choir.example>:

{ASKS_RU}

-------- Конец пересылаемого сообщения --------
"""
MAIL_RU = f"""Это к вам.

-------- Пересылаемое сообщение --------
От кого: Тереза Мала <tereza@choir.example>
Кому: Tomáš Novák <tomas@partner.example>
Дата: Четверг, 19 марта 2026, 09:12 +03:00
Тема: Сайт для хора

{ASKS_RU}
"""
CHAIN = f"""And on to you.

---------- Forwarded message ---------
From: Jana Dvořák <jana@partner.example>
Date: Thu, Mar 19, 2026 at 9:30 AM
Subject: Fwd: A site for a choir
To: Tomáš Novák <tomas@partner.example>


Tomáš, not for me.

---------- Forwarded message ---------
From: Tereza Malá <tereza@choir.example>
Date: Thu, Mar 19, 2026 at 9:12 AM
Subject: A site for a choir
To: Jana Dvořák <jana@partner.example>


{ASKS}
"""
INLINE = {
    "Gmail": ("Fwd: A site for a choir", GMAIL, ASKS),
    "Gmail in Russian": ("Fwd: Сайт для хора", GMAIL_RU, ASKS_RU),
    "Outlook": ("FW: A site for a choir", OUTLOOK, ASKS),
    "Outlook in Russian": ("FW: Сайт для хора", OUTLOOK_RU, ASKS_RU),
    "Outlook in German": ("WG: A site for a choir", OUTLOOK_DE, ASKS),
    "Apple Mail": ("Fwd: A site for a choir", APPLE, ASKS),
    "Apple Mail in French": ("Tr: A site for a choir", APPLE_FR, ASKS),
    "Thunderbird": ("Fwd: A site for a choir", THUNDERBIRD, ASKS),
    "Yandex": ("Fwd: Сайт для хора", YANDEX, ASKS_RU),
    "Mail.ru": ("Fwd: Сайт для хора", MAIL_RU, ASKS_RU),
    "two of one house, one after the other": ("Fwd: Fwd: A site for a choir", CHAIN, ASKS),
}


def inline(name: str) -> bytes:
    """One of those above; every one is a message of its own."""
    subject, words, _ = INLINE[name]
    return head(
        subject.encode(), sender=TOMAS, id=f"<{abs(len(name))}-{name[:3]}@partner.example>"
    ) + text(words)


def original() -> bytes:
    """What the client wrote, as a whole letter."""
    tereza = "Tereza Malá <tereza@choir.example>".encode()
    return letter(
        "A site for a choir", text(ASKS), sender=tereza, to="jana@partner.example", date=DATE
    )


def enclosed(subject: str, inner: bytes) -> bytes:
    """A letter with another inside."""
    parts = [text("See the enclosed."), inside(inner)]
    return head(subject, sender=TOMAS) + several("mixed", parts, boundary=f"=-{subject}")
