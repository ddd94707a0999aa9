"""Refusals of the year."""

from __future__ import annotations

from commons.kernel.errors import Invalid, NotFound, OutOfTurn, RuleBroken


class CycleNotFound(NotFound):
    code = "cycles.cycle_not_found"
    sentence = "没有找到这个年度周期。请返回列表核对后重试。"


class StageNotFound(NotFound):
    code = "cycles.stage_not_found"
    sentence = "年度周期中没有这个环节。请返回列表核对后重试。"


class CycleFigureInvalid(Invalid):
    code = "cycles.figure_invalid"
    sentence = "{label}应在 {least} 至 {most} 之间，请改正。"


class CycleExists(RuleBroken):
    code = "cycles.cycle_exists"
    sentence = "{year} 年度已经建立，不能重复建立。请在年度列表中继续办理。"


class CycleNotOpen(OutOfTurn):
    code = "cycles.cycle_not_open"
    sentence = "{year} 年度{state}，不能办理各环节。请先开启该年度。"


class GatesNotMet(RuleBroken):
    code = "cycles.gates_not_met"
    sentence = "“{stage}”还不能开启，尚有 {count} 项条件未满足：{unmet}。请逐项办理后重试。"


class StagesOpen(RuleBroken):
    code = "cycles.stages_open"
    sentence = "{year} 年度尚有环节未结束：{stages}。请先结束这些环节，再办结年度。"


class DueDateInvalid(Invalid):
    code = "cycles.due_date_invalid"
    sentence = "计划完成日期应在 {least} 至 {most} 之间，请改正。"


class ReasonMissing(Invalid):
    code = "cycles.reason_missing"
    sentence = "请填写不超过 200 字的理由后重新提交。"


class NoCollectingCycle(OutOfTurn):
    code = "cycles.no_collecting_cycle"
    sentence = "目前没有正在征集的年度。请联系本机构工作人员开启下一年度。"


class RuleNotPinned(RuleBroken):
    code = "cycles.rule_not_pinned"
    sentence = "{year} 年度没有采用“{rule}”，不能据此办理。请先在规则库中采用后再开启年度。"
