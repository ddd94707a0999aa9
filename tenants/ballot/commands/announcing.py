"""The result as a paper 公告 (of a congress) or 公示 (of a street's working committee, with its days): domain §3.7."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import transaction
from django.template.loader import render_to_string

from commons.audit.commands import record
from commons.directory.words import Words
from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.kernel.tenancy import current_office
from commons.rulebook import queries as rulebook
from commons.rulebook.terms import Kind
from commons.rulebook.workdays import nth_working_day
from tenants.ballot import queries
from tenants.ballot.errors import AlreadyAnnounced, NotInEffect
from tenants.ballot.models import Vote
from tenants.ballot.policies import POLICY
from tenants.ballot.terms import VoteState
from tenants.cycles import queries as cycles
from tenants.documents import commands as documents
from tenants.documents import queries as papers
from tenants.documents.terms import DocumentKind, DocumentState
from tenants.meetings import queries as meetings


@transaction.atomic
def announce(*, actor: Actor, vote_uid: UUID, at: dt.datetime) -> UUID:
    """Issue the paper of a result in effect, under the next number of its kind; its uid. A wrong one is voided first."""
    of = queries.lock(vote_uid)
    POLICY.permit(actor, "ballot.announce", of)
    if of.state != VoteState.CERTIFIED:
        raise NotInEffect()
    if any(each.state == DocumentState.ISSUED for each in papers.documents_of(of.uid)):
        raise AlreadyAnnounced()
    style = cycles.paper_style(of.cycle_uid, "result")
    document = documents.issue(
        actor=actor,
        kind=DocumentKind.NOTICE if of.needs_confirmation else DocumentKind.ANNOUNCEMENT,
        title=style.title,
        number_word=style.number_word,
        body=render_to_string("ballot/announcement.html", _said(of, clock.date_of(at), style)),
        subject_type="ballot.vote",
        subject_uid=of.uid,
        public=True,
        at=at,
    )
    record("ballot.announce", of, actor=actor, at=at, facts={"document": document.uid})
    return document.uid


def _said(of: Vote, today: dt.date, style: cycles.PaperStyle) -> dict[str, Any]:
    found, session = queries.certificate(of.uid), meetings.session(of.session_uid)
    called = rulebook.words_here(on=today)
    cycle = cycles.cycle(of.cycle_uid)
    asked = {str(each.candidate_uid): each for each in queries.questions(of)}
    first = found.rounds[0]
    said: dict[str, Any] = {
        "is_street": of.needs_confirmation,
        "opening": style.opening,
        "closing": style.closing,
        "vote": called.vote,
        "result_paper": called.result_paper,
        "deputy": called.deputy,
        "issuer": called.title,
        "confirmed_by": called.confirmed_by,
        "session_title": _named(session, called),
        "held_on": clock.date_of(found.declared_at),
        "year": cycle.year,
        "selected": [
            {
                "title": asked[uid].title,
                "content": asked[uid].content,
                "approve": found.outcome["tally"][uid]["approve"],
            }
            for uid in found.outcome["selected"]
        ],
        "expected": first["expected"],
        "present": first["present"],
        "rounds": [
            {
                "number": each["number"],
                "issued": each["issued"],
                "returned": each["returned"],
                "valid": each["outcome"]["valid"],
                "void": each["outcome"]["void"],
            }
            for each in found.rounds
        ],
    }
    if of.needs_confirmation:
        days = rulebook.in_force(UUID(cycle.pins[Kind.NOTICE_PERIODS])).body["result_days"]
        until_on, _ = nth_working_day(today, days, rulebook.calendar())
        said |= {"days": days, "from_on": today, "until_on": until_on}
        said |= {"confirmed_on": found.confirmed_on, "basis": found.confirmation_basis}
    return said


def _named(session: meetings.SessionFacts, called: Words) -> str:
    """第 N 届…第 M 次会议, unless the title says so already."""
    if session.term_no is None or session.session_no is None or "届" in session.title:
        return f"{current_office().name}{session.title}"
    return f"{current_office().name}第{session.term_no}届{called.assembly.removesuffix('会议')}第{session.session_no}次会议"
