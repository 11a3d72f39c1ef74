"""A hundred messages of our own making, of every kind that lies in a mailbox, each with what it must become."""

from collections.abc import Iterator
from dataclasses import dataclass

from agency.leads.outcomes import Outcome
from tests.mail import forwards, report
from tests.mail.raw import (
    ENGLISH,
    OLGA,
    PDF,
    PNG,
    RUSSIAN,
    file,
    head,
    letter,
    several,
    text,
)

HELP = "Сможете помочь"
FIRST = "<first@casa-do-mar.pt>"


@dataclass(frozen=True)
class Case:
    """One message file: its bytes, its outcome, and words that must be readable on the lead.

    `client` is the address of whoever wants the work, `files` the names that came with it.
    """

    name: str
    raw: bytes
    outcome: Outcome = Outcome.lead
    says: str = ""
    subject: str = ""
    client: str = ""
    files: tuple[str, ...] = ()


def cases() -> list[Case]:
    """All of them, in the order in which they are fed: a reply after what it answers, a copy after its first."""
    return [
        *_plain(),
        *_cyrillic(),
        *_heads(),
        *_rich(),
        *_files(),
        *_broken(),
        *_passed_on(),
        *_robots(),
        *_returned(),
        *_many(),
        *_talk(),
        *_doubtful(),
    ]


def _plain() -> Iterator[Case]:
    yield Case(
        "plain",
        letter(id=FIRST),
        says=ENGLISH,
        subject="A site for tiles",
        client="ana@casa-do-mar.pt",
    )
    for coding in ("base64", "quoted-printable"):
        yield Case(coding, letter(coding, text(coding=coding)), says=ENGLISH)
    yield Case("no kind at all", letter("No kind", text(kind="")), says=ENGLISH)
    yield Case("line ends of Unix", letter("Unix").replace(b"\r\n", b"\n"), says=ENGLISH)
    flowed = text("We sell tiles \nand need a site.", "text/plain; charset=utf-8; format=flowed")
    yield Case("flowed", letter("Flowed", flowed), says="We sell tiles and need a site.")
    yield Case("no Message-ID", letter("No id", id=None), says=ENGLISH)
    yield Case("no date", letter("No date", date=None), says=ENGLISH)
    yield Case(
        "no body",
        head("Please call me back about a site"),
        subject="Please call me back about a site",
    )
    yield Case("no subject", letter(None), says=ENGLISH, subject="We sell tiles")
    yield Case(
        "one line out of an mbox",
        b"From ana@casa-do-mar.pt Thu Mar 19 10:42:00 2026\r\n" + letter("Mbox"),
        says=ENGLISH,
    )


def _cyrillic() -> Iterator[Case]:
    labelled = {
        "windows-1251": "cp1251",
        "koi8-r": "koi8-r",
        "utf-8": "utf-8",
        "iso-8859-5": "iso8859-5",
        "cp866": "cp866",
    }
    for label, charset in labelled.items():
        part = text(RUSSIAN, f"text/plain; charset={label}", charset=charset)
        yield Case(f"Russian in {label}", letter(f"In {label}", part, sender=OLGA), says=HELP)
    for charset in ("cp1251", "koi8-r", "utf-8"):
        part = text(RUSSIAN, "text/plain", charset=charset)
        yield Case(
            f"Russian in {charset} without a label",
            letter(f"Bare {charset}", part, sender=OLGA),
            says=HELP,
        )
    wrong = text(RUSSIAN, "text/plain; charset=utf-8", charset="cp1251")
    yield Case(
        "windows-1251 that says it is UTF-8", letter("Wrong label", wrong, sender=OLGA), says=HELP
    )
    misspelt = text(RUSSIAN, "text/plain; charset=cp-1251", charset="cp1251")
    yield Case("a misspelt label", letter("Misspelt", misspelt, sender=OLGA), says=HELP)
    unknown = text(RUSSIAN, "text/plain; charset=x-nobody-knows")
    yield Case("a label nobody knows", letter("Unknown label", unknown, sender=OLGA), says=HELP)
    for label in ("windows-1251", "koi8-r"):
        page = f"<html><head><meta charset='{label}'></head><body><p>{RUSSIAN}</p></body></html>"
        part = text(page, f"text/html; charset={label}", coding="base64", charset=label)
        yield Case(f"HTML in {label}", letter(f"HTML {label}", part, sender=OLGA), says=HELP)
    old = text(RUSSIAN, "text/plain", charset="cp866")
    yield Case(
        "Russian in cp866 without a label", letter("Bare cp866", old, sender=OLGA), says=HELP
    )
    wide = text(RUSSIAN, "text/plain; charset=utf-16", coding="base64", charset="utf-16")
    yield Case("UTF-16", letter("Wide", wide, sender=OLGA), says=HELP)
    yield Case(
        "Chinese in gb18030",
        letter(
            "GB",
            text(
                "您好,我们需要一个网站。",
                "text/plain; charset=gb2312",
                coding="base64",
                charset="gb18030",
            ),
        ),
        says="网站",
    )


