"""OpenAPI: what every operation takes and gives, read from the tables that the views are (`api/views.py`)."""

from __future__ import annotations

import re
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent, build_array_type
from rest_framework import serializers

from api.pagination import ByCursor
from api.problems import SENTENCES
from api.views import ActView, ListView, RoomView, WholeView
from commons.kernel.actor import Role
from commons.kernel.policy import Act, who_can

PROBLEM = "application/problem+json"
_MAY_FAIL = {"GET": (401, 403, 404, 429), "POST": (400, 401, 403, 404, 409, 415, 422, 429)}
_LINK = {"type": ["string", "null"], "format": "uri"}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "幂等键：同一键在 24 小时内重复提交，只办理一次并返回同一答复。",
    "schema": {"type": "string", "maxLength": 255},
}


class Problem(serializers.Serializer[Any]):
    """RFC 9457, with our stable `code`; what else a refusal tells (`field`, figures) stands beside."""

    type = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    title = serializers.CharField()
    detail = serializers.CharField()
    errors = serializers.JSONField(required=False)  # type: ignore[assignment]


class OfficeSchema(AutoSchema):
    """An operation is named by its room and its view, and says in Chinese what is done and by whom."""

    view: RoomView  # type: ignore[assignment, override]

    # -- names
    def get_tags(self) -> list[str]:
        return [self.view.policy.label]

    def get_operation_id(self) -> str:
        room = type(self.view).__module__.split(".")[2]
        name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(self.view).__name__).lower()
        if self.method == "GET":
            return f"{room}_{name}_{'list' if self._is_page() else 'read'}"
        return f"{room}_{name}_create" if isinstance(self.view, ListView) else f"{room}_{name}"

    def get_summary(self) -> str:
        return self._act().label

    def get_description(self) -> str:  # type: ignore[override]
        return "不限身份。" if self._is_public() else f"限{who_can(self._act())}。"

    def get_serializer_name(self, serializer: Any, direction: Any) -> str:
        """With the room in front: many rooms have a `Reason`."""
        parts = type(serializer).__module__.split(".")
        room = parts[2].capitalize() if parts[:2] == ["api", "v1"] else ""
        return room + type(serializer).__name__

    # -- who
    def get_auth(self) -> list[Any]:
        return [*super().get_auth(), *([{}] if self._is_public() else [])]

    # -- in
    def get_override_parameters(self) -> list[Any]:
        asked = self.view.serializer_query if self.method == "GET" else None
        return [asked] if asked else []

    def _get_parameters(self) -> list[Any]:
        found = super()._get_parameters()
        if isinstance(self.view, ActView) and self.method == "POST" and self.view.kept:
            found.append(_KEY)
        return found  # type: ignore[no-any-return]

    def _get_pagination_parameters(self) -> list[Any]:
        if not self._is_page() or isinstance(self.view, WholeView):
            return []
        integer = {"type": "integer", "minimum": 1, "maximum": ByCursor.max_page_size}
        return [
            {
                "name": "cursor",
                "in": "query",
                "description": "翻页位置，取自上一页的链接。",
                "schema": {"type": "string"},
            },
            {"name": "page_size", "in": "query", "description": "每页条数。", "schema": integer},
        ]

    def get_request_serializer(self) -> Any:
        return self.view.serializer_in

    def map_parsers(self) -> list[str]:
        """Files come as a form; everything comes as JSON, except a file that must be there. Some acts take nothing."""
        if self.view.serializer_in is None:
            return []
        fields = self.view.serializer_in().fields.values()
        has_file = [each for each in fields if isinstance(each, serializers.FileField)]
        files = [each for each in fields if isinstance(getattr(each, "child", None), serializers.FileField)]
        form = ["multipart/form-data"] if has_file or files else []
        return form if has_file else ["application/json", *form]

    # -- out
    def get_response_serializers(self) -> Any:
        status, body = self._success()
        responses: dict[Any, Any] = {str(status): body}
        may_fail = {*_MAY_FAIL[str(self.method)], *([422] if self.get_override_parameters() else [])}
        if self.method == "POST" and self.view.serializer_in is not None:
            may_fail |= {400, 413, 415}
        if self.view.waits:
            may_fail.add(409)
        return responses | {(str(code), PROBLEM): Problem for code in sorted(may_fail)}

    def _get_response_for_code(
        self, serializer: Any, status_code: str, media_types: Any = None, direction: Any = "response"
    ) -> Any:
        found = super()._get_response_for_code(serializer, status_code, media_types, direction)
        return found | {
            "description": SENTENCES.get(int(status_code), "查询结果。" if self.method == "GET" else "已办理。")
        }

    def _success(self) -> tuple[int, Any]:
        if isinstance(self.view, ActView) and self.method == "POST":
            status, serializer = self.view.answer()
            return status, self._several(serializer) if self.view.makes_many else serializer
        return 200, self._page() if self._is_page() else self.view.serializer_out

    def _several(self, serializer: Any) -> dict[str, Any]:
        return build_array_type(self.resolve_serializer(serializer, "response").ref)  # type: ignore[no-any-return]

    def _page(self) -> dict[str, Any]:
        """`{"next", "previous", "results"}` of what the view gives, as a component of its own."""
        rows = self.resolve_serializer(self.view.serializer_out, "response")
        page = ResolvedComponent(
            name=f"{rows.name}Page",
            type=ResolvedComponent.SCHEMA,
            object=f"{rows.name}Page",
            schema={
                "type": "object",
                "properties": {"next": _LINK, "previous": _LINK, "results": build_array_type(rows.ref)},
                "required": ["next", "previous", "results"],
            },
        )
        self.registry.register_on_missing(page)
        return page.ref  # type: ignore[no-any-return]

    # -- small questions
    def _act(self) -> Act:
        return self.view.policy.acts[self.view.actions_by_method[str(self.method)]]

    def _is_public(self) -> bool:
        return Role.RESIDENT in self._act().who

    def _is_page(self) -> bool:
        return self.method == "GET" and isinstance(self.view, ListView)
