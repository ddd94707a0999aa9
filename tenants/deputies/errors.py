"""Refusals of the deputies' room."""

from __future__ import annotations

from commons.kernel.errors import Invalid, NotFound, OutOfTurn, RuleBroken


class MandateNotFound(NotFound):
    code = "deputies.mandate_not_found"
    sentence = "没有找到这项代表任职。请返回代表名册核对。"


class GroupNotFound(NotFound):
    code = "deputies.group_not_found"
    sentence = "没有找到这个小组。请返回小组列表核对。"


class HomeNotFound(NotFound):
    code = "deputies.home_not_found"
    sentence = "没有找到这个代表之家。请返回列表核对。"


class ReceptionNotFound(NotFound):
    code = "deputies.reception_not_found"
    sentence = "没有找到这次接待。请返回接待日列表核对。"


class OpinionNotFound(NotFound):
    code = "deputies.opinion_not_found"
    sentence = "没有找到这条接待意见。请返回接待记录核对。"


class SuggestionNotFound(NotFound):
    code = "deputies.suggestion_not_found"
    sentence = "没有找到这件代表建议。请返回列表核对。"


class ClaimNotFound(NotFound):
    code = "deputies.claim_not_found"
    sentence = "没有找到这条履职申报。请返回列表核对。"


class DutyNotFound(NotFound):
    code = "deputies.duty_not_found"
    sentence = "没有找到这条履职记录。请返回履职档案核对。"


class TextInvalid(Invalid):
    code = "deputies.text_invalid"
    sentence = "“{label}”应当填写，且不超过 {limit} 个字。请修改后重新提交。"


class NumberInvalid(Invalid):
    code = "deputies.number_invalid"
    sentence = "“{label}”应为 {least} 至 {most} 之间的整数。请修改后重新提交。"


class PeriodInvalid(Invalid):
    code = "deputies.period_invalid"
    sentence = "任职止应不早于任职起（{from_on}），且不晚于今天。请重新填写日期。"


class QuantityInvalid(Invalid):
    code = "deputies.quantity_invalid"
    sentence = "履职数量应大于 0、不超过 {most}，并以 0.5 为单位。请重新填写。"


class DateInTheFuture(Invalid):
    code = "deputies.date_in_the_future"
    sentence = "“{label}”不能晚于今天。请重新填写日期。"


class MembersOnlyInStreets(RuleBroken):
    code = "deputies.members_only_in_streets"
    sentence = "议政代表只在街道登记。本机构请登记为人大代表。"


class AlreadyInOffice(RuleBroken):
    code = "deputies.already_in_office"
    sentence = "此人在本机构已有尚未终止的任职。请先终止原任职，再登记新的任职。"


class MandateEndedAlready(OutOfTurn):
    code = "deputies.mandate_ended"
    sentence = "这项任职已于{until_on}终止，不能再办理此事。"


class AccountLinkedAlready(RuleBroken):
    code = "deputies.account_linked"
    sentence = "这项任职已有账号。如需更换，请先终止任职后重新登记。"


class NoMandate(RuleBroken):
    code = "deputies.no_mandate"
    sentence = "当天没有有效的代表任职，不能办理此事。请联系本机构人大工作人员核对名册。"


class GroupNameTaken(RuleBroken):
    code = "deputies.group_name_taken"
    sentence = "已有名为“{name}”的小组。请换一个名称。"


class HomeNameTaken(RuleBroken):
    code = "deputies.home_name_taken"
    sentence = "已有名为“{name}”的代表之家。请换一个名称。"


class ReceptionDaysInvalid(Invalid):
    code = "deputies.reception_days_invalid"
    sentence = "固定接待日应为每月 1 至 31 日之间的一段，起止都要填写。请重新填写。"


class HomeNotOpen(OutOfTurn):
    code = "deputies.home_not_open"
    sentence = "“{home}”已撤并，不能再安排。请选择其他代表之家。"


class OutsideReceptionDays(RuleBroken):
    code = "deputies.outside_reception_days"
    sentence = "该代表之家的接待日固定为每月 {first} 至 {last} 日。请选择其中的日期。"


class ReceptionTaken(RuleBroken):
    code = "deputies.reception_taken"
    sentence = "该代表之家{held_on}已安排接待。请选择其他日期。"


class ReceptionNotYet(OutOfTurn):
    code = "deputies.reception_not_yet"
    sentence = "接待日为{held_on}，当天及以后才能登记接待情况。"


class OpinionUsed(RuleBroken):
    code = "deputies.opinion_used"
    sentence = "这条意见已转为代表建议，不能重复提出。"


class NotAskedToSign(NotFound):
    code = "deputies.not_asked_to_sign"
    sentence = "没有找到需要您确认的附议。"


class AlreadyAnswered(OutOfTurn):
    code = "deputies.co_signing_answered"
    sentence = "您已对这件建议作出答复，不能更改。如需更改请联系领衔代表。"


class CoSigningClosed(OutOfTurn):
    code = "deputies.co_signing_closed"
    sentence = "这件建议现为“{state}”，附议须在受理前确认。"


class UnitTwice(Invalid):
    code = "deputies.unit_twice"
    sentence = "同一单位不能既主办又协办，也不能重复列出。请检查承办单位。"


class DueInvalid(Invalid):
    code = "deputies.due_invalid"
    sentence = "答复期限应在今天之后，且不晚于 {latest}（交办后三个月，延期后六个月）。请重新选择。"


class ExtendedAlready(RuleBroken):
    code = "deputies.extended_already"
    sentence = "这件建议已经延期过一次，不能再次延期。"


class NotTheLeadUnit(RuleBroken):
    code = "deputies.not_the_lead_unit"
    sentence = "答复代表由主办单位办理，协办单位请提交协办意见。"


class NotAnAssistingUnit(RuleBroken):
    code = "deputies.not_an_assisting_unit"
    sentence = "协办意见由协办单位提交。主办单位请直接答复代表。"


class RedoFirst(RuleBroken):
    code = "deputies.redo_first"
    sentence = "代表评价为不满意，应先重新办理一次，再办结。"


class HandBackTooLate(RuleBroken):
    code = "deputies.hand_back_too_late"
    sentence = "退回的期限到{until}为止，已经过了。请继续办理，或与交办单位协商调整。"


class RatingAwaited(RuleBroken):
    code = "deputies.rating_awaited"
    sentence = "代表评价期限到{until}为止。请待代表评价，或在期满后办结。"


class OnlyDissatisfiedIsRedone(RuleBroken):
    code = "deputies.only_dissatisfied_is_redone"
    sentence = "只有代表评价为不满意的建议才重新办理。"


class NoSuperior(RuleBroken):
    code = "deputies.no_superior"
    sentence = "没有可以提交的上级人大机构（上级尚未开通，或本机构已是市级）。请在本级办理。"


class LetterMisdirected(RuleBroken):
    code = "deputies.letter_misdirected"
    sentence = "来文机构 {office} 与本机构没有上下级关系，不能登记。"


class ClaimDecided(OutOfTurn):
    code = "deputies.claim_decided"
    sentence = "这条申报已经核实，不能重复办理。"


class DutyStruckAlready(OutOfTurn):
    code = "deputies.duty_struck"
    sentence = "这条履职记录已经撤销。"


class StandardsInvalid(Invalid):
    code = "deputies.standards_invalid"
    sentence = "标准自查应有 1 至 20 项，每项填写“达到”或“未达到”。请检查后重新提交。"


class LevelNotHere(Invalid):
    code = "deputies.level_not_here"
    sentence = "就地解决只能在村（社区）级或{own}。需要上级解决的请提交上级。"
