"""Letters that somebody passed on: what mail programs write above them, in every language that they speak."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tests.mail.raw import head, inside, letter, several, text

WALTER = "Walter Brandt <walter@partner.example>"
OURS = "hello@kvarta.example"
RULE = "_" * 32


class Tongue(NamedTuple):
    """How programs speak: the mark of a subject, Apple's and Thunderbird's own, then From, Subject, Date, To, Sent."""

    subject: str
    apple: str
    thunderbird: str
    sender: str
    about: str
    date: str
    to: str
    sent: str


SPOKEN = """
    Czech: Fwd|Začátek přeposílané zprávy|Přeposlaná zpráva|Od|Předmět|Datum|Komu|Odesláno
    Danish: VS|Start på videresendt besked|Videresendt meddelelse|Fra|Emne|Dato|Til|Sendt
    Dutch: Doorst|Begin doorgestuurd bericht|Doorgestuurd bericht|Van|Onderwerp|Datum|Aan|Verzonden
    English: Fwd|Begin forwarded message|Forwarded Message|From|Subject|Date|To|Sent
    Finnish: Fwd|Välitetty viesti alkaa|Välitetty viesti / Fwd.Msg|Lähettäjä|Aihe|Päivämäärä|Vastaanottaja|Lähetetty
    French: TR|Début du message réexpédié|Message transféré|De|Objet|Date|À|Envoyé
    German: WG|Anfang der weitergeleiteten Nachricht|Weitergeleitete Nachricht|Von|Betreff|Datum|An|Gesendet
    Croatian: Fwd|Započni proslijeđenu poruku|Proslijeđena poruka|Šalje|Predmet|Datum|Prima|Poslano
    Hungarian: Továbbítás|Továbbított levél kezdete|Továbbított üzenet|Feladó|Tárgy|Dátum|Címzett|Elküldve
    Italian: I|Inizio messaggio inoltrato|Messaggio inoltrato|Da|Oggetto|Data|A|Inviato
    Norwegian: VS|Start på videresendt melding|Videresendt melding|Fra|Emne|Dato|Til|Sendt
    Polish: PD|Początek przekazywanej wiadomości|Treść przekazanej wiadomości|Od|Temat|Data|Do|Wysłano
    Portuguese: Fwd|Início da mensagem reencaminhada|Mensagem reencaminhada|De|Assunto|Data|Para|Enviado
    Portuguese of Brazil: ENC|Início da mensagem encaminhada|Mensagem encaminhada|De|Assunto|Data|Para|Enviada em
    Romanian: Fwd|Începe mesajul redirecționat|Mesaj redirecționat|De la|Subiect|Dată|Către|Trimis
    Russian: Fwd|Начало переадресованного сообщения|Перенаправленное сообщение|От|Тема|Дата|Кому|Отправлено
    Slovak: Fwd|Začiatok preposlanej správy|Preposlaná správa|Od|Predmet|Dátum|Komu|Odoslané
    Spanish: RV|Inicio del mensaje reenviado|Mensaje reenviado|De|Asunto|Fecha|Para|Enviado el
    Swedish: VB|Vidarebefordrat mejl|Vidarebefordrat meddelande|Från|Ämne|Datum|Till|Skickat
    Turkish: İlt|İleti başlangıcı|İletilmiş Mesaj|Kimden|Konu|Tarih|Kime|Gönderildi
    Ukrainian: Fwd|Початок листа, що пересилається|Перенаправлене повідомлення|Від|Тема|Дата|Кому|Надіслано