def _heads() -> Iterator[Case]:
    yield Case(
        "an encoded subject", letter("=?windows-1251?B?0eDp8iDk6/8g9+D/?="), subject="Сайт для чая"
    )
    yield Case(
        "a subject cut within a letter",
        letter("=?utf-8?B?0KHQsNC5?= =?utf-8?B?0YIg0LTQu9GPINGH0LDR?= =?utf-8?B?jw==?="),
        subject="Сайт для чая",
    )
    yield Case(
        "a raw subject in windows-1251",
        letter("Сайт для чая и кофе".encode("cp1251")),
        subject="Сайт для чая и кофе",
    )
    yield Case(
        "a raw sender in UTF-8",
        letter("Raw sender", sender="Ольга Чай <olga@sugrob.ru>".encode()),
        says=ENGLISH,
    )
    yield Case(
        "an encoded name in quotes",
        letter("Quoted name", sender='"=?utf-8?B?0J7Qu9GM0LPQsA==?=" <olga@sugrob.ru>'),
        says=ENGLISH,
    )
    yield Case(
        "a comma in the name",
        letter("Comma", sender='"Lopes, Ana" <ana@casa-do-mar.pt>'),
        client="ana@casa-do-mar.pt",
    )
    yield Case(
        "an address alone",
        letter("Alone", sender="ana@casa-do-mar.pt"),
        client="ana@casa-do-mar.pt",
    )
    yield Case(
        "a subject over three lines",
        letter("A site\r\n for\r\n\ttiles and more"),
        subject="A site for tiles and more",
    )
    yield Case(
        "two subjects",
        letter("The first of two", more="Subject: The second\r\n"),
        subject="The first of two",
    )
    yield Case(
        "a date that is none", letter("Bad date", date="yesterday, around noon"), says=ENGLISH
    )
    yield Case(
        "a head without a colon",
        letter("No colon", more="This is no head\r\n"),
        says="We sell tiles",
    )
    yield Case("an id that is none", letter("Bad id", id="not an id"), says=ENGLISH)
    yield Case(
        "a thousand readers",
        letter("Crowd", to=", ".join(f"a{n}@b.example" for n in range(1000))),
        says=ENGLISH,
    )


def _rich() -> Iterator[Case]:
    page = text(f"<p>Hello,</p><p>{ENGLISH}</p>", "text/html; charset=utf-8")
    yield Case("HTML only", letter("HTML only", page), says=ENGLISH)
    table = text(
        "<table><tr><td>Pages</td><td>12</td></tr></table><style>p{}</style><script>x()</script>",
        "text/html",
    )
    yield Case("a table", letter("Table", table), says="12")
    yield Case(
        "text and HTML", letter("Both", several("alternative", [text(), page])), says=ENGLISH
    )
    empty = several("alternative", [text("  \n"), page])
    yield Case("an empty text beside the HTML", letter("Empty text", empty), says=ENGLISH)
    related = several(
        "related", [page, file(PNG, "image/png", "filename=logo.png", disposition="inline")]
    )
    yield Case(
        "a picture in the text", letter("Related", related), says=ENGLISH, files=("logo.png",)
    )
    deep = text()
    for level in range(40):
        deep = several("mixed", [deep], boundary=f"b{level}")
    yield Case("forty levels deep", letter("Deep", deep), says=ENGLISH)


