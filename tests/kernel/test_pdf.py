"""A render sees what it is handed and nothing else, says what is wrong, and makes the same bytes twice."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread

import pytest
from PIL import Image
from pypdf import PdfReader

from agency.kernel.pdf import WEIGHTS, PdfError, address, render, sha256


def page(body: str, head: str = "") -> str:
    return (
        f'<!doctype html><html lang="en"><head><title>A page</title>{head}'
        '<meta name="dcterms.created" content="2026-03-24"></head>'
        f'<body class="set">{body}</body></html>'
    )


SET = '.set { font: 400 10pt "Golos Text"; font-variant-numeric: tabular-nums }'


def words(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    file = tmp_path / "red.jpg"
    Image.new("RGB", (40, 30), "#ff5a36").save(file)
    return file


@pytest.fixture
def server():
    """Counts who knocks."""
    knocks: list[str] = []

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            knocks.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Tests are quiet."""

    with HTTPServer(("127.0.0.1", 0), Door) as door:
        thread = Thread(target=door.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{door.server_port}", knocks
        door.shutdown()
        thread.join()


FOREIGN = [
    '<img src="{url}/pixel.png" alt="a pixel">',
    '<link rel="stylesheet" href="{url}/style.css">',
    '<style>@import "{url}/style.css";</style>',
    '<style>@font-face {{ font-family: X; src: url("{url}/x.ttf") }} p {{ font-family: X }}</style><p>x</p>',
    '<style>p {{ background: url("{url}/ground.png") }}</style><p>x</p>',
    '<link rel="attachment" href="{url}/attached">',
    '<a rel="attachment" href="{url}/attached">attached</a>',
    '<svg width="9" height="9"><title>s</title><image href="{url}/drawn.png" width="9" height="9"/></svg>',
    '<object data="{url}/object.svg" type="image/svg+xml">o</object>',
    '<embed src="{url}/embedded.svg" type="image/svg+xml">',
]


@pytest.mark.parametrize("markup", FOREIGN)
def test_no_connection_is_opened(server, markup):
    url, knocks = server
    with pytest.raises(PdfError):
        render(page(markup.format(url=url)), {})
    assert knocks == []


@pytest.mark.parametrize("markup", FOREIGN)
def test_no_file_is_read_but_those_handed_over(tmp_path, markup):
    (tmp_path / "attached").write_text("secret-of-the-house")
    with pytest.raises(PdfError):
        render(page(markup.format(url=tmp_path.as_uri())), {})


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "/etc/passwd",
        "house:../red.jpg",
        "house:other.jpg",
        "house:red.jpg?x",
        "HOUSE:red.jpg",
        "data:image/png;base64,iVBORw0KGgo=",
        "ftp://127.0.0.1/red.jpg",
    ],
)
def test_the_address_that_was_refused_is_named(picture, url):
    with pytest.raises(PdfError) as refusal:
        render(page(f'<img src="{url}" alt="red">'), {"red.jpg": picture})
    assert url.lower() in str(refusal.value).lower()


def test_a_base_address_does_not_open_a_door(server, picture):
    url, knocks = server
    with pytest.raises(PdfError):
        render(page('<img src="red.jpg" alt="red">', f'<base href="{url}/">'), {"red.jpg": picture})
    assert knocks == []


def test_a_link_for_the_reader_is_not_followed(server):
    url, knocks = server
    data = render(page(f'<a href="{url}/p/1">read it</a>'), {})
    assert knocks == []
    assert f"{url}/p/1".encode() in data or "read it" in words(data)


def test_handed_files_and_bytes_are_shown(picture):
    markup = page(
        f'<img src="{address("red.jpg")}" alt="red"><img src="{address("two.jpg")}" alt="two">'
    )
    data = render(markup, {"red.jpg": picture, "two.jpg": picture.read_bytes()})
    assert len(PdfReader(BytesIO(data)).pages[0].images) >= 1


def test_a_file_that_is_gone_is_named(tmp_path):
    with pytest.raises(PdfError, match=r"gone\.jpg"):
        render(page('<img src="house:gone.jpg" alt="gone">'), {"gone.jpg": tmp_path / "gone.jpg"})


