"""How the client gets letters: from a real SMTP server, or out of the house's own mailbox."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Protocol

from playwright.sync_api import Locator, Page, expect

from tests.kernel.house.waiting import until
from tests.servers import PostOffice

PATIENCE = 30


@dataclass(frozen=True)
class Got:
    """A letter as the client has it."""

    text: str
    headers: Mapping[str, str]
    files: list[bytes]


class Post(Protocol):
    """The client's side of the mail."""

    def next_letter(self, address: str) -> Got:
        """The next letter to this address, once it is there."""
        ...

    def answer(self, words: str) -> bool:
        """They answer the letter that was read last, where this way brings answers in."""
        ...


@dataclass
class BySmtp:
    """Letters that left the house. Answers come in by another server, which is a later story."""

    office: PostOffice
    read: int = 0

    def next_letter(self, address: str) -> Got:
        self.read += 1
        message = self.office.wait_for(address, self.read)
        if is_receipt(message):  # that a brief arrived: it goes by itself, and answers nothing
            return self.next_letter(address)
        files = [bytes(part.get_payload(decode=True)) for part in message.iter_attachments()]
        kinds = {part.get_content_type() for part in message.walk()}
        assert {"text/plain", "text/html"} <= kinds
        return Got(text_of(message), {name: str(value) for name, value in message.items()}, files)

    def answer(self, words: str) -> bool:
        return False


@dataclass
class AtHome:
    """Letters that stay in the house: the mailbox at /dev/mail, where one can answer as the client."""

    page: Page
    read: set[str] = field(default_factory=set)

    def next_letter(self, address: str) -> Got:
        fresh = until(lambda: self._fresh(address), within=PATIENCE, every=0.2)
        self.read.add(fresh)
        if is_receipt(self._headers(fresh)):
            return self.next_letter(address)
        self.page.goto(fresh)
        body = self.page.frame_locator("iframe.paper__frame").locator("body").inner_text()
        links = self.page.locator(".paper .facts a").all()
        files = [self.page.request.get(_target(link)).body() for link in links]
        return Got(body, self._headers(fresh), files)

    def answer(self, words: str) -> bool:
        self.page.get_by_label("Answer", exact=True).fill(words)
        self.page.get_by_role("button", name="Send as the client").click()
        expect(self.page.get_by_role("region", name="Timeline")).to_contain_text(words)
        return True

    def _headers(self, letter: str) -> dict[str, str]:
        self.page.goto(f"{letter}?as=headers")
        shown = self.page.locator(".paper__headers")
        names, values = shown.locator("dt"), shown.locator("dd")
        return dict(zip(names.all_inner_texts(), values.all_inner_texts(), strict=True))

    def _fresh(self, address: str) -> str | None:
        self.page.goto("/dev/mail")
        group = self.page.get_by_role("region", name=f"To {address}", exact=True)
        found = [_target(link) for link in group.get_by_role("link").all()]
        return next((target for target in found if target not in self.read), None)


def _target(link: Locator) -> str:
    return str(link.get_attribute("href"))


def is_receipt(heads: Mapping[str, str] | EmailMessage) -> bool:
    """The machine's word to whoever has just sent a brief."""
    about = str(heads.get("Subject", ""))
    is_answer = str(heads.get("Auto-Submitted", "")) == "auto-replied"
    return is_answer and ("your brief" in about or "Ваш бриф" in about)


def text_of(letter: EmailMessage) -> str:
    """What a letter says, as plain text."""
    body = letter.get_body(preferencelist=("plain",))
    assert body is not None
    return str(body.get_content())
