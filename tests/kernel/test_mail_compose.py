"""Composing letters: two kinds of text from the same words, threads, and nothing smuggled into headers."""

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from agency.kernel.files import store
from agency.kernel.mail import outbox
from agency.kernel.mail.compose import Correspondent, Draft, WayOut, as_html, compose, reply_subject
from tests.support import NOW


@pytest.fixture
def database() -> str:
    """How a letter is written does not depend on it: one database is enough."""
    return "sqlite"


VERA = Correspondent("Vera Lindt", "hello@kvarta.example")
INES = Correspondent("Inês Carvalho", "ines@olarianova.example")


def draft(**changes: Any) -> Draft:
    given: dict[str, Any] = {
        "sender": VERA,
        "to": [INES],
        "subject": "A web shop",
        "text": "Good morning Inês,\n\nthree ways come to mind.\n\nVera",
        "lang": "en",
        "house": "Kvarta",
    }
    return Draft(**{**given, **changes})


def travelled(message: EmailMessage) -> EmailMessage:
    """The message as the other side reads it."""
    read = message_from_bytes(outbox.as_bytes(message), policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


@pytest.fixture
def letter(app: Flask) -> Callable[..., EmailMessage]:
    return lambda **changes: travelled(compose(draft(**changes), NOW))


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body(preferencelist=(kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_a_letter_says_the_same_in_text_and_in_html(letter: Callable[..., EmailMessage]) -> None:
    message = letter()
    assert message.get_content_type() == "multipart/alternative"
    assert part(message, "plain").strip() == draft().text
    html = part(message, "html")
    assert "three ways come to mind." in html
    assert "<strong>Kvarta</strong>" in html
    assert '<html lang="en">' in html


def test_the_html_loads_nothing_from_anywhere(letter: Callable[..., EmailMessage]) -> None:
    html = part(letter(), "html")
    assert "http" not in html
    assert not any(tag in html for tag in ("<img", "<link", "<script", "url(", "@import"))


OUT = WayOut(
    "https://clients.kvarta.example/letters/4kT1vN0pQ2rS5uW7xY9zA3bC6dE8fG0h/end",
    "mailto:hello@kvarta.example?subject=unsubscribe%204kT1vN0pQ2rS5uW7xY9zA3bC6dE8fG0h",
)
LINK = "https://clients.kvarta.example/p/Xq3J7mW1nB5vC9zL2kH8fD4sA6gT0yRe"


def test_only_a_letter_with_a_way_out_shows_it_and_one_click_needs_https(
    letter: Callable[..., EmailMessage],
) -> None:
    message = letter(automatic=True, way_out=OUT)
    # As it travels: a folded or encoded address is one that some programs cannot use.
    sent = outbox.as_bytes(compose(draft(automatic=True, way_out=OUT), NOW)).decode()
    header = re.sub(r"\r\n[ \t]+", " ", sent[: sent.index("\r\n\r\n")])
    assert f"List-Unsubscribe: <{OUT.url}>, <{OUT.mailto}>" in header
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in header
    assert sent.isascii(), "no server on the way may write it anew: it is signed"
    assert OUT.url in part(message, "plain")
    assert f'href="{OUT.url}"' in part(message, "html")
    plain = letter(way_out=WayOut(OUT.url.replace("https", "http"), OUT.mailto))
    assert plain["List-Unsubscribe-Post"] is None
    assert letter()["List-Unsubscribe"] is None


class _Words(HTMLParser):
    """What a person reads of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in ("style", "title")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("style", "title")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words += data.split()


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_text_and_html_say_the_same_word_for_word(
    letter: Callable[..., EmailMessage], lang: str
) -> None:
    words = f"Hello Inês,\n\nhere it is:\n\n{LINK}\n\nI wrote <more>\nbelow & above."
    message = letter(text=words, lang=lang, link_says="Open it", way_out=OUT, automatic=True)
    page = _Words()
    page.feed(part(message, "html"))
    said, shown = part(message, "plain").split(), page.words
    # The button stands beside its bare address, and the foot says whose letter it is.
    button = shown.index("Open")
    assert shown[button : button + 3] == ["Open", "it", LINK]
    shown = shown[:button] + shown[button + 2 :]
    foot = shown.index("K")
    body = said[: said.index("--")]
    assert shown[:foot] == body
    assert shown[foot + 1 : foot + 2] == ["Kvarta"]
    way_out = said[said.index("--") + 1 : -1]
    assert " ".join(shown).endswith(" ".join(way_out).rstrip(":"))
    assert said[-1] == OUT.url


def test_an_answer_names_the_letter_it_answers_and_its_ancestors(
    letter: Callable[..., EmailMessage],
) -> None:
    message = letter(in_reply_to="<3@a>", references=("<1@a>", "<2@a>"))
    assert message["In-Reply-To"] == "<3@a>"
    assert message["References"] == "<1@a> <2@a> <3@a>"


def test_a_parent_among_its_ancestors_is_named_once(letter: Callable[..., EmailMessage]) -> None:
    assert letter(in_reply_to="<2@a>", references=("<1@a>", "<2@a>"))["References"] == "<1@a> <2@a>"


def test_a_very_long_thread_keeps_its_first_and_its_latest_letters(
    letter: Callable[..., EmailMessage],
) -> None:
    ids = [f"<{number}@somewhere.example>" for number in range(200)]
    kept = letter(in_reply_to=ids[-1], references=tuple(ids))["References"].split()
    assert kept[0] == ids[0]
    assert kept[-19:] == ids[-19:]
    assert len(kept) == 20


def test_a_long_id_travels_as_it_is(app: Flask) -> None:
    id = f"<{'AM0PR07MB62' * 8}@eurprd07.prod.outlook.example>"
    answer = draft(in_reply_to=id, references=("<1@a>", id))
    head = outbox.as_bytes(compose(answer, NOW)).decode()
    assert f"In-Reply-To: {id}\r\n" in head
    assert f"References: <1@a>\r\n {id}\r\n" in head


def test_an_id_that_no_header_can_carry_is_left_out(letter: Callable[..., EmailMessage]) -> None:
    """Some programs write such ids; whoever writes so can be answered all the same."""
    message = letter(in_reply_to="<ответ@a>", references=("<1@a>", "<\ufffd@a>"))
    assert (message["In-Reply-To"], message["References"]) == (None, "<1@a>")
    assert letter(in_reply_to="<é@a>")["References"] is None


def test_a_first_letter_answers_nothing(letter: Callable[..., EmailMessage]) -> None:
    message = letter()
    assert message["In-Reply-To"] is None
    assert message["References"] is None


def test_every_letter_has_an_id_of_its_own_at_the_senders_domain(
    letter: Callable[..., EmailMessage],
) -> None:
    first, second = letter()["Message-ID"], letter()["Message-ID"]
    assert first != second
    assert first.endswith("@kvarta.example>")


def test_only_a_machines_letter_says_that_a_machine_wrote_it(
    letter: Callable[..., EmailMessage],
) -> None:
    assert letter()["Auto-Submitted"] is None
    assert letter(automatic=True)["Auto-Submitted"] == "auto-generated"
    unanswered = letter(automatic=True)["X-Auto-Response-Suppress"].split(", ")
    assert "OOF" in unanswered
    # A reminder waits for whoever is away, and a letter that does not arrive has to say so.
    reminder = letter(automatic=True, way_out=OUT)["X-Auto-Response-Suppress"].split(", ")
    assert "OOF" not in reminder
    assert not {"All", "NDR"} & {*reminder, *unanswered}


def test_cyrillic_subjects_and_names_arrive_as_they_were_written(
    letter: Callable[..., EmailMessage],
) -> None:
    subject = "Сайт и бронирование для отеля в старом городе Тбилиси, с календарём на весь год"
    message = letter(
        sender=Correspondent("Вера Линдт", "hello@kvarta.example"),
        to=[Correspondent("Нино Беридзе-Амашукели", "nino@lunara.example")],
        subject=subject,
        text="Здравствуйте, Нино!\n\nСмета готова.",
        lang="ru",
    )
    assert message["Subject"] == subject
    assert message["From"].addresses[0].display_name == "Вера Линдт"
    assert message["To"].addresses[0].display_name == "Нино Беридзе-Амашукели"
    assert part(message, "plain").startswith("Здравствуйте, Нино!")
    assert message["Content-Language"] == "ru"


@pytest.mark.parametrize("breaks", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x00", "\u2028", "\x85"])
def test_line_breaks_in_names_and_subjects_smuggle_no_header_in(
    letter: Callable[..., EmailMessage], breaks: str
) -> None:
    smuggled = f"Peter{breaks}Bcc: everybody@example.com{breaks}{breaks}Hello"
    message = letter(
        sender=Correspondent(smuggled, VERA.address),
        to=[Correspondent(smuggled, INES.address)],
        subject=smuggled,
    )
    assert message["Bcc"] is None
    assert [each.addr_spec for each in message["To"].addresses] == [INES.address]
    assert part(message, "plain").strip() == draft().text


def test_an_address_with_a_line_break_is_refused(letter: Callable[..., EmailMessage]) -> None:
    with pytest.raises(ValueError, match="CR or LF"):
        letter(to=[Correspondent("Inês", "ines@olarianova.example\r\nBcc: a@example.com")])


@given(name=st.text(max_size=80), subject=st.text(max_size=200))
def test_no_name_and_no_subject_changes_who_gets_the_letter(name: str, subject: str) -> None:
    # Without the page: headers alone need no application.
    message = EmailMessage()
    message["To"] = [Correspondent(name, INES.address).header()]
    message["X-Subject"] = "1"
    read = travelled(message)
    assert [each.addr_spec for each in read["To"].addresses] == [INES.address]
    assert read.keys() == ["To", "X-Subject"]


def test_files_travel_with_their_names(app: Flask, letter: Callable[..., EmailMessage]) -> None:
    stored = store("часы,цена".encode(), name="смета.csv", content_type="text/csv", at=NOW)
    attached = list(letter(attachments=[stored]).iter_attachments())
    assert [one.get_filename() for one in attached] == ["смета.csv"]
    assert attached[0].get_payload(decode=True) == "часы,цена".encode()


def test_words_are_words_in_html_too() -> None:
    html = as_html("Tom & <script>alert(1)</script>\n\nsee https://a.example/?x=1&y=2.")
    assert "<script>" not in html
    assert "Tom &amp; &lt;script&gt;" in html
    assert 'href="https://a.example/?x=1&amp;y=2">' in html


class _Balance(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@given(st.text())
def test_any_words_make_html_of_nothing_but_paragraphs_links_and_breaks(words: str) -> None:
    reader = _Balance()
    html = as_html(words)
    reader.feed(html)
    assert reader.open == []
    assert html.count("<") == sum(
        html.count(tag) for tag in ("<p style", "</p>", "<a href", "</a>", "<br>")
    )


@pytest.mark.parametrize(
    ("subject", "answer"),
    [
        ("A web shop", "Re: A web shop"),
        ("Re: A web shop", "Re: A web shop"),
        ("RE: re: Fwd: A web shop", "Re: A web shop"),
        ("Отв: Сайт", "Re: Сайт"),
        ("Recipes for a site", "Re: Recipes for a site"),
        ("", "Re: "),
    ],
)
def test_an_answers_subject_has_one_re(subject: str, answer: str) -> None:
    assert reply_subject(subject) == answer
