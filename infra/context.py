"""What every page knows without asking: where am I, who am I, is this a demonstration."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from commons.directory.words import words
from commons.kernel import clock
from commons.kernel.actor import Actor, Role
from infra.todos import province_todos


def page(request: HttpRequest) -> dict[str, Any]:
    office = getattr(request, "office", None)
    if office is None:
        return {}
    actor = getattr(request, "actor", None)
    return {
        "office": office,
        "words": words(office),
        "year": year_of(request),
        "actor": actor,
        "person": _person(actor),
        "is_demo": office.is_demo,
        "standing": _standing(office),
        "home_href": _home(actor),
        **_console(office, actor),
        "leave_href": "/enter/leave/" if actor is not None and not actor.is_anonymous else "",
    }


def _console(office: Any, actor: Actor | None) -> dict[str, Any]:
    """The strip of the provincial console: find an office, and how many matters wait. Asked only if the page shows it."""
    if not office.is_province or actor is None or not actor.is_staff:
        return {}
    return {
        "search_href": "/admin/directory/office/",
        "search_says": "搜索机构名称、代码",
        "todo_href": "/admin/",
        "todo_count": SimpleLazyObject(lambda: len(province_todos(actor))),
    }


def _standing(office: Any) -> str:
    """What a reader must know of an office that is no longer written, or never was: a banner on every page."""
    if office.copy_of:
        return "核查副本：由存档恢复，只供查阅，不是现行数据。"
    if office.is_read_only:
        return "本机构已归档，只供查阅。"
    return ""


def year_of(request: HttpRequest) -> int:
    """The year that is looked at: `?year=`, or this one; what is no year of ours is not asked about."""
    asked = request.GET.get("year", "")
    return int(asked) if re.fullmatch(r"20[0-9]{2}", asked) else clock.today().year


def _person(actor: Actor | None) -> dict[str, str] | None:
    if actor is None or actor.is_anonymous:
        return None
    return {"name": actor.name, "role": "、".join(Role(role).label for role in sorted(actor.roles))}


def _home(actor: Actor | None) -> str:
    if actor is None or actor.is_anonymous:
        return "/"
    return "/admin/" if actor.is_staff else "/desk/"
