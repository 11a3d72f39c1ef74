"""A cadence is edited by publishing another version; whatever runs goes on by its own, unless it is moved over."""

from datetime import timedelta

import pytest
from flask import Flask

from agency.demo.studio import Studio
from agency.followups import cadences, standard
from agency.followups.cadences import ChangedMeanwhile, NotWhole
from agency.followups.models import (
    CASES,
    Case,
    Enrollment,
    EnrollmentState,
    Purpose,
    Step,
    StepChannel,
)
from agency.kernel.db import db
from tests.followups.conftest import FIRST, RunDue, plan_of, touches, went_out
from tests.support import NOW

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def database() -> str:
    return "sqlite"


def step(delay: str = "2d", words: str = "Well? %(link)s", **more: object) -> Step:
    texts = {"en": words, "ru": words}
    return Step(delay=delay, name=texts, subject=texts, words=texts, **more)


def test_running_ones_stay_on_their_version_and_new_ones_take_the_new(
    studio: Studio, sent: Enrollment, run_due: RunDue
) -> None:
    first = cadences.current(Purpose.proposal)
    second = cadences.publish(Purpose.proposal, [step("1d"), step("5d")], at=LATER, by=studio.vera)
    assert (first.version, second.version, second.member) == (1, 2, studio.vera)
    assert (first.retired_at, second.retired_at) == (LATER, None)
    assert cadences.current(Purpose.proposal) is second
    assert cadences.versions(Purpose.proposal) == [second, first]
    assert sent.cadence is first
    run_due(FIRST)
    assert went_out()[-1].subject == "A shop window for clay: did it reach you?"
    assert len(plan_of(sent.lead)) == 6


def test_what_runs_is_moved_over_step_for_step(sent: Enrollment, run_due: RunDue) -> None:
    run_due(FIRST)
    new = [step("1d", "One"), step("1d", "Two")]
    cadence = cadences.publish(Purpose.proposal, new, at=LATER, by=None, moving_running=True)
    assert sent.cadence is cadence
    second = plan_of(sent.lead)[1]
    run_due(second.at)
    assert went_out()[-1].subject == "Two"
    assert touches(sent)[1] == (2, "sent", second.at)
    assert sent.state is EnrollmentState.done


def test_what_is_further_than_the_new_one_reaches_is_done(
    sent: Enrollment, run_due: RunDue
) -> None:
    run_due(FIRST)
    cadences.publish(Purpose.proposal, [step("1d")], at=LATER, by=None, moving_running=True)
    assert sent.state is EnrollmentState.done
    assert [state for _, state, _ in touches(sent)] == ["sent", "stopped"]
    run_due(FIRST + timedelta(days=60))
    assert len(went_out()) == 1


@pytest.mark.parametrize(
    ("steps", "counted_from"),
    [
        ([], "previous"),
        ([step("3x")], "previous"),
        ([step()], "tomorrow"),
        ([Step(delay="1d", name={"en": "One"}, subject={"en": "One"}, words={})], "previous"),
        ([Step(delay="1d", name={}, subject={"en": "One"}, words={"en": "One"})], "previous"),
    ],
)
def test_what_lacks_something_is_refused(
    studio: Studio, steps: list[Step], counted_from: str
) -> None:
    with pytest.raises(NotWhole):
        cadences.publish(Purpose.proposal, steps, at=LATER, by=None, counted_from=counted_from)
    assert cadences.current(Purpose.proposal).version == 1


def test_two_who_edit_the_same_version_do_not_overwrite_each_other(studio: Studio) -> None:
    cadences.publish(Purpose.proposal, [step()], at=LATER, by=studio.vera, instead_of=1)
    with pytest.raises(ChangedMeanwhile):
        cadences.publish(Purpose.proposal, [step()], at=LATER, by=studio.nora, instead_of=1)


def test_the_standard_ones_are_whole_in_both_languages(studio: Studio) -> None:
    standard.install_all()
    for purpose in Purpose:
        cadence = cadences.current(purpose)
        assert cadence.name["en"] and cadence.name["ru"]
        for each in cadence.steps:
            wordings: list[Case | None] = [None, *(Case(name) for name in each.cases)]
            assert set(wordings[1:]) <= set(CASES[purpose])
            for case in wordings:
                subject, words = each.wording(case)
                assert all(words[lang] for lang in ("en", "ru"))
                if each.channel is not StepChannel.call:
                    assert all(subject[lang] and "%(manager)s" in words[lang] for lang in words)
    # The last day is said in words of the machine's own, in whatever step it falls.
    assert {each.value for each in Case} - {Case.ending.value} == {
        case
        for cadence in map(cadences.current, Purpose)
        for each in cadence.steps
        for case in each.cases
    }
    db.session.rollback()


def test_what_an_earlier_release_installed_gets_the_cases_where_nobody_changed_its_words(
    app: Flask,
) -> None:
    cadence = standard.install()
    new = {step.n: step.cases for step in cadence.steps}
    assert new[1] and new[2]
    cadence.name = {}
    for step in cadence.steps:
        step.cases = {}
    cadence.steps[1].words = {**cadence.steps[1].words, "en": "In our own words. %(link)s"}
    db.session.flush()
    standard.install_all()
    assert [step.cases for step in cadence.steps] == [new[1], {}, new[3], new[4], new[5], new[6]]
    assert cadence.name["en"] == "After a proposal"
    cadence.steps[0].cases = {}
    standard.install_all()
    assert cadence.steps[0].cases == {}, "once, and not after each start"
