"""The peer of the diet: the tables that Django's defaults would make for the same models.

Same columns and constraints; a `BigAutoField` where our key is a UUID made by the application, an index of its own for
every foreign key, Django's own schema editor (so `_like` twins), and guardian's two tables as its app brings them.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.db.backends.postgresql.schema import DatabaseSchemaEditor
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

from commons.kernel.tenancy import leave


def build(schema: str) -> None:
    """Make them in `schema`, which exists and is empty. Django's own connection must be the owner's."""
    with connection.cursor() as cursor:
        cursor.execute(f'SET search_path = "{schema}", public')
    with DatabaseSchemaEditor(connection) as editor:
        editor.create_model(MigrationRecorder.Migration)
        for model in _models():
            editor.create_model(model)
    leave()


def _models() -> list[type[models.Model]]:
    labels = {config.label for config in apps.get_app_configs() if config.name in {*settings.TENANT_APPS, "guardian"}}
    state = ProjectState.from_apps(apps)
    for (label, _), model in state.models.items():
        if label in labels:
            model.fields = {name: _by_default(field) for name, field in model.fields.items()}
    return [model for model in state.apps.get_models() if model._meta.app_label in labels]


def _by_default(field: models.Field[Any, Any]) -> models.Field[Any, Any]:
    if isinstance(field, models.UUIDField) and field.primary_key:
        return models.BigAutoField(field.verbose_name, primary_key=True)
    if isinstance(field, models.ForeignKey) and not field.unique:
        plain = field.clone()
        setattr(plain, "db_index", True)  # noqa: B010 (the stubs do not know it)
        return plain
    return field
