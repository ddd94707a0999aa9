"""满意度测评规则: the rule of contract §4.3, who takes part and what a bad result leads to (0-55, 0-64, 0-65, 1-64)."""

from __future__ import annotations

from typing import Final

from commons.rulebook.schema import Body, Field, Reader, Schema
from commons.rulebook.shapes import Choice, Ruling, Several

EVALUATORS: Final = {
    "committee": "常委会组成人员",
    "deputies": "全体代表",
    "presidium": "主席团成员",
    "assembly": "议政代表",
    "public": "群众抽样",
    "mixed": "群众、代表和领导分别评分",
}
CONSEQUENCES: Final = {
    "rectify": "限期整改",
    "explain": "作出解释和说明",
    "report_again": "再次报告",
    "second_rectification": "二次整改",
    "interview": "约谈",
    "look_back": "回头看",
    "assessment": "与部门年度考核挂钩",
}


def _whole(body: Body, read: Reader) -> None:
    read(body["rule"], "rule")


SCHEMA: Final = Schema(
    "满意度测评规则",
    (
        Field("rule", "测评规则", Ruling(), None, "监督法未规定测评办法，由各地自定"),
        Field(
            "evaluators",
            "参加测评的人员",
            Choice(EVALUATORS),
            "committee",
            "江门市蓬江区（0-64）：常委会组成人员；各地另有全体代表、议政代表、群众抽样",
            optional=True,
        ),
        Field(
            "consequences",
            "不满意的处理",
            Several(CONSEQUENCES),
            ["rectify"],
            "街道“四全”机制（1-64）：责令责任部门限期整改；浙江省人大常委会议事规则第二十九条：可以要求再次报告",
            optional=True,
        ),
    ),
    _whole,
)
