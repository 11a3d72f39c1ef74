"""What comes along when somebody opens a brief: answers in the address, the campaign, the site that led here."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Request
from werkzeug.datastructures import MultiDict

from agency.briefs.filling import OPEN_FOR, Came
from agency.briefs.kinds import QuestionKind
from agency.briefs.models import Brief
from agency.briefs.questionnaire import Page, Question, Questionnaire

CAMPAIGN = re.compile(r"utm_[a-z]{1,20}")
LONGEST, LONGEST_NAME, MOST = 2000, 100, 40
# What an address may say of whoever opens it, without knowing the keys of the questions.
BY_KIND = {
    "name": QuestionKind.name,
    "email": QuestionKind.email,
    "phone": QuestionKind.phone,
    "organisation": QuestionKind.organisation,
}


def came_with(request: Request, asks: Questionnaire, *, host: str) -> Came:
    """The answers that the address brings, by question, and where its visitor comes from."""
    answers: dict[str, list[str]] = {}
    for question in asks.questions:
        given = [each[:LONGEST] for each in _given(request.args, question, answers) if each.strip()]
        if given and len(answers) < MOST:
            answers[question.key] = given
    return Came(answers, _origin(request, host))


def typed_on(page: Page, came: Came) -> MultiDict[str, str] | None:
    """What of it stands on this page, as its form takes it; None where nothing does."""
    typed: MultiDict[str, str] = MultiDict()
    for question in page.questions:
        if question.key in came.answers:
            typed.setlist(question.field, came.answers[question.key])
    return typed or None


def opens_until(brief: Brief) -> datetime:
    """The end of the address with which it began."""
    return brief.started_at + OPEN_FOR


def _given(args: Any, question: Question, taken: Mapping[str, Any]) -> list[str]:
    # Nobody consents by a link that somebody else made.
    if question.kind in (QuestionKind.file, QuestionKind.consent):
        return []
    exact: list[str] = args.getlist(question.field)
    if exact:
        return exact[:MOST]
    name = next((name for name, kind in BY_KIND.items() if kind is question.kind), None)
    return [args[name]] if name in args and not _is_taken(args[name], taken) else []


def _is_taken(value: str, taken: Mapping[str, Any]) -> bool:
    # The first question of a kind gets it, a second one is about somebody else.
    return [value] in taken.values()


def _origin(request: Request, host: str) -> dict[str, str]:
    """The campaign and the site, without whatever could name a person."""
    found = {
        name: value.strip()[:LONGEST_NAME]
        for name, value in list(request.args.items())[:MOST]
        if CAMPAIGN.fullmatch(name) and value.strip() and "@" not in value
    }
    # In a frame the page around it says where it stands, should its browser not.
    site = _host(request.args.get("site")) or _host(request.referrer)
    if site and site != host.partition(":")[0]:
        found["site"] = site[:LONGEST_NAME]
    return found


def _host(address: str | None) -> str:
    try:
        return urlsplit(address or "").hostname or ""
    except ValueError:
        return ""
