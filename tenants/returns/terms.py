from __future__ import annotations

from django.db import models


class CompilationState(models.TextChoices):
    COMPILED = "compiled", "已汇编"
    FILED = "filed", "已上报"
    ACCEPTED = "accepted", "上级已接收"
    SENT_BACK = "sent_back", "上级已退回"
    DISCARDED = "discarded", "已作废"
