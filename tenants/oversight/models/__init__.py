from tenants.oversight.models.following import Bulletin, Clue, DutyOwner, Hearing, HearingSigner, Merit, Slip
from tenants.oversight.models.polling import Poll, PollAnswer, PollVoter
from tenants.oversight.models.records import (
    Assignment,
    CalendarMark,
    Evaluation,
    Finding,
    GroupMember,
    Inspection,
    Inspector,
    LookBack,
    Rectification,
    SupervisionGroup,
)

__all__ = [
    "Assignment",
    "Bulletin",
    "CalendarMark",
    "Clue",
    "DutyOwner",
    "Evaluation",
    "Finding",
    "GroupMember",
    "Hearing",
    "HearingSigner",
    "Inspection",
    "Inspector",
    "LookBack",
    "Merit",
    "Poll",
    "PollAnswer",
    "PollVoter",
    "Rectification",
    "Slip",
    "SupervisionGroup",
]
