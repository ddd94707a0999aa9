"""Suggestions and campaigns by the room's own commands. Nobody here exists."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any
from uuid import UUID

from PIL import Image

from commons.kernel.actor import Role, resident
from commons.kernel.tenancy import current_code
from tenants.intake.commands import campaigns, suggestions
from tenants.intake.commands.suggestions import Photo, Slip
from tenants.intake.models import Campaign, Suggestion
from tenants.intake.terms import Channel, Field
from tests.factories.people import AT, actor

NAME, PHONE = "测试甲", "13912345678"


def submit(title: str = "村口路灯不亮", *, at: dt.datetime = AT, **changes: Any) -> Slip:
    """What a resident types into the portal, contact and all."""
    values: dict[str, Any] = {
        "actor": resident(current_code()),
        "content": "村口一段路晚上没有路灯，老人孩子出行不便，建议安装太阳能路灯。",
        "channel": Channel.PORTAL,
        "field": Field.INFRASTRUCTURE,
        "village": "测试村",
        "contact_name": NAME,
        "contact_phone": PHONE,
    }
    return suggestions.submit_suggestion(title=title, at=at, **{**values, **changes})


def screened(title: str = "村口路灯不亮", **changes: Any) -> Suggestion:
    slip = submit(title, **changes)
    return suggestions.screen_suggestion(actor=actor(Role.CLERK), uid=slip.uid, at=AT)


def nominated(title: str = "村口路灯不亮", **changes: Any) -> Suggestion:
    return suggestions.nominate_suggestion(actor=actor(Role.CLERK), uid=screened(title, **changes).uid, at=AT)


def campaign(cycle_uid: UUID, *, opened: bool = True, **changes: Any) -> Campaign:
    values: dict[str, Any] = {
        "title": "民生实事项目征集",
        "announcement": "现面向全体居民征集民生实事项目建议，欢迎踊跃参与。",
        "from_on": dt.date(2026, 2, 1),
        "last_on": dt.date(2026, 3, 31),
    }
    made = campaigns.plan_campaign(actor=actor(Role.CLERK), cycle_uid=cycle_uid, at=AT, **{**values, **changes})
    return campaigns.open_campaign(actor=actor(Role.CLERK), uid=made.uid, at=AT) if opened else made


def photo(filename: str = "路灯.jpg") -> Photo:
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(drawn, "JPEG")
    return Photo(filename, drawn.getvalue())
