"""Refusals of intake."""

from __future__ import annotations

from commons.kernel.errors import Invalid, NotFound, OutOfTurn, RuleBroken


class SuggestionNotFound(NotFound):
    code = "intake.suggestion_not_found"
    sentence = "没有找到这条建议。请返回列表核对后重试。"


class CodeNotFound(NotFound):
    code = "intake.code_not_found"
    sentence = "没有查到这个查询码对应的建议。请核对回执上的查询码，并确认是在提交时的机构网站查询。"


class CodeMistyped(Invalid):
    """Told apart from an unknown code: the check character does not fit, so it cannot have been issued."""

    code = "intake.code_mistyped"
    sentence = "查询码有误，可能漏输或错输了一位。请对照回执重新输入 12 位查询码。"


class CampaignNotFound(NotFound):
    code = "intake.campaign_not_found"
    sentence = "没有找到这个征集活动。请返回列表核对后重试。"


class CampaignNotOpen(OutOfTurn):
    code = "intake.campaign_not_open"
    sentence = "这个征集活动不在征集期内，暂不能提交。您可以不选征集活动，直接提交建议。"


class CampaignPeriod(Invalid):
    code = "intake.campaign_period"
    sentence = "征集截止日期应不早于开始日期，且不早于今天。请改正日期。"


class CampaignTooShort(RuleBroken):
    code = "intake.campaign_too_short"
    sentence = "征集期应不少于 {least} 天，现为 {days} 天。请改迟截止日期。"


class CampaignTooEarly(RuleBroken):
    code = "intake.campaign_too_early"
    sentence = "按本年度征集办法，{year}年度的征集从{earliest}开始。请改迟开始日期。"


class CountOverDay(Invalid):
    """A row is one day in one place: 3000 households are many rows (1-18)."""

    code = "intake.count_over_day"
    sentence = "“{kind}”每条最多登记 {most}，是一天一处的数量。请按日期、按村（社区）分条登记，全年数由系统合计。"


class ActivityNotFound(NotFound):
    code = "intake.activity_not_found"
    sentence = "没有找到这条征集登记。请返回列表核对后重试。"


class ActivityStruck(OutOfTurn):
    code = "intake.activity_struck"
    sentence = "这条征集登记已经作废，不能再次作废，也不能记在它名下。"


class HeldLater(Invalid):
    code = "intake.held_later"
    sentence = "日期不能晚于今天。请改正日期。"


class ChannelNotYours(RuleBroken):
    code = "intake.channel_not_yours"
    sentence = "“{channel}”渠道的建议由其他人员登记，您不能使用。请改选自己的渠道。"


class ChannelShut(RuleBroken):
    code = "intake.channel_shut"
    sentence = "按本年度征集办法，没有开设“{channel}”渠道。请改用其他渠道。"


class NotCollecting(OutOfTurn):
    """The year's rule knows no standing collection, and no campaign is open."""

    code = "intake.not_collecting"
    sentence = "本机构只在集中征集期受理建议，现在不在征集期内。请留意征集公告，届时再提交。"


class OneMatterOnly(RuleBroken):
    code = "intake.one_matter_only"
    sentence = "一条建议只提一件事，这条分列了 {count} 件。请分开提交，以便逐件办理。"


class TextRefused(Invalid):
    code = "intake.text_refused"
    sentence = "{reason}"


class TooManyPhotos(Invalid):
    code = "intake.too_many_photos"
    sentence = "每条建议最多附 {limit} 张照片。请删减后重新提交。"


class NotAPhoto(Invalid):
    code = "intake.not_a_photo"
    sentence = "建议只能附照片（JPG 或 PNG）。请改选照片后重新提交。"


class VideoNotTaken(RuleBroken):
    code = "intake.video_not_taken"
    sentence = "本机构随手拍不收视频。请改附照片后重新提交。"


class VideoTooLarge(Invalid):
    code = "intake.video_too_large"
    sentence = "视频超过 {most} MB。请截短，或在手机上降低清晰度后重新提交。"


class NotAVideo(Invalid):
    code = "intake.not_a_video"
    sentence = "视频应为 {kinds} 格式。请用手机相机重新拍摄后提交。"


class NotAmended(RuleBroken):
    code = "intake.not_amended"
    sentence = "内容与退回前相同。请按退回说明补充后再提交。"


class MergedIntoItself(RuleBroken):
    code = "intake.merged_into_itself"
    sentence = "不能把建议并入它自己。请另选一条作为主案。"


class MergeOfPrimary(RuleBroken):
    code = "intake.merge_of_primary"
    sentence = "这条建议本身已是并案的主案，不能再并入其他建议。请以它为主案，或先撤销原并案。"


class PrimaryNotOpen(RuleBroken):
    code = "intake.primary_not_open"
    sentence = "作为主案的建议现为“{state}”，不能并入。请另选一条待初审、已受理或已进入评议的建议作为主案。"


class NoCycleCollecting(RuleBroken):
    code = "intake.no_cycle_collecting"
    sentence = "本机构还没有开启可以接收建议的年度周期。请先开启年度周期，再推荐评议。"


class ContactErased(OutOfTurn):
    code = "intake.contact_erased"
    sentence = "联系方式未留存或已按期清除，无法查看。"


class OriginOfItself(RuleBroken):
    code = "intake.origin_of_itself"
    sentence = "不能把建议关联到它自己。请另选一条。"


class OriginKnown(RuleBroken):
    code = "intake.origin_known"
    sentence = "这两条已经关联。请返回建议页面核对。"


class NotLinked(OutOfTurn):
    code = "intake.not_linked"
    sentence = "这两条没有关联，或关联已经撤销。请返回建议页面核对。"


class ImportFaulty(Invalid):
    code = "intake.import_faulty"
    sentence = "表中有 {count} 处错误，第一处在单元格 {cell}：{reason}。没有登记任何建议。请按错误表改正，或选择只导入无误的行。"
