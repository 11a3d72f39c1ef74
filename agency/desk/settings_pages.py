"""The pages of the settings, in the order in which they stand beside one another."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for
from flask_babel import lazy_gettext as _l

from agency.kernel.web import who_may
from agency.people import queries as people

# endpoint, words; who may open one is said by its view
PAGES: tuple[tuple[str, Any], ...] = (
    ("desk.settings", _l("The house")),
    ("brand_kit.index", _l("Brand")),
    ("team.hours", _l("Hours")),
    ("team.members", _l("Team")),
    ("leads.pipeline_settings", _l("Pipeline")),
    ("leads.snippet_settings", _l("Snippets")),
    ("offers.limits", _l("Approval")),
    ("house_lines.index", _l("Lines of estimates")),
    ("costs.index", _l("What hours cost")),
    ("texts.index", _l("Texts of proposals")),
    ("works.index", _l("References")),
    ("briefs.templates", _l("Briefs")),
    ("tasks.labels", _l("Labels")),
    ("tasks.templates", _l("Task templates")),
    ("tasks.closed_months", _l("Closed months")),
    ("followups.all_cadences", _l("Follow-ups")),
    ("mailboxes.index", _l("Mailboxes")),
    ("sorting.index", _l("Sorting")),
    ("no_letters.index", _l("No letters")),
    ("telegram.settings", _l("Telegram")),
    ("hooks.index", _l("Hooks")),
    ("api_tokens.index", _l("API")),
    ("me.settings", _l("My letters")),
    ("notices.settings", _l("Notices")),
    ("tasks.calendar_link", _l("Calendar")),
)
# What one settles for oneself; the first that one may open stands behind one's name.
OF_MINE = ("me.settings", "notices.settings")


@dataclass(frozen=True)
class Link:
    """One page of the settings."""

    href: str
    words: str
    is_here: bool


def settings_pages() -> list[Link]:
    """Those that the person at the desk may open."""
    member = people.me()
    if member is None or member.access is None:
        return []
    may_open = [
        (url_for(endpoint), str(words))
        for endpoint, words in PAGES
        if member.access.includes(who_may(current_app, endpoint))
    ]
    return [Link(href, words, href == _here(may_open)) for href, words in may_open]


def settings_of_mine() -> str:
    """Where the person at the desk settles what is their own."""
    member = people.me()
    if member is None or member.access is None:
        return ""
    access = member.access
    return next(url_for(one) for one in OF_MINE if access.includes(who_may(current_app, one)))


def _here(pages: list[tuple[str, str]]) -> str:
    # The one with the longest address of those that this page lies under: all lie under the first.
    under = (href for href, _ in pages if f"{request.path}/".startswith(f"{href}/"))
    return max(under, key=len, default="")
