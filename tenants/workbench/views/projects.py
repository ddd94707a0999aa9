"""责任单位's own projects: plan, monthly report with photos, money, milestones, completion; and what must be put right."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from commons.kernel import clock
from commons.kernel.actor import Actor
from tenants.delivery import queries
from tenants.delivery.commands import changes, ledger, plans, progress
from tenants.delivery.errors import MilestoneNotFound, SubProjectNotFound
from tenants.delivery.filters import Filters
from tenants.delivery.lights import Light, should_be
from tenants.delivery.policies import POLICY
from tenants.delivery.terms import Aspect, FundSource, MoneyKind, PhotoPhase
from tenants.documents import queries as documents
from tenants.oversight import queries as oversight
from tenants.oversight.commands import rectifications
from tenants.oversight.terms import RectificationState
from tenants.workbench.entrance import act_page, filled, page, paged, section, sent, status_of
from tenants.workbench.forms import (
    ChangeForm,
    DayForm,
    GalleryForm,
    MilestoneDoneForm,
    MilestoneForm,
    MoneyForm,
    RectificationForm,
    ReportForm,
    ScheduleForm,
)

Photos = list[tuple[str, bytes]]
NEWEST_REPORTS = 6


def photos_of(typed: dict[str, Any]) -> Photos:
    """The pictures out of what was typed, as the commands take them."""
    return [(each.name, each.read()) for each in typed.pop("photos")]


@section("projects")
def projects(request: HttpRequest, actor: Actor) -> HttpResponse:
    years = queries.years()
    year = year_of(request, years)
    return page(request, "projects/list", rows=queries.ledger(actor, year), chosen=year, year_choices=years)


@section("works")
def works(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every project of a year, for deputies: the lights first, then the list."""
    filters = Filters.read(request.GET.dict(), queries.years(), clock.today().year)
    every = queries.ledger(actor, filters.year)
    lit = [row.light for row in every]
    return page(
        request,
        "projects/works",
        rows=[row for row in every if filters.holds(row)],
        filters=filters,
        counts=[(light, lit.count(light), filters.query(light=light.value)) for light in Light if light in lit],
        year_choices=queries.years(),
        chosen=filters.year,
    )


