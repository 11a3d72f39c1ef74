"""How the client gets letters: from a real SMTP server, or from the house's own mailbox."""

from email.message import EmailMessage
from typing import Protocol

from tests.servers import PostOffice


class Post(Protocol):
    """The client's side of the mail."""

    def letter(self, address: str, number: int) -> EmailMessage:
        """The letter with this number to somebody, once it is there."""
        ...

    def answers(self, address: str, words: str) -> bool:
        """They answer the last letter, where this way brings answers in."""
        ...


class BySmtp:
    """Letters that left the house; answers come in by another server, which is a later story."""

    def __init__(self, office: PostOffice) -> None:
        self._office = office

    def letter(self, address: str, number: int) -> EmailMessage:
        return self._office.wait_for(address, number)

    def answers(self, address: str, words: str) -> bool:
        return False


def text_of(letter: EmailMessage) -> str:
    """What a letter says, as plain text."""
    body = letter.get_body(preferencelist=("plain",))
    assert body is not None
    return str(body.get_content())
