"""Filling a brief in: it begins with its first page, and keeps whatever each page brings."""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import MultiDict

from agency.briefs import known, queries, uploading
from agency.briefs.answers import By, Giver
from agency.briefs.doubting import Doubt
from agency.briefs.forms import PageForm
from agency.briefs.kinds import QuestionKind
from agency.briefs.models import Brief
from agency.briefs.questionnaire import Question
from agency.briefs.templates import BriefVersion
from agency.kernel import due
from agency.kernel.auth import make_link, open_link
from agency.kernel.db import db
from agency.kernel.files import store
from agency.kernel.i18n import in_zone
from agency.kernel.work import Work, judge
from agency.kernel.zones import known_zone
from agency.people import queries as people

# The address of a brief works so long, so that a half filled one can be gone on with.
OPEN_FOR = timedelta(days=60)
# What a stranger began and never sent is taken off a month after nobody can open it any more.
KEPT_FOR = OPEN_FOR + timedelta(days=30)
FORGOTTEN = "briefs.forgotten"
# Nobody reads and answers a page faster than that.
HASTE = timedelta(seconds=3)
DOUBTS_OF_WORK = {
    Work.forged: Doubt.forged,
    Work.missing: Doubt.unproven,
    Work.late: Doubt.unproven,
}


@dataclass(frozen=True)
class Came:
    """What came along as the first page was opened: answers by the key of their question, and from where."""

    answers: dict[str, list[str]] = field(default_factory=dict)
    origin: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Start:
    """The secret that a first page carries for the brief that it begins.

    Sending the page again, or going back to it in the browser, therefore finds that same brief.
    """

    token: str
    doubt: Doubt | None = None
    work: Work = Work.missing
    came: Came = Came()

    @staticmethod
    def seal(at: datetime, came: Came | None = None) -> str:
        """A fresh one, signed, with the instant at which it was handed out, and what came along then."""
        more = [came.answers, came.origin] if came is not None else []
        return str(_signer().dumps([secrets.token_urlsafe(24), at.isoformat(), *more]))

    @classmethod
    def read(
        cls, sealed: str | None, at: datetime, done: str | None = None, *, is_kept: bool = False
    ) -> "Start":
        """What came back, with the work `done` for it; whatever is odd only raises a doubt.

        What a script keeps by itself (`is_kept`) may come as soon as the browser has filled in a name.
        """
        try:
            token, given, *came = _signer().loads(sealed or "")
        except BadData:
            return cls(secrets.token_urlsafe(24), Doubt.unsealed)
        in_haste = at - datetime.fromisoformat(given) < HASTE and not is_kept
        work = judge(done, sealed or "", at=at)
        return cls(token, Doubt.haste if in_haste else None, work, Came(*came))

    @property
    def is_ours(self) -> bool:
        """We handed this page out, if long ago."""
        return self.doubt is not Doubt.unsealed

    def begun(self, at: datetime) -> Brief | None:
        """The brief that this page began before."""
        guest = open_link("brief", self.token, now=at)
        brief = queries.for_guest(guest, lock=True) if guest is not None else None
        if brief is not None and self.work is Work.done:
            brief.believe()
        return brief

    def weigh(self, brief: Brief, *, at: datetime) -> None:
        """The first page once more, of a brief that was kept before it was sent: what it tells of a machine counts."""
        if not self.is_ours or brief.is_submitted:
            return
        guest = open_link("brief", self.token, now=at)
        if guest is None or guest.subject != brief.id:
            return
        if self.work is Work.done:
            brief.believe()
        if self.doubt is not None:
            brief.doubt(self.doubt)

    def begin(self, version: BriefVersion, *, language: str, at: datetime) -> "Begun":
        """A new brief under this secret, unless the same page began one in the same moment."""
        try:
            with db.session.begin_nested():
                return Begun(self._make(version, language, at), self.token)
        except IntegrityError:
            found = self.begun(at)
        if found is not None:
            return Begun(found, self.token)
        # It began a brief so long ago that its address has ended.
        return Start.read(None, at).begin(version, language=language, at=at)

    def _make(self, version: BriefVersion, language: str, at: datetime) -> Brief:
        brief = Brief(version=version, language=language, started_at=at, answers=[], doubts=[])
        brief.origin = self.came.origin
        for doubt in (self.doubt, DOUBTS_OF_WORK.get(self.work)):
            if doubt is not None:
                brief.doubt(doubt)
        db.session.add(brief)
        db.session.flush()
        make_link("brief", brief.id, at=at, expires_at=at + OPEN_FOR, token=self.token)
        due.plan(FORGOTTEN, brief.id, at + KEPT_FOR)
        known.put_answers(brief, self.came.answers, at=at)
        return brief


@dataclass(frozen=True)
class Begun:
    """A brief, and the secret of its address."""

    brief: Brief
    token: str


def take(brief: Brief, form: PageForm, *, at: datetime, by: By | None = None) -> None:
    """Keep everything that a page brought, also what does not fit yet, as given by them."""
    if by is None or by[0] is Giver.client:
        brief.zone = known_zone(form.zone.data) or brief.zone
    if form.trap.data:
        brief.doubt(Doubt.trap)
    for question in form.page.questions:
        if question.kind is QuestionKind.file:
            _take_files(brief, question, form.of(question), at, by)
        elif form.is_sealed or not form.of(question).is_blank:
            # What came in pieces, or from no page of ours, takes nothing back.
            _take_answer(brief, question, form.of(question), at, by)


def today(brief: Brief | None, now: datetime) -> date:
    """The day that it is where they are."""
    zone = brief.zone if brief is not None and brief.zone else people.agency().zone
    return in_zone(now, zone).date()


def is_late(brief: Brief, sent: MultiDict[str, Any]) -> bool:
    """A newer save of the same load of the page came before it; otherwise, now it has."""
    load, number = sent.get("load", "")[:24], sent.get("seq", 0, type=int)
    return bool(load) and brief.is_late(load, number)


def remove_file(brief: Brief, form: PageForm, file_id: int, *, at: datetime) -> None:
    """Give up one file of this page."""
    for question in form.page.questions:
        if question.kind is QuestionKind.file:
            uploading.take_back(brief, question, file_id, at=at)


def _take_answer(brief: Brief, question: Question, field: Any, at: datetime, by: By | None) -> None:
    if field.is_blank:
        # What was not before their eyes was not taken back.
        if not field.is_left:
            brief.withdraw(question)
    elif field.is_fit:
        value, labels = field.answered()
        brief.answer(question, value, labels=labels, at=at, by=by)
    elif field.typed is not None:
        brief.answer(question, field.typed, fits=False, at=at, by=by)


def _take_files(brief: Brief, question: Question, field: Any, at: datetime, by: By | None) -> None:
    if not field.accepted:
        return
    answer = brief.answer(question, None, at=at, by=by)
    for upload in field.accepted:
        answer.files.append(
            store(upload.data, name=upload.name, content_type=upload.content_type, at=at)
        )
    db.session.flush()
    field.kept, field.accepted = answer.files, ()


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="brief-start")
