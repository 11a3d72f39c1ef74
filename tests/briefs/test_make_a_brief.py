"""A manager makes a brief in the browser: pages, questions, choices, conditions, and publishes it."""

import io
import json
from typing import Any

import pytest

from agency.briefs import building, queries
from agency.briefs.conditions import Check, Group, Op
from agency.briefs.kinds import QuestionKind
from agency.briefs.models import Brief
from agency.briefs.questionnaire import Questionnaire
from agency.briefs.reading import kept
from agency.briefs.templates import BriefTemplate, BriefVersion
from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.kernel.files import StoredFile
from agency.people.models import Member
from tests.briefs.support import asked, begun
from tests.support import HouseClient, everything, forms_of

Kind = QuestionKind


@pytest.fixture
def database() -> str:
    """One database is enough: the rules are above it."""
    return "sqlite"


@pytest.fixture
def vera(studio: Studio, client: HouseClient) -> HouseClient:
    return client.login(studio.members["vera"])


def made(client: HouseClient, **more: Any) -> int:
    """A new brief; its id."""
    fields = {"name-en": "Illustration", "name-ru": "Иллюстрация"} | more
    answer = client.fill("/settings/briefs", "new-brief", **fields)
    assert answer.status_code == 303, answer.text
    return int(answer.location.split("/")[3].split("?")[0])


def the(id: int) -> BriefTemplate:
    found = db.session.get(BriefTemplate, id)
    assert found is not None
    return found


def asks(id: int) -> Questionnaire:
    return building.draft_of(the(id)).asks


def add(client: HouseClient, id: int, kind: Kind, page: int = 0) -> str:
    """One more question; its key."""
    key = asks(id).pages[page].key
    answer = client.fill(f"/settings/briefs/{id}", f"add-to-{key}", _press=kind.value)
    assert answer.status_code == 303, answer.text
    return next(each.key for each in asks(id).questions if f"question:{each.key}" in _at(answer))


def _at(answer: Any) -> str:
    return str(answer.location.replace("%3A", ":")).partition("at=")[2]


def change(client: HouseClient, id: int, key: str, **fields: Any) -> Any:
    """Fill in a question's form and save it, or press one of its buttons."""
    fields = {"_press": "save"} | fields
    return client.fill(f"/settings/briefs/{id}?at=question:{key}", "question", **fields)


def test_a_brief_is_made_from_nothing_with_a_condition_and_published(vera: HouseClient) -> None:
    id = made(vera)
    assert [each.kind for each in asks(id).questions] == [Kind.name, Kind.email]
    what = add(vera, id, Kind.many)
    first, second = asks(id).by_key[what].choices
    change(
        vera,
        id,
        what,
        **{
            "text-en": "What has to be in it?",
            "text-ru": "Что в нём должно быть?",
            f"choice-{first.key}-text-en": "Shop",
            f"choice-{first.key}-text-ru": "Магазин",
            f"choice-{second.key}-text-en": "Blog",
            f"choice-{second.key}-text-ru": "Блог",
        },
    )
    assert change(vera, id, what, _press="choice:").status_code == 303
    third = asks(id).by_key[what].choices[2]
    change(
        vera,
        id,
        what,
        **{f"choice-{third.key}-text-en": "Booking", f"choice-{third.key}-text-ru": "Запись"},
    )
    money = add(vera, id, Kind.text)
    change(
        vera,
        id,
        money,
        **{"text-en": "How do they pay?", "text-ru": "Как платят?", "_press": "check:0"},
    )
    change(vera, id, money, **{"node-0.0-value": [first.key, third.key]})
    assert asks(id).by_key[money].shown_when == Check(what, Op.is_, (first.key, third.key))
    page = vera.get(f"/settings/briefs/{id}?at=question:{money}").text
    assert "Shown when “What has to be in it?” is Shop or Booking." in page
    key = asks(id).pages[0].key
    vera.fill(
        f"/settings/briefs/{id}?at=page:{key}",
        "page",
        _press="save",
        **{"title-en": "You", "title-ru": "Вы"},
    )
    answer = vera.fill(f"/settings/briefs/{id}/versions", "publish")
    assert answer.status_code == 303, answer.text
    assert queries.live_template("illustration") is not None
    assert vera.get("/brief/illustration").status_code == 200
    (version,) = [each for each in everything(BriefVersion) if each.template_id == id]
    assert version.number == 1 and version.published_by.name.startswith("Vera")
    assert the(id).draft is None


