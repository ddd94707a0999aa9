"""Refusals of the meetings."""

from __future__ import annotations

from commons.kernel.errors import Invalid, NotFound, OutOfTurn, RuleBroken


class SessionNotFound(NotFound):
    code = "meetings.session_not_found"
    sentence = "没有找到这次会议。请返回会议列表核对。"


class ItemNotFound(NotFound):
    code = "meetings.item_not_found"
    sentence = "没有找到这项议程。请刷新会议页面后重试。"


class EnquiryNotFound(NotFound):
    code = "meetings.enquiry_not_found"
    sentence = "没有找到这条提问。请返回列表核对。"


class TextInvalid(Invalid):
    code = "meetings.text_invalid"
    sentence = "“{label}”应当填写，且不超过 {limit} 个字。请修改后重新提交。"


class NumberInvalid(Invalid):
    code = "meetings.number_invalid"
    sentence = "“{label}”应为 {least} 至 {most} 之间的整数。请修改后重新提交。"


class KindNotConvenable(RuleBroken):
    code = "meetings.kind_not_convenable"
    sentence = "本机构不能召集“{kind}”，可以召集的是：{allowed}。请重新选择会议类型。"


class SessionExists(RuleBroken):
    code = "meetings.session_exists"
    sentence = "第 {term_no} 届第 {session_no} 次“{kind}”已经登记。请核对届次，或打开已有的会议办理。"


class SessionNotRunning(OutOfTurn):
    code = "meetings.session_not_running"
    sentence = "会议现为“{state}”，此事须在会议进行中办理。请先宣布开会，或核对是否选错了会议。"


class SignInClosed(OutOfTurn):
    code = "meetings.sign_in_closed"
    sentence = "会议现为“{state}”，不再接受签到。如有遗漏，请在会议记录中说明。"


class SignInTooEarly(OutOfTurn):
    code = "meetings.sign_in_too_early"
    sentence = "签到从会议当天（{held_on}）开始。请届时再签到。"


class DoorCodeWrong(RuleBroken):
    code = "meetings.door_code_wrong"
    sentence = "签到码与本次会议不符。请重新扫描会场的签到码，或请工作人员代为签到。"


class AgendaClosed(OutOfTurn):
    code = "meetings.agenda_closed"
    sentence = "会议现为“{state}”，议程不能再改动。"


class ItemUnderWay(RuleBroken):
    code = "meetings.item_under_way"
    sentence = "议程第 {position} 项仍在进行。请先办结或推迟该项，再办理此事。"


class AskerNotPresent(RuleBroken):
    code = "meetings.asker_not_present"
    sentence = "提问人尚未签到。请先签到，再提问。"


class DueInThePast(Invalid):
    code = "meetings.due_in_the_past"
    sentence = "答复期限不能早于今天。请重新选择日期。"


class ExpectedMissing(OutOfTurn):
    code = "meetings.expected_missing"
    sentence = "还没有填写应到人数，不能计算是否过半数。请先填写应到人数。"


class HandsRefused(Invalid):
    code = "meetings.hands_refused"
    sentence = "赞成、反对、弃权合计 {hands} 人，应在 1 到实到的 {present} 人之间。请核对后重新填写。"
