"""Refusals of oversight."""

from __future__ import annotations

from commons.kernel.errors import Invalid, NotFound, OutOfTurn, RuleBroken


class GroupNotFound(NotFound):
    code = "oversight.group_not_found"
    sentence = "没有找到这个监督小组。请返回列表核对后重试。"


class NotAMember(RuleBroken):
    code = "oversight.not_a_member"
    sentence = "此人不是该监督小组的现任成员。请核对后重试。"


class NotAssigned(RuleBroken):
    code = "oversight.not_assigned"
    sentence = "该监督小组没有分到这个项目。请核对后重试。"


class InspectionNotFound(NotFound):
    code = "oversight.inspection_not_found"
    sentence = "没有找到这次检查。请返回列表核对后重试。"


class FindingNotFound(NotFound):
    code = "oversight.finding_not_found"
    sentence = "没有找到这个问题。请返回列表核对后重试。"


class RectificationNotFound(NotFound):
    code = "oversight.rectification_not_found"
    sentence = "没有找到这件整改事项。请返回列表核对后重试。"


class EvaluationNotFound(NotFound):
    code = "oversight.evaluation_not_found"
    sentence = "没有找到这次测评。请返回列表核对后重试。"


class DutyUnknown(Invalid):
    code = "oversight.duty_unknown"
    sentence = "本年度监督日历中没有这项工作。请核对后重试。"


class GroupDisbanded(OutOfTurn):
    code = "oversight.group_disbanded"
    sentence = "该监督小组已经撤销，不能再办理。请另组小组。"


class NotAnInspector(RuleBroken):
    code = "oversight.not_an_inspector"
    sentence = "该账号尚未任用为监督小组成员。请先任用“监督小组”角色，再编入小组。"


class AlreadyMember(RuleBroken):
    code = "oversight.already_member"
    sentence = "此人已是该监督小组成员，不必重复编入。"


class AlreadyAssigned(RuleBroken):
    code = "oversight.already_assigned"
    sentence = "该项目已分给这个监督小组，不必重复分配。"


class DateInFuture(Invalid):
    code = "oversight.date_in_future"
    sentence = "{label}不能晚于今天，请核对日期。"


class DeadlinePassed(Invalid):
    code = "oversight.deadline_passed"
    sentence = "期限应晚于今天，请重新填写。"


class DeadlineMissing(Invalid):
    code = "oversight.deadline_missing"
    sentence = "{why}，须限期整改或作出说明。请填写期限后重新提交。"


class CountsDoNotAddUp(RuleBroken):
    code = "oversight.counts_do_not_add_up"
    sentence = "各项票数合计 {sum} 张，与收回的 {returned} 张不符。请核对计票结果。"


class MoreVotesThanPresent(RuleBroken):
    code = "oversight.more_votes_than_present"
    sentence = "收回 {returned} 张，多于到会的 {present} 人。请核对到会人数和票数。"


class MorePresentThanMembers(RuleBroken):
    code = "oversight.more_present_than_members"
    sentence = "到会 {present} 人，多于应到的 {members} 人。请核对人数。"


class PresentDiffers(RuleBroken):
    code = "oversight.present_differs"
    sentence = "到会 {present} 人，多于会议签到的 {signed_in} 人。请核对签到记录。"


class RuleUnreadable(RuleBroken):
    code = "oversight.rule_unreadable"
    sentence = "无法按测评规则计算：{why}"


class AlreadyEvaluated(RuleBroken):
    code = "oversight.already_evaluated"
    sentence = "该项目已有有效的测评结果。如需重新测评，请先撤销原结果。"


class NotYetDue(RuleBroken):
    code = "oversight.look_back_too_early"
    sentence = "“回头看”在项目年度的次年开展。{year} 年度的项目请于 {year} 年之后办理。"


class ProjectNotDone(RuleBroken):
    code = "oversight.project_not_done"
    sentence = "项目尚未完工，不能办理。请在完工后办理。"


class RectificationStanding(RuleBroken):
    code = "oversight.rectification_standing"
    sentence = "该整改事项尚未完结，不能开展整改“回头看”。"


class DutyDone(OutOfTurn):
    code = "oversight.duty_done"
    sentence = "这项监督工作已登记完成，不必重复登记。"


class ScoreOutOfRange(Invalid):
    code = "oversight.score_out_of_range"
    sentence = "评分应在 0 到 100 之间，最多两位小数，请重新填写。"


class FigureOutOfRange(Invalid):
    code = "oversight.figure_out_of_range"
    sentence = "{label}应为 0 到 100000 之间的整数，请重新填写。"


class AdoptionOnlyOfOpinions(Invalid):
    code = "oversight.adoption_only_of_opinions"
    sentence = "只有意见建议需要说明是否采纳，请核对后重新提交。"


class AdoptionMissing(Invalid):
    code = "oversight.adoption_missing"
    sentence = "请说明这条意见建议是否采纳。"
