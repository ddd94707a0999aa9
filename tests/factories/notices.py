"""Notices of a year, by the room's own commands."""

from __future__ import annotations

import datetime as dt
from typing import Any

from commons.kernel.actor import Role, resident
from commons.kernel.tenancy import current_code
from tenants.cycles.models import Cycle
from tenants.notices import commands
from tenants.notices.models import Opinion, PublicNotice
from tenants.notices.terms import NoticeKind, OpinionChannel
from tests.factories.people import AT, actor

DAY = dt.timedelta(days=1)
# AT is Monday 2 March 2026: seven working days end on Wednesday 11 March, five on Monday 9 March.
LAST_DAY = dt.date(2026, 3, 11)
AFTER = dt.datetime(2026, 3, 12, 2, 0, tzinfo=dt.UTC)


def draft(
    cycle: Cycle, kind: NoticeKind = NoticeKind.PRELIMINARY, *, at: dt.datetime = AT, **more: Any
) -> PublicNotice:
    return commands.draft_notice(
        actor=actor(Role.CLERK),
        cycle_uid=cycle.uid,
        kind=kind,
        at=at,
        **{
            "title": "2026年民生实事项目初步方案公示",
            "body": "现将初步筛选的项目方案予以公示。监督电话：0750-3282110。",
            "items": [
                {"title": "社区老年食堂扩建", "content": "座位 50 个"},
                {"title": "背街小巷道路亮化", "content": "12 条"},
            ],
            **more,
        },
    )


def posted(
    cycle: Cycle, kind: NoticeKind = NoticeKind.PRELIMINARY, *, at: dt.datetime = AT, **more: Any
) -> PublicNotice:
    return commands.post_notice(actor=actor(Role.CLERK), uid=draft(cycle, kind, at=at, **more).uid, at=at)


def closed(cycle: Cycle, kind: NoticeKind = NoticeKind.PRELIMINARY, **more: Any) -> PublicNotice:
    return commands.close_notice(actor=actor(Role.CLERK), uid=posted(cycle, kind, **more).uid, at=AFTER)


def opinion(notice: PublicNotice, *, at: dt.datetime = AT, **more: Any) -> Opinion:
    return commands.record_opinion(
        actor=more.pop("by", None) or resident(current_code()),
        notice_uid=notice.uid,
        at=at,
        **{"channel": OpinionChannel.ONLINE, "text": "食堂座位太少，建议增加。", **more},
    )
