"""Satisfaction votes: who may answer, how many have. Nothing here depends on what is in the box."""

from __future__ import annotations

import datetime as dt
from typing import Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from commons.kernel.actor import Actor
from commons.rulebook.kinds.satisfaction import EVALUATORS
from commons.rulebook.queries import InForce
from tenants.deputies import queries as deputies
from tenants.deputies.queries import Seat
from tenants.deputies.terms import GroupKind
from tenants.oversight.errors import PollNotFound, PollScored
from tenants.oversight.models import Poll, PollVoter
from tenants.oversight.queries import records
from tenants.oversight.terms import EvaluationKind, PollState

_BODIES: Final = {"committee": GroupKind.STANDING_COMMITTEE, "presidium": GroupKind.PRESIDIUM}
_PUBLIC: Final = frozenset({"public", "mixed"})


def evaluators_of(rule: InForce) -> str:
    """Whom the rule names (0-64); the standing committee where it is silent."""
    return str(rule.body.get("evaluators", "committee"))


def evaluators_label(row: Poll) -> str:
    return EVALUATORS.get(row.evaluators, row.evaluators)


def asks_the_public(rule: InForce) -> bool:
    return evaluators_of(rule) in _PUBLIC


def questions_of(rule: InForce) -> list[str]:
    """The parts of a rule that scores, one question each (获得感、幸福感、安全感, 0-32); none where it counts one answer.

    Raises PollScored where different people score different parts.
    """
    body = rule.body["rule"]
    if body["kind"] != "score":
        return []
    if evaluators_of(rule) == "mixed":
        raise PollScored(field="project_uid")
    return [str(part["key"]) for part in body["parts"]]


def questions_behind(code_digest: str) -> list[str]:
    """What a household's slip asks, for its form; nothing for a code that nobody has."""
    found = PollVoter.objects.filter(code_digest=code_digest).select_related("poll").first() if code_digest else None
    return list(found.poll.questions) if found else []


def seats_of(rule: InForce, on: dt.date) -> list[Seat]:
    """The members of that body on the day; a survey of households has none."""
    who = evaluators_of(rule)
    if who in _BODIES:
        return deputies.body_on(_BODIES[who], on)
    return [] if who == "public" else deputies.roll_on(on)


def polls(viewer: Actor) -> QuerySet[Poll]:
    """Those who may read supervision, with how many are on the roll and how many have answered."""
    rows = Poll.objects.annotate(on_roll=Count("roll"), answered=Count("roll", filter=Q(roll__voted=True)))
    return rows if records.sees_all(viewer) else rows.filter(pk__in=[])


def poll(viewer: Actor, uid: UUID) -> Poll:
    found = polls(viewer).filter(uid=uid).first()
    if found is None:
        raise PollNotFound()
    return found


def lock_poll(uid: UUID) -> Poll:
    found = Poll.objects.select_for_update().filter(uid=uid).first()
    if found is None:
        raise PollNotFound()
    return found


def hold_poll(uid: UUID) -> Poll:
    """The vote, kept as it is until this transaction ends: many may answer at once, nobody closes meanwhile."""
    found = Poll.objects.raw("SELECT * FROM oversight_poll WHERE uid = %s FOR SHARE", [uid])
    for row in found:
        return row
    raise PollNotFound()


def standing_poll(project_uid: UUID, kind: EvaluationKind, sub_project_uid: UUID | None) -> Poll | None:
    rows = Poll.objects.filter(project_uid=project_uid, kind=kind, sub_project_uid=sub_project_uid)
    return rows.exclude(state=PollState.VOIDED).first()


def poll_behind(evaluation_uid: UUID) -> Poll | None:
    return Poll.objects.select_for_update().filter(evaluation_id=evaluation_uid).first()


def find_place(
    *, poll_uid: UUID | None = None, account_uid: UUID | None = None, code_digest: str = ""
) -> PollVoter | None:
    """By the person, or by the digest of a household's code."""
    if code_digest:
        return PollVoter.objects.filter(code_digest=code_digest).first()
    if poll_uid is None or account_uid is None:
        return None
    return PollVoter.objects.filter(poll_id=poll_uid, account_uid=account_uid).first()


def lock_place(uid: UUID) -> PollVoter:
    return PollVoter.objects.select_for_update().get(uid=uid)


def voted(row: Poll) -> int:
    return row.roll.filter(voted=True).count()


def my_place(viewer: Actor, poll_uid: UUID) -> PollVoter:
    """The viewer's place on the roll of an open vote; anybody else's vote is not found."""
    rows = PollVoter.objects.filter(poll_id=poll_uid, account_uid=viewer.account_uid, poll__state=PollState.OPEN)
    found = rows.select_related("poll").first() if viewer.account_uid else None
    if found is None:
        raise PollNotFound()
    return found


def mine(viewer: Actor) -> list[PollVoter]:
    """The open votes on whose roll this person stands, project by project."""
    if viewer.account_uid is None:
        return []
    rows = PollVoter.objects.filter(account_uid=viewer.account_uid, poll__state=PollState.OPEN)
    return list(rows.select_related("poll").order_by("poll__project_title", "poll__sub_project_title", "poll__uid"))
