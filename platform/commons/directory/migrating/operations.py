"""What a migration's operations do to a database, as far as two releases that share it must care."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    RemoveIndexConcurrently,
    ValidateConstraint,
)
from django.db.migrations import operations as ops
from django.db.migrations.migration import Migration
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Field

# A program works without these: they make a query quick or refuse a wrong row, but no statement names them.
UNNAMED = (
    ops.AddIndex,
    ops.RemoveIndex,
    ops.RenameIndex,
    AddIndexConcurrently,
    RemoveIndexConcurrently,
    ops.AddConstraint,
    ops.AlterConstraint,
    ops.RemoveConstraint,
    AddConstraintNotValid,
    ValidateConstraint,
    ops.AlterUniqueTogether,
    ops.AlterIndexTogether,
    ops.AlterModelOptions,
    ops.AlterModelManagers,
    ops.AlterModelTableComment,
    ops.AlterOrderWithRespectTo,
    ops.RemoveField,
    ops.DeleteModel,
)

# Options of a field that make an index or a constraint beside the column.
BESIDE = frozenset({"db_index", "unique", "db_constraint"})


@dataclass(frozen=True)
class Act:
    """One operation and the models before it. `real` is false where only Django's memory changes, not the database."""

    operation: Operation
    before: ProjectState
    real: bool


def acts_of(migration: Migration, before: ProjectState) -> Iterator[Act]:
    """The operations in order, `SeparateDatabaseAndState` taken apart. `before` is not changed."""
    state = before.clone()
    for operation in migration.operations:
        if isinstance(operation, ops.SeparateDatabaseAndState):
            beside = state.clone()
            for each in operation.database_operations:
                yield Act(each, beside.clone(), True)
                each.state_forwards(migration.app_label, beside)
            for each in operation.state_operations:
                yield Act(each, state.clone(), False)
                each.state_forwards(migration.app_label, state)
        else:
            yield Act(operation, state.clone(), True)
            operation.state_forwards(migration.app_label, state)


def leaned_on(migration: Migration, before: ProjectState) -> bool:
    """Whether the release that brings this migration fails on a schema that has not had it yet.

    A migration may say `tolerated = True` of itself (a back-fill, say). What only takes away is never leaned on.
    """
    if getattr(migration, "tolerated", False) or getattr(migration, "contract", ()):
        return False
    return any(act.real and _is_named(act, migration.app_label) for act in acts_of(migration, before))


def _is_named(act: Act, label: str) -> bool:
    operation = act.operation
    if isinstance(operation, UNNAMED):
        return False
    if isinstance(operation, ops.AlterField):
        return alters_column(field_before(act, label), operation.field)
    return True


def field_before(act: Act, label: str) -> Field | None:
    """The field that an operation on a field finds, or None if the model is not known any more."""
    operation = act.operation
    assert isinstance(operation, (ops.AddField, ops.AlterField, ops.RemoveField))
    model = act.before.models.get((label, operation.model_name_lower))
    return model.fields.get(operation.name) if model else None


def alters_column(old: Field | None, new: Field) -> bool:
    """Whether the column itself changes; a new label, help text or list of choices does not."""
    return old is None or _column(old) != _column(new)


def _column(field: Field) -> tuple[object, ...]:
    _, path, positional, keyword = field.deconstruct()
    kept = {key: value for key, value in keyword.items() if key not in field.non_db_attrs and key not in BESIDE}
    return (path, positional, sorted((key, repr(value)) for key, value in kept.items()))


def touches_seeds(migration: Migration) -> bool:
    """Whether content types or permissions change with it: every office carries its own rows of those."""
    return any(isinstance(each, (ops.CreateModel, ops.AlterModelOptions, ops.RunSQL)) for each in migration.operations)
