"""PostgreSQL as this house needs it: fewer relations for the same models (decision 0014), nothing else.

django-tenants stands on this (`ORIGINAL_BACKEND`), so every way to build a table goes through it: an ordinary migration,
the SQL collected for a thousand offices, the template schema from which the script of an office is compiled.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.backends.postgresql import base
from django.db.backends.postgresql.schema import DatabaseSchemaEditor

PAGE = 7_900  # bytes that surely fit into a page of 8 KiB beside its headers
ASIDE = 1_900  # from about here on PostgreSQL gives a table a TOAST table
LETTER = 4  # bytes that a character of `varchar(n)` may take
FIXED = 40  # more than any other bounded type takes


class LeanSchemaEditor(DatabaseSchemaEditor):
    def _create_like_index_sql(self, model: type[models.Model], field: models.Field[Any, Any]) -> None:
        """No `varchar_pattern_ops` twin: the house collates by code point, so a plain b-tree serves LIKE 'x%' too."""

    def _iter_column_sql(
        self,
        column_db_type: str,
        params: list[Any],
        model: type[models.Model],
        field: models.Field[Any, Any],
        field_db_params: dict[str, Any],
        include_default: bool,
    ) -> Iterator[str]:
        """No TOAST table (two relations) where the longest possible row fits into a page anyway."""
        parts = super()._iter_column_sql(column_db_type, params, model, field, field_db_params, include_default)  # type: ignore[misc]
        yield next(parts)
        if column_db_type.startswith("varchar") and ASIDE < _widest_row(model) <= PAGE:
            yield "STORAGE PLAIN"
        yield from parts


def _widest_row(model: type[models.Model]) -> int:
    """Bytes of the longest row this model allows; beyond any page as soon as one column has no bound."""
    return sum(_width(field) for field in model._meta.local_concrete_fields)


def _width(field: models.Field[Any, Any]) -> int:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if isinstance(field, models.CharField):
        return field.max_length * LETTER + 4 if field.max_length else PAGE + 1
    if isinstance(field, (models.TextField, models.JSONField, models.BinaryField)):
        return PAGE + 1
    return FIXED


class DatabaseWrapper(base.DatabaseWrapper):
    SchemaEditorClass = LeanSchemaEditor
