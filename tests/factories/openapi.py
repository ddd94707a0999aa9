"""The API's own description, and answers held against it: every answer that a test gets from `web.Api` goes through here."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django.http import HttpResponse
from django.urls import ResolverMatch
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator, FormatChecker

PROBLEM = "application/problem+json"


@cache
def document(urlconf: str = "infra.urls_office") -> dict[str, Any]:
    found: dict[str, Any] = SchemaGenerator(urlconf=urlconf).get_schema(request=None, public=True)
    return found


@cache
def _validator(urlconf: str, pointer: str) -> Draft202012Validator:
    whole = document(urlconf)
    schema = {"$ref": pointer, "components": whole["components"]}
    return Draft202012Validator(schema, format_checker=FormatChecker())


def operation_of(match: ResolverMatch, method: str, urlconf: str) -> dict[str, Any]:
    path = "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", match.route)
    found: dict[str, Any] = document(urlconf)["paths"][path][method.lower()]
    return found


def hold_to_document(response: Any) -> None:
    """The answer is one of those the description names, and has that shape. Answers before any view are nobody's."""
    match: ResolverMatch | None = getattr(response.wsgi_request, "resolver_match", None)
    if match is None or not match.route.startswith("api/v1/") or match.route.endswith(("schema/", "docs/")):
        return
    request = response.wsgi_request
    if request.method not in {"GET", "POST"} or response.status_code == 405:
        return
    said = operation_of(match, request.method, request.urlconf)["responses"]
    assert str(response.status_code) in said, f"{request.method} {match.route} answers {response.status_code}, unsaid"
    hold_to(response, said[str(response.status_code)], request.urlconf)


def hold_to(response: HttpResponse, said: dict[str, Any], urlconf: str) -> None:
    if "content" not in said:
        assert response.content == b"", "an answer without a body has one"
        return
    ((media_type, body),) = said["content"].items()
    assert response.headers["Content-Type"] == media_type
    if not media_type.endswith("json"):
        return
    schema = body["schema"]
    if schema.get("type") == "array":
        for each in response.json():  # type: ignore[attr-defined]
            _validator(urlconf, schema["items"]["$ref"]).validate(each)
    else:
        _validator(urlconf, schema["$ref"]).validate(response.json())  # type: ignore[attr-defined]
