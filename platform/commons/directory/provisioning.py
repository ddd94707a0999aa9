"""The schema of an office: compiled once from a migrated template schema, then built by script in one transaction.

Django's own way renders every historical model state for every office (scale.md §1.3: 20 s each); the script is the
same tables, constraint names included, in a fraction of a second. Only the owner role may build: these functions work
on a connection with `DATABASE_OWNER_URL`, which the web process does not have.

An office that is ordered gets a spare schema (`spares.py`) by a rename; where there is none, the script is run for it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import connection
from psycopg import sql

from commons.directory import scripting, spares
from commons.directory.errors import OwnerRoleMissing, SchemaIncomplete
from commons.directory.migrating import heads
from commons.directory.models import Blueprint, Office
from commons.directory.queries import blueprint

TEMPLATE = "office_template"
# Rows that every office starts with: they belong to the structure, not to anybody's work.
SEEDED_TABLES = ("django_content_type", "auth_permission", "auth_group", "django_migrations")
# Tables of Django's that no office has, although its models know them (access migration 0005).
LEFT_OUT = frozenset({"auth_group_permissions"})
# INSERT and SELECT only for the application's role, in every schema: evidence is not edited.
APPEND_ONLY = (
    "audit_entry",
    "audit_link",
    "ballot_certificate",
    "delivery_ledgerentry",
    "directory_officearchive",
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
REWRITABLE = ("ballot_ballot", "oversight_pollanswer")
# Read and always empty: guardian's own tables, and permissions by group. They stand in public alone.
EMPTY = ("guardian_userobjectpermission", "guardian_groupobjectpermission", "auth_group_permissions")
BUILDING = (
    4_407_002  # advisory lock: shared while an office is built from a blueprint, taken alone once when that changes
)
FORMAT = 3  # of the compiled script; a higher one compiles every blueprint again
_SCHEMA_NAME = re.compile(r"^[a-z][a-z0-9_]{0,62}$")


@contextmanager
def as_owner() -> Iterator[psycopg.Connection[Any]]:
    """A connection of the owner role to the database this process works in. Raises OwnerRoleMissing."""
    with connect_as_owner(autocommit=False) as owner:
        yield owner


def connect_as_owner(*, autocommit: bool = True) -> psycopg.Connection[Any]:
    """The same for whoever closes it himself. Raises OwnerRoleMissing."""
    if not settings.OWNER_DSN:
        raise OwnerRoleMissing()
    parameters = {**settings.OWNER_DSN, "dbname": connection.settings_dict["NAME"]}
    return psycopg.connect(**parameters, autocommit=autocommit)


@contextmanager
def opening(code: str, owner: psycopg.Connection[Any] | None = None) -> Iterator[psycopg.Connection[Any]]:
    """A connection of the owner role in autocommit on which office `code` is opened, by nobody else meanwhile.

    The locks belong to the session, so they end with this process however that ends. Whoever changes the blueprint
    takes BUILDING alone and so waits for the offices that are being built of the old one.
    """
    if owner is None:
        with connect_as_owner() as own, opening(code, own) as ours:
            yield ours
        return
    owner.execute("SELECT pg_advisory_lock_shared(%s), pg_advisory_lock(hashtextextended(%s, 44))", [BUILDING, code])
    try:
        yield owner
    finally:
        if not owner.closed:
            owner.execute(
                "SELECT pg_advisory_unlock(hashtextextended(%s, 44)), pg_advisory_unlock_shared(%s)", [code, BUILDING]
            )


def migration_head() -> str:
    """Digest of every migration that applies inside an office: changes exactly when a deploy brings a new one."""
    return heads.program().digest


def compile_blueprint(*, at: dt.datetime) -> Blueprint:
    """Turn the migrated template schema into the script that makes an office. Nothing to do if that was done already.

    Raises SchemaIncomplete when the template itself is not what the models say.
    """
    head, mark = migration_head(), _mark()
    with as_owner() as owner:
        fingerprint = schema_fingerprint(owner, TEMPLATE)
        found = Blueprint.objects.filter(fingerprint=fingerprint, head=head, script__startswith=mark).first()
        if found is not None:
            return found
        if missing := missing_columns(TEMPLATE):
            raise SchemaIncomplete(office=TEMPLATE, difference="缺少 " + "、".join(sorted(missing)[:5]))
        owner.execute(grants(TEMPLATE).encode())
        owner.commit()
        try:
            structure = scripting.script_of(owner, TEMPLATE)
        except scripting.NotUnderstood as strange:
            raise SchemaIncomplete(office=TEMPLATE, difference=f"不认识 {strange}") from None
        seeds = scripting.rows_of(owner, TEMPLATE, SEEDED_TABLES)
    script = mark + structure + seeds + exceptions(set(_tables_of(structure)))
    made, _ = Blueprint.objects.update_or_create(
        fingerprint=fingerprint, defaults={"head": head, "script": script, "compiled_at": at}
    )
    return made


def _mark() -> str:
    """First line of a script: changes when anything changes that is in the script and not in the template schema."""
    rules = repr((FORMAT, settings.APP_ROLE, APPEND_ONLY, SETTLED, REWRITABLE))
    return f"-- format {FORMAT}, {hashlib.sha256(rules.encode()).hexdigest()[:16]}\n"


def _tables_of(structure: str) -> list[str]:
    return re.findall(r"^CREATE TABLE (\S+) \(", structure, re.MULTILINE)


def build_schema(office: Office, owner: psycopg.Connection[Any]) -> Blueprint:
    """See to it that the office's schema is there and whole; the blueprint it was built from.

    A spare one is renamed; without any, the script runs: one transaction and one round trip either way, so a kill leaves
    all of it or nothing. What is made here is the blueprint's by construction; only a schema that was found, left by a
    kill or by a stranger, is looked at. Raises SchemaIncomplete.
    """
    schema = office.schema_name
    if not _SCHEMA_NAME.match(schema):
        raise SchemaIncomplete(office=office.code, difference="模式名不合规")
    plan = blueprint()
    try:
        if not spares.hand_over(owner, plan.edition, schema):
            run_script(owner, plan, schema)
    except psycopg.errors.DuplicateSchema:
        _compare(owner, office, plan.fingerprint)
    return plan


def run_script(owner: psycopg.Connection[Any], plan: Blueprint, schema: str) -> None:
    """Make `schema` by the script. `owner` is in autocommit: BEGIN and COMMIT travel with the rest.

    Raises psycopg's DuplicateSchema if it is there already.
    """
    name = sql.Identifier(schema).as_string(owner)
    text = (
        f"BEGIN; CREATE SCHEMA {name}; SET LOCAL search_path = {name}; SET LOCAL synchronous_commit = off;\n"
        f"GRANT USAGE ON SCHEMA {name} TO {settings.APP_ROLE};\n{script_of(plan)}COMMIT"
    )
    try:
        owner.execute(text.encode())
    except psycopg.Error:
        owner.rollback()
        raise


def keep_spares(*, at_most: int = 1) -> int:
    """Build up to `at_most` of the spare schemas that are wanted, drop those of an older blueprint; how many are missing."""
    plan = blueprint()
    with connect_as_owner() as owner:
        return spares.keep(
            owner,
            plan.edition,
            wanted=settings.SPARE_SCHEMAS,
            build=lambda name: run_script(owner, plan, name),
            at_most=at_most,
        )


def script_of(plan: Blueprint) -> str:
    """The script, read once a process: it is some 200 kB and does not change."""
    key = (plan.fingerprint, plan.compiled_at)
    if key not in _scripts:
        _scripts.clear()
        _scripts[key] = Blueprint.objects.values_list("script", flat=True).get(fingerprint=plan.fingerprint)
    return _scripts[key]


_scripts: dict[tuple[str, dt.datetime], str] = {}


def inspect(office: Office, owner: psycopg.Connection[Any] | None = None) -> str:
    """Fingerprint of the office's schema if it equals the blueprint and the models; raises SchemaIncomplete."""
    if owner is None:
        with as_owner() as own:
            return inspect(office, own)
    found = _compare(owner, office, blueprint(head=office.schema_head).fingerprint)
    if found not in _WHOLE and (missing := missing_columns(office.schema_name)):
        raise SchemaIncomplete(office=office.code, difference="缺少 " + "、".join(sorted(missing)[:5]))
    _WHOLE.add(found)
    return found


