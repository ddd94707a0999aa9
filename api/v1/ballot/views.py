"""The vote over HTTP. Casting takes no idempotency key: the command itself is safe to repeat, and nothing is kept of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from api.pagination import ByCursor
from api.v1.ballot import serializers as s
from api.views import ActView, DetailView, ListView, WholeView
from commons.kernel.actor import Actor
from tenants.ballot import queries
from tenants.ballot.commands import (
    announcing,
    casting,
    counting,
    officers,
    opening,
    papers,
    preparation,
    rehearsal,
    sheets,
)
from tenants.ballot.policies import POLICY

# ── votes ─────────────────────────────────────────────────────────────────────────────────────


class Votes(ListView, ActView):
    policy = POLICY
    actions_by_method = {"GET": "ballot.read", "POST": "ballot.prepare"}
    serializer_in = s.PrepareIn
    serializer_out = s.VoteOut

    def rows(self, actor: Actor) -> Any:
        return queries.visible_to(actor)

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return preparation.prepare_vote(actor=actor, at=at, **values)


class Vote(DetailView):
    policy = POLICY
    actions_by_method = {"GET": "ballot.read"}
    serializer_out = s.VoteDetailOut

    def row(self, actor: Actor, **keys: Any) -> Any:
        return queries.vote_page(actor, keys["uid"])


class Officers(ActView):
    policy = POLICY
    actions_by_method = {"POST": "ballot.name_officers"}
    serializer_in = s.OfficersIn
    serializer_out = s.OfficerOut
    makes_many = True

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return officers.name_officers(actor=actor, vote_uid=values.pop("uid"), at=at, **values)


class MethodAdoption(ActView):
    """The meeting's show of hands on the method."""

    policy = POLICY
    actions_by_method = {"POST": "ballot.adopt_method"}
    serializer_in = s.HandsIn
    serializer_out = s.DecidedOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return {"passed": officers.adopt_method(actor=actor, vote_uid=values.pop("uid"), at=at, **values)}


class OfficersApproval(ActView):
    """The meeting's show of hands on the list of scrutineers and tellers."""

    policy = POLICY
    actions_by_method = {"POST": "ballot.approve_officers"}
    serializer_in = s.HandsIn
    serializer_out = s.DecidedOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return {"passed": officers.approve_officers(actor=actor, vote_uid=values.pop("uid"), at=at, **values)}


class Rehearsal(ActView):
    """A practice vote beside this one. It ends by being voided."""

    policy = POLICY
    actions_by_method = {"POST": "ballot.rehearse"}
    serializer_out = s.VoteOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return rehearsal.begin_rehearsal(actor=actor, vote_uid=values.pop("uid"), at=at)


class Opening(ActView):
    policy = POLICY
    actions_by_method = {"POST": "ballot.open"}
    serializer_out = s.RoundOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return opening.open_round(actor=actor, vote_uid=values.pop("uid"), at=at)


class FurtherRound(ActView):
    policy = POLICY
    actions_by_method = {"POST": "ballot.open"}
    serializer_out = s.RoundOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return opening.open_next_round(actor=actor, vote_uid=values.pop("uid"), at=at)


class CountConfirmation(ActView):
    policy = POLICY
    actions_by_method = {"POST": "ballot.confirm_count"}
    serializer_out = s.ConfirmationOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return counting.confirm_count(actor=actor, vote_uid=values.pop("uid"), at=at)


class Declaration(ActView):
    """The chief scrutineer declares the result."""

    policy = POLICY
    actions_by_method = {"POST": "ballot.certify"}
    serializer_out = s.CertificateOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        counting.certify(actor=actor, vote_uid=values["uid"], at=at)
        return queries.certificate(values["uid"])


class Confirmation(ActView):
    """A street's 党工委 has confirmed the result."""

    policy = POLICY
    actions_by_method = {"POST": "ballot.confirm"}
    serializer_in = s.ConfirmIn
    serializer_out = s.VoteOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return counting.confirm(actor=actor, vote_uid=values.pop("uid"), at=at, **values)


class Announcement(ActView):
    """The result as a numbered paper, 公告 or 公示."""

    policy = POLICY
    actions_by_method = {"POST": "ballot.announce"}
    serializer_out = s.AnnouncedOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return {"document_uid": announcing.announce(actor=actor, vote_uid=values.pop("uid"), at=at)}


class Voiding(ActView):
    policy = POLICY
    actions_by_method = {"POST": "ballot.void"}
    serializer_in = s.ReasonIn
    serializer_out = s.VoteOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return counting.void_vote(actor=actor, vote_uid=values.pop("uid"), at=at, **values)


class Certificate(DetailView):
    """Public: what was declared in the hall."""

    policy = POLICY
    actions_by_method = {"GET": "ballot.read_certificate"}
    serializer_out = s.CertificateOut

    def row(self, actor: Actor, **keys: Any) -> Any:
        return queries.certificate(keys["uid"])


# ── rounds ────────────────────────────────────────────────────────────────────────────────────


class OpenRounds(WholeView):
    """The paper in front of this voter: one, or none."""

    policy = POLICY
    actions_by_method = {"GET": "ballot.cast"}
    serializer_out = s.BoothOut

    def rows(self, actor: Actor) -> Any:
        booth = queries.open_round_for(actor.account_uid)
        return [] if booth is None else [booth]


