"""What another program sent: JSON or a form, as fields."""

import json
from io import BytesIO
from typing import Any

from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_options_header

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
MOST_FORM_PARTS = 200


class NotReadable(Exception):
    """No field can be found in it; `kind` says why: media, utf8, json."""

    def __init__(self, kind: str, detail: str = "") -> None:
        super().__init__(detail)
        self.kind, self.detail = kind, detail


def fields_in(body: bytes, content_type: str, *, guess: bool = False) -> Any:
    """The fields. Raises NotReadable. With `guess`, what calls itself something else is tried as JSON."""
    kind, options = parse_options_header(content_type)
    if kind in FORMS:
        return _form(body, kind, options)
    if kind == "application/json" or kind.endswith("+json") or guess:
        return _json(body)
    raise NotReadable("media")


def _json(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise NotReadable("utf8") from None
    except ValueError as error:
        raise NotReadable("json", str(error)[:120]) from None
    except RecursionError:
        raise NotReadable("json", "…") from None


def _form(body: bytes, kind: str, options: dict[str, str]) -> dict[str, str]:
    parser = FormDataParser(
        max_form_memory_size=len(body) + 1, max_form_parts=MOST_FORM_PARTS, silent=True
    )
    try:
        _stream, form, _files = parser.parse(BytesIO(body), kind, len(body), options)
    except (ValueError, LookupError) as error:
        raise NotReadable("json", type(error).__name__) from None
    return dict(form.to_dict())
