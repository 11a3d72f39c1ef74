"""A letter as it was sent: its layout stays, and nothing in it runs, sends, or is fetched from elsewhere."""

import base64
import re

import pytest

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.kernel.files import store
from agency.leads import as_sent, mails
from agency.leads.models import Lead
from agency.leads.reading import safe
from tests.support import NOW, HouseClient

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
BAD = (
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    '<img src="https://evil.example/pixel.gif" width=1>',
    '<img srcset="https://evil.example/a.png 2x" src="//evil.example/b.png">',
    '<img src="/leads/1/letters">',
    '<body background="https://evil.example/bg.png" onload="alert(1)">hello</body>',
    '<table background="http://evil.example/bg.png"><tr><td>x</table>',
    '<div style="background:url(https://evil.example/bg.png)">x</div>',
    '<div style="background-image:u\\72l(https://evil.example/bg.png)">x</div>',
    '<div style="background:URL (https://evil.example/1)">x</div>',
    "<div style=\"background:image-set('https://evil.example/1' 1x)\">x</div>",
    '<div style="width:expression(alert(1))">x</div>',
    '<div style="position:fixed;inset:0;z-index:9">x</div>',
    '<div style="color:red;/* */background:/**/url(https://evil.example/c)">x</div>',
    "<style>@import url(https://evil.example/x.css); body{background:url(//evil.example)}</style>",
    '<link rel="stylesheet" href="https://evil.example/x.css">',
    '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
    '<base href="https://evil.example/"><a href="x">y</a>',
    '<form action="https://evil.example/"><input name=p><button>go</button></form>',
    '<svg onload=alert(1)><use href="https://evil.example/x.svg#a"/></svg>',
    '<math><mi xlink:href="javascript:alert(1)">x</mi></math>',
    '<iframe src="https://evil.example/"></iframe><object data="https://evil.example/"></object>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" java&#10;script:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<img src="data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+">',
    '<video src="https://evil.example/v.mp4" poster="https://evil.example/p.png"></video>',
    "<template><img src=x onerror=alert(1)></template>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<!--[if mso]><img src="https://evil.example/m.png"><![endif]-->x',
    '<td style="background:url(cid:x)">x</td>',
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
)
FORBIDDEN = re.compile(
    r"<(script|style|svg|math|form|input|button|iframe|object|link|meta|base|video|template|body)\b"
    r"|<[^>]*\s(on\w+|srcset|background|poster|action|formaction|xlink:href|id|class)\s*=",
    re.IGNORECASE,
)
FETCHED = re.compile(
    r"<[^>]*\b(src|style)\s*=\s*[\"'][^\"']*(evil|//|url|expression|position)", re.I
)


@pytest.fixture
def database() -> str:
    return "sqlite"


def cleaned(html: str, *, with_pictures: bool = False) -> safe.Safe:
    return safe.clean(html, lambda id: None, with_pictures=with_pictures)


def test_nothing_that_runs_or_is_fetched_survives() -> None:
    for html in (*BAD, "".join(BAD), f"<table><tr><td>{BAD[2]}{BAD[8]}</td></tr></table>"):
        result = cleaned(html).html
        assert not FORBIDDEN.search(result), result
        assert not FETCHED.search(result), result
        assert not re.search(r"href\s*=\s*[\"']\s*(java|data)", result, re.I), result


def test_pictures_from_elsewhere_are_counted_and_come_only_when_asked_for() -> None:
    html = '<img src="https://a.example/1.png"><img src="http://b.example/2.png" alt="Two">'
    hidden = cleaned(html)
    assert (hidden.hidden, "example" in hidden.html) == (2, False)
    assert 'alt="Two"' in hidden.html
    shown = cleaned(html, with_pictures=True)
    assert (shown.hidden, shown.html.count("example")) == (0, 2)


def test_layout_stays_and_links_open_elsewhere() -> None:
    html = (
        '<table width="600" cellpadding="4" bgcolor="#eee"><tr><td align="center" colspan="2" '
        'style="color:#333;padding:4px;font-size:14px"><b>Hello</b> '
        '<a href="https://a.example/?a=1&amp;b=2">there</a></td></tr></table>'
    )
    result = cleaned(html).html
    for kept in ('width="600"', 'bgcolor="#eee"', 'colspan="2"', "color:#333", "padding:4px"):
        assert kept in result.replace(": ", ":")
    assert 'target="_blank"' in result
    assert 'rel="noopener noreferrer nofollow"' in result


