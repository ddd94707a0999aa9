"""Asking the house as somebody, and seeing what the answer shows and what it left behind."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.signals import got_request_exception
from django.db import connection
from django.http import HttpResponse
from django.test.client import ClientHandler, RequestFactory

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
_READS = ("SELECT", "SET search_path")  # no function of ours writes: `test_no_select_can_write`
Count = dict[tuple[str, str], int]


@dataclass(frozen=True)
class Answer:
    method: str
    status: int
    text: str
    headers: dict[str, str]
    touched: frozenset[tuple[str, str]]  # (schema, table) written to, undone again or not
    moved: bool  # something else than reading was done: what is to be undone before the next one asks
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
    extra: dict[str, Any] = {"HTTP_HOST": hostname or host(at), **headers}
    if token:
        extra["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    browser = RequestFactory()
    if session:
        browser.cookies[settings.SESSION_COOKIE_NAME] = session
    if method in {"GET", "HEAD"}:
        request = browser.generic(method, path, **extra)
    elif form:
        request = browser.post(path, body or {}, **extra)
    else:
        request = browser.generic(method, path, json.dumps(body or {}), content_type="application/json", **extra)
    errors: list[Any] = []

    def note(**_: Any) -> None:
        errors.append(sys.exc_info()[1])

    ledger = _Ledger()
    got_request_exception.connect(note)
    try:
        with connection.execute_wrapper(ledger):
            response = _HANDLERS[strict](request.environ)
            text = _text(response)
    finally:
        got_request_exception.disconnect(note)
    connection.set_schema_to_public()
    error = repr(errors[-1] if errors else "") if response.status_code >= 500 else ""
    shown = {**dict(response.items()), "Set-Cookie": response.cookies.output()}
    return Answer(method, response.status_code, text, shown, ledger.touched(), ledger.before is not None, error)


class _Ledger:
    """What a request writes, by PostgreSQL's own count. The count is taken before the first statement that is no reading:
    most requests only read and pay nothing.
    """

    def __init__(self) -> None:
        self.before: Count | None = None

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if self.before is None and not sql.lstrip().startswith(_READS):
            self.before = _written()
        return execute(sql, params, many, context)

    def touched(self) -> frozenset[tuple[str, str]]:
        if self.before is None:
            return frozenset()
        return frozenset(where for where, rows in _written().items() if rows > self.before.get(where, 0))


def _written() -> Count:
    """(schema, table) → rows inserted, changed and deleted since the transaction began, by whomever."""
    with connection.connection.cursor() as cursor:  # past Django: not a statement of the request
        cursor.execute(_TOUCHED)
        return {(schema, table): rows for schema, table, rows in cursor.fetchall()}


def _text(response: HttpResponse) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    return content.decode(errors="replace")
