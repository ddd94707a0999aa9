"""Fields and the base row that every aggregate root shares."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import uuid_utils.compat as uuid_utils
from django.db import models

from commons.kernel.tenancy import current_code


def new_uid() -> UUID:
    """UUIDv7: sorts by time, made by the application, so that no table needs a sequence. Ballots must not use it."""
    return uuid_utils.uuid7()


class OfficeCode(models.CharField):
    """`Office.code`: joins schemas by value, never by constraint."""

    def __init__(self, verbose_name: str = "机构代码", **kwargs: Any) -> None:
        super().__init__(verbose_name, **{"max_length": 12, **kwargs})


class AccountUid(models.UUIDField):
    """`identity.Account.uid` without a database constraint; beside it belongs a snapshot of the name as it was."""

    # What the type checker's stubs ask of a field whose null they cannot see at the call.
    _pyi_private_set_type: str | UUID | None  # type: ignore[assignment]
    _pyi_private_get_type: UUID | None  # type: ignore[assignment]

    def __init__(self, verbose_name: str = "账号", **kwargs: Any) -> None:
        super().__init__(verbose_name, **{"null": True, "blank": True, **kwargs})


class Fen(models.BigIntegerField):
    """Money in integer fen (分). Field names end in `_fen`."""


class Record(models.Model):
    """What every aggregate root carries. `uid` is what the outside sees; `office_code` lets offices share a shard one day."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    office_code = OfficeCode(default=current_code, editable=False)
    created_at = models.DateTimeField("登记时间", editable=False)

    class Meta:
        abstract = True