def test_what_one_types_lands_although_somebody_changed_another_question(vera: HouseClient) -> None:
    id = made(vera)
    name, mail = asks(id).questions
    page = vera.get(f"/settings/briefs/{id}?at=question:{name.key}").text
    change(vera, id, mail.key, **{"text-en": "Your mail"})
    answer = vera.post(
        f"/settings/briefs/{id}/questions/{name.key}",
        data=_fields(page, **{"text-en": "Who are you?"}),
    )
    assert answer.status_code == 303
    assert [each.text["en"] for each in asks(id).questions] == ["Who are you?", "Your mail"]


def test_the_same_question_changed_by_two_is_shown_to_the_second_with_both_wordings(
    vera: HouseClient, studio: Studio
) -> None:
    id = made(vera)
    name = next(asks(id).questions)
    where = f"/settings/briefs/{id}/questions/{name.key}"
    page = vera.get(f"/settings/briefs/{id}?at=question:{name.key}").text
    vera.login(studio.members["nora"])
    change(vera, id, name.key, **{"text-en": "Nora's words"})
    vera.login(studio.members["vera"])
    answer = vera.post(where, data=_fields(page, **{"text-en": "Vera's words"}))
    assert answer.status_code == 409
    assert "Somebody else changed the same while you wrote" in answer.text
    assert "Nora&#39;s words" in answer.text and "Vera&#39;s words" in answer.text
    assert asks(id).by_key[name.key].text["en"] == "Nora's words"
    assert vera.post(where, data=_fields(answer.text)).status_code == 303
    assert asks(id).by_key[name.key].text["en"] == "Vera's words"

    page = vera.get(f"/settings/briefs/{id}?at=question:{name.key}").text
    vera.fill(f"/settings/briefs/{id}?at=question:{name.key}", "removal")
    gone = vera.post(where, data=_fields(page, **{"text-en": "Typed meanwhile"}))
    assert gone.status_code == 409 and "Typed meanwhile" in gone.text
    assert vera.post(where, data=_fields(gone.text, do="again")).status_code == 303
    assert asks(id).by_key[name.key].text["en"] == "Typed meanwhile"


def test_what_was_taken_out_can_be_put_back_where_it_stood(vera: HouseClient) -> None:
    id = made(vera)
    first, second = [each.key for each in asks(id).questions]
    vera.fill(f"/settings/briefs/{id}?at=question:{first}", "removal")
    assert [each.key for each in asks(id).questions] == [second]
    late = vera.post(f"/settings/briefs/{id}/questions/{first}/copy")
    assert (late.status_code, late.location) == (303, f"/settings/briefs/{id}")
    vera.fill(f"/settings/briefs/{id}", "return-0")
    assert [each.key for each in asks(id).questions] == [first, second]
    page = asks(id).pages[0].key
    vera.fill(f"/settings/briefs/{id}?at=page:{page}", "removal")
    assert asks(id).pages == () and "Add a page first." in vera.get(f"/settings/briefs/{id}").text
    vera.fill(f"/settings/briefs/{id}", "return-0")
    assert [each.key for each in asks(id).questions] == [first, second]


def test_choices_lost_by_another_kind_can_be_put_back(vera: HouseClient) -> None:
    id = made(vera)
    key = add(vera, id, Kind.choice)
    change(vera, id, key, _press="lines:", **{"lines-en": "Yes\nNo\n", "lines-ru": "Да\nНет"})
    before = asks(id).by_key[key]
    assert [each.text for each in before.choices] == [
        {"en": "Yes", "ru": "Да"},
        {"en": "No", "ru": "Нет"},
    ]
    change(vera, id, key, kind="text")
    assert asks(id).by_key[key].choices == ()
    vera.fill(f"/settings/briefs/{id}", "return-0")
    assert asks(id).by_key[key] == before