def test_very_much_and_very_deep_html_is_told_not_shown_forever() -> None:
    long = cleaned("<p>word</p>" * 500_000)
    assert long.is_cut
    assert long.html.startswith("<p>word</p>")
    for deep in ("<div>" * 50_000, "</x><i>" * 50_000, "<table><tr><td>" * 50_000):
        assert cleaned(deep) == safe.Safe("", is_cut=True)
    sloppy = cleaned("<table>" + "<tr><td>a<td>b" * 2_000 + "</table>")
    assert not sloppy.is_cut


def letter(html: str, *, more: str = "") -> bytes:
    return (
        "From: Ana <ana@quiet.example>\r\nTo: hello@kvarta.example\r\nCc: b@quiet.example\r\n"
        "Subject: =?utf-8?q?S=C3=AD?=\r\nDate: Thu, 19 Mar 2026 06:42:00 +0000\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        f"{html}\r\n{more}--b--\r\n"
    ).encode()


INSIDE = (
    "--b\r\nContent-Type: image/png\r\nContent-ID: <logo@x>\r\nContent-Transfer-Encoding: base64\r\n"
    f"\r\n{base64.b64encode(PNG).decode()}\r\n"
    "--b\r\nContent-Type: image/svg+xml\r\nContent-ID: <bad@x>\r\n\r\n<svg onload='alert(1)'/>\r\n"
)


def test_pictures_of_the_letters_own_are_shown_and_only_pictures() -> None:
    html = '<img src="cid:logo@x"><img src="CID:logo%40x"><img src="cid:bad@x"><img src="cid:no">'
    shown = as_sent.read(letter(html, more=INSIDE))
    assert str(shown.html).count("data:image/png;base64,") == 2
    assert "svg" not in shown.html
    assert dict(shown.headers)["Subject"] == "Sí"
    assert dict(shown.headers)["Cc"] == "b@quiet.example"


def test_a_letter_without_html_is_shown_in_its_words() -> None:
    plain = b"From: a@b.example\r\nSubject: S\r\n\r\nWords <b>as</b> they are"
    shown = as_sent.read(plain)
    assert (str(shown.html), shown.words) == ("", "Words <b>as</b> they are")
    for crooked in (b"", b"\x00\xff" * 50, b"From: x\r\n\r\n<html><p>" + b"<" * 1000):
        as_sent.read(crooked)


@pytest.fixture
def lead(studio: Studio) -> Lead:
    lead = studio.leads["harbour"]
    raw = letter("<p>Hello</p><img src='https://evil.example/p.gif'><script>1</script>")
    lead.messages[0].raw = store(raw, name="l.eml", content_type="message/rfc822", at=NOW)
    db.session.flush()
    return lead


def test_the_page_forbids_everything_once_more(vera: HouseClient, lead: Lead) -> None:
    path = f"/messages/{lead.messages[0].id}/html"
    assert path in vera.get(f"/leads/{lead.id}").text
    answer = vera.get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "img-src data:;" in policy
    assert "sandbox " in policy
    assert "allow-scripts" not in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "evil.example" not in answer.text
    assert "One picture from elsewhere is not shown" in answer.text
    assert "ana@quiet.example" in answer.text
    asked = vera.get(f"{path}?images=1")
    assert "https://evil.example/p.gif" in asked.text
    assert "img-src data: https: http:;" in asked.headers["Content-Security-Policy"]


def test_its_bytes_are_a_download(vera: HouseClient, lead: Lead) -> None:
    answer = vera.get(f"/messages/{lead.messages[0].id}/raw")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"] == "message/rfc822"
    assert b"Ana <ana@quiet.example>" in answer.data


def test_our_own_letter_can_be_looked_at_too(vera: HouseClient, lead: Lead, studio: Studio) -> None:
    message = mails.answer(lead, words="Good morning", subject="S", by=studio.vera, at=NOW)
    assert "Good morning" in vera.get(f"/messages/{message.id}/html").text


def test_what_did_not_come_by_mail_has_nothing_to_show(
    client: HouseClient, studio: Studio, lead: Lead
) -> None:
    id = lead.messages[0].id
    assert client.get(f"/messages/{id}/html").status_code == 302
    client.login(studio.vera)
    other = studio.leads["areni"].messages[0]
    assert client.get(f"/messages/{other.id}/html").status_code == 404
    assert client.get("/messages/4711/raw").status_code == 404
