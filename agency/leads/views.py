"""Pages of leads."""

from flask import Blueprint

views = Blueprint("leads", __name__)
