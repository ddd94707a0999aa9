"""大会现场: 应到, 实到, 已投 and nothing else until the result is declared; then the result. Asks again by itself."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commons.kernel.actor import Actor
from tenants.ballot import queries
from tenants.ballot.terms import VoteState
from tenants.meetings import queries as meetings
from tenants.workbench import navigation
from tenants.workbench.entrance import section
from tenants.workbench.views.vote import declared

WHILE_VOTING, AFTERWARDS = 5, 60  # seconds between two looks


@section(navigation.HALL)
def hall(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The newest vote that was not voided."""
    vote = queries.visible_to(actor).exclude(state=VoteState.VOID).first()
    certificate = queries.find_certificate(vote.uid) if vote else None
    context: dict[str, Any] = {
        "title": vote.title if vote else "大会现场",
        "vote": vote,
        "refresh_seconds": AFTERWARDS if certificate or not vote else WHILE_VOTING,
    }
    if certificate is not None:
        context |= {"certificate": certificate, **declared(certificate)}
    elif vote is not None:
        context |= _attendance(actor, vote)
    return render(request, "workbench/hall.html", context)


def _attendance(actor: Actor, vote: Any) -> dict[str, Any]:
    """People only. Before the first round opens: who has signed in so far, and how many it takes."""
    rounds = queries.vote_page(actor, vote.uid).rounds
    if not rounds:
        session = meetings.session(vote.session_uid)
        quorum = queries.quorum_of(vote, session.expected) if session.expected and not vote.rehearses else None
        return {
            "expected": session.expected,
            "present": session.voting,
            "quorum": quorum,
            "is_quorate": quorum is not None and session.voting >= quorum,
            "state": "签到中，尚未开启投票",
        }
    seen = queries.turnout(actor, rounds[-1].uid)
    state = f"第 {seen.number} 轮 · {seen.state.label}" if seen.number > 1 else seen.state.label
    key, root = queries.hall_digests(rounds[-1].uid) if queries.is_sealed(vote) else ("", "")
    return {
        "fingerprint": key,
        "root": root,
        "expected": seen.expected,
        "present": seen.present,
        "voted": seen.voted + seen.on_paper,
        "on_paper": seen.on_paper,
        "state": state,
    }
