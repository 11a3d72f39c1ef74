"""The blueprint of the doors for machines."""

from flask import Blueprint

views = Blueprint("api", __name__)
