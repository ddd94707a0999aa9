"""The office's years over the API: what stands in them is public, running them is the congress's own work."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from api.pagination import ByCursor
from api.v1.cycles import serializers
from api.views import ActView, DetailView, ListView, WholeView
from commons.kernel.actor import Actor
from tenants.cycles import commands, queries
from tenants.cycles.errors import StageNotFound
from tenants.cycles.policies import POLICY
from tenants.cycles.terms import StageKind


class ByYear(ByCursor):
    ordering = ("-year", "-uid")


class Cycles(ListView, ActView):
    """GET: the years, newest first. POST: open a year; its rules are pinned as they are in force today."""

    policy = POLICY
    actions_by_method = {"GET": "cycles.read", "POST": "cycles.open_cycle"}
    pagination_class = ByYear
    serializer_in = serializers.Opening
    serializer_out = serializers.CycleOut

    def rows(self, actor: Actor) -> Any:
        return queries.cycles()

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return commands.open_cycle(actor=actor, at=at, **values)


class Cycle(DetailView):
    policy = POLICY
    actions_by_method = {"GET": "cycles.read"}
    serializer_out = serializers.CycleOut

    def row(self, actor: Actor, **keys: Any) -> Any:
        return queries.cycle(keys["uid"])


class CycleClosing(ActView):
    policy = POLICY
    actions_by_method = {"POST": "cycles.close_cycle"}
    serializer_out = serializers.CycleOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return commands.close_cycle(actor=actor, cycle_uid=values["uid"], at=at)


class Stages(WholeView):
    """The stepper: every stage in order, those that wait with their gates."""

    policy = POLICY
    actions_by_method = {"GET": "cycles.read"}
    serializer_out = serializers.StageOut

    def rows(self, actor: Actor) -> Any:
        return queries.stepper(self.kwargs["uid"])


class Stage(DetailView):
    policy = POLICY
    actions_by_method = {"GET": "cycles.read"}
    serializer_out = serializers.StageOut

    def row(self, actor: Actor, **keys: Any) -> Any:
        return _stage(keys["uid"], keys["kind"])


class StageAct(ActView):
    """One act on one stage; the answer is the stage as the stepper shows it."""

    policy = POLICY
    serializer_out = serializers.StageOut
    command: Any = None

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        uid, kind = values.pop("uid"), values.pop("kind")
        type(self).command(actor=actor, cycle_uid=uid, kind=kind, at=at, **values)
        return _stage(uid, kind)


class StageOpening(StageAct):
    actions_by_method = {"POST": "cycles.open_stage"}
    command = staticmethod(commands.open_stage)


class StageClosing(StageAct):
    actions_by_method = {"POST": "cycles.close_stage"}
    command = staticmethod(commands.close_stage)


class StageReopening(StageAct):
    actions_by_method = {"POST": "cycles.reopen_stage"}
    serializer_in = serializers.Reopening
    command = staticmethod(commands.reopen_stage)


class StageSchedule(StageAct):
    actions_by_method = {"POST": "cycles.reschedule_stage"}
    serializer_in = serializers.Schedule
    command = staticmethod(commands.reschedule_stage)


def _stage(uid: UUID, kind: str) -> queries.StageFacts:
    if kind not in StageKind:
        raise StageNotFound()
    return next(stage for stage in queries.stepper(uid) if stage.kind == kind)
