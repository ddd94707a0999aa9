"""What was counted and declared: protocols, certificates, gates, figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from commons.audit.seal import canonical, sm3
from commons.kernel import clock
from commons.kernel.lifecycle import GateAnswer
from commons.kernel.tenancy import current_code
from commons.rulebook import queries as rulebook
from commons.rulebook.terms import Kind
from commons.rulebook.workdays import nth_working_day
from tenants.ballot.errors import CertificateNotFound
from tenants.ballot.models import Certificate, Vote, VoteRound
from tenants.ballot.queries.votes import rounds
from tenants.ballot.terms import VoteState
from tenants.cycles import queries as cycles


def protocol(this: VoteRound) -> dict[str, Any]:
    """A round on paper: what the scrutineers confirm, and what the certificate prints."""
    return {
        "number": this.number,
        "candidates": this.candidates,
        "method": this.method,
        "expected": this.expected,
        "present": this.present,
        "issued": this.issued,
        "returned": this.returned,
        "papers_issued": this.papers_issued,
        "papers_returned": this.papers_returned,
        "outcome": this.outcome,
    }


def count_digest(of: Vote) -> str:
    """SM3 over every round so far: a scrutineer's confirmation holds for exactly these figures."""
    return sm3(canonical({"vote": of.uid, "rounds": [protocol(each) for each in rounds(of)]}))


def confirmed_by(of: Vote) -> frozenset[UUID]:
    """Accounts of the scrutineers who have confirmed the count as it stands."""
    found = of.confirmations.filter(digest=count_digest(of)).values_list("account_uid", flat=True)
    return frozenset(uid for uid in found if uid is not None)


def objections_until(of: Vote) -> dt.date:
    """The last day on which a declared result may be objected to: as many working days as its public notice lasts, by the
    rule that the year has pinned (1-78). Keys and links outlive it.
    """
    on = clock.date_of(of.certificate.declared_at)
    pin = cycles.pinned(Kind.NOTICE_PERIODS, [of.cycle_uid]).get(of.cycle_uid)
    periods = rulebook.rule_of(current_code(), Kind.NOTICE_PERIODS, pinned=pin, on=on)
    until, _ = nth_working_day(on, periods["result_days"], rulebook.calendar())
    return until


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What was declared. `in_effect` is false while a street's result waits for the 党工委."""

    vote_uid: UUID
    cycle_uid: UUID
    session_uid: UUID
    title: str
    method_title: str
    questions: list[dict[str, Any]]
    rounds: list[dict[str, Any]]
    outcome: dict[str, Any]
    officers: list[dict[str, str]]
    declared_by: str
    declared_at: dt.datetime
    digest: str
    in_effect: bool
    confirmed_on: dt.date | None
    confirmation_basis: str


def find_certificate(vote_uid: UUID) -> CertificateFacts | None:
    found = _declared().filter(vote_id=vote_uid).first()
    return None if found is None else _facts(found)


def certificate(vote_uid: UUID) -> CertificateFacts:
    """The declared result: public. CertificateNotFound before it is declared, and for a vote that was voided."""
    found = find_certificate(vote_uid)
    if found is None:
        raise CertificateNotFound()
    return found


def certificates_of(cycle_uid: UUID) -> list[CertificateFacts]:
    """The declared results of a cycle, oldest first."""
    return [_facts(each) for each in _declared().filter(vote__cycle_uid=cycle_uid).order_by("declared_at", "uid")]


def is_genuine(found: Certificate) -> bool:
    """Whether the certificate still says what was sealed into it."""
    return found.digest == certificate_digest(found)


def certificate_digest(of: Certificate) -> str:
    return sm3(canonical({name: getattr(of, name) for name in _PRINTED} | {"declared_at": of.declared_at.timestamp()}))


_PRINTED = (
    "office_code", "vote_id", "title", "method", "method_adoption_uid", "method_title", "questions", "rounds", "outcome",
    "officers", "declared_by",
)  # fmt: skip


