"""监票计票: who took a paper, closing, the tellers' sheet, counting, confirming, declaring. Each sees what is theirs to do."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.kernel.errors import NotFound, Refusal, Unwelcome
from tenants.ballot import queries
from tenants.ballot.commands import counting, papers
from tenants.ballot.errors import NotSealed, RoundNotFound
from tenants.ballot.method import Form
from tenants.ballot.policies import POLICY
from tenants.ballot.terms import Channel, VoteState
from tenants.workbench import ballots
from tenants.workbench.entrance import act_page, filled, page, paged, pressed, section
from tenants.workbench.forms import IssuePapersForm, ReasonForm, StatePapersForm, TypedForm
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
    context["keeps_key"] = queries.is_sealed(row) and bool(POLICY.may(actor, "ballot.keep_key", row))
    if this is not None:
        context["turnout"] = queries.turnout(actor, this.uid)
        context["sheet"] = [_entered(found, each) for each in queries.papers(actor, this.uid)]
        context["acts"] = _acts(actor, row, found, this)
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
    return may_run_wasm(page(request, "scrutiny/key", vote=row, is_chief=is_chief))


def _acts(actor: Actor, row: Any, found: queries.VotePage, this: Any) -> set[str]:
    """What may be pressed now, by the policy and by the state."""
    paper = _papers_out(actor, this.uid)
    now = {
        VoteState.OPEN: {"issue_paper", "close"},
        VoteState.CLOSED: {"count", *(("enter_paper",) if paper else ())},
        VoteState.COUNTED: {"confirm_count", "certify"},
    }.get(VoteState(found.state), set())
    may = {act for act in now if POLICY.may(actor, f"ballot.{act}", row)}
    if found.state == VoteState.COUNTED:
        if actor.account_uid in queries.confirmed_by(row):
            may.discard("confirm_count")
        if this.refusal or this.revote is not None:
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


def _entered(found: queries.VotePage, line: Any) -> dict[str, Any]:
    """A line of the sheet in words."""
    titles = {each.candidate_uid: each.title for each in found.questions}
    marks = ballots.MARKS
    said = [f"{titles.get(uid, uid)} {marks[mark][1] if mark in marks else mark}" for uid, mark in line.marks.items()]
    return {"line": line, "said": "；".join(said) or ("废票" if line.is_void else "空白票")}


def _round(actor: Actor, uid: UUID) -> tuple[queries.VotePage, Any]:
    found = queries.vote_page(actor, uid)
    if not found.rounds:
        raise RoundNotFound()
    return found, found.rounds[-1]


# ── while voting goes on ──────────────────────────────────────────────────────────────────────


@section("scrutiny", "GET", "POST", act="ballot.issue_paper")
def issue(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    found, this = _round(actor, uid)
    free = queries.roll(actor, this.uid).filter(is_present=True, voted=False, channel=Channel.ELECTRONIC)
    choices = [(str(each.mandate_uid), each.name) for each in free]

    def act(typed: dict[str, Any]) -> str:
        mandates = [UUID(each) for each in typed["mandates"]]
        handed = papers.issue_papers(actor=actor, round_uid=this.uid, mandates=mandates, at=clock.now())
        return f"已登记发出纸质票 {handed} 张。"

    return act_page(
        request,
        filled(request, IssuePapersForm, choices=choices),
        act,
        f"/desk/scrutiny/{uid}/",
        title="登记发出纸质票",
        about=found.title,
        after="领取纸质票后，本轮不能再用手机投票。",
        button="登记发出",
    )


@section("scrutiny", "GET", "POST", act="ballot.close")
def close(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    found, this = _round(actor, uid)

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


# ── the tellers' sheet ────────────────────────────────────────────────────────────────────────


@section("scrutiny", "GET", "POST", act="ballot.enter_paper")
def state_papers(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    found, this = _round(actor, uid)

    def act(typed: dict[str, Any]) -> str:
        papers.state_papers(actor=actor, round_uid=this.uid, at=clock.now(), **typed)
        return "纸质票张数已填报。"

    return act_page(
        request,
        filled(request, StatePapersForm, initial={"issued": this.papers_issued, "returned": this.papers_returned}),
        act,
        f"/desk/scrutiny/{uid}/",
        title="填报纸质票张数",
        about=found.title,
        button="填报张数",
    )


@section("scrutiny", "GET", "POST", act="ballot.enter_paper")
def enter_paper(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """One line of the sheet: so many papers marked alike."""
    found, this = _round(actor, uid)
    form, items = this.method["form"], queries.items(queries.vote(actor, uid), this.candidates)
    sent = ballots.read(request.POST, items, form)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            papers.enter_paper(
                actor=actor,
                round_uid=this.uid,
                count=_count(request),
                marks=sent.marks,
                priorities=sent.priorities,
                group=request.POST.get("group", ""),
                is_void="is_void" in request.POST,
                at=clock.now(),
            )
        except (NotFound, Unwelcome):
            raise
        except Refusal as refused:
            refusal = refused
        else:
            return HttpResponseRedirect(f"/desk/scrutiny/{uid}/")
    groups = queries.roll(actor, this.uid).exclude(group="").order_by("group").values_list("group", flat=True)
    most = this.method.get("max_approvals", this.method["seats"])
    graded = queries.vote(actor, uid).has_priorities
    return page(
        request,
        "scrutiny/paper",
        refusal.status if refusal else 200,
        vote=found,
        refusal=refusal,
        lines=ballots.lines(items, form, most, sent, graded=graded, unclear=form != Form.TICK),
        groups=list(groups.distinct()),
        posted=request.POST,
        back=f"/desk/scrutiny/{uid}/",
    )


def _count(request: HttpRequest) -> int:
    """A number that is none becomes 0, which the room refuses with its own sentence."""
    typed = request.POST.get("count", "").strip()
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0


@section("scrutiny", "GET", "POST", act="ballot.enter_paper")
def strike_paper(request: HttpRequest, actor: Actor, uid: UUID, line: UUID) -> HttpResponse:
    found, _ = _round(actor, uid)

    def act(typed: dict[str, Any]) -> str:
        papers.strike_paper(actor=actor, paper_uid=line, reason=typed["reason"], at=clock.now())
        return "这条登记已划去，不再计入。"

    return act_page(
        request,
        filled(request, ReasonForm),
        act,
        f"/desk/scrutiny/{uid}/",
        title="划去一条纸质票登记",
        about=found.title,
        button="划去",
    )


# ── counting and declaring ────────────────────────────────────────────────────────────────────


@section("scrutiny", "POST", act="ballot.count")
def count(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    _, this = _round(actor, uid)

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
