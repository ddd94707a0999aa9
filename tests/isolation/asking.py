"""Asking the house as somebody, and seeing what the answer shows and what it left behind."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.client import ClientHandler

from tests.isolation.world import CANARY, host

_HANDLERS = {strict: ClientHandler(enforce_csrf_checks=strict) for strict in (False, True)}
_TOUCHED = """
    SELECT n.nspname, c.relname,
           pg_stat_get_xact_tuples_inserted(c.oid) + pg_stat_get_xact_tuples_updated(c.oid)
           + pg_stat_get_xact_tuples_deleted(c.oid)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname <> 'pg_catalog'
      AND pg_stat_get_xact_tuples_inserted(c.oid) + pg_stat_get_xact_tuples_updated(c.oid)
          + pg_stat_get_xact_tuples_deleted(c.oid) > 0
"""
_SESSION = "django_session"  # coming and going is written down there and nowhere else


@dataclass(frozen=True)
class Answer:
    method: str
    status: int
    text: str
    headers: dict[str, str]
    touched: frozenset[tuple[str, str]]  # (schema, table) written to, undone again or not
    error: str

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")

    def shows(self, code: str) -> bool:
        """Whether a text of that office is in the answer, in whatever way it may be written."""
        word = CANARY[code]
        forms = (word, json.dumps(word)[1:-1], quote(word))
        everything = self.text + json.dumps(self.headers, ensure_ascii=False)
        return any(form in everything for form in forms)

    def touched_in(self, *schemas: str) -> set[tuple[str, str]]:
        return {(schema, table) for schema, table in self.touched if schema in schemas and table != _SESSION}


def ask(
    method: str,
    path: str,
    *,
    at: str,
    session: str = "",
    token: str = "",
    body: Any = None,
    form: bool = False,
    strict: bool = False,
    hostname: str = "",
    **headers: str,
) -> Answer:
    """One request to the host of office `at`. `strict` asks for the CSRF token, as a browser's request is asked."""
    client = Client(raise_request_exception=False)
    client.handler = _HANDLERS[strict]
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    extra: dict[str, Any] = {"HTTP_HOST": hostname or host(at), **headers}
    if token:
        extra["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    connection.set_schema_to_public()
    before = _written()
    if method in {"GET", "HEAD"}:
        response = client.generic(method, path, **extra)
    elif form:
        response = client.post(path, body or {}, **extra)
    else:
        response = client.generic(method, path, json.dumps(body or {}), content_type="application/json", **extra)
    connection.set_schema_to_public()
    after = _written()
    touched = frozenset(where for where, rows in after.items() if rows > before.get(where, 0))
    error = repr(getattr(response, "exc_info", None) or "") if response.status_code >= 500 else ""
    return Answer(method, response.status_code, _text(response), dict(response.items()), touched, error)


def _written() -> dict[tuple[str, str], int]:
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHED)
        return {(schema, table): rows for schema, table, rows in cursor.fetchall()}


def _text(response: HttpResponse) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    return content.decode(errors="replace")
