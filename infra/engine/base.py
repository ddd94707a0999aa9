"""The database engine: django-tenants' own, looking for tables in one schema only.

Django asks which tables there are by reading the whole catalog and judging each row's visibility: with 1,753 offices
that is more than a million rows, four times for every schema that is migrated (scale.md §2). What belongs to a schema is
listed in pg_depend, under an index, so that Django's own commands stay usable on a few offices.

And no process is given a connection before it was proved that a session there stays its own (`kernel.sessions`).
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.backends.postgresql.introspection import TableInfo
from django_tenants.postgresql_backend import base
from django_tenants.postgresql_backend.introspection import DatabaseSchemaIntrospection

from commons.kernel import sessions

_TABLES = """
SELECT c.relname, CASE WHEN c.relispartition THEN 'p' WHEN c.relkind IN ('m', 'v') THEN 'v' ELSE 't' END,
       obj_description(c.oid, 'pg_class')
  FROM pg_depend d JOIN pg_class c ON c.oid = d.objid
 WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = to_regnamespace(%s)
   AND d.classid = 'pg_class'::regclass AND d.objsubid = 0 AND c.relkind IN ('f', 'm', 'p', 'r', 'v')
"""


class OneSchemaIntrospection(DatabaseSchemaIntrospection):
    def get_table_list(self, cursor: Any) -> list[TableInfo]:
        """Tables and views of the schema this connection is in."""
        cursor.execute(_TABLES, [self.connection.ops.quote_name(self.connection.schema_name)])
        return [TableInfo(*row) for row in cursor.fetchall() if row[0] not in self.ignored_tables]


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.introspection = OneSchemaIntrospection(self)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Raises SessionsShared."""
        sessions.prove(conn_params, whole=settings.DATABASE_IS_OWNERS)
        return super().get_new_connection(conn_params)
