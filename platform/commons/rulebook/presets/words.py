"""公示期限, 票决前程序, 机构称谓 and 文书样式 (domain §2.1, §7.7)."""

from __future__ import annotations

from typing import Any, Final

from commons.directory.terms import Level
from commons.rulebook.levels import CONGRESSES, EVERYBODY, STREETS
from commons.rulebook.presets.preset import Preset, preset
from commons.rulebook.terms import Kind

NOTICE_PERIODS: Final = preset(
    Kind.NOTICE_PERIODS,
    "民生实事项目公示期限",
    "街道“四全”机制二次公示：初步方案不少于 7 个工作日（1-46），结果 5 个工作日（1-78）",
    EVERYBODY,
    EVERYBODY,
)

_GOVERNMENT: Final = ("government_meeting", "政府常务会议", "研究确定候选项目建议", True)
_PARTY: Final = ("party_committee", "党委会议", "研究同意", True)
_COMMITTEE: Final = ("standing_committee", "常委会会议", "审议候选项目", True)


def _gates(
    title: str,
    source: str,
    steps: list[tuple[str, str, str, bool]],
    levels: tuple[Level, ...],
    default_levels: tuple[Level, ...] = (),
) -> Preset:
    written: list[dict[str, Any]] = [
        {"key": key, "label": label, "does": does, "minutes": minutes} for key, label, does, minutes in steps
    ]
    return preset(Kind.PRE_VOTE_GATES, title, source, levels, default_levels, values={"gates": written})


_UPPER: Final = (Level.CITY, Level.COUNTY)
GATES: Final = (
    _gates(
        "票决前程序（市、县）",
        "浙江省各级人大常委会讨论决定重大事项的规定第四条；陕西省规定：政府研究、党委同意、常委会审议",
        [_GOVERNMENT, _PARTY, _COMMITTEE],
        _UPPER,
        _UPPER,
    ),
    _gates(
        "票决前程序（镇）",
        "孚玉镇：党委扩大会筛选，党政联席会研究确定候选项目；浙江省乡镇人大工作条例：主席团组织",
        [
            ("party_enlarged", "党委扩大会议", "筛选建议项目", True),
            ("joint_meeting", "党政联席会议", "研究确定候选项目", True),
            ("presidium", "人大主席团会议", "审议候选项目", True),
        ],
        (Level.TOWNSHIP,),
        (Level.TOWNSHIP,),
    ),
    _gates(
        "票选前程序（街道）",
        "浙江省街道人大工作条例第十六条至第十八条；票选结果由街道党工委确认后实施",
        [
            ("office_meeting", "街道办事处办公会议", "研究提出候选项目", True),
            ("working_committee", "人大街道工委会议", "讨论候选项目", True),
            ("party_working_committee", "街道党工委会议", "研究同意", True),
        ],
        STREETS,
        STREETS,
    ),
    _gates(
        "票决前程序（政府、党委）",
        "中山市人大常委会决定：市政府常务会议、市委常委会会议研究后提请票决",
        [_GOVERNMENT, _PARTY],
        _UPPER,
    ),
    _gates(
        "票决前程序（主任会议先行）",
        "宁波市人大常委会决定（2023 年）：主任会议讨论建议项目交政府研究，政府初定候选项目",
        [("directors_meeting", "主任会议", "讨论建议项目并交政府研究", True), _GOVERNMENT, _PARTY, _COMMITTEE],
        _UPPER,
    ),
)


def _labels(
    title: str,
    source: str,
    assembly: str,
    deputy: str,
    levels: tuple[Level, ...] = STREETS,
    default_levels: tuple[Level, ...] = (),
    *,
    paper: str = "公示",
) -> Preset:
    values = {"assembly": assembly, "deputy": deputy, "result_paper": paper}
    return preset(Kind.BODY_LABELS, title, source, levels, default_levels, values=values)


BODY_LABELS: Final = (
    _labels(
        "机构称谓（人民代表大会）",
        "地方组织法",
        "人民代表大会会议",
        "人大代表",
        CONGRESSES,
        CONGRESSES,
        paper="公告",
    ),
    _labels(
        "机构称谓（街道议政代表会）", "街道“四全”机制、江苏省：议政代表会", "议政代表会", "议政代表", STREETS, STREETS
    ),
    _labels("机构称谓（居民议事会）", "浙江省街道人大工作条例：街道居民议事组织", "居民议事会", "议事会成员"),
    _labels("机构称谓（选民代表会议）", "浙江省天台县", "选民代表会议", "选民代表"),
    _labels("机构称谓（议事代表会议）", "街道议事代表会议", "议事代表会议", "议事代表"),
    _labels("机构称谓（会商会议）", "泰州市高港区口岸街道、南京市梅园新村街道：会商票选", "会商会议", "会商代表"),
)


def _paper(key: str, title: str, number_word: str = "", opening: str = "", closing: str = "") -> dict[str, str]:
    return {"key": key, "title": title, "number_word": number_word, "opening": opening, "closing": closing}


def _papers(vote: str, result: dict[str, str]) -> dict[str, Any]:
    return {
        "papers": [
            _paper(
                "collection_notice",
                "【机构】关于征集【年度】年民生实事建议项目的公告",
                opening="为广泛听取群众意见，现公开征集【年度】年民生实事建议项目。",
                closing="欢迎社会各界积极建言。",
            ),
            _paper("score_sheet", "【机构】【年度】年民生实事建议项目评分汇总表"),
            _paper("joint_review", "【机构】【年度】年民生实事建议项目会审意见表"),
            _paper(
                "public_notice",
                "【机构】关于【年度】年民生实事项目的公示",
                closing="公示期间如有意见，请按上述渠道反映。",
            ),
            _paper("candidates", f"【机构】【年度】年民生实事{vote}候选项目说明"),
            result,
        ]
    }


_FORMAT: Final = "党政机关公文格式（GB/T 9704-2012）；"
DOCUMENT_TEMPLATES: Final = (
    preset(
        Kind.DOCUMENT_TEMPLATES,
        "文书样式（人民代表大会）",
        f"{_FORMAT}人民代表大会公告由大会主席团发布",
        CONGRESSES,
        CONGRESSES,
        values=_papers(
            "票决", _paper("result", "【机构】【年度】年民生实事项目票决结果公告", "公告", "", "现予公告。")
        ),
    ),
    preset(
        Kind.DOCUMENT_TEMPLATES,
        "文书样式（街道）",
        f"{_FORMAT}街道“四全”机制（1-77、1-78）：公示当选项目",
        STREETS,
        STREETS,
        values=_papers("票选", _paper("result", "【机构】【年度】年民生实事项目票选结果公示", "公示")),
    ),
)
