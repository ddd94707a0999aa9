"""实施、资金、监督、测评、回头看: counted by delivery and oversight."""

from __future__ import annotations

from collections.abc import Callable

from commons.directory.terms import Body
from tenants.delivery.lights import Light
from tenants.delivery.queries import Pile
from tenants.delivery.terms import FundSource, MoneyKind, ProjectKind
from tenants.intake.terms import Field
from tenants.oversight.terms import BulletinKind, InspectionKind
from tenants.returns.figures.sources import Count, OfYear, Sources, Value, each, of_year, yuan


def _in_field(year: OfYear, key: str) -> int:
    """A project carries its field as the word that was printed; words outside the list count as 其他."""
    known = {str(field.label) for field in Field if field != Field.OTHER}
    fields = year.works.by_field
    if key == Field.OTHER:
        return sum(number for word, number in fields.items() if word not in known)
    return fields.get(str(Field(key).label), 0)


def _voted(body: Body, count: Callable[[Pile], int]) -> Count:
    """件 and 项 that a congress voted (票决) and that a street selected (票选) are kept apart."""

    def counted(these: Sources) -> Value:
        if these.body != body or these.year is None:
            return None
        return count(these.year.works.by_kind[ProjectKind.VOTED])

    return counted


def _micro(count: Callable[[Pile], int]) -> Count:
    return of_year(lambda year: count(year.works.by_kind[ProjectKind.MICRO]))


def _by_source(prefix: str, kind: MoneyKind) -> dict[str, Count]:
    def part(source: FundSource) -> Count:
        return yuan(lambda year: year.works.money[kind][source])

    return {f"{prefix}.{source}": part(source) for source in FundSource}


_PROBLEMS: dict[str, Callable[[OfYear], int]] = {
    "safety": lambda year: year.watch.safety,
    "quality": lambda year: year.watch.quality,
    "progress": lambda year: year.watch.progress,
    "money": lambda year: year.watch.money,
}

TABLE: dict[str, Count] = {
    "projects.items": of_year(lambda year: year.works.items),
    "projects.sub_projects": of_year(lambda year: year.works.sub_projects),
    "projects.items_by_vote": _voted(Body.CONGRESS, lambda pile: pile.items),
    "projects.items_by_poll": _voted(Body.WORKING_COMMITTEE, lambda pile: pile.items),
    "projects.subs_by_vote": _voted(Body.CONGRESS, lambda pile: pile.sub_projects),
    "projects.subs_by_poll": _voted(Body.WORKING_COMMITTEE, lambda pile: pile.sub_projects),
    "projects.general": of_year(lambda year: year.works.by_kind[ProjectKind.GENERAL].items),
    **each("projects.by_field", Field, _in_field),
    "projects.not_started": of_year(lambda year: year.works.not_started),
    "projects.started": of_year(lambda year: year.works.started),
    "projects.paused": of_year(lambda year: year.works.paused),
    "projects.terminated": of_year(lambda year: year.works.terminated),
    "projects.adjusted": of_year(lambda year: year.works.adjusted),
    "projects.completed": of_year(lambda year: year.works.completed),
    "projects.subs_completed": of_year(lambda year: year.works.sub_projects_done),
    "projects.accepted": of_year(lambda year: year.works.accepted),
    "projects.on_time": of_year(lambda year: year.works.on_time),
    "projects.late": of_year(lambda year: year.works.late),
    "projects.early": of_year(lambda year: year.works.early),
    "projects.days_early": of_year(lambda year: year.works.days_early),
    **each("projects.by_light", Light, lambda year, key: year.works.by_light[key]),
    "projects.task_forces": of_year(lambda year: year.works.task_forces),
    "projects.task_force_people": of_year(lambda year: year.works.task_force_people),
    "milestones.planned": of_year(lambda year: year.works.milestones),
    "milestones.done": of_year(lambda year: year.works.milestones_done),
    "milestones.overdue": of_year(lambda year: year.works.milestones_overdue),
    "micro.items": _micro(lambda pile: pile.items),
    "micro.completed": _micro(lambda pile: pile.completed),
    "micro.paid": yuan(lambda year: year.works.by_kind[ProjectKind.MICRO].paid_fen),
    "money.planned": yuan(lambda year: year.works.planned_fen),
    "money.budgeted": yuan(lambda year: year.works.fen(MoneyKind.BUDGET)),
    "money.arrived": yuan(lambda year: year.works.fen(MoneyKind.ARRIVED)),
    "money.paid": yuan(lambda year: year.works.fen(MoneyKind.PAID)),
    **_by_source("money.budgeted_by", MoneyKind.BUDGET),
    **_by_source("money.arrived_by", MoneyKind.ARRIVED),
    **_by_source("money.paid_by", MoneyKind.PAID),
    "money.paid_ever": yuan(lambda year: year.works.paid_ever_fen),
    "money.completed": yuan(lambda year: year.works.done_fen),
    "money.saved": yuan(lambda year: year.works.saved_fen),
    "projects.audited": of_year(lambda year: year.works.audited),
    "projects.payments_stopped": of_year(lambda year: year.works.payments_stopped),
    "supervision.projects": of_year(lambda year: year.watch.supervised),
    "supervision.groups": of_year(lambda year: year.watch.groups),
    "inspections.held": of_year(lambda year: year.watch.inspections),
    **each("inspections.by_way", InspectionKind, lambda year, key: year.watch.by_way[key]),
    "inspections.participants": of_year(lambda year: year.watch.participants),
    "findings.raised": of_year(lambda year: year.watch.findings),
    **{f"findings.by_kind.{kind}": of_year(count) for kind, count in _PROBLEMS.items()},
    "findings.closed": of_year(lambda year: year.watch.findings_closed),
    "findings.opinions": of_year(lambda year: year.watch.opinions),
    "findings.opinions_adopted": of_year(lambda year: year.watch.opinions_adopted),
    "rectifications.ordered": of_year(lambda year: year.watch.rectifications),
    "rectifications.open": of_year(lambda year: year.watch.rectifications_standing),
    "rectifications.overdue": of_year(lambda year: year.watch.rectifications_overdue),
    "rectifications.second": of_year(lambda year: year.watch.second_rectifications),
    "supervision.publications": of_year(lambda year: year.watch.published[BulletinKind.MONTHLY]),
    "supervision.bulletins": of_year(lambda year: year.watch.published[BulletinKind.QUARTERLY]),
    "supervision.special_reports": of_year(lambda year: year.watch.published[BulletinKind.SPECIAL]),
    "supervision.explanations": of_year(lambda year: year.watch.explained),
    "supervision.summoned": of_year(lambda year: year.watch.summoned),
    "projects.evaluated": of_year(lambda year: year.watch.evaluated),
    "projects.to_rectify": of_year(lambda year: year.watch.rectify),
    "satisfaction.satisfied": of_year(lambda year: year.watch.satisfied),
    "satisfaction.basically_satisfied": of_year(lambda year: year.watch.basically_satisfied),
    "satisfaction.dissatisfied": of_year(lambda year: year.watch.dissatisfied),
    "satisfaction.favourable": of_year(lambda year: year.watch.favourable),
    "satisfaction.valid": of_year(lambda year: year.watch.valid_answers),
    "look_backs.held": of_year(lambda year: year.watch.look_backs),
    "look_backs.projects": of_year(lambda year: year.watch.looked_at),
    "look_backs.with_problems": of_year(lambda year: year.watch.look_backs_with_problems),
    "look_backs.ordered": of_year(lambda year: year.watch.look_back_orders),
    "look_backs.settled": of_year(lambda year: year.watch.look_back_orders_passed),
}
