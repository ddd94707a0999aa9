"""Rows of appraisal."""

from tenants.appraisal.models.candidate import Candidate, Deliberation, PreVoteStep
from tenants.appraisal.models.joint import JointRequest
from tenants.appraisal.models.panel import Panel, PanelItem, PanelMember, Scorecard, ScoreLine
from tenants.appraisal.models.proposal import ExclusionFlag, JointOpinion, Proposal, SchemeRevision, Source
from tenants.appraisal.models.reserve import Reserve, ReserveNote

__all__ = [
    "Candidate",
    "Deliberation",
    "ExclusionFlag",
    "JointOpinion",
    "JointRequest",
    "Panel",
    "PanelItem",
    "PanelMember",
    "PreVoteStep",
    "Proposal",
    "Reserve",
    "ReserveNote",
    "SchemeRevision",
    "ScoreLine",
    "Scorecard",
    "Source",
]
