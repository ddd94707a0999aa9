"""Refusals of delivery."""

from __future__ import annotations

from collections.abc import Sequence

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
    sentence = "票决项目的内容、金额、时限和终止须经法定程序决定。请办理“提出变更”。"


class NothingChanged(Invalid):
    code = "delivery.nothing_changed"
    sentence = "调整后的内容与原来相同，请核对后重新提交。"


class AlertNotFound(NotFound):
    code = "delivery.alert_not_found"
    sentence = "没有找到这条资金预警。请返回列表核对后重试。"


class ChangeNotFound(NotFound):
    code = "delivery.change_not_found"
    sentence = "没有找到这项变更。请返回项目页面核对后重试。"


class ReportNotFound(NotFound):
    code = "delivery.report_not_found"
    sentence = "没有找到这份进度报告。请返回项目页面核对后重试。"


class ViewNotFound(NotFound):
    code = "delivery.view_not_found"
    sentence = "没有找到这个视图。它可能已被删除，请返回台账。"


class PlanStands(RuleBroken):
    code = "delivery.plan_stands"
    sentence = "项目已有 {count} 个节点，不能再次倒排工期。请逐个增加或调整节点。"


class SpanTooShort(Invalid):
    code = "delivery.span_too_short"
    sentence = "从开工到完成时限共 {days} 天，不足以排下 {steps} 个节点。请调整日期或减少节点。"


class WeightOutOfRange(Invalid):
    code = "delivery.weight_out_of_range"
    sentence = "子项权重应为 1 到 100 的整数，请重新填写。"


class PartsDoNotAddUp(RuleBroken):
    code = "delivery.parts_do_not_add_up"
    sentence = "各子项计划投资合计与项目计划投资相差 {difference_fen} 分。请核对后使两者相等。"


class ReasonForChangeMissing(Invalid):
    code = "delivery.reason_for_change_missing"
    sentence = "金额有变动，请填写变动原因。"


class PartsUnknown(Invalid):
    code = "delivery.parts_unknown"
    sentence = "填报的子项不属于本项目，请刷新页面后重新填写。"


class PartsUnsaid(Invalid):
    code = "delivery.parts_unsaid"
    sentence = "还有 {count} 个未完成的子项没有填写进度，请逐一填写。"


class ContractRepeated(RuleBroken):
    code = "delivery.contract_repeated"
    sentence = "该项目已有编号为“{number}”的合同。请核对编号，或直接使用已登记的合同。"


class ChangePending(OutOfTurn):
    code = "delivery.change_pending"
    sentence = "该事项已有一项变更正在办理。请先办结，再提出新的变更。"


class OpinionFirst(OutOfTurn):
    code = "delivery.opinion_first"
    sentence = "本级票决项目的变更须先由主席团听取意见，再提交代表大会决定。请先登记听取意见的情况。"


class VoteDoesNotCarry(RuleBroken):
    code = "delivery.vote_does_not_carry"
    sentence = "赞成 {in_favour} 票，未超过全体 {members} 人的半数，不能登记为批准。请核对票数，或登记为未批准。"


class VoteDoesNotAddUp(Invalid):
    code = "delivery.vote_does_not_add_up"
    sentence = "票数应同时填写全体人数、赞成、反对、弃权，且三项之和不超过全体人数。请核对后重新填写。"


class NotReportedUp(OutOfTurn):
    code = "delivery.not_reported_up"
    sentence = "街道的变更须报告上级人大常委会。请填写报告日期后再公布。"


class ReportChecked(OutOfTurn):
    code = "delivery.report_checked"
    sentence = "这份进度报告已经审核，或已有新的版本。请刷新页面查看最新情况。"


class LightSetTooLong(Invalid):
    code = "delivery.light_set_too_long"
    sentence = "人工亮灯的有效期应晚于今天，且不超过 {days} 天。请重新填写。"


class MonthNotYet(OutOfTurn):
    code = "delivery.month_not_yet"
    sentence = "{month}尚未到来，不能生成亮灯记录。请选择已开始的月份。"


class ChangedMeanwhile(OutOfTurn):
    """A comparison and not an overwrite. What the two wrote stands in the sentence only, never in `data`."""

    code = "delivery.changed_meanwhile"
    sentence = "您编辑期间，他人已修改同一内容，您的修改尚未保存。请核对后重新填写。"

    def __init__(self, *, field: str, differences: Sequence[str]) -> None:
        said = "；".join(differences).replace("{", "{{").replace("}", "}}")
        super().__init__(f"{self.sentence.removesuffix('请核对后重新填写。')}{said}。请核对后重新填写。", field=field)


class NotSeen(Invalid):
    code = "delivery.not_seen"
    sentence = "没有说明修改前看到的“{label}”是什么，不能保存。请重新打开页面，核对现有内容后再修改。"


class FieldNotEditable(Invalid):
    code = "delivery.field_not_editable"
    sentence = "“{label}”不能在台账中直接修改。请在项目页面办理。"


class TooManyRows(Invalid):
    code = "delivery.too_many_rows"
    sentence = "一次最多处理 {most} 个项目，请分批办理。"


class SheetRowsWrong(Invalid):
    """`faults` is one sentence a row, each naming its cell."""

    code = "delivery.sheet_rows_wrong"
    sentence = "表格有 {count} 处需要改正，尚未导入任何一行：{faults}"


class ViewNameTaken(RuleBroken):
    code = "delivery.view_name_taken"
    sentence = "您已有名为“{name}”的视图。请换一个名称，或先删除原视图。"
