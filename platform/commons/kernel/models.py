"""Fields and the base row that every aggregate root shares."""

from __future__ import annotations

from typing import Any, Self
from uuid import UUID

import uuid_utils.compat as uuid_utils
from django.db import models

from commons.kernel.tenancy import current_code, schema_name


class WrongSchema(RuntimeError):
    """A programming error, never a person's: it reaches the log with its trace."""


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
    _pyi_lookup_exact_type: str | UUID | None  # type: ignore[assignment]

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

    @classmethod
    def from_db(cls, db: Any, field_names: Any, values: Any, **more: Any) -> Self:
        row = super().from_db(db, field_names, values, **more)
        row.__dict__["_home"] = schema_name()
        return row

    def save_base(self, *args: Any, **kwargs: Any) -> None:
        self._refuse_other_schema()
        super().save_base(*args, **kwargs)
        self.__dict__["_home"] = schema_name()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self._refuse_other_schema()
        return super().delete(*args, **kwargs)

    def _refuse_other_schema(self) -> None:
        """A row read in one office and saved in another would become that office's row, unseen (quality H4)."""
        home = self.__dict__.get("_home", schema_name())
        if home != schema_name():
            raise WrongSchema(f"{self._meta.label} was read in {home} and is being written in {schema_name()}")
