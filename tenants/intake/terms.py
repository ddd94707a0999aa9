"""Words of intake."""

from __future__ import annotations

from django.db import models

from commons.kernel.actor import Role


class CampaignState(models.TextChoices):
    DRAFT = "draft", "待发布"
    OPEN = "open", "征集中"
    CLOSED = "closed", "已结束"


class ActivityKind(models.TextChoices):
    """What was done to be heard, each counted in its own unit (1-12, 1-13, 1-18, 1-19, 1-23, 1-24, 1-25)."""

    POSTER = "poster", "张贴海报（张）"
    BOOKLET = "booklet", "发放手册（份）"
    VISIT = "visit", "敲门走访（户）"
    FORUM = "forum", "座谈会、大家谈（场）"
    RECEPTION = "reception", "代表接待群众（人次）"
    FIELD_STUDY = "field_study", "代表现场调研（次）"
    REPORT = "report", "调研成果（份）"
    BROADCAST = "broadcast", "直播宣讲（场）"

    @property
    def most(self) -> int:
        """As many as one row can be: what was done on one day in one place. A year's figure is no row."""
        return _MOST[self]


_MOST = {
    ActivityKind.POSTER: 500,
    ActivityKind.BOOKLET: 2000,
    ActivityKind.VISIT: 200,
    ActivityKind.FORUM: 1,
    ActivityKind.RECEPTION: 500,
    ActivityKind.FIELD_STUDY: 1,
    ActivityKind.REPORT: 1,
    ActivityKind.BROADCAST: 1,
}


class Proposer(models.TextChoices):
    """部门提出 + 代表建议 + 群众建议 相结合 (0-13)."""

    RESIDENT = "resident", "群众建议"
    DEPUTY = "deputy", "代表建议"
    DEPARTMENT = "department", "部门提出"


class Channel(models.TextChoices):
    """The way a suggestion came (0-12, 1-05 … 1-25, 1-49, 1-50, 2-07 … 2-10)."""

    PORTAL = "portal", "我为民生提建议"
    SNAPSHOT = "snapshot", "随手拍"
    HOTLINE = "hotline", "民生意见专线"
    DOOR_TO_DOOR = "door_to_door", "敲门行动"
    GRID_WORKER = "grid_worker", "网格员代报"
    VILLAGE = "village", "村（社区）上报"
    PAPER_BOX = "paper_box", "意见箱与征集表"
    CHAT_GROUP = "chat_group", "微信、QQ 群"
    FORUM = "forum", "座谈会、大家谈"
    RECEPTION_DAY = "reception_day", "代表接待日"
    LIAISON_STATION = "liaison_station", "代表联络站"
    DEPUTY = "deputy", "代表建议"
    RESEARCH_REPORT = "research_report", "调研成果"
    DEPARTMENT = "department", "部门提出"
    UPPER_LEVEL = "upper_level", "上级转来"

    @property
    def proposer(self) -> Proposer:
        return _PROPOSERS.get(self, Proposer.RESIDENT)

    @property
    def writers(self) -> frozenset[Role]:
        """The roles that may enter a suggestion through this channel."""
        return _WRITERS[self]


_PROPOSERS = {
    Channel.DEPUTY: Proposer.DEPUTY,
    Channel.RESEARCH_REPORT: Proposer.DEPUTY,
    Channel.DEPARTMENT: Proposer.DEPARTMENT,
    Channel.UPPER_LEVEL: Proposer.DEPARTMENT,
}
_DESK = frozenset({Role.CLERK, Role.DIRECTOR})
_DEPUTIES = _DESK | {Role.DEPUTY, Role.MEMBER, Role.KEEPER}
_GRID = _DESK | {Role.GRID_WORKER}
_ANYBODY = _DEPUTIES | _GRID | {Role.RESIDENT, Role.UNIT, Role.GOVERNMENT}
_WRITERS: dict[Channel, frozenset[Role]] = {
    Channel.PORTAL: _ANYBODY,
    Channel.SNAPSHOT: _ANYBODY,
    Channel.HOTLINE: _DESK,
    Channel.DOOR_TO_DOOR: _GRID | _DEPUTIES,
    Channel.GRID_WORKER: _GRID,
    Channel.VILLAGE: _GRID,
    Channel.PAPER_BOX: _GRID,
    Channel.CHAT_GROUP: _GRID | _DEPUTIES,
    Channel.FORUM: _GRID | _DEPUTIES,
    Channel.RECEPTION_DAY: _DEPUTIES,
    Channel.LIAISON_STATION: _DEPUTIES,
    Channel.DEPUTY: _DEPUTIES - {Role.KEEPER},
    Channel.RESEARCH_REPORT: _DEPUTIES - {Role.KEEPER},
    Channel.DEPARTMENT: _DESK | {Role.UNIT, Role.GOVERNMENT},
    Channel.UPPER_LEVEL: _DESK | {Role.GOVERNMENT},
}


class Field(models.TextChoices):
    """领域: the eight “有所” of 0-26, 行有所畅 of other rules (domain §5.2), and what lies beside them (1-80)."""

    CHILDCARE = "childcare", "幼有所育"
    EDUCATION = "education", "学有所教"
    FOOD_SAFETY = "food_safety", "食有所安"
    EMPLOYMENT = "employment", "劳有所得"
    HEALTH = "health", "病有所医"
    ELDERLY_CARE = "elderly_care", "老有所养"
    HOUSING = "housing", "住有所居"
    RELIEF = "relief", "弱有所扶"
    TRANSPORT = "transport", "行有所畅"
    INFRASTRUCTURE = "infrastructure", "基础设施"
    ENVIRONMENT = "environment", "环境整治"
    PUBLIC_SERVICE = "public_service", "公共服务"
    OTHER = "other", "其他"


class SuggestionState(models.TextChoices):
    SUBMITTED = "submitted", "待初审"
    RETURNED = "returned", "待补充"
    SCREENED = "screened", "已受理"
    MERGED = "merged", "已并案"
    DECLINED = "declined", "未采纳"
    NOMINATED = "nominated", "已进入评议"


class DeclineReason(models.TextChoices):
    """Why not (0-42 … 0-45 are asked later, of proposals; these are about the suggestion itself)."""

    NOT_LIVELIHOOD = "not_livelihood", "不属于民生实事范围"
    INDIVIDUAL = "individual", "仅涉及个别单位或个人"
    ALREADY_UNDER_WAY = "already_under_way", "已列入计划或正在办理"
    NOT_OURS = "not_ours", "不属于本级职权"
    UNCLEAR = "unclear", "内容无法核实"
    UNLAWFUL = "unlawful", "内容违反法律法规"


class OutcomeKind(models.TextChoices):
    """What became of a nominated suggestion; said by later rooms, read by the citizen."""

    PROPOSED = "proposed", "形成建议项目"
    ELIMINATED = "eliminated", "未通过评估"
    EXCLUDED = "excluded", "属于不列入情形"
    RESERVED = "reserved", "进入储备库"
    TAKEN_UP = "taken_up", "由储备库启用"
    CANDIDATE = "candidate", "成为候选项目"
    SELECTED = "selected", "票决入选"
    NOT_SELECTED = "not_selected", "票决未入选"
    GENERAL_PROJECT = "general_project", "列为一般民生工程"
    VILLAGE_HANDLED = "village_handled", "由村（社区）统筹处理"
    UNDER_WAY = "under_way", "正在实施"
    COMPLETED = "completed", "已建成完工"
