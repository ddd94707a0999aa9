"""`renda migrate`: public first, then the template and its scripts, then every office that is behind; canaries first.

Each line below may be the last one before a kill: the next run looks again and goes on from there.
One statement tells whether there is anything to do at all.
"""

from __future__ import annotations

import datetime as dt
import io
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.core.management import call_command
from django.db import ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor

from commons.audit.commands import record
from commons.directory import provisioning, queries
from commons.directory.errors import MigrationRunning, ProgramOutdated
from commons.directory.health import applied_in_public
from commons.directory.migrating import heads, statements
from commons.directory.migrating.fleet import Fleet
from commons.directory.migrating.plans import Book
from commons.directory.migrating.runner import Outcome, Runner, Target, Task
from commons.directory.migrating.situation import LOOK, Situation, judge
from commons.directory.migrating.template import migrate_template, refuse_two_releases_in_one
from commons.directory.models import Blueprint, CompiledMigration, MigrationResult, Office, SchemaHead
from commons.directory.terms import WITHOUT_SCHEMA, MigrationOutcome
from commons.kernel.actor import system
from commons.kernel.tenancy import in_commons, leave

ONE_AT_A_TIME = 4_407_001  # advisory lock of a whole run
ROUNDS = 3  # an office that was built meanwhile is found by looking again


@dataclass(frozen=True)
class Choice:
    """How a run is to go. `canary`: so many offices first, and nothing else if one of them fails."""

    canary: int = 1
    stop_on_error: bool = False
    workers: int = 1
    verify: bool = False  # every office, not only the canaries, is compared with the blueprint as a whole
    downtime: bool = False  # no other release is running: contracts may follow at once


@dataclass
class Report:
    head: str
    before: Situation
    commons: bool = False
    template: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    failed: list[Outcome] = field(default_factory=list)
    seconds: float = 0.0  # spent on the offices alone
    stopped: str = ""  # "canary", "error", or "" when every office had its turn

    @property
    def holds(self) -> bool:
        return not self.failed and not self.stopped


class Teller(Protocol):
    """Is told what is going on. May raise to end the run: what has been committed stands."""

    def step(self, name: str) -> None: ...

    def office(self, outcome: Outcome, number: int, total: int) -> None: ...


def look() -> Situation:
    """What is behind, in one statement; everything, where there is nothing yet."""
    program = heads.program()
    try:
        with connection.cursor() as cursor:
            cursor.execute(LOOK, [program.digest])
            row = cursor.fetchone()
    except ProgrammingError:  # an empty database, or one from before these tables
        return Situation(True, True, ())
    commons = {heads.dotted(key) for key in program.loader.graph.nodes if key[0] in heads.commons_labels()}
    return judge(row, commons=commons, head=program.digest)


def migrate(*, choice: Choice, at: dt.datetime, teller: Teller) -> Report:
    """Raises ProgramOutdated, MigrationRunning, OneDeployTooMany; an office that fails is in the report, not an exception."""
    leave()
    before = look()
    report = Report(heads.program().digest, before)
    if before.is_current:
        return report
    _refuse_older_program()
    with _alone():
        before = look()  # whoever held the lock may have done it all
        if before.commons:
            teller.step("commons")
            _commons(choice.downtime)
            report.commons = True
        if before.template:
            teller.step("template")
            report.template = migrate_template(at=at, downtime=choice.downtime, tell=lambda name: teller.step(name))
            teller.step("blueprint")
            _publish(at)
        teller.step("evidence")
        _note(report, at)
        started = time.monotonic()
        _offices(choice, report, teller)
        report.seconds = time.monotonic() - started
    return report


@contextmanager
def _alone() -> Iterator[None]:
    """The lock belongs to a session of its own, so it ends with this process however that ends."""
    with provisioning.as_owner() as owner:
        owner.autocommit = True
        taken = owner.execute("SELECT pg_try_advisory_lock(%s)", [ONE_AT_A_TIME]).fetchone()
        if taken is None or not taken[0]:
            raise MigrationRunning()
        yield


def _refuse_older_program() -> None:
    """A database that a newer program has migrated is not turned back by an older one."""
    tables = connection.introspection.table_names()
    known = applied_in_public() if "django_migrations" in tables else []
    if "directory_schemahead" in tables:
        known += [name for row in SchemaHead.objects.all() for name in row.migrations]
    newer = [name for name in known if heads.program().is_newer(name)]
    if newer:
        raise ProgramOutdated(migration=max(newer))


def _commons(downtime: bool) -> None:
    """Public, by Django's own executor. Programs that still run learn beforehand what will be taken away there."""
    executor = MigrationExecutor(connection)
    if executor.loader.applied_migrations:
        plan = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
        if not downtime:
            refuse_two_releases_in_one(plan)
        if "directory_schemahead" in connection.introspection.table_names():
            _announce(heads.program().commons)
    with connection.cursor() as cursor:
        cursor.execute(provisioning.default_rights())
    with redirect_stdout(io.StringIO()):
        call_command("migrate_schemas", interactive=False, verbosity=0, shared=True)
    leave()
    with connection.cursor() as cursor:
        cursor.execute(provisioning.grants("public"))


