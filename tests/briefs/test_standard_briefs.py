"""The ready-made briefs: there after set-up, complete in both languages, and left alone later."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from agency.briefs import standard
from agency.briefs.conditions import checks_of
from agency.briefs.forms import FIELDS
from agency.briefs.kinds import QuestionKind
from agency.briefs.reading import kept, parsed
from agency.briefs.ready.asking import Ask, Pick, Ready, Words
from agency.briefs.ready.ending import DECIDES
from agency.briefs.templates import BriefTemplate, BriefVersion
from agency.briefs.walk import Walk
from agency.kernel.db import db
from agency.people.models import Service
from tests.support import everything


@pytest.fixture
def database() -> str:
    """What is installed does not depend on it: one database is enough."""
    return "sqlite"


CYRILLIC = re.compile(r"[А-Яа-яё]")


def words_of(ready: Ready) -> Iterator[Words]:
    yield ready.service
    for sheet in ready.sheets:
        yield from (sheet.name, sheet.title, sheet.lead)
        for ask in sheet.asks:
            yield from _words_of_ask(ask)


def _words_of_ask(ask: Ask) -> Iterator[Words]:
    yield ask.words
    if ask.help is not None:
        yield ask.help
    yield from (words for _, words in ask.columns)
    for choice in ask.choices:
        if isinstance(choice, Pick):
            yield choice.words
            if choice.hint is not None:
                yield choice.hint


@pytest.mark.parametrize("ready", standard.READY, ids=lambda ready: ready.slug)
def test_every_word_is_there_in_both_languages(ready: Ready) -> None:
    for words in words_of(ready):
        assert words.en.strip() == words.en != ""
        assert CYRILLIC.search(words.ru), words
        assert not CYRILLIC.search(words.en), words


@pytest.mark.parametrize("ready", standard.READY, ids=lambda ready: ready.slug)
def test_each_asks_whom_to_answer_and_how_much_money_there_is(ready: Ready) -> None:
    assert len(ready.sheets) == 4
    asked = {ask.kind: ask for sheet in ready.sheets for ask in sheet.asks}
    for kind in (QuestionKind.name, QuestionKind.email, QuestionKind.budget, QuestionKind.long):
        assert kind in asked
    assert asked[QuestionKind.email].required
    assert QuestionKind.file in asked


@pytest.mark.parametrize("ready", standard.READY, ids=lambda ready: ready.slug)
def test_no_choice_is_offered_twice(ready: Ready) -> None:
    for sheet in ready.sheets:
        for ask in sheet.asks:
            keys = [choice.key for choice in ask.choices]
            assert len(keys) == len(set(keys)), ask


def test_all_end_alike_and_keep_the_keys_of_their_ranges_of_money() -> None:
    ends = {ready.slug: ready.sheets[-1].asks for ready in standard.READY}
    assert {
        slug: " ".join(each.key for each in _money(asks).choices) for slug, asks in ends.items()
    } == {
        "website": "5 5-10 10-20 20-40 40 open",
        "identity": "3 3-6 6-12 12-25 25 open",
        "promotion": "1 1-3 3-6 6-15 15 open",
        "motion": "3 3-8 8-20 20 open",
        "support": "300 300-800 800-2 2-5 5 open",
    }
    assert len({(asks[-1].words, DECIDES in asks) for asks in ends.values()}) == 1


def _money(asks: tuple[Ask, ...]) -> Ask:
    return next(ask for ask in asks if ask.kind is QuestionKind.budget)


def test_every_kind_of_question_has_its_field() -> None:
    assert set(FIELDS) == set(QuestionKind)


def test_installing_again_adds_nothing(app: Flask) -> None:
    slugs = ["website", "identity", "promotion", "motion", "support"]
    assert [template.slug for template in standard.install()] == slugs
    assert standard.install() == []
    assert [each.number for each in everything(BriefVersion)] == [1] * 5
    assert len(everything(Service)) == 5


def test_what_the_agency_changed_is_left_alone(app: Flask) -> None:
    website, *_ = standard.install()
    website.is_live = False
    website.name = {"en": "Hello"}
    db.session.commit()
    standard.install()
    assert [each.is_live for each in everything(BriefTemplate)] == [False] + [True] * 4
    assert website.name == {"en": "Hello"}


def test_services_that_are_there_are_used(app: Flask) -> None:
    ours = Service(slug="website", name={"en": "Sites that sell"})
    db.session.add(ours)
    website, *_ = standard.install()
    assert website.service == ours
    assert ours.name == {"en": "Sites that sell"}


def test_only_services_that_are_named_get_a_brief(app: Flask) -> None:
    ours = Service(slug="identity", name={"en": "Signs"})
    (made,) = standard.make_standard_templates({"identity": ours})
    assert (made.template.slug, made.number) == ("identity", 1)


@pytest.mark.parametrize("ready", standard.READY, ids=lambda ready: ready.slug)
def test_each_survives_being_written_down_and_read_again(ready: Ready) -> None:
    assert parsed(kept(ready.made())) == ready.made()


@pytest.mark.parametrize("ready", standard.READY, ids=lambda ready: ready.slug)
def test_each_question_that_waits_for_another_is_reached_and_left_again(ready: Ready) -> None:
    asks = ready.made()
    waiting = [each for each in asks.questions if each.shown_when is not None]
    for question in waiting:
        (check,) = checks_of(question.shown_when)
        asked = asks.by_key[check.question]
        assert asks.order[asked.key] < asks.order[question.key]
        offered = {each.key for each in asked.choices} or {"yes", "no"}
        assert set(check.values) <= offered
        assert question.key not in Walk(asks, {}).shown
        assert question.key in Walk(asks, {asked.key: check.values[0]}).shown
    assert waiting or ready.slug == "identity"
