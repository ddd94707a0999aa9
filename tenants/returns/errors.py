"""Refusals of returns."""

from __future__ import annotations

from commons.kernel.errors import Invalid, NotFound, OutOfTurn, RuleBroken


class CompilationNotFound(NotFound):
    code = "returns.compilation_not_found"
    sentence = "没有找到这份报表。请返回列表核对后重试。"


class FiguresMoved(RuleBroken):
    """What is signed must be what the rows say now."""

    code = "returns.figures_moved"
    sentence = "汇编之后数据有变动（{indicators}）。请重新汇编、核对后再上报。"


class CheckUnknown(Invalid):
    code = "returns.check_unknown"
    sentence = "这份报表没有需要说明的这一情况。请刷新页面，核对后重试。"


class ExplanationTooLong(Invalid):
    code = "returns.explanation_refused"
    sentence = "说明应为 1 到 200 个字，请改正。"


class NotADraft(OutOfTurn):
    code = "returns.not_a_draft"
    sentence = "报表现为“{state}”，不能再更正或说明。需要更正的，请重新汇编。"
