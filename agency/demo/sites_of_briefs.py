"""The studio's own site shows the brief for a web site in one of its pages."""

from agency.briefs import queries

SITES = ("https://kvarta.example", "https://www.kvarta.example")


def name(slug: str = "website") -> None:
    """These may frame it."""
    template = queries.live_template(slug)
    if template is not None:
        template.origins = list(SITES)
