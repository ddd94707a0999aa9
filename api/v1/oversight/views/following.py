"""What follows from watching, over HTTP: the calendar's owners, slips, hearings, bulletins, polls, merits, the look-back's ranking."""

from __future__ import annotations

import datetime as dt
from typing import Any

from api.throttling import LookingUp, PerOffice
from api.v1.oversight.serializers import following as serializers
from api.v1.oversight.serializers.watching import EvaluationOut, LookBackOut
from api.v1.oversight.views.watching import Act, New, One
from api.views import ActView, WholeView
from commons.kernel.actor import Actor
from tenants.cycles import queries as cycles
from tenants.oversight import queries
from tenants.oversight.commands import bulletins, duties, hearings, look_backs, merits, polls, slips
from tenants.oversight.policies import POLICY

# ── the calendar, slips ──────────────────────────────────────────────────────────────────────


class DutyOwners(Act):
    """Who answers for one duty of the year's calendar."""

    actions_by_method = {"POST": "oversight.own"}
    record = "cycle_uid"
    serializer_in = serializers.NewOwner
    serializer_out = serializers.OwnerOut
    command = staticmethod(duties.name_owner)


class Unassigned(WholeView):
    """事事有监督 (0-59): the projects that no group watches."""

    policy = POLICY
    actions_by_method = {"GET": "oversight.read_figures"}
    serializer_out = serializers.UnassignedOut

    def rows(self, actor: Actor) -> Any:
        return queries.unassigned(cycles.cycle(self.kwargs["uid"]).uid)


class Slips(WholeView):
    policy = POLICY
    actions_by_method = {"GET": "oversight.read_rectification"}
    serializer_out = serializers.SlipOut

    def rows(self, actor: Actor) -> Any:
        return queries.slips_of(queries.rectification(actor, self.kwargs["uid"]))


class _OnOrder(Act):
    actions_by_method = {"POST": "oversight.track"}
    record = "rectification_uid"
    serializer_out = serializers.SlipOut


class Tracking(_OnOrder):
    """进度跟踪单."""

    serializer_in = serializers.Tracking
    command = staticmethod(slips.track_rectification)


class Urging(_OnOrder):
    """整改督办单 of what is overdue."""

    serializer_in = serializers.Urging
    command = staticmethod(slips.urge_rectification)


# ── hearings ─────────────────────────────────────────────────────────────────────────────────


class Hearings(New):
    actions_by_method = {"GET": "oversight.read", "POST": "oversight.call"}
    serializer_in = serializers.NewHearing
    serializer_out = serializers.HearingOut
    read = staticmethod(queries.hearings)
    command = staticmethod(hearings.call_hearing)


class Hearing(One):
    serializer_out = serializers.HearingOut
    read = staticmethod(queries.hearing)


class _OnHearing(Act):
    actions_by_method = {"POST": "oversight.call"}
    record = "hearing_uid"
    serializer_out = serializers.HearingOut


class HearingHolding(_OnHearing):
    serializer_in = serializers.Holding
    command = staticmethod(hearings.hold_hearing)


class HearingReport(_OnHearing):
    serializer_in = serializers.HandlingReport
    command = staticmethod(hearings.report_hearing)


class HearingRenewedDemand(_OnHearing):
    """再次报告."""

    serializer_in = serializers.RenewedDemand
    command = staticmethod(hearings.demand_again)


class HearingConclusion(_OnHearing):
    command = staticmethod(hearings.conclude_hearing)


# ── bulletins ────────────────────────────────────────────────────────────────────────────────


class Bulletins(New):
    actions_by_method = {"GET": "oversight.read", "POST": "oversight.compile"}
    serializer_in = serializers.NewBulletin
    serializer_out = serializers.BulletinOut
    read = staticmethod(queries.bulletins)
    command = staticmethod(bulletins.compile_bulletin)


class Bulletin(One):
    serializer_out = serializers.WholeBulletinOut
    read = staticmethod(queries.bulletin)


class _OnBulletin(Act):
    actions_by_method = {"POST": "oversight.publish"}
    record = "bulletin_uid"
    serializer_out = serializers.BulletinOut