def _compare(owner: psycopg.Connection[Any], office: Office, wanted: str) -> str:
    found = schema_fingerprint(owner, office.schema_name)
    if found != wanted:
        raise SchemaIncomplete(office=office.code, difference="结构摘要不符")
    return found


_WHOLE: set[str] = set()  # fingerprints of schemas that have what the models of this process expect


def missing_columns(schema: str) -> set[str]:
    """Columns that the models have and the schema has not, as `table.column`."""
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS, {"schema": schema})
        present = {row[0] for row in cursor.fetchall()}
    return expected_columns() - present


def expected_columns() -> set[str]:
    """Every column that Django's models expect inside an office's schema."""
    configs = [config for config in apps.get_app_configs() if config.name in settings.TENANT_APPS]
    tables = [model._meta for config in configs for model in config.get_models(include_auto_created=True)]
    return {
        f"{meta.db_table}.{field.column}"
        for meta in tables
        if meta.managed and meta.db_table not in LEFT_OUT
        for field in meta.local_concrete_fields
    }


def default_rights() -> str:
    """What the application's role may do in whatever the owner makes from now on. Run once a database, by the owner.

    `GRANT … ON ALL TABLES IN SCHEMA` reads the whole of pg_class, office after office; this costs nothing.
    """
    app = settings.APP_ROLE
    return (
        f"ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO {app};\n"
        f"ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app};\n"
        f"ALTER DEFAULT PRIVILEGES GRANT USAGE, SELECT ON SEQUENCES TO {app};\n"
    )


