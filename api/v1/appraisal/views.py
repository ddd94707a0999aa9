"""Proposals, rounds of scoring, the reserve and the candidate list over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Any

from api.pagination import ByCursor
from api.v1.appraisal import serializers
from api.views import ActView, DetailView, ListView
from commons.kernel.actor import Actor
from tenants.appraisal import queries
from tenants.appraisal.commands import candidates, joint, papers, pre_vote, proposals, reserve, reviews, scoring
from tenants.appraisal.policies import POLICY
from tenants.appraisal.terms import Decision
from tenants.cycles.errors import CycleNotFound


def _at(name: str, values: dict[str, Any]) -> dict[str, Any]:
    """The record in the path, under the name its command knows it by."""
    return {name: values.pop("uid"), **values}


class Proposals(ListView, ActView):
    policy = POLICY
    actions_by_method = {"GET": "appraisal.read", "POST": "appraisal.enter"}
    serializer_in = serializers.Entering
    serializer_out = serializers.ProposalOut

    def rows(self, actor: Actor) -> Any:
        return queries.visible_to(actor)

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return proposals.enter_proposal(actor=actor, at=at, **values)


class Proposal(DetailView):
    policy = POLICY
    actions_by_method = {"GET": "appraisal.read"}
    serializer_out = serializers.ProposalOut

    def row(self, actor: Actor, **keys: Any) -> Any:
        return queries.get(actor, keys["uid"])


class Flags(ListView, ActView):
    """GET: what was found to apply. POST: flag one more."""

    policy = POLICY
    actions_by_method = {"GET": "appraisal.read", "POST": "appraisal.flag"}
    serializer_in = serializers.Flagging
    serializer_out = serializers.FlagOut

    def rows(self, actor: Actor) -> Any:
        return queries.flags_of(queries.get(actor, self.kwargs["uid"]))

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return proposals.flag_exclusion(actor=actor, at=at, **_at("proposal_uid", values))


class FlagRemoval(ActView):
    policy = POLICY
    actions_by_method = {"POST": "appraisal.remove_flag"}
    serializer_in = serializers.FlagKey

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        proposals.remove_flag(actor=actor, at=at, **_at("proposal_uid", values))


class FlagOverride(ActView):
    policy = POLICY
    actions_by_method = {"POST": "appraisal.override"}
    serializer_in = serializers.Overriding
    serializer_out = serializers.FlagOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return proposals.override_exclusion(actor=actor, at=at, **_at("proposal_uid", values))


class Exclusion(ActView):
    policy = POLICY
    actions_by_method = {"POST": "appraisal.flag"}
    serializer_out = serializers.ProposalOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return proposals.exclude_proposal(actor=actor, at=at, **_at("proposal_uid", values))


class Readmission(ActView):
    policy = POLICY
    actions_by_method = {"POST": "appraisal.flag"}
    serializer_out = serializers.ProposalOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return proposals.readmit_proposal(actor=actor, at=at, **_at("proposal_uid", values))


class Recommendation(ActView):
    policy = POLICY
    actions_by_method = {"POST": "appraisal.recommend"}
    serializer_out = serializers.ProposalOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return proposals.recommend_proposal(actor=actor, at=at, **_at("proposal_uid", values))


class Opinions(ListView, ActView):
    policy = POLICY
    actions_by_method = {"GET": "appraisal.read", "POST": "appraisal.review"}
    serializer_in = serializers.Opinion
    serializer_out = serializers.OpinionOut

    def rows(self, actor: Actor) -> Any:
        return queries.opinions_of(queries.get(actor, self.kwargs["uid"]))

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return reviews.record_joint_opinion(actor=actor, at=at, **_at("proposal_uid", values))


class ByNumber(ByCursor):
    ordering = "number"


class JointRequests(ListView, ActView):
    """会审征求: what departments are asked; a department sees its own. POST asks several at once."""

    policy = POLICY
    actions_by_method = {"GET": "appraisal.read", "POST": "appraisal.ask_review"}
    serializer_in = serializers.Asking
    serializer_out = serializers.JointRequestOut
    makes_many = True

    def rows(self, actor: Actor) -> Any:
        return queries.requests_visible_to(actor)

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return joint.ask_departments(actor=actor, at=at, **values)


class JointAnswer(ActView):
    """The department's own opinion."""

    policy = POLICY
    actions_by_method = {"POST": "appraisal.opine"}
    serializer_in = serializers.Answering
    serializer_out = serializers.OpinionOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return joint.give_joint_opinion(actor=actor, at=at, **values)


