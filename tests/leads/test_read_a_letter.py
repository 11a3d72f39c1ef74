"""Reading bytes as a letter: something readable comes out, whatever they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.leads.incoming import as_plain, parse, usable_address
from agency.leads.quoting import split


def of_kind(content_type: str, body: bytes, encoding: str = "8bit") -> bytes:
    head = f"From: a@b.example\r\nContent-Type: {content_type}\r\n"
    return f"{head}Content-Transfer-Encoding: {encoding}\r\n\r\n".encode() + body


def test_names_and_subjects_are_decoded() -> None:
    incoming = parse(
        b"From: =?utf-8?b?0JLQtdGA0LA=?= <vera@b.example>\r\n"
        b"Subject: =?koi8-r?b?8NLJ18XU?= =?utf-8?q?=2C_?=\r\n =?utf-8?q?=D0=BC=D0=B8=D1=80?=\r\n\r\n"
    )
    assert (incoming.sender.name, incoming.sender.address) == ("Вера", "vera@b.example")
    assert incoming.subject == "Привет, мир"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (of_kind("text/plain; charset=windows-1251", "Привет".encode("cp1251")), "Привет"),
        (of_kind("text/plain; charset=utf-8", b"0J/RgNC40LLQtdGC", "base64"), "Привет"),
        (of_kind("text/plain; charset=x-unknown", "Привет".encode()), "Привет"),
        (of_kind("text/plain; charset=utf-8", b"broken \xff byte"), "broken \ufffd byte"),
        (of_kind("text/plain", b"a\x00b"), "ab"),
        (of_kind("text/html; charset=utf-8", "<p>Привет,<br>мир</p>".encode()), "Привет,\nмир"),
        (
            of_kind("text/html", b"<style>p{}</style><p>Hello <b>you</b></p><p>Bye</p>"),
            "Hello you\n\nBye",
        ),
    ],
)
def test_words_are_read_in_many_shapes(raw: bytes, words: str) -> None:
    assert parse(raw).words == words


def test_plain_words_are_preferred_to_html() -> None:
    raw = (
        b"From: a@b.example\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/alternative; boundary="x"\r\n\r\n'
        b"--x\r\nContent-Type: text/plain\r\n\r\nplain\r\n"
        b"--x\r\nContent-Type: text/html\r\n\r\n<p>rich</p>\r\n--x--\r\n"
    )
    assert parse(raw).words == "plain"
    assert parse(raw).files == ()


def test_the_parent_is_named_first_and_each_ancestor_once() -> None:
    raw = b"In-Reply-To: <3@a>\r\nReferences: <1@a>\r\n\t<2@a> <3@a>\r\n\r\n"
    assert parse(raw).ancestors == ("<3@a>", "<2@a>", "<1@a>")


def test_a_thread_of_thousands_is_read_in_part() -> None:
    references = " ".join(f"<{number}@a>" for number in range(5_000))
    assert len(parse(f"References: {references}\r\n\r\n".encode()).ancestors) == 100


@pytest.mark.parametrize(
    "sender",
    ["", "undisclosed-recipients:;", "Somebody <not an address>", "@", "<>", "a@b@c", "\xff\xfe"],
)
def test_a_sender_who_cannot_be_written_to_has_no_address(sender: str) -> None:
    raw = f"From: {sender}\r\n\r\nHello".encode("latin-1")
    assert parse(raw).sender.address == ""
    assert parse(raw).words == "Hello"


def test_a_thousand_nested_parts_are_read_without_falling_over() -> None:
    opened = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n)
        for n in range(1_200)
    )
    incoming = parse(b"From: a@b.example\r\nSubject: deep\r\n" + opened + b"\r\nHello")
    assert incoming.sender.address in ("a@b.example", "")


@given(st.binary(max_size=2_000))
def test_no_bytes_make_it_fall_over(raw: bytes) -> None:
    incoming = parse(raw)
    incoming.words.encode()
    incoming.subject.encode()
    assert "\x00" not in incoming.words + incoming.subject + incoming.sender.name
    assert "\n" not in incoming.subject
    assert incoming.language in ("en", "ru")


HEADERS = ("From", "Subject", "In-Reply-To", "References", "Message-ID", "Content-Type", "Date")


@given(st.lists(st.tuples(st.sampled_from(HEADERS), st.text(max_size=60)), max_size=8), st.text())
def test_no_headers_make_it_fall_over(headers: list[tuple[str, str]], body: str) -> None:
    head = "".join(f"{name}: {value}\r\n" for name, value in headers)
    incoming = parse(f"{head}\r\n{body}".encode("utf-8", errors="surrogatepass"))
    assert "\n" not in incoming.subject
    for id in incoming.ancestors:
        assert not any(sign.isspace() for sign in id)


@pytest.mark.parametrize(
    ("typed", "usable"),
    [
        (" Ines@Olaria.example ", "Ines@olaria.example"),
        ("имя@почта.example", None),
        ("ines@почта.example", "ines@xn--80a1acny.example"),
        ("ines@", None),
        ("a b@c.example", None),
    ],
)
def test_an_address_is_made_usable_for_letters(typed: str, usable: str | None) -> None:
    assert usable_address(typed) == usable


def test_scripts_and_styles_are_no_words() -> None:
    assert as_plain("<head><title>t</title></head><script>x()</script>Hi<br>you") == "Hi\nyou"


@pytest.mark.parametrize(
    ("body", "fresh", "quoted"),
    [
        ("Yes please.", "Yes please.", ""),
        (
            "Yes.\n\nOn Thu, 19 Mar 2026 at 10:42, Vera Lindt\n<hello@kvarta.example> wrote:\n> Dear",
            "Yes.",
            "On Thu, 19 Mar 2026 at 10:42, Vera Lindt\n<hello@kvarta.example> wrote:\n> Dear",
        ),
        (
            "Да!\n\nчт, 19 мар. 2026 г., Вера пишет:\n\n> раз\n>\n> два",
            "Да!",
            "чт, 19 мар. 2026 г., Вера пишет:\n\n> раз\n>\n> два",
        ),
        ("Hi\n\n-----Original Message-----\nFrom: x", "Hi", "-----Original Message-----\nFrom: x"),
        ("> why?\nbecause\n> when?\nnow", "> why?\nbecause\n> when?\nnow", ""),
        ("> only a quote", "> only a quote", ""),
        ("", "", ""),
    ],
)
def test_quoted_history_is_told_apart(body: str, fresh: str, quoted: str) -> None:
    assert split(body)[:2] == (fresh, quoted)


@given(st.text())
def test_no_word_is_lost_in_telling_them_apart(body: str) -> None:
    words = split(body)
    assert "".join((words.fresh + words.signature + words.quoted).split()) == "".join(body.split())
