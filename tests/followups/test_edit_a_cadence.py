"""A manager changes a cadence in the settings: its steps, delays, channels and words, with a script or without."""

import re

import pytest

from agency.demo.studio import Studio
from agency.followups import cadences
from agency.followups.models import Case, Enrollment, Purpose, StepChannel
from agency.followups.steps import Cadence
from agency.kernel.db import db
from tests.followups.conftest import send
from tests.support import HouseClient, forms_of

PROPOSAL = "/settings/follow-ups/proposal"


@pytest.fixture
def database() -> str:
    return "sqlite"


def published(purpose: Purpose = Purpose.proposal) -> Cadence:
    return cadences.current(purpose)


def test_the_settings_show_each_cadence_along_time_and_what_runs_on_it(
    vera: HouseClient, sent: Enrollment
) -> None:
    page = vera.get("/settings/follow-ups").text
    assert page.count('<svg class="timeline-of"') == len(Purpose)
    for words in ("Did it arrive?", "1 is running on it", "version 1, as the house came"):
        assert words in page


def test_what_is_published_counts_for_what_begins_from_now_on(
    vera: HouseClient, sent: Enrollment
) -> None:
    answer = vera.fill(
        PROPOSAL,
        form="cadence",
        _press="publish",
        **{
            "1-count": "2,5",
            "2-count": "2",
            "2-unit": "w",
            "2-channel": "approval",
            "3-subject-en": "Smaller, {name}?",
            "3-words-en": "Hello {name},\r\n\r\nless is {link}.\r\n",
            "counted_from": "previous",
        },
    )
    assert answer.status_code == 303
    now, before = published(), sent.cadence
    assert (now.version, before.version, before.is_current) == (2, 1, False)
    assert [step.delay for step in now.steps[:3]] == ["150m", "2w", "1w"]
    assert now.steps[1].channel is StepChannel.approval
    assert now.steps[2].subject["en"] == "Smaller, %(name)s?"
    assert now.steps[2].words["en"] == "Hello %(name)s,\n\nless is %(link)s."
    assert now.member is not None
    # What nobody touched is as it was, word for word, other words too.
    assert now.steps[2].words["ru"] == before.steps[2].words["ru"]
    for old, new in zip(before.steps, now.steps, strict=True):
        assert (old.cases, old.name) == (new.cases, new.name)
    page = vera.get("/settings/follow-ups").text
    assert "1 on an earlier version" in page
    assert "version 2 since" in page


def test_whoever_publishes_may_move_over_what_runs(vera: HouseClient, sent: Enrollment) -> None:
    page = vera.get(PROPOSAL).text
    assert "1 follow-up is running" in page
    assert " selected>week</option>" in page
    assert " selected>weeks</option>" in page
    vera.fill(PROPOSAL, form="cadence", _press="publish", **{"running": "move", "2-count": "5"})
    db.session.refresh(sent)
    assert sent.cadence.version == 2


def test_without_a_script_the_buttons_change_what_is_typed_and_keep_the_rest(
    vera: HouseClient, studio: Studio
) -> None:
    def pressed(command: str, **typed: str) -> list[str]:
        """The steps by name as the page shows them then, those taken out in brackets."""
        nonlocal page
        page = vera.post(PROPOSAL, data={**_fields(page), **typed, "do": command}).text
        return _names(page)

    page = vera.get(PROPOSAL).text
    first, second, third, *rest = _names(page)
    assert pressed("down:1", **{"1-count": "7", "2-words-en": "Half a sen"}) == [
        second,
        first,
        third,
        *rest,
    ]
    assert 'id="1-down" aria-label="Move step 2 down"' in page
    assert pressed("add:2")[:3] == [second, "a new step", first]
    assert re.search(r'id="7-count"[^>]* autofocus', page)
    assert pressed("remove:1")[2] == f"[{first}]"
    assert pressed("back:1")[2] == first
    assert pressed("up:2") == pressed("nonsense:2") == [second, "a new step", first, third, *rest]
    assert 'name="2-opened-words-en"' in page
    assert pressed("same:2:opened")
    assert 'name="2-opened-words-en"' not in page
    assert pressed("words:2:opened")
    assert "Half a sen</textarea>" in page.partition('name="2-opened-words-en"')[2]
    assert 'name="1-count" value="7"' in page
    assert published().version == 1


