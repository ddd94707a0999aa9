"""票决办法 and 票选办法 (domain §2.2, §3)."""

from __future__ import annotations

from typing import Final

from commons.rulebook.levels import CONGRESSES, STREETS
from commons.rulebook.presets.preset import bounded, free, preset
from commons.rulebook.terms import Kind

_MARGIN = {"at_least": "1/5", "base": "seats"}
_HALF = {"more_than": "1/2", "base": "all_deputies"}
_OF_A_STREET = {
    "method.quorum": free("街道议事代表会议规则：过半数出席始得举行"),
    "method.pass": free("由街道票选办法规定"),
    "method.margin": bounded("街道“四全”机制（1-67）：差额比例不低于 20%", least=_MARGIN),
}
_STREET = {"method.quorum": _HALF, "method.margin": _MARGIN, "priority": True}

# 1-67 差额比例不低于 20 %; 1-68 无记名; 3 scrutineers and 2 tellers from 1-70, 1-71.
VOTING_BY_CONGRESS: Final = preset(
    Kind.VOTING_METHOD,
    "民生实事项目票决办法（人民代表大会）",
    "地方组织法第十四条、第二十五条、第二十九条；街道“四全”机制：差额比例不低于 20%",
    CONGRESSES,
    CONGRESSES,
)

# 1-55 议政代表会 selects by 票选; its members are no deputies, so the thresholds of the 组织法 guide it, not bind it.
SELECTION_BY_STREET: Final = preset(
    Kind.VOTING_METHOD,
    "民生实事项目票选办法（街道议政代表会）",
    "街道“四全”机制《民生实事项目票选办法》；街道议事代表会议过半数出席始得举行；过半数通过参照地方组织法第二十五条",
    STREETS,
    STREETS,
    values=_STREET,
    modes=_OF_A_STREET,
)

VOTING_METHODS: Final = (
    VOTING_BY_CONGRESS,
    preset(
        Kind.VOTING_METHOD,
        "票决办法（逐项表决）",
        "东阳市 2017 年：逐项表决赞成或反对，公布每项得票",
        CONGRESSES,
        values={"method.max_approvals": None},
    ),
    preset(
        Kind.VOTING_METHOD,
        "票决办法（参加投票须过半）",
        "广东省人民代表大会议事规则第六十条：参加表决的代表超过全体代表的半数",
        CONGRESSES,
        values={"method.min_participation": _HALF},
    ),
    preset(
        Kind.VOTING_METHOD,
        "票决办法（须足额填写）",
        "2012 年香港特别行政区选举全国人大代表办法：多选或少选的选票均作废",
        CONGRESSES,
        values={"method.undervote": "void_ballot"},
    ),
    SELECTION_BY_STREET,
    preset(
        Kind.VOTING_METHOD,
        "票选办法（双重门槛）",
        "衡阳市石鼓区：人大代表赞成票过半，并且总赞成票超过三分之二",
        STREETS,
        values={
            **_STREET,
            "method.pass": [{**_HALF, "group": "人大代表"}, {"more_than": "2/3", "base": "valid_ballots"}],
        },
        modes=_OF_A_STREET,
    ),
    preset(
        Kind.VOTING_METHOD,
        "票选办法（按轻重缓急排序）",
        "宁海县力洋镇 2010 年：二十个候选项目按轻重缓急排序选十个；人民代表大会须过半数通过，故只供街道采用",
        STREETS,
        values={
            **_STREET,
            "method.form": "ranking",
            "method.max_approvals": 10,
            "method.pass": None,
            "priority": False,
        },
        modes=_OF_A_STREET,
    ),
)
