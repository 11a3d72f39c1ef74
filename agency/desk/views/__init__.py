"""Pages of the desk, one file a topic, each with a blueprint of its own."""

from agency.desk.views import devmail, home, notices, othermail

PAGES = (home.views, notices.views, devmail.views, othermail.views)

__all__ = ["PAGES"]