def _files() -> Iterator[Case]:
    def with_file(subject: str, *parts: bytes) -> bytes:
        return letter(subject, several("mixed", [text(), *parts]))

    yield Case(
        "a file",
        with_file("File", file(PDF, "application/pdf", 'filename="brief.pdf"')),
        says=ENGLISH,
        files=("brief.pdf",),
    )
    cyrillic = file(PDF, "application/pdf", "filename*=utf-8''%D0%B1%D1%80%D0%B8%D1%84.pdf")
    yield Case("a file with a Russian name", with_file("RFC 2231", cyrillic), files=("бриф.pdf",))
    encoded = file(PDF, "application/pdf", 'filename="=?utf-8?B?0LHRgNC40YQucGRm?="')
    yield Case("a name in an encoded word", with_file("RFC 2047", encoded), files=("бриф.pdf",))
    yield Case(
        "only a file",
        letter("Only a file", file(PDF, "application/pdf", "filename=brief.pdf")),
        files=("brief.pdf",),
    )
    meeting = text("BEGIN:VCALENDAR\r\nEND:VCALENDAR", "text/calendar; method=REQUEST")
    yield Case("a meeting", with_file("Meeting", meeting), says=ENGLISH)
    yield Case(
        "winmail.dat",
        with_file("TNEF", file(b"\x78\x9f\x3e\x22", "application/ms-tnef", "filename=winmail.dat")),
        says=ENGLISH,
        files=("winmail.dat",),
    )
    signed = several(
        "signed", [text(), file(b"0\x82", "application/pkcs7-signature", "filename=smime.p7s")]
    )
    yield Case("signed", letter("Signed", signed), says=ENGLISH)
    secret = several(
        "encrypted",
        [
            text("Version: 1", "application/pgp-encrypted"),
            text("-----BEGIN PGP MESSAGE-----", "application/octet-stream"),
        ],
    )
    yield Case("encrypted", letter("Encrypted", secret), subject="Encrypted")
    yield Case(
        "a file of a megabyte",
        with_file("Large", file(bytes(1_000_000), "image/tiff", "filename=plan.tif")),
        says=ENGLISH,
        files=("plan.tif",),
    )


def _broken() -> Iterator[Case]:
    parts = [text(), file(PDF, "application/pdf", "filename=brief.pdf")]
    yield Case(
        "parts without an end",
        letter("No end", several("mixed", parts, closed=False)),
        says=ENGLISH,
    )
    lost = several("mixed", parts).replace(b'boundary="=-part"', b'boundary="other"')
    yield Case("parts under another boundary", letter("Other boundary", lost), says="We sell tiles")
    yield Case(
        "no boundary named",
        letter("No boundary", b"Content-Type: multipart/mixed\r\n\r\n" + ENGLISH.encode()),
        says="We sell tiles",
    )
    crumbs = b"Content-Transfer-Encoding: base64\r\n\r\nV2Ugc2VsbCB0aWxlcw=!?\r\n"
    yield Case("base64 with crumbs", letter("Crumbs", crumbs), says="We sell tile")
    frayed = b"Content-Transfer-Encoding: quoted-printable\r\n\r\nWe sell =ZZ tiles=\r\n"
    yield Case("frayed quoted-printable", letter("Frayed", frayed), says="We sell")
    yield Case("zeroes in the words", letter("Zeroes", text(b"We sell\x00 tiles")), says="tiles")
    yield Case(
        "a coding nobody knows", letter("Coding", text(coding="x-own")), says="We sell tiles"
    )


def _passed_on() -> Iterator[Case]:
    forward, tereza = Outcome.forward, "tereza@choir.example"
    for name, (_, _, words) in forwards.INLINE.items():
        yield Case(
            f"passed on by {name}", forwards.inline(name), forward, says=words, client=tereza
        )
    asks = forwards.ASKS
    yield Case(
        "passed on as a letter in a letter",
        forwards.enclosed("Fwd: enclosed", forwards.original()),
        forward,
        says=asks,
        client=tereza,
    )
    twice = forwards.enclosed("Fwd: twice", forwards.enclosed("Fwd: once", forwards.original()))
    yield Case("a letter in a letter in a letter", twice, forward, says=asks, client=tereza)


