"""A schema that is read and no longer written: PostgreSQL refuses, whatever the program believes.

Two things may still be added: a session (or nobody could come in to read) and an entry of evidence (who came).
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from psycopg import sql

from commons.directory import provisioning

SESSIONS = "django_session"
EVIDENCE = "audit_entry"


def close_writes(cursor: Any, schema: str) -> None:
    """Needs the owner's role. Repeatable."""
    name, app = sql.Identifier(schema), sql.Identifier(settings.APP_ROLE)
    cursor.execute(
        sql.SQL("REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON ALL TABLES IN SCHEMA {} FROM {}").format(name, app)
    )
    cursor.execute(
        sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON {}.{} TO {}").format(name, sql.Identifier(SESSIONS), app)
    )
    cursor.execute(sql.SQL("GRANT INSERT ON {}.{} TO {}").format(name, sql.Identifier(EVIDENCE), app))


def open_writes(cursor: Any, schema: str) -> None:
    """What every office's schema grants. Needs the owner's role. Repeatable."""
    name, app = sql.Identifier(schema), sql.Identifier(settings.APP_ROLE)
    cursor.execute(sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {} TO {}").format(name, app))
    cursor.execute(provisioning.grants(schema))
