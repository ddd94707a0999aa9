"""Refusals of appraisal."""

from __future__ import annotations

from commons.kernel.errors import Invalid, NotFound, OutOfTurn, RuleBroken


class ProposalNotFound(NotFound):
    code = "appraisal.proposal_not_found"
    sentence = "没有找到这个建议项目。请返回列表核对后重试。"


class PanelNotFound(NotFound):
    code = "appraisal.panel_not_found"
    sentence = "没有找到这次评分。请返回列表核对后重试。"


class ReserveNotFound(NotFound):
    code = "appraisal.reserve_not_found"
    sentence = "储备库中没有找到这个项目。请返回列表核对后重试。"


class RequestNotFound(NotFound):
    code = "appraisal.request_not_found"
    sentence = "没有找到这项会审征求。请返回列表核对后重试。"


class RequestClosed(OutOfTurn):
    code = "appraisal.request_closed"
    sentence = "这项会审征求已经答复或撤回，不能再办理。请返回列表核对。"


class NothingToAsk(RuleBroken):
    code = "appraisal.nothing_to_ask"
    sentence = "没有需要新征求的事项：请选择项目、部门和会审事项；已在征求中的不重复发送。"


class DepartmentUnknown(Invalid):
    code = "appraisal.department_unknown"
    sentence = "所选部门中有 {count} 个不是本机构的责任单位账号。请核对后重新选择。"


class DueInThePast(Invalid):
    code = "appraisal.due_in_the_past"
    sentence = "答复期限不能早于今天。请改正日期。"


class NotUnderReview(RuleBroken):
    code = "appraisal.not_under_review"
    sentence = "“{title}”现为“{state}”，不再征求会审意见。请去掉后重试。"


class CandidateNotFound(NotFound):
    code = "appraisal.candidate_not_found"
    sentence = "没有找到这个候选项目。请返回列表核对后重试。"


class FlagNotFound(NotFound):
    code = "appraisal.flag_not_found"
    sentence = "这个建议项目没有标注这一不列入情形。请刷新页面核对。"


class CycleOver(OutOfTurn):
    code = "appraisal.cycle_over"
    sentence = "{year} 年度已经结束，不能再登记建议项目。请改选进行中的年度。"


class SuggestionUnknown(Invalid):
    code = "appraisal.suggestion_unknown"
    sentence = "所列建议中有 {count} 条不存在。请核对后重新选择。"


class SuggestionTaken(RuleBroken):
    code = "appraisal.suggestion_taken"
    sentence = "所列建议中有 {count} 条在本年度已经形成建议项目。请在原建议项目上办理。"


class CostRefused(Invalid):
    code = "appraisal.cost_refused"
    sentence = "金额应为不小于 0 的整数（分），且不超过 1 万亿元。请改正。"


class ExclusionUnknown(Invalid):
    code = "appraisal.exclusion_unknown"
    sentence = "本年度的不列入清单中没有这一情形。请从清单中选择。"


class AlreadyFlagged(RuleBroken):
    code = "appraisal.already_flagged"
    sentence = "这一不列入情形已经标注，无需重复标注。"


class HardExclusion(RuleBroken):
    code = "appraisal.hard_exclusion"
    sentence = "“{label}”属于一律不列入的情形，不能以理由排除。标注有误的，请撤销标注。"


class NothingExcludes(RuleBroken):
    code = "appraisal.nothing_excludes"
    sentence = "这个建议项目没有有效的不列入情形，不能按不列入处理。请先标注。"


class StillExcluded(RuleBroken):
    code = "appraisal.still_excluded"
    sentence = "有 {count} 个建议项目属于不列入情形，不能进入评分。请先说明理由排除，或按不列入处理。"


class NothingToScore(Invalid):
    code = "appraisal.nothing_to_score"
    sentence = "请至少选择一个建议项目和一名评审人。"


class ReviewerUnknown(Invalid):
    code = "appraisal.reviewer_unknown"
    sentence = "所选人员中有 {count} 人不是本机构的评审人。请先为其设置评审人角色。"


class ElsewhereInYear(Invalid):
    code = "appraisal.elsewhere_in_year"
    sentence = "所选建议项目中有 {count} 个不属于这一年度。请核对后重新选择。"


