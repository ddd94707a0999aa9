"""On the staff site: hearings, bulletins, satisfaction votes, merits."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from admin_theme.records import CommandButton
from admin_theme.site import office_site
from commons.kernel import clock
from tenants.oversight import forms, queries
from tenants.oversight.admin import asking
from tenants.oversight.admin.pages import BulletinPage, RecordAdmin, UnitsPage, actor_of
from tenants.oversight.admin.records import acting, starting
from tenants.oversight.commands import bulletins, hearings, merits, polls
from tenants.oversight.models import Bulletin, Hearing, Merit, Poll
from tenants.oversight.papers import summary, table_of
from tenants.oversight.terms import BulletinKind, BulletinState, EvaluationKind, HearingState, PollState


@admin.register(Hearing, site=office_site)
class HearingAdmin(RecordAdmin):
    list_display = ("summoned", "kind", "project_title", "called_on", "held_on", "due_on", "state")
    list_filter = ("year", "kind", "state")
    fields = (
        "kind", "year", "project_title", "summoned", "matter", "theme", "host", "broadcast_url", "called_on", "held_on",
        "answer", "demand", "due_on", "report", "reported_on", "published_on",
    )  # fmt: skip
    section_order = 45
    wide = ("matter", "answer", "demand", "report")
    empty_says = "还没有询问、约谈或质询。"
    starts = (
        CommandButton(
            name="call",
            label="提出询问、约谈或质询",
            command=starting(hearings.call_hearing),
            form=forms.CallForm,
            act="oversight.call",
            after="质询案须有法定人数的代表联名；一般提问请在会议的“提问”中登记。",
            primary=True,
        ),
        *asking.STARTS,
    )
    buttons = (
        CommandButton(
            name="hold",
            label="登记开展情况",
            command=acting(hearings.hold_hearing, "hearing_uid"),
            form=forms.HoldForm,
            act="oversight.call",
            when=lambda each: each.state == HearingState.CALLED,
            primary=True,
        ),
        CommandButton(
            name="report",
            label="登记处理情况报告",
            command=acting(hearings.report_hearing, "hearing_uid"),
            form=forms.ReportForm,
            act="oversight.call",
            when=lambda each: each.state == HearingState.FOLLOWING,
            primary=True,
        ),
        CommandButton(
            name="again",
            label="要求再次报告",
            command=acting(hearings.demand_again, "hearing_uid"),
            form=forms.AgainForm,
            act="oversight.call",
            when=lambda each: each.state == HearingState.REPORTED,
        ),
        CommandButton(
            name="conclude",
            label="办结",
            command=acting(hearings.conclude_hearing, "hearing_uid"),
            act="oversight.call",
            when=lambda each: each.state == HearingState.REPORTED,
            primary=True,
        ),
        *asking.BUTTONS,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Hearing]:
        return queries.hearings(actor_of(request)).order_by("-called_on", "-uid")

    def light(self, each: Hearing) -> tuple[str, str, str] | None:
        return ("red", "逾期", "已过处理期限，尚未报告。") if each.is_overdue(clock.today()) else None

    def related(self, request: HttpRequest, each: Hearing) -> list[dict[str, Any]]:
        if each.is_show:
            return asking.ledgers(actor_of(request), each)
        return [
            {
                "caption": "联名代表",
                "columns": [{"key": "name", "label": "姓名"}],
                "rows": [{"name": signer.name} for signer in each.signers.order_by("uid")],
                "empty": "没有联名。",
            }
        ]


@admin.register(Bulletin, site=office_site)
class BulletinAdmin(BulletinPage):
    list_display = ("title", "kind", "as_of_on", "published_on", "state")
    list_filter = ("year", "kind", "state")
    fields = ("title", "kind", "year", "number", "as_of_on", "published_on", "words", "paper")
    wide = ("words",)
    section_order = 60
    empty_says = "还没有公示和通报。到期后点“生成”，数据取自台账并定格。"
    starts = (
        CommandButton(
            name="compile",
            label="生成",
            command=starting(bulletins.compile_bulletin),
            form=forms.CompileForm,
            act="oversight.compile",
            primary=True,
        ),
    )
    buttons = (
        CommandButton(
            name="publish",
            label="公布",
            command=acting(bulletins.publish_bulletin, "bulletin_uid"),
            act="oversight.publish",
            when=lambda row: row.state == BulletinState.DRAFT,
            after="公布后，群众可以在门户上看到。",
            primary=True,
        ),
        CommandButton(
            name="withdraw",
            label="撤回",
            command=acting(bulletins.withdraw_bulletin, "bulletin_uid"),
            act="oversight.publish",
            when=lambda row: row.state != BulletinState.WITHDRAWN,
            danger=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Bulletin]:
        return queries.bulletins(actor_of(request)).order_by("-created_at", "-uid")

    @admin.display(description="监督情况")
    def words(self, row: Bulletin) -> str:
        return "" if row.kind == BulletinKind.MONTHLY or not row.figures else summary(row.figures)

    @admin.display(description="文件")
    def paper(self, row: Bulletin) -> str:
        return format_html('<a href="/admin/oversight/bulletin/paper/?of={}">下载 Word 文件</a>', row.uid)

    def related(self, request: HttpRequest, row: Bulletin) -> list[dict[str, Any]]:
        heads, lines = table_of(row) if row.lines else ([], [])
        return [
            {
                "caption": "项目情况",
                "columns": [{"key": f"c{place}", "label": head} for place, head in enumerate(heads[1:])],
                "rows": [{f"c{place}": cell for place, cell in enumerate(line[1:])} for line in lines],
                "empty": "没有项目。",
            },
        ]


def _opened(opened: polls.Opened) -> str:
    return "投票已开启。" + (f"答卷码：{'　'.join(opened.codes)}" if opened.codes else "")


@admin.register(Poll, site=office_site)
class PollAdmin(RecordAdmin):
    list_display = ("project_title", "sub_project_title", "kind", "turnout", "opened_at", "state")
    list_filter = ("year", "kind", "state")
    fields = (
        "project_title", "sub_project_title", "year", "kind", "who", "asked", "turnout", "opened_at", "closed_at",
    )  # fmt: skip
    section = "evaluation"
    section_order = 20
    empty_says = "还没有满意度投票。开启后，名册上的人员在手机上投票，住户凭答卷码填写。"
    starts = (
        CommandButton(
            name="open",
            label="开启满意度投票",
            command=starting(polls.open_poll),
            form=forms.PollForm,
            act="oversight.evaluate",
            after="参加人员按本年度测评规则确定，名册随即冻结。答卷码只显示一次，请当场打印。",
            done=_opened,
            primary=True,
        ),
        CommandButton(
            name="handling",
            label="测评代表建议办理情况",
            command=starting(partial(polls.open_poll, kind=EvaluationKind.HANDLING)),
            form=forms.HandlingPollForm,
            act="oversight.evaluate",
            after="参加人员按测评规则确定，名册随即冻结。结果不满意的，请在代表建议中重新交办。",
            done=_opened,
        ),
    )
    buttons = (
        CommandButton(
            name="close",
            label="截止投票",
            command=acting(polls.close_poll, "poll_uid"),
            act="oversight.evaluate",
            when=lambda row: row.state == PollState.OPEN,
            after="截止后不再收票，票箱随即打乱。",
            primary=True,
        ),
        CommandButton(
            name="judge",
            label="计票并出结果",
            command=acting(polls.judge_poll, "poll_uid"),
            form=forms.JudgeForm,
            act="oversight.evaluate",
            when=lambda row: row.state == PollState.CLOSED,
            primary=True,
        ),
        CommandButton(
            name="void",
            label="作废",
            command=acting(polls.void_poll, "poll_uid"),
            act="oversight.annul",
            when=lambda row: row.state in (PollState.OPEN, PollState.CLOSED),
            danger=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Poll]:
        return queries.polls(actor_of(request)).order_by("-created_at", "-uid")

    @admin.display(description="已投 / 名册")
    def turnout(self, row: Poll) -> str:
        return f"{row.answered} / {row.on_roll}"  # type: ignore[attr-defined]

    @admin.display(description="测评内容")
    def asked(self, row: Poll) -> str:
        return "、".join(row.questions) or "总体评价"

    @admin.display(description="参加测评的人员")
    def who(self, row: Poll) -> str:
        return queries.evaluators_label(row)


@admin.register(Merit, site=office_site)
class MeritAdmin(UnitsPage):
    reading = "oversight.read_performance"
    list_display = ("unit_name", "year", "points", "reason", "struck_on")
    list_filter = ("year",)
    section = "evaluation"
    section_order = 30
    empty_says = "还没有加分或扣分。"
    starts = (
        CommandButton(
            name="enter",
            label="登记加分或扣分",
            command=starting(merits.enter_merit),
            form=forms.MeritForm,
            act="oversight.merit",
            primary=True,
        ),
    )
    buttons = (
        CommandButton(
            name="strike",
            label="撤销",
            command=acting(merits.strike_merit, "merit_uid"),
            act="oversight.merit",
            when=lambda row: row.struck_on is None,
            danger=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Merit]:
        return queries.merits(actor_of(request))
