"""Refusals of reporting."""

from __future__ import annotations

from commons.kernel.errors import Invalid, NotFound, OutOfTurn, RuleBroken


class YearRefused(Invalid):
    code = "reporting.year_refused"
    sentence = "年度应为 2000 到 2100 之间的四位数，如 2026，请改正。"


class PeriodRefused(Invalid):
    code = "reporting.period_refused"
    sentence = "期间应写作 {year}、{year}H1、{year}Q3 或 {year}M09 的样式，并与年度一致，请改正。"


class FigureRefused(Invalid):
    code = "reporting.figure_refused"
    sentence = "指标“{indicator}”不能这样填报。请核对指标代码；比率由系统计算，数值不能为负，最多两位小数。"


class NotYourFigures(RuleBroken):
    code = "reporting.not_your_figures"
    sentence = "只能写入本机构自己的指标。"


class PeriodNotOpen(OutOfTurn):
    code = "reporting.period_not_open"
    sentence = "上级尚未开放“{period}”的填报。请等待上级通知后再上报。"


class PeriodAlreadyOpen(OutOfTurn):
    code = "reporting.period_already_open"
    sentence = "“{period}”的填报已经开放。"


class DueDatePast(Invalid):
    code = "reporting.due_date_past"
    sentence = "截止日期不能早于今天，请改正。"


class NoSuperior(RuleBroken):
    code = "reporting.no_superior"
    sentence = "本机构没有已开通的上级机构，无处上报。"


class NotYourSubordinate(NotFound):
    code = "reporting.not_your_subordinate"
    sentence = "没有找到下级机构 {office}。只能查看和代报本机构及下级的数据。"


class ReturnNotFound(NotFound):
    code = "reporting.return_not_found"
    sentence = "没有找到这份报表。请返回列表核对后重试。"


class ReasonMissing(Invalid):
    code = "reporting.reason_missing"
    sentence = "退回报表须写明原因（1 到 200 个字），请补充后重新提交。"


class SamePerson(RuleBroken):
    code = "reporting.same_person"
    sentence = "代为填报的人不能接收同一份报表。请由另一位工作人员接收。"


class NothingToFile(RuleBroken):
    code = "reporting.nothing_to_file"
    sentence = "本期还没有任何指标数据，不能上报。请先汇总本机构数据。"


class IndicatorUnknown(NotFound):
    code = "reporting.indicator_unknown"
    sentence = "没有代码为 {indicator} 的指标。请从指标列表中选择。"


class CorrectionRefused(Invalid):
    code = "reporting.correction_refused"
    sentence = "指标“{indicator}”的更正不能接受：只能更正本期的报表项，并写明原因（1 到 200 个字），请改正。"


class NotAsked(Invalid):
    code = "reporting.not_asked"
    sentence = "本期没有要求填报“{indicators}”。请按上级要求的指标重新汇编。"


class FiguresImplausible(RuleBroken):
    code = "reporting.figures_implausible"
    sentence = "报表数据有明显错误，不能上报：{doubts}"


class ExplanationMissing(RuleBroken):
    code = "reporting.explanation_missing"
    sentence = "以下情况须逐条说明原因后才能上报：{doubts}"


class RemarkRefused(Invalid):
    code = "reporting.remark_refused"
    sentence = "批注只能写在这份报表已有的指标上，每条 1 到 200 个字，请改正。"


class CardNotFound(NotFound):
    code = "reporting.card_not_found"
    sentence = "没有找到这张共享的项目卡片。请返回列表核对后重试。"


class CardRefused(Invalid):
    code = "reporting.card_refused"
    sentence = "项目卡片的“{field_label}”中疑似有个人信息（{what}），不能共享。请先修改项目内容。"


class TooFewToRank(RuleBroken):
    code = "reporting.too_few_to_rank"
    sentence = "“{indicator}”在本期只有 {offices} 个下级机构有数据，不足两个，不能排名。"


class BasisRefused(Invalid):
    code = "reporting.basis_refused"
    sentence = "口径应为 live（实时）或 filed（上报），请改正。"
