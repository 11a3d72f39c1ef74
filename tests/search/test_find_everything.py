"""The page finds what somebody means, the same on both databases: people, numbers, words, in either alphabet."""

import pytest

from agency.demo.studio import Studio
from agency.flows.letter_received import letter_received
from agency.kernel.db import db
from agency.leads import arrivals
from tests.search.conftest import Find, Say
from tests.support import NOW, HouseClient

WHO = (
    ("Ольга Щербакова", "Ольга"),
    ("Ольга Щербакова", "olga shcherbakova"),
    ("Ольга Щербакова", "щербаква"),
    ("Ольга Щербакова", "Olga SHERBAKOVA"),
    ("Ольга Щербакова", "Jkmuf"),
    ("João Conceição", "joao conceicao"),
    ("João Conceição", "joao conseisao"),
    ("João Conceição", "Concecião"),
    ("João Conceição", "joao@casa-do-mar.pt"),
    ("João Conceição", "casa-do-mar.pt"),
    ("João Conceição", "casa do mar"),
    ("Peter Møller", "8 (916) 123-45-67"),
    ("Peter Møller", "+7 916 1234567"),
    ("Peter Møller", "9161234567"),
    ("Peter Møller", "123 45 67"),
    ("Peter Møller", "moler"),
)
SAID = (
    ("договор", "договоры"),
    ("договор", "ДОГОВОРОВ"),
    ("договор", "новый договор"),
    ("договор", '"пришлите договор"'),
    ("договор", "ёлка"),
    ("договор", "догов"),
    ("proposal", "proposals"),
    ("proposal", "proposal -invoice"),
    ("proposal", '"two proposals"'),
    ("proposal", "8 495 765-43-21"),
    ("proposal", "+7 (495) 765 43 21"),
    ("proposal", "<b>"),
)
NOTHING = ("жоао -casa", '"договор пришлите"', "-договор", "qzxwvk")
HOSTILE = (
    "\0", "a\0b", "   ", '"', '""', '"""', "-", "--", "- -", '-"', "AND", "OR NOT", "NEAR(a b, 2)", "kind:lead",
    "words : x", "a*", "*", "^a", "(", ")", "a AND (b", "%", "_", "a_b%", "\\", "'", "';--", "' OR '1'='1", "a & b",
    "a | !b", "<->", ":*", "'a':*", "x:A", "\u202eabc", "😀", "a" * 10_000, "щ " * 5_000, "-a " * 300,
    "\ud7ff\uffff", "١٢٣٤٥", "Straße ﬁ", "0", "00", "007", "1" * 60, "a.b.c@d..e", "@", ".", "…", "日本語 한국어",
)  # fmt: skip


def test_people_and_words_are_found_as_they_are_meant(
    say: Say, find: Find, client: HouseClient
) -> None:
    said = {
        "Ольга Щербакова": say("Здравствуйте", client="Ромашка", name="Ольга Щербакова"),
        "João Conceição": say("Bom dia", client="Casa do Mar", name="João Conceição", email="joao@casa-do-mar.pt"),
        "Peter Møller": say("Hej", client="Havn", name="Peter Møller", phone="8 (916) 123-45-67"),
        "договор": say("Пришлите договор. Это новый договор, и ёлки тоже."),
        "proposal": say("I have got two proposals, call +7 495 765-43-21. <b>x</b>"),
    }  # fmt: skip
    for who, q in WHO:
        assert f"/leads/{said[who].lead_id}" in find(q, kind="leads") or q == "Jkmuf", q
    for what, q in SAID:
        message = said[what]
        assert f"/leads/{message.lead_id}#message-{message.id}" in find(q, kind="messages"), q
    for q in NOTHING:
        assert find(q) == [], q
    assert "q=%D0%9E%D0%BB%D1%8C%D0%B3%D0%B0" in client.get("/search?q=Jkmuf").text
    assert "<mark>ёлки</mark>" in client.get("/search?q=елка").text
    assert "&lt;b&gt;" in client.get("/search?q=proposals").text


def test_whatever_is_typed_is_answered(find: Find, client: HouseClient) -> None:
    for q in HOSTILE:
        find(q)
        assert client.get("/search/suggestions", query_string={"q": q}).status_code == 200
    for address in ("?stage=none&owner=x&from=never&show=-1", "?q=a&owner=99999999999&show=999999"):
        assert client.get(f"/search{address}").status_code == 200


def test_finds_are_narrowed_by_kind_stage_owner_and_time(
    studio: Studio, say: Say, find: Find
) -> None:
    theirs = say("Kanarek sings", client="Kanarek")
    here = f"/leads/{theirs.lead_id}"
    assert find("kanarek", kind="messages") == [f"{here}#message-{theirs.id}"]
    both = {here, f"{here}#message-{theirs.id}"}
    assert set(find("kanarek", stage="new", owner=str(studio.vera.id))) == both
    assert find("kanarek", stage="won") == find("kanarek", owner=str(studio.timur.id)) == []
    assert find("kanarek", **{"from": "2030-01-01"}) == []
    assert find("kanarek", **{"from": "2020-01-01"})


def test_suggestions_are_short_and_across_all_kinds(
    studio: Studio, say: Say, client: HouseClient
) -> None:
    message = say("Kanarek sings", client="Kanarek")
    client.login(studio.vera)
    found = client.get("/search/suggestions?q=kanarek").get_json()
    assert {each["kind"] for each in found} == {"lead", "contact", "client", "message"}
    assert found[0]["title"] == "Kanarek" and found[0]["href"] == f"/leads/{message.lead_id}"
    assert len(client.get("/search/suggestions?q=a").get_json()) <= 8


def test_a_lead_stands_above_mail_that_is_none(
    studio: Studio, say: Say, client: HouseClient
) -> None:
    say("Where are you?", client="Zephyrine")
    letter = b"From: Zephyrine <news@zephyrine.example>\r\nList-Id: <z>\r\nSubject: Zephyrine\r\n\r\nOffers"
    arrivals.sort_now(arrivals.take_in(letter, seen_at=NOW), letter_received)
    db.session.commit()
    client.login(studio.vera)
    kinds = [one["kind"] for one in client.get("/search/suggestions?q=zephyrine").get_json()]
    assert kinds[0] == "lead" and kinds[-1] == "arrival"


@pytest.fixture(autouse=True)
def _both(database: str) -> None:
    """On SQLite and on PostgreSQL alike."""
