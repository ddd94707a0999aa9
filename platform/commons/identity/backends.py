"""Authentication: mobile number and password. Nothing here answers permission questions (`access.backends` does)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from commons.identity import queries
from commons.identity.errors import PhoneInvalid
from commons.identity.models import Account

_ACTIVE = "SELECT * FROM public.identity_account WHERE uid = %s AND is_active"


class PhoneBackend:
    def authenticate(
        self, request: HttpRequest | None, username: str = "", password: str = "", **_: Any
    ) -> Account | None:
        """`username` is the number as typed. Unknown number and wrong password take the same time."""
        try:
            account = queries.find_by_phone(username)
        except PhoneInvalid:
            account = None
        if account is None:
            Account().set_password(password)
            return None
        return account if account.check_password(password) and account.is_active else None

    def get_user(self, user_id: UUID | str) -> Account | None:
        """Asked at every request of whoever is signed in, so in SQL."""
        return next(iter(Account.objects.raw(_ACTIVE, [user_id])), None)