def _robots() -> Iterator[Case]:
    auto = Outcome.auto_reply
    yield Case(
        "an absence by RFC 3834",
        letter(
            "Re: Our proposal",
            text("I am away until 3 December."),
            more="Auto-Submitted: auto-replied\r\n",
        ),
        auto,
    )
    yield Case(
        "an absence in its subject",
        letter("Automatic reply: Our proposal", text("I am away.")),
        auto,
    )
    yield Case(
        "an absence in Russian",
        letter("Автоответ: Наше предложение".encode(), text("Я в отпуске."), sender=OLGA),
        auto,
    )
    yield Case(
        "an answer of a machine by its own head",
        letter("Thank you for your message", more="X-Autoreply: yes\r\n"),
        auto,
    )
    yield Case("a read receipt", report.read_receipt(), auto)
    yield Case(
        "a report that it arrived",
        report.report("delivered", "2.0.0", "Successful", "It was delivered."),
        auto,
    )


def _returned() -> Iterator[Case]:
    bounce = Outcome.bounce
    failed = report.report(
        "failed", "5.1.1", "Undelivered Mail Returned to Sender", "No such user."
    )
    yield Case("a failed delivery", failed, bounce)
    yield Case(
        "a late delivery",
        report.report("delayed", "4.4.1", "Delayed Mail", "Still trying."),
        bounce,
    )
    words = "This message was created automatically by mail delivery software.\nana@casa-do-mar.pt: no such user"
    exim = report.spoken(
        "Mail delivery failed: returning message to sender",
        words,
        more="X-Failed-Recipients: ana@casa-do-mar.pt\r\n",
    )
    yield Case("a failure in words", exim, bounce)
    yield Case(
        "a failure in Russian",
        report.spoken(
            "=?utf-8?B?0J3QtdC00L7RgdGC0LDQstC70LXQvdC90L7QtSDRgdC+0L7QsdGJ0LXQvdC40LU=?=",
            "Письмо не доставлено.",
        ),
        bounce,
    )
    yield Case("a complaint", report.complaint(), bounce)


def _many() -> Iterator[Case]:
    bulk = Outcome.bulk
    shop = "Paper <news@papiermuehle.example>"
    yield Case(
        "a newsletter",
        letter(
            "Grey whites",
            sender=shop,
            more="List-Unsubscribe: <https://papiermuehle.example/u>\r\n",
        ),
        bulk,
    )
    yield Case(
        "a mailing list",
        letter(
            "[css] Grids", sender=shop, more="List-Id: <css.lists.example>\r\nPrecedence: list\r\n"
        ),
        bulk,
    )
    yield Case(
        "a round letter",
        letter("To all of you", sender=shop, more="Precedence: bulk\r\n"),
        bulk,
    )
    yield Case(
        "somebody who reads no answers",
        letter("Your invoice", sender="Billing <no-reply@billing.example>"),
        bulk,
    )


def _talk() -> Iterator[Case]:
    again = letter(
        "Re: A site for tiles",
        text("One more thing: in Portuguese too."),
        more=f"In-Reply-To: {FIRST}\r\n",
    )
    yield Case(
        "a second word", again, Outcome.reply, says="in Portuguese too", client="ana@casa-do-mar.pt"
    )
    colleague = letter(
        "Re: A site for tiles",
        text("I am with Ana."),
        sender="Rui <rui@casa-do-mar.pt>",
        more=f"References: <x@y> {FIRST}\r\n",
    )
    yield Case("a colleague's word", colleague, Outcome.reply, says="I am with Ana")
    yield Case(
        "the first one coded anew",
        letter(body=text(coding="base64"), id=FIRST),
        Outcome.duplicate,
    )
    yield Case(
        "the first one with other line ends",
        letter(id=FIRST).replace(b"\r\n", b"\n"),
        Outcome.duplicate,
    )
    yield Case(
        "the first one's id with other words",
        letter(body=text("Something else entirely."), id=FIRST),
        says="Something else entirely.",
    )


def _doubtful() -> Iterator[Case]:
    doubt = Outcome.quarantine
    yield Case("nothing at all", b"", doubt)
    yield Case("nobody", letter("From nobody", sender=None), doubt)
    yield Case("marked as spam", letter("Kayaks!!!", more="X-Spam-Flag: YES\r\n"), doubt)
    yield Case("a picture", PNG + bytes(range(256)) * 8, doubt)
    yield Case("an empty letter", head(None, id="<empty@x.example>"), doubt)
