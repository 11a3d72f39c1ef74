"""Which questions of a page are asked, after what was answered before and on the page itself."""

import json
from collections.abc import Mapping
from typing import Any

from agency.briefs.conditions import asked_of
from agency.briefs.fields import AskedField
from agency.briefs.fields_files import FilesField
from agency.briefs.questionnaire import Page
from agency.briefs.walk import Walk, behind, conditions_of


def told(field: AskedField) -> Any:
    """What conditions hear of this field; None where nothing was said, or it does not fit."""
    if field.is_blank or not field.is_fit:
        return None
    if isinstance(field, FilesField):
        return str(len(field.kept) + len(field.accepted))
    return field.answered()[0]


def rules(walk: Walk, page: Page) -> str:
    """What the browser needs to judge this page as we do, as JSON; "" where its answers change nothing on it.

    `questions` holds the key and the conditions of each question that has a say in it, in the order in which they
    are asked; `values` the answers to those of other pages.
    """
    own = {each.key for each in page.questions}
    if not any(asked_of(each.shown_when) & own for each in page.questions):
        return ""
    involved = behind(walk.asks, own)
    questions = [
        [key, [each.data() for each in conditions_of(walk.asks, question)]]
        for key, question in walk.asks.by_key.items()
        if key in involved
    ]
    values = {key: walk.values.get(key) for key in involved - own}
    told = {key: value for key, value in values.items() if value is not None}
    return json.dumps({"questions": questions, "values": told}, ensure_ascii=False)


def merged(values: Mapping[str, Any], fields: Mapping[str, AskedField]) -> dict[str, Any]:
    """The answers so far with those that came now; what was not before anybody's eyes stays as it was."""
    now = {key: told(field) for key, field in fields.items() if not field.is_left}
    return {key: value for key, value in {**values, **now}.items() if value is not None}
