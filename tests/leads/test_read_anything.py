"""Whatever somebody sends is read without an error, and can be stored."""

from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from agency.leads.incoming import as_plain, parse
from agency.leads.quoting import split
from tests.mail.cases import cases
from tests.mail.raw import ENGLISH, RUSSIAN, head, inside, letter, several, text

few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
HUNDRED = cases()


def is_storable(said: str) -> bool:
    """Whether every database takes it."""
    return "\x00" not in said and said == said.encode("utf-8", errors="replace").decode("utf-8")


@few
@given(st.binary(max_size=400), st.sampled_from(HUNDRED), st.integers(0, 4000), st.integers(0, 400))
def test_any_bytes_become_something_that_can_be_stored(
    junk: bytes, case: object, at: int, gone: int
) -> None:
    raw = case.raw  # type: ignore[attr-defined]
    for damaged in (junk, raw[:at] + junk + raw[at + gone :]):
        with capture_logs() as logged:
            read = parse(damaged)
        assert logged == [], "it was given up"
        said = [read.subject, read.words, read.sender.name, read.html, *read.recipients]
        said += [file.name for file in read.files] + [read.header("Subject"), read.delivery_status]
        assert all(map(is_storable, said))


names = st.text(
    st.characters(categories=["L", "Zs"], exclude_characters="\xa0"), min_size=1, max_size=30
)
WORDS = "Здравствуйте, нам нужен сайт. We need a site."


@few
@given(
    names,
    st.sampled_from(["utf-8", "koi8-r", "windows-1251"]),
    st.sampled_from(["base64", "quoted-printable", "8bit"]),
)
def test_what_a_mail_program_writes_is_read_as_it_was_meant(
    name: str, charset: str, coding: str
) -> None:
    subject = f"Сайт {name}".encode(charset, errors="ignore").decode(charset)
    message = EmailMessage(policy=SMTP)
    message.set_content(WORDS, charset=charset, cte=coding)
    raw = (
        b"Subject: "
        + Header(subject, charset).encode(linesep="\r\n").encode()
        + b"\r\n"
        + message.as_bytes()
    )
    read = parse(raw)
    assert read.words == WORDS
    assert read.subject == " ".join(subject.split())


@pytest.mark.parametrize("charset", ["cp1251", "koi8-r", "cp866", "iso8859-5", "utf-8"])
def test_short_russian_words_without_a_label_are_read(charset: str) -> None:
    for said in (
        RUSSIAN,
        "Добрый день! Сколько стоит логотип?",
        "Нужен сайт. Перезвоните",
        "Спасибо, ждём",
    ):
        assert parse(head() + text(said, "text/plain", charset=charset)).words == said


@pytest.mark.parametrize(
    "said", ["Grüße aus Köln, wir brauchen eine Website", "Olá, é possível? Não temos página"]
)
def test_other_letters_without_a_label_are_not_taken_for_russian(said: str) -> None:
    assert parse(head() + text(said, "text/plain", charset="latin-1")).words == said


def nested(levels: int) -> bytes:
    inner = text()
    for level in range(levels):
        inner = several("mixed", [inner], boundary=f"level-{level}")
    return head() + inner


LARGE = {
    "a thousand levels": nested(1_000),
    "ten thousand readers": letter(to=", ".join(f"a{n}@b.example" for n in range(10_000))),
    "twenty thousand parts": head() + several("mixed", [text("x")] * 20_000),
    "letters in letters": head() + several("mixed", [inside(letter())] * 500),
    "a line of ten megabytes": letter(body=text("x" * 10_000_000)),
    "unclosed tags": letter(body=text("<p <a <b " * 100_000, "text/html")),
    "brackets in the sender": letter(sender="(" * 100_000 + " <a@b.example>"),
    "encoded words without an end": letter("=?utf-8?q?" * 20_000),
    "a million line ends": letter(body=text("\n" * 1_000_000)),
    "a million carriage returns": letter(body=text("\r" * 1_000_000)),
    "flowing for ever": letter(body=text("a \n" * 300_000, "text/plain; format=flowed")),
    "blanks before a word": letter(body=text("<pre>" + " " * 500_000 + "x", "text/html")),
    "titles in titles": letter(body=text("<title>" * 60_000 + "</head>" * 60_000, "text/html")),
    "quotations in quotations": letter(body=text("<blockquote type=cite>x" * 60_000, "text/html")),
    "base64 with an end after each letter": head()
    + b"Content-Transfer-Encoding: base64\r\n\r\n"
    + b"A=" * 2_000_000,
    "one long word in a subject": letter("=?a?q?" * 100_000),
    "writes writes writes": letter(body=text("x\n\n" + "пишет " * 100_000 + "\n> a")),
}


@pytest.mark.parametrize("name", LARGE)
def test_a_letter_made_to_be_in_the_way_is_read_all_the_same(name: str) -> None:
    read = parse(LARGE[name])
    assert read.language == "en" or "пишет" in read.words
    assert read.heads.raw and read.subject, "it was given up"


def test_html_becomes_words_that_somebody_would_type() -> None:
    page = (
        "<head><title>t</title><body><p>See <a href='https://a.example/x'>our site</a>,"
        " <a href='https://b.example'>b.example</a></p>"
        "<ol><li>one</li><li>two</li></ol><table><tr><td>Pages</td><td>12</td></tr></table>"
        "<blockquote type=cite>old<br>words</blockquote>"
    )
    said = "See our site (https://a.example/x), b.example\n\n1. one\n2. two\n\nPages | 12\n\n> old\n> words"
    assert as_plain(page) == said


