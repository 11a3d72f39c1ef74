"""The blueprint that every page of leads belongs to."""

from flask import Blueprint
from werkzeug.wrappers import Response

views = Blueprint("leads", __name__)
Answer = Response | str | tuple[str, int]
