"""代表: mandates, homes, receptions, duties, their suggestions. They need no cycle: a deputy is there in any year."""

from __future__ import annotations

from commons.directory.terms import Body
from tenants.deputies.terms import DutyKind, GroupKind, HandlingLevel, HostKind
from tenants.returns.figures.sources import Count, of_year


def _duty(kind: DutyKind) -> Count:
    return lambda these: these.duties[kind]


def _host(kind: HostKind) -> Count:
    return lambda these: these.open_homes.by_host[kind]


def _solved(level: HandlingLevel) -> Count:
    return lambda these: these.deputies_suggest.solved_at[level]


def _sum(*parts: Count) -> Count:
    return lambda these: sum(value for part in parts if (value := part(these)) is not None)


TABLE: dict[str, Count] = {
    "deputies.total": lambda these: these.seats,
    "deputies.members": lambda these: these.members if these.body == Body.WORKING_COMMITTEE else None,
    "deputies.active": lambda these: these.active,
    "deputies.groups": lambda these: these.groups[GroupKind.TEAM] + these.groups[GroupKind.PROFESSIONAL],
    "deputies.professional_groups": lambda these: these.groups[GroupKind.PROFESSIONAL],
    **{f"duties.{kind}": _duty(kind) for kind in DutyKind},
    "points.total": lambda these: these.points,
    "homes.total": lambda these: these.open_homes.total,
    **{f"homes.by_host.{kind}": _host(kind) for kind in HostKind},
    "homes.model": lambda these: these.open_homes.model,
    "homes.up_to_standard": lambda these: these.open_homes.up_to_standard,
    "receptions.held": lambda these: these.reception.receptions,
    "receptions.visitors": lambda these: these.reception.visitors,
    "receptions.opinions": lambda these: these.reception.opinions,
    "deputy_suggestions.received": lambda these: these.deputies_suggest.submitted,
    "deputy_suggestions.from_below": lambda these: these.deputies_suggest.from_below,
    **{f"deputy_suggestions.solved_at.{level}": _solved(level) for level in HandlingLevel},
    "deputy_suggestions.solved_below": _sum(_solved(HandlingLevel.VILLAGE), _solved(HandlingLevel.TOWN)),
    "deputy_suggestions.escalated": lambda these: these.deputies_suggest.escalated,
    "deputy_suggestions.solved_county": _sum(_solved(HandlingLevel.COUNTY), _solved(HandlingLevel.CITY)),
    "deputy_suggestions.answered": lambda these: these.deputies_suggest.answered,
    "deputy_suggestions.answered_on_time": lambda these: these.deputies_suggest.answered_on_time,
    "deputy_suggestions.overdue": lambda these: these.deputies_suggest.overdue,
    "deputy_suggestions.rated": lambda these: these.deputies_suggest.rated,
    "deputy_suggestions.satisfied": lambda these: these.deputies_suggest.satisfied,
    "deputy_suggestions.evaluated": of_year(lambda year: year.watch.handlings.evaluated),
    "deputy_suggestions.evaluation_answers": of_year(lambda year: year.watch.handlings.answers),
    "deputy_suggestions.evaluation_favourable": of_year(lambda year: year.watch.handlings.favourable),
    "deputy_suggestions.key": lambda these: these.deputies_suggest.key,
}
