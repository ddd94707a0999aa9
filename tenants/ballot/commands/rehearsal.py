"""演练: the true path from the key to the count, on made-up projects, of which nothing counts.

It is a vote of its own, so the real one stays as it was. It asks neither the meeting nor who has signed in, because it is
held before the meeting; everything else is the same code. It ends by being voided, and is never declared.
"""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from commons.audit.commands import record
from commons.kernel.actor import Actor
from commons.kernel.models import new_uid
from tenants.ballot import queries
from tenants.ballot.commands.officers import empower
from tenants.ballot.errors import OfficersMissing, RehearsalOnly, RehearsalUnderWay
from tenants.ballot.lifecycle import VOTE
from tenants.ballot.models import Officer, Question, Vote
from tenants.ballot.policies import POLICY
from tenants.ballot.terms import REHEARSAL_MARK, VoteState

_DIGITS = "一二三四五六七八九十"


@transaction.atomic
def begin_rehearsal(*, actor: Actor, vote_uid: UUID, at: dt.datetime) -> Vote:
    """A practice vote beside this one: as many projects and seats, the same way of voting, the officers proposed so far."""
    of = queries.lock(vote_uid)
    POLICY.permit(actor, "ballot.rehearse", of)
    if of.rehearses is not None:
        raise RehearsalOnly()
    if of.state != VoteState.PREPARED:
        VOTE.step("open", of.state)  # refuses, with the state in its sentence
    if queries.rehearsal_of(of) is not None:
        raise RehearsalUnderWay()
    proposed = list(queries.officers(of))
    if not proposed:
        raise OfficersMissing()
    practice = Vote(
        created_at=at,
        cycle_uid=new_uid(),
        session_uid=of.session_uid,
        title=f"{REHEARSAL_MARK}{of.title}"[:100],
        seats=of.seats,
        method=of.method | {"quorum": None, "min_participation": None},
        method_adoption_uid=of.method_adoption_uid,
        method_title=of.method_title,
        scrutineers_needed=of.scrutineers_needed,
        tellers_needed=of.tellers_needed,
        has_priorities=of.has_priorities,
        rehearses=of.uid,
        secrecy=of.secrecy,
        state=VOTE.start,
    )
    practice.save(force_insert=True)
    Question.objects.bulk_create(
        Question(vote=practice, order=each.order, candidate_uid=new_uid(), title=f"演练项目{_numeral(each.order)}")
        for each in queries.questions(of)
    )
    officers = [Officer(vote=practice, account_uid=o.account_uid, name=o.name, duty=o.duty) for o in proposed]
    Officer.objects.bulk_create(officers)
    empower(practice, officers, actor, at)
    record("ballot.begin_rehearsal", practice, actor=actor, at=at, facts={"questions": of.questions.count()})
    return practice


def _numeral(number: int) -> str:
    """一 … 九十九; beyond that the figures themselves."""
    tens, ones = divmod(number, 10)
    if not 1 <= number <= 99:
        return str(number)
    first = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens - 1]}十"
    return first + (_DIGITS[ones - 1] if ones else "")
