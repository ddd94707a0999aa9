"""Rows of the deputies' room."""

from tenants.deputies.models.duty import DutyClaim, DutyRecord
from tenants.deputies.models.home import DeputyHome
from tenants.deputies.models.mandate import DeputyGroup, GroupMembership, Mandate
from tenants.deputies.models.reception import Opinion, ReceptionDay, ReceptionDeputy
from tenants.deputies.models.suggestion import CoSigner, DeputySuggestion, Handling

__all__ = [
    "CoSigner",
    "DeputyGroup",
    "DeputyHome",
    "DeputySuggestion",
    "DutyClaim",
    "DutyRecord",
    "GroupMembership",
    "Handling",
    "Mandate",
    "Opinion",
    "ReceptionDay",
    "ReceptionDeputy",
]
