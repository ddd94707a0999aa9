"""投票: the paper, reading it back, one unmistakable state afterwards.

A choice stands in the form and in the body of a POST; never in an address, a session, a message or a log. So reading back
answers the POST itself instead of leading onward, and what a POST carried is kept out of error reports.
"""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.kernel.errors import Invalid, NotFound, Refusal
from tenants.appraisal import queries as appraisal
from tenants.ballot import queries
from tenants.ballot.commands import casting
from tenants.ballot.errors import NotOpen, NotSignedIn, PaperTaken
from tenants.ballot.method import Form
from tenants.ballot.queries import Booth
from tenants.ballot.terms import RECEIPT, Channel, VoteState
from tenants.workbench import ballots, navigation
from tenants.workbench.ballots import Sent
from tenants.workbench.entrance import page, paged, section

BLANK = Sent({}, {})
_NAMED_SINCE = ((r"Chrome/(\d+)", 97), (r"(?:iPhone|iPad).* OS (\d+)_", 16))


@sensitive_variables()
@section("vote", "GET", "POST")
@sensitive_post_parameters()
def vote(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The open round for this voter, whatever its state; every step of the way is a POST to this one address."""
    booth = queries.open_round_for(actor.account_uid)
    if booth is not None and booth.is_sealed and request.method == "GET" and _may_seal(booth):
        return _sealed(request, actor, booth)
    if booth is None or (request.method == "GET" and not _may_fill(booth)):
        return _no_paper(request, actor, booth)
    if request.method == "GET":
        return _paper(request, actor, booth, BLANK)
    sent = ballots.read(request.POST, booth.items, booth.form)
    step = request.POST.get("step", "")
    try:
        _refuse_another_round(request, booth)
        if step == "cast":
            casting.cast(
                actor=actor, round_uid=booth.round_uid, marks=sent.marks, priorities=sent.priorities, at=clock.now()
            )
            return HttpResponseRedirect("/desk/vote/")
        casting.check(actor=actor, round_uid=booth.round_uid, marks=sent.marks, priorities=sent.priorities)
    except Invalid as refusal:
        return _paper(request, actor, booth, sent, refusal)
    except NotFound:
        raise
    except Refusal as refusal:
        return _no_paper(request, actor, queries.open_round_for(actor.account_uid), refusal)
    if booth.voted:
        return HttpResponseRedirect("/desk/vote/")
    return _paper(request, actor, booth, sent) if step == "change" else _read_back(request, actor, booth, sent)


def _refuse_another_round(request: HttpRequest, booth: Booth) -> None:
    """The page was filled in for a round that is over."""
    if request.POST.get("round") != str(booth.round_uid):
        raise NotOpen("您填写的那一轮投票已经截止，没有提交。请按本轮的选票重新填写。")


def _may_seal(booth: Booth) -> bool:
    """Also after casting: the page says what became of the ballot, and shows the receipt again."""
    return booth.is_present and booth.channel == Channel.ELECTRONIC


def _sealed(request: HttpRequest, actor: Actor, booth: Booth) -> HttpResponse:
    """The paper that is filled in, read back and sealed on the device; nothing of it is in a form that could be sent."""
    return may_run_wasm(
        request,
        page(
            request,
            "vote/sealed",
            booth=booth,
            one_a_screen="one" in request.GET,
            lines=_lines(actor, booth, BLANK),
            receipt=RECEIPT,
            counts=booth.form != Form.RANKING,
            is_ranking=booth.form == Form.RANKING,
        ),
    )


@section("vote")
def device(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Whether this device can seal: asked at sign-in, before the hall waits."""
    return may_run_wasm(request, page(request, "vote/device"))


def may_run_wasm(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Only the pages that seal, or check what was sealed, may run libsodium's WebAssembly.

    Browsers from before that permission had a name (奇安信 90, UOS 93, iOS 15) are given the wider one that they know.
    """
    agent = request.headers.get("User-Agent", "")
    is_old = any((found := re.search(of, agent)) and int(found[1]) < since for of, since in _NAMED_SINCE)
    response._csp_update = {"script-src": ["'unsafe-eval'" if is_old else "'wasm-unsafe-eval'"]}  # type: ignore[attr-defined]
    return response


@section(navigation.RESULTS)
def bundle(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """The audit bundle of one round, for `renda verify` and the verifier's page."""
    headers = {
        "Content-Disposition": f'attachment; filename="bundle-{uid}.tar.gz"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(queries.bundle(actor, uid), content_type="application/gzip", headers=headers)


def _may_fill(booth: Booth) -> bool:
    return booth.is_present and booth.channel == Channel.ELECTRONIC and not booth.voted


def _paper(
    request: HttpRequest, actor: Actor, booth: Booth, sent: Sent, refusal: Refusal | None = None
) -> HttpResponse:
    return page(
        request,
        "vote/paper",
        refusal.status if refusal else 200,
        booth=booth,
        one_a_screen="one" in request.GET,
        refusal=refusal,
        lines=_lines(actor, booth, sent),
        counts=booth.form != Form.RANKING,
        is_ranking=booth.form == Form.RANKING,
    )


def _read_back(request: HttpRequest, actor: Actor, booth: Booth, sent: Sent) -> HttpResponse:
    return page(
        request,
        "vote/read_back",
        booth=booth,
        lines=_lines(actor, booth, sent),
        approvals=sent.approvals,
        counts=booth.form != Form.RANKING,
        unmarked_abstains=booth.form == Form.APPROVAL,
    )


def _lines(actor: Actor, booth: Booth, sent: Sent) -> list[ballots.Line]:
    cycle_uid = queries.vote(actor, booth.vote_uid).cycle_uid
    facts = {str(each.uid): each for each in appraisal.candidates(cycle_uid)}
    return ballots.lines(booth.items, booth.form, booth.max_approvals, sent, graded=booth.has_priorities, facts=facts)


def _no_paper(request: HttpRequest, actor: Actor, booth: Booth | None, refusal: Refusal | None = None) -> HttpResponse:
    """Submitted; or why there is nothing to fill in now."""
    why: Refusal | None = refusal
    session_uid = None
    if booth is not None and not booth.voted and refusal is None:
        why = PaperTaken() if booth.channel == Channel.PAPER else NotSignedIn() if not booth.is_present else None
        session_uid = queries.vote(actor, booth.vote_uid).session_uid
    return page(
        request,
        "vote/state",
        refusal.status if refusal else 200,
        booth=booth,
        receipt=RECEIPT if booth is not None and booth.voted else "",
        why=why,
        session_uid=session_uid,
        votes=paged(request, queries.visible_to(actor).exclude(state=VoteState.VOID)),
    )


@section(navigation.RESULTS)
def result(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """What was declared in the hall (1-76): selected ones first, then every project's figures."""
    found = queries.certificate(uid)
    bundles = queries.bundles_of(uid)
    response = page(request, "vote/result", certificate=found, bundles=bundles, **declared(found))
    return may_run_wasm(request, response) if bundles else response


def declared(found: queries.CertificateFacts) -> dict[str, Any]:
    """A certificate as rows: selected ones in their order, then the others."""
    titles = {each["candidate_uid"]: each["title"] for each in found.questions}
    tally = found.outcome["tally"]
    order = [*found.outcome["selected"], *found.outcome["not_selected"]]
    return {
        "rows": figures(order, titles, tally, set(found.outcome["selected"])),
        "selected": [titles[uid] for uid in found.outcome["selected"]],
        "first": found.rounds[0],
    }


def figures(
    order: list[str], titles: dict[str, str], tally: dict[str, Any], selected: set[str]
) -> list[dict[str, Any]]:
    """One row a project for the ledger: figures as they were counted."""
    return [
        {
            "title": titles.get(uid, uid),
            "approve": tally[uid]["approve"],
            "oppose": tally[uid]["oppose"],
            "abstain": tally[uid]["abstain"],
            "very": tally[uid]["priority"]["very_necessary"],
            "result": "入选" if uid in selected else "未入选",
        }
        for uid in order
    ]
