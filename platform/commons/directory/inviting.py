"""Who lets the first administrator in. Accounts and roles are known in rooms above this one, which hand it in
(`infra/wiring.py`); each step may be taken twice."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple, Protocol

from commons.directory.models import Office
from commons.kernel.actor import Actor


class Invitation(NamedTuple):
    """`secret` opens the door once, until then; whoever `activates` sets a password first."""

    office: Office
    person: str
    secret: str
    activates: bool
    until: dt.datetime


class Inviter(Protocol):
    """Seat who was named when the office was ordered."""

    def __call__(self, office: Office, *, actor: Actor, at: dt.datetime) -> None: ...


class Namer(Protocol):
    """Name the administrator of an office that is ordered now, or stands open already."""

    def __call__(self, *, code: str, person: str, phone: str, actor: Actor, at: dt.datetime) -> Invitation: ...


_inviters: list[Inviter] = []
_namers: list[Namer] = []


def install(inviter: Inviter, namer: Namer) -> None:
    _inviters[:], _namers[:] = [inviter], [namer]


def invite(office: Office, *, actor: Actor, at: dt.datetime) -> None:
    for inviter in _inviters:
        inviter(office, actor=actor, at=at)


def name_administrator(*, code: str, person: str, phone: str, actor: Actor, at: dt.datetime) -> Invitation:
    (namer,) = _namers
    return namer(code=code, person=person, phone=phone, actor=actor, at=at)
