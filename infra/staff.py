"""What the staff sites are told by the house: who may enter and see, what a record's trail is, what to do first."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from admin_theme.site import office_site, province_site
from commons.kernel.actor import PLATFORM_ROLES, STAFF_ROLES, Actor
from commons.kernel.errors import Refusal
from commons.kernel.policy import Verdict
from infra.home import office_home, province_home
from infra.trail import policy_of, trail


def plug_in() -> None:
    for site in (office_site, province_site):
        site.may_view = may_view
        site.may = may
        site.trail = trail
        site.refusals = (Refusal,)
    office_site.home, province_site.home = office_home, province_home
    office_site.may_enter = lambda request: _actor(request).holds(*(STAFF_ROLES - PLATFORM_ROLES))
    province_site.may_enter = lambda request: _actor(request).holds(*PLATFORM_ROLES)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def may_view(request: HttpRequest, action: str, obj: Any) -> bool:
    """By the room's own table; a record of a room that has no such act is nobody's to see here."""
    policy = policy_of(action.split(".")[0])
    if policy is None or action not in policy.acts:
        return False
    if obj is None:
        return _actor(request).holds(*policy.roles_of(action))
    return bool(policy.may(_actor(request), action, obj))


def may(request: HttpRequest, act: str, obj: Any) -> Verdict:
    """For buttons that name an act: the verdict of the room's table, with the reason."""
    policy = policy_of(act.split(".")[0])
    return policy.may(_actor(request), act, obj) if policy else Verdict(False)
