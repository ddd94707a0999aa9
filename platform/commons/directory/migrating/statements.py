"""The SQL of one office's migration: guards before, evidence after, and between them what the template went through.

Everything is text with the office's own schema written in, because a whole transaction is sent in one round trip.
"""

# ruff: noqa: S608 (names and values are quoted by psycopg.sql before they are put together)
from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from psycopg import sql

from commons.directory.migrating.plans import Book, Plan, Segment
from commons.directory.provisioning import TEMPLATE

LOCK_TIMEOUT_MS = 1500  # quality.md G12: while we wait, whoever comes after us waits too; never longer than two seconds
STATEMENT_TIMEOUT_MS = 300_000
DONE = "renda:"  # a marker after each migration, so that a failure can be told by name

ALREADY = "RD001"  # the office's own record says otherwise than its head
MISSING = "RD002"  # something it builds on is not there
DIFFERENT = "RD003"  # it does not look like the template

# One line for each column, constraint and index of some tables of a schema; the schema's own name left out. Functions of the
# session, because to plan such a query takes as long as to migrate an office; with a search_path of their own, because
# another one is another plan, and so is one for the values at hand.
FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION pg_temp.shape(office text, tables text[]) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog SET plan_cache_mode = force_generic_plan AS $shape$ BEGIN RETURN (
SELECT md5(replace(string_agg(line, E'\\n' ORDER BY line COLLATE "C"), quote_ident(office) || '.', '')) FROM (
  SELECT concat_ws('|', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
                   pg_get_expr(d.adbin, d.adrelid)) AS line
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
   WHERE c.relnamespace = to_regnamespace(quote_ident(office)) AND c.relname = ANY(tables) AND c.relkind = 'r'
  UNION ALL
  SELECT concat_ws('|', c.relname, k.conname, pg_get_constraintdef(k.oid))
    FROM pg_class c JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype <> 'n'
   WHERE c.relnamespace = to_regnamespace(quote_ident(office)) AND c.relname = ANY(tables) AND c.relkind = 'r'
  UNION ALL
  SELECT concat_ws('|', c.relname, x.indisvalid, pg_get_indexdef(x.indexrelid))
    FROM pg_class c JOIN pg_index x ON x.indrelid = c.oid
   WHERE c.relnamespace = to_regnamespace(quote_ident(office)) AND c.relname = ANY(tables) AND c.relkind = 'r'
) AS shape); END $shape$;
CREATE OR REPLACE FUNCTION pg_temp.same_shape(office text, tables text[], expected text) RETURNS void
LANGUAGE plpgsql AS $same$ BEGIN IF pg_temp.shape(office, tables) IS DISTINCT FROM expected THEN
RAISE EXCEPTION 'differs from the template' USING ERRCODE = '{DIFFERENT}'; END IF; END $same$;
"""


def literal(value: object) -> str:
    return sql.Literal(value).as_string()


def name(*parts: str) -> str:
    return sql.Identifier(*parts).as_string()


def _array(values: Iterable[str]) -> str:
    return "ARRAY[" + ",".join(literal(each) for each in values) + "]::text[]"


def settings(schema: str, *, local: bool = True) -> str:
    """Where names are found, and how long we stand in anybody's way. Commits are not waited for: the head is in the
    same transaction as the work, so what a crash of the server loses, the next run does again."""
    scope = "LOCAL" if local else "SESSION"
    return (
        f"SET {scope} search_path = {name(schema)}, public; SET {scope} lock_timeout = {LOCK_TIMEOUT_MS};"
        f" SET {scope} statement_timeout = {STATEMENT_TIMEOUT_MS}; SET {scope} synchronous_commit = off;"
    )


def guard(schema: str, segment: Segment, found: Iterable[str]) -> str:
    """Refuses what was applied, what lacks its ground, and a table that would be looked for in public."""
    record, tables = name(schema, "django_migrations"), list(found)
    return f"""DO $guard$ BEGIN
IF EXISTS (SELECT FROM {record} WHERE app || '.' || name = ANY({_array(segment.migrations)})) THEN
    RAISE EXCEPTION 'applied already' USING ERRCODE = '{ALREADY}'; END IF;
