"""Invented people who look invented: 演示 before every name, numbers that no operator gives out."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

from commons.access import commands as access_commands
from commons.access import queries as access
from commons.directory.terms import Body
from commons.identity import commands as identity_commands
from commons.identity import queries as identity
from commons.identity.models import Account
from commons.identity.terms import MembershipKind
from commons.kernel import clock
from commons.kernel.actor import Actor, Role, system
from commons.kernel.tenancy import current_code, current_office
from tenants.deputies.commands import mandates
from tenants.deputies.queries import Seat, roll_on
from tenants.deputies.terms import MandateKind

_GIVEN = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
_OFFICE_NUMBERS = {"44": 0, "4407": 1, "440703": 2}


@dataclass
class Cast:
    """Who works in one demo office. Every property is an Actor of the office this connection is in."""

    at: dt.datetime
    accounts: dict[str, Account] = field(default_factory=dict)
    seats: list[Seat] = field(default_factory=list)
    _actors: dict[str, Actor] = field(default_factory=dict)

    @classmethod
    def found(cls) -> Cast:
        """The people of an office that was filled before, by their numbers."""
        numbers = phones(current_code())
        cast = cls(clock.now())
        for part in (*_STAFF, *(f"deputy{number}" for number in range(15))):
            account = identity.find_by_phone(next(numbers))
            if account is not None:
                cast.accounts[part] = account
        return cast

    def actor(self, part: str) -> Actor:
        """Looked up once: what somebody may do here does not change while a year is told."""
        if part not in self._actors:
            self._actors[part] = access.actor_for(self.accounts[part])
        return self._actors[part]

    @property
    def clerk(self) -> Actor:
        return self.actor("clerk")

    @property
    def director(self) -> Actor:
        return self.actor("director")

    @property
    def government(self) -> Actor:
        return self.actor("government")


_STAFF = {
    "director": (MembershipKind.STAFF, "负责人", Role.DIRECTOR),
    "clerk": (MembershipKind.STAFF, "经办", Role.CLERK),
    "government": (MembershipKind.STAFF, "政府联络", Role.GOVERNMENT),
    "auditor": (MembershipKind.STAFF, "审计", Role.AUDITOR),
    "unit": (MembershipKind.UNIT, "责任单位", Role.UNIT),
    "unit2": (MembershipKind.UNIT, "责任单位乙", Role.UNIT),
    "reviewer": (MembershipKind.PARTNER, "评审甲", Role.REVIEWER),
    "reviewer2": (MembershipKind.PARTNER, "评审乙", Role.REVIEWER),
    "reviewer3": (MembershipKind.PARTNER, "评审丙", Role.REVIEWER),
    "inspector": (MembershipKind.PARTNER, "监督组长", Role.INSPECTOR),
    "inspector2": (MembershipKind.PARTNER, "监督组员", Role.INSPECTOR),
    "grid": (MembershipKind.PARTNER, "网格员", Role.GRID_WORKER),
    "teller": (MembershipKind.PARTNER, "计票甲", Role.TELLER),
    "teller2": (MembershipKind.PARTNER, "计票乙", Role.TELLER),
}


def phones(code: str) -> Iterator[str]:
    """199 0xxx xxxx: one block of numbers an office, the same at every run."""
    block = _OFFICE_NUMBERS.get(code, 10 + int(code[-3:]) % 990)
    return (f"1990{block:03d}{number:04d}" for number in itertools.count(1))


def engage(*, deputies: int, with_account: int, term_no: int, from_on: dt.date, at: dt.datetime) -> Cast:
    """Everybody one office needs: staff, units, reviewers, inspectors, tellers, and `deputies` mandates.

    The first `with_account` deputies have accounts (the first three become scrutineers); the rest vote on paper.
    """
    code = current_code()
    by = system(code)
    numbers = phones(code)
    cast = Cast(at)
    for part, (kind, title, role) in _STAFF.items():
        cast.accounts[part] = _account(f"演示·{title}", next(numbers), at)
        access_commands.appoint(actor=by, account=cast.accounts[part], kind=kind, roles=[role], at=at)
    street = _is_street()
    for number in range(deputies):
        name = f"演示·{_GIVEN[number % len(_GIVEN)]}{number + 1:02d}"
        account = _account(name, next(numbers), at) if number < with_account else None
        if account is not None:
            roles = [Role.MEMBER if street else Role.DEPUTY]
            roles += [Role.CHIEF_SCRUTINEER] if number == 0 else [Role.SCRUTINEER] if number < 3 else []
            access_commands.appoint(actor=by, account=account, kind=MembershipKind.DEPUTY, roles=roles, at=at)
            cast.accounts[f"deputy{number}"] = account
        mandates.register_mandate(
            actor=by,
            account_uid=account.uid if account else None,
            name=name,
            kind=MandateKind.MEMBER if street else MandateKind.DEPUTY,
            term_no=term_no,
            constituency=f"第{number % 12 + 1}选区",
            group=f"第{number % 4 + 1}小组",
            from_on=from_on,
            at=at,
        )
    cast.seats = sorted(
        roll_on(clock.date_of(at)), key=lambda seat: seat.account_uid is None
    )  # those with a phone sit in front
    return cast


def _is_street() -> bool:
    return bool(current_office().body == Body.WORKING_COMMITTEE)


def _account(name: str, phone: str, at: dt.datetime) -> Account:
    """Registered once; found again after a kill."""
    found = identity.find_by_phone(phone)
    if found is not None:
        return found
    return identity_commands.register_account(actor=system(current_code()), name=name, phone=phone, at=at, is_demo=True)
