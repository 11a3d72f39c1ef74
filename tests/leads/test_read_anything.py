"""Whatever somebody sends is read without an error, in a time that grows with its size, and can be stored."""

from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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
        read = parse(damaged)
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
}


@pytest.mark.parametrize("name", LARGE)
def test_a_letter_made_to_be_in_the_way_is_read_all_the_same(name: str) -> None:
    read = parse(LARGE[name])
    assert read.subject or read.words


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
