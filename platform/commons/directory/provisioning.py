"""The schema of an office: compiled once from a migrated template schema, then built by script in one transaction.

Django's own way renders every historical model state for every office (scale.md §1.3: 20 s each); the script is the
same tables, constraint names included, in a fraction of a second. Only the owner role may build: these functions open
their own connection with `DATABASE_OWNER_URL`, which the web process does not have.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from commons.directory.errors import OwnerRoleMissing, SchemaIncomplete
from commons.directory.models import Blueprint, Office
from commons.directory.queries import blueprint

TEMPLATE = "office_template"
# Rows that every office starts with: they belong to the structure, not to anybody's work.
SEEDED_TABLES = ("django_content_type", "auth_permission", "auth_group", "django_migrations")
# INSERT and SELECT only for the application's role, in every schema: evidence is not edited.
APPEND_ONLY = (
    "audit_entry",
    "audit_link",
    "ballot_certificate",
    "delivery_ledgerentry",
    "reporting_lineremark",
    "reporting_returnline",
    "rulebook_adoption",
)
# Settled once written: the application's role inserts them, and afterwards moves nothing but these columns.
SETTLED = {
    "ballot_sealedballot": ("verdict", "place"),
    "rulebook_template": ("default_levels",),
    "rulebook_edition": ("state", "published_at", "withdrawn_at"),
    "reporting_return": ("state", "decided_at", "decided_by", "decided_by_name", "reason"),
}
# The application's role may also empty these, because their order in the heap must be destroyed (ballot secrecy).
REWRITABLE = ("ballot_ballot",)
_SCHEMA_NAME = re.compile(r"^[a-z][a-z0-9_]{0,62}$")


@contextmanager
def as_owner() -> Iterator[psycopg.Connection[Any]]:
    """A connection of the owner role to the database this process works in. Raises OwnerRoleMissing."""
    if not settings.OWNER_DSN:
        raise OwnerRoleMissing()
    parameters = {**settings.OWNER_DSN, "dbname": connection.settings_dict["NAME"]}
    with psycopg.connect(**parameters) as owner:
        yield owner


def migration_head() -> str:
    """Digest of every migration that applies inside an office: changes exactly when a deploy brings a new one."""
    labels = {config.label for config in apps.get_app_configs() if config.name in settings.TENANT_APPS}
    loader = MigrationLoader(None, ignore_no_migrations=True)
    nodes = sorted(f"{app}.{name}" for app, name in loader.disk_migrations if app in labels)
    return hashlib.sha256("\n".join(nodes).encode()).hexdigest()


def compile_blueprint(*, at: dt.datetime) -> Blueprint:
    """Turn the migrated template schema into the script that makes an office. Idempotent by fingerprint."""
    with as_owner() as owner:
        fingerprint = schema_fingerprint(owner, TEMPLATE)
        dsn, password = _libpq_uri(owner), owner.info.password
    head = migration_head()
    found = Blueprint.objects.filter(fingerprint=fingerprint, head=head).first()
    if found is not None:
        return found
    structure = _dump(dsn, password, "--schema-only")
    rows = _dump(
        dsn,
        password,
        "--data-only",
        "--inserts",
        "--rows-per-insert=1000",
        *(f"--table={TEMPLATE}.{t}" for t in SEEDED_TABLES),
    )
    script = structure + rows
    made, _ = Blueprint.objects.update_or_create(
        fingerprint=fingerprint, defaults={"head": head, "script": script, "compiled_at": at}
    )
    return made


def build_schema(office: Office) -> None:
    """Create the office's schema in one transaction and one round trip; nothing to do if it is already whole."""
    schema = office.schema_name
    if not _SCHEMA_NAME.match(schema):
        raise SchemaIncomplete(office=office.code, difference="模式名不合规")
    plan = blueprint()
    with as_owner() as owner:
        if _schema_exists(owner, schema):
            return
        name = sql.Identifier(schema).as_string(owner)
        owner.execute(
            f"CREATE SCHEMA {name}; SET LOCAL search_path = {name}, public; SET LOCAL check_function_bodies = off;\n"
            f"{plan.script}\n{grants(schema)}".encode()
        )


def inspect(office: Office) -> str:
    """Fingerprint of the office's schema if it equals the blueprint and the models; raises SchemaIncomplete."""
    plan = blueprint()
    with as_owner() as owner:
        found = schema_fingerprint(owner, office.schema_name)
    if found != plan.fingerprint:
        raise SchemaIncomplete(office=office.code, difference="结构摘要不符")
    missing = missing_columns(office.schema_name)
    if missing:
        raise SchemaIncomplete(office=office.code, difference="缺少 " + "、".join(sorted(missing)[:5]))
    return found


