"""A province may outgrow its machine (decision 0021): no statement reaches from one office's schema into another's, and there
is one place to choose where an office lives. Each guard is shown a breach."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from commons.directory import provisioning
from tests.conftest import NEIGHBOUR, ROOT, TOWN

SOURCES = ("platform", "tenants", "api", "admin_theme", "infra")

# Everything in the catalog that hangs on something in another schema, one of the two being an office's: keys, views,
# rules, triggers, defaults, functions that were written with a body of SQL.
_ACROSS = r"""
    WITH thing (classid, objid, home) AS (
        SELECT 'pg_class'::regclass, oid, relnamespace FROM pg_class
        UNION ALL SELECT 'pg_constraint'::regclass, oid, connamespace FROM pg_constraint
        UNION ALL SELECT 'pg_proc'::regclass, oid, pronamespace FROM pg_proc
        UNION ALL SELECT 'pg_rewrite'::regclass, r.oid, c.relnamespace FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
        UNION ALL SELECT 'pg_trigger'::regclass, t.oid, c.relnamespace FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        UNION ALL SELECT 'pg_attrdef'::regclass, d.oid, c.relnamespace FROM pg_attrdef d JOIN pg_class c ON c.oid = d.adrelid
        UNION ALL SELECT 'pg_policy'::regclass, p.oid, c.relnamespace FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
    )
    SELECT pg_describe_object(d.classid, d.objid, d.objsubid) || ' → ' || pg_describe_object(d.refclassid, d.refobjid, 0)
    FROM pg_depend d
    JOIN thing a ON (a.classid, a.objid) = (d.classid, d.objid)
    JOIN thing b ON (b.classid, b.objid) = (d.refclassid, d.refobjid)
    WHERE a.home <> b.home AND (a.home::regnamespace::text ~ '^"?o_' OR b.home::regnamespace::text ~ '^"?o_')
      AND NOT (a.home::regnamespace::text || b.home::regnamespace::text) ~ 'pg_(toast|catalog)'
    UNION ALL
    SELECT 'function ' || p.oid::regprocedure || ' names an office' FROM pg_proc p
    WHERE p.pronamespace <> 'pg_catalog'::regnamespace AND p.prosrc ~ '\mo_[0-9]'