"""


def _tongues() -> Iterator[tuple[str, Tongue]]:
    for row in SPOKEN.strip().splitlines():
        language, _, said = row.strip().partition(": ")
        yield language, Tongue(*(each.strip() for each in said.split("|")))


TONGUES = dict(_tongues())
# Those in which Outlook is tried too, beside the other two.
OUTLOOK = (
    "English",
    "German",
    "French",
    "Spanish",
    "Italian",
    "Polish",
    "Russian",
    "Dutch",
    "Swedish",
    "Czech",
    "Turkish",
)


@dataclass(frozen=True)
class Forward:
    """A letter that was passed on: its bytes, and who wrote what was passed on."""

    name: str
    raw: bytes
    client: str
    says: str


def forwards() -> Iterator[Forward]:
    """All of them, each of a client of its own."""
    for language, tongue in TONGUES.items():
        yield _made(f"Apple Mail in {language}", tongue, _apple)
        yield _made(f"Thunderbird in {language}", tongue, _thunderbird)
        if language in OUTLOOK:
            yield _made(f"Outlook in {language}", tongue, _outlook)
    for name, (subject, words) in OTHERS.items():
        client = _client(name)
        said = words.replace("CLIENT", client).replace("ASKS", _asks(name))
        yield Forward(
            name, _mail(f"{subject}: A site for a choir", said, name), client, _asks(name)
        )
    yield from _enclosed()


def _made(name: str, tongue: Tongue, way: object) -> Forward:
    client = _client(name)
    words = way(tongue, client, _asks(name))  # type: ignore[operator]
    return Forward(name, _mail(f"{tongue.subject}: Our site", words, name), client, _asks(name))


def _client(name: str) -> str:
    plain = "".join(each for each in name.lower() if each.isascii() and each.isalnum())
    return f"tereza@{plain[:50]}.example"


def _asks(name: str) -> str:
    return f"We need a site for our choir ({name}). Can you help?"


def _mail(subject: str, words: str, name: str) -> bytes:
    id = f"<{_client(name).partition('@')[2]}@partner.example>"
    return head(subject.encode(), sender=WALTER, id=id) + text(words)


def _apple(it: Tongue, client: str, asks: str) -> str:
    return f"""For you?

{it.apple}:

{it.sender}: Tereza Malá <{client}>
{it.about}: Our site
{it.date}: 19 March 2026 at 09:12:00 GMT+1
{it.to}: Walter Brandt <walter@partner.example>

{asks}
"""


def _thunderbird(it: Tongue, client: str, asks: str) -> str:
    return f"""For you?


-------- {it.thunderbird} --------
{it.about}: \tOur site
{it.date}: \tThu, 19 Mar 2026 09:12:00 +0100
{it.sender}: \tTereza Malá <{client}>
{it.to}: \tWalter Brandt <walter@partner.example>


{asks}
"""


def _outlook(it: Tongue, client: str, asks: str) -> str:
    return f"""For you?

{it.sender}: Tereza Malá <{client}>
{it.sent}: 19.03.2026 09:12
{it.to}: Walter Brandt <walter@partner.example>
{it.about}: Our site

{asks}
"""


OTHERS = {
    "Gmail in English": ("Fwd", """For you?

---------- Forwarded message ---------
From: Tereza Malá <CLIENT>
Date: Thu, Mar 19, 2026 at 9:12 AM
Subject: Our site
To: Walter Brandt <walter@partner.example>


ASKS
"""),
    "Gmail in Estonian": ("Fwd", """---------- Forwarded message ---------
Saatja: Tereza Malá <CLIENT>
Date: N, 19. märts 2026 kell 09:12
Subject: Our site
To: Walter Brandt <walter@partner.example>


ASKS
"""),
    "Gmail in Ukrainian": ("Fwd", """---------- Forwarded message ---------
Від: Tereza Malá <CLIENT>
Date: чт, 19 бер. 2026 р. о 09:12
Subject: Our site
To: Walter Brandt <walter@partner.example>


ASKS
"""),
    "Gmail in Spanish": ("Fwd", """---------- Forwarded message ---------
De: Tereza Malá <CLIENT>
Date: jue, 19 mar 2026 a las 9:12
Subject: Our site
To: <walter@partner.example>


ASKS
"""),
    "Outlook on the web": ("Fw", f"""Have a look.
{RULE}
From: Tereza Malá <CLIENT>
Sent: Thursday, March 19, 2026 9:12 AM
To: Walter Brandt <walter@partner.example>
Subject: Our site

ASKS
"""),
    "Outlook on a telephone": ("Fw", f"""Get Outlook for iOS<https://aka.ms/o0ukef>
{RULE}
From: Tereza Malá <CLIENT>
Sent: Thursday, March 19, 2026 9:12:03 AM
To: Walter Brandt <walter@partner.example>
Subject: Our site

ASKS
"""),
    "Outlook for Mac": ("FW", """Have a look.

From: Tereza Malá <CLIENT>
Date: Thursday, 19 March 2026 at 09:12
To: Walter Brandt <walter@partner.example>
Subject: Our site

ASKS
"""),
    "Outlook with an address in brackets": ("FW", """Have a look.

-----Original Message-----
From: Tereza Malá [mailto:CLIENT]
Sent: Thursday, March 19, 2026 9:12 AM
To: Walter Brandt
Subject: Our site

