"""A house that was only set up asks its first visitor at once."""

import os
from pathlib import Path

from tests import nursery
from tests.apps import make_app


def test_a_migrated_database_serves_the_brief(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'agency.sqlite3'}"
    environ = {**os.environ, "AGENCY_DATA": str(tmp_path), "DATABASE_URL": database}
    for _ in range(2):
        done = nursery.carry_out("agency.cli", ["db", "upgrade"], environ, tmp_path)
        assert done.code == 0, done.stderr
    app = make_app(tmp_path, database)
    with app.app_context():
        response = app.test_client().get("/brief/website")
        assert response.status_code == 200
        assert "Your name" in response.text
