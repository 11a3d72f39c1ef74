"""A brief is filled in on a phone, gone on with in another browser, passed on, sent, added to, and asked otherwise."""

import json
import re
from email import message_from_bytes, policy

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import looking
from tests.house import House
from tests.journeys.letters import text_of
from tests.windows import Windows

pytestmark = pytest.mark.browser


def link_to(house: House, address: str) -> str:
    """The link to a brief in the latest letter to this address."""
    letters = house.ask("SELECT mime FROM letter ORDER BY id DESC LIMIT 5")
    messages = (message_from_bytes(mime, policy=policy.default) for (mime,) in letters)
    to_them = (text_of(each) for each in messages if address in str(each["To"]))
    found = re.search(r"/brief/[fh]/[\w-]+", next(to_them))
    assert found is not None
    return found[0]


def wait_until_kept(page: Page) -> None:
    """The page says that what was typed last is kept; it has been said anew."""
    expect(page.locator("[data-kept]")).to_have_attribute("data-state", "kept")


def type_and_wait(page: Page, label: str, words: str) -> None:
    """Answer a question and leave it; no button is pressed."""
    with page.expect_response(lambda one: one.request.method == "POST") as kept:
        page.get_by_label(label, exact=False).first.fill(words)
        page.keyboard.press("Tab")
    assert kept.value.status == 200
    wait_until_kept(page)


def go_on(page: Page) -> None:
    """Press what leads on."""
    page.locator(".brief__next .btn--do").click()
    page.wait_for_load_state()


def test_what_is_typed_before_the_script_has_come_is_kept_as_well(
    windows: Windows, house: House
) -> None:
    page = windows.open(house, width=390)
    held: list[Route] = []
    page.route("**/brief/keeping*.js*", lambda route: held.append(route))
    page.goto("/brief/website", wait_until="commit")
    page.get_by_label("Your name").fill("Rui Early")
    while not held:
        page.wait_for_timeout(20)
    with page.expect_response(lambda one: one.request.method == "POST"):
        held[0].continue_()
    wait_until_kept(page)
    page.unroute_all()
    page.goto(page.url)
    expect(page.get_by_label("Your name")).to_have_value("Rui Early")


def test_a_brief_is_left_on_a_phone_and_finished_elsewhere_by_two(
    windows: Windows, house: House
) -> None:
    phone = windows.open(house, width=390, zone="Europe/Lisbon")
    phone.goto("/brief/website?utm_source=fair")
    type_and_wait(phone, "Your name", "Inês Carvalho")
    # No button was pressed yet, and the brief has an address of its own: nothing is lost by a crash.
    assert re.search(r"/brief/f/[\w-]+/1", phone.url)
    phone.reload()
    expect(phone.get_by_label("Your name")).to_have_value("Inês Carvalho")
    phone.get_by_label("Company or project").fill("Azulejo Norte")
    phone.get_by_label("E-mail").first.fill("ines@azulejonorte.example")
    phone.get_by_label("What do you do, and for whom?").fill("Tiles by hand.")
    go_on(phone)
    aim = "What should the site do that it does not do today?"
    type_and_wait(phone, aim, "Sell to people far away.")
    phone.get_by_text("Go on later, or on another device").click()
    assert not looking.barriers(phone)
    phone.get_by_role("button", name="Mail it").click()
    expect(phone.get_by_text("The link is on its way")).to_be_visible()
    phone.close()

    desk = windows.open(house, width=1440, zone="Europe/Lisbon")
    desk.goto(link_to(house, "ines@azulejonorte.example"))
    # All that the second page wants is there: it goes on with the third.
    expect(desk.get_by_role("heading", name="What should it feel like?")).to_be_visible()
    desk.get_by_role("button", name="Back").click()
    expect(desk.get_by_label(aim)).to_have_value("Sell to people far away.")
    go_on(desk)
    desk.get_by_text("Ask a colleague to answer this page").click()
    desk.get_by_label("Their name").fill("Tomás Nunes")
    desk.get_by_label("Their e-mail").fill("tomas@azulejonorte.example")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("with Tomás")).to_be_visible()
    assert not looking.barriers(desk)

    his = windows.open(house, width=390)
    his.goto(link_to(house, "tomas@azulejonorte.example"))
    expect(his.get_by_text("Inês Carvalho asks you")).to_be_visible()
    type_and_wait(his, "What would you never want to see?", "No white void.")
    assert not looking.barriers(his)
    go_on(his)
    expect(his.get_by_text("Thank you, Tomás")).to_be_visible()

    desk.reload()
    expect(desk.get_by_text("back from Tomás")).to_be_visible()
    expect(desk.get_by_label("What would you never want to see?")).to_have_value("No white void.")
    go_on(desk)
    desk.get_by_label("€ 10,000", exact=False).first.check()
    go_on(desk)
    expect(desk.get_by_role("heading", name="Thank you, Inês")).to_be_visible()

    desk.get_by_role("button", name="Add or change something").click()
    type_and_wait(desk, "Phone", "+351 912 345 678")
    desk.get_by_role("button", name="Send the changes").click()
    expect(desk.get_by_text("have reached us")).to_be_visible()
    assert not looking.barriers(desk)

    ours = windows.open(house, member="vera")
    ((id,),) = house.ask("SELECT max(id) FROM brief")
    ours.goto(f"/briefs/{id}")
    expect(ours.get_by_text("answered by Tomás Nunes", exact=False)).to_be_visible()
    expect(ours.locator("ins")).to_contain_text("+351 912 345 678")
    assert not looking.barriers(ours)

    # The live brief asks otherwise from now on; what was answered stands under what was asked.
    reword(ours, house, "What would you never want to see?", "What must it never be?")
    ours.goto(f"/briefs/{id}")
    answers = ours.locator("main .answers").last
    expect(answers).to_contain_text("What would you never want to see?")
    expect(answers).not_to_contain_text("What must it never be?")
    his.goto(f"{begun_anew(his)}/3")
    expect(his.get_by_label("What must it never be?")).to_be_visible()


def reword(page: Page, house: House, before: str, after: str) -> None:
    """Ask a question of the website's brief in other words, and publish that."""
    [(template, document)] = house.ask(
        "SELECT template_id, document FROM brief_version JOIN brief_template"
        " ON brief_template.id = template_id WHERE slug = 'website' AND retired_at IS NULL"
    )
    asked = (each for page in json.loads(document)["pages"] for each in page["questions"])
    key = next(each["key"] for each in asked if each["text"]["en"] == before)
    page.goto(f"/settings/briefs/{template}?at=question:{key}")
    page.locator("#text-en").fill(after)
    expect(page.locator("#saved")).to_have_text("saved")
    page.locator("#to-publish").click()
    page.get_by_role("button", name="Publish as version 2").click()
    expect(page.locator(".bversions__all")).to_contain_text("counts now")


def begun_anew(page: Page) -> str:
    """Somebody else begins the brief; its address without the number of the page."""
    page.goto("/brief/website")
    type_and_wait(page, "Your name", "Somebody Else")
    return page.url.partition("/1")[0]
