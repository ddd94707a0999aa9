"""The year's 征集办法: by which ways, from when and for how long suggestions come in, and what may hang on one (domain §5.1)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from commons.directory.terms import Level
from commons.kernel.clock import today
from commons.kernel.lifecycle import GateAnswer
from commons.kernel.tenancy import current_code, current_office
from commons.rulebook import queries as rulebook
from commons.rulebook.terms import Kind
from tenants.cycles import queries as cycles
from tenants.cycles.queries import CycleFacts
from tenants.intake.models import Suggestion
from tenants.intake.terms import Channel, SuggestionState

MEGABYTE = 1024 * 1024
_BELOW = (Level.TOWNSHIP, Level.SUBDISTRICT)


@dataclass(frozen=True)
class Rule:
    """`start_month` is of the year before the projects'; `video_mb` 0 takes no videos."""

    min_days: int
    start_month: int
    standing: bool
    channels: frozenset[Channel]
    quota: int
    one_matter: bool
    photos_most: int
    video_mb: int
    video_types: frozenset[str]

    @property
    def video_accept(self) -> str:
        """What a form's file field may offer; empty where no video is taken."""
        return ",".join(sorted(self.video_types)) if self.video_mb else ""


def rule(cycle_uid: UUID, *, on: dt.date) -> Rule:
    """Of the year. Raises CycleNotFound."""
    return rule_for(cycles.cycle(cycle_uid), on=on)


def rule_for(cycle: CycleFacts | None, *, on: dt.date) -> Rule:
    """Of the year, or without one what the office works under that day. One query."""
    pinned = cycle.pins.get(Kind.COLLECTION) if cycle else None
    body = rulebook.rule_of(current_code(), Kind.COLLECTION, pinned=pinned, on=on)
    return Rule(
        min_days=body["min_days"],
        start_month=body["start_month"],
        standing=body["standing"],
        channels=frozenset(map(Channel, body["channels"])),
        quota=body["quota_per_township"],
        one_matter=body["one_matter"],
        photos_most=body["photos_most"],
        video_mb=body["video_mb"],
        video_types=frozenset(body["video_types"]),
    )


def rule_now(on: dt.date) -> Rule:
    """What holds for somebody who opens a form on this day: the rule of the year that collects now."""
    return rule_for(cycles.find_collecting_cycle(on), on=on)


def gate_quota_met(cycle_uid: UUID) -> GateAnswer | None:
    """Before a town or street begins to appraise: it has named as many suggestions as its rule asks for (5.1: 淮阳 ≥ 5)."""
    if current_office().level not in _BELOW:
        return None
    least = rule(cycle_uid, on=today()).quota
    if not least:
        return None
    found = Suggestion.objects.filter(cycle_uid=cycle_uid, state=SuggestionState.NOMINATED).count()
    advice = f"现有 {found} 件，还差 {least - found} 件，请继续征集和推荐"
    return GateAnswer(f"推荐评议的建议不少于 {least} 件", found >= least, "" if found >= least else advice)