class JointWithdrawal(ActView):
    policy = POLICY
    actions_by_method = {"POST": "appraisal.ask_review"}
    serializer_out = serializers.JointRequestOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return joint.withdraw_request(actor=actor, at=at, **values)


class Revisions(ListView, ActView):
    policy = POLICY
    actions_by_method = {"GET": "appraisal.read", "POST": "appraisal.revise"}
    serializer_in = serializers.Revising
    serializer_out = serializers.RevisionOut
    pagination_class = ByNumber

    def rows(self, actor: Actor) -> Any:
        return queries.revisions_of(queries.get(actor, self.kwargs["uid"]))

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return reviews.revise_scheme(actor=actor, at=at, **_at("proposal_uid", values))


class Scores(ActView):
    """One's own card; it may be rewritten until it is signed."""

    policy = POLICY
    actions_by_method = {"POST": "appraisal.score"}
    serializer_in = serializers.Scoring
    serializer_out = serializers.CardOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return scoring.score(actor=actor, at=at, **_at("proposal_uid", values))


class Signature(ActView):
    policy = POLICY
    actions_by_method = {"POST": "appraisal.score"}
    serializer_out = serializers.CardOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return scoring.sign_scorecard(actor=actor, at=at, **_at("proposal_uid", values))


class Recusals(ActView):
    """回避: one steps aside from this proposal."""

    policy = POLICY
    actions_by_method = {"POST": "appraisal.recuse"}
    serializer_in = serializers.Recusing
    serializer_out = serializers.RecusalOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return scoring.recuse(actor=actor, at=at, **_at("proposal_uid", values))


class ByRank(ByCursor):
    ordering = ("rank", "uid")


class Ranking(ListView):
    """The results of a closed round, best first, each explained line by line; while it is open there are none."""

    policy = POLICY
    actions_by_method = {"GET": "appraisal.read_panels"}
    serializer_out = serializers.ResultOut
    pagination_class = ByRank

    def rows(self, actor: Actor) -> Any:
        return queries.ranking(actor).filter(panel=queries.panel(actor, self.kwargs["uid"]))


class Scorecards(ListView):
    """One's own cards; the others' once their round has closed."""

    policy = POLICY
    actions_by_method = {"GET": "appraisal.read_panels"}
    serializer_out = serializers.CardOut

    def rows(self, actor: Actor) -> Any:
        return queries.cards_visible_to(actor).prefetch_related("lines")


class Panels(ListView, ActView):
    policy = POLICY
    actions_by_method = {"GET": "appraisal.read_panels", "POST": "appraisal.assign"}
    serializer_in = serializers.Assigning
    serializer_out = serializers.PanelOut

    def rows(self, actor: Actor) -> Any:
        return queries.panels_visible_to(actor)

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return scoring.assign_panel(actor=actor, at=at, **values)


class Panel(DetailView):
    policy = POLICY
    actions_by_method = {"GET": "appraisal.read_panels"}
    serializer_out = serializers.PanelOut

    def row(self, actor: Actor, **keys: Any) -> Any:
        return queries.panel(actor, keys["uid"])


class PanelClosing(ActView):
    policy = POLICY
    actions_by_method = {"POST": "appraisal.close_round"}
    serializer_in = serializers.Closing
    serializer_out = serializers.PanelOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return scoring.close_round(actor=actor, at=at, **_at("panel_uid", values))


class Reservation(ActView):
    policy = POLICY
    actions_by_method = {"POST": "appraisal.reserve"}
    serializer_in = serializers.Reserving
    serializer_out = serializers.ReserveOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return reserve.put_in_reserve(actor=actor, at=at, **_at("proposal_uid", values))


class Reserves(ListView):
    policy = POLICY
    actions_by_method = {"GET": "appraisal.read_reserve"}
    serializer_out = serializers.ReserveOut

    def rows(self, actor: Actor) -> Any:
        POLICY.permit(actor, "appraisal.read_reserve")
        return queries.reserves()