def test_questions_and_pages_are_moved_by_step_by_place_and_to_another_page(
    vera: HouseClient,
) -> None:
    id = made(vera)
    first, second = [each.key for each in asks(id).questions]
    assert vera.fill(f"/settings/briefs/{id}", "add-page").status_code == 303
    page, new = asks(id).pages
    order = lambda: [[each.key for each in one.questions] for one in asks(id).pages]  # noqa: E731
    vera.fill(f"/settings/briefs/{id}?at=question:{first}", "position", _press="down")
    assert order() == [[second, first], []]
    vera.fill(f"/settings/briefs/{id}?at=question:{first}", "position", _press="down")
    assert order() == [[second], [first]]
    where = f"/settings/briefs/{id}/questions"
    vera.post(f"{where}/{first}/position", data={"page": page.key, "place": "0"})
    assert order() == [[first, second], []]
    vera.fill(f"/settings/briefs/{id}?at=question:{first}", "to-page", page=new.key)
    assert order() == [[second], [first]]
    vera.fill(f"/settings/briefs/{id}?at=page:{new.key}", "position", _press="up")
    assert order() == [[first], [second]] and [each.number for each in asks(id).pages] == [1, 2]
    vera.fill(f"/settings/briefs/{id}?at=question:{first}", "copy")
    assert [len(each) for each in order()] == [2, 1]
    assert vera.post(f"{where}/nobody/position", data={"do": "up"}).status_code == 303


def test_groups_within_groups_are_made_by_buttons(vera: HouseClient) -> None:
    id = made(vera)
    pick, money = add(vera, id, Kind.yes_no), add(vera, id, Kind.number)
    key = add(vera, id, Kind.text)
    for press in ("check:0", "group:0"):
        change(vera, id, key, _press=press)
    change(
        vera,
        id,
        key,
        **{
            "node-0.0-value": ["yes"],
            "node-0.1.0-value": ["no"],
            "node-0.1.1-question": money,
        },
    )
    change(vera, id, key, **{"node-0.1.1-op": "at_least", "node-0.1.1-value": "3"})
    wanted = Group(
        True,
        (
            Check(pick, Op.is_, ("yes",)),
            Group(False, (Check(pick, Op.is_, ("no",)), Check(money, Op.at_least, ("3",)))),
        ),
    )
    assert asks(id).by_key[key].shown_when == wanted
    change(vera, id, key, _press="drop:0.1")
    assert asks(id).by_key[key].shown_when == wanted.parts[0]
    change(vera, id, key, _press="drop:0.0")
    assert asks(id).by_key[key].shown_when is None


def test_what_cannot_be_kept_is_said_and_stays_typed(vera: HouseClient) -> None:
    id = made(vera)
    key = add(vera, id, Kind.number)
    answer = change(vera, id, key, least="a few", **{"text-en": "x" * 5000})
    assert answer.status_code == 422
    assert "Write a whole number, like 5." in answer.text and "a few" in answer.text
    assert (
        "Shorten it to 4000 characters, now it has 5000." in answer.text
        and "x" * 5000 in answer.text
    )
    assert asks(id).by_key[key].text == {}
    empty = vera.fill("/settings/briefs", "new-brief", **{"name-en": " "})
    assert empty.status_code == 422 and "Write what the brief is called." in empty.text


def test_a_form_with_faults_is_not_published_and_says_where_they_are(vera: HouseClient) -> None:
    id = made(vera)
    key = add(vera, id, Kind.choice)
    edits = the(id).edits
    answer = vera.post(f"/settings/briefs/{id}/versions", data={"edits": edits})
    assert answer.status_code == 422 and "Not published: 3 things to mend." in answer.text
    assert f"at=question:{key}" in answer.text.replace("%3A", ":")
    assert not [each for each in everything(BriefVersion) if each.template_id == id]
    late = vera.post(f"/settings/briefs/{id}/versions", data={"edits": edits - 1})
    assert late.status_code == 409 and "Somebody changed the draft" in late.text
    none = vera.post("/settings/briefs/1/versions", data={"edits": the(1).edits})
    assert none.status_code == 422 and "Nothing has changed" in none.text


