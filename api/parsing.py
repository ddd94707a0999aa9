"""JSON as it comes in: one meaning or none. What two readers might read differently is refused."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import IO, Any, NoReturn

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

DEEPEST = 32  # a rule of thresholds by group is six deep
_TOO_DEEP = "请求内容嵌套层数过多，请按接口说明填写。"


class Unreadable(ParseError):
    """400 with a sentence of its own (`problems.answer`)."""

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.sentence = sentence


class StrictJSONParser(JSONParser):
    """UTF-8; no key twice in one object, no NaN or infinity, no nesting that a reader gives up on."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            text = stream.read().decode()
            found = json.loads(
                text,
                object_pairs_hook=_object,
                parse_constant=_constant,
                parse_float=_finite,
            )
        except RecursionError as error:
            raise Unreadable(_TOO_DEEP) from error
        except UnicodeDecodeError as error:
            raise Unreadable("请求内容不是 UTF-8 编码，请改正后重试。") from error
        except ValueError as error:  # not JSON, or a number of thousands of digits
            raise ParseError from error
        _refuse_deep(found)
        if "\\u" in text:
            _refuse_half_characters(found)
        if found is None:
            raise ParseError
        return found


def _refuse_deep(found: Any) -> None:
    layer, depth = [found], 0
    while layer:
        if depth > DEEPEST:
            raise Unreadable(_TOO_DEEP)
        inner = (each.values() if isinstance(each, dict) else each for each in layer if isinstance(each, dict | list))
        layer, depth = [item for items in inner for item in items], depth + 1


def _refuse_half_characters(found: Any) -> None:
    """Python reads a lone surrogate, and fails to write it into an answer."""
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise Unreadable("请求中有不完整的字符，请改正后重试。") from error


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for key, value in pairs:
        if key in fields:
            raise Unreadable(
                f"请求的同一个对象里“{key[:30].encode(errors='replace').decode()}”写了两次，请只保留一个。"
            )
        fields[key] = value
    return fields


def _constant(text: str) -> NoReturn:
    raise Unreadable(f"请求中出现了 {text}，它不是数，请改为具体数值。")


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise Unreadable("请求中有过大的数，请核对后改正。")
    return number
