"""Delivery on the staff site: the ledger, one project, what belongs to it."""

from __future__ import annotations

from tenants.delivery.admin import parts, projects

__all__ = ["parts", "projects"]
