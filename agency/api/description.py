"""The API in the words of OpenAPI 3.1, for programs and for whoever connects one."""

from typing import Any

from agency.api import description_of_tasks
from agency.kernel.i18n import LANGUAGES
from agency.leads.ways_in.api_inquiry import FIELDS
from agency.leads.ways_in.deliveries import KEYS_KEPT

PROBLEM = {"$ref": "#/components/schemas/Problem"}
WORDS = {
    "name": "Who asks",
    "email": "Their mail address; this or phone is needed",
    "phone": "Their phone with its country, like +351 22 000 1122",
    "company": "Where they work",
    "subject": "What it is about, on one line",
    "message": "Their words",
    "service": "The slug of one of our services",
    "language": "What they speak: " + " or ".join(LANGUAGES),
    "zone": "Their time zone, like Europe/Lisbon",
    "source": "Which site or form it came by, in your words",
}


def of_api(base: str) -> dict[str, Any]:
    """The whole description, for the API at this address."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Inquiries, boards and tasks", "version": "1"},
        "servers": [{"url": f"{base}/api/v1"}],
        "security": [{"token": []}],
        "paths": {"/inquiries": {"post": _inquiries()}, **description_of_tasks.paths(_key())},
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {
                **{"Inquiry": _inquiry(), "Receipt": _receipt(), "Problem": _problem()},
                **description_of_tasks.schemas(),
            },
        },
    }


def _inquiries() -> dict[str, Any]:
    inquiry = {"schema": {"$ref": "#/components/schemas/Inquiry"}}
    receipt = {"application/json": {"schema": {"$ref": "#/components/schemas/Receipt"}}}
    refusals = ("400", "401", "413", "415", "422", "429")
    return {
        "summary": "Bring an inquiry",
        "parameters": [_key()],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": inquiry,
                "application/x-www-form-urlencoded": inquiry,
                "multipart/form-data": inquiry,
            },
        },
        "responses": {
            "201": {"description": "Taken in", "content": receipt},
            "200": {"description": "It came before with this key", "content": receipt},
            **{code: _refusal(code) for code in refusals},
        },
    }


def _key() -> dict[str, Any]:
    return {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "schema": {"type": "string", "maxLength": 200},
        "description": "Sent again within "
        f"{KEYS_KEPT.days} days with the same content, it gives the same answer.",
    }


def _refusal(code: str) -> dict[str, Any]:
    words = {
        "400": "It cannot be read",
        "401": "No token, or one that was taken back",
        "413": "Larger than one megabyte",
        "415": "Neither JSON nor a form",
        "422": "Fields that do not fit, or a key that came with another content",
        "429": "Too many at once; wait for Retry-After",
    }
    return {
        "description": words[code],
        "content": {"application/problem+json": {"schema": PROBLEM}},
    }


def _inquiry() -> dict[str, Any]:
    return {
        "type": "object",
        "anyOf": [{"required": ["email"]}, {"required": ["phone"]}],
        "properties": {
            name: {"type": "string", "maxLength": most, "description": WORDS[name]}
            for name, most in FIELDS.items()
        },
    }


def _receipt() -> dict[str, Any]:
    instant = {"type": "string", "format": "date-time"}
    return {
        "type": "object",
        "properties": {
            "id": {"type": "integer"},
            "received_at": instant,
            "first_response_due_at": instant,
            "left_out": {"type": "array", "items": {"type": "string"}},
        },
    }


def _problem() -> dict[str, Any]:
    text = {"type": "string"}
    fault = {"type": "object", "properties": {"field": text, "detail": text}}
    return {
        "type": "object",
        "properties": {
            "type": text,
            "title": text,
            "status": {"type": "integer"},
            "detail": text,
            "errors": {"type": "array", "items": fault},
        },
    }