def _publish(at: dt.datetime) -> Blueprint:
    """The new head is known by name, and new offices are built to it; those being built of the old are waited for."""
    _announce(heads.program().head)
    plan = provisioning.compile_blueprint(at=at)
    with provisioning.as_owner() as owner:
        owner.execute("SELECT pg_advisory_xact_lock(%s)", [provisioning.BUILDING])
    return plan


def _announce(head: heads.Head) -> None:
    SchemaHead.objects.get_or_create(
        head=heads.digest(head.migrations),
        defaults={"migrations": sorted(head.migrations), "contracts": dict(head.contracts)},
    )


def _offices(choice: Choice, report: Report, teller: Teller) -> None:
    seen: set[str] = set()
    for _ in range(ROUNDS):
        behind = [office for office in _behind() if office.code not in seen]
        if not behind or report.stopped:
            return
        seen.update(office.code for office in behind)
        teller.step("offices")
        _round(behind, choice, report, teller)


def _behind() -> list[Office]:
    """Demo offices first, then those that did not fail last time, then the order of the tree."""
    rows = (
        Office.objects.exclude(schema_name="public")
        .exclude(state__in=WITHOUT_SCHEMA)
        .exclude(schema_head=heads.program().digest)
        .order_by("lft")
    )
    failed = set(
        MigrationResult.objects.filter(outcome=MigrationOutcome.FAILED, office__in=rows).values_list(
            "office", flat=True
        )
    )
    return sorted(rows, key=lambda each: (each.code in failed, not each.is_demo))


def _round(behind: list[Office], choice: Choice, report: Report, teller: Teller) -> None:
    total = len(behind) + len(report.done) + len(report.failed)
    fleet = _fleet(behind, choice)

    def hear(outcome: Outcome) -> None:
        if outcome.is_done:
            report.done.append(outcome.task.code)
        else:
            report.failed.append(outcome)
        teller.office(outcome, len(report.done) + len(report.failed), total)

    canaries = 0 if report.done or report.failed else min(choice.canary, len(behind))
    first, rest = behind[:canaries], behind[canaries:]
    fleet.run([_task(each, True) for each in first], stop_on_error=True, report=hear)
    if report.failed and first:
        report.stopped = "canary"
        return
    fleet.run([_task(each, choice.verify) for each in rest], stop_on_error=choice.stop_on_error, report=hear)
    if report.failed and choice.stop_on_error:
        report.stopped = "error"


def _task(office: Office, verify: bool) -> Task:
    return Task(office.code, office.schema_name, office.schema_head, verify)


def _fleet(behind: list[Office], choice: Choice) -> Fleet:
    """All that the workers need is read and rendered here, once, and inherited by them."""
    rows = SchemaHead.objects.filter(head__in={office.schema_head for office in behind})
    known = {row.head: frozenset(row.migrations) for row in rows}
    scripts = CompiledMigration.objects.values_list("migration", "parts", "atomic")
    with connection.cursor() as cursor:
        cursor.execute(statements.TEMPLATE_TABLES)
        tables = {table for (table,) in cursor.fetchall()}
        cursor.execute("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'")
        book = Book(scripts, tables=tables, namesakes={table for (table,) in cursor.fetchall()})
        target = _target(cursor, book, known)
    for plan in book.plans(known.values()):
        plan.render(book)
    return Fleet(lambda: Runner(book, known, target), choice.workers)


def _target(cursor: Any, book: Book, known: dict[str, frozenset[str]]) -> Target:
    cursor.execute(statements.TEMPLATE_TYPES)
    types = cursor.fetchall()
    cursor.execute(statements.TEMPLATE_PERMISSIONS)
    seeds = statements.seeds(types, cursor.fetchall())
    shapes: dict[tuple[str, ...], str] = {}
    cursor.execute(statements.FUNCTIONS)
    for tables in {plan.tables for plan in book.plans(known.values())}:
        cursor.execute(statements.shape(provisioning.TEMPLATE, tables))
        shapes[tables] = cursor.fetchone()[0]
    return Target(queries.blueprint().fingerprint, shapes, seeds, provisioning.exceptions(book.tables))


def _note(report: Report, at: dt.datetime) -> None:
    """An act of the platform: one entry a run, before the first office is touched (none before the first province)."""
    province = queries.province()
    if province is None:
        return
    facts = {"head": report.head[:12], "migrations": len(report.template), "offices": len(_behind())}
    with in_commons():
        record("directory.migrate", province, actor=system(province.code), at=at, facts=facts)
    leave()
