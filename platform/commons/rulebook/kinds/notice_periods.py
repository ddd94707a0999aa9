"""公示期限, in working days: of the screened list (1-46) and of the result (1-78)."""

from __future__ import annotations

from typing import Final

from commons.rulebook.schema import Field, Schema
from commons.rulebook.shapes import Whole
from commons.rulebook.terms import Mode

PERIODS = ("preliminary_days", "result_days")

SCHEMA: Final = Schema(
    "公示期限",
    (
        Field(
            "preliminary_days",
            "初步方案公示期限",
            Whole("个工作日", 1, 250),
            7,
            "街道“四全”机制（1-46）：不少于 7 个工作日",
            Mode.BOUNDED,
            {"least": 7},
        ),
        Field(
            "result_days",
            "结果公示期限",
            Whole("个工作日", 1, 250),
            5,
            "街道“四全”机制（1-78）：5 个工作日",
            Mode.BOUNDED,
            {"least": 5},
        ),
    ),
)