class PanelClosed(OutOfTurn):
    code = "appraisal.panel_closed"
    sentence = "这次评分已经结束，不能再评分或签署。"


class CardSigned(OutOfTurn):
    code = "appraisal.card_signed"
    sentence = "您的评分表已经签署，不能再改动。"


class CardMissing(OutOfTurn):
    code = "appraisal.card_missing"
    sentence = "您还没有为这个建议项目评分。请先评分再签署。"


class PointsRefused(Invalid):
    code = "appraisal.points_refused"
    sentence = "{reason}"


class RoundIncomplete(RuleBroken):
    code = "appraisal.round_incomplete"
    sentence = "还有 {missing} 份评分表没有签署。请催办，或写明理由后不计入这些评分表。"


class Unscored(RuleBroken):
    code = "appraisal.unscored"
    sentence = "有 {count} 个建议项目还没有一份签署的评分表，不能结束评分。请至少完成一份。"


class NothingRevised(RuleBroken):
    code = "appraisal.nothing_revised"
    sentence = "方案与现行版本相同，没有需要保存的修改。"


class SchemeFixed(OutOfTurn):
    code = "appraisal.scheme_fixed"
    sentence = "候选名单已经确定，方案不能再修改。"


class SameYear(RuleBroken):
    code = "appraisal.same_year"
    sentence = "储备项目须在以后的年度启用。请选择 {year} 年以后的年度。"


class ListApproved(OutOfTurn):
    code = "appraisal.list_approved"
    sentence = "本年度候选名单已经确定，不能再增减。"


class NoCandidates(RuleBroken):
    code = "appraisal.no_candidates"
    sentence = "政府还没有提出候选项目，不能审议。请等待政府提出。"


class MarginNotReached(RuleBroken):
    code = "appraisal.margin_not_reached"
    sentence = (
        "候选项目 {candidates} 个、应选 {seats} 个，差额 {spare} 个，未达到票决办法要求的差额比例（{rule}）。"
        "请由政府增提候选项目或减少应选名额。"
    )


class SeatsRefused(Invalid):
    code = "appraisal.seats_refused"
    sentence = "应选名额应为 1 至 999 的整数。请改正。"


class UnitRefused(Invalid):
    code = "appraisal.unit_refused"
    sentence = "所选账号不是本机构的责任单位。请先为其设置责任单位角色。"


class NotTheseCandidates(Invalid):
    code = "appraisal.not_these_candidates"
    sentence = "票决结果与候选名单不一致：缺少或多出 {count} 个项目。请核对后重新登记。"


class MoneyUneven(Invalid):
    code = "appraisal.money_uneven"
    sentence = "资金构成合计应等于估算投资，每一项不小于 0。请核对各项金额。"


class EndingRefused(Invalid):
    code = "appraisal.ending_refused"
    sentence = "计划完成年度应在 {least} 至 {most} 之间，请改正；当年完成的可以不填。"


class AnnualGoalMissing(RuleBroken):
    code = "appraisal.annual_goal_missing"
    sentence = "这个项目跨年度实施（计划 {year} 年完成），应先写明当年的年度目标，再提为候选。请在“修改方案”中补充。"


class StepUnknown(Invalid):
    code = "appraisal.step_unknown"
    sentence = "本年度的票决前程序中没有这一项。请从列表中选择。"


class StepTaken(OutOfTurn):
    code = "appraisal.step_taken"
    sentence = "“{label}”本年度已经登记，无需重复登记。"


class StepOutOfOrder(OutOfTurn):
    code = "appraisal.step_out_of_order"
    sentence = "票决前程序依次进行，请先登记“{label}”。"


class StepDateInvalid(Invalid):
    code = "appraisal.step_date_invalid"
    sentence = "会议日期不能早于前一道程序（{least}），也不能晚于今天。请改正。"


class MinutesMissing(Invalid):
    code = "appraisal.minutes_missing"
    sentence = "“{label}”须附会议纪要，请选择纪要文件后重新提交。"


class PaperUnknown(Invalid):
    code = "appraisal.paper_unknown"
    sentence = "没有这种文书。请从列表中选择。"


class NothingToPrint(OutOfTurn):
    code = "appraisal.nothing_to_print"
    sentence = "这份文书还没有可以列出的内容。请先办理评分、会审、公示或提出候选，再生成文书。"