def test_a_handed_file_cannot_stand_in_for_a_typeface():
    plain = render(page("<p>2026</p>"), {}, stylesheets=[SET])
    assert render(page("<p>2026</p>"), {"golos-400.ttf": b"no font"}, stylesheets=[SET]) == plain


def test_a_picture_that_is_no_picture_stops_the_render():
    with pytest.raises(PdfError, match=r"broken\.jpg"):
        render(page('<img src="house:broken.jpg" alt="broken">'), {"broken.jpg": b"not a picture"})


def test_a_picture_without_words_stops_the_render(picture):
    with pytest.raises(PdfError, match="alt"):
        render(page('<img src="house:red.jpg">'), {"red.jpg": picture})


def test_a_letter_without_glyph_is_named():
    with pytest.raises(PdfError, match=r"U\+10FFFD"):
        render(page("<p>price: \U0010fffd 100</p>"), {}, stylesheets=[SET])


def test_a_style_that_is_not_understood_stops_the_render():
    with pytest.raises(PdfError, match="colour"):
        render(page("<p>x</p>"), {}, stylesheets=["p { colour: red }"])


def test_after_a_refusal_the_next_render_is_clean():
    with pytest.raises(PdfError):
        render(page("<p>\U0010fffd</p>"), {}, stylesheets=[SET])
    assert "fine" in words(render(page("<p>fine</p>"), {}, stylesheets=[SET]))


def test_the_same_input_gives_the_same_bytes(picture):
    markup = page('<h1>Total € 17,026</h1><img src="house:red.jpg" alt="red"><p>12 месяцев</p>')
    first = render(markup, {"red.jpg": picture}, stylesheets=[SET])
    assert sha256(first) == sha256(render(markup, {"red.jpg": picture}, stylesheets=[SET]))


def test_renders_side_by_side_do_not_hear_each_other():
    results: dict[int, object] = {}

    def run(number: int) -> None:
        body = "<p>\U0010fffd</p>" if number % 2 else f"<p>number {number}</p>"
        try:
            results[number] = words(render(page(body), {}, stylesheets=[SET]))
        except PdfError as error:
            results[number] = error

    threads = [Thread(target=run, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [isinstance(results[number], PdfError) for number in range(4)] == [False, True] * 2
    assert "number 2" in str(results[2])


PRICES = ["€ 17,026.40", "1 702 640 ₽", "$ 0,123,456,789", "№ 5 · 38,50 ч · Ё ё «да»"]


def test_digits_and_signs_survive_in_every_weight():
    body = "".join(f'<p class="w{weight}">{price}</p>' for weight in WEIGHTS for price in PRICES)
    css = "".join(f".w{weight} {{ font-weight: {weight} }}" for weight in WEIGHTS)
    lines = words(render(page(body), {}, stylesheets=[SET, css])).splitlines()
    shown = [line.strip() for line in lines if line.strip()]
    assert shown == PRICES * len(WEIGHTS)


def test_only_the_house_typeface_is_in_the_file():
    body = "".join(f'<p class="w{weight}">Golos 0–9</p>' for weight in WEIGHTS)
    css = "".join(f".w{weight} {{ font-weight: {weight} }}" for weight in WEIGHTS)
    reader = PdfReader(BytesIO(render(page(body), {}, stylesheets=[SET, css])))
    fonts = reader.pages[0]["/Resources"]["/Font"].values()
    names = {font.get_object()["/BaseFont"].partition("+")[2] for font in fonts}
    assert len(names) == len(WEIGHTS)
    assert all(name.startswith("Golos-Text") for name in names)


def test_the_file_is_tagged_for_reading_aloud():
    reader = PdfReader(BytesIO(render(page("<h1>Title</h1>"), {}, stylesheets=[SET])))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert "pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data().decode()


def test_progress_only_grows_and_ends_at_a_hundred():
    told: list[int] = []
    render(page("<p>x</p>" * 300), {}, stylesheets=[SET], progress=told.append)
    assert told == sorted(set(told))
    assert told[-1] == 100
    assert len(told) > 4
