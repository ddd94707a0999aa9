"""What the meeting passes before it votes: the method 票决办法, then who watches and counts (domain §3.6, §3.7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import transaction

from commons.access import commands as access
from commons.audit.commands import record
from commons.identity import queries as identity
from commons.kernel import clock
from commons.kernel.actor import Actor, Role
from commons.rulebook import queries as rulebook
from tenants.appraisal import queries as appraisal
from tenants.ballot import queries
from tenants.ballot.commands.ceremony import abandon_ceremonies
from tenants.ballot.errors import (
    MethodAlreadyAdopted,
    MethodNotAdopted,
    OfficerOfCandidateUnit,
    OfficersAlreadyApproved,
    OfficersMissing,
    OfficersRefused,
    RehearsalOnly,
    ScrutineerNotDeputy,
)
from tenants.ballot.lifecycle import VOTE
from tenants.ballot.models import Officer, Vote
from tenants.ballot.policies import PERMISSIONS, POLICY
from tenants.ballot.terms import Duty, VoteState
from tenants.deputies import queries as deputies
from tenants.meetings import commands as meetings
from tenants.meetings.terms import DecisionKind

_ROLES = {
    Duty.CHIEF: (Role.CHIEF_SCRUTINEER, Role.SCRUTINEER),
    Duty.SCRUTINEER: (Role.SCRUTINEER,),
    Duty.TELLER: (Role.TELLER,),
}


@transaction.atomic
def adopt_method(*, actor: Actor, vote_uid: UUID, approve: int, oppose: int, abstain: int, at: dt.datetime) -> bool:
    """Record the meeting's show of hands on the method 票决办法 of this vote; whether it passed. What failed is put again."""
    of = queries.lock(vote_uid)
    POLICY.permit(actor, "ballot.adopt_method", of)
    _refuse_begun(of)
    if of.method_adopted_at is not None:
        raise MethodAlreadyAdopted()
    passed = _put(of, DecisionKind.METHOD, of.method_title, actor, approve, oppose, abstain, at)
    if passed:
        of.method_adopted_at = at
        of.save(update_fields=["method_adopted_at"])
    record("ballot.adopt_method", of, actor=actor, at=at, facts={"passed": passed})
    return passed


@transaction.atomic
def name_officers(
    *, actor: Actor, vote_uid: UUID, chief: UUID, scrutineers: Sequence[UUID], tellers: Sequence[UUID], at: dt.datetime
) -> list[Officer]:
    """Propose the chief scrutineer, the other scrutineers and the tellers (accounts), instead of any proposed before.

    As many as the method says (1-70, 1-71); scrutineers are deputies of this roll; nobody of a candidate's responsible
    unit (选举法 第四十三条, by analogy). They act once the meeting has approved the list.
    """
    of = queries.lock(vote_uid)
    POLICY.permit(actor, "ballot.name_officers", of)
    _refuse_begun(of)
    duties = {chief: Duty.CHIEF}
    duties |= dict.fromkeys(scrutineers, Duty.SCRUTINEER) | dict.fromkeys(tellers, Duty.TELLER) | {chief: Duty.CHIEF}
    _refuse_wrong_numbers(of, duties, 1 + len(scrutineers) + len(tellers))
    _refuse_candidate_units(of, duties)
    _refuse_outsiders({uid for uid, duty in duties.items() if duty is not Duty.TELLER}, at)
    dismiss_officers(of)
    abandon_ceremonies(of, at)
    of.officers.all().delete()
    of.officers_approved_at = None
    of.save(update_fields=["officers_approved_at"])
    named = [
        Officer(vote=of, account_uid=uid, name=identity.account(uid).name, duty=duty) for uid, duty in duties.items()
    ]
    Officer.objects.bulk_create(named)
    facts = {duty.value: sorted(str(uid) for uid, held in duties.items() if held is duty) for duty in Duty}
    record("ballot.name_officers", of, actor=actor, at=at, facts=facts)
    return named


