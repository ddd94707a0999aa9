"""监督小组: its projects, inspections with findings, rechecks, looking back in the following year."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from commons.kernel import clock
from commons.kernel.actor import Actor
from tenants.delivery import queries as delivery
from tenants.documents import queries as documents
from tenants.oversight import queries
from tenants.oversight.commands import findings, inspections, look_backs, rectifications
from tenants.oversight.terms import FindingKind, FindingState, InspectionKind, Outcome, RectificationState
from tenants.workbench.entrance import act_page, filled, page, section
from tenants.workbench.forms import FindingForm, InspectionForm, LookBackForm, RecheckForm, SettleFindingForm
from tenants.workbench.views.projects import photos_of, year_of


@section("supervision")
def projects(request: HttpRequest, actor: Actor) -> HttpResponse:
    years = delivery.years()
    year = year_of(request, years)
    return page(
        request,
        "supervision/list",
        groups=queries.groups(actor).filter(year=year).order_by("name", "uid"),
        rows=delivery.ledger(actor, year),
        chosen=year,
        year_choices=years,
    )


@section("supervision")
def project(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    row = delivery.get(actor, uid)
    return page(
        request,
        "supervision/project",
        project=row,
        line=delivery.row(actor, uid),
        milestones=delivery.milestones_of(row),
        inspections=queries.inspections(actor).filter(project_uid=uid).order_by("-held_on", "-uid"),
        findings=queries.findings(actor).filter(project_uid=uid).order_by("-uid"),
        orders=queries.rectifications(actor).filter(project_uid=uid).order_by("-uid"),
        look_backs=queries.look_backs(actor).filter(project_uid=uid).order_by("-uid"),
        may_look_back=row.is_done and clock.today().year > row.year,
        today=clock.today(),
    )


def _group(actor: Actor, project_uid: UUID) -> UUID | None:
    """The group through which this person watches the project."""
    watching = queries.groups_watching(project_uid).values("pk")
    found = queries.groups(actor).filter(pk__in=watching).order_by("name", "uid").first()
    return found.uid if found else None


@section("supervision", "GET", "POST", act="oversight.inspect")
def inspect(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    row = delivery.get(actor, uid)

    def act(typed: dict[str, Any]) -> str:
        kind, photos = InspectionKind(typed.pop("kind")), photos_of(typed)
        inspections.inspect(
            actor=actor,
            project_uid=uid,
            kind=kind,
            group_uid=_group(actor, uid),
            photos=photos,
            at=clock.now(),
            **typed,
        )
        return "检查已登记。发现问题的，请打开这次检查逐条登记。"

    return act_page(
        request,
        filled(request, InspectionForm, initial={"held_on": clock.today()}),
        act,
        f"/desk/supervision/{uid}/",
        title="登记检查",
        about=row.title,
        button="登记检查",
    )


@section("supervision", "GET", "POST")
def inspection(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """One inspection; its form adds a finding."""
    row = queries.inspection(actor, uid)

    def act(typed: dict[str, Any]) -> str:
        kind = FindingKind(typed.pop("kind"))
        findings.raise_finding(actor=actor, inspection_uid=uid, kind=kind, at=clock.now(), **typed)
        return "问题已登记。"

    return act_page(
        request,
        filled(request, FindingForm),
        act,
        request.path,
        title=row.get_kind_display(),
        button="登记问题",
        template="supervision/inspection",
        inspection=row,
        files=documents.attachments_of(uid),
        findings=queries.findings(actor).filter(inspection=row).order_by("uid"),
    )


@section("supervision", "GET", "POST", act="oversight.inspect")
def settle(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    row = queries.finding(actor, uid)
    form = filled(request, SettleFindingForm, is_opinion=row.kind == FindingKind.OPINION)

    def act(typed: dict[str, Any]) -> str:
        findings.settle_finding(
            actor=actor, finding_uid=uid, settlement=typed["settlement"], adopted=form.adoption, at=clock.now()
        )
        return "已登记处理情况。"

    return act_page(
        request,
        form,
        act,
        f"/desk/supervision/inspections/{row.inspection_id}/",
        title=f"当场处理：{row.get_kind_display()}" if row.state == FindingState.RAISED else row.get_kind_display(),
        about=row.text,
        button="登记处理情况",
    )


@section("supervision", "GET", "POST", act="oversight.recheck")
def recheck(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """复查: put right, or a second order with a deadline of its own."""
    row = queries.rectification(actor, uid)

    def act(typed: dict[str, Any]) -> str:
        passed = typed["passed"] == "yes"
        rectifications.recheck_rectification(
            actor=actor,
            rectification_uid=uid,
            passed=passed,
            note=typed["verdict_note"],
            due_on=typed["due_on"],
            at=clock.now(),
        )
        return "已确认整改到位。" if passed else "已责令二次整改。"

    return act_page(
        request,
        filled(request, RecheckForm),
        act,
        f"/desk/supervision/{row.project_uid}/",
        title="复查整改",
        button="登记复查结论",
        template="supervision/recheck",
        order=row,
        files=documents.attachments_of(uid),
        is_open=row.state == RectificationState.ANSWERED,
    )


@section("supervision", "GET", "POST", act="oversight.look_back")
def look_back(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    row = delivery.get(actor, uid)

    def act(typed: dict[str, Any]) -> str:
        outcome = Outcome(typed.pop("outcome"))
        look_backs.look_back(
            actor=actor, project_uid=uid, outcome=outcome, group_uid=_group(actor, uid), at=clock.now(), **typed
        )
        return "回头看已登记。"

    return act_page(
        request,
        filled(request, LookBackForm, initial={"held_on": clock.today()}),
        act,
        f"/desk/supervision/{uid}/",
        title="登记回头看",
        about=f"{row.title}。发现问题的，须填写整改期限。",
        button="登记回头看",
    )
