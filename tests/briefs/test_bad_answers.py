"""Answers that nobody should send: a clear message, nothing lost, and no harm to what stands around them."""

import io
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from agency.briefs.told import harmless
from agency.demo.studio import Studio
from tests.briefs.every_kind import KEPT, every_kind, filled
from tests.briefs.support import publish_every_kind, the_brief
from tests.support import HouseClient, forms_of

EVERY = "/brief/every-kind"
NOUGHT = "\x00\x07\x1b[31m\u202egnp.exe\u2066"


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def asking(studio: Studio) -> None:
    publish_every_kind()


def fields(**typed: Any) -> dict[str, Any]:
    named = {f"q-{key.replace('__', '.')}": value for key, value in typed.items()}
    return {**filled(), **named}


def begin(client: HouseClient, **typed: Any) -> str:
    response = client.fill(EVERY, **fields(**typed))
    assert response.status_code == 303
    return response.location.split("?")[0].rpartition("/")[0]


def said(key: str) -> Any:
    return next((one.value for one in the_brief().answers if one.question_key == key), None)


def test_a_question_that_an_answer_brings_up_is_shown_before_going_on(
    client: HouseClient, asking: None
) -> None:
    page = client.get(EVERY).text
    assert 'data-question="day" data-kind="day" hidden' in page
    response = client.fill(EVERY, **fields(day=""))
    assert response.location.endswith("/1?asked=day&lang=en") or "asked=day" in response.location
    page = client.get(response.location).text
    assert "Your answers bring up one more question:" in page
    assert '<a href="#q-day">Which day?</a>' in page
    assert 'data-kind="day" hidden' not in page
    address = response.location.split("?")[0]
    refused = client.fill(address)
    assert refused.status_code == 422
    assert "Choose a day." in refused.text
    assert client.fill(address, **{"q-day": "2099-09-01"}).location.split("?")[0].endswith("/2")


def test_an_answer_that_was_hidden_is_kept_and_does_not_count(
    client: HouseClient, asking: None
) -> None:
    address = begin(client, day="soon")
    assert said("day") == "soon"
    # Whoever has no launch is not asked for its day, whatever stands there.
    response = client.fill(f"{address}/1", **{"q-launch": "no", "q-day": "soon"})
    assert response.status_code == 303
    assert said("day") == "soon"
    assert [one.question_key for one in the_brief().set_aside] == ["day"]
    assert "day" not in [one.question_key for one in the_brief().answered]
    assert the_brief().page_to_mend() is None


def test_an_answer_that_was_not_on_the_page_is_not_taken_back(
    client: HouseClient, asking: None
) -> None:
    address = begin(client)
    client.fill(f"{address}/1", **{"q-day": "", "seen": "who launch"})
    assert said("day") == KEPT["day"]
    client.fill(f"{address}/1", go="back", **{"q-day": ""})
    assert said("day") is None


def test_a_page_sent_twice_or_out_of_order_keeps_the_last_of_each_answer(
    client: HouseClient, asking: None
) -> None:
    address = begin(client)
    for line in ("The second one", "The third one", "The third one"):
        client.fill(f"{address}/2", _press="back", **{"q-more": line})
        client.fill(f"{address}/1", **{"q-line": line})
    assert (said("line"), said("more")) == ("The third one", "The third one")
    assert len(the_brief().answers) == len(KEPT) + 1


def test_ten_million_letters_come_back_with_a_message_and_are_kept(
    client: HouseClient, asking: None
) -> None:
    address = begin(client)
    story = "слово " * 1_000_000
    refused = client.fill(f"{address}/1", **{"q-story": story, "q-line": "Still here"})
    assert refused.status_code == 422
    assert "Shorten it to 20000 characters, now it has 6000000." in refused.text
    (form,) = [each for each in forms_of(refused.text) if each.id == "brief"]
    assert form.fields["q-story"] == story
    assert form.fields["q-line"] == "Still here"
    assert said("story") == story


def test_controls_and_turns_of_writing_are_kept_as_typed_and_shown_harmless(
    client: HouseClient, asking: None
) -> None:
    address = begin(client, story=NOUGHT, line=NOUGHT, rows__0__name=NOUGHT, shape__other=NOUGHT)
    assert said("story") == NOUGHT
    page = client.get(f"{address}/1").text
    assert f"\n{NOUGHT}</textarea>" in page.replace("\r\n", "\n")
    for one in the_brief().answered:
        for line in one.lines:
            assert not set("\x00\x07\x1b") & set(line)
            assert line.count("\u202e") == line.count("\u202c")
            assert line.count("\u2066") == line.count("\u2069")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("plain", "plain"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("a\x00b\x7f\x85", "a␀b␡\ufffd"),
        ("\u202eabc", "\u202eabc\u202c"),
        ("\u202ea\u202cb", "\u202ea\u202cb"),
        ("\u2067\u202da", "\u2067\u202da\u202c\u2069"),
    ],
)
def test_each_turn_of_writing_ends_where_it_began(typed: str, shown: str) -> None:
    assert harmless(typed) == shown


def test_a_file_in_the_place_of_words_is_nothing_typed(client: HouseClient, asking: None) -> None:
    address = begin(client)
    sent = {"q-line": (io.BytesIO(b"words"), "words.txt"), "go": "next"}
    response = client.post(f"{address}/1", data=sent, content_type="multipart/form-data")
    assert response.status_code == 422


@pytest.fixture
def address(client: HouseClient, asking: None) -> str:
    return begin(client)


TYPED = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=12)
LIKELY = st.sampled_from(
    ["yes", "no", "other", "c3", "1", "-1", "2099-01-01", "5 EUR", "a.example"]
)
QUESTIONS = [each for each in every_kind().questions if each.kind.value != "file"]
NAMES = sorted({*filled(), *(each.field for each in QUESTIONS), "q-rows.7.does", "q-order.hire"})


@settings(
    max_examples=8,
    phases=(Phase.explicit, Phase.generate),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(
    typed=st.dictionaries(
        st.sampled_from(NAMES), st.lists(LIKELY | TYPED, min_size=1, max_size=3), min_size=4
    )
)
def test_whatever_comes_is_taken_and_comes_back_as_it_was(
    client: HouseClient, address: str, typed: dict[str, list[str]]
) -> None:
    """No answer breaks a page; what fits is the same when sent again, what does not is kept as typed."""
    sent = {name: [each.replace("\n", "\r\n") for each in values] for name, values in typed.items()}
    first = client.fill(f"{address}/1", go="back", **{**filled(), **sent})
    assert first.status_code == 303
    before = {one.question_key: (one.value, one.fits) for one in the_brief().answers}
    for one in the_brief().answers:
        assert all(isinstance(line, str) for line in one.lines)
    again = client.fill(f"{address}/1", go="next" if the_brief().page_to_mend() else "back")
    assert again.status_code in (303, 422)
    after = {one.question_key: (one.value, one.fits) for one in the_brief().answers}
    fitting = {key: value for key, value in before.items() if value[1]}
    assert {key: after.get(key) for key in fitting} == fitting
    for key in ("story", "line", "person"):
        values = sent.get(f"q-{key}", [filled()[f"q-{key}"]])
        raw = next((each for each in values if each.strip()), "").replace("\r\n", "\n")
        told = before.get(key, (raw, True))
        assert told[0] == raw or (not told[1] and raw in told[0].get("", ()))
