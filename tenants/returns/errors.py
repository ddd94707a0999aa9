"""Refusals of returns."""

from __future__ import annotations

from commons.kernel.errors import NotFound, RuleBroken


class CompilationNotFound(NotFound):
    code = "returns.compilation_not_found"
    sentence = "没有找到这份报表。请返回列表核对后重试。"


class FiguresMoved(RuleBroken):
    """What is signed must be what the rows say now."""

    code = "returns.figures_moved"
    sentence = "汇编之后数据有变动（{indicators}）。请重新汇编、核对后再上报。"
