"""Pages of briefs: filling one in by link, and what the staff reads and sends. One file a topic."""

from agency.briefs.views import (
    at_desk,
    begun,
    building,
    building_parts,
    embedding,
    figures,
    filling,
    hands,
    lines,
    of_lead,
    paper,
    pictures,
    publishing,
    too_often,
    trying,
    uploading,
)
from agency.briefs.views.blueprint import views

__all__ = [
    "at_desk",
    "begun",
    "building",
    "building_parts",
    "embedding",
    "figures",
    "filling",
    "hands",
    "lines",
    "of_lead",
    "paper",
    "pictures",
    "publishing",
    "too_often",
    "trying",
    "uploading",
    "views",
]
