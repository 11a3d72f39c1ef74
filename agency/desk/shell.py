"""What stands around every page: the contents at the left, who is here, where letters go.

Everything is looked up only when a template asks for it, so that an error page needs no database.
"""

from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_babel import lazy_gettext as _l
from flask_security import current_user
from werkzeug.local import LocalProxy

from agency.desk.alarm import Alarm, alarms
from agency.desk.counts import Counts, count_for
from agency.desk.held import HeldBar, bar
from agency.desk.settings_pages import settings_of_mine, settings_pages
from agency.kernel import clock, i18n
from agency.kernel.asked import once
from agency.kernel.web import who_may
from agency.people import queries as people
from agency.tasks import timing
from agency.tasks.timing import TimerBar

# endpoint, words, icon, name of the figure
SECTIONS = (
    ("desk.home", _l("Home"), "house", None),
    ("leads.inbox", _l("Inbox"), "inbox", "inbox"),
    ("leads.all_leads", _l("Leads"), "users", "leads"),
    ("contacts.index", _l("People"), "users", None),
    ("partners.index", _l("Partners"), "handshake", None),
    ("proposals.index", _l("Proposals"), "file-text", "proposals"),
    ("outgoing.calendar", _l("What goes out"), "calendar", "outgoing"),
    ("tasks.boards", _l("Boards"), "square-kanban", "boards"),
    ("tasks.mine", _l("My tasks"), "list-todo", "tasks"),
    ("desk.settings", _l("Settings"), "settings", None),
)
IN_A_DEMO = (("demo.today", _l("Demo clock"), "timer", None),)
# "g" and then this letter leads there; the letters are those of the English names, wherever one sits.
LETTERS = {
    "desk.home": "h",
    "leads.inbox": "i",
    "leads.all_leads": "l",
    "proposals.index": "p",
    "outgoing.calendar": "o",
    "tasks.boards": "b",
    "tasks.mine": "t",
    "desk.settings": "s",
}
PHONE_BAR = ("leads.inbox", "tasks.mine", "tasks.boards", "desk.home")


def init_shell(app: Flask) -> None:
    """Give every template the house, the person at the desk, and the way around."""
    app.context_processor(_surroundings)


def _surroundings() -> dict[str, Any]:
    return {
        "house": LocalProxy(people.agency),
        "me": LocalProxy(people.me),
        "nav": LocalProxy(_contents),
        "unread": LocalProxy(_unread),
        "alarms": LocalProxy(_alarms),
        "alarms_alone": LocalProxy(lambda: alarms(clock.now())),
        "held_bar": LocalProxy(_held_bar),
        "timer_bar": LocalProxy(_timer_bar),
        "letters_stay_home": LocalProxy(_letters_stay_home),
        "now_local": LocalProxy(_now_here),
        "lang": LocalProxy(i18n.language),
        "lang_switch": LocalProxy(_languages),
        "is_demo": LocalProxy(_is_demo),
        "settings_pages": LocalProxy(settings_pages),
        "settings_of_mine": LocalProxy(settings_of_mine),
    }


def _contents() -> list[dict[str, Any]]:
    # The contents at the left and the bar of a phone show the same.
    if "contents" not in g:
        g.contents = _made_contents()
    found: list[dict[str, Any]] = g.contents
    return found


def _made_contents() -> list[dict[str, Any]]:
    member = people.me()
    if member is None or member.access is None:
        return []
    counts = _counts()
    return [
        {
            "label": words,
            "href": url_for(endpoint),
            "icon": icon,
            "key": f"g {LETTERS[endpoint]}" if endpoint in LETTERS else "",
            "count": _figure(counts, figure),
            "late": figure == "inbox" and counts.late > 0,
            "current": _is_here(endpoint),
            "phone": PHONE_BAR.index(endpoint) + 1 if endpoint in PHONE_BAR else 0,
        }
        for endpoint, words, icon, figure in SECTIONS + (IN_A_DEMO if _is_demo() else ())
        if member.access.includes(who_may(current_app, endpoint))
    ]


def _figure(counts: Counts, name: str | None) -> int | None:
    # What goes out counts what waits for us: "0" there would read as if nothing went out.
    found: int | None = getattr(counts, name) if name else None
    return found or None if name == "outgoing" else found


def _counts() -> Counts:
    if "counts" not in g:
        member = people.me()
        g.counts = count_for(member.id if member else None, now=clock.now())
    found: Counts = g.counts
    return found


def _unread() -> int:
    return _counts().notices


def _alarms() -> list[Alarm]:
    # How many there are is known with the other figures; only then they are looked up.
    return alarms(clock.now()) if _counts().alarms else []


def _held_bar() -> HeldBar | None:
    # A page asks for it several times.
    if "held_bar" not in g:
        g.held_bar = bar(clock.now()) if _counts().holds else None
    found: HeldBar | None = g.held_bar
    return found


def _timer_bar() -> TimerBar | None:
    # The same: what runs is looked up where the figures say that something does.
    if "timer_bar" not in g:
        member = people.me() if _counts().timers else None
        g.timer_bar = timing.bar(member, now=clock.now()) if member is not None else None
    found: TimerBar | None = g.timer_bar
    return found


def _is_here(endpoint: str) -> bool:
    # A page below a section (a lead, one board) names its section as `section` on the view.
    view = current_app.view_functions.get(request.endpoint or "")
    return endpoint in (request.endpoint, getattr(view, "section", None))


def _is_demo() -> bool:
    return bool(current_app.config["SETTINGS"].demo)


def _letters_stay_home() -> bool:
    return bool(current_user.is_authenticated) and current_app.config["SETTINGS"].smtp_url is None


def _now_here() -> str:
    # A page looks at it twice to write it once.
    return once("now here", _now_in_words)


def _now_in_words() -> str:
    house, now = people.agency(), clock.now()
    local = i18n.in_zone(now, house.zone)
    words = f"{i18n.weekday(local)} {i18n.day(local)}, {i18n.clock_time(now, house.zone)}"
    return f"{words} {i18n.pick(house.city)}".strip()


def _languages() -> list[tuple[str, str, str]]:
    return [(code, name, _same_page_in(code)) for code, name in i18n.LANGUAGES.items()]


def _same_page_in(code: str) -> str:
    if current_user and current_user.is_authenticated:
        return url_for("desk.language", code=code, next=request.full_path.rstrip("?"))
    return f"{request.path}?lang={code}"