"""

# A table behind a schema, as SQL names one. `{}` stands for whatever an f-string puts there.
_QUALIFIED = re.compile(
    r'\b(?:FROM|JOIN|INTO|UPDATE|TABLE|TRUNCATE|REFERENCES|USING)\s+(?:ONLY\s+)?("?[\w{}$]+"?)\s*\.', re.I
)
_SHARED = {"public", "pg_catalog", "information_schema", "new", "old"}  # the last two: a row before and after
# Those that make, change, carry and check the schema of one office at a time, as the owner. They too name no two.
_BUILDERS = ("platform/commons/directory/",)

# Where a connection is opened, or one is chosen. Several clusters come in here and nowhere else.
_CONNECTS = re.compile(r"psycopg\.connect\(|connections\[|\.using\(|get_new_connection\(|\bDATABASE_ROUTERS\b")
CONNECTS = {
    "infra/checks.py": "whether the sessions of each database stay our own",
    "infra/current.py": "what is deployed here, before Django is there",
    "infra/postgres/cluster.py": "the embedded server's own housekeeping",
    "infra/settings/database.py": "the two addresses",
    "infra/supervisor/tables.py": "the supervisor looks whether there is anything to do, before Django is there",
    "platform/commons/directory/archives/restoring.py": "an office that is restored, as the owner",
    "platform/commons/directory/migrating/runner.py": "one office's migration, as the owner",
    "platform/commons/directory/provisioning.py": "an office's schema, as the owner",
    "platform/commons/kernel/sessions.py": "two sessions, to see whether they stay two",
    "infra/engine/base.py": "before the first of them, that proof",
}
# Where a schema is entered. An office's cluster is chosen in the first of them.
_ENTERS = re.compile(
    r"\bset_tenant\(|\bset_schema\w*\(|\btenant_context\(|\bschema_context\(|SET (?:LOCAL )?(?:\{\} )?search_path"
)
ENTERS = {
    "platform/commons/kernel/tenancy.py": "the only switch",
    "platform/commons/kernel/sessions.py": "two names that no schema has, to see whether a session keeps its own",
    "platform/commons/directory/archives/restoring.py": "a schema that is being restored",
    "platform/commons/directory/provisioning.py": "a schema that is being built",
    "platform/commons/directory/scripting.py": "the template, that its names are read without its own",
    "platform/commons/directory/migrating/statements.py": "a schema that is being migrated",
}


def across() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_ACROSS)
        return sorted(found for (found,) in cursor.fetchall())


def files() -> Iterator[Path]:
    for source in SOURCES:
        for file in sorted((ROOT / source).rglob("*.py")):
            if not {"migrations", "bench", "node_modules"} & set(file.parts):
                yield file


def texts(source: str) -> Iterator[str]:
    """Every string of a module that is no docstring, with `{}` for what is put into it."""
    tree = ast.parse(source)
    said = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)} - {
        id(node) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said | inside:
            yield node.value


def foreign_tables(source: str) -> set[str]:
    """Schemas that its statements name in front of a table, but for what all offices share."""
    listed = list(texts(source))
    named = {found.strip('"').lower() for text in listed for found in _QUALIFIED.findall(text)}
    return named - _SHARED | {schema for text in listed for schema in re.findall(r"\bo_[0-9]+\b", text)}


def places(pattern: re.Pattern[str]) -> set[str]:
    found = set()
    for file in files():
        source = file.read_text()
        if any(pattern.search(text) for text in (_code(source), *texts(source))):
            found.add(str(file.relative_to(ROOT)))
    return found


def _code(source: str) -> str:
    """Without comments and strings."""
    return ast.unparse(ast.parse(source))


# ── the catalog ───────────────────────────────────────────────────────────────────────────────


def test_nothing_in_the_catalog_joins_two_offices_or_public_to_an_office(commons: None) -> None:
    assert across() == []


@pytest.mark.parametrize(
    "breach",
    [
        f'CREATE VIEW public.astray AS SELECT * FROM "o_{TOWN}".intake_suggestion',
        f'CREATE VIEW "o_{TOWN}".astray AS SELECT * FROM "o_{NEIGHBOUR}".intake_suggestion',
        f'ALTER TABLE "o_{TOWN}".access_grant ADD CONSTRAINT astray FOREIGN KEY (user_id) REFERENCES public.identity_account',
        f"CREATE FUNCTION public.astray() RETURNS bigint LANGUAGE sql"
        f' BEGIN ATOMIC SELECT count(*) FROM "o_{TOWN}".intake_suggestion; END',
        f"CREATE FUNCTION public.astray() RETURNS bigint LANGUAGE plpgsql"
        f" AS $$ BEGIN RETURN (SELECT count(*) FROM o_{TOWN}.intake_suggestion); END $$",
    ],
)
def test_what_would_join_them_is_seen(committed: str, breach: str) -> None:
    with provisioning.as_owner() as owner:
        owner.execute(breach)
    assert len(across()) > 0


# ── the program ───────────────────────────────────────────────────────────────────────────────


def test_no_statement_names_an_offices_schema() -> None:
    found = {
        str(file.relative_to(ROOT)): named
        for file in files()
        if not str(file.relative_to(ROOT)).startswith(_BUILDERS) and (named := foreign_tables(file.read_text()))
    }
    assert found == {}


@pytest.mark.parametrize(
    "breach",
    [
        "run('SELECT count(*) FROM o_440703101.intake_suggestion')",
        "run(f'SELECT count(*) FROM {schema}.intake_suggestion')",
        "run(f'SELECT 1 FROM intake_suggestion s JOIN \"{other}\".intake_suggestion t ON t.uid = s.uid')",
        "run(f'INSERT INTO {schema_of(code)}.outbox_message SELECT 1')",
    ],
)
def test_a_statement_that_names_one_is_seen(breach: str) -> None:
    assert foreign_tables(breach)


def test_connections_are_opened_in_a_closed_list_of_places() -> None:
    assert places(_CONNECTS) == set(CONNECTS)


def test_a_schema_is_entered_in_one_place_and_by_those_that_build_it() -> None:
    assert places(_ENTERS) == set(ENTERS)


@pytest.mark.parametrize(
    ("pattern", "breach"),
    [
        (_CONNECTS, "psycopg.connect(dsn)"),
        (_CONNECTS, "connections['city'].cursor()"),
        (_CONNECTS, "Office.objects.using('city')"),
        (_ENTERS, "connection.set_schema('o_1')"),
        (_ENTERS, "with schema_context('o_1'): pass"),
        (_ENTERS, "cursor.execute('SET search_path = o_1')"),
    ],
)
def test_another_place_is_seen(pattern: re.Pattern[str], breach: str) -> None:
    assert any(pattern.search(text) for text in (_code(breach), *texts(breach)))
