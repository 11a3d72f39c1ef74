"""Whether somebody reads a page, or only a machine looks at it."""

import re

from flask import Request
from flask_login import current_user

# Robots that draw previews of links in messengers and mail, and those that follow every link in a letter.
_ROBOT = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|facebookexternalhit|whatsapp|telegram|slack|discord|skype|"
    r"vkshare|linkedin|embedly|mimecast|proofpoint|barracuda|safelinks|curl|wget|python|go-http|java/",
    re.IGNORECASE,
)


def is_reader(request: Request) -> bool:
    """A person with a browser who is none of us, and not a browser that fetches ahead."""
    return request.method == "GET" and is_person(request)


def is_person(request: Request) -> bool:
    """The same of whatever a page of theirs sends."""
    if current_user.is_authenticated:
        return False
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    agent = request.headers.get("User-Agent", "")
    return "prefetch" not in purpose and bool(agent) and not _ROBOT.search(agent)