def _declared() -> QuerySet[Certificate]:
    return Certificate.objects.select_related("vote").exclude(vote__state=VoteState.VOID)


def _facts(found: Certificate) -> CertificateFacts:
    of = found.vote
    return CertificateFacts(
        vote_uid=of.uid,
        cycle_uid=of.cycle_uid,
        session_uid=of.session_uid,
        title=found.title,
        method_title=found.method_title,
        questions=found.questions,
        rounds=found.rounds,
        outcome=found.outcome,
        officers=found.officers,
        declared_by=found.declared_by,
        declared_at=found.declared_at,
        digest=found.digest,
        in_effect=of.state == VoteState.CERTIFIED,
        confirmed_on=of.confirmed_on,
        confirmation_basis=of.confirmation_basis,
    )


def gate_result_in_effect(cycle_uid: UUID) -> GateAnswer:
    """Before the result is posted and delivery begins."""
    of = _standing(cycle_uid)
    state = "" if of is None else of.state
    advice: dict[str, str] = {VoteState.CERTIFIED: "", VoteState.AWAITING: "结果已宣布，请登记党工委的确认"}
    return GateAnswer(
        "表决结果已生效", state == VoteState.CERTIFIED, advice.get(state, "请完成计票并由总监票人宣布结果")
    )


def _standing(cycle_uid: UUID) -> Vote | None:
    """The cycle's vote; of several (one a session) the newest that was not voided."""
    found = Vote.objects.filter(cycle_uid=cycle_uid).exclude(state=VoteState.VOID)
    return found.order_by("-created_at", "-uid").first()


@dataclass(frozen=True, slots=True)
class Figures:
    """The votes of a cycle that are in effect, in numbers. People are those of the first round, papers those of all."""

    votes: int
    rounds: int
    expected: int
    present: int
    issued: int
    returned: int
    valid: int
    candidates: int
    seats: int
    selected: int
    very_necessary: dict[str, str]  # candidate uid → share of valid ballots, "91.67%" (1-75); empty without priorities

    @property
    def beyond_nine_tenths(self) -> int:
        """1-75: candidates that more than 90 % of the valid ballots call 非常必要."""
        return sum(Decimal(share.rstrip("%")) > 90 for share in self.very_necessary.values())


def figures(cycle_uid: UUID) -> Figures:
    found = list(_in_effect().filter(vote__cycle_uid=cycle_uid).order_by("declared_at", "uid"))
    first = [each.rounds[0] for each in found]
    every = [round_ for each in found for round_ in each.rounds]
    return Figures(
        votes=len(found),
        rounds=len(every),
        expected=sum(each["expected"] for each in first),
        present=sum(each["present"] for each in first),
        issued=sum(each["issued"] for each in every),
        returned=sum(each["returned"] for each in every),
        valid=sum(int(each["outcome"]["valid"]) for each in every),
        candidates=sum(len(each.questions) for each in found),
        seats=sum(each.vote.seats for each in found),
        selected=sum(len(each.outcome["selected"]) for each in found),
        very_necessary={uid: share for each in found for uid, share in _very_necessary(each.outcome).items()},
    )


def has_practised(cycle_uids: Iterable[UUID]) -> bool:
    """Whether a result of any of these cycles is in effect."""
    return _in_effect().filter(vote__cycle_uid__in=list(cycle_uids)).exists()


def _in_effect() -> QuerySet[Certificate]:
    return _declared().filter(vote__state=VoteState.CERTIFIED)


def _very_necessary(outcome: dict[str, Any]) -> dict[str, str]:
    graded = {uid: entry["priority"]["very_necessary"] for uid, entry in outcome["tally"].items()}
    if not any(graded.values()) or not outcome["valid"]:
        return {}
    shares = {uid: Decimal(100 * times) / outcome["valid"] for uid, times in graded.items()}
    return {uid: f"{share.quantize(Decimal('0.01'), ROUND_HALF_UP)}%" for uid, share in shares.items()}
