"""Offices of a subtree, as figures see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, QuerySet

from commons.directory import queries as directory
from commons.directory.terms import Level, OfficeState
from commons.kernel.actor import Actor
from commons.reporting.errors import NotYourSubordinate


@dataclass(frozen=True)
class Place:
    """An office of the subtree, with whether anything came from it."""

    code: str
    name: str
    level: Level
    parent: str
    has_figures: bool


def places_below(top: Any, anything: QuerySet[Any], *, direct: bool = False) -> list[Place]:
    """Everybody below the office (or directly below) that was founded and not archived, top down."""
    below = directory.children_of(top) if direct else directory.subtree(top).exclude(code=top.code)
    rows = below.exclude(state=OfficeState.ARCHIVED).annotate(has_figures=Exists(anything))
    return [
        Place(code, name, Level(level), parent or "", has)
        for code, name, level, parent, has in rows.values_list("code", "name", "level", "parent_id", "has_figures")
    ]


def levels_from(own: str, top: Any) -> list[tuple[str, str]]:
    """(code, name) from the office `own` down to `top`."""
    names = [(each.code, each.name) for each in (*directory.superiors_of(top), top)]
    return names[[code for code, _ in names].index(own) :]


def within(viewer: Actor, office_code: str) -> Any:
    """The office, if it lies in the viewer's own subtree; anything else is not found."""
    known = {each.code: each for each in directory.offices().filter(code__in=(viewer.office_code, office_code))}
    own, wanted = known.get(viewer.office_code), known.get(office_code)
    if own is None or wanted is None or not own.lft <= wanted.lft <= own.rgt:
        raise NotYourSubordinate(office=office_code[:12])
    return wanted
