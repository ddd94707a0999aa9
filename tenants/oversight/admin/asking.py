"""On the staff site: a 代表网络问政 on its hearing's page, and its clues and questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from admin_theme.ledgers import columns
from admin_theme.records import CommandButton, RecordAdmin
from admin_theme.site import office_site
from commons.kernel import clock
from commons.kernel.actor import Actor
from tenants.documents import queries as documents
from tenants.oversight import forms, queries
from tenants.oversight.admin.pages import actor_of
from tenants.oversight.admin.records import acting
from tenants.oversight.commands import hearings, shows
from tenants.oversight.models import Clue, Hearing
from tenants.oversight.terms import ASKED, ClueState, HearingKind, HearingState, Quality

_ON_SHOW = "hearing_uid"
_ON_CLUE = "clue_uid"


def _call(*, request: HttpRequest, obj: None, **values: Any) -> Hearing:
    return hearings.call_hearing(actor=actor_of(request), kind=HearingKind.SHOW, at=clock.now(), **values)


def _film(*, request: HttpRequest, obj: Hearing, film: UploadedFile) -> Any:
    return shows.add_film(
        actor=actor_of(request), hearing_uid=obj.uid, filename=film.name or "", content=film.read(), at=clock.now()
    )


def _asking(show_of: Callable[[Any], Hearing]) -> Callable[..., forms.AskerForm]:
    def form(request: HttpRequest, obj: Any, data: Any, files: Any) -> forms.AskerForm:
        return forms.AskerForm(data, show=show_of(obj))

    return form


def _collects(row: Hearing) -> bool:
    return row.is_show and row.state == HearingState.CALLED


def _stands(row: Hearing) -> bool:
    return row.is_show and row.state != HearingState.CLOSED


STARTS = (
    CommandButton(
        name="show",
        label="开展网络问政",
        command=_call,
        form=forms.ShowForm,
        act="oversight.call",
        after="先征集问题线索，研判后确定主题、遴选问政代表、制作短片，再登记开展情况。",
    ),
)
BUTTONS = (
    CommandButton(
        name="clue",
        label="登记问题线索",
        command=acting(shows.offer_clue, _ON_SHOW),
        form=forms.ClueForm,
        act="oversight.offer_clue",
        when=lambda row: _collects(row) and not row.theme,
    ),
    CommandButton(
        name="theme",
        label="确定主题",
        command=acting(shows.choose_theme, _ON_SHOW),
        form=forms.ThemeForm,
        act="oversight.call",
        when=_collects,
        after="研判结束，未选用的线索不再列入本期。请先在“问政问题”中逐条选用。",
    ),
    CommandButton(
        name="askers",
        label="遴选问政代表",
        command=acting(shows.seat_askers, _ON_SHOW),
        form=forms.AskersForm,
        act="oversight.call",
        when=_collects,
    ),
    CommandButton(
        name="dismiss",
        label="问政代表退出",
        command=acting(shows.dismiss_asker, _ON_SHOW),
        form=_asking(lambda row: row),
        act="oversight.call",
        when=lambda row: _collects(row) and row.signers.exists(),
    ),
    CommandButton(
        name="film",
        label="附问题短片",
        command=_film,
        form=forms.FilmForm,
        act="oversight.call",
        when=_stands,
        after="开展之前，被问的部门看不到短片和问题。",
    ),
    CommandButton(
        name="announce",
        label="登记主持和播出",
        command=acting(shows.announce_show, _ON_SHOW),
        form=forms.AnnounceForm,
        initial=lambda row: {"host": row.host, "broadcast_url": row.broadcast_url},
        act="oversight.call",
        when=_stands,
    ),
    CommandButton(
        name="hand",
        label="交办问题",
        command=acting(shows.hand_over, _ON_SHOW),
        form=forms.DueForm,
        act="oversight.call",
        when=lambda row: _stands(row) and row.held_on is not None,
        after="每个部门一份函，列明交给它的问题。",
        done=lambda handed: f"已交办 {len(handed)} 个问题。",
    ),
    CommandButton(
        name="publish",
        label="公布网络问政",
        command=acting(shows.publish_show, _ON_SHOW),
        act="oversight.publish",
        when=lambda row: row.is_show and row.held_on is not None and row.published_on is None,
        after="公布后，群众可以在门户上看到主题、短片、问题、答复和解决情况。",
    ),
    CommandButton(
        name="unpublish",
        label="撤回公布",
        command=acting(shows.withdraw_show, _ON_SHOW),
        act="oversight.publish",
        when=lambda row: row.is_show and row.published_on is not None,
        danger=True,
    ),
)


def ledgers(viewer: Actor, row: Hearing) -> list[dict[str, Any]]:
    """Below the facts of a show: topics, who asks, film and letters, questions."""
    clues = queries.clues(viewer).filter(show=row)
    questions = clues.filter(state__in=ASKED)
    papers = [(each.filename, each.href) for each in documents.attachments_of(row.uid)]
    papers += [(f"{each.number} {each.title}", each.href) for each in documents.documents_of(row.uid)]
    return [
        {
            "caption": "问题线索",
            "columns": columns(topic="类别", clues="线索", groups="代表小组"),
            "rows": [
                {"topic": topic, "clues": clues, "groups": groups} for topic, clues, groups in queries.topics_of(clues)
            ],
            "empty": "还没有收到线索。",
        },
        {
            "caption": "问政代表",
            "columns": columns(name="姓名", why="遴选条件"),
            "rows": [
                {"name": each.name, "why": "、".join(Quality(word).label for word in each.qualities)}
                for each in queries.askers_of(row)
            ],
            "empty": "还没有遴选问政代表。",
        },
        {
            "caption": "短片和文书",
            "columns": columns(file="文件"),
            "rows": [{"file": format_html('<a href="{}">{}</a>', href, name)} for name, href in papers],
            "empty": "还没有短片和文书。",
        },
        {
            "caption": "问题",
            "columns": columns(text="问题", unit="答复部门", asker="问政代表", rate="满意率", due="期限", state="状态"),
            "rows": [
                {
                    "text": format_html('<a href="/admin/oversight/clue/{}/change/">{}</a>', each.uid, each),
                    "unit": each.unit_name,
                    "asker": each.asker.name if each.asker else "",
                    "rate": _rate(each),
                    "due": clock.in_words(each.due_on),
                    "state": "逾期未反馈" if each.is_overdue(clock.today()) else each.get_state_display(),
                }
                for each in questions.order_by("unit_name", "uid")
            ],
            "empty": "还没有选用的问题。",
        },
    ]


@admin.register(Clue, site=office_site)
class ClueAdmin(RecordAdmin):
    reading = "oversight.read_shows"
    list_display = ("topic", "group", "text", "unit_name", "asker", "due_on", "state")
    list_filter = ("state", "topic", "unit_name")
    fields = (
        "show", "topic", "text", "group", "set_aside_why", "unit_name", "asker", "answer", "answered_by", "slips", "due_on",
        "letter", "demand", "report", "reported_on", "solved_on",
    )  # fmt: skip
    section_order = 46
    wide = ("text", "answer", "demand", "report")
    empty_says = "还没有问政问题。请先在“询问、约谈和质询”中开展网络问政，再登记或由代表报送线索。"
    buttons = (
        CommandButton(
            name="choose",
            label="选用",
            command=acting(shows.choose_clue, _ON_CLUE),
            form=forms.ChooseForm,
            act="oversight.call",
            when=lambda row: row.state in (ClueState.RAISED, ClueState.SET_ASIDE) and _collects(row.show),
            primary=True,
        ),
        CommandButton(
            name="aside",
            label="不选用",
            command=acting(shows.set_aside_clue, _ON_CLUE),
            form=forms.ReasonForm,
            act="oversight.call",
            when=lambda row: row.state in (ClueState.RAISED, ClueState.CHOSEN) and _collects(row.show),
        ),
        CommandButton(
            name="give",
            label="指定提问代表",
            command=acting(shows.give_question, _ON_CLUE),
            form=_asking(lambda row: row.show),
            act="oversight.call",
            when=lambda row: row.state in (ClueState.CHOSEN, ClueState.ANSWERED),
        ),
        CommandButton(
            name="answer",
            label="登记现场答复",
            command=acting(shows.answer_clue, _ON_CLUE),
            form=forms.AnswerClueForm,
            act="oversight.call",
            when=lambda row: row.state in (ClueState.CHOSEN, ClueState.ANSWERED),
            primary=True,
        ),
        CommandButton(
            name="report",
            label="登记办理情况",
            command=acting(shows.report_clue, _ON_CLUE),
            form=forms.ReportClueForm,
            act="oversight.report_clue",
            when=lambda row: row.state == ClueState.HANDED,
            primary=True,
        ),
        CommandButton(
            name="again",
            label="要求继续办理",
            command=acting(shows.return_clue, _ON_CLUE),
            form=forms.AgainForm,
            act="oversight.call",
            when=lambda row: row.state == ClueState.REPORTED,
        ),
        CommandButton(
            name="solve",
            label="确认解决",
            command=acting(shows.solve_clue, _ON_CLUE),
            act="oversight.call",
            when=lambda row: row.state == ClueState.REPORTED,
            primary=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Clue]:
        return queries.clues(actor_of(request)).order_by("-created_at", "-uid")

    def light(self, row: Clue) -> tuple[str, str, str] | None:
        return ("red", "逾期", "已过办理期限，部门尚未反馈。") if row.is_overdue(clock.today()) else None

    @admin.display(description="现场测评")
    def slips(self, row: Clue) -> str:
        counted = f"满意 {row.satisfied}，基本满意 {row.basically_satisfied}，不满意 {row.dissatisfied}"
        return f"{counted}（满意率 {_rate(row)}）" if _rate(row) else ""

    @admin.display(description="交办文书")
    def letter(self, row: Clue) -> str:
        if row.document_uid is None:
            return ""
        return format_html('<a href="/files/documents/{}/">打开</a>', row.document_uid)


def _rate(row: Clue) -> str:
    rate = queries.rate_of(row)
    return "" if rate is None else f"{rate}%"
