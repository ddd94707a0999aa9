"""What the vote says. Never how many voted for what before it is declared, and never who."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from commons.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class VotePrepared(Event):
    vote_uid: UUID
    cycle_uid: UUID
    questions: int
    label: ClassVar[str] = "表决已准备"


@dataclass(frozen=True, kw_only=True)
class VoteOpened(Event):
    vote_uid: UUID
    cycle_uid: UUID
    round_no: int
    label: ClassVar[str] = "投票已开启"


@dataclass(frozen=True, kw_only=True)
class VoteClosed(Event):
    vote_uid: UUID
    cycle_uid: UUID
    round_no: int
    label: ClassVar[str] = "投票已截止"


@dataclass(frozen=True, kw_only=True)
class VoteDeclared(Event):
    """A street's result is announced in the hall; it takes effect when the 党工委 has confirmed it."""

    vote_uid: UUID
    cycle_uid: UUID
    label: ClassVar[str] = "结果已宣布，待确认"


@dataclass(frozen=True, kw_only=True)
class VoteCertified(Event):
    """The result is in effect. Lists hold candidate uids, the selected ones in the order of their selection."""

    vote_uid: UUID
    cycle_uid: UUID
    selected: list[str]
    not_selected: list[str]
    label: ClassVar[str] = "表决结果已生效"


@dataclass(frozen=True, kw_only=True)
class VoteVoided(Event):
    vote_uid: UUID
    cycle_uid: UUID
    label: ClassVar[str] = "表决已作废"
