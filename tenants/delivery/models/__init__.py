"""Rows of delivery, by what they are about."""

from __future__ import annotations

from tenants.delivery.models.changes import Adjustment
from tenants.delivery.models.funds import Contract, FundAlert, LedgerEntry
from tenants.delivery.models.progress import LightMark, ProgressReport
from tenants.delivery.models.project import Milestone, Project, SubProject
from tenants.delivery.models.views import SavedView

__all__ = [
    "Adjustment",
    "Contract",
    "FundAlert",
    "LedgerEntry",
    "LightMark",
    "Milestone",
    "ProgressReport",
    "Project",
    "SavedView",
    "SubProject",
]
