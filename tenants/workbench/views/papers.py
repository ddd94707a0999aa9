"""纸质票: printing, handing out, stating, the tellers' sheets entered twice, the chief's rulings.

A teller sees her own lines; of the other's only that they are in, and which lines differ.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.kernel.errors import NotFound, Refusal, Unwelcome
from tenants.ballot import queries
from tenants.ballot.commands import papers, sheets
from tenants.ballot.errors import RoundNotFound
from tenants.ballot.method import Form
from tenants.ballot.policies import POLICY
from tenants.ballot.terms import Channel, VoteState
from tenants.workbench import ballots, navigation
from tenants.workbench.entrance import act_page, filled, page, pressed, section
from tenants.workbench.forms import IssuePapersForm, ReasonForm, StatePapersForm

DEFAULT_BATCH = "1"


def round_of(actor: Actor, uid: UUID) -> tuple[queries.VotePage, Any]:
    """The vote and its last round."""
    found = queries.vote_page(actor, uid)
    if not found.rounds:
        raise RoundNotFound()
    return found, found.rounds[-1]


def shown(actor: Actor, row: Any, found: queries.VotePage, this: Any) -> dict[str, Any]:
    """What the vote's page says about paper to this person."""
    titles = {each.candidate_uid: each.title for each in found.questions}
    judges = bool(POLICY.may(actor, "ballot.judge_paper", row)) and found.state == VoteState.CLOSED
    return {
        "batches": queries.batches(actor, this.uid),
        "sheet": [_entered(titles, each) for each in queries.papers(actor, this.uid)],
        "doubtful": [_entered(titles, each) for each in queries.doubtful(actor, this.uid)] if judges else [],
    }


def _entered(titles: dict[str, str], line: Any) -> dict[str, Any]:
    """A line of a sheet in words, in the order of the paper."""
    ruling = line.ruling
    marks = ruling["marks"] if ruling else line.marks
    said = [
        f"{title} {ballots.MARKS[marks[uid]][1] if marks[uid] in ballots.MARKS else marks[uid]}"
        for uid, title in titles.items()
        if uid in marks
    ]
    words = "；".join(said) or "空白票"
    if line.is_void:
        words = "提请裁定" if ruling is None else "裁定为废票" if ruling["void"] else f"裁定为有效：{words}"
    return {"line": line, "where": _place(line), "said": words}


def _place(line: Any) -> str:
    return f"第 {line.sheet.batch} 捆第 {line.line} 行" if line.sheet and line.line else ""


# ── printing ──────────────────────────────────────────────────────────────────────────────────


