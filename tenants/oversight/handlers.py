"""Reactions to what delivery says."""

from __future__ import annotations

from commons.kernel.actor import system
from commons.kernel.tenancy import current_code
from tenants.delivery.events import UnitAssigned
from tenants.oversight.commands import rectifications


def on_unit_assigned(event: UnitAssigned) -> None:
    """Open orders follow the project to its new unit."""
    rectifications.hand_over_rectifications(
        actor=system(current_code()), project_uid=event.project_uid, account_uid=event.account_uid, at=event.at
    )
