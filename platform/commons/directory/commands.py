"""An office's life in the directory: founded (on the map), opened (its schema, READY), suspended and resumed.

All of it happens in public. Opening is a chain of small steps around the building of the schema, which is done twice
without harm, so that a kill anywhere is repaired by simply opening again.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connection, transaction

from commons.audit.commands import advance, record
from commons.directory import divisions, events, inviting, nested_sets, provisioning, queries
from commons.directory.errors import (
    DivisionUnknown,
    NotAProvince,
    OneProvince,
    ParentMissing,
    PlatformNameMissing,
    ProvinceStays,
    SetUpSpent,
    TermUnreadable,
)
from commons.directory.life import tree
from commons.directory.lifecycle import OFFICE
from commons.directory.models import Office, OfficeDomain, OfficeHistory, Platform
from commons.directory.policies import POLICY
from commons.directory.terms import Body, Level, OfficeState, Relation
from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.kernel.confidential import blind_index
from commons.kernel.tenancy import schema_of
from commons.outbox.commands import publish

SET_UP_LIFE = dt.timedelta(hours=24)


@transaction.atomic
def found_offices(
    *, actor: Actor, division: str, depth: int | None, at: dt.datetime, is_demo: bool = False
) -> list[Office]:
    """Put `division` and what lies below it (`depth` levels; None = all) into the directory. Idempotent.

    Returns the offices that are new. Raises DivisionUnknown, OneProvince, ParentMissing.
    """
    POLICY.permit(actor, "directory.found")
    wanted = divisions.subtree(division, depth)
    if not wanted:
        raise DivisionUnknown(division=division)
    _refuse_second_province(wanted[0])
    return found_listed(actor=actor, listed=wanted, at=at, is_demo=is_demo)


@transaction.atomic
def found_listed(
    *, actor: Actor, listed: list[divisions.Division], at: dt.datetime, is_demo: bool = False
) -> list[Office]:
    """Put these into the directory, superiors first; what is there already is passed over. Raises ParentMissing."""
    POLICY.permit(actor, "directory.found")
    known = set(Office.objects.values_list("code", flat=True))
    coming = {each.code for each in listed}
    for each in listed:
        if not each.parent:
            _refuse_second_province(each)
        elif each.parent not in known and each.parent not in coming:
            raise ParentMissing(office=each.code, parent=each.parent)
    new = [each for each in listed if each.code not in known]
    paths = dict(Office.objects.values_list("code", "path"))
    made = []
    for each in new:
        paths[each.code] = f"{paths.get(each.parent, '')}{each.code}/"
        made.append(_office(each, path=paths[each.code], at=at, is_demo=is_demo))
    Office.objects.bulk_create(made)
    OfficeHistory.objects.bulk_create(
        OfficeHistory(
            office=office,
            division_code=office.code,
            name=office.name,
            parent_code=office.parent_id or "",
            from_on=clock.date_of(at),
        )
        for office in made
    )
    if made:
        _place(made)
        record("directory.found", made[0], actor=actor, at=at, facts={"offices": len(made)})
    return made


def _refuse_second_province(top: divisions.Division) -> None:
    """One deployment, one province: it is the public schema itself."""
    province = queries.province()
    if province is not None and not top.code.startswith(province.code):
        raise OneProvince(division=top.name, province=province.name, field="division")


def _office(division: divisions.Division, *, path: str, at: dt.datetime, is_demo: bool) -> Office:
    level = Level(division.level)
    province, committee = level is Level.PROVINCE, not division.has_congress
    return Office(
        code=division.code,
        division_code=division.code,
        name=division.name,
        level=level,
        body=Body.WORKING_COMMITTEE if committee else Body.CONGRESS,
        relation=Relation.NONE if province else Relation.REPORTS_TO if committee else Relation.GUIDES,
        parent_id=division.parent or None,
        path=path,
        schema_name="public" if province else schema_of(division.code),
        state=OFFICE.start,
        is_demo=is_demo,
        founded_at=at,
    )


def _place(new: list[Office]) -> None:
    """Give the new offices their nested-set numbers, in the room that the tree has, so that nobody else's change."""
    unplaced = {each.code for each in new}
    for top in [each for each in new if each.parent_id not in unplaced]:
        paths = [each.path for each in new if each.path.startswith(top.path)]
        above = Office.objects.filter(code=top.parent_id).values_list("lft", "rgt").first()
        siblings = (
            Office.objects.filter(parent=top.parent_id).exclude(code__in=unplaced).values_list("path", "lft", "rgt")
        )
        numbers = nested_sets.fit(paths, above=above, siblings=siblings) if above else None
        if numbers is None:
            return tree.renumber()
        tree.write_numbers(numbers)
        unplaced -= {each.code for each in new if each.path in numbers}
    return None


