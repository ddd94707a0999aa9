"""票决办法: the method of contract §4.1 without its seats (a vote brings those), and how the meeting is manned."""

from __future__ import annotations

from typing import Final

from commons.kernel.errors import Malformed
from commons.rulebook.levels import CONGRESSES
from commons.rulebook.schema import Body, Field, Floor, Reader, Schema, get
from commons.rulebook.shapes import ABSENT, PEOPLE, PROJECTS, Choice, Flag, Most, Threshold, Thresholds, Whole
from commons.rulebook.terms import Mode

SECRECY: Final = ("plain", "sealed")  # sealed: 双信封密封票, whose content only the sum reveals

_MISCOUNT: Final = Choice({"void_ballot": "作废票处理", "valid": "有效"})
QUORUM_OF_A_CONGRESS: Final = Floor(
    {"least": {"at_least": "2/3", "base": "all_deputies"}},
    "地方组织法第十四条：三分之二以上的代表出席，始得举行",
    frozenset(CONGRESSES),
)
MAJORITY_OF_A_CONGRESS: Final = Floor(
    {"least": {"more_than": "1/2", "base": "all_deputies"}},
    "地方组织法第二十五条：以全体代表的过半数通过",
    frozenset(CONGRESSES),
)


def _whole(body: Body, read: Reader) -> None:
    method = body["method"]
    read({**method, "seats": 1, "max_approvals": method.get("max_approvals", 1)}, "method")
    if method["form"] == "ranking" and get(body, "method.max_approvals") is ABSENT:
        raise Malformed("“写票方式”为排序时，“每票最多赞成”应写明排到第几位，请补上。")


SCHEMA: Final = Schema(
    "票决办法",
    (
        Field(
            "method.form",
            "写票方式",
            Choice(
                {
                    "approval": "逐项填写赞成、反对或弃权",
                    "tick": "只勾选赞成的项目",
                    "ranking": "按轻重缓急填写顺序号，名次高的得分多",
                }
            ),
            "approval",
            "代表法第二十三条：可以投赞成票、反对票，也可以弃权",
        ),
        Field(
            "method.quorum",
            "出席人数",
            Threshold(PEOPLE),
            {"at_least": "2/3", "base": "all_deputies"},
            "地方组织法第十四条：三分之二以上的代表出席，始得举行",
            Mode.LOCKED,
            floors=(QUORUM_OF_A_CONGRESS,),
        ),
        Field(
            "method.pass",
            "通过线",
            Thresholds(PEOPLE, grouped=True),
            {"more_than": "1/2", "base": "all_deputies"},
            "地方组织法第二十五条：以全体代表的过半数通过",
            Mode.LOCKED,
            floors=(MAJORITY_OF_A_CONGRESS,),
        ),
        Field(
            "method.min_participation",
            "参加投票人数",
            Threshold(PEOPLE),
            None,
            "广东省人大议事规则第六十条",
            optional=True,
        ),
        Field(
            "method.margin",
            "差额",
            Threshold(PROJECTS),
            {"at_least": "1/5", "base": "seats"},
            "各地票决办法自定差额比例和基数；街道“四全”机制（1-67）：差额比例不低于 20%",
            optional=True,
        ),
        Field(
            "method.max_approvals",
            "每票最多赞成",
            Most(),
            ABSENT,
            "由票决办法规定，不填即为应选名额",
            optional=True,
        ),
        Field("method.overvote", "赞成超过上限的票", _MISCOUNT, "void_ballot", "参照选举法第四十四条", optional=True),
        Field("method.undervote", "赞成少于上限的票", _MISCOUNT, "valid", "参照选举法第四十四条", optional=True),
        Field(
            "method.tie",
            "票数相等",
            Choice({"revote": "相等的项目再次投票"}),
            "revote",
            "地方组织法第二十九条、选举法第四十五条：票数相等的再次投票",
            Mode.LOCKED,
            optional=True,
        ),
        Field(
            "method.shortfall",
            "入选不足名额",
            Choice({"accept": "名额空缺，不再补选", "revote": "对其余项目再次投票"}),
            "accept",
            "参照地方组织法第二十九条，由票决办法规定",
            optional=True,
        ),
        Field(
            "secrecy",
            "表决形式",
            Choice({"plain": "无记名投票", "sealed": "无记名投票，密封票只能合并开启"}),
            "plain",
            "街道“四全”机制（1-68）：无记名投票",
        ),
        Field("scrutineers", "监票人", Whole("名", 1, 99), 3, "街道“四全”机制（1-70）：监票人 3 名"),
        Field("tellers", "计票人", Whole("名", 1, 99), 2, "街道“四全”机制（1-71）：计票人 2 名"),
        Field(
            "priority",
            "优先级",
            Flag("选票上填写非常必要、必要或一般", "选票上不填写"),
            False,
            "街道“四全”机制（1-74）：选票增列项目优先级",
        ),
    ),
    _whole,
)
