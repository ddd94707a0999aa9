"""Which migrations may be deployed while an earlier release is still serving (quality.md §6). No database is asked.

Expand → deploy → contract. What takes something away, or forbids what was allowed, says so in the migration itself:

    class Migration(migrations.Migration):
        contract = ("delivery.0007_soft_remove_remark",)

and names the earlier migrations since which no program leans on it; `renda migrate` then refuses both in one deploy.
An `initial` migration is not judged, nor is anything that happens to a table made in the same file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import models
from django.db.migrations import operations as ops
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.state import ProjectState
from django.db.models.fields import NOT_PROVIDED

from commons.directory.migrating import heads
from commons.directory.migrating.operations import BESIDE, Act, acts_of, alters_column, field_before

# Tables that grow with every act or every person: an index is made CONCURRENTLY there. A town's other tables hold
# hundreds of rows, an index on them takes milliseconds.
BIG = frozenset(
    {
        "audit.entry",
        "audit.link",
        "outbox.message",
        "outbox.receipt",
        "outbox.answer",
        "ballot.ballot",
        "identity.account",
        "identity.membership",
        "intake.suggestion",
        "intake.contact",
        "notices.notification",
        "notices.dispatch",
        "reporting.snapshot",
        "reporting.returnline",
        "documents.attachment",
    }
)
# Written before there was a release that they could break. Nothing is added once there is one.
BEFORE_THE_FIRST_RELEASE = frozenset(
    {
        "directory.0003_committees_of_streets_and_prefectures",
        "reporting.0002_versions_corrections_cards",
        "reporting.0004_version_once",
        "reporting.0005_whole_snapshots_and_nodes",
        "reporting.0006_fences",
        "returns.0002_corrections",
    }
)
OUR_APPS = ("commons.", "tenants.", "infra", "api", "admin_theme")

CONTRACT = "请先在一次发布里让程序不再使用它，下一次发布再删除，并在迁移中用 contract 写明前一次的迁移。"
SENTENCES = {
    "drops": "删除 {what}，正在服务的旧版程序会因此出错。" + CONTRACT,
    "renames": "把 {what} 改名，新旧版本总有一方找不到它。请新增后回填，下一次发布再删除旧的。",
    "retypes": "改变 {what} 的类型，会重写整表并使旧版程序出错。请新增一列后回填，下一次发布再删除旧的。",
    "not_null": "新增 {what} 不能为空又没有数据库默认值，旧版程序写入会失败。请设 db_default，或先允许为空。",
    "left_not_null": "程序不再写入 {what}，而它不能为空又没有数据库默认值。请先改为可空，再从模型中移除。",
    "rewrites": "新增 {what} 会重写整表（随机默认值或存储生成列）。请先加可空列，再分批回填。",
    "tightens": "收紧 {what}，旧版程序可能写入不合新规则的数据。请先让程序遵守一个版本，再用 contract 写明那次的迁移。",
    "locks": "在大表上为 {what} 建索引会阻塞写入。请用 AddIndexConcurrently，并设 atomic = False。",
    "concurrently": "并发建删 {what} 的索引不能在事务中。请设 atomic = False，并使它独占一个迁移。",
    "loose": "atomic = False 的迁移只能并发建删索引，{what} 请移到另一个迁移。",
    "no_reverse": "{what} 没有反向操作。请给出 reverse，确实无事可做的写 noop。",
    "mixed": "{what} 与结构变更写在同一个迁移里。请分成两个，免得数据处理时一直锁着表。",
    "empty_contract": "contract 所列的 {what} 不是它的前置迁移。请写已经发布过的、它所依赖的迁移。",
}


@dataclass(frozen=True)
class Finding:
    migration: str
    rule: str
    what: str

    @property
    def sentence(self) -> str:
        return SENTENCES[self.rule].format(what=self.what)


Found = Iterator[tuple[str, str]]  # (rule, what)


def findings() -> list[Finding]:
    """Everything that is wrong with our own migrations as they lie on disk, in the order they would run."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    ours = {each.label for each in apps.get_app_configs() if each.name.startswith(OUR_APPS)}
    found, seen = [], set()
    for leaf in sorted(loader.graph.leaf_nodes()):
        if leaf[0] not in ours:
            continue
        for key in loader.graph.forwards_plan(leaf):
            if key in seen or key[0] not in ours:
                continue
            seen.add(key)
            migration = loader.graph.nodes[key]
            if not migration.initial and heads.dotted(key) not in BEFORE_THE_FIRST_RELEASE:
                before = loader.project_state(key, at_end=False)
                known = {heads.dotted(each) for each in loader.graph.forwards_plan(key)} - {heads.dotted(key)}
                found += judge(migration, before, known)
    return found


