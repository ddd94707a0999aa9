"""Refusals of notices: the cause, and what to do."""

from __future__ import annotations

from commons.kernel.errors import Invalid, NotFound, OutOfTurn, RuleBroken


class NoticeNotFound(NotFound):
    code = "notices.notice_not_found"
    sentence = "没有找到这份公示。请返回列表核对后重试。"


class OpinionNotFound(NotFound):
    code = "notices.opinion_not_found"
    sentence = "没有找到这条意见。请返回列表核对后重试。"


class NotificationNotFound(NotFound):
    code = "notices.notification_not_found"
    sentence = "没有找到这条通知。请返回列表核对后重试。"


class TextInvalid(Invalid):
    code = "notices.text_invalid"
    sentence = "{label}不能为空，且不超过 {most} 字，请改正。"


class ItemsInvalid(Invalid):
    code = "notices.items_invalid"
    sentence = "公示的项目应为不超过 {most} 项的列表，每项写明名称（不超过 200 字）和内容（不超过 5000 字），请改正。"


class ItemUnknown(Invalid):
    code = "notices.item_unknown"
    sentence = "这份公示没有第 {item} 项，请核对项目序号。"


class PeriodsUnknown(RuleBroken):
    code = "notices.periods_unknown"
    sentence = "该年度没有采用“公示期限”规则，无法计算公示期。请先在规则库中采用后再开启年度。"


class PeriodTooShort(RuleBroken):
    code = "notices.period_too_short"
    sentence = "{kind}不得少于 {least} 个工作日，现为 {days} 个。请延长公示期。"


class PeriodInvalid(Invalid):
    code = "notices.period_invalid"
    sentence = "公示期应为 1 至 250 个工作日，请改正。"


class PersonalDataFound(RuleBroken):
    code = "notices.personal_data_found"
    sentence = "{place}中有疑似{what}，不能公开。请删除或以“某某”代替后重新发布。"


class StillRunning(RuleBroken):
    code = "notices.still_running"
    sentence = "公示期至{until}届满，{from_on}起方可办结。请届时再办理。"


class OpinionsOpen(RuleBroken):
    code = "notices.opinions_open"
    sentence = "尚有 {count} 条意见没有答复，不能办结。请逐条写明采纳或不采纳的理由。"


class OpinionPeriodOver(OutOfTurn):
    code = "notices.opinion_period_over"
    sentence = "这份公示的意见征集已于{until}截止。如仍有意见，请直接联系本机构。"


class NotPosted(OutOfTurn):
    code = "notices.not_posted"
    sentence = "这份公示{state}，不能办理此事。请刷新页面查看最新状态。"


class FollowsAnother(Invalid):
    code = "notices.follows_another"
    sentence = "再次公示应接在同一年度、同一类别且已办结的公示之后，请重新选择。"


class PlaceDateInvalid(Invalid):
    code = "notices.place_date_invalid"
    sentence = "张贴日期应在发布之日（{least}）至今天（{most}）之间，请改正。"


class CheckDateInvalid(Invalid):
    code = "notices.check_date_invalid"
    sentence = "抽查日期应在发布之日（{least}）至今天（{most}）之间，请改正。"


class CheckNumbersInvalid(Invalid):
    code = "notices.check_numbers_invalid"
    sentence = "受访人数应为 1 至 {most}，知晓人数不能超过受访人数，请改正。"


class ContactInvalid(Invalid):
    code = "notices.contact_invalid"
    sentence = "联系方式不超过 {most} 字，请改正；也可以不填。"


class ContactMissing(NotFound):
    code = "notices.contact_missing"
    sentence = "这条意见没有留下联系方式，或已按期清除。"
