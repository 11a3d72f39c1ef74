"""The application for any other WSGI server; `agency web` needs none."""

from agency.app import create_app

app = create_app()