def grants(schema: str) -> str:
    """The exceptions from those rights in one schema, for whichever of the tables it has. For public, for a template
    that was migrated, for an office that got new tables; an office's own script has them written in."""
    wanted = (*APPEND_ONLY, *SETTLED, *REWRITABLE, *EMPTY)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace(%s) AND relname = ANY(%s)",
            [f'"{schema}"', list(wanted)],
        )
        present = {row[0] for row in cursor.fetchall()}
    return f'GRANT USAGE ON SCHEMA "{schema}" TO {settings.APP_ROLE};\n' + exceptions(present, f'"{schema}".')


def exceptions(tables: Collection[str], prefix: str = "") -> str:
    """The exceptions for these tables, each name with `prefix` before it."""
    app = settings.APP_ROLE
    lines = [
        f"REVOKE UPDATE, DELETE, TRUNCATE ON {prefix}{table} FROM {app}" for table in APPEND_ONLY if table in tables
    ]
    for table, columns in SETTLED.items():
        if table in tables:
            lines.append(f"REVOKE UPDATE, DELETE, TRUNCATE ON {prefix}{table} FROM {app}")
            lines.append(f"GRANT UPDATE ({', '.join(columns)}) ON {prefix}{table} TO {app}")
    lines += [f"GRANT TRUNCATE ON {prefix}{table} TO {app}" for table in REWRITABLE if table in tables]
    lines += [
        f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {prefix}{table} FROM {app}" for table in EMPTY if table in tables
    ]
    return "".join(f"{line};\n" for line in lines)


def schema_fingerprint(owner: psycopg.Connection[Any], schema: str) -> str:
    """Digest of columns, constraints, indexes and triggers of a schema, the schema's own name left out; one statement."""
    row = owner.execute(_FINGERPRINT, {"schema": schema}).fetchone()
    return str(row[0]) if row else ""


_COLUMNS = f"""{scripting.TABLES}
SELECT t.relname || '.' || a.attname FROM t
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
"""  # noqa: S608 (our own text twice)
_FINGERPRINT = f"""{scripting.TABLES}, lines AS (
    SELECT concat_ws('|', 'column', t.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                     a.attidentity, pg_get_expr(d.adbin, d.adrelid)) AS line
    FROM t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    UNION ALL
    SELECT concat_ws('|', 'constraint', t.relname, k.conname,
                     CASE WHEN k.contype <> 'n' THEN pg_get_constraintdef(k.oid) END)
    FROM t JOIN pg_constraint k ON k.conrelid = t.oid
    UNION ALL
    SELECT concat_ws('|', 'index', t.relname, x.indisvalid, pg_get_indexdef(x.indexrelid))
    FROM t JOIN pg_index x ON x.indrelid = t.oid
    UNION ALL
    SELECT concat_ws('|', 'trigger', t.relname, pg_get_triggerdef(g.oid))
    FROM t JOIN pg_trigger g ON g.tgrelid = t.oid AND NOT g.tgisinternal
)
SELECT encode(sha256(convert_to(
    replace(string_agg(line, E'\\n' ORDER BY line COLLATE "C"), quote_ident(%(schema)s) || '.', ''), 'UTF8')), 'hex')
FROM lines
"""  # noqa: S608 (our own text twice)


# Of the catalogs that grow with every office the larger ones first.
GROWING = ("attribute", "depend", "constraint", "class", "trigger", "index", "type", "attrdef", "namespace")


def refresh_catalog(owner: psycopg.Connection[Any], name: str) -> None:
    """Statistics of one of the GROWING catalogs, after many schemas were made at once; to vacuum it is left to the server's
    own hour. `owner` is in autocommit."""
    owner.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(f"pg_{name}")))
