"""代表建议: written, co-signed, rated by deputies; answered or handed back by units; settled in the village by keepers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from commons.kernel import clock
from commons.kernel.actor import Actor, Role
from tenants.deputies import queries
from tenants.deputies.commands import handling, suggestions
from tenants.deputies.policies import POLICY
from tenants.deputies.terms import HandlingLevel, HandlingRole, HomeState, Rating, ReplyClass, SuggestionState
from tenants.workbench.entrance import act_page, filled, page, paged, pressed, section
from tenants.workbench.forms import (
    DeputySuggestionForm,
    InviteForm,
    RateForm,
    ReasonForm,
    ReplyForm,
    SettleForm,
    UnitOpinionForm,
)

_S = SuggestionState
UNDER_WAY = (_S.SUBMITTED, _S.ACCEPTED, _S.ASSIGNED)


@section("suggestions")
def mine(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Led, signed, given to the unit, or of the kept home: whatever this person may read. Invitations on top."""
    return page(
        request,
        "suggestions/list",
        suggestions=paged(request, queries.suggestions_visible_to(actor)),
        invitations=queries.invitations_of(actor.account_uid),
        may_write=queries.mandate_of(actor.account_uid, clock.today()) is not None
        and actor.holds(*POLICY.roles_of("deputies.submit")),
    )


