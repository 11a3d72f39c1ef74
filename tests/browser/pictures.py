"""The pictures of README: `python -m tests.browser.pictures`, or `make pictures`.

They show the demo studio at the tests' hour, so they change only when the product does.
"""

import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from setup import browser as machine
from tests.browser.screens import Place, Places
from tests.house import ROOT, House
from tests.houses import FROZEN
from tests.windows import ARGUMENTS, Windows

FOLDER = ROOT / "static" / "img" / "readme"
SHARP = 1.5
WIDE, PHONE = 1440, 390

PICTURES: tuple[tuple[str, str | None, int, Place], ...] = (
    ("inbox", "vera", WIDE, lambda at: "/inbox"),
    ("lead", "vera", WIDE, lambda at: at.lead("northgate")),
    ("estimate", "vera", WIDE, lambda at: at.proposal("olaria")),
    ("board", "timur", WIDE, lambda at: at.board("lunara")),
    ("today", "timur", WIDE, lambda at: "/"),
    ("sold", "nora", WIDE, lambda at: f"{at.board('lunara')}/sold"),
    ("plan", "vera", WIDE, lambda at: f"{at.board('lunara')}/plan"),
    ("work", None, WIDE, lambda at: at.work("lunara")),
    ("brief", None, WIDE, lambda at: at.brief_page(3)),
    ("builder", "nora", WIDE, lambda at: "/settings/briefs/1?at=systems"),
    ("figures", "nora", WIDE, lambda at: "/briefs/figures"),
    ("proposal", None, WIDE, lambda at: at.offer("northgate")),
    ("hours", None, WIDE, lambda at: f"{at.offer('northgate')}#estimate-title"),
    ("outgoing", "nora", WIDE, lambda at: "/outgoing"),
    ("cadence", "nora", WIDE, lambda at: "/settings/follow-ups/proposal"),
    ("phone", "vera", PHONE, lambda at: "/inbox"),
)


def main() -> int:
    """Draw every picture anew; 1 when there is no browser to draw with."""
    path = machine.find()
    if path is None:
        print(machine.WHY_NONE, file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        house = House(Path(folder), command=FROZEN)
        house.agency("db", "upgrade")
        house.agency("demo")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            _draw(Windows(browser, Path(folder)), house.start("web", sign="/healthz"))
        finally:
            browser.close()
            house.sweep()
    return 0


def _draw(windows: Windows, house: House) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, member, width, place in PICTURES:
        page = windows.open(house, member=member, width=width, scale=SHARP)
        page.goto(place(Places(house)))
        page.wait_for_load_state("networkidle")
        with Image.open(BytesIO(page.screenshot())) as picture:
            kept = FOLDER / f"{name}.webp"
            picture.convert("RGB").save(kept, quality=86, method=6)
        print(f"{kept.relative_to(ROOT)}: {kept.stat().st_size // 1024} KB")
        windows.close()


if __name__ == "__main__":
    raise SystemExit(main())
