"""Supervision over HTTP: groups, inspections, findings, rectifications, evaluations, look-backs, the year's calendar."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from api.v1.oversight.serializers import watching as serializers
from api.views import CommandView, DetailView, ListView, WholeView
from commons.kernel.actor import Actor
from tenants.oversight import queries
from tenants.oversight.commands import (
    duties,
    evaluations,
    findings,
    groups,
    inspections,
    look_backs,
    rectifications,
)
from tenants.oversight.policies import POLICY


class New(ListView, CommandView):
    """GET: what the viewer may see. POST: one command that makes another."""

    policy = POLICY
    read: ClassVar[Callable[..., Any]]

    def rows(self, actor: Actor) -> Any:
        return type(self).read(actor)


class One(DetailView):
    policy = POLICY
    actions_by_method = {"GET": "oversight.read"}
    read: ClassVar[Callable[..., Any]]

    def row(self, actor: Actor, **keys: Any) -> Any:
        return type(self).read(actor, keys["uid"])


class Act(CommandView):
    policy = POLICY


class Groups(New):
    actions_by_method = {"GET": "oversight.read", "POST": "oversight.organise"}
    serializer_in = serializers.NewGroup
    serializer_out = serializers.GroupOut
    read = staticmethod(queries.groups)
    command = staticmethod(groups.form_group)


class Group(One):
    serializer_out = serializers.GroupOut
    read = staticmethod(queries.group)


class OnGroup(Act):
    actions_by_method = {"POST": "oversight.organise"}
    record = "group_uid"


class Members(WholeView, OnGroup):
    actions_by_method = {"GET": "oversight.read", "POST": "oversight.organise"}
    serializer_in = serializers.NewMember
    serializer_out = serializers.MemberOut
    command = staticmethod(groups.add_member)

    def rows(self, actor: Actor) -> Any:
        return queries.members_of(queries.group(actor, self.kwargs["uid"]))


class MemberRemoval(OnGroup):
    serializer_in = serializers.Leaving
    serializer_out = serializers.MemberOut
    command = staticmethod(groups.remove_member)


class Assignments(WholeView, OnGroup):
    actions_by_method = {"GET": "oversight.read", "POST": "oversight.organise"}
    serializer_in = serializers.OfProject
    serializer_out = serializers.AssignmentOut
    command = staticmethod(groups.assign_project)

    def rows(self, actor: Actor) -> Any:
        return queries.assignments_of(queries.group(actor, self.kwargs["uid"]))


class AssignmentWithdrawal(OnGroup):
    serializer_in = serializers.OfProject
    serializer_out = serializers.AssignmentOut
    command = staticmethod(groups.withdraw_project)


class Disbanding(OnGroup):
    serializer_out = serializers.GroupOut
    command = staticmethod(groups.disband_group)


class Inspections(New):
    actions_by_method = {"GET": "oversight.read", "POST": "oversight.inspect"}
    serializer_in = serializers.NewInspection
    serializer_out = serializers.InspectionOut
    read = staticmethod(queries.inspections)
    command = staticmethod(inspections.inspect)


class Inspection(One):
    serializer_out = serializers.InspectionOut
    read = staticmethod(queries.inspection)


class InspectionFindings(Act):
    actions_by_method = {"POST": "oversight.inspect"}
    record = "inspection_uid"
    serializer_in = serializers.NewFinding
    serializer_out = serializers.FindingOut
    command = staticmethod(findings.raise_finding)


class Findings(ListView):
    policy = POLICY
    actions_by_method = {"GET": "oversight.read"}
    serializer_out = serializers.FindingOut

    def rows(self, actor: Actor) -> Any:
        return queries.findings(actor)


class Finding(One):
    serializer_out = serializers.FindingOut
    read = staticmethod(queries.finding)


class FindingSettlement(Act):
    actions_by_method = {"POST": "oversight.inspect"}
    record = "finding_uid"
    serializer_in = serializers.Settlement
    serializer_out = serializers.FindingOut
    command = staticmethod(findings.settle_finding)


class FindingOrder(Act):
    actions_by_method = {"POST": "oversight.order"}
    record = "finding_uid"
    serializer_in = serializers.Order
    serializer_out = serializers.RectificationOut
    command = staticmethod(rectifications.order_rectification)


class Rectifications(ListView):
    policy = POLICY
    actions_by_method = {"GET": "oversight.read_rectification"}
    serializer_out = serializers.RectificationOut

    def rows(self, actor: Actor) -> Any:
        return queries.rectifications(actor)


class Rectification(One):
    actions_by_method = {"GET": "oversight.read_rectification"}
    serializer_out = serializers.RectificationOut
    read = staticmethod(queries.rectification)


class RectificationAnswer(Act):
    actions_by_method = {"POST": "oversight.answer"}
    record = "rectification_uid"
    serializer_in = serializers.Answer
    serializer_out = serializers.RectificationOut
    command = staticmethod(rectifications.answer_rectification)


class RectificationRecheck(Act):
    actions_by_method = {"POST": "oversight.recheck"}
    record = "rectification_uid"
    serializer_in = serializers.Recheck
    serializer_out = serializers.RectificationOut
    command = staticmethod(rectifications.recheck_rectification)


class Evaluations(New):
    actions_by_method = {"GET": "oversight.read", "POST": "oversight.evaluate"}
    serializer_in = serializers.NewEvaluation
    serializer_out = serializers.EvaluationOut
    read = staticmethod(queries.evaluations)
    command = staticmethod(evaluations.evaluate)


class Evaluation(One):
    serializer_out = serializers.EvaluationOut
    read = staticmethod(queries.evaluation)


class EvaluationAnnulment(Act):
    actions_by_method = {"POST": "oversight.annul"}
    record = "evaluation_uid"
    serializer_in = serializers.Reason
    serializer_out = serializers.EvaluationOut
    command = staticmethod(evaluations.annul_evaluation)


class LookBacks(New):
    actions_by_method = {"GET": "oversight.read", "POST": "oversight.look_back"}
    serializer_in = serializers.NewLookBack
    serializer_out = serializers.LookBackOut
    read = staticmethod(queries.look_backs)
    command = staticmethod(look_backs.look_back)


class LookBack(One):
    serializer_out = serializers.LookBackOut
    read = staticmethod(queries.look_back)


class Duties(WholeView, Act):
    """The supervision calendar of a cycle."""

    actions_by_method = {"GET": "oversight.read_figures", "POST": "oversight.perform"}
    record = "cycle_uid"
    serializer_in = serializers.DutyDone
    serializer_out = serializers.DutyOut
    command = staticmethod(duties.perform_duty)

    def rows(self, actor: Actor) -> Any:
        return queries.duties(self.kwargs["uid"])


class Figures(DetailView):
    policy = POLICY
    actions_by_method = {"GET": "oversight.read_figures"}
    serializer_out = serializers.FiguresOut

    def row(self, actor: Actor, **keys: Any) -> Any:
        return queries.figures(keys["year"])
