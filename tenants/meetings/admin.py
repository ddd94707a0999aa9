"""Sessions and enquiries on the staff site: convene, set the agenda, sign in, preside, follow up what was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from admin_theme.records import CommandButton, RecordAdmin
from admin_theme.site import office_site
from commons.access import queries as access
from commons.kernel import clock
from commons.kernel.actor import Actor, Role
from tenants.cycles import queries as cycles
from tenants.meetings import commands, queries
from tenants.meetings.errors import ItemNotFound
from tenants.meetings.models import Enquiry, Session
from tenants.meetings.terms import DecisionKind, EnquiryState, ItemKind, ItemState, SessionState, SignInMethod

# ── forms ─────────────────────────────────────────────────────────────────────────────────────


def _day(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


def _text(label: str, most: int, rows: int = 4) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}))


class ConveningForm(forms.Form):
    kind = forms.ChoiceField(label="会议类型")
    title = forms.CharField(label="会议名称", max_length=100)
    cycle_uid = forms.TypedChoiceField(label="年度", coerce=UUID, required=False, empty_value=None)
    term_no = forms.IntegerField(label="届", required=False)
    session_no = forms.IntegerField(label="次", required=False)
    held_on = _day("会议日期")
    place = forms.CharField(label="地点", max_length=100, required=False)
    expected = forms.IntegerField(label="应到人数", required=False, help_text="有表决权的人数，可以以后填写。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = [(str(year.uid), f"{year.year}年度") for year in cycles.open_cycles()]
        self.fields["kind"].choices = [(each.value, each.label) for each in queries.kinds_here()]  # type: ignore[attr-defined]
        self.fields["cycle_uid"].choices = [("", "不属于某一年度"), *years]  # type: ignore[attr-defined]


class ExpectedForm(forms.Form):
    expected = forms.IntegerField(label="应到人数")


class ItemForm(forms.Form):
    kind = forms.ChoiceField(label="议程类型", choices=ItemKind.choices)
    title = forms.CharField(label="议程", max_length=100)
    presenter = forms.CharField(label="报告人（主讲人）", max_length=60, required=False)


class GuestForm(forms.Form):
    name = forms.CharField(label="姓名", max_length=60, help_text="列席人员没有表决权。代表请在代表名册中代签。")


class AskingForm(forms.Form):
    seat_uid = forms.TypedChoiceField(label="提问人", coerce=UUID)
    text = _text("问题", 1000)

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = queries.present(session.uid)
        self.fields["seat_uid"].choices = [(str(each.seat_uid), each.name) for each in here]  # type: ignore[attr-defined]


class HandsForm(forms.Form):
    approve = forms.IntegerField(label="赞成", min_value=0)
    oppose = forms.IntegerField(label="反对", min_value=0, initial=0)
    abstain = forms.IntegerField(label="弃权", min_value=0, initial=0)


class DecidingForm(HandsForm):
    title = forms.CharField(label="事项", max_length=200)
    field_order = ("title", "approve", "oppose", "abstain")


class MinutesForm(forms.Form):
    text = _text("会议记录", 50_000, 16)


class ReasonForm(forms.Form):
    reason = _text("取消原因", 200, 3)


class AssigningForm(forms.Form):
    unit_account_uid = forms.TypedChoiceField(label="答复单位", coerce=UUID)
    due_on = _day("答复期限")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = [(str(unit.uid), unit.name) for unit in access.holders_of(Role.UNIT)]
        self.fields["unit_account_uid"].choices = units  # type: ignore[attr-defined]


class AnsweringForm(forms.Form):
    answer = _text("答复", 2000, 6)


# ── buttons ───────────────────────────────────────────────────────────────────────────────────


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _on_session(command: Callable[..., Any]) -> Callable[..., Any]:
    def press(*, request: HttpRequest, obj: Session, **values: Any) -> Any:
        return command(actor=_actor(request), session_uid=obj.uid, at=clock.now(), **values)

    return press


def _convene(*, request: HttpRequest, obj: None, **values: Any) -> Session:
    return commands.convene(actor=_actor(request), at=clock.now(), **values)


def _sign_in_guest(*, request: HttpRequest, obj: Session, name: str) -> Any:
    return commands.sign_in(
        actor=_actor(request),
        session_uid=obj.uid,
        seat_uid=None,
        account_uid=None,
        name=name,
        votes=False,
        method=SignInMethod.CLERK,
        at=clock.now(),
    )


def _go_on(*, request: HttpRequest, obj: Session) -> Any:
    """Finish the item under way; if none is, begin the next one."""
    item = queries.item_in_turn(obj.uid)
    if item is None:
        raise ItemNotFound()
    step = commands.finish_item if item.state == ItemState.UNDER_WAY else commands.begin_item
    return step(actor=_actor(request), item_uid=item.uid, at=clock.now())


def _decide(*, request: HttpRequest, obj: Session, **values: Any) -> Any:
    return commands.decide(
        actor=_actor(request), session_uid=obj.uid, kind=DecisionKind.OTHER, at=clock.now(), **values
    )


def _asking_form(*, request: HttpRequest, obj: Session, data: Any, files: Any) -> AskingForm:
    return AskingForm(data, files, session=obj)


def _assign(*, request: HttpRequest, obj: Enquiry, unit_account_uid: UUID, due_on: Any) -> Enquiry:
    name = access.names_of([unit_account_uid])[unit_account_uid]
    return commands.assign_enquiry(
        actor=_actor(request),
        enquiry_uid=obj.uid,
        unit_account_uid=unit_account_uid,
        unit_name=name,
        due_on=due_on,
        at=clock.now(),
    )


def _answer(*, request: HttpRequest, obj: Enquiry, answer: str) -> Enquiry:
    return commands.answer_enquiry(actor=_actor(request), enquiry_uid=obj.uid, answer=answer, at=clock.now())


def _in_state(*states: str) -> Callable[[Any], bool]:
    return lambda record: record.state in states


# ── pages ─────────────────────────────────────────────────────────────────────────────────────


@admin.register(Session, site=office_site)
class SessionAdmin(RecordAdmin):
    list_display = ("title", "kind", "held_on", "place", "expected", "state")
    list_filter = ("kind", "state")
    search_fields = ("title",)
    section_order = 5
    empty_says = "还没有会议。请在右上方召集会议。"
    fieldsets = (
        ("会议", {"fields": ("title", "kind", "term_no", "session_no", "held_on", "place")}),
        ("到会", {"fields": ("expected", "voting", "came", "door_code", "opened_at", "closed_at")}),
    )
    starts = (
        CommandButton(
            name="convene",
            label="召集会议",
            command=_convene,
            form=ConveningForm,
            act="meetings.convene",
            primary=True,
            done="会议已召集。请安排议程。",
        ),
    )
    buttons = (
        CommandButton(
            name="item",
            label="添加议程",
            command=_on_session(commands.add_agenda_item),
            form=ItemForm,
            act="meetings.set_agenda",
            when=_in_state(SessionState.PLANNED, SessionState.OPEN),
        ),
        CommandButton(
            name="expected",
            label="填写应到人数",
            command=_on_session(commands.set_expected),
            form=ExpectedForm,
            act="meetings.convene",
            when=_in_state(SessionState.PLANNED, SessionState.OPEN),
        ),
        CommandButton(
            name="guest",
            label="列席人员签到",
            command=_sign_in_guest,
            form=GuestForm,
            act="meetings.sign_in",
            when=_in_state(SessionState.PLANNED, SessionState.OPEN),
        ),
        CommandButton(
            name="open",
            label="宣布开会",
            command=_on_session(commands.open_session),
            act="meetings.preside",
            when=_in_state(SessionState.PLANNED),
            primary=True,
        ),
        CommandButton(
            name="go_on",
            label="议程向前",
            command=_go_on,
            act="meetings.preside",
            when=lambda session: session.state == SessionState.OPEN and queries.item_in_turn(session.uid) is not None,
            done="议程已更新。",
        ),
        CommandButton(
            name="ask",
            label="记录提问",
            command=_on_session(commands.ask),
            form=_asking_form,
            act="meetings.ask",
            when=_in_state(SessionState.OPEN),
        ),
        CommandButton(
            name="decide",
            label="记录会议表决",
            command=_decide,
            form=DecidingForm,
            act="meetings.decide",
            when=_in_state(SessionState.OPEN),
            done=lambda decision: "表决已记录：通过。" if decision.passed else "表决已记录：没有通过。",
        ),
        CommandButton(
            name="minutes",
            label="会议记录",
            command=_on_session(commands.record_minutes),
            form=MinutesForm,
            act="meetings.record_minutes",
            when=_in_state(SessionState.OPEN, SessionState.CLOSED),
            done="会议记录已保存为新的一稿。",
        ),
        CommandButton(
            name="close",
            label="宣布闭会",
            command=_on_session(commands.close_session),
            act="meetings.preside",
            when=_in_state(SessionState.OPEN),
            after="闭会后不再接受签到和提问，尚未进行的议程记为推迟。",
            confirm="宣布闭会",
        ),
        CommandButton(
            name="cancel",
            label="取消会议",
            command=_on_session(commands.cancel_session),
            form=ReasonForm,
            act="meetings.convene",
            when=_in_state(SessionState.PLANNED),
            danger=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        return queries.visible_to(_actor(request))

    @admin.display(description="实到（有表决权）")
    def voting(self, session: Session) -> int:
        return queries.present_count(session.uid, voting_only=True)

    @admin.display(description="实到（含列席）")
    def came(self, session: Session) -> int:
        return queries.present_count(session.uid, voting_only=False)

    def lifecycle(self, session: Session) -> list[dict[str, Any]]:
        if session.state == SessionState.CANCELLED:
            return [{"label": SessionState.CANCELLED.label, "state": "stopped"}]
        way = [SessionState.PLANNED, SessionState.OPEN, SessionState.CLOSED]
        place = way.index(SessionState(session.state))
        return [
            {"label": state.label, "state": "done" if n < place else "current" if n == place else "coming"}
            for n, state in enumerate(way)
        ]

    def related(self, request: HttpRequest, session: Session) -> list[dict[str, Any]]:
        enquiries = queries.enquiries_visible_to(_actor(request)).filter(session=session)
        here = [
            {
                "name": each.name,
                "votes": "有" if each.votes else "无",
                "method": each.get_method_display(),
                "signed_at": each.created_at,
            }
            for each in queries.attendances_of(session.uid)
        ]
        return [
            _ledger(
                "议程",
                queries.agenda_of(session.uid),
                "还没有议程。",
                title="议程",
                get_kind_display="类型",
                presenter="报告人",
                get_state_display="状态",
            ),
            _ledger("签到", here, "还没有人签到。", name="姓名", votes="表决权", method="方式", signed_at="时间"),
            _ledger(
                "会议表决",
                [
                    {
                        "kind": each.get_kind_display(),
                        "title": each.title,
                        "hands": f"{each.approve} / {each.oppose} / {each.abstain}",
                        "passed": "通过" if each.passed else "未通过",
                    }
                    for each in queries.decisions_of(session.uid)
                ],
                "还没有表决。",
                kind="事项",
                title="名称",
                hands="赞成 / 反对 / 弃权",
                passed="结果",
            ),
            _ledger(
                "提问",
                enquiries,
                "没有提问。",
                text="问题",
                asker_name="提问人",
                unit_name="答复单位",
                get_state_display="状态",
            ),
            _ledger(
                "会议记录",
                queries.minutes_of(session.uid),
                "还没有会议记录。",
                __str__="稿次",
                text="内容",
                author_name="记录人",
                created_at="时间",
            ),
        ]


def _ledger(caption: str, rows: Iterable[Any], empty: str, **columns: str) -> dict[str, Any]:
    """A ledger below the facts: attribute of the row → head of its column; what ends in `_on` or `_at` is a date."""
    kinds = {"_on": "date", "_at": "datetime"}
    return {
        "caption": caption,
        "columns": [{"key": key, "label": head, "kind": kinds.get(key[-3:], "text")} for key, head in columns.items()],
        "rows": rows,
        "empty": empty,
    }


@admin.register(Enquiry, site=office_site)
class EnquiryAdmin(RecordAdmin):
    reading = "meetings.read_enquiries"
    list_display = ("text", "asker_name", "session", "unit_name", "due_on", "state")
    list_filter = ("state",)
    search_fields = ("text", "asker_name", "unit_name")
    section_order = 6
    empty_says = "会议上还没有人提问。"
    fieldsets = (
        ("提问", {"fields": ("session", "asker_name", "text")}),
        ("答复", {"fields": ("unit_name", "due_on", "answer", "answered_on_spot", "answered_at")}),
    )
    buttons = (
        CommandButton(
            name="assign",
            label="交办答复",
            command=_assign,
            form=AssigningForm,
            act="meetings.assign_enquiry",
            when=_in_state(EnquiryState.ASKED),
            primary=True,
        ),
        CommandButton(
            name="answer",
            label="登记答复",
            command=_answer,
            form=AnsweringForm,
            act="meetings.answer_enquiry",
            when=_in_state(EnquiryState.ASKED, EnquiryState.ASSIGNED),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Enquiry]:
        return queries.enquiries_visible_to(_actor(request))