def test_who_began_on_an_earlier_version_goes_on_with_it(vera: HouseClient) -> None:
    template = queries.live_template("website")
    assert template is not None
    address = begun(vera)
    key = asked(Kind.long, 2).key
    before = asked(Kind.long, 2).text["en"]
    change(vera, template.id, key, **{"text-en": "What is it for?"})
    assert vera.get(f"{address}/2").text.count("What is it for?") == 0
    assert vera.fill(f"/settings/briefs/{template.id}/versions", "publish").status_code == 303
    assert "What is it for?" not in vera.get(f"{address}/2").text
    assert before in vera.get(f"{address}/2").text
    told = vera.get(f"/settings/briefs/{template.id}/versions").text
    assert f"<del>{before}</del> <ins>What is it for?</ins>" in told
    one, two = [each for each in everything(BriefVersion) if each.template_id == template.id]
    assert (one.retired_at is not None, two.number, two.published_by) == (True, 2, the_vera())
    change(vera, template.id, key, **{"text-en": "Something else"})
    vera.fill(f"/settings/briefs/{template.id}/versions", "give-up")
    assert asks(template.id) == two.asks


def test_a_brief_rests_goes_live_and_is_put_away(vera: HouseClient) -> None:
    where = "/settings/briefs/1?at=whole"
    vera.fill(where, "openness")
    assert vera.get("/brief/website").status_code == 404
    vera.fill(where, "openness")
    assert vera.get("/brief/website").status_code == 200
    vera.fill(where, "archive")
    assert vera.get("/brief/website").status_code == 404
    vera.fill("/settings/briefs", "out-1")
    assert vera.get("/brief/website").status_code == 200


def test_a_brief_travels_as_a_file(vera: HouseClient) -> None:
    file = vera.get("/settings/briefs/1/questionnaire.json?version=1")
    assert file.headers["Content-Disposition"] == 'attachment; filename="website.json"'
    answer = vera.fill("/settings/briefs", "import", file=(io.BytesIO(file.data), "website.json"))
    assert answer.status_code == 303
    id = int(answer.location.split("/")[3].split("?")[0])
    assert asks(id) == asks(1) and the(id).slug == "web-site"
    assert asks(made(vera, copy="1")) == asks(1)
    whole = json.loads(file.data)
    whole["pages"][1]["questions"][0]["kind"] = "riddle"
    for data, words, where in (
        (
            json.dumps(whole).encode(),
            "There is no kind of question “riddle”.",
            "pages[2].questions[1].kind",
        ),
        (b'{"pages": [\n', "This is no JSON", "line 2"),
        (b"[]", "Here should be an object in braces", ""),
        (b"\xff\xfe", "This is no text in UTF-8.", ""),
        (b"[" * 200_000, "nested too deep", ""),
        (b'{"pages": ' + b"9" * 5_000 + b"}", "a number that no form has", ""),
        (b"{}" + b" " * 5_000_000, "4 MB is the most", ""),
    ):
        refused = vera.fill("/settings/briefs", "import", file=(io.BytesIO(data), "x.json"))
        assert refused.status_code == 422 and words in refused.text and where in refused.text
    assert vera.fill("/settings/briefs", "import").status_code == 422


def test_the_link_comes_as_a_code_that_a_phone_reads(vera: HouseClient) -> None:
    code = vera.get("/settings/briefs/1/code.svg?download=1")
    assert code.mimetype == "image/svg+xml" and "website.svg" in code.headers["Content-Disposition"]
    assert code.data.startswith(b"<?xml") and b"<svg" in code.data


