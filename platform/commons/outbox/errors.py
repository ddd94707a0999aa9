"""Refusals of the outbox."""

from __future__ import annotations

from commons.kernel.errors import OutOfTurn


class StillAnswering(OutOfTurn):
    code = "outbox.still_answering"
    sentence = "同一请求正在办理。请稍候片刻，用同一个幂等键再试。"