def test_a_footer_of_a_list_does_not_hide_the_words_above_it() -> None:
    page = text(f"<p>{ENGLISH}</p>", "text/html")
    read = parse(head() + several("mixed", [page, text("-- \nThe list")]))
    assert ENGLISH in read.words


def test_a_russian_answer_over_an_english_letter_is_russian() -> None:
    quoted = "\n".join(f"> {ENGLISH}" for _ in range(5))
    read = parse(letter("Re: site", text(f"Да, подходит.\n\n{quoted}")))
    assert split(read.words).quoted
    assert read.language == "ru"


SAVED = letter("Сайт".encode(), text(RUSSIAN), sender="Ольга Чай <olga@sugrob.ru>".encode())


@pytest.mark.parametrize(
    "raw",
    [
        SAVED.decode().encode("utf-16"),
        SAVED.decode().encode("utf-16-be"),
        b"\xef\xbb\xbf" + SAVED,
        b"\r\n\r\n" + SAVED,
        SAVED.replace(b"\r\n", b"\r"),
        SAVED.replace(b"\r\n", b"\r\r\n"),
        b">From olga Thu Mar 19 10:42:00 2026\n" + SAVED,
    ],
)
def test_a_letter_is_read_however_it_was_saved(raw: bytes) -> None:
    read = parse(raw)
    assert (read.sender.name, read.sender.address) == ("Ольга Чай", "olga@sugrob.ru")
    assert (read.subject, read.words) == ("Сайт", RUSSIAN)


@pytest.mark.parametrize(
    ("sender", "name", "address"),
    [
        ("=?utf-8?q?Doe=2C_John?= <j@d.example>", "Doe, John", "j@d.example"),
        ("Вера, Линдт <v@l.example>", "Вера, Линдт", "v@l.example"),
        ("=?utf-8?b?0J7Qu9GM0L?= =?utf-8?b?PQsA==?= <o@s.example>", "Ольга", "o@s.example"),
        ("=?utf-8?q?Vera_=3Cv=40l=2Eexample=3E?=", "Vera", "v@l.example"),
        ("Vera v@l.example", "v", "v@l.example"),
        ("v@l.example (Vera Lindt)", "Vera Lindt", "v@l.example"),
    ],
)
def test_a_sender_is_found_in_a_crooked_header(sender: str, name: str, address: str) -> None:
    read = parse(f"From: {sender}\r\n\r\nHello".encode())
    assert (read.sender.name, read.sender.address) == (name, address)


def a_file(*heads: bytes, kind: bytes = b"application/pdf", data: bytes = b"%PDF") -> bytes:
    said = b"".join(line + b"\r\n" for line in (b"Content-Type: " + kind, *heads))
    return said + b"\r\n" + data


@pytest.mark.parametrize(
    ("part", "name"),
    [
        (a_file(b'Content-Disposition: attachment; filename="' + "Смета.pdf".encode("cp1251") + b'"'), "Смета.pdf"),
        (a_file(kind=b'application/pdf; name="' + "Смета.pdf".encode("koi8-r") + b'"'), "Смета.pdf"),
        (a_file(b"Content-Disposition: file;", b" filename*0*=koi8-r''%F3%CD;", b" filename*1=1.pdf"), "См1.pdf"),
        (a_file(b"Content-Disposition: attachment; filename=my long file.pdf"), "my long file.pdf"),
        (a_file(b"Content-Disposition: attachment; filename=../../etc/passwd"), "passwd"),
        (a_file(b"Content-Disposition: inline; filename=notes.txt", kind=b"text/plain"), "notes.txt"),
        (a_file(kind=b"text/calendar"), "file-1.ics"),
        (a_file(kind=b"message/rfc822", data=b"Subject: A site\r\n\r\nHello"), "A site.eml"),
    ],
)  # fmt: skip
def test_a_file_has_the_name_that_was_meant(part: bytes, name: str) -> None:
    read = parse(head() + several("mixed", [text(), part]))
    assert [file.name for file in read.files] == [name]
    assert read.words == ENGLISH


def test_what_is_no_letter_is_a_file_or_words() -> None:
    picture = bytes.fromhex("ffd8ffe000104a464946") + bytes(range(256)) * 4
    assert [file.data for file in parse(picture).files] == [picture]
    assert parse("Заметка: это\n\nне письмо".encode()).words == "Заметка: это\n\nне письмо"


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<style>p{}</STYLE><p>after", "after"),
        ("<html><head><title>T</title><p>Hello", "Hello"),
        ("a<!-- no > end", "a"),
        ("1 < 2 & 3 > 2", "1 < 2 & 3 > 2"),
        ("<a href='mailto:a@b.example'>a@b.example</a>", "a@b.example"),
        ("<div>one</div><div><br></div><div>two</div>", "one\n\ntwo"),
    ],
)
def test_crooked_html_loses_no_words(page: str, words: str) -> None:
    assert as_plain(page) == words


def test_html_that_does_not_say_so_is_read_as_html() -> None:
    assert parse(head() + b"\r\n<!DOCTYPE html><html><body><p>Hi <b>you").words == "Hi you"
