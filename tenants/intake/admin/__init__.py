"""Intake on the staff site."""

from tenants.intake.admin.campaigns import ActivityAdmin, CampaignAdmin
from tenants.intake.admin.suggestions import SuggestionAdmin

__all__ = ["ActivityAdmin", "CampaignAdmin", "SuggestionAdmin"]
