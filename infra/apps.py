"""Composition: what was declared in tables is plugged in when Django has started."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import Tags, register


class InfraConfig(AppConfig):
    name = "infra"
    label = "infra"
    verbose_name = "平台"

    def ready(self) -> None:
        from infra import checks, observability, staff, wiring, worker  # noqa: PLC0415 (app ready: models must exist first)

        worker.app.set_default()  # also web and relay send tasks, from any thread, to the broker of the settings
        observability.start()
        register(checks.sessions_stay_our_own, Tags.database)
        wiring.plug_in()
        staff.plug_in()
