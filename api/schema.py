"""OpenAPI: what every operation shares, told once."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers


class Problem(serializers.Serializer[Any]):
    """RFC 9457, with our stable `code`."""

    type = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    title = serializers.CharField()
    detail = serializers.CharField()


class OfficeSchema(AutoSchema):
    """Operations are tagged by room, and may all answer with a problem."""

    def get_tags(self) -> list[str]:
        parts = self.path.strip("/").split("/")
        return [parts[2] if len(parts) > 2 else "api"]

    def get_response_serializers(self) -> Any:
        found = super().get_response_serializers()
        responses: dict[Any, Any] = dict(found) if isinstance(found, dict) else {self._success(): found}
        for status in ("401", "403", "404", "409", "422"):
            responses.setdefault((status, "application/problem+json"), Problem)
        return responses

    def _success(self) -> str:
        return "201" if self.method == "POST" else "200"
