"""The money of a project: the contracts, the ledger, and what looked wrong in it (1-103)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from commons.kernel.models import AccountUid, Fen, Record, new_uid
from tenants.delivery.models.project import Project, SubProject
from tenants.delivery.terms import AlertState, FundRule, FundSource, MoneyKind


class Contract(models.Model):
    """Who may be paid for a project, for what and how much. A payment to anybody else is looked into."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, verbose_name="项目", related_name="contracts", db_index=False)
    number = models.CharField("合同编号", max_length=60)
    party = models.CharField("签约单位", max_length=100)
    subject = models.CharField("合同内容", max_length=200)
    amount_fen = Fen("合同金额")
    signed_on = models.DateField("签订日期")
    entered_by = models.CharField("登记人姓名", max_length=60)
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "项目合同"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["project", "number"],
                name="delivery_contract_number_once",
                violation_error_message="该项目已有同一编号的合同。",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0),
                name="delivery_contract_amount_positive",
                violation_error_message="合同金额须大于 0。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.party}"


class LedgerEntry(models.Model):
    """One line of the money ledger. Append-only, in the database too: what is wrong gets a counter-entry."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, verbose_name="项目", related_name="entries")
    kind = models.CharField("类别", max_length=8, choices=MoneyKind.choices)
    source = models.CharField("资金来源", max_length=16, choices=FundSource.choices)
    amount_fen = Fen("金额")
    booked_on = models.DateField("入账日期")
    voucher = models.CharField("凭证号", max_length=60)
    reason = models.CharField("说明", max_length=300, blank=True)
    payee = models.CharField("收款方", max_length=100, blank=True, default="", db_default="")
    sub_project = models.ForeignKey(
        SubProject, models.PROTECT, verbose_name="子项", null=True, blank=True, related_name="+", db_index=False
    )
    corrects = models.OneToOneField(
        "self", models.PROTECT, verbose_name="冲销", null=True, blank=True, related_name="correction"
    )
    entered_by_uid = AccountUid("登记人", null=True, blank=True)
    entered_by = models.CharField("登记人姓名", max_length=60)
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "资金记录"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(corrects=None, amount_fen__gt=0) | Q(corrects__isnull=False, amount_fen__lt=0),
                name="delivery_ledgerentry_only_corrections_are_negative",
                violation_error_message="金额须大于 0；更正只能用冲销记录。",
            ),
            models.CheckConstraint(
                condition=Q(corrects=None) | ~Q(reason=""),
                name="delivery_ledgerentry_correction_has_reason",
                violation_error_message="冲销须说明原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.voucher}"


class FundAlert(Record):
    """A use of money that a rule finds abnormal, until it is cleared up: 叫停, 审计, and what that saved; or 误报."""

    project = models.ForeignKey(Project, models.PROTECT, verbose_name="项目", related_name="alerts", db_index=False)
    rule = models.CharField("预警规则", max_length=16, choices=FundRule.choices)
    matter = models.CharField("事由代码", max_length=200)
    why = models.CharField("预警说明", max_length=300)
    at_risk_fen = Fen("涉及金额")
    rule_uid = models.UUIDField("依据的规则", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=AlertState.choices, default=AlertState.RAISED)
    raised_on = models.DateField("预警日期")
    suspended_on = models.DateField("叫停日期", null=True, blank=True)
    audited_on = models.DateField("审计日期", null=True, blank=True)
    settled_on = models.DateField("办结日期", null=True, blank=True)
    conclusion = models.CharField("核查结论", max_length=300, blank=True)
    saved_fen = Fen("避免损失", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "资金预警"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "rule", "matter"], name="delivery_fundalert_matter_once"),
            models.CheckConstraint(
                condition=Q(state=AlertState.RESOLVED, saved_fen__gte=0)
                | ~Q(state=AlertState.RESOLVED) & Q(saved_fen=None),
                name="delivery_fundalert_resolved_says_what_was_saved",
                violation_error_message="办结的资金预警须写明避免损失的金额，可以为 0。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_rule_display()}"