class Round(DetailView):
    policy = POLICY
    actions_by_method = {"GET": "ballot.read"}
    serializer_out = s.TurnoutOut

    def row(self, actor: Actor, **keys: Any) -> Any:
        return queries.turnout(actor, keys["uid"])


class Casting(ActView):
    """Put a ballot into the box. Every device of one person gets the same answer; the first ballot counts."""

    policy = POLICY
    actions_by_method = {"POST": "ballot.cast"}
    serializer_in = s.BallotIn
    serializer_out = s.ReceiptOut
    kept = False

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return {"receipt": casting.cast(actor=actor, round_uid=values.pop("uid"), at=at, **values)}


class ByName(ByCursor):
    ordering = ("name", "uid")


class Roll(ListView):
    policy = POLICY
    actions_by_method = {"GET": "ballot.read_roll"}
    serializer_out = s.SlotOut
    pagination_class = ByName

    def rows(self, actor: Actor) -> Any:
        return queries.roll(actor, self.kwargs["uid"])


class PapersIssued(ActView):
    policy = POLICY
    actions_by_method = {"POST": "ballot.issue_paper"}
    serializer_in = s.IssueIn
    serializer_out = s.IssuedOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return {"papers": papers.issue_papers(actor=actor, round_uid=values.pop("uid"), at=at, **values)}


class PaperStatement(ActView):
    policy = POLICY
    actions_by_method = {"POST": "ballot.enter_paper"}
    serializer_in = s.StatementIn
    serializer_out = s.RoundOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return papers.state_papers(actor=actor, round_uid=values.pop("uid"), at=at, **values)


class ByEntry(ByCursor):
    ordering = ("entered_at", "uid")


class Papers(ListView, ActView):
    """Before the count a teller's own lines; afterwards what was counted."""

    policy = POLICY
    actions_by_method = {"GET": "ballot.read_count", "POST": "ballot.enter_paper"}
    serializer_in = s.PaperIn
    serializer_out = s.PaperOut
    pagination_class = ByEntry

    def rows(self, actor: Actor) -> Any:
        return queries.papers(actor, self.kwargs["uid"])

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return sheets.enter_paper(actor=actor, round_uid=values.pop("uid"), at=at, **values)


class PaperStriking(ActView):
    policy = POLICY
    actions_by_method = {"POST": "ballot.enter_paper"}
    serializer_in = s.ReasonIn
    serializer_out = s.PaperOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return sheets.strike_paper(actor=actor, paper_uid=values.pop("uid"), at=at, **values)


class PaperRuling(ActView):
    """The chief scrutineer rules on a paper the tellers could not read."""

    policy = POLICY
    actions_by_method = {"POST": "ballot.judge_paper"}
    serializer_in = s.RulingIn
    serializer_out = s.PaperOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return sheets.judge_paper(actor=actor, paper_uid=values.pop("uid"), at=at, **values)


class DoubtfulPapers(ListView):
    """What waits for the chief's ruling, and what was ruled."""

    policy = POLICY
    actions_by_method = {"GET": "ballot.judge_paper"}
    serializer_out = s.PaperOut
    pagination_class = ByEntry

    def rows(self, actor: Actor) -> Any:
        return queries.doubtful(actor, self.kwargs["uid"])


class Batches(WholeView):
    """How far each batch of papers is."""

    policy = POLICY
    actions_by_method = {"GET": "ballot.read_roll"}
    serializer_out = s.BatchOut

    def rows(self, actor: Actor) -> Any:
        return queries.batches(actor, self.kwargs["uid"])


class BatchCompletion(ActView):
    """Hand one's sheet of a batch in; the second teller's is compared with the first's."""

    policy = POLICY
    actions_by_method = {"POST": "ballot.enter_paper"}
    serializer_in = s.BatchIn
    serializer_out = s.HandedOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return sheets.finish_batch(actor=actor, round_uid=values.pop("uid"), at=at, **values)


class BatchReopening(ActView):
    """The chief scrutineer gives a batch back to its tellers."""

    policy = POLICY
    actions_by_method = {"POST": "ballot.judge_paper"}
    serializer_in = s.BatchReopeningIn
    serializer_out = s.ReopenedOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return {"batch": sheets.reopen_batch(actor=actor, round_uid=values.pop("uid"), at=at, **values)}


class Closing(ActView):
    policy = POLICY
    actions_by_method = {"POST": "ballot.close"}
    serializer_out = s.RoundOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return counting.close_round(actor=actor, round_uid=values.pop("uid"), at=at)


class Count(ActView):
    policy = POLICY
    actions_by_method = {"POST": "ballot.count"}
    serializer_out = s.RoundOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return counting.count(actor=actor, round_uid=values.pop("uid"), at=at)


class Outcome(DetailView):
    """A counted round, for who is at the count. Everybody else reads the certificate."""

    policy = POLICY
    actions_by_method = {"GET": "ballot.read_count"}
    serializer_out = s.OutcomeOut

    def row(self, actor: Actor, **keys: Any) -> Any:
        return {"outcome": queries.outcome(actor, keys["uid"])}