def judge(migration: Migration, before: ProjectState, ancestors: set[str]) -> list[Finding]:
    """One migration, with the models before it and the names of all that it builds on."""
    name = heads.dotted((migration.app_label, migration.name))
    contract = heads.contract_of(migration)
    found = [Finding(name, "empty_contract", each) for each in contract if each not in ancestors]
    fresh: set[str] = set()
    acts = list(acts_of(migration, before))
    eased = _eased(acts, migration.app_label)
    for act in acts:
        for rule, what in _judge_act(act, migration, fresh):
            if rule == "left_not_null" and what in eased:
                continue
            if not (contract and rule in {"drops", "tightens", "retypes"}):
                found.append(Finding(name, rule, what))
    return found + [Finding(name, rule, what) for rule, what in _judge_whole(migration, acts)]


def _judge_act(act: Act, migration: Migration, fresh: set[str]) -> Found:
    """`fresh` are the models made in this very migration: nobody uses them yet."""
    operation, label = act.operation, migration.app_label
    if isinstance(operation, ops.CreateModel):
        if act.real:
            fresh.add(operation.name_lower)
        return
    model = getattr(operation, "model_name_lower", getattr(operation, "name_lower", ""))
    if model in fresh:
        return
    if not act.real:
        yield from _left_behind(act, label)
        return
    if isinstance(operation, ops.RunSQL):
        yield from _raw_sql(operation, {f"{label}_{each}" for each in fresh})
        return
    for kind, rule in RULES.items():
        if type(operation) is kind:
            yield from rule(act, label)


def _left_behind(act: Act, label: str) -> Found:
    """What the models forget while the table keeps it must not be demanded by the table."""
    if isinstance(act.operation, ops.RemoveField):
        field = field_before(act, label)
        if field is not None and not field.many_to_many and not field.null and _no_database_default(field):
            yield "left_not_null", _of(label, act.operation.model_name, act.operation.name)


def _eased(acts: list[Act], label: str) -> set[str]:
    """The columns that this migration itself makes nullable, or gives a default."""
    real = [act.operation for act in acts if act.real and isinstance(act.operation, ops.AlterField)]
    return {
        _of(label, each.model_name, each.name)
        for each in real
        if each.field.null or not _no_database_default(each.field)
    }


def _removed_field(act: Act, label: str) -> Found:
    operation: Any = act.operation
    yield "drops", _of(label, operation.model_name, operation.name)


def _removed_model(act: Act, label: str) -> Found:
    operation: Any = act.operation
    yield "drops", _of(label, operation.name)


def _renamed(act: Act, label: str) -> Found:
    operation: Any = act.operation
    old = getattr(operation, "old_name", None) or getattr(operation, "name", "")
    yield "renames", _of(label, getattr(operation, "model_name", ""), str(old))


def _added_field(act: Act, label: str) -> Found:
    operation: Any = act.operation
    field, what = operation.field, _of(label, operation.model_name, operation.name)
    if field.many_to_many:
        return
    generated = isinstance(field, models.GeneratedField)
    if not field.null and not generated and _no_database_default(field):
        yield "not_null", what
    if (generated and field.db_persist) or _is_volatile(field):
        yield "rewrites", what
    if _is_big(label, operation.model_name) and (field.db_index or field.unique):
        yield "locks", what


def _altered_field(act: Act, label: str) -> Found:
    operation: Any = act.operation
    old, new = field_before(act, label), operation.field
    what = _of(label, operation.model_name, operation.name)
    if old is None:
        return
    if (old.db_column or operation.name) != (new.db_column or operation.name):
        yield "renames", what
    if alters_column(old, new) and not _is_wider(old, new):
        yield "retypes", what
    if old.null and not new.null:
        yield "tightens", what
    for option in BESIDE:
        if getattr(new, option, False) and not getattr(old, option, False):
            if option != "db_index":
                yield "tightens", what
            if _is_big(label, operation.model_name) and option != "db_constraint":
                yield "locks", what


def _added_index(act: Act, label: str) -> Found:
    operation: Any = act.operation
    if _is_big(label, operation.model_name):
        yield "locks", _of(label, operation.model_name, operation.index.name)


def _added_constraint(act: Act, label: str) -> Found:
    operation: Any = act.operation
    what = _of(label, operation.model_name, operation.constraint.name)
    yield "tightens", what
    indexed = isinstance(operation.constraint, (models.UniqueConstraint, ExclusionConstraint))
    if indexed and _is_big(label, operation.model_name):
        yield "locks", what


def _together(act: Act, label: str) -> Found:
    operation: Any = act.operation
    state = act.before.models.get((label, operation.name_lower))
    had = {tuple(each) for each in (state.options.get("unique_together") or ())} if state else set()
    for fields in {tuple(each) for each in operation.option_value or ()} - had:
        yield "tightens", _of(label, operation.name, "、".join(fields))


