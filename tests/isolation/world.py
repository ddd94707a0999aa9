"""Three offices with the same rows under the same keys: ours, the neighbour's, and one that is suspended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import DatabaseError, connection

from commons.access import commands as access
from commons.access.models import AccountGroup
from commons.directory import commands as directory
from commons.directory.models import MigrationResult
from commons.identity import commands as identity
from commons.identity.models import Account
from commons.identity.terms import LinkPurpose, MembershipKind
from commons.kernel import clock
from commons.kernel.actor import PLATFORM_ROLES, Actor, Role, system
from commons.kernel.tenancy import in_commons, in_office, schema_of
from tests.conftest import COUNTY, NEIGHBOUR, PROVINCE, STREET, TOWN
from tests.isolation import rows
from tests.isolation.surfaces import OFFICE_ROLES

OURS, THEIRS, SHUT = TOWN, NEIGHBOUR, STREET
CANARY = {OURS: "棠下密语", THEIRS: "荷塘密语", SHUT: "白沙密语", PROVINCE: "省级公文", COUNTY: "蓬江密语"}
SINCE = dt.datetime(2026, 1, 5, 1, 0, tzinfo=dt.UTC)
_numbers = iter(range(13700000000, 13700000999))


@dataclass
class Person:
    """Somebody with a way in: the key of a session that has begun, and a bearer token for each role."""

    account: Account
    session: str
    tokens: dict[Role, str] = field(default_factory=dict)


@dataclass
class House:
    """What the cells need to know. `empty` names the models of which no row could be made, and why."""

    people: dict[str, Person]
    strangers: dict[str, Account]  # colleagues who own the other row
    empty: dict[str, str]
    link: dict[str, str]  # a one-time link of each office


def host(code: str) -> str:
    return f"{code}.localhost"


def furnish() -> House:
    """Fill the copy of the test world; everything is committed."""
    people, strangers, empty, links = {}, {}, {}, {}
    for code in (OURS, THEIRS, SHUT):
        with in_office(code):
            person, stranger = _account(CANARY[code] + "本人"), _account(CANARY[code] + "同事")
            for who in (person, stranger):
                identity.admit(actor=system(code), account=who, office_code=code, kind=MembershipKind.STAFF, at=SINCE)
            owners = {
                rows.TWIN: person,
                rows.OTHERS: stranger,
                **({rows.FOREIGN: person} if code == THEIRS else {}),
            }
            for model in rows.office_models():
                for key, who in owners.items():
                    empty |= _fill(code, model, key, who)
            _grant_all(person)
            for key in owners:
                _seat(stranger, key)
            people[code] = Person(person, _session(person, code), _tokens(person, code, OFFICE_ROLES))
            strangers[code] = stranger
            links[code] = identity.invite(
                actor=system(code),
                account=person,
                office_code=code,
                purpose=LinkPurpose.ENTER,
                landing="/desk/",
                at=clock.now(),
            )
    with in_commons():
        keeper = _account("省级管理员")
        identity.admit(
            actor=system(PROVINCE), account=keeper, office_code=PROVINCE, kind=MembershipKind.STAFF, at=SINCE
        )
        people[PROVINCE] = Person(keeper, _session(keeper, PROVINCE), _tokens(keeper, PROVINCE, PLATFORM_ROLES))
        for model in rows.shared_models():
            if model._meta.label in rows.EVERYBODYS:
                owned = {rows.TWIN: PROVINCE, rows.OTHERS: PROVINCE}
            else:
                owned = {rows.TWIN: OURS, rows.OTHERS: OURS, rows.FOREIGN: THEIRS}
            for key, code in owned.items():
                empty |= _fill(code, model, key, people[code].account)
        colleague = _account(CANARY[PROVINCE] + "同事")
        for key in (rows.TWIN, rows.OTHERS):
            _seat(colleague, key)
        MigrationResult.objects.create(office_id=NEIGHBOUR, outcome="done", to_head="0" * 64, at=SINCE)
        operator = Actor(keeper.uid, keeper.name, PROVINCE, frozenset({Role.PROVISIONER}))
        directory.suspend_office(actor=operator, code=SHUT, reason="隔离测试所需", at=SINCE)
    return House(people, strangers, empty, links)


def _account(name: str) -> Account:
    return identity.register_account(actor=system(""), name=name, phone=str(next(_numbers)), at=SINCE)


def _fill(code: str, model: Any, key: UUID, who: Account) -> dict[str, str]:
    """Nothing, or the gap with its reason."""
    try:
        rows.fill(model, rows.Owner(code, CANARY[code], who.uid, key))
    except (DatabaseError, ValueError, TypeError) as refused:
        return {model._meta.label: str(refused).split("\n")[0]}
    return {}


def _seat(who: Account, key: UUID) -> None:
    """Hold a role by a row of this key: another role each time."""
    role = sorted(Role)[key.int % len(Role)]
    AccountGroup.objects.create(uid=key, account=who, group=Group.objects.get(name=role))


def _grant_all(person: Account) -> None:
    """Every grant there is, on the row that is theirs."""
    for model in rows.office_models():
        for permission in Permission.objects.filter(
            content_type__app_label=model._meta.app_label, content_type__model=model._meta.model_name
        ):
            if row := model._default_manager.filter(pk=rows.TWIN).first():
                access.grant(account=person, permission=permission.codename, on=row)


def _session(person: Account, code: str) -> str:
    """As `identity.views.begin` leaves it."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    now = clock.now().timestamp()
    store.update(
        {
            "_auth_user_id": str(person.pk),
            "_auth_user_backend": "commons.identity.backends.PhoneBackend",
            "_auth_user_hash": person.get_session_auth_hash(),
            "office": code,
            "began": now,
            "seen": now,
        }
    )
    store.save()
    return str(store.session_key)


def _tokens(person: Account, code: str, roles: Iterable[Role]) -> dict[Role, str]:
    return {
        role: identity.issue_token(
            actor=system(code),
            account=person,
            office_code=code,
            role=role,
            label="隔离测试",
            life=dt.timedelta(days=1),
            at=clock.now(),
        )
        for role in roles
    }


def hold(code: str, person: Account, held: Iterable[Role]) -> None:
    """From now on these roles in that office and no others. Ten thousand times a run, so it is one round trip."""
    schema = "public" if code == PROVINCE else schema_of(code)
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {schema}.access_accountgroup WHERE account_id = %(who)s;"
            f"INSERT INTO {schema}.access_accountgroup (uid, account_id, group_id)"
            f" SELECT gen_random_uuid(), %(who)s, id FROM {schema}.auth_group WHERE name = ANY(%(held)s)",
            {"who": person.pk, "held": [str(role) for role in held]},
        )
