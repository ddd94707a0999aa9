"""Object permissions for Django's own machinery (admin, DRF), answered from the current office only.

Guardian's checker and Django's permission caches hang on the account object and would go on answering from the office
they were filled in; the account remembers which schema its caches belong to and drops them when the schema changes.
"""

from __future__ import annotations

from typing import Any

from guardian.backends import ObjectPermissionBackend

from commons.kernel.tenancy import schema_name

_CACHES = ("_perm_cache", "_user_perm_cache", "_group_perm_cache", "_guardian_perms_cache")


class OfficeObjectBackend(ObjectPermissionBackend):
    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        _forget_other_office(user_obj)
        return bool(super().has_perm(user_obj, perm, obj))

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> Any:
        _forget_other_office(user_obj)
        return super().get_all_permissions(user_obj, obj)


def _forget_other_office(user: Any) -> None:
    if getattr(user, "_caches_of", None) != schema_name():
        for name in _CACHES:
            user.__dict__.pop(name, None)
        user._caches_of = schema_name()
