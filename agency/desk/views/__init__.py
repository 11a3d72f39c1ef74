"""Pages of the desk, one file a topic, each with a blueprint of its own."""

from agency.desk.views import api_tokens, deliveries, devmail, home, hooks, notices, othermail

PAGES = (
    home.views,
    notices.views,
    devmail.views,
    othermail.views,
    api_tokens.views,
    hooks.views,
    deliveries.views,
)

__all__ = ["PAGES"]
