"""All about a board, or about all of them, as CSV and JSON."""

from collections.abc import Iterator
from tempfile import TemporaryFile

from flask import abort, render_template, send_file
from werkzeug.wrappers import Response

from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.web import section, staff
from agency.tasks import exporting, queries
from agency.tasks.views.blueprint import views

TABLE = f"any({','.join(exporting.TABLES)}):table"


@views.get("/boards/export")
@staff(Access.owner)
@section("tasks.boards")
def export() -> str:
    """What can be had of the whole house."""
    return render_template("tasks/export.html", project=None, tables=exporting.TABLES.values())


@views.get(f"/boards/export/<{TABLE}>.csv")
@staff(Access.owner)
def export_table(table: str) -> Response:
    """One table of the whole house."""
    return _csv(table, None)


@views.get("/boards/export/all.json")
@staff(Access.owner)
def export_all() -> Response:
    """All tables of the whole house."""
    return _json(None)


@views.get("/boards/<int:id>/export")
@staff(Access.manager)
@section("tasks.boards")
def board_export(id: int) -> str:
    """What can be had of one board."""
    project = queries.project(id) or abort(404)
    return render_template("tasks/export.html", project=project, tables=exporting.TABLES.values())


@views.get(f"/boards/<int:id>/export/<{TABLE}>.csv")
@staff(Access.manager)
def board_export_table(id: int, table: str) -> Response:
    """One table of a board."""
    return _csv(table, (queries.project(id) or abort(404)).id)


@views.get("/boards/<int:id>/export/all.json")
@staff(Access.manager)
def board_export_all(id: int) -> Response:
    """All tables of a board."""
    return _json((queries.project(id) or abort(404)).id)


def _csv(table: str, project_id: int | None) -> Response:
    lines = exporting.as_csv(exporting.TABLES[table], project_id)
    return _sent(lines, "text/csv", f"{_name(project_id)}-{table}.csv")


def _json(project_id: int | None) -> Response:
    lines = exporting.as_json(project_id, at=clock.now())
    return _sent(lines, "application/json", f"{_name(project_id)}.json")


def _name(project_id: int | None) -> str:
    return "boards" if project_id is None else f"board-{project_id}"


def _sent(lines: Iterator[str], kind: str, name: str) -> Response:
    # Through a file of its own: nobody holds a whole house in memory, and a slow line at the other end holds no
    # transaction open.
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it when it was sent
    for line in lines:
        file.write(line.encode())
    file.seek(0)
    return send_file(file, mimetype=kind, as_attachment=True, download_name=name)
