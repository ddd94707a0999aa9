"""征集办法: how long and by which ways suggestions are collected (domain §5.1)."""

from __future__ import annotations

from typing import Final

from commons.rulebook.schema import Field, Schema
from commons.rulebook.shapes import Flag, Several, Whole
from commons.rulebook.terms import Mode

# The ways of `tenants.intake`; a test holds the two lists against each other.
CHANNELS: Final = {
    "portal": "我为民生提建议",
    "snapshot": "随手拍",
    "hotline": "民生意见专线",
    "door_to_door": "敲门行动",
    "grid_worker": "网格员代报",
    "village": "村（社区）上报",
    "paper_box": "意见箱与征集表",
    "chat_group": "微信、QQ 群",
    "forum": "座谈会、大家谈",
    "reception_day": "代表接待日",
    "liaison_station": "代表联络站",
    "deputy": "代表建议",
    "research_report": "调研成果",
    "department": "部门提出",
    "upper_level": "上级转来",
}

_SNAPSHOT: Final = "街道“四全”机制（1-50）：随手拍收图文、视频，限额由各地自定"
VIDEOS: Final = {"video/mp4": "MP4", "video/quicktime": "MOV（苹果手机）"}

SCHEMA: Final = Schema(
    "征集办法",
    (
        Field(
            "min_days",
            "公开征集时间",
            Whole("日", 1, 365),
            30,
            "景洪市票决办法第六条：公开征集不少于 30 日",
            Mode.BOUNDED,
            {"least": 30},
        ),
        Field(
            "start_month",
            "开始征集的月份",
            Whole("月", 1, 12),
            7,
            "重庆市人大常委会决定、陕西省规定：第三季度启动下一年度征集",
            hint="项目年度的上一年；征集活动不能早于这个月开始。",
        ),
        Field(
            "standing",
            "常态征集",
            Flag("全年受理", "只在集中征集期受理"),
            True,
            "宁波市人大常委会决定：九月为集中征集月，全年常态征集",
        ),
        Field(
            "channels",
            "征集渠道",
            Several(CHANNELS),
            list(CHANNELS),
            "陕西省规定：走访问卷、政务公开栏、网络平台等；街道“四全”机制（1-05 至 1-25）",
        ),
        Field(
            "quota_per_township",
            "每个镇街至少上报",
            Whole("件", 0, 200),
            0,
            "淮阳区征集通知：每个乡镇不少于 5 件；0 为不作要求",
            hint="镇、街道推荐评议的建议达到件数，才能开启评议。",
        ),
        Field(
            "one_matter",
            "一事一提",
            Flag("一条建议只提一件事", "不作要求"),
            False,
            "淮阳区征集通知：一事一提，须有量化指标",
            hint="选“一条建议只提一件事”的，分条列出几件事的建议请提议人分开提交。",
        ),
        Field("photos_most", "每条建议最多附照片", Whole("张", 1, 9), 6, _SNAPSHOT, optional=True),
        Field(
            "video_mb",
            "视频大小上限",
            Whole("MB", 0, 20),
            20,
            _SNAPSHOT,
            optional=True,
            hint="每条建议最多附一段；0 为不收视频。",
        ),
        Field("video_types", "视频格式", Several(VIDEOS), list(VIDEOS), _SNAPSHOT, optional=True),
    ),
)
