"""Schemas are joined by codes, never by constraints (decision 0005)."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.conf import settings

from infra import census
from tests.architecture import living


@pytest.mark.parametrize(
    "rule", [living.foreign_keys_stay_in_their_schema, living.nothing_is_swept_along], ids=lambda rule: rule.__name__
)
def test_references_hold(rule: living.Rule) -> None:
    assert list(rule()) == []


def test_every_reference_to_the_shared_account_from_an_offices_table_has_no_constraint() -> None:
    account = apps.get_model(settings.AUTH_USER_MODEL)
    found = {
        f"{model._meta.label}.{field.name}": field.db_constraint
        for model in census.own_models()
        for field in model._meta.local_fields
        if field.related_model is account and census.schema_kind(model) != "public"
    }
    assert found == {"access.AccountGroup.account": False, "access.Grant.user": False}
