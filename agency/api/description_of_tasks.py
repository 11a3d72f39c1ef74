"""Boards and tasks in the words of OpenAPI, beside the inquiries."""

from typing import Any

PROBLEM = {"$ref": "#/components/schemas/Problem"}
TASK = {"$ref": "#/components/schemas/Task"}
_INTEGER, _TEXT = {"type": "integer"}, {"type": "string"}
_DAY = {"type": "string", "format": "date"}


def paths(key: dict[str, Any]) -> dict[str, Any]:
    """The addresses; `key` describes the header Idempotency-Key."""
    one = {"name": "id", "in": "path", "required": True, "schema": _INTEGER}
    asked = [
        {"name": name, "in": "query", "required": False, "schema": _INTEGER}
        for name in ("board", "after", "limit")
    ]
    tasks = _list_of("tasks", TASK)
    tasks["properties"]["next"] = {"type": ["integer", "null"]}
    return {
        "/boards": {
            "get": _act("All boards in use, with their columns", _list_of("boards", _board()))
        },
        "/tasks": {
            "get": _act("Tasks, in the order of their ids", tasks, parameters=asked),
            "post": _act("Add a task", TASK, "201", _new(), parameters=[key]),
        },
        "/tasks/{id}": {"get": _act("One task", TASK, parameters=[one])},
        "/tasks/{id}/moves": {
            "post": _act(
                "Move a task; 409 brings the fresh one", TASK, "200", _move(), parameters=[one]
            )
        },
        "/tasks/{id}/hours": {
            "post": _act("Log hours", TASK, "201", _hours(), parameters=[one, key])
        },
    }


def schemas() -> dict[str, Any]:
    """The shape of a task."""
    texts = dict.fromkeys(("title", "details", "priority", "moved_at"), _TEXT)
    figures = dict.fromkeys(("id", "version", "planned_minutes", "spent_minutes"), _INTEGER)
    truths = {name: {"type": "boolean"} for name in ("is_client_visible", "is_there")}
    more = {
        "board": _object(id=_INTEGER, title=_TEXT),
        "column": _column(),
        "owner": {"type": ["string", "null"]},
        "labels": {"type": "array", "items": _TEXT},
        "due_on": {"type": ["string", "null"], "format": "date"},
    }
    return {"Task": _object(**texts, **figures, **truths, **more)}


def _act(
    summary: str,
    answer: dict[str, Any],
    status: str = "200",
    body: dict[str, Any] | None = None,
    **more: Any,
) -> dict[str, Any]:
    refusals = (
        "401",
        "403",
        "404",
        "422",
        "429",
        *(("409",) if summary.startswith("Move") else ()),
    )
    told = {
        code: {
            "description": "See its detail",
            "content": {"application/problem+json": {"schema": PROBLEM}},
        }
        for code in refusals
    }
    good = {"description": "Done", "content": {"application/json": {"schema": answer}}}
    said = {"summary": summary, "responses": {status: good, **told}, **more}
    if body is not None:
        content = {"application/json": {"schema": body}}
        said["requestBody"] = {"required": True, "content": content}
    return said


def _new() -> dict[str, Any]:
    fields = {"board": _INTEGER, "column": _INTEGER, "title": _TEXT, "details": _TEXT}
    more = {"owner": _TEXT, "minutes": _INTEGER, "due_on": _DAY}
    return {**_object(**fields, **more), "required": ["board", "title"]}


def _move() -> dict[str, Any]:
    fields = dict.fromkeys(("version", "column", "before", "after"), _INTEGER)
    return {**_object(**fields), "required": ["version", "column"]}


def _hours() -> dict[str, Any]:
    fields = {"member": _TEXT, "minutes": _INTEGER, "on": _DAY, "note": _TEXT}
    return {**_object(**fields), "required": ["member", "minutes"]}


def _board() -> dict[str, Any]:
    return _object(id=_INTEGER, title=_TEXT, columns={"type": "array", "items": _column()})


def _column() -> dict[str, Any]:
    return _object(id=_INTEGER, name=_TEXT, kind=_TEXT)


def _list_of(name: str, item: dict[str, Any]) -> dict[str, Any]:
    return _object(**{name: {"type": "array", "items": item}})


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}