def _python(act: Act, label: str) -> Found:
    operation: Any = act.operation
    if operation.reverse_code is None:
        yield "no_reverse", f"RunPython({getattr(operation.code, '__name__', '?')})"


_SQL: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (rule, re.compile(pattern, re.IGNORECASE))
    for rule, pattern in (
        ("drops", r"\bDROP\s+(?:TABLE|COLUMN|SCHEMA|VIEW)\b[^;]{0,60}|\bTRUNCATE\b[^;]{0,60}"),
        ("renames", r"\bRENAME\s+(?:COLUMN\s+|TO\s+|CONSTRAINT\s+)[^;]{0,60}"),
        ("retypes", r"\bALTER\s+(?:COLUMN\s+)?\S+\s+(?:SET\s+DATA\s+)?TYPE\b[^;]{0,60}"),
        ("tightens", r"\bSET\s+NOT\s+NULL\b|\bADD\s+CONSTRAINT\b(?:(?!NOT\s+VALID)[^;])*(?=;|$)"),
        ("locks", r"\bCREATE\s+(?:UNIQUE\s+)?INDEX\s+(?!CONCURRENTLY)[^;]{0,60}|\bLOCK\s+TABLE\b[^;]{0,60}"),
    )
)
_MAKES_TABLE = re.compile(r"\bCREATE\s+TABLE\b", re.IGNORECASE)


def _raw_sql(operation: ops.RunSQL, fresh: set[str]) -> Found:
    """What can be read off SQL text: enough to make the author look, not a proof. `fresh`: tables made beside it."""
    if operation.reverse_sql is None:
        yield "no_reverse", "RunSQL"
    pieces = operation.sql if isinstance(operation.sql, (list, tuple)) else [operation.sql]
    text = "\n".join(each if isinstance(each, str) else str(each[0]) for each in pieces)
    text = re.sub(r"--[^\n]*", "", text)
    nobody_yet = bool(_MAKES_TABLE.search(text)) or any(table in text for table in fresh)
    for rule, pattern in _SQL:
        for match in pattern.finditer(text):
            if not (nobody_yet and rule in {"tightens", "locks"}):
                yield rule, " ".join(match.group().split())[:60]


RULES: dict[type[Any], Callable[[Act, str], Found]] = {
    ops.RemoveField: _removed_field,
    ops.DeleteModel: _removed_model,
    ops.RenameField: _renamed,
    ops.RenameModel: _renamed,
    ops.AlterModelTable: _renamed,
    ops.AddField: _added_field,
    ops.AlterField: _altered_field,
    ops.AddIndex: _added_index,
    ops.AddConstraint: _added_constraint,
    ops.AlterUniqueTogether: _together,
    ops.RunPython: _python,
}


def _judge_whole(migration: Migration, acts: list[Act]) -> Found:
    kinds = [act.operation for act in acts if act.real]
    concurrent = (AddIndexConcurrently, RemoveIndexConcurrently)
    data = [each for each in kinds if isinstance(each, ops.RunPython)]
    for each in kinds:
        if isinstance(each, concurrent) and migration.atomic:
            yield "concurrently", each.model_name
        if not isinstance(each, concurrent) and not migration.atomic:
            yield "loose", type(each).__name__
    if data and len(data) < len(kinds):
        yield "mixed", "数据处理"


def _of(label: str, model: str, part: str = "") -> str:
    return ".".join(each for each in (label, model.lower(), part) if each)


def _is_big(label: str, model: str) -> bool:
    return _of(label, model) in BIG


def _no_database_default(field: models.Field[Any, Any]) -> bool:
    return field.db_default is NOT_PROVIDED and not field.primary_key


def _is_volatile(field: models.Field[Any, Any]) -> bool:
    """A default that differs from row to row makes PostgreSQL write the whole table."""
    return bool(re.search(r"random|uuid|nextval|clock_timestamp", repr(field.db_default), re.IGNORECASE))


def _is_wider(old: models.Field[Any, Any], new: models.Field[Any, Any]) -> bool:
    """Whether every value that fitted still does, without rewriting a row: longer text, or null where none was."""
    text = (models.CharField, models.TextField)
    if isinstance(old, text) and isinstance(new, text):
        if isinstance(new, models.CharField) and new.max_length is not None:
            return isinstance(old, models.CharField) and (old.max_length or 0) <= new.max_length
        return True
    kept = {"null", "default", "db_default", "max_length", "auto_now", "auto_now_add"}
    return type(old) is type(new) and _plain(old, kept) == _plain(new, kept)


def _plain(field: models.Field[Any, Any], dropped: set[str]) -> list[tuple[str, str]]:
    keyword = field.deconstruct()[3]
    ignored = dropped | BESIDE | set(field.non_db_attrs)
    return sorted((key, repr(value)) for key, value in keyword.items() if key not in ignored)