@transaction.atomic
def approve_officers(*, actor: Actor, vote_uid: UUID, approve: int, oppose: int, abstain: int, at: dt.datetime) -> bool:
    """Record the meeting's show of hands on the list as proposed; whether it passed. With that they may act."""
    of = queries.lock(vote_uid)
    POLICY.permit(actor, "ballot.approve_officers", of)
    _refuse_begun(of)
    if of.method_adopted_at is None:
        raise MethodNotAdopted()
    proposed = list(queries.officers(of))
    if not proposed:
        raise OfficersMissing()
    if of.officers_approved_at is not None:
        raise OfficersAlreadyApproved()
    title = "、".join(f"{each.get_duty_display()}{each.name}" for each in proposed)[:200]
    passed = _put(of, DecisionKind.OFFICERS, title, actor, approve, oppose, abstain, at)
    if passed:
        of.officers_approved_at = at
        of.save(update_fields=["officers_approved_at"])
        empower(of, proposed, actor, at)
    record("ballot.approve_officers", of, actor=actor, at=at, facts={"passed": passed})
    return passed


def empower(of: Vote, officers: Sequence[Officer], actor: Actor, at: dt.datetime) -> None:
    """Give what lets them act: the role in this office, the grants on this vote's row."""
    for each in officers:
        account, duty = identity.account(str(each.account_uid)), Duty(each.duty)
        for role in _ROLES[duty]:
            access.assign_role(actor=actor, account=account, role=role, at=at)
        for permission in PERMISSIONS[duty]:
            access.grant(account=account, permission=permission, on=of)


def dismiss_officers(of: Vote) -> None:
    """Take back the grants on the vote's row. Who they were stays written."""
    for officer in of.officers.all():
        account = identity.account(str(officer.account_uid))
        for permission in PERMISSIONS[Duty(officer.duty)]:
            access.withdraw(account=account, permission=permission, on=of)


def _put(
    of: Vote, kind: DecisionKind, title: str, actor: Actor, approve: int, oppose: int, abstain: int, at: dt.datetime
) -> bool:
    """To the meeting, whose rule of more than half it is; all who have a vote are today's roll."""
    roll = {each.account_uid or each.mandate_uid for each in deputies.roll_on(clock.date_of(at))}
    decision = meetings.decide(
        actor=actor,
        session_uid=of.session_uid,
        kind=kind,
        title=title,
        approve=approve,
        oppose=oppose,
        abstain=abstain,
        expected=len(roll),
        subject_uid=of.uid,
        at=at,
    )
    return decision.passed


def _refuse_begun(of: Vote) -> None:
    if of.rehearses is not None:
        raise RehearsalOnly()
    if of.state != VoteState.PREPARED:
        VOTE.step("open", of.state)  # refuses, with the state in its sentence


def _refuse_wrong_numbers(of: Vote, duties: dict[UUID, Duty], named: int) -> None:
    tellers = sum(duty is Duty.TELLER for duty in duties.values())
    right = len(duties) - tellers == of.scrutineers_needed and tellers == of.tellers_needed
    if not right or len(duties) != named:
        raise OfficersRefused(field="scrutineers", scrutineers=of.scrutineers_needed, tellers=of.tellers_needed)


def _refuse_candidate_units(of: Vote, accounts: Collection[UUID]) -> None:
    if any(each.unit_account_uid in accounts for each in appraisal.candidates(of.cycle_uid)):
        raise OfficerOfCandidateUnit(field="scrutineers")


def _refuse_outsiders(scrutineers: Collection[UUID], at: dt.datetime) -> None:
    roll = {each.account_uid for each in deputies.roll_on(clock.date_of(at))}
    if not roll.issuperset(scrutineers):
        raise ScrutineerNotDeputy(field="scrutineers", label=rulebook.words_here(on=clock.date_of(at)).deputy)
