"""From an account to an Actor, and which rows a person was given."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.db.models import Case, QuerySet, When
from guardian.shortcuts import get_objects_for_user

from commons.access.errors import RoleNotFound
from commons.access.models import AccountGroup, Grant
from commons.identity import queries as identity
from commons.kernel.actor import Actor, Role
from commons.kernel.tenancy import current_code, current_office

if TYPE_CHECKING:
    from commons.identity.models import Account, Delegation, StaffSession

M = TypeVar("M", bound=models.Model)
_ROLES = """
SELECT name FROM access_accountgroup JOIN auth_group ON auth_group.id = group_id WHERE account_id = %s
"""


def roles_of(account: Account) -> frozenset[Role]:
    """The account's roles in the office this connection is in. Asked at every request, so in SQL."""
    with connection.cursor() as cursor:
        cursor.execute(_ROLES, [account.uid])
        return frozenset(Role(name) for (name,) in cursor.fetchall())


def actor_for(
    account: Account,
    *,
    only: Role | None = None,
    staff_session: StaffSession | None = None,
    delegation: Delegation | None = None,
) -> Actor:
    """The person as an Actor of the current office.

    `only` narrows to the one role of a token. A staff session is read-only: it holds the auditor's role whatever the
    account holds elsewhere. Whoever was sent to do the office's work (代办) holds what the delegation names, and every
    act says for whom it was done.
    """
    if staff_session is not None:
        roles = frozenset({Role.AUDITOR})
    else:
        roles = roles_of(account) if delegation is None else frozenset(Role(role) for role in delegation.roles)
        roles = roles & {only} if only is not None else roles
    return Actor(
        account_uid=account.uid,
        name=account.name,
        office_code=current_code(),
        roles=roles,
        on_behalf_of=delegation.office.name[:40] if delegation else "",
        staff_session_uid=staff_session.uid if staff_session else None,
        only_reads=getattr(current_office(), "is_read_only", False),
    )


def given() -> QuerySet[AccountGroup]:
    """Every role that somebody holds here, the person beside it: by role in the order of the list, then by name."""
    order = [When(group__name=role, then=number) for number, role in enumerate(Role)]
    return AccountGroup.objects.select_related("account", "group").order_by(
        Case(*order, default=len(order)), "account__name", "uid"
    )


def lock_given(uid: UUID) -> AccountGroup:
    """One of them, locked until the transaction ends. Raises RoleNotFound."""
    found = AccountGroup.objects.select_for_update(of=("self",)).select_related("account", "group").filter(uid=uid)
    if (row := found.first()) is None:
        raise RoleNotFound()
    return row


def holders_of(role: Role) -> QuerySet[Account]:
    """Accounts that hold a role here, by name."""
    uids = AccountGroup.objects.filter(group__name=role).values("account_id")
    return identity.accounts(uids)


def holds(account_uid: UUID, role: Role) -> bool:
    """Whether the account is appointed to this role here. An unknown account holds nothing."""
    return AccountGroup.objects.filter(account_id=account_uid, group__name=role).exists()


def has_grant(actor: Actor, permission: str, obj: models.Model) -> bool:
    """Whether the actor was given `permission` (codename) on this row. One query, never cached across offices."""
    if actor.account_uid is None:
        return False
    return _grants(actor, permission, type(obj)).filter(object_pk=str(obj.pk)).exists()


def granted(actor: Actor, permission: str, rows: QuerySet[M]) -> QuerySet[M]:
    """Those of `rows` on which the actor was given `permission`: guardian's queryset, the list form of `has_grant`."""
    if actor.account_uid is None:
        return rows.none()
    account = get_user_model()(uid=actor.account_uid, is_active=True)
    # The bare codename: with `app.codename` guardian answers from a process-wide cache of content types (quality H12).
    found: QuerySet[M] = get_objects_for_user(account, permission, rows, use_groups=False, accept_global_perms=False)
    return found


def grantees(permission: str, obj: models.Model) -> QuerySet[Account]:
    """Accounts that were given `permission` on this row."""
    uids = Grant.objects.filter(
        permission__codename=permission,
        content_type=ContentType.objects.get_for_model(obj),
        object_pk=str(obj.pk),
    ).values("user_id")
    return identity.accounts(uids)


def _grants(actor: Actor, permission: str, model: type[models.Model]) -> QuerySet[Grant]:
    return Grant.objects.filter(
        user_id=actor.account_uid,
        permission__codename=permission,
        content_type=ContentType.objects.get_for_model(model),
    )


def names_of(uids: Iterable[Any]) -> dict[Any, str]:
    """Account names by uid, for pages that show who did something."""
    return dict(identity.accounts(list(uids)).values_list("uid", "name"))
