"""What the staff sites are told by the house: who may enter and see, what a record's trail is, what to do first."""

from __future__ import annotations

import importlib
from typing import Any

from django.apps import apps
from django.db import models
from django.http import HttpRequest

from admin_theme.site import office_site, province_site
from commons.access import queries as access
from commons.audit import queries as audit
from commons.kernel.actor import PLATFORM_ROLES, STAFF_ROLES, Actor
from commons.kernel.errors import Refusal
from commons.kernel.policy import Policy, Verdict


def plug_in() -> None:
    for site in (office_site, province_site):
        site.may_view = may_view
        site.may = may
        site.trail = trail
        site.refusals = (Refusal,)
    office_site.may_enter = lambda request: _actor(request).holds(*(STAFF_ROLES - PLATFORM_ROLES))
    province_site.may_enter = lambda request: _actor(request).holds(*PLATFORM_ROLES)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def policy_of(label: str) -> Policy | None:
    """The permission table of an app, by its label."""
    name = f"{apps.get_app_config(label).name}.policies"
    try:
        policy: Policy = importlib.import_module(name).POLICY
    except ModuleNotFoundError:
        return None
    return policy


def may_view(request: HttpRequest, model: type[models.Model], obj: Any) -> bool:
    """The room's own `read` action; a record of a room without one is nobody's to see here."""
    label = model._meta.app_label
    policy = policy_of(label)
    action = f"{label}.read"
    if policy is None or action not in policy.acts:
        return False
    if obj is None:
        return _actor(request).holds(*policy.roles_of(action))
    return bool(policy.may(_actor(request), action, obj))


def may(request: HttpRequest, act: str, obj: Any) -> Verdict:
    """For buttons that name an act: the verdict of the room's table, with the reason."""
    policy = policy_of(act.split(".")[0])
    return policy.may(_actor(request), act, obj) if policy else Verdict(False)


def trail(obj: models.Model) -> list[dict[str, Any]]:
    """What was done to a record: act, person, time, figures."""
    entries = list(audit.trail_of(obj))
    names = access.names_of({entry.account_uid for entry in entries if entry.account_uid})
    return [
        {
            "label": label_of(entry.act),
            "actor": names.get(entry.account_uid, "系统")
            + (f"（代{entry.on_behalf_of}）" if entry.on_behalf_of else ""),
            "at": entry.at,
            "changes": [{"label": key, "before": "", "after": value} for key, value in entry.facts.items()],
        }
        for entry in entries
    ]


def label_of(act: str) -> str:
    """The Chinese of an act: the step of a lifecycle, the row of a policy table, or the act's own name."""
    room = act.split(".")[0]
    if not apps.is_installed(f"tenants.{room}") and not apps.is_installed(f"commons.{room}"):
        return act
    steps = _steps(apps.get_app_config(room).name)
    if act in steps:
        return steps[act]
    policy = policy_of(room)
    return policy.acts[act].label if policy and act in policy.acts else act


def _steps(app: str) -> dict[str, str]:
    """Every step of a room's lifecycles, as the audit names it."""
    try:
        module = importlib.import_module(f"{app}.lifecycle")
    except ModuleNotFoundError:
        return {}
    tables = [value for value in vars(module).values() if hasattr(value, "steps") and hasattr(value, "start")]
    return {f"{table.name.split('.')[0]}.{step.name}": step.label for table in tables for step in table.steps}
