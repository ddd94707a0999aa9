"""A body that a view can read, made from its in-serializer: what is tested is who may ask, not what is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from rest_framework import serializers

from api.v1.ballot.sealed import Hex
from tests.isolation.inventory import Route
from tests.isolation.rows import KEY


@dataclass(frozen=True)
class Words:
    """What stands where a uid is asked for: a record's, and a person's."""

    row: UUID
    account: UUID


# Where a word of a closed list is asked for that the serializer does not know.
KNOWN_WORDS = {"key": KEY, "sealed": "AAAA"}


def body_of(route: Route, words: Words) -> Any:
    """Values of the right types."""
    serializer = getattr(route.view, "serializer_in", None)
    return {} if serializer is None else _record(serializer(), words)


def _record(serializer: Any, words: Words) -> Any:
    if isinstance(serializer, serializers.ListSerializer):
        return [_record(serializer.child, words)]
    return {
        name: KNOWN_WORDS.get(name) or _value(each, words, name)
        for name, each in serializer.fields.items()
        if not each.read_only and not isinstance(each, serializers.FileField)
    }


def _value(each: Any, words: Words, name: str) -> Any:
    match each:
        case Hex():
            return "00" * each.size
        case serializers.BaseSerializer():
            return _record(each, words)
        case serializers.ListField(child=serializers.FileField()):
            return []
        case serializers.ListField():
            return [_value(each.child, words, name)]
        case serializers.DictField(allow_empty=False):
            return {"public_support": _value(each.child, words, name)}
        case serializers.DictField() | serializers.JSONField():
            return {}
        case serializers.UUIDField():
            return str(words.account if "account" in name else words.row)
        case serializers.ChoiceField():
            return next(iter(each.choices), "")
        case serializers.BooleanField():
            return False
        case serializers.IntegerField():
            return each.min_value if each.min_value is not None else 1
        case serializers.DecimalField() | serializers.FloatField():
            return "1"
        case serializers.DateTimeField():
            return "2026-03-02T10:00:00+08:00"
        case serializers.DateField():
            return "2026-03-02"
        case serializers.TimeField():
            return "10:00"
        case _:
            return "测试填写的内容"[: getattr(each, "max_length", None) or 7]
