"""The one exception handler: every error leaves as RFC 9457 problem+json with a stable code and a Chinese sentence."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from django.http.multipartparser import MultiPartParserError
from rest_framework import exceptions
from rest_framework.response import Response

from commons.kernel.errors import Refusal

SENTENCES = {
    400: "请求内容无法读取，请检查格式后重试。",
    401: "请先登录后再办理。",
    403: "您没有办理此事的权限。",
    404: "没有找到这条记录。",
    405: "这个地址不支持该操作。",
    406: "只提供 JSON 格式。",
    409: "当前状态或规则不允许办理此事。",
    413: "提交的内容过大，请减小后重试。",
    415: "请以 JSON 格式提交。",
    422: "填写的内容有误，请检查后重新提交。",
    429: "操作过于频繁，请稍后再试。",
}


def answer(exception: Exception, context: dict[str, Any]) -> Response | None:
    """None for a bug: it reaches the log with its trace and the client as a plain 500."""
    if isinstance(exception, Refusal):
        return problem(exception.status, exception.code, exception.message, **_plain(exception.data))
    if isinstance(exception, exceptions.ValidationError):
        return problem(422, "api.invalid", SENTENCES[422], errors=_plain(exception.detail))
    if isinstance(exception, (Http404, exceptions.NotFound)):
        return problem(404, "api.not_found", SENTENCES[404])
    if isinstance(exception, PermissionDenied):
        return problem(403, "api.forbidden", SENTENCES[403])
    if isinstance(exception, RequestDataTooBig):
        return problem(413, "api.too_large", SENTENCES[413])
    if isinstance(exception, (MultiPartParserError, SuspiciousOperation)):
        return problem(400, "api.parse_error", SENTENCES[400])
    if isinstance(exception, exceptions.APIException):
        status = exception.status_code
        sentence = getattr(exception, "sentence", "") or SENTENCES.get(status, "请求未被接受。")
        response = problem(status, f"api.{exception.default_code}", sentence)
        if getattr(exception, "wait", None):
            response.headers["Retry-After"] = str(int(exception.wait or 0) + 1)  # type: ignore[attr-defined]
        return response
    return None


def problem(status: int, code: str, sentence: str, **more: Any) -> Response:
    body = {"type": "about:blank", "status": status, "code": code, "title": sentence, "detail": sentence, **more}
    return Response(body, status=status, content_type="application/problem+json")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value if isinstance(value, (int, float, bool, type(None))) else str(value)
