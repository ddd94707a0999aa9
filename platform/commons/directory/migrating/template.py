"""The template schema: migrated by Django's own executor, which is listened to. What really ran is what offices run.

Each migration, its script and Django's record of it are one transaction, so a kill loses all three or none.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, transaction
from django.db.migrations import RunPython
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState
from psycopg import sql

from commons.directory.errors import MigrationLoose, OneDeployTooMany
from commons.directory.migrating import heads, loose
from commons.directory.models import CompiledMigration, Office
from commons.directory.provisioning import TEMPLATE
from commons.kernel.tenancy import enter, leave

Part = str | int
Tell = Callable[[str], None]


def migrate_template(*, at: dt.datetime, downtime: bool, tell: Tell) -> list[str]:
    """Bring the template to the program's head; the migrations that ran, as `room.name`.

    Raises OneDeployTooMany when a contract would run in the same deploy as what it presupposes, unless `downtime`.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(TEMPLATE)).as_string())
    enter(Office(schema_name=TEMPLATE, code=""))
    try:
        return _catch_up(at, downtime, tell)
    finally:
        leave()


def _catch_up(at: dt.datetime, downtime: bool, tell: Tell) -> list[str]:
    MigrationRecorder(connection).ensure_schema()
    executor = MigrationExecutor(connection)
    is_new = not executor.loader.applied_migrations
    plan = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    if not is_new and not downtime:
        refuse_two_releases_in_one(plan)
    state: ProjectState | None = None
    inside, done = heads.office_labels(), []
    for migration in plan:
        name = heads.dotted((migration.app_label, migration.name))
        if migration.atomic:
            state = _run(executor, migration, state, name if migration.app_label in inside else "", at)
        else:
            state = _run_loose(executor, migration, state, name, at)
        done.append(name)
        tell(name)
    executor.check_replacements()
    if done:  # content types and permissions of new models
        emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
    return done


def refuse_two_releases_in_one(plan: list[Migration]) -> None:
    """Raises OneDeployTooMany."""
    pending = {heads.dotted((each.app_label, each.name)) for each in plan}
    for each in plan:
        for after in heads.contract_of(each):
            if after in pending:
                raise OneDeployTooMany(contract=f"{each.app_label}.{each.name}", after=after)


def _run(
    executor: MigrationExecutor, migration: Migration, state: ProjectState | None, name: str, at: dt.datetime
) -> ProjectState:
    """One atomic migration, for real. `name` is "" for an app that has no tables in an office: nothing to keep."""
    heard: list[Part] = []
    with transaction.atomic(), _listening(heard, migration):
        state = executor.migrate([], plan=[(migration, False)], state=state)
        if name:
            CompiledMigration.objects.update_or_create(
                migration=name, defaults={"parts": _joined(heard), "atomic": True, "compiled_at": at}
            )
    assert state is not None
    return state


def _run_loose(
    executor: MigrationExecutor, migration: Migration, state: ProjectState | None, name: str, at: dt.datetime
) -> ProjectState:
    """CREATE INDEX CONCURRENTLY runs in no transaction: its script is kept first, then run like an office's own."""
    if not all(isinstance(each, (AddIndexConcurrently, RemoveIndexConcurrently)) for each in migration.operations):
        raise MigrationLoose(migration=name)
    before = executor.loader.project_state((migration.app_label, migration.name), at_end=False)
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        after = migration.apply(before.clone(), editor, collect_sql=True)
    statements = [line for line in editor.collected_sql if not line.startswith("--")]
    CompiledMigration.objects.update_or_create(
        migration=name, defaults={"parts": statements, "atomic": False, "compiled_at": at}
    )
    with connection.cursor() as cursor:
        for statement in statements:
            if loose.is_due(cursor, TEMPLATE, statement):
                cursor.execute(statement)
    executor.recorder.record_applied(migration.app_label, migration.name)
    return migration.mutate_state(state) if state is not None else after


class _listening:
    """While it lasts, every statement of the schema editor is noted, and the place of every RunPython."""

    def __init__(self, heard: list[Part], migration: Migration) -> None:
        self.heard, self.migration = heard, migration
        self.before = connection.SchemaEditorClass

    def __enter__(self) -> None:
        heard, plain = self.heard, self.before
        compose: Any = connection.ops

        class Listening(plain):  # type: ignore[misc, valid-type]
            def execute(self, statement: Any, params: Any = ()) -> None:
                text = str(statement)
                heard.append(text if params is None else compose.compose_sql(text, params))
                super().execute(statement, params)

        connection.SchemaEditorClass = Listening
        operations: Any = self.migration.operations
        for place, operation in enumerate(operations):
            if isinstance(operation, RunPython):
                operations[place] = _announced(operation, place, heard)

    def __exit__(self, *_: object) -> None:
        connection.SchemaEditorClass = self.before


def _announced(operation: RunPython, place: int, heard: list[Part]) -> RunPython:
    noted, code = copy.copy(operation), operation.code

    def announce(apps: Any, editor: Any) -> None:
        heard.append(place)
        code(apps, editor)

    noted.code = announce
    return noted


def _joined(heard: list[Part]) -> list[Part]:
    """Statements that follow one another are one part; comments alone are none."""
    parts: list[Part] = []
    for each in heard:
        if isinstance(each, int):
            parts.append(each)
            continue
        statement = each.strip()
        if not statement.endswith(";"):
            statement += "\n;" if "--" in statement.rsplit("\n", 1)[-1] else ";"
        if parts and isinstance(parts[-1], str):
            parts[-1] += "\n" + statement
        else:
            parts.append(statement)
    return parts