class ReserveNotes(ActView):
    policy = POLICY
    actions_by_method = {"POST": "appraisal.track"}
    serializer_in = serializers.Note
    serializer_out = serializers.NoteOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return reserve.track_reserve(actor=actor, at=at, **values)


class ReserveTakingUp(ActView):
    """The answer is the new proposal of the later year."""

    policy = POLICY
    actions_by_method = {"POST": "appraisal.reserve"}
    serializer_in = serializers.TakingUp
    serializer_out = serializers.ProposalOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return reserve.take_from_reserve(actor=actor, at=at, **values)


class ReserveDropping(ActView):
    policy = POLICY
    actions_by_method = {"POST": "appraisal.reserve"}
    serializer_in = serializers.Reason
    serializer_out = serializers.ReserveOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return reserve.drop_reserve(actor=actor, at=at, **values)


class Candidacy(ActView):
    """The government puts the proposal on the list."""

    policy = POLICY
    actions_by_method = {"POST": "appraisal.put_forward"}
    serializer_in = serializers.PuttingForward
    serializer_out = serializers.CandidateOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return candidates.put_forward(actor=actor, at=at, **_at("proposal_uid", values))


class ByList(ByCursor):
    ordering = ("-cycle_uid", "position", "uid")


class Candidates(ListView):
    """Approved lists, for everybody; both sides also see what is not yet approved."""

    policy = POLICY
    actions_by_method = {"GET": "appraisal.read_candidates"}
    serializer_out = serializers.CandidateOut
    pagination_class = ByList

    def rows(self, actor: Actor) -> Any:
        return queries.candidates_visible_to(actor)


class CandidateWithdrawal(ActView):
    policy = POLICY
    actions_by_method = {"POST": "appraisal.put_forward"}
    serializer_in = serializers.Reason
    serializer_out = serializers.CandidateOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return candidates.withdraw_candidate(actor=actor, at=at, **values)


class CandidateDisposal(ActView):
    policy = POLICY
    actions_by_method = {"POST": "appraisal.dispose"}
    serializer_in = serializers.Disposing
    serializer_out = serializers.CandidateOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return candidates.dispose(actor=actor, at=at, **values)


class Deliberations(ActView):
    """审议候选名单: approve the list as the government put it forward, or send it back with a note."""

    policy = POLICY
    actions_by_method = {"POST": "appraisal.approve"}
    serializer_in = serializers.Deliberating
    serializer_out = serializers.DeliberationOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        if values.pop("decision") == Decision.APPROVED:
            return candidates.approve_candidates(actor=actor, at=at, **values)
        del values["seats"]
        return candidates.send_back_candidates(actor=actor, at=at, **values)


class ByStep(ByCursor):
    ordering = ("-cycle_uid", "position", "uid")


class PreVoteSteps(ListView, ActView):
    """票决前程序: what was held, in its order. POST: one meeting with its minutes."""

    policy = POLICY
    actions_by_method = {"GET": "appraisal.read_candidates", "POST": "appraisal.pass_step"}
    serializer_in = serializers.Step
    serializer_out = serializers.StepOut
    pagination_class = ByStep

    def rows(self, actor: Actor) -> Any:
        return queries.steps()

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        file = values.pop("minutes", None)
        given = {"minutes_name": file.name, "minutes": file.read()} if file else {}
        return pre_vote.pass_step(actor=actor, at=at, **given, **values)


class Papers(ActView):
    """评分汇总表, 会审意见表, 候选项目说明, 征集公告, 公示 as they stand now; read and downloaded under `documents`."""

    policy = POLICY
    actions_by_method = {"POST": "appraisal.issue_paper"}
    serializer_in = serializers.Printing
    serializer_out = serializers.PaperOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return papers.issue_paper(actor=actor, at=at, **values)


class Figures(DetailView):
    policy = POLICY
    actions_by_method = {"GET": "appraisal.read_figures"}
    serializer_out = serializers.FiguresOut

    def row(self, actor: Actor, **keys: Any) -> Any:
        POLICY.permit(actor, "appraisal.read_figures")
        found = queries.figures(keys["year"])
        if found is None:
            raise CycleNotFound()
        return found