@section("works")
def work(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    line = queries.row(actor, uid)
    return page(request, "projects/work", line=line, project=line, story=queries.story(uid, public_only=False))


def year_of(request: HttpRequest, years: list[int]) -> int:
    """The year asked for, or this one, or the newest that has projects."""
    asked, this = request.GET.get("year", ""), clock.today().year
    if asked.isascii() and asked.isdigit() and int(asked[:5]) in years:
        return int(asked)
    return this if this in years or not years else years[0]


@section("projects")
def project(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    row = queries.get(actor, uid)
    reports = list(queries.reports_of(row)[:NEWEST_REPORTS])
    photos = documents.attachments_by_subject([each.uid for each in reports])
    return page(
        request,
        "projects/project",
        project=row,
        line=queries.row(actor, uid),
        milestones=queries.milestones_of(row),
        sub_projects=queries.sub_projects_of(row),
        reports=[(each, photos[each.uid]) for each in reports],
        entries=queries.entries_of(row),
        acts=_acts(actor, row),
        story=queries.story(uid, public_only=False),
        just_sent="sent" in request.GET,
        today=clock.today(),
    )


def _acts(actor: Actor, row: Any) -> set[str]:
    """What may be done now: the steps that leave this state, and the room's other acts while it is not closed."""
    steps = {step.name for step in row.lifecycle.steps_from(row.state) if POLICY.may(actor, step.permission, row)}
    if row.is_closed:
        return steps | ({"enter_money"} if POLICY.may(actor, "delivery.enter_money", row) else set())
    others = {
        act for act in ("plan", "report", "enter_money", "propose_change") if POLICY.may(actor, f"delivery.{act}", row)
    }
    return steps | others


def _home(uid: UUID) -> str:
    return f"/desk/projects/{uid}/"


# ── the plan ──────────────────────────────────────────────────────────────────────────────────


@section("projects", "GET", "POST", act="delivery.plan")
def schedule(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    row = queries.get(actor, uid)

    def act(typed: dict[str, Any]) -> str:
        plans.schedule_project(actor=actor, project_uid=uid, at=clock.now(), **typed)
        return "起止时间已确定。"

    return act_page(
        request,
        filled(request, ScheduleForm, initial={"start_on": row.start_on, "due_on": row.due_on}),
        act,
        _home(uid),
        title="确定起止时间",
        about=row.title,
        after="完成时限确定后，只能通过项目调整变更。",
        button="确定",
    )


@section("projects", "GET", "POST", act="delivery.plan")
def add_milestone(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    row = queries.get(actor, uid)

    def act(typed: dict[str, Any]) -> str:
        plans.add_milestone(actor=actor, project_uid=uid, at=clock.now(), **typed)
        return "节点已加入实施计划。"

    form = filled(request, MilestoneForm)
    return act_page(request, form, act, _home(uid), title="增加节点", about=row.title, button="增加节点")


@section("projects", "GET", "POST", act="delivery.plan")
def milestone_done(request: HttpRequest, actor: Actor, uid: UUID, step: UUID) -> HttpResponse:
    row = queries.get(actor, uid)
    found = queries.milestones_of(row).filter(uid=step).first()
    if found is None:
        raise MilestoneNotFound()

    def act(typed: dict[str, Any]) -> str:
        plans.complete_milestone(actor=actor, milestone_uid=step, at=clock.now(), **typed)
        return "节点已登记完成。"

    return act_page(
        request,
        filled(request, MilestoneDoneForm, initial={"done_on": clock.today()}),
        act,
        _home(uid),
        title=f"完成节点：{found.title}",
        about=f"验收标准：{found.standard}",
        button="登记完成",
    )


@section("projects", "GET", "POST", act="delivery.plan")
def part_done(request: HttpRequest, actor: Actor, uid: UUID, part: UUID) -> HttpResponse:
    row = queries.get(actor, uid)
    found = queries.sub_projects_of(row).filter(uid=part).first()
    if found is None:
        raise SubProjectNotFound()

    def act(typed: dict[str, Any]) -> str:
        plans.complete_sub_project(actor=actor, sub_project_uid=part, at=clock.now(), **typed)
        return "子项已登记完成。"

    form = filled(request, DayForm, name="done_on", label="完成日期", initial={"done_on": clock.today()})
    return act_page(
        request, form, act, _home(uid), title=f"完成子项：{found.title}", about=row.title, button="登记完成"
    )


# ── the work ──────────────────────────────────────────────────────────────────────────────────


@section("projects", "GET", "POST", act="delivery.report")
def start(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    row = queries.get(actor, uid)

    def act(typed: dict[str, Any]) -> str:
        progress.start_project(actor=actor, project_uid=uid, at=clock.now(), **typed)
        return "已登记开工。"

    form = filled(request, DayForm, name="started_on", label="开工日期", initial={"started_on": clock.today()})
    return act_page(request, form, act, _home(uid), title="登记开工", about=row.title, button="登记开工")


@section("projects", "GET", "POST", act="delivery.report")
def report(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """The month's report. What is typed stays on the phone until it is sent; `?sent` tells the next page to forget it."""
    row, today = queries.get(actor, uid), clock.today()
    parts = [
        (each.uid, each.title, each.physical_percent) for each in queries.sub_projects_of(row) if each.done_on is None
    ]

    def act(typed: dict[str, Any]) -> str:
        photos = photos_of(typed)
        progress.report_progress(actor=actor, project_uid=uid, photos=photos, at=clock.now(), **typed)
        return "进度已报送。"

    planned = should_be(row.start_on, row.due_on, today)
    form = filled(request, ReportForm, initial={"month_on": today, "planned_percent": planned}, parts=parts)
    if request.method == "POST" and (done := sent(request, form, act, f"{_home(uid)}?sent")):
        return done
    last = queries.reports_of(row).first()
    return page(
        request,
        "projects/report",
        status_of(form),
        title="报送进度",
        form=form,
        project=row,
        last=last,
        back=_home(uid),
    )


@section("projects", "GET", "POST", act="delivery.report")
def photos(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    row = queries.get(actor, uid)

    def act(typed: dict[str, Any]) -> str:
        count = progress.add_photos(
            actor=actor,
            project_uid=uid,
            phase=PhotoPhase(typed["phase"]),
            photos=photos_of(typed),
            at=clock.now(),
        )
        return f"已加入 {count} 张照片。"

    return act_page(
        request,
        filled(request, GalleryForm, initial={"phase": PhotoPhase.BEFORE}),
        act,
        _home(uid),
        title="加入照片",
        about=row.title,
        button="加入照片",
    )


@section("projects", "GET", "POST", act="delivery.propose_change")
def change(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    row = queries.get(actor, uid)

    def act(typed: dict[str, Any]) -> str:
        aspect = Aspect(typed.pop("aspect"))
        changes.propose_change(actor=actor, project_uid=uid, aspect=aspect, at=clock.now(), **typed)
        return "变更已提出，等待决定。"

    return act_page(
        request,
        filled(request, ChangeForm),
        act,
        _home(uid),
        title="提出变更",
        about=row.title,
        after="票决项目的变更经法定程序批准后才生效，批准前按原内容实施。",
        button="提出变更",
    )


@section("projects", "GET", "POST", act="delivery.enter_money")
def enter_money(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    row = queries.get(actor, uid)

    def act(typed: dict[str, Any]) -> str:
        kind, source = MoneyKind(typed.pop("kind")), FundSource(typed.pop("source"))
        ledger.enter(actor=actor, project_uid=uid, kind=kind, source=source, at=clock.now(), **typed)
        return "资金已登记。"

    return act_page(
        request,
        filled(request, MoneyForm, initial={"booked_on": clock.today()}),
        act,
        _home(uid),
        title="登记资金",
        about=row.title,
        after="登记后不能修改或删除，登记错误的由经办人冲销。",
        button="登记资金",
    )


@section("projects", "GET", "POST", act="delivery.report")
def complete(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    row = queries.get(actor, uid)

    def act(typed: dict[str, Any]) -> str:
        progress.complete_project(actor=actor, project_uid=uid, at=clock.now(), **typed)
        return "已申报完工，等待验收。"

    return act_page(
        request,
        filled(request, DayForm, name="completed_on", label="完工日期", initial={"completed_on": clock.today()}),
        act,
        _home(uid),
        title="申报完工",
        about=row.title,
        after="申报后由人大经办或政府方组织验收，验收前不能再报送进度。",
        button="申报完工",
    )


# ── what must be put right ────────────────────────────────────────────────────────────────────


@section("rectifications")
def orders(request: HttpRequest, actor: Actor) -> HttpResponse:
    rows = oversight.rectifications(actor).order_by("-uid")
    return page(request, "projects/orders", orders=paged(request, rows), today=clock.today())


@section("rectifications", "GET", "POST", act="oversight.answer")
def order(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    row = oversight.rectification(actor, uid)

    def act(typed: dict[str, Any]) -> str:
        photos = photos_of(typed)
        rectifications.answer_rectification(
            actor=actor, rectification_uid=uid, reply=typed["reply"], photos=photos, at=clock.now()
        )
        return "整改情况已提交，等待复查。"

    return act_page(
        request,
        filled(request, RectificationForm),
        act,
        "/desk/rectifications/",
        title=row.get_demand_display(),
        button="提交整改情况",
        template="projects/order",
        order=row,
        files=documents.attachments_of(uid),
        is_open=row.state == RectificationState.ORDERED,
        is_late=row.is_overdue(clock.today()),
    )
