"""Pages of the desk, one file a topic, each with a blueprint of its own."""

from agency.desk.views import (
    api_tokens,
    calls,
    deliveries,
    devmail,
    grants,
    home,
    hooks,
    mailboxes,
    notices,
    othermail,
    reconciliation,
    sorting,
)

PAGES = (
    home.views,
    mailboxes.views,
    grants.views,
    reconciliation.views,
    notices.views,
    devmail.views,
    othermail.views,
    sorting.views,
    api_tokens.views,
    hooks.views,
    deliveries.views,
    calls.views,
)

__all__ = ["PAGES"]
