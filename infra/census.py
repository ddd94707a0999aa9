"""What the rooms declare: their policies, lifecycles, events, refusals and models, found by importing them.

For the registers and for the architecture tests; nothing that serves people needs it. Django must have started.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.db import models

from commons.kernel.errors import FAMILIES, Refusal
from commons.kernel.events import Event, kinds
from commons.kernel.lifecycle import Lifecycle
from commons.kernel.policy import Policy

HOUSE = ("commons", "tenants", "api", "admin_theme")
BOTH = frozenset(settings.SHARED_APPS) & frozenset(settings.TENANT_APPS)


def rooms() -> list[AppConfig]:
    """Every room, in the order of the settings: upstream first."""
    return [config for config in apps.get_app_configs() if config.name.startswith(("commons.", "tenants."))]


def room_name(room: str) -> str:
    """Chinese name of a room by its label; the label itself for what is no app (kernel, api, infra)."""
    found = next((config for config in rooms() if config.label == room), None)
    return str(found.verbose_name) if found else {"kernel": "通用", "api": "接口", "infra": "平台"}.get(room, room)


@cache
def modules() -> tuple[ModuleType, ...]:
    """Every module of the house but migrations and settings, imported."""
    found = []
    for package in HOUSE:
        top = importlib.import_module(package)
        for each in pkgutil.walk_packages(top.__path__, f"{package}."):
            if ".migrations" not in each.name:
                found.append(importlib.import_module(each.name))
    return tuple(found)


def policies() -> list[Policy]:
    return [
        each for module in modules() if isinstance(each := getattr(module, "POLICY", None), Policy) and _own(module)
    ]


def _own(module: ModuleType) -> bool:
    """The room's own table, not one that another module imported under the same name."""
    return module.__name__.endswith(".policies")


def lifecycles() -> list[Lifecycle]:
    """Every state table, each once, in the order of the rooms."""
    found: dict[str, Lifecycle] = {}
    for module in modules():
        for each in vars(module).values():
            if isinstance(each, Lifecycle):
                found.setdefault(each.name, each)
    order = [room.label for room in rooms()]
    return sorted(found.values(), key=lambda each: (order.index(each.name.split(".")[0]), each.name))


def events() -> list[type[Event]]:
    """Every fact that a room of this house may say."""
    modules()
    return [kind for _, kind in sorted(kinds().items()) if kind.__module__.startswith(("commons.", "tenants."))]


def refusals() -> list[type[Refusal]]:
    """Every refusal but the families themselves, by code."""
    modules()
    found = {each for each in _below(Refusal) if each.__module__.split(".")[0] in HOUSE and each not in FAMILIES}
    return sorted(found, key=lambda each: (each.code, each.__name__))


def _below(kind: type[Any]) -> Iterator[type[Any]]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


def own_models() -> list[type[models.Model]]:
    """Every table of ours, room by room."""
    return [model for room in rooms() for model in room.get_models(include_auto_created=False)]


def own_fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The columns that we declare: not a library's base class, not an automatic key."""
    abstract = [base for base in model.__mro__ if getattr(getattr(base, "_meta", None), "abstract", False)]
    theirs = {
        field.name
        for base in abstract
        if base.__module__.split(".")[0] not in HOUSE
        for field in base._meta.local_fields  # type: ignore[attr-defined]
    }
    return [f for f in model._meta.local_fields if not f.auto_created and f.name not in theirs]


def schema_kind(model: type[models.Model]) -> str:
    """`office`, `public` or `both`: where the table stands."""
    name = model._meta.app_config.name
    if name in BOTH:
        return "both"
    return "office" if name in settings.TENANT_APPS else "public"


def choices() -> list[type[models.Choices]]:
    """Every list of choices, by the room that declares it."""
    modules()
    found = {each for each in _below(models.Choices) if each.__module__.startswith(("commons.", "tenants."))}
    return sorted(found, key=lambda each: (each.__module__, each.__qualname__))
