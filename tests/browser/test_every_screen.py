"""Every screen, for staff and guests: it fits, everybody can read it, and the keyboard reaches what matters."""

import os

import pytest
from playwright.sync_api import Page

from tests.browser import looking
from tests.browser.screens import EMPTY, GUEST, STAFF, Screen
from tests.house import House
from tests.windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.long]
WIDTHS = (1440, 768, 360)


def show(windows: Windows, house: House, screen: Screen, lang: str = "en") -> Page:
    """The screen in a wide, light window."""
    page = windows.look(house, member=screen.who, lang=lang)
    if screen.status != 200:
        windows.forgive(screen.status)
    answer = page.goto(screen.path(house, lang))
    assert answer is not None
    assert answer.status == screen.status
    return page


def fits(page: Page) -> None:
    for width in WIDTHS:
        looking.resize(page, width)
        assert not looking.too_wide(page), f"at {width} px"


def everybody_can_read_it(page: Page, *, by_night: bool = True) -> None:
    """By day on a desk, at every width, and by night on a phone."""
    assert not looking.barriers(page), "in light"
    fits(page)
    if not (by_night or IS_WHOLE):
        return
    looking.darken(page)
    among = looking.STANDARD if IS_WHOLE else looking.BY_LOOK
    assert not looking.barriers(page, among=among), "in dark, on a phone"


SCREENS = STAFF + GUEST
IS_WHOLE = os.environ.get("SCREENS") == "all"


def a_third(number: int) -> list[Screen]:
    """Every screen under `make screens`; else each third one, so that each is opened by one of three tests."""
    return SCREENS if IS_WHOLE else SCREENS[number::3]


@pytest.mark.parametrize("screen", a_third(0), ids=str)
def test_a_screen_speaks_russian_and_everybody_can_read_it(
    screen: Screen, windows: Windows, studio_house: House
) -> None:
    page = show(windows, studio_house, screen, "ru")
    assert page.locator("html").get_attribute("lang") == "ru" or screen.speaks_for_itself
    everybody_can_read_it(page)


@pytest.mark.parametrize("screen", a_third(1), ids=str)
def test_everybody_can_read_it_and_the_keyboard_reaches_what_matters(
    screen: Screen, windows: Windows, studio_house: House
) -> None:
    page = show(windows, studio_house, screen)
    stops = looking.walk_by_keyboard(page)
    assert stops, "nothing can be reached"
    assert all(stop["isRinged"] for stop in stops), [
        stop["words"] for stop in stops if not stop["isRinged"]
    ]
    # While a dialog is open, the page behind it is out of reach on purpose.
    around = "dialog:modal" if page.locator("dialog:modal").count() else "main"
    wanted = page.locator(f"{around} .btn--do:visible:not([disabled])").count()
    assert sum(stop["isMain"] for stop in stops) >= wanted, "a main action is out of reach"
    everybody_can_read_it(page)


@pytest.mark.parametrize("screen", a_third(2), ids=str)
def test_the_longest_names_fit_and_everybody_can_read_them(
    screen: Screen, windows: Windows, wordy_house: House
) -> None:
    everybody_can_read_it(show(windows, wordy_house, screen), by_night=False)


@pytest.mark.parametrize("screen", EMPTY, ids=str)
def test_a_house_on_its_first_day_says_what_to_do(
    screen: Screen, windows: Windows, empty_house: House
) -> None:
    page = show(windows, empty_house, screen)
    fits(page)
    assert not looking.barriers(page)
    assert page.get_by_role("main").locator("a, button").count(), "nothing to do next"
