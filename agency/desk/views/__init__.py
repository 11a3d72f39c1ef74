"""Pages of the desk, one file a topic, each with a blueprint of its own."""

from agency.desk.views import (
    api_tokens,
    app,
    calls,
    contact,
    contacts,
    deliveries,
    devmail,
    grants,
    home,
    hooks,
    importing,
    mailboxes,
    me,
    notices,
    othermail,
    reconciliation,
    search,
    sorting,
    team,
    telegram,
)

PAGES = (
    home.views,
    mailboxes.views,
    grants.views,
    reconciliation.views,
    me.views,
    notices.views,
    team.views,
    devmail.views,
    othermail.views,
    sorting.views,
    search.views,
    api_tokens.views,
    hooks.views,
    deliveries.views,
    calls.views,
    importing.views,
    app.views,
    telegram.views,
    contact.views,
    contacts.views,
)

__all__ = ["PAGES"]
