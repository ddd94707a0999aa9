"""行政区划调整: an office gets another name, another division code, another superior, or goes up in another office.

`Office.code` never changes; what it was called, coded and placed under stays in `OfficeHistory`, day by day.
"""

from __future__ import annotations

import datetime as dt
import re

from django.db import transaction

from commons.audit.commands import advance, record
from commons.directory import events, queries
from commons.directory.errors import (
    AlreadySo,
    CopyNotReorganised,
    DivisionCodeInvalid,
    DivisionCodeTaken,
    NameInvalid,
    OfficeGone,
    WrongRank,
)
from commons.directory.life import tree
from commons.directory.lifecycle import OFFICE
from commons.directory.models import Office, OfficeHistory
from commons.directory.policies import POLICY
from commons.directory.terms import RANK, Level, OfficeState
from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.outbox.commands import publish

_GONE = (OfficeState.ARCHIVED, OfficeState.DELETED)


@transaction.atomic
def rename_office(*, actor: Actor, code: str, at: dt.datetime, name: str = "", division_code: str = "") -> Office:
    """Another name, another official code, or both, from today on. Raises NameInvalid, DivisionCodeInvalid,
    DivisionCodeTaken, AlreadySo, OfficeGone."""
    office = queries.lock(code)
    POLICY.permit(actor, "directory.reorganise")
    _refuse_gone(office)
    name = _name(name) if name else office.name
    division_code = _division_code(division_code, office) if division_code else office.division_code
    if (name, division_code) == (office.name, office.division_code):
        raise AlreadySo(field="name")
    facts = {"from_code": office.division_code, "to_code": division_code}
    words = (office.name, name)
    office.name, office.division_code = name, division_code
    office.save(update_fields=["name", "division_code"])
    tree.remember(office, at)
    record("directory.rename", office, actor=actor, at=at, facts=facts, words=words)
    return office


@transaction.atomic
def move_office(*, actor: Actor, code: str, to: str, at: dt.datetime, division_code: str = "") -> Office:
    """Put the office, and everything below it, under another superior. Returns filed before stay where they were filed.

    Raises WrongRank, AlreadySo, OfficeGone, DivisionCodeInvalid, DivisionCodeTaken.
    """
    office, parent = _both(code, to)
    POLICY.permit(actor, "directory.reorganise")
    _refuse_gone(office, parent)
    _refuse_rank(office, parent)
    if office.parent_id == parent.code:
        raise AlreadySo(field="to")
    before = office.parent_id
    if division_code:
        office.division_code = _division_code(division_code, office)
    tree.hang(office, parent)
    tree.renumber()
    tree.remember(office, at)
    facts = {"from": before, "to": parent.code, "division_code": office.division_code}
    record("directory.move", office, actor=actor, at=at, facts=facts)
    publish(events.OfficeMoved(at=at, office_code=code, from_code=before or "", to_code=parent.code))
    office.refresh_from_db()
    return office


@transaction.atomic
def merge_offices(*, actor: Actor, code: str, into: str, at: dt.datetime) -> Office:
    """`code` goes up in `into`: what stood below it stands below `into`, and it is kept, read-only, under its old code.

    An office that never had a schema is simply abolished. Its people are admitted to `into` by that office itself.
    Raises WrongRank, AlreadySo, OfficeGone. The schema is closed by the worker that hears `OfficeClosed`.
    """
    office, heir = _both(code, into)
    POLICY.permit(actor, "directory.reorganise")
    if office.code == heir.code:
        raise AlreadySo(field="into")
    _refuse_gone(office, heir)
    if RANK[Level(office.level)] != RANK[Level(heir.level)] or office.is_province:
        raise WrongRank(office=office.name, parent=heir.name)
    below = list(queries.children_of(office).select_for_update(of=("self",)))
    for child in below:
        tree.hang(child, heir)
    tree.renumber()
    for child in below:
        tree.remember(child, at)
    facts = {"into": heir.code, "below": [child.code for child in below]}
    if office.state == OfficeState.FOUNDED:
        advance(office, OFFICE, "abolish", actor=actor, at=at, facts=facts, merged_into=heir.code)
        tree.uproot(office, at)
    else:
        OfficeHistory.objects.filter(office=office, until_on=None).update(until_on=clock.date_of(at))
        advance(office, OFFICE, "archive", actor=actor, at=at, facts=facts, merged_into=heir.code, archived_at=at)
        publish(events.OfficeClosed(at=at, office_code=code))
    publish(events.OfficeMerged(at=at, office_code=code, into_code=heir.code))
    office.refresh_from_db()
    return office


def _both(code: str, other: str) -> tuple[Office, Office]:
    """Both rows, locked in the order of their codes, so that two at once wait instead of embracing."""
    locked = {each: queries.lock(each) for each in sorted({code, other})}
    return locked[code], locked[other]


def _name(name: str) -> str:
    text = " ".join(name.split())
    if not 2 <= len(text) <= 60 or any(not character.isprintable() for character in text):
        raise NameInvalid(field="name")
    return text


def _division_code(code: str, office: Office) -> str:
    text = code.strip()
    if not re.fullmatch(r"[0-9]{2,12}", text):
        raise DivisionCodeInvalid(field="division_code")
    taken = Office.objects.filter(division_code=text).exclude(code=office.code).exclude(state__in=_GONE)
    if taken.filter(copy_of="").exists():
        raise DivisionCodeTaken(field="division_code", code=text)
    return text


def _refuse_gone(*offices: Office) -> None:
    for office in offices:
        if office.copy_of:
            raise CopyNotReorganised(office=office.name)
        if office.state in _GONE:
            raise OfficeGone(office=office.name)


def _refuse_rank(office: Office, parent: Office) -> None:
    if RANK[Level(parent.level)] >= RANK[Level(office.level)]:
        raise WrongRank(office=office.name, parent=parent.name)
