"""Roles and grants say something in one office only. The same primary key next door is another row.

Groups serve as the rows here: every office has them under the same keys, which is the case that leaks.
"""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import ProgrammingError, connection

from commons.access import commands, queries
from commons.access.backends import OfficeObjectBackend
from commons.access.errors import RoleToOneself
from commons.access.models import AccountGroup, Grant
from commons.access.predicates import granted
from commons.audit.models import Entry
from commons.directory import provisioning
from commons.identity.models import Account, Membership
from commons.identity.terms import MembershipKind
from commons.kernel.actor import Actor, system
from commons.kernel.policy import NotPermitted
from commons.kernel.tenancy import current_code, in_commons, in_office
from tests.conftest import NEIGHBOUR, TOWN
from tests.factories.people import AT, Role, account, actor, as_actor, member

CHANGE = "change_group"


def row() -> Group:
    return Group.objects.get(name=Role.CLERK)


@pytest.fixture
def unit(town: str) -> Account:
    """A responsible unit's account that serves two towns."""
    who = member(Role.UNIT, name="某某局", kind=MembershipKind.UNIT)
    with in_office(NEIGHBOUR):
        commands.appoint(
            actor=system(NEIGHBOUR), account=who, kind=MembershipKind.UNIT, roles=[Role.UNIT, Role.KEEPER], at=AT
        )
    return who


# ── roles ─────────────────────────────────────────────────────────────────────────────────────


def test_roles_are_each_offices_own(unit: Account) -> None:
    assert as_actor(unit).roles == frozenset({Role.UNIT})
    with in_office(NEIGHBOUR):
        assert as_actor(unit).roles == frozenset({Role.UNIT, Role.KEEPER})
    with in_commons():
        assert as_actor(unit).roles == frozenset()


def test_appointing_admits_and_leaves_one_entry_a_role(town: str) -> None:
    who = account()
    for _ in range(2):
        commands.appoint(
            actor=system(TOWN), account=who, kind=MembershipKind.STAFF, roles=[Role.CLERK, Role.TELLER], at=AT
        )
    acts = Entry.objects.filter(facts__account=str(who.uid)).order_by("uid")
    assert [(entry.act, entry.facts["role"]) for entry in acts] == [
        ("access.assign_role", "clerk"),
        ("access.assign_role", "teller"),
    ]
    assert Membership.objects.filter(account=who).count() == 1


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.CLERK, Role.PROVISIONER])
def test_nobody_gives_a_role_to_oneself(town: str, role: Role) -> None:
    """Whatever one holds already."""
    who = member(role)
    before = AccountGroup.objects.count(), Entry.objects.count()
    with pytest.raises(RoleToOneself):
        commands.assign_role(actor=as_actor(who), account=who, role=Role.AUDITOR, at=AT)
    assert (AccountGroup.objects.count(), Entry.objects.count()) == before


@pytest.mark.parametrize("role", [Role.DEPUTY, Role.UNIT, Role.AUDITOR, Role.GOVERNMENT, Role.RESIDENT])
def test_who_may_not_give_roles_gives_none(town: str, role: Role) -> None:
    who = account()
    before = AccountGroup.objects.count(), Entry.objects.count()
    with pytest.raises(NotPermitted):
        commands.assign_role(actor=actor(role), account=who, role=Role.CLERK, at=AT)
    assert (AccountGroup.objects.count(), Entry.objects.count()) == before


def test_withdrawing_a_role_leaves_its_entry(unit: Account) -> None:
    commands.withdraw_role(actor=actor(Role.DIRECTOR), account=unit, role=Role.UNIT, at=AT)
    assert as_actor(unit).roles == frozenset()
    entry = Entry.objects.get(act="access.withdraw_role")
    assert entry.facts == {"role": "unit", "account": str(unit.uid)}
    with in_office(NEIGHBOUR):
        assert Role.UNIT in as_actor(unit).roles


# ── grants ────────────────────────────────────────────────────────────────────────────────────


def test_a_grant_on_a_row_says_nothing_of_the_same_key_next_door(unit: Account) -> None:
    commands.grant(account=unit, permission=CHANGE, on=row())
    here = row().pk
    assert queries.has_grant(as_actor(unit), CHANGE, row())
    assert list(queries.granted(as_actor(unit), CHANGE, Group.objects.all())) == [row()]
    with in_office(NEIGHBOUR):
        assert row().pk == here
        assert not queries.has_grant(as_actor(unit), CHANGE, row())
        assert list(queries.granted(as_actor(unit), CHANGE, Group.objects.all())) == []
        assert list(queries.grantees(CHANGE, row())) == []


