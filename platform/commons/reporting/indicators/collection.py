"""征集与公示: suggestions by channel, proposer and field, what was done to be heard, what was said to the notices."""

from __future__ import annotations

from typing import Final

from commons.reporting.indicators.table import count, family, not_yet, ratio
from commons.reporting.terms import Span

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
PROPOSERS: Final = {"resident": "群众建议", "deputy": "代表建议", "department": "部门提出"}
FIELDS: Final = {
    "childcare": "幼有所育",
    "education": "学有所教",
    "food_safety": "食有所安",
    "employment": "劳有所得",
    "health": "病有所医",
    "elderly_care": "老有所养",
    "housing": "住有所居",
    "relief": "弱有所扶",
    "transport": "行有所畅",
    "infrastructure": "基础设施",
    "environment": "环境整治",
    "public_service": "公共服务",
    "other": "其他",
}

TABLE: Final = (
    count("suggestions.received", "收到群众建议", "本年度登记的建议，含并案和未采纳的", "1-09", "1-18", "§9", noun="条"),
    *family(
        "suggestions.by_channel", "收到建议", "其中经“{word}”渠道收到的", CHANNELS,
        "0-12", "1-18", "1-23", "1-49", "1-50", "1-51", "2-08", "§9", noun="条",
    ),
    *family("suggestions.by_proposer", "收到建议", "其中属于{word}的", PROPOSERS, "0-13", "§9", noun="条"),
    *family("suggestions.by_field", "收到建议", "其中属于“{word}”领域的", FIELDS, "0-26", "1-80", "1-81", noun="条"),
    count("suggestions.online", "线上收到建议", "经门户、随手拍、群聊收到的", "1-09", "0-12", noun="条"),
    count("suggestions.unread", "待初审建议", "登记后尚未初审的", "3-26", noun="条", span=Span.NOW),
    count("suggestions.screened_out", "初审未采纳", "初审决定不予采纳的", "1-32", "§9", noun="条"),
    count("suggestions.merged", "并案处理", "并入其他建议一并办理的", "1-09", noun="条"),
    count("suggestions.nominated", "转为建议项目", "初审后进入评议的", "1-51", "§9", noun="条"),
    count("suggestions.converted", "转化为入选项目", "本身或其主案入选的，含并案的", "1-51", "§9", noun="条"),
    ratio("suggestions.nomination_rate", "建议转化率", "suggestions.nominated", "suggestions.received", "1-51"),
    ratio("suggestions.conversion_rate", "建议入选率", "suggestions.converted", "suggestions.received", "1-51"),
    *not_yet(count("suggestions.clues_due", "应报线索", "上级规定本机构应报送的线索数", "§9", noun="条")),
    count("suggestions.departments", "参与征集的部门单位", "提出过建议的部门单位数", "3-43"),
    count("suggestions.heard_at_doors", "走访听到的建议", "登记在敲门走访名下的", "1-18", noun="条"),
    count("suggestions.matched", "与入选项目相符的诉求", "本年度建议中，所属领域有当年项目的", "1-81", noun="条"),
    ratio("suggestions.match_rate", "诉求匹配度", "suggestions.matched", "suggestions.received", "1-81"),
    count("outreach.posters", "张贴海报", "征集期间登记的海报", "1-12", noun="张"),
    count("outreach.booklets", "发放手册", "征集期间登记的手册", "1-13", noun="份"),
    count("outreach.households", "敲门走访", "征集期间走访的户数", "1-18", "1-17", noun="户"),
    count("outreach.forums", "座谈会、大家谈", "征集期间召开的", "1-19", "1-53", "2-07", noun="场"),
    count("outreach.visitors", "征集期间代表接待", "征集期间代表接待群众", "1-23", noun="人次"),
    count("outreach.field_studies", "代表现场调研", "征集期间代表现场调研", "1-24", "3-66", noun="次"),
    count("outreach.reports", "调研成果", "征集期间形成的调研报告", "1-25", "3-66", noun="份"),
    count("outreach.broadcasts", "直播宣讲", "征集期间的直播宣讲", "1-04", noun="场"),
    count("outreach.forum_people", "大家谈参加人次", "座谈会、大家谈登记的参加人数", "1-53", noun="人次"),
    count("notices.preliminary", "初步方案公示", "已发布的初步筛选方案公示，不含撤回的", "1-45", "1-42", noun="次"),
    count("notices.results", "结果公示", "已发布的票决（票选）结果公示，不含撤回的", "1-79", "1-77", noun="次"),
    count("notices.places", "线下张贴地点", "公示登记的张贴、播放地点", "1-43", "1-44", "1-52", noun="处"),
    count("notices.opinions", "公示期反馈意见", "各次公示收到的意见，不含撤回的公示", "1-47", noun="条"),
    count("notices.opinions_adopted", "采纳公示意见", "其中决定采纳的", "1-47", noun="条"),
    count("notices.opinions_declined", "未采纳公示意见", "其中说明理由不采纳的", "1-47", noun="条"),
    ratio("notices.adoption_rate", "公示意见采纳率", "notices.opinions_adopted", "notices.opinions", "1-47"),
    count("notices.asked", "知晓情况受访群众", "抽查是否知晓公示内容的群众", "1-54", "1-79", noun="人"),
    count("notices.aware", "知晓公示内容的群众", "其中知晓的", "1-54", "1-79", noun="人"),
    ratio("notices.awareness_rate", "群众知晓率", "notices.aware", "notices.asked", "1-54", "1-79"),
    count("notices.takers", "参与公示的群众", "提出公示意见，或参加座谈会、大家谈的群众", "1-54", noun="人次"),
)  # fmt: skip
