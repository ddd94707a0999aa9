"""Accounts: one number, one person; and the number is nowhere to be read."""

from __future__ import annotations

import datetime as dt
import os
import subprocess

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client

from commons.audit.models import Entry
from commons.directory import provisioning
from commons.identity import commands, queries
from commons.identity.errors import PhoneTaken
from commons.identity.models import Account, Membership
from commons.identity.terms import MembershipKind
from commons.kernel.actor import system
from commons.kernel.policy import NotPermitted
from commons.kernel.tenancy import in_commons, in_office
from infra.bench import server
from tests.conftest import PROVINCE, TOWN
from tests.factories.doors import host
from tests.factories.people import AT, Role, actor, member

NUMBER = "13712345678"


def register(phone: str = NUMBER, name: str = "梁登记") -> Account:
    return commands.register_account(actor=system(PROVINCE), name=name, phone=phone, at=AT)


def test_registering_keeps_the_name_and_an_account_without_a_password(commons: None) -> None:
    made = register(name="  梁登记 ")
    found = queries.find_by_phone("+86 137-1234-5678")
    assert found == made
    assert (found.name, found.phone, found.is_active, found.has_usable_password()) == ("梁登记", NUMBER, True, False)
    entry = Entry.objects.get(object_uid=str(made.pk))
    assert (entry.act, entry.facts, entry.words_digest) == ("identity.register", {}, "")


@pytest.mark.parametrize("again", [NUMBER, "137 1234 5678", "+8613712345678", "１３７１２３４５６７８"])
def test_the_same_number_typed_otherwise_is_the_same_person(commons: None, again: str) -> None:
    register()
    before = (Account.objects.count(), Entry.objects.count())
    with pytest.raises(PhoneTaken):
        register(again)
    assert (Account.objects.count(), Entry.objects.count()) == before


def test_the_database_itself_keeps_the_blind_index_unique(commons: None) -> None:
    made = register()
    with pytest.raises(IntegrityError), transaction.atomic():
        Account(name="重复", phone=NUMBER, phone_index=made.phone_index).save(force_insert=True)


def test_a_deputy_registers_nobody_and_nothing_changes(town: str) -> None:
    before = (Account.objects.count(), Entry.objects.count())
    with pytest.raises(NotPermitted):
        commands.register_account(actor=actor(Role.DEPUTY), name="甲", phone=NUMBER, at=AT)
    assert (Account.objects.count(), Entry.objects.count()) == before


def test_no_number_is_readable_in_a_dump_of_any_schema(committed: str) -> None:
    """Registered, invited, logged in wrongly and rightly, asked for by an unknown number: none is written down."""
    unknown = "13987654321"
    with in_commons():
        register()
    with in_office(TOWN):
        member(Role.CLERK)
    for number in (NUMBER, unknown):
        Client().post("/enter/", {"phone": number, "password": "wrong"}, headers=host(TOWN))
    with provisioning.as_owner() as owner:
        target, password = server.libpq_uri(owner), owner.info.password
    done = subprocess.run(
        [settings.PG_DUMP, "--data-only", target],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PGPASSWORD": password or ""},
    )
    assert "梁登记" in done.stdout  # the dump does hold the account
    for number in (NUMBER, unknown):
        assert number not in done.stdout


def test_whoever_is_let_in_or_out_after_midnight_is_so_from_the_new_day_on(town: str) -> None:
    """Until eight in the morning the instant's own date, which is UTC's, is the day before."""
    after_midnight = dt.datetime(2026, 3, 2, 16, 30, tzinfo=dt.UTC)
    account, by = member(Role.CLERK), actor(Role.DIRECTOR)
    made = commands.admit(actor=by, account=account, office_code=TOWN, kind=MembershipKind.DEPUTY, at=after_midnight)
    assert made.from_on == dt.date(2026, 3, 3)
    commands.end_membership(actor=system(TOWN), account=account, office_code=TOWN, at=after_midnight)
    ended = Membership.objects.filter(account=account).values_list("until_on", flat=True)
    assert list(ended) == [dt.date(2026, 3, 3)] * 2