@section("suggestions")
def suggestion(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """One suggestion with everybody's part in it."""
    row = queries.suggestion(actor, uid)
    own = queries.find_co_signer(uid, actor.account_uid)
    return page(
        request,
        "suggestions/suggestion",
        suggestion=row,
        signers=[each for each in queries.co_signers_of(uid) if each.declined_at is None],
        handlings=queries.handlings_of(uid),
        asked=own is not None and not own.confirmed_at and not own.declined_at and row.state == _S.SUBMITTED,
        acts=_acts(actor, row),
    )


def _acts(actor: Actor, row: Any) -> set[str]:
    """What this person may do about it now."""
    part = queries.find_handling(row.uid, actor.account_uid)
    answer = {HandlingRole.LEAD: {"answer", "hand_back"}, HandlingRole.ASSISTING: {"opinion"}}
    by_act = {
        "invite": {"invite"} if row.state == _S.SUBMITTED else set(),
        "withdraw": {"withdraw"} if row.state in UNDER_WAY else set(),
        "rate": {"rate"} if row.state == _S.REPLIED else set(),
        "settle": {"settle"} if row.state == _S.ACCEPTED else set(),
        "answer": answer[HandlingRole(part.role)] if part and row.state == _S.ASSIGNED else set(),
    }
    return {
        name for act, names in by_act.items() if names and POLICY.may(actor, f"deputies.{act}", row) for name in names
    }


def _to_be(actor: Actor, uid: UUID, act: str) -> Any:
    """The suggestion, if this person may do this to it at all: the page is not shown to whom the command would refuse."""
    row = queries.suggestion(actor, uid)
    POLICY.permit(actor, act, row)
    return row


# ── by deputies ───────────────────────────────────────────────────────────────────────────────


def _seats(actor: Actor) -> list[tuple[str, str]]:
    """Everybody on today's roll but oneself."""
    seats = queries.roll_on(clock.today())
    others = [each for each in seats if each.account_uid is None or each.account_uid != actor.account_uid]
    return [(str(each.mandate_uid), f"{each.name}（{each.group}）" if each.group else each.name) for each in others]


@section("suggestions", "GET", "POST", act="deputies.submit")
def write(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A new suggestion; or, with `opinion`, what residents said on a reception day made hers (domain §7.2)."""
    homes = queries.homes_visible_to(actor).filter(state=HomeState.OPEN)
    form = filled(
        request,
        DeputySuggestionForm,
        seats=_seats(actor),
        homes=[(str(each.uid), each.name) for each in homes],
        initial=_from_opinion(actor, request.GET.get("opinion", "")),
    )

    def act(typed: dict[str, Any]) -> str:
        suggestions.submit_deputy_suggestion(
            actor=actor,
            at=clock.now(),
            title=typed["title"],
            content=typed["content"],
            village=typed["village"],
            is_confidential=typed["is_confidential"],
            home_uid=UUID(typed["home_uid"]) if typed["home_uid"] else None,
            opinion_uid=typed["opinion_uid"],
            co_signer_uids=[UUID(each) for each in typed["co_signer_uids"]],
        )
        return "建议已提出。受理、交办和答复情况在这里查看。"

    return act_page(request, form, act, "/desk/suggestions/", title="提出代表建议", button="提出建议")


def _from_opinion(actor: Actor, typed: str) -> dict[str, Any]:
    try:
        uid = UUID(typed)
    except ValueError:
        return {}
    opinion = queries.opinions_visible_to(actor).filter(uid=uid, suggestion=None).first()
    if opinion is None:
        return {}
    return {"content": opinion.text, "home_uid": str(opinion.reception.home_id), "opinion_uid": opinion.uid}


@section("suggestions", "POST", act="deputies.co_sign")
def co_sign(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """Asked to sign: yes or no."""
    queries.suggestion(actor, uid)
    signs = request.POST.get("signs") == "yes"

    def act() -> str:
        suggestions.answer_invitation(actor=actor, suggestion_uid=uid, signs=signs, at=clock.now())
        return "您已确认附议。" if signs else "您已谢绝附议。"

    return pressed(request, act, f"/desk/suggestions/{uid}/" if signs else "/desk/suggestions/")


@section("suggestions", "GET", "POST", act="deputies.invite")
def invite(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    row = _to_be(actor, uid, "deputies.invite")

    def act(typed: dict[str, Any]) -> str:
        wanted = [UUID(each) for each in typed["mandate_uids"]]
        suggestions.invite_co_signers(actor=actor, suggestion_uid=uid, mandate_uids=wanted, at=clock.now())
        return "附议邀请已发出。"

    form = filled(request, InviteForm, seats=_seats(actor))
    return act_page(
        request, form, act, f"/desk/suggestions/{uid}/", title="邀请附议", about=row.title, button="发出邀请"
    )


@section("suggestions", "POST", act="deputies.withdraw")
def withdraw(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    queries.suggestion(actor, uid)

    def act() -> str:
        suggestions.withdraw_suggestion(actor=actor, suggestion_uid=uid, at=clock.now())
        return "建议已撤回。"

    return pressed(request, act, f"/desk/suggestions/{uid}/")


@section("suggestions", "GET", "POST", act="deputies.rate")
def rate(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    row = _to_be(actor, uid, "deputies.rate")

    def act(typed: dict[str, Any]) -> str:
        suggestions.rate(actor=actor, suggestion_uid=uid, rating=Rating(typed["rating"]), at=clock.now())
        return "评价已提交。"

    return act_page(
        request,
        filled(request, RateForm),
        act,
        f"/desk/suggestions/{uid}/",
        title="评价答复",
        about=row.title,
        after="评价后不能修改。评为“不满意”的，由承办单位重新办理。",
        button="提交评价",
    )


# ── by units and keepers ──────────────────────────────────────────────────────────────────────


@section("suggestions", "GET", "POST", act="deputies.answer")
def answer(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    row = _to_be(actor, uid, "deputies.answer")

    def act(typed: dict[str, Any]) -> str:
        handling.answer(
            actor=actor,
            suggestion_uid=uid,
            reply=typed["reply"],
            reply_class=ReplyClass(typed["reply_class"]),
            at=clock.now(),
        )
        return "答复已提交，请代表评价。"

    form = filled(request, ReplyForm)
    return act_page(
        request, form, act, f"/desk/suggestions/{uid}/", title="答复代表建议", about=row.title, button="提交答复"
    )


@section("suggestions", "GET", "POST", act="deputies.answer")
def hand_back(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    row = _to_be(actor, uid, "deputies.answer")

    def act(typed: dict[str, Any]) -> str:
        handling.hand_back(actor=actor, suggestion_uid=uid, reason=typed["reason"], at=clock.now())
        return "已退回，将重新交办。"

    return act_page(
        request,
        filled(request, ReasonForm),
        act,
        "/desk/suggestions/",
        title="退回重新交办",
        about=row.title,
        after="退回后本单位不再办理这件建议。",
        button="退回",
    )


@section("suggestions", "GET", "POST", act="deputies.answer")
def opinion(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    row = _to_be(actor, uid, "deputies.answer")

    def act(typed: dict[str, Any]) -> str:
        handling.give_opinion(actor=actor, suggestion_uid=uid, opinion=typed["opinion"], at=clock.now())
        return "协办意见已提交给主办单位。"

    form = filled(request, UnitOpinionForm)
    return act_page(
        request, form, act, f"/desk/suggestions/{uid}/", title="提出协办意见", about=row.title, button="提交意见"
    )


@section("suggestions", "GET", "POST", act="deputies.settle")
def settle(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    row = _to_be(actor, uid, "deputies.settle")

    def act(typed: dict[str, Any]) -> str:
        level = HandlingLevel.VILLAGE if actor.holds(Role.KEEPER) else queries.level_here()
        suggestions.settle(actor=actor, suggestion_uid=uid, level=level, outcome=typed["outcome"], at=clock.now())
        return "已登记就地解决，建议办结。"

    form = filled(request, SettleForm)
    return act_page(
        request, form, act, f"/desk/suggestions/{uid}/", title="就地解决", about=row.title, button="登记办理结果"
    )
