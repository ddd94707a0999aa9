"""Refusals of delivery."""

from __future__ import annotations

from commons.kernel.errors import Invalid, NotFound, OutOfTurn, RuleBroken


class ProjectNotFound(NotFound):
    code = "delivery.project_not_found"
    sentence = "没有找到这个项目。请返回台账核对后重试。"


class MilestoneNotFound(NotFound):
    code = "delivery.milestone_not_found"
    sentence = "没有找到这个节点。请返回项目页面核对后重试。"


class SubProjectNotFound(NotFound):
    code = "delivery.sub_project_not_found"
    sentence = "没有找到这个子项。请返回项目页面核对后重试。"


class EntryNotFound(NotFound):
    code = "delivery.ledger_entry_not_found"
    sentence = "没有找到这笔资金记录。请返回项目页面核对后重试。"


class AmountOutOfRange(Invalid):
    code = "delivery.amount_out_of_range"
    sentence = "金额应为正数且不超过 10 万亿元，请核对单位后重新填写。"


class PercentOutOfRange(Invalid):
    code = "delivery.percent_out_of_range"
    sentence = "进度应在 0 到 100 之间，最多两位小数，请重新填写。"


class YearOutOfRange(Invalid):
    code = "delivery.year_out_of_range"
    sentence = "年度 {year} 不在 2000 到 2100 之间，请核对后重新填写。"


class DatesReversed(Invalid):
    code = "delivery.dates_reversed"
    sentence = "完成时限不能早于开工日期，请核对两个日期。"


class DateInFuture(Invalid):
    code = "delivery.date_in_future"
    sentence = "{label}不能晚于今天，请核对日期。"


class UnitNotAppointed(RuleBroken):
    code = "delivery.unit_not_appointed"
    sentence = "该账号尚未任用为责任单位。请先任用“责任单位”角色，再分配项目。"


class InspectorNotAppointed(RuleBroken):
    code = "delivery.inspector_not_appointed"
    sentence = "该账号尚未任用为监督小组成员。请先任用“监督小组”角色，再分配项目。"


class ProjectClosed(OutOfTurn):
    code = "delivery.project_closed"
    sentence = "项目{state}，不能再{act}。"


class MilestonesOpen(RuleBroken):
    code = "delivery.milestones_open"
    sentence = "还有 {count} 个节点没有完成，不能申报完工。请先逐一登记节点完成情况。"


class SubProjectsOpen(RuleBroken):
    code = "delivery.sub_projects_open"
    sentence = "还有 {count} 个子项没有完成，不能申报完工。请先逐一登记子项完成情况。"


class PlanMissing(RuleBroken):
    code = "delivery.plan_missing"
    sentence = "项目还没有实施计划。请先制定至少一个带验收标准的节点，再开工。"


class AlreadyDone(OutOfTurn):
    code = "delivery.already_done"
    sentence = "已登记完成，不必重复登记。"


class ReasonForDelayMissing(Invalid):
    code = "delivery.reason_for_delay_missing"
    sentence = "形象进度落后序时进度 10 个百分点以上，请填写滞后原因和下一步措施。"


class ReasonForRetreatMissing(Invalid):
    code = "delivery.reason_for_retreat_missing"
    sentence = "形象进度低于此前所报的 {percent}%，请在“存在问题”中说明原因。"


class PaidExceedsArrived(RuleBroken):
    code = "delivery.paid_exceeds_arrived"
    sentence = "支付后累计 {paid_fen} 分，超过到位资金 {arrived_fen} 分。请先登记到位资金，或填写超前支付的原因。"


class PaymentsStopped(RuleBroken):
    code = "delivery.payments_stopped"
    sentence = "该项目的资金拨付已被叫停，不能登记支付。请在恢复拨付后办理。"


class AlreadyCorrected(RuleBroken):
    code = "delivery.already_corrected"
    sentence = "这笔记录已经冲销，不能再次冲销。"


class CounterEntryFinal(RuleBroken):
    code = "delivery.counter_entry_final"
    sentence = "冲销记录不能再冲销。请重新登记一笔正确的记录。"


class DecisionMissing(RuleBroken):
    code = "delivery.decision_missing"
    sentence = "票决项目的调整须经会议决定。请填写作出决定的会议或机关。"


class NothingChanged(Invalid):
    code = "delivery.nothing_changed"
    sentence = "调整后的内容与原来相同，请核对后重新提交。"
