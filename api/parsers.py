"""JSON as it is meant (RFC 8259, I-JSON): every name once, no NaN, text that can be written down again."""

from __future__ import annotations

import json
from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.utils.json import strict_constant


class PlainJSON(JSONParser):
    """Raises ParseError for whatever two programs might read differently, and for nothing at all (`null`)."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        try:
            text = stream.read().decode()
            value = json.loads(text, object_pairs_hook=_once, parse_constant=strict_constant)
            if "\\u" in text:  # half a character: Python would take it, and fail to write it into an answer
                json.dumps(value, ensure_ascii=False).encode()
        except (ValueError, RecursionError) as unreadable:
            raise ParseError() from unreadable
        if value is None:
            raise ParseError()
        return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found
