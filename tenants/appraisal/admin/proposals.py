"""Proposals on the staff site."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from admin_theme.fields import day, today
from admin_theme.records import CommandButton, RecordAdmin
from admin_theme.site import office_site
from commons.access import queries as access
from commons.kernel import clock
from commons.kernel.actor import Role
from tenants.appraisal import queries
from tenants.appraisal.admin.parts import MoneyForm, YearForm, actor_of, ledger, money_in_words, prose
from tenants.appraisal.commands import candidates, joint, papers, proposals, reserve, reviews
from tenants.appraisal.models import (
    Candidate,
    ExclusionFlag,
    JointOpinion,
    JointRequest,
    Proposal,
    Reserve,
    SchemeRevision,
)
from tenants.appraisal.papers import PAPERS
from tenants.appraisal.terms import Aspect, Funding, ReserveReason, Stance
from tenants.appraisal.terms import ProposalState as P
from tenants.cycles import queries as cycles
from tenants.documents.queries import DocumentFacts
from tenants.intake import queries as intake
from tenants.intake.terms import Channel, Field
from tenants.notices import queries as notices
from tenants.notices.terms import NoticeKind

_FLAGGABLE = (P.ENTERED, P.SCORING, P.PASSED)


class EntryForm(MoneyForm, YearForm):
    field_order = ("cycle_uid", "title", "field", "content", "goal", "beneficiaries", "funding")
    title = forms.CharField(label="项目名称", max_length=500)
    field = forms.ChoiceField(label="领域", choices=[("", "请选择"), *Field.choices])
    content = prose("建设内容", rows=6)
    goal = forms.CharField(label="年度目标", required=False)
    beneficiaries = forms.CharField(label="惠及范围", required=False)
    funding = forms.ChoiceField(label="资金来源", choices=[("", "未定"), *Funding.choices], required=False)


class RevisionForm(MoneyForm):
    field_order = ("title", "content", "goal", "beneficiaries")
    title = forms.CharField(label="项目名称", max_length=500)
    content = prose("建设内容", rows=6)
    goal = forms.CharField(label="年度目标", required=False)
    beneficiaries = forms.CharField(label="惠及范围", required=False)
    reason = prose("修改理由")


class PaperForm(forms.Form):
    """One choice: which paper, of which year, round or notice."""

    paper = forms.ChoiceField(label="文书", help_text="按本年度文书样式和现有数据成文，印发后内容不再变动。")
    public = forms.BooleanField(label="向社会公开", required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["paper"].choices = _papers()  # type: ignore[attr-defined]


def _papers() -> list[tuple[str, str]]:
    offered = []
    for cycle in cycles.open_cycles():
        year = f"{cycle.year} 年度"
        for panel in queries.closed_panels(cycle.uid):
            offered.append((f"score_sheet/{panel.uid}", f"{year} · {PAPERS['score_sheet']} · {panel.title}"))
        offered += [(f"{key}/{cycle.uid}", f"{year} · {PAPERS[key]}") for key in ("joint_review", "candidates")]
        for notice in notices.notices_of(cycle.uid):
            key = "collection_notice" if notice.kind == NoticeKind.CALL else "public_notice"
            offered.append((f"{key}/{notice.uid}", f"{year} · {PAPERS[key]} · {notice.title}"))
    return offered


def _paper(*, request: HttpRequest, obj: None, paper: str, public: bool) -> DocumentFacts:
    key, _, uid = paper.partition("/")
    return papers.issue_paper(actor=actor_of(request), key=key, uid=UUID(uid), public=public, at=clock.now())


class FlagForm(forms.Form):
    key = forms.ChoiceField(label="情形")
    note = prose("说明", required=False)


class RemovalForm(forms.Form):
    key = forms.ChoiceField(label="情形")


class OverrideForm(RemovalForm):
    reason = prose("排除理由")


class OpinionForm(forms.Form):
    department = forms.CharField(label="部门", max_length=200)
    aspect = forms.ChoiceField(label="会审事项", choices=Aspect.choices)
    stance = forms.ChoiceField(label="意见", choices=Stance.choices)
    opinion = prose("意见内容", required=False)
    held_on = today("会审日期")


class AskForm(forms.Form):
    """Which departments are asked about which proposals of the years under way."""

    proposal_uids = forms.TypedMultipleChoiceField(label="建议项目", coerce=UUID, widget=forms.CheckboxSelectMultiple)
    unit_uids = forms.TypedMultipleChoiceField(label="部门", coerce=UUID, widget=forms.CheckboxSelectMultiple)
    aspects = forms.MultipleChoiceField(
        label="会审事项",
        choices=Aspect.choices,
        initial=[Aspect.FUNDING, Aspect.COMPLIANCE],
        widget=forms.CheckboxSelectMultiple,
    )
    due_on = day("答复期限", required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        rows = [(str(each.uid), str(each)) for each in queries.under_review()]
        units = [(str(each.uid), each.name) for each in access.holders_of(Role.UNIT)]
        self.fields["proposal_uids"].choices = rows  # type: ignore[attr-defined]
        self.fields["unit_uids"].choices = units  # type: ignore[attr-defined]


class ReserveForm(forms.Form):
    reason_code = forms.ChoiceField(label="入库原因", choices=ReserveReason.choices)
    reason = prose("说明")


class ForwardForm(forms.Form):
    unit_name = forms.CharField(label="拟责任单位", max_length=200)
    unit_account_uid = forms.TypedChoiceField(
        label="责任单位账号", coerce=UUID, required=False, empty_value=None, help_text="入选后由该账号填报进度。"
    )
    basis = forms.CharField(label="提出依据", required=False, help_text="如政府常务会议、党政联席会。")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        units = [(str(each.uid), each.name) for each in access.holders_of(Role.UNIT)]
        self.fields["unit_account_uid"].choices = [("", "暂不指定"), *units]  # type: ignore[attr-defined]


def _flag_form(*, request: HttpRequest, obj: Proposal, data: Any, files: Any) -> FlagForm:
    form = FlagForm(data, files)
    form.fields["key"].choices = [(each["key"], each["label"]) for each in queries.exclusion_rules(obj)]  # type: ignore[attr-defined]
    return form


def _removal_form(*, request: HttpRequest, obj: Proposal, data: Any, files: Any) -> RemovalForm:
    form = RemovalForm(data, files)
    form.fields["key"].choices = [(each.key, each.label) for each in queries.flags_of(obj)]  # type: ignore[attr-defined]
    return form


def _override_form(*, request: HttpRequest, obj: Proposal, data: Any, files: Any) -> OverrideForm:
    form = OverrideForm(data, files)
    soft = queries.flags_of(obj).filter(is_hard=False, overridden_at=None)
    form.fields["key"].choices = [(each.key, each.label) for each in soft]  # type: ignore[attr-defined]
    return form


def _scheme(obj: Proposal) -> dict[str, Any]:
    names = ("title", "content", "goal", "beneficiaries", "cost_fen", "ends_year")
    return {**{name: getattr(obj, name) for name in names}, **obj.money}


def _enter(*, request: HttpRequest, obj: None, **values: Any) -> Proposal:
    return proposals.enter_proposal(actor=actor_of(request), at=clock.now(), **values)


def _flag(*, request: HttpRequest, obj: Proposal, **values: Any) -> ExclusionFlag:
    return proposals.flag_exclusion(actor=actor_of(request), proposal_uid=obj.uid, at=clock.now(), **values)


def _remove_flag(*, request: HttpRequest, obj: Proposal, key: str) -> None:
    proposals.remove_flag(actor=actor_of(request), proposal_uid=obj.uid, key=key, at=clock.now())


def _override(*, request: HttpRequest, obj: Proposal, **values: Any) -> ExclusionFlag:
    return proposals.override_exclusion(actor=actor_of(request), proposal_uid=obj.uid, at=clock.now(), **values)


def _exclude(*, request: HttpRequest, obj: Proposal) -> Proposal:
    return proposals.exclude_proposal(actor=actor_of(request), proposal_uid=obj.uid, at=clock.now())


def _readmit(*, request: HttpRequest, obj: Proposal) -> Proposal:
    return proposals.readmit_proposal(actor=actor_of(request), proposal_uid=obj.uid, at=clock.now())


def _recommend(*, request: HttpRequest, obj: Proposal) -> Proposal:
    return proposals.recommend_proposal(actor=actor_of(request), proposal_uid=obj.uid, at=clock.now())


def _opinion(*, request: HttpRequest, obj: Proposal, **values: Any) -> JointOpinion:
    return reviews.record_joint_opinion(actor=actor_of(request), proposal_uid=obj.uid, at=clock.now(), **values)


def _ask(*, request: HttpRequest, obj: None, **values: Any) -> list[JointRequest]:
    return joint.ask_departments(actor=actor_of(request), at=clock.now(), **values)


def _revise(*, request: HttpRequest, obj: Proposal, **values: Any) -> SchemeRevision:
    return reviews.revise_scheme(actor=actor_of(request), proposal_uid=obj.uid, at=clock.now(), **values)


def _reserve(*, request: HttpRequest, obj: Proposal, **values: Any) -> Reserve:
    return reserve.put_in_reserve(actor=actor_of(request), proposal_uid=obj.uid, at=clock.now(), **values)


def _put_forward(*, request: HttpRequest, obj: Proposal, **values: Any) -> Candidate:
    return candidates.put_forward(actor=actor_of(request), proposal_uid=obj.uid, at=clock.now(), **values)


@admin.register(Proposal, site=office_site)
class ProposalAdmin(RecordAdmin):
    list_display = ("title", "field", "origin", "cost_fen", "score", "rank", "state")
    list_filter = ("state", "origin", "field")
    search_fields = ("title", "content")
    fields = (
        "title", "field", "origin", "cost_fen", "money_parts", "funding", "beneficiaries", "goal", "ends_year", "content", "scheme_number", "score",
        "rank", "recommended_at", "entered_by_name", "created_at",
    )  # fmt: skip
    section_order = 10
    wide = ("title", "goal")
    empty_says = "还没有建议项目。推荐评议的群众建议会列在这里，部门和代表也可以直接提出。"
    starts = (
        CommandButton(
            name="enter", label="登记建议项目", command=_enter, form=EntryForm, act="appraisal.enter", primary=True
        ),
        CommandButton(
            name="ask",
            label="征求部门会审意见",
            command=_ask,
            form=AskForm,
            act="appraisal.ask_review",
            after="各部门在自己的工作台上看到所征求的项目并答复，未答复前不能进入公示。",
            done=lambda made: f"已发出 {len(made)} 项征求，各部门的答复列在“会审征求”和项目页上。",
        ),
        CommandButton(
            name="paper",
            label="生成文书",
            command=_paper,
            form=PaperForm,
            act="appraisal.issue_paper",
            done=lambda made: f"“{made.title}”已生成，可在“文书”中打印或下载 Word、Excel 文件。",
        ),
    )
    buttons = (
        CommandButton(
            name="flag",
            label="标注不列入情形",
            command=_flag,
            form=_flag_form,
            act="appraisal.flag",
            when=lambda each: each.state in _FLAGGABLE,
        ),
        CommandButton(
            name="override",
            label="说明理由排除",
            command=_override,
            form=_override_form,
            act="appraisal.override",
            when=lambda each: queries.flags_of(each).filter(is_hard=False, overridden_at=None).exists(),
        ),
        CommandButton(
            name="remove-flag",
            label="撤销标注",
            command=_remove_flag,
            form=_removal_form,
            act="appraisal.remove_flag",
            when=lambda each: queries.flags_of(each).exists(),
        ),
        CommandButton(
            name="exclude",
            label="按不列入处理",
            command=_exclude,
            act="appraisal.flag",
            when=lambda each: each.state in (P.ENTERED, P.PASSED) and queries.excluding_flag(each) is not None,
            after="不再进入评分和候选，提议人凭查询码可以看到。",
            danger=True,
        ),
        CommandButton(
            name="readmit",
            label="恢复评估",
            command=_readmit,
            act="appraisal.flag",
            when=lambda each: each.state == P.EXCLUDED,
        ),
        CommandButton(
            name="opinion",
            label="登记联合会审意见",
            command=_opinion,
            form=OpinionForm,
            act="appraisal.review",
            when=lambda each: each.state not in queries.SETTLED,
        ),
        CommandButton(
            name="revise",
            label="修改方案",
            command=_revise,
            form=RevisionForm,
            initial=_scheme,
            act="appraisal.revise",
            when=lambda each: each.state not in queries.SETTLED,
            after="修改形成新版本，原版本保留。",
        ),
        CommandButton(
            name="recommend",
            label="建议政府列为候选",
            command=_recommend,
            act="appraisal.recommend",
            when=lambda each: each.state == P.PASSED and each.recommended_at is None,
        ),
        CommandButton(
            name="put-forward",
            label="提为候选",
            command=_put_forward,
            form=ForwardForm,
            act="appraisal.put_forward",
            when=lambda each: each.state == P.PASSED,
            primary=True,
        ),
        CommandButton(
            name="reserve",
            label="转入储备库",
            command=_reserve,
            form=ReserveForm,
            act="appraisal.reserve",
            when=lambda each: each.state in (P.ENTERED, P.PASSED),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Proposal]:
        return queries.visible_to(actor_of(request))

    @admin.display(description="资金构成")
    def money_parts(self, each: Proposal) -> str:
        return money_in_words(each.money)

    def related(self, request: HttpRequest, each: Proposal) -> list[dict[str, Any]]:
        flags = [
            {"label": flag.label, "note": flag.note, "override_reason": flag.override_reason or "—"}
            for flag in queries.flags_of(each)
        ]
        opinions = [
            {
                "department": said.department,
                "aspect": said.get_aspect_display(),
                "stance": said.get_stance_display(),
                "opinion": said.opinion,
                "held_on": said.held_on,
            }
            for said in queries.opinions_of(each)
        ] + [
            {
                "department": asked.department,
                "aspect": asked.get_aspect_display(),
                "stance": "等待答复",
                "opinion": f"请于{asked.due_on:%Y-%m-%d}前答复" if asked.due_on else "—",
            }
            for asked in queries.awaited(each)
        ]
        versions = [
            {"number": row.number, "content": row.content[:80], "cost_fen": row.cost_fen, "reason": row.reason}
            for row in queries.revisions_of(each)
        ]
        opinion_columns = {
            "department": "部门",
            "aspect": "事项",
            "stance": "意见",
            "opinion": "内容",
            "held_on": "日期",
        }
        version_columns = {"number": "版本", "content": "建设内容", "cost_fen": "估算投资", "reason": "修改理由"}
        flag_columns = {"label": "情形", "note": "说明", "override_reason": "排除理由"}
        behind = [
            {
                "title": said.title,
                "channel": Channel(said.channel).label,
                "village": said.village,
                "href": f"/admin/intake/suggestion/{said.uid}/change/",
            }
            for said in intake.behind(queries.suggestions_of(each.uid))
        ]
        source_columns = {"title": "建议", "channel": "渠道", "village": "村（社区）"}
        return [
            ledger("来源建议", source_columns, behind, "不是由群众建议形成的。"),
            ledger("不列入情形", flag_columns, flags, "没有标注不列入情形。"),
            ledger("联合会审意见", opinion_columns, opinions, "还没有会审意见。", held_on="date"),
            ledger("方案版本", version_columns, versions, "没有版本。", cost_fen="money"),
        ]