def test_a_grant_that_was_withdrawn_is_gone(unit: Account) -> None:
    commands.grant(account=unit, permission=CHANGE, on=row())
    commands.withdraw(account=unit, permission=CHANGE, on=row())
    assert not queries.has_grant(as_actor(unit), CHANGE, row())
    assert not Grant.objects.exists()


def test_a_grant_is_for_one_row_one_permission_and_one_person(unit: Account) -> None:
    commands.grant(account=unit, permission=CHANGE, on=row())
    other_row = Group.objects.get(name=Role.DEPUTY)
    assert not queries.has_grant(as_actor(unit), CHANGE, other_row)
    assert not queries.has_grant(as_actor(unit), "delete_group", row())
    assert not queries.has_grant(as_actor(member(Role.UNIT)), CHANGE, row())
    assert not queries.has_grant(Actor(None, "群众", current_code()), CHANGE, row())
    assert list(queries.granted(Actor(None, "群众", current_code()), CHANGE, Group.objects.all())) == []


def test_a_condition_by_grant_hides_the_rows_one_was_not_given(unit: Account) -> None:
    condition = granted(CHANGE)
    assert condition.hides
    assert not condition.holds(as_actor(unit), row())
    assert not condition.holds(as_actor(unit), None)
    commands.grant(account=unit, permission=CHANGE, on=row())
    assert condition.holds(as_actor(unit), row())


def test_cached_permissions_do_not_travel_from_one_office_to_the_next(unit: Account) -> None:
    """The very same account object, as it may be kept by a library: stack.md §3.3."""
    same, backend = Account.objects.get(uid=unit.uid), OfficeObjectBackend()
    commands.grant(account=unit, permission=CHANGE, on=row())
    assert backend.has_perm(same, "auth.change_group", row())
    assert CHANGE in backend.get_all_permissions(same, row())
    with in_office(NEIGHBOUR):
        assert not backend.has_perm(same, "auth.change_group", row())
        assert CHANGE not in backend.get_all_permissions(same, row())
    assert backend.has_perm(same, "auth.change_group", row())


@pytest.mark.parametrize("table", provisioning.EMPTY)
def test_the_tables_no_office_has_stand_in_public_and_nobody_may_write_there(committed: str, table: str) -> None:
    with in_office(TOWN), connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)::text, to_regclass(%s)", [table, f"o_{TOWN}.{table}"])
        assert cursor.fetchone() == (table, None)
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone() == (0,)
        with pytest.raises(ProgrammingError, match="permission denied"):
            cursor.execute(f"INSERT INTO {table} DEFAULT VALUES")


def test_a_grant_holds_where_the_content_types_are_numbered_otherwise(committed: str) -> None:
    """Offices are built from one script, but one day one of them was restored or repaired (quality H12)."""
    with provisioning.as_owner() as owner:
        owner.execute(f'SET search_path = "o_{NEIGHBOUR}"')
        owner.execute("SET CONSTRAINTS ALL DEFERRED")
        owner.execute("UPDATE django_content_type SET id = id + 1000")
        owner.execute("UPDATE auth_permission SET content_type_id = content_type_id + 1000, id = id + 5000")
    for code in (TOWN, NEIGHBOUR, TOWN):
        with in_office(code):
            who = member(Role.UNIT)
            commands.grant(account=who, permission=CHANGE, on=row())
            assert queries.has_grant(as_actor(who), CHANGE, row())
            assert list(queries.granted(as_actor(who), CHANGE, Group.objects.all())) == [row()]
            kind = ContentType.objects.get_for_model(Group)
            assert Permission.objects.get(codename=CHANGE).content_type_id == kind.pk
            assert (kind.pk > 1000) == (code == NEIGHBOUR)


def test_lists_by_grant_cost_the_same_for_one_row_and_for_three(
    unit: Account, django_assert_num_queries: object
) -> None:
    viewer = as_actor(unit)
    for roles in ([Role.CLERK], [Role.DEPUTY, Role.MEMBER]):
        for role in roles:
            commands.grant(account=unit, permission=CHANGE, on=Group.objects.get(name=role))
        ContentType.objects.get_for_model(Group)
        with django_assert_num_queries(1):  # type: ignore[operator]
            list(queries.granted(viewer, CHANGE, Group.objects.all()))
