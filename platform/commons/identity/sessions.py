"""Django's sessions in the database, read in SQL: every request of whoever is signed in begins with this."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone

_LIVE = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    def _validate_session_key(self, key: str | None) -> bool:
        """A cookie may hold anything; what PostgreSQL cannot even be asked for (NUL) is no key."""
        return bool(key) and str(key).isascii() and str(key).isalnum() and len(str(key)) >= 8

    def load(self) -> dict[str, Any]:
        """What a live session holds; of another nothing, and its key is forgotten."""
        with connection.cursor() as cursor:
            cursor.execute(_LIVE, [self.session_key, timezone.now()])
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return {}
        return self.decode(found[0])
