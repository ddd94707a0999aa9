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
    sentence = "{label}应为 0 到 {at_most} 之间的整数，请重新填写。"


class AdoptionOnlyOfOpinions(Invalid):
    code = "oversight.adoption_only_of_opinions"
    sentence = "只有意见建议需要说明是否采纳，请核对后重新提交。"


class AdoptionMissing(Invalid):
    code = "oversight.adoption_missing"
    sentence = "请说明这条意见建议是否采纳。"


class HearingNotFound(NotFound):
    code = "oversight.hearing_not_found"
    sentence = "没有找到这次询问或约谈。请返回列表核对后重试。"


class BulletinNotFound(NotFound):
    code = "oversight.bulletin_not_found"
    sentence = "没有找到这期公示或通报。请返回列表核对后重试。"


class PollNotFound(NotFound):
    code = "oversight.poll_not_found"
    sentence = "没有找到这次满意度投票。请返回列表核对后重试。"


class LookBackNotFound(NotFound):
    code = "oversight.look_back_not_found"
    sentence = "没有找到这次回头看。请返回列表核对后重试。"


class MeritNotFound(NotFound):
    code = "oversight.merit_not_found"
    sentence = "没有找到这项加分或扣分。请返回列表核对后重试。"


class NotOfTheOffice(RuleBroken):
    code = "oversight.not_of_the_office"
    sentence = "责任人应是本机构的工作人员。请先任用，再明确责任人。"


class RectificationNotOverdue(RuleBroken):
    code = "oversight.rectification_not_overdue"
    sentence = "整改期限未过，不开具督办单。可以先开具进度跟踪单。"


class RectificationClosed(OutOfTurn):
    code = "oversight.rectification_closed"
    sentence = "该整改事项已经完结，不再跟踪督办。"


class SignersMissing(RuleBroken):
    code = "oversight.signers_missing"
    sentence = "质询案应有 {least} 名以上代表联名（法律规定），现有 {signed} 名。请补齐联名后提出。"


class NoInterpellationHere(RuleBroken):
    code = "oversight.no_interpellation_here"
    sentence = "街道不设人民代表大会，不能提出质询案。可以采用约谈、约见或专题询问。"


class SignedTwice(Invalid):
    code = "oversight.signed_twice"
    sentence = "同一名代表不能重复联名。请核对名单。"


class PeriodUnknown(Invalid):
    code = "oversight.period_unknown"
    sentence = "没有这一期：月份为 1 到 12，季度为 1 到 4，专项报告每年一份。请核对后重试。"


class PeriodNotBegun(RuleBroken):
    code = "oversight.period_not_begun"
    sentence = "这一期尚未开始，不能生成。请在当期内或期满后办理。"


class BulletinMade(RuleBroken):
    code = "oversight.bulletin_made"
    sentence = "这一期已经生成。需要重做的，请先撤回原稿。"


class PollOpenAlready(RuleBroken):
    code = "oversight.poll_open_already"
    sentence = "该项目的满意度投票已经开启。如需重来，请先作废。"


class NobodyOnRoll(RuleBroken):
    code = "oversight.nobody_on_roll"
    sentence = "按测评规则，参加人员为{who}，但名册中没有人。请先登记人员或填写发放份数。"


class PollNotOpen(OutOfTurn):
    code = "oversight.poll_not_open"
    sentence = "投票已经截止，不能再提交。"


class NotOnPollRoll(RuleBroken):
    code = "oversight.not_on_poll_roll"
    sentence = "您不在这次满意度投票的名册中。如有疑问，请联系工作机构。"


class PollCodeUnknown(Invalid):
    code = "oversight.poll_code_unknown"
    sentence = "答卷码不正确。请核对答卷上的十二位字母和数字。"


class AnswerUnknown(Invalid):
    code = "oversight.answer_unknown"
    sentence = "请在满意、基本满意、不满意、弃权中选择一项。"


