"""The blueprint that every page of follow-ups belongs to."""

from flask import Blueprint
from werkzeug.wrappers import Response

views = Blueprint("followups", __name__)
Answer = Response | str | tuple[str, int]
