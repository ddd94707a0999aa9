from __future__ import annotations

from django.db import models


class MembershipKind(models.TextChoices):
    """As what a person may enter an office. What they may do there is a role in the office's own schema."""

    STAFF = "staff", "工作人员"
    DEPUTY = "deputy", "代表"
    UNIT = "unit", "责任单位"
    PARTNER = "partner", "协作人员"


class LinkPurpose(models.TextChoices):
    ACTIVATE = "activate", "账号激活"
    ENTER = "enter", "一次性登录"
    SUPPORT = "support", "支持进入"
