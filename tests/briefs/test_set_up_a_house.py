"""A house that was only set up asks its first visitor at once."""

import os
import subprocess
import sys
from pathlib import Path

from agency.config import ROOT
from tests.apps import make_app


def test_a_migrated_database_serves_the_brief(tmp_path: Path) -> None:
    environ = {**os.environ, "AGENCY_DATA": str(tmp_path), "PYTHONPATH": str(ROOT)}
    database = f"sqlite:///{tmp_path / 'agency.sqlite3'}"
    for _ in range(2):
        subprocess.run(
            [sys.executable, "-P", "-m", "agency.cli", "db", "upgrade"],
            env={**environ, "DATABASE_URL": database},
            check=True,
            capture_output=True,
            timeout=120,
        )
    app = make_app(tmp_path, database)
    with app.app_context():
        response = app.test_client().get("/brief/website")
        assert response.status_code == 200
        assert "Your name" in response.text
