"""Refusals of the rulebook."""

from __future__ import annotations

from commons.kernel.errors import Invalid, NotFound, OutOfTurn, RuleBroken


class TemplateNotFound(NotFound):
    code = "rulebook.template_not_found"
    sentence = "没有找到这个规则模板。请返回列表核对后重试。"


class EditionNotFound(NotFound):
    code = "rulebook.edition_not_found"
    sentence = "没有找到这个规则版本。请返回列表核对后重试。"


class AdoptionNotFound(NotFound):
    code = "rulebook.adoption_not_found"
    sentence = "没有找到这次采用的记录。请返回列表核对后重试。"


class NothingInForce(OutOfTurn):
    code = "rulebook.nothing_in_force"
    sentence = "本机构在该日期还没有采用“{kind}”。请先在规则中采用一个版本。"


class TemplateTaken(RuleBroken):
    code = "rulebook.template_taken"
    sentence = "已有同名的规则模板。请换一个名称，或在原模板下起草新版本。"


class TextRefused(Invalid):
    code = "rulebook.text_refused"
    sentence = "{label}应填写 1 到 {limit} 个字，请修改后重新提交。"


class LevelsRefused(Invalid):
    code = "rulebook.levels_refused"
    sentence = "适用层级应从市级、县级、镇级、街道中选择，默认采用的层级须在适用层级之内，请改正。"


class BodyRefused(Invalid):
    """The body, the modes or the resolved body cannot be read by the kind's reader, whose sentence this carries."""

    code = "rulebook.body_refused"
    sentence = "规则内容有误：{problem}"


class FieldUnknown(Invalid):
    code = "rulebook.field_unknown"
    sentence = "“{path}”不是“{kind}”的内容。请核对后重新提交。"


class FieldLocked(RuleBroken):
    code = "rulebook.field_locked"
    sentence = "“{label}”已锁定为“{bound}”，不能改为“{value}”（依据：{source}）。请删去这一项后重新提交。"


class FieldOutOfBounds(RuleBroken):
    code = "rulebook.field_out_of_bounds"
    sentence = "“{label}”填写的“{value}”超出了允许的范围：{bound}（依据：{source}）。请改正后重新提交。"


class BelowTheLaw(RuleBroken):
    code = "rulebook.below_the_law"
    sentence = "“{label}”填写的“{value}”达不到法定要求：{bound}（依据：{source}）。任何版本和机构都不能突破，请改正。"


class FreedomWidened(RuleBroken):
    """An edition on top of another may take freedom away, never give it."""

    code = "rulebook.freedom_widened"
    sentence = "“{label}”在上级版本中为“{bound}”（依据：{source}），本级不能改为“{value}”。只能在上级允许的范围内收紧，请改正。"


class NobodyBelow(RuleBroken):
    code = "rulebook.nobody_below"
    sentence = "本机构没有下级，不需要发布本级版本。请直接采用上级版本，并填写本机构自定的内容。"


class NotFromAbove(RuleBroken):
    code = "rulebook.not_from_above"
    sentence = "只能在上级发布的版本基础上起草本级版本。请选择上级的一个已发布版本。"


class EditionNotPublished(OutOfTurn):
    code = "rulebook.edition_not_published"
    sentence = "这个版本现为“{state}”，不能采用。请选择一个已发布的版本。"


class EditionDoesNotFit(RuleBroken):
    code = "rulebook.edition_does_not_fit"
    sentence = "“{title}”不适用于{level}机构。请选择适用于本层级的规则。"


class EditionOfOthers(RuleBroken):
    code = "rulebook.edition_of_others"
    sentence = "“{title}”不是本机构的上级发布的，不能采用。请选择本机构可以采用的版本。"


class NarrowedNearer(RuleBroken):
    """A nearer superior has narrowed the rule; adopting the wider one would slip past it."""

    code = "rulebook.narrowed_nearer"
    sentence = "“{title}”已由{office}在其基础上发布了本级版本。请采用{office}的“{nearer}”。"


class AdoptionBackdated(Invalid):
    code = "rulebook.adoption_backdated"
    sentence = "规则不能追溯生效。请把生效日期改为{today}或以后。"


class HolidaysRefused(Invalid):
    code = "rulebook.holidays_refused"
    sentence = "{reason}"
