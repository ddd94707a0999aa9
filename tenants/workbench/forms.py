"""What is filled in at the desk. Lengths and ranges are the rooms' to judge; here only the kind of each field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms

from admin_theme.fields import PhotosField, VideoField, WanField, offer_pictures
from commons.kernel.actor import Actor
from tenants.appraisal.scoring import Rubric
from tenants.appraisal.terms import Stance
from tenants.delivery.terms import Aspect, FundSource, MoneyKind, PhotoPhase
from tenants.deputies.terms import DutyKind, Rating, ReplyClass
from tenants.intake.queries import Rule
from tenants.intake.terms import ActivityKind, Channel, Field
from tenants.oversight.rating import RatingForm
from tenants.oversight.terms import FindingKind, InspectionKind, Outcome


def _text(label: str, rows: int = 5, *, required: bool = True, at_most: int = 2000) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=at_most, required=required, widget=forms.Textarea(attrs={"rows": rows})
    )


def _line(label: str, at_most: int, *, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, max_length=at_most, required=required)


def _day(label: str, *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


def _number(label: str, **more: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=0, widget=widget, **more)


def _one_of(label: str, choices: Iterable[tuple[str, str]], *, required: bool = True) -> forms.ChoiceField:
    first = "请选择" if required else "不选"
    return forms.ChoiceField(label=label, choices=[("", first), *choices], required=required)


class PressForm(forms.Form):
    """Nothing to fill in: a step that is confirmed on a page of its own."""


class TypedForm(forms.Form):
    """There is no way back: the act itself is typed out."""

    typed = forms.CharField(label="", max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, word: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.word = word
        self.fields["typed"].label = f"请输入“{word}”"

    def clean_typed(self) -> str:
        if (typed := self.cleaned_data["typed"].strip()) != self.word:
            raise forms.ValidationError(f"请原样输入“{self.word}”后再提交。")
        return typed


class ReasonForm(forms.Form):
    reason = _text("原因", 3, at_most=500)


# ── meetings ──────────────────────────────────────────────────────────────────────────────────


class DoorForm(forms.Form):
    code = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)


class AskForm(forms.Form):
    text = _text("您的问题", 4, at_most=1000)


class AnswerEnquiryForm(forms.Form):
    answer = _text("答复", 6)


# ── the count ─────────────────────────────────────────────────────────────────────────────────


class StatePapersForm(forms.Form):
    issued = _number("发出纸质票（张）")
    returned = _number("收回纸质票（张）")


class IssuePapersForm(forms.Form):
    """Those who may still be given a paper, by name."""

    mandates = forms.MultipleChoiceField(label="领取纸质票的人员", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["mandates"].choices = choices  # type: ignore[attr-defined]


# ── deputies ──────────────────────────────────────────────────────────────────────────────────


class _ToDeputies(forms.Form):
    """A form with a list of deputies by name."""

    deputies_field = "co_signer_uids"

    def __init__(self, *args: Any, seats: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields[self.deputies_field].choices = seats  # type: ignore[attr-defined]


class DeputySuggestionForm(_ToDeputies):
    title = _line("标题", 100)
    content = _text("内容", 8, at_most=5000)
    village = _line("涉及的村（社区）", 60, required=False)
    home_uid = _one_of("代表之家", [], required=False)
    co_signer_uids = forms.MultipleChoiceField(
        label="邀请附议", required=False, widget=forms.CheckboxSelectMultiple, help_text="对方确认后才算附议。"
    )
    is_confidential = forms.BooleanField(label="内容不公开", required=False)
    opinion_uid = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, homes: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["home_uid"].choices = [("", "不选"), *homes]  # type: ignore[attr-defined]


class InviteForm(_ToDeputies):
    deputies_field = "mandate_uids"
    mandate_uids = forms.MultipleChoiceField(label="邀请附议", widget=forms.CheckboxSelectMultiple)


class RateForm(forms.Form):
    rating = forms.ChoiceField(label="对答复的评价", choices=Rating.choices, widget=forms.RadioSelect)


class ReplyForm(forms.Form):
    reply_class = forms.ChoiceField(label="答复分类", choices=ReplyClass.choices, widget=forms.RadioSelect)
    reply = _text("答复", 10, at_most=5000)


class UnitOpinionForm(forms.Form):
    opinion = _text("协办意见", 6)


class SettleForm(forms.Form):
    outcome = _text("办理结果", 6, at_most=5000)


class PlanReceptionForm(_ToDeputies):
    deputies_field = "mandate_uids"
    held_on = _day("接待日期")
    theme = _line("主题", 60, required=False)
    mandate_uids = forms.MultipleChoiceField(label="接待代表", widget=forms.CheckboxSelectMultiple)


class HoldReceptionForm(forms.Form):
    visitors = _number("接待人次")
    opinions = _text("群众意见", 8, required=False, at_most=20_000)

    def clean_opinions(self) -> list[str]:
        """Each line is an opinion of its own."""
        return [line.strip() for line in self.cleaned_data["opinions"].splitlines() if line.strip()]


class ClaimForm(forms.Form):
    kind = _one_of("履职类别", DutyKind.choices)
    on = _day("日期")
    quantity = forms.DecimalField(label="数量", initial=Decimal(1), max_digits=5, decimal_places=1)
    text = _text("情况说明", 4, at_most=500)


# ── projects ──────────────────────────────────────────────────────────────────────────────────


class DayForm(forms.Form):
    """A step, and the day it was done: a field called `name`, as the command calls it."""

    def __init__(self, *args: Any, name: str, label: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields[name] = _day(label)


class ReportForm(forms.Form):
    """A month in under a minute: how far, what is in the way, a photo. Where there are 项, how far each of them is."""

    month_on = forms.DateField(
        label="报送月份",
        input_formats=["%Y-%m"],
        widget=forms.DateInput(attrs={"type": "month", "placeholder": "如 2026-11"}, format="%Y-%m"),
    )
    physical_percent = forms.DecimalField(label="形象进度（%）", max_digits=5, decimal_places=2)
    planned_percent = forms.DecimalField(label="序时进度（%）", max_digits=5, decimal_places=2)
    photos = PhotosField(label="现场照片", help_text="手机可直接拍照；照片中的位置等信息会自动去除。")
    problems = _text("存在问题", 2, required=False)
    delay_reason = _text("滞后原因", 2, required=False)
    next_steps = _text("下一步措施", 2, required=False)

    def __init__(self, *args: Any, parts: Sequence[tuple[UUID, str, Decimal]] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.parts = {f"part_{uid.hex}": uid for uid, _, _ in parts}
        percents = {
            f"part_{uid.hex}": forms.DecimalField(
                label=f"{title}（%）", max_digits=5, decimal_places=2, initial=f"{percent.normalize():f}"
            )
            for uid, title, percent in parts
        }
        if percents:
            del self.fields["physical_percent"]
            self.fields = {"month_on": self.fields.pop("month_on"), **percents, **self.fields}

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        parts = {uid: given.pop(name) for name, uid in self.parts.items() if name in given}
        return {**given, "parts": parts} if parts else given


class GalleryForm(forms.Form):
    phase = forms.ChoiceField(
        label="阶段",
        choices=[(each.value, each.label) for each in (PhotoPhase.BEFORE, PhotoPhase.AFTER)],
        widget=forms.RadioSelect,
    )
    photos = PhotosField(label="照片", required=True)


class ChangeForm(forms.Form):
    aspect = _one_of("变更事项", [(each.value, each.label) for each in Aspect if each != Aspect.MILESTONE])
    reason = _text("变更理由", 3, at_most=300)
    content = _text("变更后的建设内容", 4, required=False)
    goal = _text("变更后的年度目标", 2, required=False)
    due_on = forms.DateField(label="变更后的完成时限", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    planned_fen = WanField(label="变更后的计划投资", required=False)


class MoneyForm(forms.Form):
    kind = forms.ChoiceField(label="类别", choices=MoneyKind.choices, widget=forms.RadioSelect)
    source = _one_of("资金来源", FundSource.choices)
    amount_fen = WanField(label="金额")
    booked_on = _day("入账日期")
    voucher = _line("凭证号", 60)
    payee = _line("收款方", 100, required=False)
    reason = _line("说明", 300, required=False)


class MilestoneForm(forms.Form):
    title = _line("节点名称", 80)
    standard = _line("验收标准", 300)
    responsible = _line("责任人", 40, required=False)
    due_on = _day("完成时限")


class ScheduleForm(forms.Form):
    start_on = _day("计划开工")
    due_on = _day("完成时限")


class MilestoneDoneForm(forms.Form):
    done_on = _day("完成日期")
    evidence = _line("完成情况", 300)


class RectificationForm(forms.Form):
    reply = _text("整改情况", 8, at_most=3000)
    photos = PhotosField(label="整改照片")


# ── supervision ───────────────────────────────────────────────────────────────────────────────


class InspectionForm(forms.Form):
    kind = _one_of("方式", InspectionKind.choices)
    held_on = _day("日期")
    place = _line("地点", 100, required=False)
    participants = _number("参加人次", initial=0)
    counterpart = _line("陪同或被约谈人员", 100, required=False)
    summary = _text("检查情况")
    progress_note = _text("时序进度", 3, required=False)
    money_note = _text("资金使用绩效", 3, required=False)
    quality_note = _text("质量水平", 3, required=False)
    photos = PhotosField(label="现场照片")


class FindingForm(forms.Form):
    kind = _one_of("类别", FindingKind.choices)
    location = _line("部位", 100, required=False)
    text = _text("问题描述", 4, at_most=1000)


class SettleFindingForm(forms.Form):
    settlement = _line("处理情况", 300)
    adopted = forms.ChoiceField(
        label="是否采纳", choices=[("yes", "采纳"), ("no", "不采纳")], required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, is_opinion: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if not is_opinion:
            del self.fields["adopted"]

    @property
    def adoption(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.cleaned_data.get("adopted", ""))


class AnswerPollForm(RatingForm):
    label = "您的评价"


class ClueForm(forms.Form):
    topic = _line("问题类别", 40)
    text = _text("问题")


class RecheckForm(forms.Form):
    passed = forms.ChoiceField(
        label="复查结论", choices=[("yes", "整改到位，销号"), ("no", "整改不到位，二次整改")], widget=forms.RadioSelect
    )
    verdict_note = _line("复查意见", 300)
    due_on = _day("二次整改期限", required=False)


class LookBackForm(forms.Form):
    held_on = _day("回头看日期")
    outcome = forms.ChoiceField(label="结论", choices=Outcome.choices, widget=forms.RadioSelect)
    summary = _text("情况")
    score = forms.DecimalField(label="得分（0 至 100）", required=False, max_digits=5, decimal_places=2)
    rectify_by = _day("整改期限", required=False)


# ── review ────────────────────────────────────────────────────────────────────────────────────


GROUNDS = "grounds-"  # before a criterion's key: the field for what its points rest on


class RecusalForm(forms.Form):
    reason = _text("回避理由", 3, at_most=200)


class StanceForm(forms.Form):
    stance = _one_of("意见", Stance.choices)
    opinion = _text("具体意见", 4, required=False, at_most=1000)


class ScoreForm(forms.Form):
    """One field a criterion of the pinned rubric."""

    comment = _text("评语", 4, required=False, at_most=1000)

    def __init__(self, *args: Any, rubric: Rubric, **more: Any) -> None:
        super().__init__(*args, **more)
        scale = f"{float(rubric.scale):g}"
        for each in rubric.criteria:
            self.fields[each.key] = forms.DecimalField(
                label=f"{each.name or each.key}（权重 {float(each.weight):g}%）",
                required=not rubric.gaps_allowed,
                max_digits=9,
                decimal_places=2,
                widget=forms.NumberInput(attrs={"inputmode": "decimal", "min": "0", "max": scale, "step": "any"}),
                help_text=f"0 至 {scale} 分",
            )
            self.fields[f"{GROUNDS}{each.key}"] = _line(f"{each.name or each.key}的依据", 200, required=False)
        self.order_fields([name for each in rubric.criteria for name in (each.key, f"{GROUNDS}{each.key}")])

    @property
    def points(self) -> dict[str, Decimal]:
        """What was given; gaps are left out."""
        return {key: value for key, value in self.cleaned_data.items() if isinstance(value, Decimal)}

    @property
    def evidence(self) -> dict[str, str]:
        """What the points rest on; only what was written."""
        given = self.cleaned_data.items()
        return {key.removeprefix(GROUNDS): words for key, words in given if key.startswith(GROUNDS) and words}


# ── collecting ────────────────────────────────────────────────────────────────────────────────


class CollectForm(forms.Form):
    content = _text("群众想说的事")
    channel = _one_of("来自", [])
    village = _line("所在村（社区）", 60, required=False)
    photos = PhotosField()
    video = VideoField()
    title = _line("一句话说明", 60, required=False)
    field = _one_of("哪方面的事", Field.choices, required=False)
    contact_name = _line("群众称呼", 30, required=False)
    contact_phone = forms.CharField(
        label="群众手机号", max_length=30, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    key = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, rule: Rule, **more: Any) -> None:
        super().__init__(*args, **more)
        mine = [(each.value, each.label) for each in Channel if each in rule.channels and actor.holds(*each.writers)]
        self.fields["channel"].choices = [("", "请选择"), *mine]  # type: ignore[attr-defined]
        offer_pictures(self, most=rule.photos_most, accept=rule.video_accept, most_mb=rule.video_mb)

    def clean_field(self) -> str:
        return self.cleaned_data["field"] or Field.OTHER


class ReachForm(forms.Form):
    """走访一天、张贴一处、座谈一场各登记一条."""

    kind = _one_of("做了什么", ActivityKind.choices)
    held_on = _day("日期")
    village = _line("村（社区）", 60, required=False)
    quantity = _number("数量")
    people = _number("参加人数", required=False)
    note = _line("说明", 200, required=False)