def test_what_cannot_be_published_is_said_at_its_field_and_nothing_typed_is_lost(
    vera: HouseClient, studio: Studio
) -> None:
    answer = vera.fill(
        PROPOSAL,
        form="cadence",
        _press="publish",
        **{
            "1-count": "soon",
            "2-words-en": "Hello {nmae}, 100 % sure, %(titel)s",
            "2-unopened-words-ru": "Здравствуйте, {sections}",
            "3-name-en": "",
            "3-name-ru": " ",
            "4-subject-en": "",
            "5-count": "40",
            "5-unit": "M",
        },
    )
    assert answer.status_code == 422
    page = answer.text
    assert "Not published: 6 things to mend" in page
    for field, words in {
        "1-count": "Enter how long it waits",
        "2-words-en": "Nothing fills {nmae}, %(titel)s in this letter",
        "2-unopened-words-ru": "Nothing fills {sections} in this letter",
        "3-name-en": "Give it a name",
        "4-subject-en": "Give the letter a subject",
        "5-count": "At most a year",
    }.items():
        assert re.search(rf'id="{field}-error">{re.escape(words)}', page), field
        assert re.search(
            rf'id="{field}"[^>]* aria-invalid="true" aria-describedby="{field}-error"', page
        )
        assert f'<a href="#{field}">' in page
    assert 'value="soon"' in page
    assert "Hello {nmae}, 100 % sure, %(titel)s</textarea>" in page
    assert published().version == 1


def test_counted_from_the_start_each_step_comes_later_and_one_step_is_needed(
    vera: HouseClient, studio: Studio
) -> None:
    answer = vera.fill(PROPOSAL, form="cadence", _press="publish", counted_from="start")
    # 4 hours, 3 days, 1 week, 2 weeks, 1 month, 3 months stand in order.
    assert answer.status_code == 303
    assert published().counts_from_start
    answer = vera.fill(PROPOSAL, form="cadence", _press="publish", **{"3-unit": "d"})
    assert answer.status_code == 422
    assert "comes no later than the step before it" in answer.text
    fields = _fields(vera.get(PROPOSAL).text)
    gone = {f"{n}-gone": "1" for n in range(1, 7)}
    answer = vera.post(PROPOSAL, data={**fields, **gone, "do": "publish"})
    assert (answer.status_code, "A cadence needs a step" in answer.text) == (422, True)


def test_a_call_needs_no_letter_and_other_words_need_words(
    vera: HouseClient, studio: Studio
) -> None:
    fields = _fields(vera.get(PROPOSAL).text)
    emptied = {name: "" for name in fields if name.startswith("2-") and "-subject-" in name}
    emptied |= {name: "" for name in fields if name.startswith("2-") and "-words-" in name}
    call = {"2-channel": "call", "do": "publish"}
    refused = vera.post(PROPOSAL, data={**fields, **emptied, **call})
    assert "Write the words for this, or take them away." in refused.text
    plain = {name: words for name, words in emptied.items() if name.count("-") == 2}
    kept = {
        name: words for name, words in fields.items() if not re.match(r"2-(un)?opened|2-exp", name)
    }
    assert vera.post(PROPOSAL, data={**kept, **plain, **call}).status_code == 303
    assert published().steps[1].channel is StepChannel.call
    assert published().steps[1].cases == {}
    assert Case.opened.value in published().steps[0].cases


def test_two_people_do_not_overwrite_each_other_unseen(vera: HouseClient, studio: Studio) -> None:
    mine = {**_fields(vera.get(PROPOSAL).text), "2-count": "9", "do": "publish"}
    vera.fill(PROPOSAL, form="cadence", _press="publish", **{"1-count": "5"})
    answer = vera.post(PROPOSAL, data=mine)
    assert answer.status_code == 409
    assert "Somebody else published while you wrote" in answer.text
    assert 'name="2-count" value="9"' in answer.text
    assert vera.post(PROPOSAL, data={**_fields(answer.text), "do": "publish"}).status_code == 303
    assert [step.delay for step in published().steps[:2]] == ["240m", "9d"]


def test_cadences_are_for_those_who_manage(client: HouseClient, studio: Studio) -> None:
    client.login(studio.timur)
    for path in ("/settings/follow-ups", PROPOSAL, f"{PROPOSAL}/letter"):
        assert client.get(path).status_code == 403
    assert client.post(PROPOSAL, data={"do": "publish"}).status_code == 403
    client.login(studio.vera)
    assert client.get("/settings/follow-ups/nobody").status_code == 404
    send(studio, studio.proposal)
    assert client.get(PROPOSAL).status_code == 200


def _fields(page: str) -> dict[str, str | list[str]]:
    """What the form would send as it stands: as a browser does, without what is disabled."""
    form = next(each for each in forms_of(page) if each.id == "cadence")
    found = {name: form.fields.getlist(name) for name in form.fields}
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def _names(page: str) -> list[str]:
    steps = re.findall(r'<li class="cstep( is-gone)?.*?<b data-name>(.*?)</b>', page, re.S)
    return [f"[{name}]" if gone else name for gone, name in steps]
