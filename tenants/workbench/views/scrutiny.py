"""监票计票: closing, counting, confirming, declaring. Each sees what is theirs to do. Paper is in `papers`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from commons.kernel import clock
from commons.kernel.actor import Actor
from tenants.ballot import queries
from tenants.ballot.commands import counting
from tenants.ballot.errors import NotSealed
from tenants.ballot.policies import POLICY
from tenants.ballot.terms import Channel, VoteState
from tenants.workbench.entrance import act_page, filled, page, paged, pressed, section
from tenants.workbench.forms import TypedForm
from tenants.workbench.views import papers
from tenants.workbench.views.vote import figures, may_run_wasm


@section("scrutiny")
def votes(request: HttpRequest, actor: Actor) -> HttpResponse:
    return page(request, "scrutiny/list", votes=paged(request, queries.visible_to(actor)))


@section("scrutiny")
def vote(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """How the vote stands, and what this person has to do about it now."""
    found = queries.vote_page(actor, uid)
    row = queries.vote(actor, uid)
    this = found.rounds[-1] if found.rounds else None
    context: dict[str, Any] = {"vote": found, "state_label": VoteState(found.state).label, "this": this}
    context["may_print"] = bool(POLICY.may(actor, "ballot.print_paper", row))
    context["keeps_key"] = queries.is_sealed(row) and bool(POLICY.may(actor, "ballot.keep_key", row))
    if this is not None:
        context["turnout"] = queries.turnout(actor, this.uid)
        context["acts"] = _acts(actor, row, found, this)
        context |= papers.shown(actor, row, found, this)
        context |= _outcome(actor, row, found, this)
    return page(request, "scrutiny/vote", **context)


@section("scrutiny", act="ballot.keep_key")
def key(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """A scrutineer's own device: the ceremony, the opening, the signature. Everything happens in the browser."""
    row = queries.vote(actor, uid)
    POLICY.permit(actor, "ballot.keep_key", row)
    if not queries.is_sealed(row):
        raise NotSealed()
    is_chief = bool(POLICY.may(actor, "ballot.begin_ceremony", row))
    return may_run_wasm(request, page(request, "scrutiny/key", vote=row, is_chief=is_chief))


def _acts(actor: Actor, row: Any, found: queries.VotePage, this: Any) -> set[str]:
    """What may be pressed now, by the policy and by the state."""
    paper = _papers_out(actor, this.uid)
    now = {
        VoteState.OPEN: {"issue_paper", "close"},
        VoteState.CLOSED: {"count", *(("enter_paper", "judge_paper") if paper else ())},
        VoteState.COUNTED: {"confirm_count", "certify"},
    }.get(VoteState(found.state), set())
    may = {act for act in now if POLICY.may(actor, f"ballot.{act}", row)}
    if found.state == VoteState.COUNTED:
        if actor.account_uid in queries.confirmed_by(row):
            may.discard("confirm_count")
        if this.refusal or this.revote is not None or row.rehearses is not None:
            may.discard("certify")
    return may


def _papers_out(actor: Actor, round_uid: UUID) -> bool:
    return queries.roll(actor, round_uid).filter(channel=Channel.PAPER).exists()


def _outcome(actor: Actor, row: Any, found: queries.VotePage, this: Any) -> dict[str, Any]:
    outcome = queries.outcome(actor, this.uid)
    if outcome is None:
        return {}
    confirmed = queries.confirmed_by(row)
    shown: dict[str, Any] = {
        "outcome": outcome,
        "confirmed": [each for each in found.officers if each.scrutinises and each.account_uid in confirmed],
        "unconfirmed": [each for each in found.officers if each.scrutinises and each.account_uid not in confirmed],
    }
    if outcome["tally"]:
        titles = {each.candidate_uid: each.title for each in found.questions}
        order = [*outcome["selected"], *(uid for uid in this.candidates if uid not in outcome["selected"])]
        shown["rows"] = figures(order, titles, outcome["tally"], set(outcome["selected"]))
    if this.revote:
        titles = {each.candidate_uid: each.title for each in found.questions}
        shown["revote"] = [titles[uid] for uid in this.revote["among"]]
    return shown


# ── while voting goes on ──────────────────────────────────────────────────────────────────────


@section("scrutiny", "GET", "POST", act="ballot.close")
def close(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    found, this = papers.round_of(actor, uid)

    def act(_: dict[str, Any]) -> str:
        counting.close_round(actor=actor, round_uid=this.uid, at=clock.now())
        return "投票已截止。"

    return act_page(
        request,
        filled(request, TypedForm, word="截止投票"),
        act,
        f"/desk/scrutiny/{uid}/",
        title="截止投票",
        about=found.title,
        after="截止后不再收票，电子票箱随即打乱重排，不能恢复投票。",
        button="截止投票",
    )


# ── counting and declaring ────────────────────────────────────────────────────────────────────


@section("scrutiny", "POST", act="ballot.count")
def count(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    _, this = papers.round_of(actor, uid)

    def act() -> str:
        counting.count(actor=actor, round_uid=this.uid, at=clock.now())
        return "已计票，请监票人核对并确认。"

    return pressed(request, act, f"/desk/scrutiny/{uid}/")


@section("scrutiny", "POST", act="ballot.confirm_count")
def confirm(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    queries.vote(actor, uid)

    def act() -> str:
        counting.confirm_count(actor=actor, vote_uid=uid, at=clock.now())
        return "您已确认计票结果。"

    return pressed(request, act, f"/desk/scrutiny/{uid}/")


@section("scrutiny", "GET", "POST", act="ballot.certify")
def certify(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    found = queries.vote_page(actor, uid)

    def act(_: dict[str, Any]) -> str:
        counting.certify(actor=actor, vote_uid=uid, at=clock.now())
        return "结果已宣布。"

    after = "宣布后大会现场屏幕随即显示结果，票决结果证明不能修改。"
    if found.needs_confirmation:
        after += "结果经街道党工委确认后生效。"
    return act_page(
        request,
        filled(request, TypedForm, word="宣布结果"),
        act,
        f"/desk/results/{uid}/",
        title="宣布结果",
        about=found.title,
        after=after,
        button="宣布结果",
    )