@section(navigation.PAPERS)
def print_paper(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """The 表决票 to be printed: nothing on it tells one paper from another."""
    form = queries.paper_form(actor, uid)
    context = {
        "form": form,
        "title": form.title if form.number == 1 else f"{form.title}（第 {form.number} 轮）",
        "marks": ballots.offered(form.form),
        "grades": list(ballots.PRIORITIES.values()) if form.has_priorities else [],
        "is_large": request.GET.get("edition") == "large",
        "group": request.GET.get("group", "") if request.GET.get("group", "") in form.groups else "",
    }
    return render(request, "workbench/scrutiny/print.html", context)


# ── handing out, stating ──────────────────────────────────────────────────────────────────────


@section("scrutiny", "GET", "POST", act="ballot.issue_paper")
def issue(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    found, this = round_of(actor, uid)
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
        about=found.title if choices else "没有可以领取纸质票的人员：签到的都已投票或已领取纸质票。请返回。",
        after="领取纸质票后，本轮不能再用手机投票。" if choices else "",
        nobody=not choices,
        button="登记发出",
    )


@section("scrutiny", "GET", "POST", act="ballot.enter_paper")
def state_papers(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    found, this = round_of(actor, uid)

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
        after="收回张数多于发出张数的，本轮投票无效，须重新投票。",
        button="填报张数",
    )


# ── the sheets ────────────────────────────────────────────────────────────────────────────────


@section("scrutiny", "GET", "POST", act="ballot.enter_paper")
def enter_paper(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """One line of one's own sheet: so many papers marked alike."""
    found, this = round_of(actor, uid)
    items = queries.items(queries.vote(actor, uid), this.candidates)
    sent = ballots.read(request.POST, items, this.method["form"])
    batch = request.POST.get("batch") or request.GET.get("batch") or DEFAULT_BATCH

    def act() -> str:
        line = request.POST.get("line", "").strip()
        entered = sheets.enter_paper(
            actor=actor,
            round_uid=this.uid,
            batch=_whole(batch),
            line=_whole(line) if line else None,
            count=_whole(request.POST.get("count", "")),
            marks=sent.marks,
            priorities=sent.priorities,
            group=request.POST.get("group", ""),
            is_void="is_void" in request.POST,
            at=clock.now(),
        )
        return f"第 {batch} 捆第 {entered.line} 行已登记。"

    refusal = None
    if request.method == "POST":
        refusal, said = _tried(act)
        if refusal is None:
            messages.success(request, said)
            onward = f"papers/new/?batch={batch}" if "more" in request.POST else ""
            return HttpResponseRedirect(f"/desk/scrutiny/{uid}/{onward}")
    groups = queries.roll(actor, this.uid).exclude(group="").order_by("group").values_list("group", flat=True)
    return _marking(
        request, actor, found, this, sent, refusal, batch=batch, groups=list(groups.distinct()), title="登记纸质票"
    )


@section("scrutiny", "GET", "POST", act="ballot.judge_paper")
def judge_paper(request: HttpRequest, actor: Actor, uid: UUID, line: UUID) -> HttpResponse:
    """The chief scrutineer has the paper in hand."""
    found, this = round_of(actor, uid)
    doubtful = queries.doubtful_paper(actor, this.uid, line)
    items = queries.items(queries.vote(actor, uid), this.candidates)
    sent = ballots.read(request.POST, items, this.method["form"])

    def act() -> str:
        ruled = sheets.judge_paper(
            actor=actor,
            paper_uid=line,
            is_void="is_void" in request.POST,
            marks=sent.marks,
            priorities=sent.priorities,
            at=clock.now(),
        )
        return "已裁定为废票。" if (ruled.ruling or {})["void"] else "已裁定为有效。"

    refusal = None
    if request.method == "POST":
        refusal, said = _tried(act)
        if refusal is None:
            messages.success(request, said)
            return HttpResponseRedirect(f"/desk/scrutiny/{uid}/")
    where = _place(doubtful)
    return _marking(request, actor, found, this, sent, refusal, judging=True, where=where, title="裁定纸质票")


def _marking(
    request: HttpRequest,
    actor: Actor,
    found: queries.VotePage,
    this: Any,
    sent: ballots.Sent,
    refusal: Refusal | None,
    **context: Any,
) -> HttpResponse:
    """A page on which a paper's marks are written down."""
    form, most = this.method["form"], this.method.get("max_approvals", this.method["seats"])
    row = queries.vote(actor, found.uid)
    lines = ballots.lines(
        queries.items(row, this.candidates),
        form,
        most,
        sent,
        graded=row.has_priorities,
        unclear=form != Form.TICK,
    )
    context |= {"vote": found, "refusal": refusal, "lines": lines, "posted": request.POST}
    back = f"/desk/scrutiny/{found.uid}/"
    return page(request, "scrutiny/paper", refusal.status if refusal else 200, back=back, **context)


def _tried(act: Any) -> tuple[Refusal | None, str]:
    try:
        return None, act()
    except (NotFound, Unwelcome):
        raise
    except Refusal as refused:
        return refused, ""


def _whole(typed: str) -> int:
    """A number that is none becomes 0, which the room refuses with its own sentence."""
    typed = typed.strip()
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0


@section("scrutiny", "GET", "POST", act="ballot.enter_paper")
def strike_paper(request: HttpRequest, actor: Actor, uid: UUID, line: UUID) -> HttpResponse:
    found, _ = round_of(actor, uid)

    def act(typed: dict[str, Any]) -> str:
        sheets.strike_paper(actor=actor, paper_uid=line, reason=typed["reason"], at=clock.now())
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


@section("scrutiny", "POST", act="ballot.enter_paper")
def finish_batch(request: HttpRequest, actor: Actor, uid: UUID, number: int) -> HttpResponse:
    _, this = round_of(actor, uid)

    def act() -> str:
        handed = sheets.finish_batch(actor=actor, round_uid=this.uid, batch=number, at=clock.now())
        if handed.waiting:
            return f"第 {number} 捆已登记完毕，等待另一名计票人登记。"
        if handed.agreed:
            return f"第 {number} 捆两名计票人登记一致。"
        named = "、".join(str(each.line) for each in handed.differences)
        return f"第 {number} 捆第 {named} 行两名计票人登记不一致，已划去，请两人分别重新登记。"

    return pressed(request, act, f"/desk/scrutiny/{uid}/")


@section("scrutiny", "GET", "POST", act="ballot.judge_paper")
def reopen_batch(request: HttpRequest, actor: Actor, uid: UUID, number: int) -> HttpResponse:
    found, this = round_of(actor, uid)

    def act(typed: dict[str, Any]) -> str:
        sheets.reopen_batch(actor=actor, round_uid=this.uid, batch=number, reason=typed["reason"], at=clock.now())
        return f"第 {number} 捆已退回，由计票人重新登记。"

    return act_page(
        request,
        filled(request, ReasonForm),
        act,
        f"/desk/scrutiny/{uid}/",
        title=f"退回第 {number} 捆重新登记",
        about=found.title,
        button="退回",
    )
