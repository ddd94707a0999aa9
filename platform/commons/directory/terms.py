"""Words of the directory: levels, bodies, relations, the life of an office."""

from __future__ import annotations

from django.db import models


class Level(models.TextChoices):
    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "县级"
    TOWNSHIP = "township", "镇级"
    SUBDISTRICT = "subdistrict", "街道"


# How a level is called where its name says something else (3-01, domain §2.2): ending of the office's name → level.
_CALLED = {
    Level.CITY: {"自治州": "州级", "盟": "盟级", "地区": "地区"},
    Level.COUNTY: {"旗": "旗级"},
    Level.TOWNSHIP: {"乡": "乡级", "苏木": "苏木", "团场": "团场", "团": "团场"},
}


def level_called(level: str, name: str) -> str:
    """州级, 旗级, 团场 … as the place's own name has it; else as the table of levels."""
    known = _CALLED.get(Level(level), {})
    return next((called for ending, called in known.items() if name.endswith(ending)), Level(level).label)


# A superior's rank is smaller than its subordinate's.
RANK = {Level.PROVINCE: 0, Level.CITY: 1, Level.COUNTY: 2, Level.TOWNSHIP: 3, Level.SUBDISTRICT: 3}


class Body(models.TextChoices):
    """What kind of body the office serves: it decides words, electorate and legal effect (domain §10)."""

    CONGRESS = "congress", "人民代表大会"
    WORKING_COMMITTEE = "working_committee", "人大工委"


class Relation(models.TextChoices):
    """Relation upward. Only a 工委 reports, of a street or a prefecture (地方组织法 59); congresses are guided, not commanded."""

    NONE = "none", "无"
    GUIDES = "guides", "上级指导"
    REPORTS_TO = "reports_to", "向上级负责并报告工作"


class OfficeState(models.TextChoices):
    FOUNDED = "founded", "已建档"
    REQUESTED = "requested", "已申请开通"
    BUILT = "built", "库已建立"
    SEEDED = "seeded", "已初始化"
    ADDRESSED = "addressed", "域名已生效"
    INVITED = "invited", "管理员已就位"
    READY = "ready", "已开通"
    SUSPENDED = "suspended", "已停用"
    ARCHIVED = "archived", "已归档"
    DELETED = "deleted", "已删除"
    INSPECTION = "inspection", "核查副本"


class MigrationOutcome(models.TextChoices):
    DONE = "done", "已升级"
    FAILED = "failed", "未成"


SERVING = frozenset({OfficeState.READY})
# Pages answer, nothing is written: PostgreSQL itself refuses (archives.closing).
READ_ONLY = frozenset({OfficeState.ARCHIVED, OfficeState.INSPECTION})
# Whom the tree keeps for its history: nobody counts them among the offices, or asks them for figures.
GONE = frozenset({OfficeState.ARCHIVED, OfficeState.DELETED, OfficeState.INSPECTION})
# Whose schema does not stand (yet, or any more).
WITHOUT_SCHEMA = frozenset({OfficeState.FOUNDED, OfficeState.REQUESTED, OfficeState.DELETED})