IF (SELECT count(DISTINCT app || '.' || name) FROM {record} WHERE app || '.' || name = ANY({_array(segment.requires)}))
    < {len(segment.requires)} THEN RAISE EXCEPTION 'dependencies missing' USING ERRCODE = '{MISSING}'; END IF;
IF (SELECT count(*) FROM pg_class WHERE relnamespace = {literal(schema)}::regnamespace
    AND relname = ANY({_array(tables)})) < {len(tables)} THEN
    RAISE EXCEPTION 'tables missing' USING ERRCODE = '{MISSING}'; END IF;
END $guard$;"""


def shape(schema: str, tables: Iterable[str]) -> str:
    """A query for the digest of those tables in that schema; the session has the FUNCTIONS."""
    return f"SELECT pg_temp.shape({literal(schema)}, {_array(tables)})"


def same_shape(schema: str, plan: Plan, expected: str) -> str:
    if not plan.tables:
        return ""
    return f"SELECT pg_temp.same_shape({literal(schema)}, {_array(plan.tables)}, {literal(expected)});"


def record(schema: str, book: Book, segment: Segment) -> str:
    """Django's own record, and that of the apps that have nothing in an office."""
    rows = [each.partition(".")[::2] for each in [*segment.migrations, *book.beside]]
    values = ",".join(f"({literal(app)},{literal(plain)})" for app, plain in rows)
    table = name(schema, "django_migrations")
    return (
        f"INSERT INTO {table} (app, name, applied) SELECT v.app, v.name, now() FROM (VALUES {values}) AS v (app, name)"
        f" WHERE NOT EXISTS (SELECT FROM {table} m WHERE m.app = v.app AND m.name = v.name);"
    )


def seeds(types: Iterable[tuple[str, str]], permissions: Iterable[tuple[str, str, str, str]]) -> str:
    """Content types and permissions by their names; the numbers are each office's own.

    `types`: (app, model). `permissions`: (app, model, codename, name).
    """
    known = ",".join(f"({literal(app)},{literal(model)})" for app, model in types)
    rights = ",".join("(" + ",".join(literal(each) for each in row) + ")" for row in permissions)
    return f"""INSERT INTO django_content_type (app_label, model) SELECT * FROM (VALUES {known}) AS v
ON CONFLICT (app_label, model) DO NOTHING;
INSERT INTO auth_permission (content_type_id, codename, name)
SELECT t.id, v.codename, v.name FROM (VALUES {rights}) AS v (app, model, codename, name)
JOIN django_content_type t ON t.app_label = v.app AND t.model = v.model
ON CONFLICT (content_type_id, codename) DO NOTHING;"""


def arrived(code: str, head: str) -> str:
    return f"UPDATE public.directory_office SET schema_head = {literal(head)} WHERE code = {literal(code)};"


def known(segment: Segment) -> str:
    """A head between two transactions of one office: a program that meets it can look it up."""
    migrations = literal(json.dumps(sorted(segment.reached.migrations)))
    contracts = literal(json.dumps(segment.reached.contracts))
    return (
        "INSERT INTO public.directory_schemahead (head, migrations, contracts)"
        f" VALUES ({literal(segment.head)}, {migrations}, {contracts}) ON CONFLICT (head) DO NOTHING;"
    )


def result(row: dict[str, Any]) -> str:
    """The office's line in the table of results."""
    columns = ", ".join(row)
    values = ", ".join(literal(each) for each in row.values())
    changes = ", ".join(f"{column} = EXCLUDED.{column}" for column in row if column != "office_id")
    return (
        f"INSERT INTO public.directory_migrationresult ({columns}, at) VALUES ({values}, now())"
        f" ON CONFLICT (office_id) DO UPDATE SET {changes}, at = EXCLUDED.at;"
    )


TEMPLATE_TABLES = (
    f"SELECT relname FROM pg_class WHERE relnamespace = {literal(TEMPLATE)}::regnamespace AND relkind IN ('r', 'p')"
)
TEMPLATE_TYPES = f"SELECT app_label, model FROM {name(TEMPLATE, 'django_content_type')}"
TEMPLATE_PERMISSIONS = (
    f"SELECT t.app_label, t.model, p.codename, p.name FROM {name(TEMPLATE, 'auth_permission')} p"
    f" JOIN {name(TEMPLATE, 'django_content_type')} t ON t.id = p.content_type_id"
)