class BulletinPublication(_OnBulletin):
    command = staticmethod(bulletins.publish_bulletin)


class BulletinWithdrawal(_OnBulletin):
    command = staticmethod(bulletins.withdraw_bulletin)


# ── satisfaction votes ───────────────────────────────────────────────────────────────────────


class Polls(New):
    """POST opens one. The codes of the slips stand in the answer and nowhere else, so nothing of it is kept."""

    actions_by_method = {"GET": "oversight.read", "POST": "oversight.evaluate"}
    serializer_in = serializers.NewPoll
    serializer_out = serializers.CountedPollOut
    serializer_done = serializers.OpenedPollOut
    kept = False
    read = staticmethod(queries.polls)
    command = staticmethod(polls.open_poll)


class Poll(One):
    serializer_out = serializers.CountedPollOut
    read = staticmethod(queries.poll)


class PollClosing(Act):
    actions_by_method = {"POST": "oversight.evaluate"}
    record = "poll_uid"
    serializer_out = serializers.PollOut
    command = staticmethod(polls.close_poll)


class PollJudgement(Act):
    actions_by_method = {"POST": "oversight.evaluate"}
    record = "poll_uid"
    serializer_in = serializers.Judgement
    serializer_out = EvaluationOut
    command = staticmethod(polls.judge_poll)


class PollVoiding(Act):
    actions_by_method = {"POST": "oversight.annul"}
    record = "poll_uid"
    serializer_out = serializers.PollOut
    command = staticmethod(polls.void_poll)


class MyPolls(WholeView):
    """The open votes on whose roll one stands."""

    policy = POLICY
    actions_by_method = {"GET": "oversight.vote"}
    serializer_out = serializers.MyPollOut

    def rows(self, actor: Actor) -> Any:
        return queries.mine(actor)


class PollAnswer(Act):
    """A member's answer. Safe to repeat; nothing is kept of it but the answer and that there was one."""

    actions_by_method = {"POST": "oversight.vote"}
    record = "poll_uid"
    serializer_in = serializers.MembersAnswer
    kept = False
    command = staticmethod(polls.cast)


class SurveyAnswers(ActView):
    """A household's answer by the code on its slip."""

    policy = POLICY
    actions_by_method = {"POST": "oversight.vote"}
    serializer_in = serializers.HouseholdsAnswer
    throttle_classes = [PerOffice, LookingUp]
    kept = False

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return polls.cast(actor=actor, at=at, **values)


# ── a unit's year, the year after ────────────────────────────────────────────────────────────


class Merits(New):
    actions_by_method = {"GET": "oversight.read_performance", "POST": "oversight.merit"}
    serializer_in = serializers.NewMerit
    serializer_out = serializers.MeritOut
    read = staticmethod(queries.merits)
    command = staticmethod(merits.enter_merit)


class MeritStriking(Act):
    actions_by_method = {"POST": "oversight.merit"}
    record = "merit_uid"
    serializer_out = serializers.MeritOut
    command = staticmethod(merits.strike_merit)


class UnitYears(WholeView):
    """与部门年度考核挂钩 (1-63), with the computation."""

    policy = POLICY
    actions_by_method = {"GET": "oversight.read_performance"}
    serializer_out = serializers.UnitYearOut

    def rows(self, actor: Actor) -> Any:
        return queries.unit_years(actor, self.kwargs["year"])


class Ranking(WholeView):
    """回头看评比 (2-41): last year's finished projects by rank."""

    policy = POLICY
    actions_by_method = {"GET": "oversight.read"}
    serializer_out = serializers.SeenOut

    def rows(self, actor: Actor) -> Any:
        return queries.to_look_at(actor, self.kwargs["year"])


class LookBackOffer(Act):
    """A conclusion goes into the new collection, once."""

    actions_by_method = {"POST": "oversight.offer"}
    record = "look_back_uid"
    serializer_in = serializers.Offer
    serializer_out = LookBackOut
    command = staticmethod(look_backs.offer_to_collection)
