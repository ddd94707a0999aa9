"""Is this process able to serve?"""

from __future__ import annotations

from django.db import DatabaseError, connection

from commons.directory.models import Blueprint
from commons.directory.provisioning import migration_head

_head: list[str] = []  # the program's own migrations do not change while it runs


def readiness() -> bool:
    """The database answers, and a blueprint for exactly this program's migrations was compiled."""
    if not _head:
        _head.append(migration_head())
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return Blueprint.objects.filter(head=_head[0]).exists()
    except DatabaseError:
        return False
