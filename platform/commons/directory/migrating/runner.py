"""One office, brought to the head. In a worker process, on the owner's connection; says how it went and never raises.

Plain SQL: guard, DDL, Django's record, head and result are one transaction in one round trip. Data and indexes made
CONCURRENTLY have branches of their own. Nothing is ever half applied: head and work commit together.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import psycopg
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from psycopg import pq

from commons.directory.migrating import loose, statements
from commons.directory.migrating.plans import Book, Plan, Segment
from commons.directory.models import Office
from commons.directory.provisioning import schema_fingerprint
from commons.directory.terms import MigrationOutcome
from commons.kernel.errors import Refusal
from commons.kernel.tenancy import enter, leave

# A lock that was not to be had, a deadlock, a lost connection: the same again may well succeed.
PASSING = frozenset({"55P03", "40P01", "40001", "57P01", "57P02", "57P03", "08000", "08003", "08006", "53300"})
# In these classes PostgreSQL's first sentence names tables, columns and constraints, never what is in them.
TELLING = frozenset({"08", "0A", "23", "25", "2B", "3F", "40", "42", "53", "54", "55", "57", "58"})
OURS = {
    statements.ALREADY: "迁移记录与机构的结构版本不符。",
    statements.MISSING: "缺少前置的迁移或表，未执行。",
    statements.DIFFERENT: "升级后的结构与蓝本不一致，已全部撤回。",
}
RECYCLE = 100  # offices a connection serves: PostgreSQL remembers every table it has seen (scale.md §3.1)


@dataclass(frozen=True)
class Task:
    code: str
    schema: str
    head: str
    verify: bool  # compare the whole schema with the blueprint before the head is written
    attempt: int = 1


@dataclass(frozen=True)
class Outcome:
    task: Task
    migration: str = ""  # that failed; "" when all is done
    sqlstate: str = ""
    message: str = ""
    ms: int = 0

    @property
    def is_done(self) -> bool:
        return not self.message

    @property
    def may_pass(self) -> bool:
        return self.sqlstate in PASSING


class Stopped(Exception):
    def __init__(self, migration: str, sqlstate: str, message: str) -> None:
        self.migration, self.sqlstate, self.message = migration, sqlstate, message


@dataclass(frozen=True)
class Target:
    """What every office must look like in the end; read from the template once, before the workers are made."""

    fingerprint: str
    shapes: dict[tuple[str, ...], str]  # of the tables a plan touches
    seeds: str
    rights: str  # what the application's role may not do with tables that are new


class Runner:
    def __init__(self, book: Book, heads: dict[str, frozenset[str]], target: Target) -> None:
        self._book, self._heads, self._target = book, heads, target
        self._owner: psycopg.Connection[Any] | None = None
        self._served = 0

    def run(self, task: Task) -> Outcome:
        started = time.monotonic()
        try:
            self._bring(task)
        except Stopped as stop:
            self._forget_if_broken()
            outcome = Outcome(task, stop.migration, stop.sqlstate, stop.message, _ms(started))
            self._note_failure(outcome)
            return outcome
        return Outcome(task, ms=_ms(started))

    def close(self) -> None:
        if self._owner is not None:
            self._owner.close()
            self._owner = None
        connection.close()

    # ── how far ───────────────────────────────────────────────────────────────────────────────
    def _bring(self, task: Task) -> None:
        """Along the head the directory knows; where that is unknown or wrong, along the office's own record."""
        known = self._heads.get(task.head)
        if known is not None:
            try:
                return self._follow(task, known, verify=task.verify)
            except Stopped as stop:
                if stop.sqlstate != statements.ALREADY:
                    raise
        return self._follow(task, self._record_of(task), verify=True)

    def _follow(self, task: Task, applied: frozenset[str], *, verify: bool) -> None:
        try:
            plan = self._book.plan(task.code, applied)
        except Refusal as refusal:
            raise Stopped("", "", refusal.message) from None
        for number, segment in enumerate(plan.segments, start=1):
            found = plan.found if number == 1 else ()
            if number < len(plan.segments):
                ending = statements.known(segment) + statements.arrived(task.code, segment.head)
            else:
                ending = "" if verify else self._ending(task, plan)
            if not segment.scripts[0].atomic:
                self._loosely(task, segment, ending)
            elif segment.scripts[0].is_python:
                self._with_python(task, segment, found, ending)
            else:
                self._at_once(task, segment, found, ending)
        if verify:
            self._verify(task)
        if verify or not plan.segments:
            self._send(task, self._wrapped(task, self._ending(task, plan, whole=verify)), [])

    def _ending(self, task: Task, plan: Plan, *, whole: bool = False) -> str:
        """The last lines of an office's migration: what new tables need, the comparison, the head, the result."""
        seeds = whole or plan.seeds
        return "\n".join(
            (
                self._target.seeds if seeds else "",
                self._target.rights if seeds else "",
                "" if whole else statements.same_shape(task.schema, plan, self._target.shapes.get(plan.tables, "")),
                statements.arrived(task.code, plan.head),
                statements.result(
                    {
                        "office_id": task.code,
                        "outcome": MigrationOutcome.DONE.value,
                        "from_head": task.head,
                        "to_head": plan.head,
                        "migration": "",
                        "sqlstate": "",
                        "message": "",
                        "attempts": task.attempt,
                        "ms": 0,
                    }
                ),
            )
        )

    # ── the three branches ────────────────────────────────────────────────────────────────────
    def _at_once(self, task: Task, segment: Segment, found: tuple[str, ...], ending: str) -> None:
        body = "\n".join(
            f"{script.text}\nSELECT {statements.literal(statements.DONE + script.name)};" for script in segment.scripts
        )
        text = "\n".join(
            (statements.guard(task.schema, segment, found), body, statements.record(task.schema, self._book, segment))
        )
        self._send(task, self._wrapped(task, text + ending), segment.migrations)

    def _with_python(self, task: Task, segment: Segment, found: tuple[str, ...], ending: str) -> None:
        (script,) = segment.scripts
        enter(Office(schema_name=task.schema, code=task.code))
        try:
            with transaction.atomic(), connection.cursor() as cursor, connection.schema_editor(atomic=False) as editor:
                cursor.execute(statements.settings(task.schema))
                cursor.execute(statements.guard(task.schema, segment, found))
                for part in script.parts:
                    if isinstance(part, str):
                        cursor.execute(part)
                    else:
                        operation, apps = self._book.python(script.name, part)
                        operation.code(apps, editor)
                        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
                cursor.execute(statements.record(task.schema, self._book, segment))
                if ending:
                    cursor.execute(statements.FUNCTIONS + ending)
        except DatabaseError as failure:
            diag = getattr(failure.__cause__, "diag", None)
            state, said = getattr(diag, "sqlstate", None) or "08006", getattr(diag, "message_primary", None) or ""
            raise Stopped(script.name, state, tell(state, said)) from None
        except Exception as failure:  # whatever somebody's Python may raise; its words may hold somebody's data
            raise Stopped(script.name, "", f"数据迁移出错（{type(failure).__name__}），已撤回。") from None
        finally:
            leave()

    def _loosely(self, task: Task, segment: Segment, ending: str) -> None:
        (script,) = segment.scripts
        self._send(task, statements.settings(task.schema, local=False), [script.name])
        owner = self._connection()
        try:
            with owner.cursor() as cursor:
                cursor.execute(statements.guard(task.schema, segment, ()).encode())
                for part in script.parts:
                    assert isinstance(part, str)
                    if loose.is_due(cursor, task.schema, part):
                        cursor.execute(part.encode())
        except psycopg.Error as failure:
            state = failure.diag.sqlstate or "08006"
            raise Stopped(script.name, state, tell(state, failure.diag.message_primary or "")) from None
        text = statements.record(task.schema, self._book, segment) + ending
        self._send(task, self._wrapped(task, text), [script.name])

    def _wrapped(self, task: Task, text: str) -> str:
        return f"BEGIN; {statements.settings(task.schema)}\n{text}\nCOMMIT;"

    # ── the connection ────────────────────────────────────────────────────────────────────────
    def _send(self, task: Task, text: str, migrations: list[str]) -> None:
        """One round trip. Raises Stopped with the migration whose marker did not come back."""
        pg = self._connection().pgconn
        pg.send_query(text.encode())
        passed: set[str] = set()
        failed: tuple[str, str] | None = None
        while (each := pg.get_result()) is not None:
            if each.status == pq.ExecStatus.FATAL_ERROR and failed is None:
                state = (each.error_field(pq.DiagnosticField.SQLSTATE) or b"08006").decode()
                said = (each.error_field(pq.DiagnosticField.MESSAGE_PRIMARY) or b"").decode(errors="replace")
                failed = state, tell(state, said)
            elif each.status == pq.ExecStatus.TUPLES_OK and each.nfields == 1 and each.ntuples == 1:
                value = (each.get_value(0, 0) or b"").decode()
                if value.startswith(statements.DONE):
                    passed.add(value.removeprefix(statements.DONE))
        if failed:
            if pg.status == pq.ConnStatus.OK:
                pg.exec_(b"ROLLBACK")
            raise Stopped(next((name for name in migrations if name not in passed), ""), *failed)

    def _connection(self) -> psycopg.Connection[Any]:
        if self._owner is None or self._owner.closed:
            parameters = {**settings.OWNER_DSN, "dbname": connection.settings_dict["NAME"]}
            try:
                self._owner = psycopg.connect(**parameters, autocommit=True, application_name="renda migrate")
                self._owner.execute(statements.FUNCTIONS.encode())
            except psycopg.OperationalError:
                raise Stopped("", "08006", tell("08006", "")) from None
        return self._owner

    def _forget_if_broken(self) -> None:
        if self._owner is not None and self._owner.pgconn.status != pq.ConnStatus.OK:
            self._owner.close()
        connection.close_if_unusable_or_obsolete()

    def recycle(self) -> None:
        """After every office: a backend is let go before it has seen too many schemas."""
        self._served += 1
        if self._served % RECYCLE == 0:
            self.close()

    # ── reading and noting ────────────────────────────────────────────────────────────────────
    def _record_of(self, task: Task) -> frozenset[str]:
        table = statements.name(task.schema, "django_migrations")
        try:
            query = f"SELECT app || '.' || name FROM {table}"  # noqa: S608 (a quoted identifier)
            rows = self._connection().execute(query.encode()).fetchall()
        except psycopg.Error as failure:
            state = failure.diag.sqlstate or "08006"
            raise Stopped("", state, tell(state, failure.diag.message_primary or "")) from None
        return frozenset(row[0] for row in rows)

    def _verify(self, task: Task) -> None:
        try:
            found = schema_fingerprint(self._connection(), task.schema)
        except psycopg.Error as failure:
            state = failure.diag.sqlstate or "08006"
            raise Stopped("", state, tell(state, failure.diag.message_primary or "")) from None
        if found != self._target.fingerprint:
            raise Stopped("", statements.DIFFERENT, "机构库的结构与蓝本不一致，未标记为已升级。")

    def _note_failure(self, outcome: Outcome) -> None:
        task = outcome.task
        row = {
            "office_id": task.code,
            "outcome": MigrationOutcome.FAILED.value,
            "from_head": task.head,
            "to_head": self._book.program.digest,
            "migration": outcome.migration,
            "sqlstate": outcome.sqlstate,
            "message": outcome.message,
            "attempts": task.attempt,
            "ms": outcome.ms,
        }
        try:
            self._send(task, statements.result(row), [])
        except Stopped:
            self._forget_if_broken()  # the parent still reports it; the office keeps its head and comes again


def tell(sqlstate: str, said: str) -> str:
    """A sentence for the table of results. What may quote a value is left out (quality.md: no personal data in logs)."""
    if sqlstate in OURS:
        return OURS[sqlstate]
    if sqlstate in {"55P03", "40P01"}:
        return "表正被占用，在限定时间内没有等到锁，已撤回。"
    if sqlstate.startswith(("08", "57P")):
        return "与数据库的连接中断，已撤回。"
    if sqlstate[:2] in TELLING and said:
        return f"数据库拒绝（{said}），已撤回。"[:300]
    return f"数据库拒绝（错误码 {sqlstate}），已撤回。"


def _ms(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