@transaction.atomic
def offer_set_up(*, actor: Actor, at: dt.datetime) -> str:
    """The secret with which the platform may be set up, once, within a day; the former one is void. SetUpSpent (404).

    Shown once, to whoever starts the platform; only its digest is stored.
    """
    platform = _lock_platform()
    POLICY.permit(actor, "directory.set_up")
    if queries.province() is not None:
        raise SetUpSpent()
    secret = secrets.token_urlsafe(24)
    platform.secret_hash, platform.expires_at = blind_index(secret), at + SET_UP_LIFE
    platform.save(update_fields=["secret_hash", "expires_at"])
    record("directory.offer_set_up", platform, actor=actor, at=at)
    return secret


@transaction.atomic
def set_up_platform(*, actor: Actor, secret: str, province: str, name: str, term_no: int, at: dt.datetime) -> Office:
    """The first run: found and open the province and name the platform, all at once or not at all.

    Raises SetUpSpent (404), NotAProvince, PlatformNameMissing or TermUnreadable (422).
    """
    platform = _lock_platform()
    POLICY.permit(actor, "directory.set_up")
    if not queries.holds_set_up(secret, at=at):
        raise SetUpSpent()
    _refuse_unfit(province, name, term_no)
    found_offices(actor=actor, division=province, depth=0, at=at)
    office = open_office(actor=actor, code=province, at=at)
    platform.name, platform.term_no, platform.set_up_at = name.strip(), term_no, at
    platform.secret_hash, platform.expires_at = "", None
    platform.save()
    facts = {"province": province, "term_no": term_no}
    record("directory.set_up", platform, actor=actor, at=at, facts=facts, words=(platform.name,))
    return office


def _lock_platform() -> Platform:
    """The one row, made when it is first asked for; two at once wait for each other."""
    Platform.objects.bulk_create([Platform()], ignore_conflicts=True)
    return Platform.objects.select_for_update().get()


def _refuse_unfit(province: str, name: str, term_no: int) -> None:
    if province not in {each.code for each in divisions.provinces()}:
        raise NotAProvince(division=province, field="province")
    if not 1 <= len(name.strip()) <= 60:
        raise PlatformNameMissing(field="name")
    if not 1 <= term_no <= 99:
        raise TermUnreadable(field="term_no")


@transaction.atomic
def request_opening(*, actor: Actor, code: str, at: dt.datetime, administrator: UUID | None = None) -> Office:
    """Order an office: the worker opens it and its state shows how far it has come. Ordering twice is harmless.

    `administrator` is the account that administers it from the first day on.
    """
    office = queries.lock(code)
    POLICY.permit(actor, "directory.open")
    if office.state == OfficeState.FOUNDED:
        named: dict[str, Any] = {"administrator_uid": administrator} if administrator else {}
        advance(office, OFFICE, "request", actor=actor, at=at, **named)
        publish(events.OfficeRequested(at=at, office_code=code))
    return office


Progress = Callable[[Office, str], None]


def open_office(
    *,
    actor: Actor,
    code: str,
    at: dt.datetime,
    progress: Progress | None = None,
    owner: psycopg.Connection[Any] | None = None,
) -> Office:
    """Take the office through every remaining step to READY. A kill anywhere is repaired by calling again.

    Two at once: the second waits and finds it open. `owner` is a connection of the owner role in autocommit that is
    used again and again in bulk. Raises SchemaIncomplete when a schema stands there already that is not the blueprint's:
    the office then stays unopened.
    """
    POLICY.permit(actor, "directory.open")
    office = queries.office(code)
    if office.is_province or office.state not in _OPENING:
        return _open(office, None, actor, at, progress)
    with provisioning.opening(code, owner) as workshop:
        return _open(queries.office(code), workshop, actor, at, progress)


