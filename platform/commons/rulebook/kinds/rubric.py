"""评分标准: the rubric of contract §4.2 (1-26 to 1-30)."""

from __future__ import annotations

from collections.abc import Callable

from commons.rulebook import cases


def check(body: object, read: Callable[[object, str], object]) -> None:
    read(cases.record(body, "评分标准", required=("rubric",))["rubric"], "rubric")