def test_a_test_run_walks_through_the_draft_and_keeps_nothing(vera: HouseClient) -> None:
    briefs, files = len(everything(Brief)), len(everything(StoredFile))
    id = made(vera)
    first, mail = [each.key for each in asks(id).questions]
    pick = add(vera, id, Kind.yes_no)
    vera.fill(f"/settings/briefs/{id}", "add-page")
    shop, papers = add(vera, id, Kind.text, 1), add(vera, id, Kind.file, 1)
    change(vera, id, pick, **{"text-en": "A shop?"})
    change(vera, id, shop, **{"text-en": "What is sold?", "_press": "check:0"})
    change(vera, id, shop, **{"node-0.0-value": ["yes"]})
    change(vera, id, papers, required="1", **{"text-en": "Papers"})
    where = f"/settings/briefs/{id}/trial"
    refused = vera.fill(where, "brief", _press="next", **{f"q-{first}": "Ines"})
    assert refused.status_code == 422 and "Ines" in refused.text
    two = vera.post(
        f"{where}/1",
        data=_fields(
            refused.text,
            "brief",
            go="next",
            **{f"q-{mail}": "ines@example.com", f"q-{pick}": "yes"},
        ),
    )
    assert two.status_code == 200 and "What is sold?" in two.text and "nothing is kept" in two.text
    back = vera.post(
        f"{where}/2", data=_fields(two.text, "brief", go="back", **{f"q-{shop}": "Tiles"})
    )
    assert "ines@example.com" in back.text
    none = vera.post(
        f"{where}/1", data=_fields(back.text, "brief", go="next", **{f"q-{pick}": "no"})
    )
    assert "What is sold?" not in none.text
    end = vera.post(f"{where}/2", data=_fields(none.text, "brief", go="next"))
    assert "This is what we would have got" in end.text and "Tiles" in end.text
    assert "Said, and not counted" in end.text
    # Whether there is anything to publish is said as it is.
    assert "Publish…" in end.text
    db.session.add(BriefVersion(template=the(id), number=1, document=kept(asks(id))))
    db.session.commit()
    end = vera.post(f"{where}/2", data=_fields(none.text, "brief", go="next"))
    assert "Publish…" not in end.text and "Published already: version 1" in end.text
    assert (len(everything(Brief)), len(everything(StoredFile))) == (briefs, files)
    torn = vera.post(f"{where}/1", data=_fields(refused.text, "brief", go="back", start="torn"))
    assert torn.status_code == 200


def test_a_language_that_is_given_up_keeps_its_words_for_later(vera: HouseClient) -> None:
    id = made(vera)
    words = {each.key: each.text for each in asks(id).questions}
    where = f"/settings/briefs/{id}?at=whole"
    assert vera.fill(where, "facts", language=["en"], **{"name-en": "Drawing"}).status_code == 303
    first = next(asks(id).questions).key
    page = vera.get(f"/settings/briefs/{id}?at=question:{first}").text
    assert 'id="text-en"' in page and 'id="text-ru"' not in page
    change(vera, id, first, **{"help-en": "Any name"})
    assert "Words are missing" not in vera.get(f"/settings/briefs/{id}/versions").text
    vera.fill(where, "facts", language=["en", "ru"])
    assert {each.key: each.text for each in asks(id).questions} == words
    assert "Words are missing in Russian: help." in vera.get(f"/settings/briefs/{id}/versions").text
    none = vera.fill(where, "facts", language=[])
    assert none.status_code == 303 and asks(id).languages == ("en", "ru")
    assert the(id).name["en"] == "Drawing"


def test_only_managers_make_briefs(client: HouseClient, studio: Studio) -> None:
    client.login(studio.members["timur"])
    assert client.get("/settings/briefs").status_code == 403
    assert client.get("/settings/briefs/1/trial").status_code == 403
    assert client.post("/settings/briefs/1/versions").status_code == 403
    client.login(studio.members["vera"])
    assert client.get("/settings/briefs/999").status_code == 404


def _fields(page: str, form: str = "question", **more: Any) -> Any:
    """What a form of this page sends."""
    found = next(each for each in forms_of(page) if each.id == form)
    for name, value in more.items():
        found.fields.setlist(name, [value])
    return found.fields


def the_vera() -> Member:
    (found,) = [each for each in everything(Member) if each.name.startswith("Vera")]
    assert isinstance(found, Member)
    return found
