"""资金: what was planned, budgeted, arrived and paid, by source, this year and over the years."""

from __future__ import annotations

from typing import Final

from commons.reporting.indicators.table import count, family, not_yet, ratio, yuan
from commons.reporting.terms import Span, Unit

SOURCES: Final = {"own_fiscal": "本级财政", "superior_fiscal": "上级财政", "social": "社会资金"}

TABLE: Final = (
    yuan("money.planned", "年度计划投资", "项目登记的计划投资，不含已终止的", "3-46", "0-75", "§9"),
    yuan("money.budgeted", "预算安排", "资金台账登记的预算安排", "0-75", "§9"),
    yuan("money.arrived", "资金到位", "资金台账登记的到位资金", "0-75", "§9"),
    yuan("money.paid", "资金拨付", "资金台账登记的已支付资金", "0-25", "0-66", "§9"),
    *family("money.budgeted_by", "预算安排", "其中来源为{word}的", SOURCES, "0-43", "§9", unit=Unit.YUAN),
    *family("money.arrived_by", "资金到位", "其中来源为{word}的", SOURCES, "0-43", "§9", unit=Unit.YUAN),
    *family("money.paid_by", "资金拨付", "其中来源为{word}的", SOURCES, "0-43", "§9", unit=Unit.YUAN),
    ratio("money.arrival_rate", "资金到位率", "money.arrived", "money.planned", "0-75", "§9"),
    ratio("money.payment_rate", "资金拨付率", "money.paid", "money.planned", "0-58", "§9"),
    *(
        ratio(
            f"money.share_{source}", f"资金来源占比：{word}", f"money.arrived_by.{source}", "money.arrived", "§9"
        )
        for source, word in SOURCES.items()
    ),
    yuan("money.paid_ever", "累计投入", "本机构历年项目已支付资金合计", "0-25", "0-66", "§9", span=Span.NOW),
    count("projects.payments_stopped", "叫停拨付的项目", "因资金使用异常叫停拨付的项目", "1-103", noun="件", span=Span.NOW),
    yuan("money.completed", "完成投资", "计划投资乘以形象进度，各项目合计", "§9"),
    ratio("money.completion_rate", "投资完成率", "money.completed", "money.planned", "§9"),
    count("projects.audited", "审计的项目", "资金预警后对资金使用进行审计的项目", "1-103", noun="件"),
    yuan("money.saved", "避免浪费资金", "资金预警办结时登记的避免损失", "1-103"),
    *not_yet(
        yuan("money.total", "项目总投资", "含以后年度的总投资", "§9"),
    ),
)  # fmt: skip