def missing_columns(schema: str) -> set[str]:
    """Columns that the models have and the schema has not, as `table.column`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = %s", [schema]
        )
        present = {row[0] for row in cursor.fetchall()}
    return expected_columns() - present


def expected_columns() -> set[str]:
    """Every column that Django's models expect inside an office's schema."""
    configs = [config for config in apps.get_app_configs() if config.name in settings.TENANT_APPS]
    tables = [model._meta for config in configs for model in config.get_models(include_auto_created=True)]
    return {
        f"{meta.db_table}.{field.column}" for meta in tables if meta.managed for field in meta.local_concrete_fields
    }


def grants(schema: str) -> str:
    """What the application's role may do in a schema. Stated per schema, so that a restored one gets the same."""
    app = settings.APP_ROLE
    statements = [
        f'GRANT USAGE ON SCHEMA "{schema}" TO {app}',
        f'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "{schema}" TO {app}',
        f'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA "{schema}" TO {app}',
    ]
    for table in APPEND_ONLY:
        statements.append(_if_table(schema, table, f'REVOKE UPDATE, DELETE, TRUNCATE ON "{schema}".{table} FROM {app}'))
    for table, columns in SETTLED.items():
        only = f'GRANT UPDATE ({", ".join(columns)}) ON "{schema}".{table} TO {app}'
        statements.append(
            _if_table(schema, table, f'REVOKE UPDATE, DELETE, TRUNCATE ON "{schema}".{table} FROM {app}; {only}')
        )
    for table in REWRITABLE:
        statements.append(_if_table(schema, table, f'GRANT TRUNCATE ON "{schema}".{table} TO {app}'))
    return ";\n".join(statements) + ";\n"


def schema_fingerprint(owner: psycopg.Connection[Any], schema: str) -> str:
    """Digest of columns, constraints, indexes and triggers of a schema, the schema's own name left out."""
    rows: list[str] = []
    for query in _CATALOG:
        rows += ["|".join(str(value) for value in row) for row in owner.execute(query, {"schema": schema})]
    text = "\n".join(row.replace(f"{schema}.", "").replace(f'"{schema}".', "") for row in rows)
    return hashlib.sha256(text.encode()).hexdigest()


_CATALOG = (
    "SELECT 'column', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,"
    " pg_get_expr(d.adbin, d.adrelid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
    " LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum"
    " WHERE n.nspname = %(schema)s AND c.relkind = 'r' ORDER BY c.relname, a.attname",
    "SELECT 'constraint', c.relname, k.conname, pg_get_constraintdef(k.oid) FROM pg_constraint k"
    " JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname = %(schema)s ORDER BY c.relname, k.conname",
    "SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = %(schema)s"
    " ORDER BY tablename, indexname",
    "SELECT 'trigger', c.relname, t.tgname, pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
    " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = %(schema)s AND NOT t.tgisinternal"
    " ORDER BY c.relname, t.tgname",
)


def _dump(dsn: str, password: str, *options: str) -> str:
    """pg_dump of the template with every name made relative, so that search_path decides where it lands."""
    command = [
        settings.PG_DUMP,
        "--no-owner",
        "--no-privileges",
        "--no-comments",
        f"--schema={TEMPLATE}",
        *options,
        dsn,
    ]
    done = subprocess.run(  # noqa: S603 (our own binary, our own arguments)
        command, capture_output=True, text=True, check=True, env={**os.environ, "PGPASSWORD": password}
    )
    kept = [line for line in done.stdout.splitlines() if line and not line.startswith(_SKIPPED)]
    return re.sub(rf"\b{TEMPLATE}\.", "", "\n".join(kept)) + "\n"


# Session settings and psql meta-commands: the script runs inside our own transaction with our own search_path.
_SKIPPED = ("--", "SET ", "SELECT pg_catalog.set_config", "\\", "CREATE SCHEMA", "ALTER DEFAULT PRIVILEGES")


def _if_table(schema: str, table: str, statement: str) -> str:
    return f"DO $$ BEGIN IF to_regclass('\"{schema}\".{table}') IS NOT NULL THEN {statement}; END IF; END $$"


def _schema_exists(owner: psycopg.Connection[Any], schema: str) -> bool:
    return owner.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [schema]).fetchone() is not None


def _libpq_uri(owner: psycopg.Connection[Any]) -> str:
    """The same connection as a URI for pg_dump; the password, if any, goes by PGPASSWORD, not by the command line."""
    parameters: dict[Any, str] = dict(owner.info.get_parameters())
    wanted = {key: parameters[key] for key in ("host", "port", "user", "dbname") if key in parameters}
    return "postgresql:///?" + urlencode(wanted, quote_via=quote)
