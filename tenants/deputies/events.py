"""What the deputies' room says. The three letters between offices carry their words sealed (README)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from commons.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class MandateRegistered(Event):
    label = "代表任职已登记"
    mandate_uid: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class MandateEnded(Event):
    label = "代表任职已终止"
    mandate_uid: UUID
    on: dt.date


@dataclass(frozen=True, kw_only=True)
class TermEnded(Event):
    label = "代表届满"
    term_no: int
    on: dt.date
    mandates: int


@dataclass(frozen=True, kw_only=True)
class HomeOpened(Event):
    label = "代表之家已设立"
    home_uid: UUID
    host_kind: str


@dataclass(frozen=True, kw_only=True)
class HomeClosed(Event):
    label = "代表之家已撤并"
    home_uid: UUID


@dataclass(frozen=True, kw_only=True)
class ReceptionHeld(Event):
    label = "代表已接待群众"
    reception_uid: UUID
    visitors: int
    opinions: int


@dataclass(frozen=True, kw_only=True)
class DutyRecorded(Event):
    label = "履职已登记"
    mandate_uid: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class DutyStruck(Event):
    label = "履职登记已撤销"
    mandate_uid: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class DeputySuggestionSubmitted(Event):
    """`origin_office` is "" for one's own, else the office below that brought it up."""

    label = "代表建议已提出"
    suggestion_uid: UUID
    origin_office: str


@dataclass(frozen=True, kw_only=True)
class DeputySuggestionAccepted(Event):
    label = "代表建议已受理"
    suggestion_uid: UUID


@dataclass(frozen=True, kw_only=True)
class DeputySuggestionDeclined(Event):
    label = "代表建议不予受理"
    suggestion_uid: UUID
    ground: str


@dataclass(frozen=True, kw_only=True)
class DeputySuggestionAssigned(Event):
    label = "代表建议已交办"
    suggestion_uid: UUID
    due_on: dt.date


@dataclass(frozen=True, kw_only=True)
class DeputySuggestionAnswered(Event):
    label = "代表建议已答复"
    suggestion_uid: UUID
    reply_class: str


@dataclass(frozen=True, kw_only=True)
class DeputySuggestionRated(Event):
    label = "代表建议已评价"
    suggestion_uid: UUID
    rating: str


@dataclass(frozen=True, kw_only=True)
class DeputySuggestionClosed(Event):
    label = "代表建议已办结"
    suggestion_uid: UUID
    solved_at_level: str


@dataclass(frozen=True, kw_only=True)
class DeputySuggestionWithdrawn(Event):
    label = "代表建议已撤回"
    suggestion_uid: UUID


@dataclass(frozen=True, kw_only=True)
class DeputySuggestionEscalated(Event):
    """A letter up. `sealed` holds title, content and the lead's name, readable only by this program."""

    label = "代表建议已提交上级"
    from_office: str
    suggestion_uid: UUID
    round: int
    sealed: str


@dataclass(frozen=True, kw_only=True)
class DeputySuggestionSettledAbove(Event):
    """A letter down: it was settled above. `sealed` holds the reply."""

    label = "代表建议上级已办结"
    from_office: str
    suggestion_uid: UUID
    round: int
    solved_at_level: str
    reply_class: str
    sealed: str


@dataclass(frozen=True, kw_only=True)
class DeputySuggestionSentBack(Event):
    """A letter down: the superior office does not take it. `sealed` holds the reason."""

    label = "代表建议上级退回"
    from_office: str
    suggestion_uid: UUID
    round: int
    ground: str
    sealed: str
