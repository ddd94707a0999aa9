"""满意度测评规则: the rule of contract §4.3 (0-55, 0-65, 1-64)."""

from __future__ import annotations

from collections.abc import Callable

from commons.rulebook import cases


def check(body: object, read: Callable[[object, str], object]) -> None:
    read(cases.record(body, "满意度测评规则", required=("rule",))["rule"], "rule")
