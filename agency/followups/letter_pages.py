"""A letter before it goes, as a mail program will show it: the very page that the outbox would make, under its head."""

import re
from collections.abc import Sequence

from flask import render_template

from agency.kernel.i18n import speaking
from agency.kernel.mail.compose import Correspondent, Draft, page_of
from agency.leads import no_more
from agency.leads.mails import sender
from agency.people import queries as people
from agency.people.models import Member

_BODY = re.compile(r"<body[^>]*>")


def page(
    subject: str,
    words: str,
    *,
    to: Sequence[Correspondent],
    by: Member,
    language: str,
    link_says: str = "",
) -> str:
    """A reminder with these words, from one of us."""
    house = people.agency()
    draft = Draft(
        sender=sender(by, language),
        to=to,
        subject=subject,
        text=words,
        lang=language,
        house=house.name,
        automatic=True,
        brand=house.brand_kit,
        link_says=link_says,
        # Its address leads nowhere: whoever gets the letter gets a secret of their own.
        way_out=no_more.way_out("example", house),
    )
    with speaking(language):
        return _with_head(page_of(draft), draft)


def _with_head(page: str, draft: Draft) -> str:
    """The page with what a mail program shows over it: who, to whom, which subject. Its links lead nowhere."""
    head = render_template("mail/_above.html", draft=draft)
    # In a sandbox that opens no windows, a link that wants one does nothing.
    quiet = page.replace("<head>", '<head><base target="_blank">', 1)
    return _BODY.sub(lambda body: body[0] + head, quiet, count=1)
