"""What stands in the way of a start is said at once, with what to do about it."""

import socket
from pathlib import Path

import pytest
import sqlalchemy as sa

from agency.kernel.house.errors import CannotStart
from agency.kernel.house.lock import only_one
from agency.kernel.house.migrations import ensure_current
from agency.kernel.house.web import ensure_free


def test_a_second_house_on_one_data_folder_is_refused(data: Path) -> None:
    with only_one(data), pytest.raises(CannotStart, match=r"runs already on .*AGENCY_DATA"):
        only_one(data).__enter__()
    with only_one(data):
        pass


def test_a_port_that_is_taken_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(CannotStart, match=rf"Port {port} on 127.0.0.1 cannot be used"):
            ensure_free("127.0.0.1", port)
    ensure_free("127.0.0.1", port)


REVISION = """
revision = "first"
down_revision = None
"""


@pytest.fixture
def migrations(tmp_path: Path) -> Path:
    """A folder with one migration."""
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    (folder / "versions" / "first.py").write_text(REVISION)
    return folder


def test_a_database_without_its_tables_is_refused(data: Path, migrations: Path) -> None:
    url = f"sqlite:///{data}/agency.sqlite"
    with pytest.raises(CannotStart, match="agency db upgrade"):
        ensure_current(url, migrations)
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num TEXT)")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('first')")
    engine.dispose()
    ensure_current(url, migrations)


def test_a_database_that_does_not_answer_is_refused_without_its_password(migrations: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    url = f"postgresql+psycopg://me:hush@127.0.0.1:{port}/agency"
    with pytest.raises(CannotStart, match="DATABASE_URL: the database does not answer") as caught:
        ensure_current(url, migrations)
    assert "hush" not in str(caught.value)