class MeritOutOfRange(Invalid):
    code = "oversight.merit_out_of_range"
    sentence = "分值应在 -100 到 100 之间，不为 0，最多两位小数。请重新填写。"


class MeritStruck(OutOfTurn):
    code = "oversight.merit_struck"
    sentence = "这项加分或扣分已经撤销。"


class OfferedAlready(RuleBroken):
    code = "oversight.offered_already"
    sentence = "这次回头看的结论已转入征集，不必重复办理。"


class ClueNotFound(NotFound):
    code = "oversight.clue_not_found"
    sentence = "没有找到这条问政问题。请返回列表核对后重试。"


class NotAShow(RuleBroken):
    code = "oversight.not_a_show"
    sentence = "这不是网络问政，不能办理问政事项。请打开一期网络问政后办理。"


class ShowChosen(OutOfTurn):
    code = "oversight.show_chosen"
    sentence = "这期网络问政的主题已经确定，不再征集和研判问题线索。新的线索请报送下一期。"


class NoGroupHere(RuleBroken):
    code = "oversight.no_group_here"
    sentence = "您没有编入代表小组，不能报送问题线索。请联系工作机构编组后再报送。"


class NothingChosen(RuleBroken):
    code = "oversight.nothing_chosen"
    sentence = "还没有选用的问题，不能确定主题。请先研判并选用问题线索。"


class ShowNotReady(RuleBroken):
    code = "oversight.show_not_ready"
    sentence = "网络问政尚未准备好：{missing}。请补齐后再登记开展情况。"


class ShowNotHeld(OutOfTurn):
    code = "oversight.show_not_held"
    sentence = "网络问政尚未开展，不能办理。请先登记开展情况。"


class ShowHeld(OutOfTurn):
    code = "oversight.show_held"
    sentence = "网络问政已经开展，不能再调整问政代表和问题。"


class ShowConcluded(OutOfTurn):
    code = "oversight.show_concluded"
    sentence = "这期网络问政已经办结，不能再变动。"


class QualityMissing(Invalid):
    code = "oversight.quality_missing"
    sentence = "请至少选择一名代表，并说明遴选条件（履职能力强、群众威信高、表达能力突出）。"


class AskerBusy(RuleBroken):
    code = "oversight.asker_busy"
    sentence = "这名代表已有要问的问题，不能退出。请先把问题交给其他代表。"


class AskerUnknown(Invalid):
    code = "oversight.asker_unknown"
    sentence = "提问的应是这期网络问政的问政代表。请先遴选问政代表，并指定由谁提问。"


class MoreSlipsThanAskers(Invalid):
    code = "oversight.more_slips_than_askers"
    sentence = "现场测评共 {slips} 份，多于问政代表 {askers} 名。请核对后重新填写。"


class NothingToHandOver(RuleBroken):
    code = "oversight.nothing_to_hand_over"
    sentence = "没有需要交办的问题。"


class CluesOwed(RuleBroken):
    code = "oversight.clues_owed"
    sentence = "还有 {owed} 个问题没有解决，不能办结。请跟踪到解决为止。"


class AddressRefused(Invalid):
    code = "oversight.address_refused"
    sentence = "播出网址应以 http:// 或 https:// 开头，请核对后重新填写。"


class ShowPublished(OutOfTurn):
    code = "oversight.show_published"
    sentence = "这期网络问政已经公布。"


class ShowNotPublished(OutOfTurn):
    code = "oversight.show_not_published"
    sentence = "这期网络问政没有公布，不必撤回。"


class PollScored(RuleBroken):
    code = "oversight.poll_scored"
    sentence = "本年度测评规则由各方分别评分，不开启投票。请直接登记测评结果和各方得分。"


class QuestionsUnanswered(Invalid):
    code = "oversight.questions_unanswered"
    sentence = "请对{questions}逐项作出评价。"


class SuggestionUnanswered(RuleBroken):
    code = "oversight.suggestion_unanswered"
    sentence = "这件代表建议还没有答复，不能测评办理情况。请在承办单位答复后办理。"
