"""Files that survive a broken line, and a brief in a frame on another site: in a real browser."""

import http.server
import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser import looking
from tests.house import House
from tests.windows import Windows

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(house: House) -> Iterator[str]:
    """The agency's own site, on another origin: a page with the line that the house gives it."""
    page = f"""<!doctype html><html lang="ru"><title>Kvarta</title><h1>A site of its own</h1>
        <p>{"Words. " * 50}</p><script src="{house.url}/brief/embed.js" data-brief="website"></script>"""

    class Site(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *args: object) -> None:
            """It says nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def begin(page: Page, house: House) -> str:
    """Fill the first page in; the address of the brief without the number of its page."""
    page.goto(f"{house.url}/brief/website")
    answer_who(page.locator("#brief"))
    page.get_by_role("button", name="Next:").last.click()
    page.wait_for_url(re.compile(r"/brief/f/[^/]+/2"))
    return page.url.rpartition("/")[0]


def answer_who(form: Locator) -> None:
    for field, words in (("q1", "Inês"), ("q2", "Azulejo Norte"), ("q3", "ines@azulejo.example")):
        form.locator(f"[name=q-{field}]").fill(words)
    form.locator("textarea").first.fill("We make tiles by hand.")


def fits(page: Page) -> None:
    """The frame is as high as what stands in it, and not as it began."""
    page.wait_for_function(
        "() => document.querySelector('iframe').clientHeight !== 640", polling=50
    )
    page.frames[1].wait_for_function(
        "() => Math.abs(document.body.getBoundingClientRect().height - innerHeight) <= 1",
        polling=50,
    )


def test_a_file_goes_on_after_a_broken_line_and_after_a_reload(
    house: House, windows: Windows, tmp_path: Path
) -> None:
    book = tmp_path / "Brand book.pdf"
    book.write_bytes(b"%PDF-1.7\n" + Random(7).randbytes(1_500_000))
    page = windows.open(house, width=360)
    address = begin(page, house)
    page.goto(f"{address}/3")
    field = page.locator("fieldset[data-files]")
    pieces: list[str] = []

    def break_the_line(route: Route) -> None:
        if route.request.method == "PATCH":
            pieces.append(route.request.headers["upload-offset"])
        # Two pieces come through, then nothing does.
        if len(pieces) > 2:
            route.abort()
        else:
            route.continue_()

    page.route("**/uploads/**", break_the_line)
    field.locator("input[type=file]").set_input_files(book)
    expect(field.get_by_text("No line. It goes on by itself.")).to_be_visible()
    assert not page.locator(".kept li").count()

    # The page waits for its files rather than leaving them behind.
    page.get_by_role("button", name="Next:").last.click()
    expect(page.get_by_text("Your files are still on their way")).to_be_visible()
    assert page.url.endswith("/3")
    assert not looking.barriers(page)
    assert not looking.too_wide(page)

    # The page is loaded anew: the file is asked for, and goes on from where it was.
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    left = field.locator(".sending__row")
    expect(left).to_contain_text("came before. Choose it again")
    page.unroute("**/uploads/**")
    with page.expect_request(lambda request: request.method == "PATCH") as first:
        field.locator("input[type=file]").set_input_files(book)
    assert int(first.value.headers["upload-offset"]) > 0
    expect(page.locator(".kept li")).to_contain_text("Brand book.pdf")
    expect(field.locator(".sending__row")).to_have_count(0)

    # What is no use is said beside its name, and taken back without sending the page.
    program = {"name": "setup.exe", "mimeType": "image/png", "buffer": b"MZ"}
    field.locator("input[type=file]").set_input_files(program)  # type: ignore[arg-type]
    expect(field.locator(".is-wrong")).to_contain_text("is a program, and we take none")
    assert not looking.barriers(page)
    assert not looking.too_wide(page)
    field.get_by_role("button", name="Take off the list").click()
    page.get_by_role("button", name="Remove Brand book.pdf").click()
    expect(page.locator(".kept li")).to_have_count(0)
    # The line that the test broke is all that the browser complained of.
    complaints = windows.opened[-1].complaints
    assert all("ERR_FAILED" in each for each in complaints)
    complaints.clear()


def test_a_brief_is_filled_in_on_another_site_and_is_as_high_as_it_is(
    house: House, site: str, windows: Windows, chromium: Browser
) -> None:
    desk = windows.open(house, member="vera")
    desk.goto(f"{house.url}/settings/briefs")
    desk.get_by_role("link", name="Web site", exact=True).first.click()
    desk.goto(f"{desk.url}/sites")
    desk.get_by_label("Sites that may show it").fill(site)
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_text("Saved")).to_be_visible()

    page = windows.open(house, width=390)
    page.goto(f"{site}/?utm_source=autumn&gclid=secret")
    frame = page.frame_locator("iframe")
    expect(frame.locator("html")).to_have_attribute("lang", "ru")
    fits(page)
    answer_who(frame.locator("#brief"))
    frame.locator(".brief__next button[value=next]").click()
    expect(frame.locator("h1")).to_have_text("Что должно измениться?")
    fits(page)
    expect(frame.locator("h1")).to_be_in_viewport()
    frame.locator("textarea").first.fill("\n".join("Line." for _ in range(20)))
    fits(page)
    assert page.frames[1].url.startswith(f"{house.url}/brief/f/")
    assert page.context.cookies() == []
    ((origin,),) = house.ask("SELECT origin FROM brief ORDER BY id DESC LIMIT 1")
    assert json.loads(origin) == {"utm_source": "autumn", "site": "127.0.0.1"}

    # The same page under another name is another origin, which nobody has listed.
    stranger = chromium.new_page()
    refused: list[str] = []
    stranger.on("console", lambda message: refused.append(message.text))
    stranger.goto(site.replace("127.0.0.1", "localhost"))
    stranger.wait_for_load_state("networkidle")
    assert any("frame-ancestors" in each for each in refused)
    stranger.close()
