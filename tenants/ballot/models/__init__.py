from tenants.ballot.models.sealed import SealedBallot, SealedBox, Trustee
from tenants.ballot.models.votes import (
    Ballot,
    Certificate,
    Confirmation,
    Officer,
    Paper,
    PaperSheet,
    Question,
    RollEntry,
    Vote,
    VoteRound,
)

__all__ = [
    "Ballot",
    "Certificate",
    "Confirmation",
    "Officer",
    "Paper",
    "PaperSheet",
    "Question",
    "RollEntry",
    "SealedBallot",
    "SealedBox",
    "Trustee",
    "Vote",
    "VoteRound",
]
