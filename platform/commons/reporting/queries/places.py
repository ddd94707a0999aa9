"""Offices of a subtree, as figures see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists

from commons.directory import queries as directory
from commons.directory.terms import Level, OfficeState
from commons.kernel.actor import Actor
from commons.reporting.errors import NotYourSubordinate
from commons.reporting.policies import BoardPolicy


@dataclass(frozen=True)
class Place:
    """An office of the subtree."""

    code: str
    name: str
    level: Level
    parent: str
    parent_name: str


def places_below(top: Any, *, without: Exists) -> list[Place]:
    """Whoever below the office was founded, is not archived, and has no such row; top down."""
    below = directory.subtree(top).exclude(code=top.code).exclude(state=OfficeState.ARCHIVED).filter(~without)
    return [
        Place(code, name, Level(level), parent or "", superior or "")
        for code, name, level, parent, superior in below.values_list(
            "code", "name", "level", "parent_id", "parent__name"
        )
    ]


def levels_from(own: str, top: Any) -> list[tuple[str, str]]:
    """(code, name) from the office `own` down to `top`."""
    names = [(each.code, each.name) for each in (*directory.superiors_of(top), top)]
    return names[[code for code, _ in names].index(own) :]


def within(viewer: Actor, office_code: str) -> Any:
    """The office, if it lies in the viewer's own subtree; anything else is not found."""
    known = {each.code: each for each in directory.offices().filter(code__in=(viewer.office_code, office_code))}
    own, wanted = known.get(viewer.office_code), known.get(office_code)
    if own is None or wanted is None or not BoardPolicy.shows(own, wanted):
        raise NotYourSubordinate(office=office_code[:12])
    return wanted
