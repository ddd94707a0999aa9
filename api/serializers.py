"""What comes in: plain values, and nothing that was not asked for."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class In(serializers.Serializer[Any]):
    """Refuses unknown fields by name: a misspelt or smuggled field is a mistake to be told, not ignored."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) or hasattr(data, "keys"):
            unknown = sorted(set(data.keys()) - set(self.fields))
            if unknown:
                raise serializers.ValidationError({name: ["没有这个字段。"] for name in unknown})
        return super().to_internal_value(data)
