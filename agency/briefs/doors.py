"""By which door somebody fills a brief in: their own link, the link to one page of it, or our desk."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from agency.briefs.answers import By, Giver
from agency.briefs.hands import Hand
from agency.briefs.models import Brief
from agency.briefs.questionnaire import Page
from agency.kernel.i18n import language


class Door(ABC):
    """Where its pages stand for whoever came this way, and as whose their answers count."""

    by: By = (Giver.client, None)
    # Names what a form of this door is sealed for.
    purpose: str
    # Until when the link opens it.
    until: datetime | None = None
    # The only page that it opens, by its key.
    only: str | None = None

    @property
    def is_theirs(self) -> bool:
        """The client themselves: their language and their zone are the brief's."""
        return self.by[0] is Giver.client

    @property
    def is_ours(self) -> bool:
        """One of us, at the desk."""
        return self.by[0] is Giver.member

    @abstractmethod
    def page(self, page: Page, **more: Any) -> str:
        """The address of a page."""

    @abstractmethod
    def action(self, page: Page) -> str:
        """Where a page is sent. The language goes along, so that an answer is pinned to the wording that was read."""

    @abstractmethod
    def end(self) -> str:
        """What comes after the last page."""


@dataclass(frozen=True)
class ByLink(Door):
    """The client, with the link to the whole brief."""

    token: str
    purpose: str
    until: datetime | None = None

    def page(self, page: Page, **more: Any) -> str:
        return url_for("briefs.page", token=self.token, number=page.number, **more)

    def action(self, page: Page) -> str:
        return url_for("briefs.keep", token=self.token, number=page.number, lang=language())

    def end(self) -> str:
        return url_for("briefs.thanks", token=self.token)


class ByHand(Door):
    """A colleague of theirs, with the link to one page."""

    def __init__(self, token: str, hand: Hand, until: datetime | None) -> None:
        self.token, self.until = token, until
        self.by = (Giver.colleague, hand.id)
        self.purpose = f"brief_hand:{hand.id}"
        self.only = hand.page_key

    def page(self, page: Page, **more: Any) -> str:
        return url_for("briefs.hand_page", token=self.token, **more)

    def action(self, page: Page) -> str:
        return url_for("briefs.hand_keep", token=self.token, lang=language())

    def end(self) -> str:
        return url_for("briefs.hand_page", token=self.token)


class AtDesk(Door):
    """One of us, who asks them on the phone."""

    def __init__(self, brief: Brief, member_id: int) -> None:
        self.id = brief.id
        self.by = (Giver.member, member_id)
        self.purpose = f"brief:{brief.id}"

    def page(self, page: Page, **more: Any) -> str:
        return url_for("briefs.filling_page", id=self.id, number=page.number, **more)

    def action(self, page: Page) -> str:
        return url_for("briefs.filling_keep", id=self.id, number=page.number)

    def end(self) -> str:
        return url_for("briefs.brief", id=self.id)