def _open(
    office: Office, owner: psycopg.Connection[Any] | None, actor: Actor, at: dt.datetime, progress: Progress | None
) -> Office:
    """The order, the building, and all that follows it: two transactions, and between them what the owner commits itself."""
    if office.state == OfficeState.FOUNDED:
        office = _take_steps(office.code, OfficeState.REQUESTED, "", actor, at, progress)
    head = ""
    if office.state == OfficeState.REQUESTED:
        _tell(progress, office)
        head = "public" if owner is None else provisioning.build_schema(office, owner).head
    if office.state in _OPENING:
        office = _take_steps(office.code, OfficeState.READY, head, actor, at, progress)
    return office


@transaction.atomic
def _take_steps(
    code: str, until: OfficeState, head: str, actor: Actor, at: dt.datetime, progress: Progress | None
) -> Office:
    """One step after the other, each with its evidence. Only READY waits for the disk, and with it all before it: what a
    crash of the server takes away is the end of the chain, and opening again goes on from there."""
    office = queries.lock(code)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = " + ("on" if until == OfficeState.READY else "off"))
    while office.state != until:
        step, work = _OPENING[OfficeState(office.state)]
        if step != "build":  # which was told when it was done
            _tell(progress, office)
        advance(office, OFFICE, step, actor=actor, at=at, **work(office, head, actor, at))
    return office


def _tell(progress: Progress | None, office: Office) -> None:
    if progress:
        step, _ = _OPENING[OfficeState(office.state)]
        progress(office, OFFICE.step(step, office.state).label)


def _nothing(office: Office, head: str, actor: Actor, at: dt.datetime) -> Changes:
    """The request itself needs no work; and what an office starts with is in its blueprint."""
    return {}


def _built(office: Office, head: str, actor: Actor, at: dt.datetime) -> Changes:
    return {"schema_head": head}


def _address(office: Office, head: str, actor: Actor, at: dt.datetime) -> Changes:
    own = OfficeDomain(domain=f"{office.code}.{settings.BASE_DOMAIN}", tenant=office, is_primary=True)
    OfficeDomain.objects.bulk_create([own], ignore_conflicts=True)
    return {}


def _invite(office: Office, head: str, actor: Actor, at: dt.datetime) -> Changes:
    """Who was named when the office was ordered may enter it as soon as it is open. Without a name nobody is."""
    if office.administrator_uid:
        inviting.invite(office, actor=actor, at=at)
    return {}


def _commission(office: Office, head: str, actor: Actor, at: dt.datetime) -> Changes:
    publish(events.OfficeOpened(at=at, office_code=office.code))
    return {"ready_at": at}


Changes = dict[str, Any]
Work = Callable[[Office, str, Actor, dt.datetime], Changes]
# State reached so far → the next step and what it needs. `head` is that of the schema that was built.
_OPENING: dict[OfficeState, tuple[str, Work]] = {
    OfficeState.FOUNDED: ("request", _nothing),
    OfficeState.REQUESTED: ("build", _built),
    OfficeState.BUILT: ("seed", _nothing),
    OfficeState.SEEDED: ("address", _address),
    OfficeState.ADDRESSED: ("invite", _invite),
    OfficeState.INVITED: ("commission", _commission),
}


def open_offices(
    *, actor: Actor, codes: Iterable[str], at: dt.datetime, progress: Progress | None = None
) -> list[Office]:
    """Open several, one after the other; one that fails raises, and the next call goes on from there."""
    return [open_office(actor=actor, code=code, at=at, progress=progress) for code in codes]


@transaction.atomic
def suspend_office(*, actor: Actor, code: str, reason: str, at: dt.datetime) -> Office:
    """Close the doors: pages, API, tasks and letters refuse until it is resumed."""
    office = queries.lock(code)
    POLICY.permit(actor, "directory.suspend")
    if office.is_province:
        raise ProvinceStays()
    advance(office, OFFICE, "suspend", actor=actor, at=at, words=(reason,))
    return office


@transaction.atomic
def resume_office(*, actor: Actor, code: str, at: dt.datetime) -> Office:
    office = queries.lock(code)
    POLICY.permit(actor, "directory.suspend")
    advance(office, OFFICE, "resume", actor=actor, at=at)
    return office
