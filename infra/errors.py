"""Pages for what goes wrong at the very edge."""

from __future__ import annotations

import sys

from django.db import ProgrammingError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.defaults import server_error

from commons.directory import health


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(
        request,
        "403.html",
        {"sentence": "页面已过期或来源不明。请返回上一页刷新后重新提交，填写的内容不会丢失。"},
        status=403,
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What cannot even be read: a form with more fields than any of ours, a body in pieces."""
    sentence = "请求内容无法读取，请返回上一页刷新后重试。"
    if _is_program(request):
        return problem(400, "api.parse_error", sentence)
    return render(request, "403.html", {"sentence": sentence}, status=400)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if _is_program(request):
        return problem(404, "api.not_found", "没有这个地址。请核对接口文档后重试。")
    return render(request, "404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if _is_program(request):
        return problem(403, "api.forbidden", "您没有办理此事的权限。")
    return render(request, "403.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """A bug, for the log; unless the statement failed because program and database are of different releases."""
    if not (isinstance(sys.exception(), ProgrammingError) and health.why_not()):
        return server_error(request)
    return upgrading(request)


def upgrading(request: HttpRequest) -> HttpResponse:
    """The office, or all of them, are between two releases: come back soon."""
    office = getattr(request, "office", None)
    name = office.name if office else "平台"
    if _is_program(request):
        answer = problem(503, "kernel.office_not_serving", f"{name}正在升级，暂不能办理，请过几分钟再试。")
    else:
        answer = render(request, "upgrading.html", {"name": name}, status=503)
    answer.headers["Retry-After"] = "30"
    return answer


def _is_program(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")


def problem(status: int, code: str, sentence: str) -> HttpResponse:
    body = {"type": "about:blank", "status": status, "code": code, "title": sentence, "detail": sentence}
    return JsonResponse(body, status=status, content_type="application/problem+json")