ASKS
"""),
    "Yahoo": ("Fw", """  Have a look.

   ----- Forwarded Message ----- From: Tereza Malá <CLIENT>To: Walter Brandt <walter@partner.example>"""
            """Sent: Thursday, March 19, 2026, 09:12:00 AM GMT+1Subject: Our site
ASKS
"""),
    "MailMate": ("Fwd", """Have a look.

Forwarded message:

> From: Tereza Malá <CLIENT>
> To: Walter Brandt <walter@partner.example>
> Subject: Our site
> Date: Thu, 19 Mar 2026 09:12:00 +0100
>
> ASKS
"""),
    "Missive": ("Fwd", """Have a look.

---------- Forwarded message ----------
From: Tereza Malá <CLIENT>
Date: March 19, 2026 at 9:12 AM
To: Walter Brandt <walter@partner.example>
Subject: Our site

ASKS
"""),
    "HubSpot": ("Fwd", """Have a look.

---------- Forwarded message ---------
From: Tereza Malá <CLIENT>
Date: Thu, Mar 19, 2026, 9:12 AM
Subject: Our site
To: <walter@partner.example>

ASKS
"""),
    "IONOS": ("Fwd", """Have a look.

---------- Original Message ----------
From: Tereza Malá <CLIENT>
To: Walter Brandt <walter@partner.example>
Date: 19/03/2026 09:12 CET
Subject: Our site


ASKS
"""),
    "Mail.ru": ("Fwd", """Это к вам.

-------- Пересылаемое сообщение --------
От кого: Tereza Malá <CLIENT>
Кому: Walter Brandt <walter@partner.example>
Дата: Четверг, 19 марта 2026, 09:12 +03:00
Тема: Our site

ASKS

----------------------------------------------------------------------
"""),
    "Yandex": ("Fwd", """Это к вам.

-------- Пересылаемое сообщение --------
19.03.2026, 09:12, "Tereza Malá" <CLIENT>:

ASKS

-------- Конец пересылаемого сообщения --------
"""),
    "The Bat!": ("Fwd", """Have a look.

This is a forwarded message
From: Tereza Malá <CLIENT>
To: Walter Brandt <walter@partner.example>
Date: Thursday, March 19, 2026, 9:12:00 AM
Subject: Our site

===8<==============Original message text===============
ASKS

===8<===========End of original message text===========
"""),
    "a chain, the first one of the forwarder's own house": ("Fwd", """---------- Forwarded message ---------
From: Jana Brandt <jana@partner.example>
Date: Thu, Mar 19, 2026 at 9:30 AM
Subject: Fwd: Our site
To: Walter Brandt <walter@partner.example>


Not for me.

---------- Forwarded message ---------
From: Tereza Malá <CLIENT>
Date: Thu, Mar 19, 2026 at 9:12 AM
Subject: Our site
To: Jana Brandt <jana@partner.example>


ASKS
"""),
    "a chain, the first one of ours": ("Fwd", """---------- Forwarded message ---------
From: Vera <hello@kvarta.example>
Date: Thu, Mar 19, 2026 at 9:30 AM
Subject: Fwd: Our site
To: Walter Brandt <walter@partner.example>


Is that yours?

---------- Forwarded message ---------
From: Tereza Malá <CLIENT>
Date: Thu, Mar 19, 2026 at 9:12 AM
Subject: Our site
To: hello@kvarta.example


ASKS
"""),
    "a chain of three houses, where the outermost counts": ("Fwd", """---------- Forwarded message ---------
From: Tereza Malá <CLIENT>
Date: Thu, Mar 19, 2026 at 9:30 AM
Subject: Fwd: Our site
To: Walter Brandt <walter@partner.example>


ASKS

---------- Forwarded message ---------
From: Her board <board@elsewhere.example>
Date: Thu, Mar 19, 2026 at 9:12 AM
Subject: Our site
To: Tereza Malá <CLIENT>


Please find somebody.
"""),
}  # fmt: skip


def _enclosed() -> Iterator[Forward]:
    for name, depth in (("enclosed whole", 1), ("enclosed twice", 2)):
        client, asks = _client(name), _asks(name)
        inner = letter("Our site", text(asks), sender=f"Tereza <{client}>", id=f"<{client}>")
        for level in range(depth):
            parts = [text("See the enclosed."), inside(inner)]
            top = head(f"Fwd: Our site, {name}, {level}", sender=WALTER)
            inner = top + several("mixed", parts, boundary=f"=-{level}-{depth}")
        yield Forward(name, inner, client, asks)
