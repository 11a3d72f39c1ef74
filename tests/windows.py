"""Fixtures that open windows of a real browser on a house.

A window that sees an error on its console, a page that breaks, or a breach of the content security
policy fails its test. A test that fails keeps a picture of every window it had open.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Response,
    expect,
    sync_playwright,
)

from agency.demo import cast
from setup import browser as machine
from tests.house import House

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTH = 1440
HEIGHTS = {360: 740, 390: 844, 768: 1024, 1440: 900}
PATIENCE = 15_000
NO_WORKER = "Service Worker registration blocked by Playwright"
ZONE = "Asia/Yerevan"

expect.set_options(timeout=PATIENCE)


@dataclass(eq=False)
class Window:
    """One page of one person's browser, and what went wrong in it."""

    page: Page
    forgiven: set[int] = field(default_factory=lambda: {422})
    complaints: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """Wide, light and without a past, as a new one is."""
        self.forgiven, self.complaints = {422}, []
        self.page.set_viewport_size({"width": WIDTH, "height": HEIGHTS[WIDTH]})
        self.page.emulate_media(color_scheme="light")

    def listen(self) -> None:
        """Take down whatever goes wrong from now on."""
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"broke: {error}"))
        self.page.on("response", self._answered)

    def _heard(self, message: ConsoleMessage) -> None:
        # The browser calls every refused form an error; a test may refuse one on purpose.
        on_purpose = any(f"status of {status}" in message.text for status in self.forgiven)
        on_purpose = on_purpose or message.text == NO_WORKER
        if message.type in ("error", "warning") and not on_purpose:
            self.complaints.append(f"{message.type}: {message.text} ({self.page.url})")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status} from {response.url}")


@dataclass
class Kept:
    """What one test leaves to the next: nothing that a test could see, only what takes long."""

    # Who is logged in where: a password is slow to check, and meant to be.
    logins: dict[tuple[str, str], Any] = field(default_factory=dict)
    # Windows of those who only look, with scripts and typefaces that need not be fetched again.
    windows: dict[tuple[str, str | None, str], Window] = field(default_factory=dict)


@dataclass
class Windows:
    """Opens browser windows for people of the house and for guests."""

    browser: Browser
    pictures: Path
    kept: Kept = field(default_factory=Kept)
    opened: list[Window] = field(default_factory=list)

    def open(
        self,
        house: House,
        *,
        member: str | None = None,
        width: int = WIDTH,
        dark: bool = False,
        lang: str = "en",
        zone: str = ZONE,
        scale: float = 1,
        offline: bool = False,
        touch: bool = False,
    ) -> Page:
        """A window of this size, theme, language and zone; logged in as a member of the cast, or a guest.

        What shows a page without a connection is set up anew in every window: only in those that ask for it.
        """
        context = self.browser.new_context(
            base_url=house.url,
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            device_scale_factor=scale,
            color_scheme="dark" if dark else "light",
            locale={"en": "en-GB", "ru": "ru-RU"}[lang],
            timezone_id=zone,
            reduced_motion="reduce",
            has_touch=touch,
            is_mobile=touch,
            accept_downloads=True,
            service_workers="allow" if offline else "block",
            storage_state=self.kept.logins.get((house.url, member)) if member else None,
        )
        context.set_default_timeout(PATIENCE)
        window = Window(context.new_page())
        window.listen()
        self.opened.append(window)
        if member and (house.url, member) not in self.kept.logins:
            self._log_in(window.page, member)
            self.kept.logins[house.url, member] = context.storage_state()
        return window.page

    def look(self, house: House, *, member: str | None = None, lang: str = "en") -> Page:
        """A wide, light window for tests that change nothing; those after it look through the same."""
        key = (house.url, member, lang)
        if key not in self.kept.windows:
            self.open(house, member=member, lang=lang)
            self.kept.windows[key] = self.opened.pop()
        window = self.kept.windows[key]
        window.begin()
        self.opened.append(window)
        return window.page

    def forgive(self, status: int) -> None:
        """In the windows that are open, this answer is expected."""
        for window in self.opened:
            window.forgiven.add(status)

    def complaints(self) -> list[str]:
        """All that went wrong in any window."""
        return [complaint for window in self.opened for complaint in window.complaints]

    def keep_pictures(self, name: str) -> list[Path]:
        """A picture of every open window, for whoever has to find out what went wrong."""
        kept = []
        for number, window in enumerate(self.opened, start=1):
            if not window.page.is_closed():
                path = self.pictures / f"{name}-{number}.png"
                window.page.screenshot(path=path, full_page=True)
                kept.append(path)
        return kept

    def close(self) -> None:
        """Close every window, or leave the page in it, and forget what went wrong in them."""
        kept = list(self.kept.windows.values())
        for window in self.opened:
            if window in kept:
                window.page.goto("about:blank")
            else:
                context: BrowserContext = window.page.context
                context.close()
        self.opened.clear()

    def _log_in(self, page: Page, member: str) -> None:
        page.goto("/login")
        page.locator("input[name=email]").fill(f"{member}@kvarta.example")
        page.locator("input[name=password]").fill(cast.PASSWORD)
        page.locator("form:has(input[name=password]) button[type=submit]").first.click()
        page.wait_for_url(re.compile(r"^(?!.*/login)"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The machine's browser; without one the test is skipped, and says why."""
    path = machine.find()
    if path is None:
        pytest.skip(machine.WHY_NONE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def kept_windows() -> Kept:
    """What the browser keeps from test to test."""
    return Kept()


@pytest.fixture
def windows(chromium: Browser, tmp_path: Path, kept_windows: Kept) -> Iterator[Windows]:
    """Browser windows for one test; it fails when anything went wrong in any of them."""
    made = Windows(chromium, tmp_path, kept_windows)
    yield made
    complaints = made.complaints()
    made.close()
    assert not complaints, "\n".join(complaints)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Keep pictures of the windows of a test that fails."""
    report = yield
    windows = getattr(item, "funcargs", {}).get("windows")
    if report.failed and report.when == "call" and isinstance(windows, Windows):
        kept = windows.keep_pictures("failed")
        report.sections.append(("windows", "\n".join(map(str, [*kept, *windows.complaints()]))))
    return report
