"""The vote on the staff site: prepare it, man it, open it, follow it, void it. Counting is the scrutineers', at /desk/."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from admin_theme.ledgers import columns
from admin_theme.records import CommandButton, RecordAdmin
from admin_theme.site import office_site
from commons.access import queries as access
from commons.kernel import clock
from commons.kernel.actor import Actor, Role
from tenants.ballot import queries
from tenants.ballot.commands import announcing, counting, officers, opening, preparation, rehearsal, unsealing
from tenants.ballot.errors import NotOpen
from tenants.ballot.models import Vote, VoteRound
from tenants.ballot.terms import PLAIN_MODE_WARNING, Duty, VoteState
from tenants.cycles import queries as cycles
from tenants.deputies import queries as deputies
from tenants.documents import queries as documents
from tenants.documents.terms import DocumentState
from tenants.meetings import queries as meetings
from tenants.meetings.terms import SessionState

# ── forms ─────────────────────────────────────────────────────────────────────────────────────


class PreparingForm(forms.Form):
    session = forms.ChoiceField(label="会议")
    seats = forms.IntegerField(label="应选名额", min_value=1, max_value=999)
    title = forms.CharField(label="标题", max_length=100, required=False, help_text="不填则按年度自动拟定。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"].choices = [  # type: ignore[attr-defined]
            (str(session.uid), f"{cycle.year}年 · {session.title}")
            for cycle in cycles.open_cycles()
            for session in meetings.sessions_of(cycle.uid)
            if session.kind in preparation.VOTING and session.state != SessionState.CLOSED
        ]
        if not self.fields["session"].choices:  # type: ignore[attr-defined]
            self.fields["session"].help_text = "还没有可以表决的会议。请先在“票决 → 会议”中召集会议。"


class OfficersForm(forms.Form):
    chief = forms.ChoiceField(label="总监票人")
    scrutineers = forms.MultipleChoiceField(label="其他监票人", required=False, widget=forms.CheckboxSelectMultiple)
    tellers = forms.MultipleChoiceField(label="计票人", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        voters = {
            str(seat.account_uid): seat.name for seat in deputies.roll_on(clock.today()) if seat.account_uid is not None
        }
        staff = {str(each.uid): each.name for role in (Role.CLERK, Role.TELLER) for each in access.holders_of(role)}
        self.fields["chief"].choices = self.fields["scrutineers"].choices = list(voters.items())  # type: ignore[attr-defined]
        self.fields["tellers"].choices = list((staff | voters).items())  # type: ignore[attr-defined]


class HandsForm(forms.Form):
    """A show of hands in the meeting."""

    approve = forms.IntegerField(label="赞成", min_value=0)
    oppose = forms.IntegerField(label="反对", min_value=0, initial=0)
    abstain = forms.IntegerField(label="弃权", min_value=0, initial=0)


class ReasonForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class ConfirmationForm(forms.Form):
    on = forms.DateField(label="党工委确认日期", widget=forms.DateInput(attrs={"type": "date"}))
    basis = forms.CharField(label="依据", max_length=100, help_text="如会议纪要的文号。")


# ── buttons ───────────────────────────────────────────────────────────────────────────────────


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _prepare(*, request: HttpRequest, obj: None, session: str, seats: int, title: str) -> Vote:
    facts = meetings.session(UUID(session))
    assert facts.cycle_uid is not None  # the form offers sessions of open years only
    return preparation.prepare_vote(
        actor=_actor(request),
        cycle_uid=facts.cycle_uid,
        session_uid=facts.uid,
        seats=seats,
        title=title,
        at=clock.now(),
    )


def _name_officers(*, request: HttpRequest, obj: Vote, chief: str, scrutineers: list[str], tellers: list[str]) -> None:
    officers.name_officers(
        actor=_actor(request),
        vote_uid=obj.uid,
        chief=UUID(chief),
        scrutineers=[UUID(each) for each in scrutineers],
        tellers=[UUID(each) for each in tellers],
        at=clock.now(),
    )


def _adopt_method(*, request: HttpRequest, obj: Vote, **hands: int) -> bool:
    return officers.adopt_method(actor=_actor(request), vote_uid=obj.uid, at=clock.now(), **hands)


def _approve_officers(*, request: HttpRequest, obj: Vote, **hands: int) -> bool:
    return officers.approve_officers(actor=_actor(request), vote_uid=obj.uid, at=clock.now(), **hands)


def _hands_said(passed: bool) -> str:
    return "会议表决已记录：通过。" if passed else "会议表决已记录：没有通过，可以重新提请表决。"


def _open(*, request: HttpRequest, obj: Vote) -> VoteRound:
    return opening.open_round(actor=_actor(request), vote_uid=obj.uid, at=clock.now())


def _open_next(*, request: HttpRequest, obj: Vote) -> VoteRound:
    return opening.open_next_round(actor=_actor(request), vote_uid=obj.uid, at=clock.now())


def _close(*, request: HttpRequest, obj: Vote) -> VoteRound:
    last = queries.last_round(obj)
    if last is None:
        raise NotOpen()
    return counting.close_round(actor=_actor(request), round_uid=last.uid, at=clock.now())


def _confirm(*, request: HttpRequest, obj: Vote, on: dt.date, basis: str) -> Vote:
    return counting.confirm(actor=_actor(request), vote_uid=obj.uid, on=on, basis=basis, at=clock.now())


def _destroy_keys(*, request: HttpRequest, obj: Vote) -> Vote:
    return unsealing.destroy_keys(actor=_actor(request), vote_uid=obj.uid, at=clock.now())


def _announce(*, request: HttpRequest, obj: Vote) -> UUID:
    return announcing.announce(actor=_actor(request), vote_uid=obj.uid, at=clock.now())


def _rehearse(*, request: HttpRequest, obj: Vote) -> Vote:
    return rehearsal.begin_rehearsal(actor=_actor(request), vote_uid=obj.uid, at=clock.now())


def _end_rehearsal(*, request: HttpRequest, obj: Vote) -> Vote:
    return counting.void_vote(actor=_actor(request), vote_uid=obj.uid, reason="演练结束，作废", at=clock.now())


def _is_waiting(vote: Vote) -> bool:
    return vote.state == VoteState.PREPARED and vote.rehearses is None


def _void(*, request: HttpRequest, obj: Vote, reason: str) -> Vote:
    return counting.void_vote(actor=_actor(request), vote_uid=obj.uid, reason=reason, at=clock.now())


# ── pages ─────────────────────────────────────────────────────────────────────────────────────


@admin.register(Vote, site=office_site)
class VoteAdmin(RecordAdmin):
    list_display = ("title", "seats", "secrecy", "state", "confirmed_on", "created_at")
    list_filter = ("state",)
    search_fields = ("title",)
    section_order = 10
    empty_says = "还没有表决。候选项目确定、会议召集之后，请在右上方准备表决。"
    fieldsets = (
        ("表决", {"fields": ("title", "seats", "method_title", "secrecy", "papers_to_print", "secrecy_says")}),
        ("会议通过", {"fields": ("method_adopted_at", "officers_approved_at")}),
        ("党工委确认", {"fields": ("needs_confirmation", "confirmed_on", "confirmation_basis")}),
    )
    wide = ("secrecy_says",)
    starts = (
        CommandButton(
            name="prepare",
            label="准备表决",
            command=_prepare,
            form=PreparingForm,
            act="ballot.prepare",
            primary=True,
        ),
    )
    buttons = (
        CommandButton(
            name="adopt_method",
            label="会议通过票决办法",
            command=_adopt_method,
            form=HandsForm,
            act="ballot.adopt_method",
            when=lambda vote: _is_waiting(vote) and vote.method_adopted_at is None,
            done=_hands_said,
        ),
        CommandButton(
            name="officers",
            label="推荐监票人、计票人",
            command=_name_officers,
            form=OfficersForm,
            act="ballot.name_officers",
            when=_is_waiting,
            after="名单经会议通过后，监票人、计票人才能办理各自的事项；重新推荐的，须重新提请会议通过。",
            done="名单已提出，请提请会议通过。",
        ),
        CommandButton(
            name="approve_officers",
            label="会议通过监票人名单",
            command=_approve_officers,
            form=HandsForm,
            act="ballot.approve_officers",
            when=lambda vote: (
                _is_waiting(vote)
                and vote.method_adopted_at is not None
                and vote.officers_approved_at is None
                and vote.officers.exists()
            ),
            done=_hands_said,
        ),
        CommandButton(
            name="rehearse",
            label="安排演练",
            command=_rehearse,
            act="ballot.rehearse",
            when=lambda vote: _is_waiting(vote) and vote.officers.exists() and queries.rehearsal_of(vote) is None,
            after="另建一次演练，项目是虚构的，投的票不计入任何结果。演练没有结束，不能开启正式投票。",
            done="演练已建立，请在列表中打开办理。",
        ),
        CommandButton(
            name="end_rehearsal",
            label="结束演练",
            command=_end_rehearsal,
            act="ballot.void",
            when=lambda vote: vote.rehearses is not None and vote.state != VoteState.VOID,
            after="演练的票和密钥全部作废。",
        ),
        CommandButton(
            name="open",
            label="开启投票",
            command=_open,
            act="ballot.open",
            when=lambda vote: vote.state == VoteState.PREPARED and not queries.is_sealed(vote),
            after="应到名册按此刻冻结，之后签到的人员不能参加本轮投票。" + PLAIN_MODE_WARNING,
            confirm=lambda vote: vote.title,
            primary=True,
        ),
        CommandButton(
            name="open_sealed",
            label="开启投票",
            command=_open,
            act="ballot.open",
            when=lambda vote: vote.state == VoteState.PREPARED and queries.is_sealed(vote),
            after="须先由监票人完成密钥仪式并验空箱。应到名册按此刻冻结，之后签到的人员不能参加本轮投票。",
            confirm=lambda vote: vote.title,
            primary=True,
        ),
        CommandButton(
            name="close",
            label="截止投票",
            command=_close,
            act="ballot.close",
            when=lambda vote: vote.state == VoteState.OPEN,
            after="截止后不再收票，票箱立即打乱。",
            confirm="截止投票",
            primary=True,
        ),
        CommandButton(
            name="open_next",
            label="开启下一轮",
            command=_open_next,
            act="ballot.open",
            when=lambda vote: vote.state == VoteState.COUNTED and queries.needs_another_round(vote),
            after="按上一轮结果再次投票，应到名册重新冻结。",
            confirm="开启下一轮",
            primary=True,
        ),
        CommandButton(
            name="confirm",
            label="记录党工委确认",
            command=_confirm,
            form=ConfirmationForm,
            act="ballot.confirm",
            when=lambda vote: vote.state == VoteState.AWAITING,
            after="登记后，票选结果生效，责任单位可以开始实施。",
            primary=True,
        ),
        CommandButton(
            name="announce",
            label="印发结果公告（公示）",
            command=_announce,
            act="ballot.announce",
            when=lambda vote: vote.state == VoteState.CERTIFIED and not _issued(vote),
            after="按宣布的结果编号印发，公众可以查看；如有错误只能作废后重新印发。",
            done="已印发。",
        ),
        CommandButton(
            name="destroy_keys",
            label="销毁密钥",
            command=_destroy_keys,
            act="ballot.destroy_keys",
            when=lambda vote: vote.state == VoteState.CERTIFIED and queries.is_sealed(vote),
            after="票位与人员的对应关系和密钥份额永久删除，密封票和核验包保留。",
            confirm="销毁密钥",
            danger=True,
        ),
        CommandButton(
            name="void",
            label="作废",
            command=_void,
            form=ReasonForm,
            act="ballot.void",
            when=lambda vote: vote.state not in (VoteState.CERTIFIED, VoteState.VOID) and vote.rehearses is None,
            after="作废后，本次表决不再继续，已投的票不计票。",
            confirm=lambda vote: vote.title,
            danger=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Vote]:
        return queries.visible_to(_actor(request))

    def facts(self, request: HttpRequest, obj: Vote) -> list[dict[str, Any]]:
        """Of the 党工委 nothing is said where no 党工委 confirms."""
        return [each for each in super().facts(request, obj) if obj.needs_confirmation or each["title"] != "党工委确认"]

    @admin.display(description="保密说明")
    def secrecy_says(self, vote: Vote) -> str:
        return queries.warning(vote)

    @admin.display(description="表决票")
    def papers_to_print(self, vote: Vote) -> SafeString:
        return format_html('<a href="/desk/papers/{}/">查看和打印（普通版、大字版）</a>', vote.uid)

    def lifecycle(self, vote: Vote) -> list[dict[str, Any]]:
        """The way to a result in effect; a voided vote stopped where it was."""
        way = [VoteState.PREPARED, VoteState.OPEN, VoteState.CLOSED, VoteState.COUNTED, VoteState.CERTIFIED]
        if vote.needs_confirmation:
            way.insert(-1, VoteState.AWAITING)
        if vote.state == VoteState.VOID:
            return [{"label": VoteState.VOID.label, "state": "stopped"}]
        place = way.index(VoteState(vote.state))
        return [
            {"label": state.label, "state": "done" if n < place else "current" if n == place else "coming"}
            for n, state in enumerate(way)
        ]

    def related(self, request: HttpRequest, vote: Vote) -> list[dict[str, Any]]:
        """What hangs on the vote. Figures of people and papers; marks only in the declared result."""
        return [
            {
                "caption": "表决事项",
                "columns": columns(title="项目名称", content="建设内容"),
                "rows": list(queries.questions(vote)),
                "empty": "没有表决事项。",
            },
            {
                "caption": "监票人、计票人",
                "columns": columns(name="姓名", duty="职责"),
                "rows": [{"name": each.name, "duty": Duty(each.duty).label} for each in queries.officers(vote)],
                "empty": "尚未推荐。",
            },
            {
                "caption": "公告（公示）",
                "columns": columns(number="文号", title="标题", says="状态"),
                "rows": [
                    {"number": each.number, "title": each.title, "says": DocumentState(each.state).label}
                    for each in documents.documents_of(vote.uid)
                ],
                "empty": "尚未印发。",
            },
            {
                "caption": "各轮投票",
                "columns": [
                    *columns(number="轮次", state="状态"),
                    *columns("number", expected="应到", present="实到", issued="发出", returned="收回"),
                ],
                "rows": [_round_row(each) for each in queries.rounds(vote)],
                "empty": "尚未开启。",
            },
            {
                "caption": "宣布的结果",
                "columns": [
                    *columns(title="项目名称"),
                    *columns("number", approve="赞成", oppose="反对", abstain="弃权"),
                    *columns(result="结果"),
                ],
                "rows": _result_rows(vote),
                "empty": "尚未宣布。",
            },
        ]


def _issued(vote: Vote) -> bool:
    return any(each.state == DocumentState.ISSUED for each in documents.documents_of(vote.uid))


def _round_row(this: VoteRound) -> dict[str, Any]:
    return {
        "number": f"第 {this.number} 轮",
        "state": this.state.label,
        "expected": this.expected,
        "present": this.present,
        "issued": this.issued,
        "returned": this.returned,
    }


def _result_rows(vote: Vote) -> list[dict[str, Any]]:
    """The declared figures in the order of the paper; nothing before they are declared."""
    declared = queries.find_certificate(vote.uid)
    if declared is None:
        return []
    selected, tally = declared.outcome["selected"], declared.outcome["tally"]
    return [
        {
            "title": each["title"],
            **tally[each["candidate_uid"]],
            "result": "入选" if each["candidate_uid"] in selected else "未入选",
        }
        for each in declared.questions
    ]
