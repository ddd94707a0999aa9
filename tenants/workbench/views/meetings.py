"""会议: agenda, signing in by a button or by the code at the door, questions and their answers."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from commons.kernel import clock
from commons.kernel.actor import Actor
from tenants.ballot import queries as ballot
from tenants.deputies import queries as deputies
from tenants.deputies.commands import duties
from tenants.documents import queries as documents
from tenants.meetings import commands, queries
from tenants.meetings.terms import EnquiryState, SessionState, SignInMethod
from tenants.workbench.entrance import act_page, filled, page, paged, pressed, section, sent, status_of
from tenants.workbench.forms import AnswerEnquiryForm, AskForm, DoorForm
from tenants.workbench.views.vote import may_run_wasm


@section("meeting")
def sessions(request: HttpRequest, actor: Actor) -> HttpResponse:
    return page(request, "meeting/list", sessions=paged(request, queries.visible_to(actor)))


@section("meeting", "GET", "POST")
def session(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """One session. A POST is a question from the floor."""
    row = queries.get(actor, uid)
    today = clock.today()
    seat = deputies.mandate_of(actor.account_uid, today)
    here = queries.find_attendance(uid, seat.mandate_uid) if seat else None
    asking = request.method == "POST" or (here is not None and row.state == SessionState.OPEN)
    form = filled(request, AskForm) if asking else None
    if form is not None and request.method == "POST":

        def ask(typed: dict[str, str]) -> str:
            seat_uid = queries.seat_at(uid, actor.account_uid)
            commands.ask(actor=actor, session_uid=uid, seat_uid=seat_uid, text=typed["text"], at=clock.now())
            return "您的问题已提交，答复后在本页显示。"

        if done := sent(request, form, ask, request.path):
            return done
    needs_device = row.state != SessionState.CLOSED and here is not None and here.votes and ballot.sealed_vote_at(uid)
    may_sign_in = seat is not None and here is None and row.state in (SessionState.PLANNED, SessionState.OPEN)
    answer = page(
        request,
        "meeting/session",
        status_of(form),
        needs_device=needs_device,
        session=row,
        facts=queries.session(uid),
        agenda=queries.agenda_of(uid),
        files=documents.attachments_of(uid),
        here=here,
        may_sign_in=may_sign_in and row.held_on <= today,
        enquiries=queries.enquiries_visible_to(actor).filter(session=row),
        form=form,
    )
    return may_run_wasm(request, answer) if needs_device else answer


@section("meeting", "POST", act="meetings.sign_in")
def sign_in(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    queries.get(actor, uid)

    def attend() -> str:
        present = duties.attend(actor=actor, session_uid=uid, method=SignInMethod.SELF, at=clock.now())
        return f"{present.name}，签到成功。"

    return pressed(request, attend, f"/desk/meeting/{uid}/")


@section("meeting", "GET", "POST", act="meetings.sign_in")
def at_the_door(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """Where the code at the door leads. Looking signs nobody in; the button does."""
    row = queries.get(actor, uid)
    code = request.POST.get("code") or request.GET.get("code", "")

    def attend(_: dict[str, str]) -> str:
        present = duties.attend(actor=actor, session_uid=uid, method=SignInMethod.QR, code=code, at=clock.now())
        return f"{present.name}，签到成功。"

    return act_page(
        request,
        filled(request, DoorForm, initial={"code": code}),
        attend,
        f"/desk/meeting/{uid}/",
        title="会议签到",
        about=row.title,
        button="我已到会，签到",
    )


# ── what a unit is asked ──────────────────────────────────────────────────────────────────────


@section("enquiries")
def enquiries(request: HttpRequest, actor: Actor) -> HttpResponse:
    return page(request, "meeting/enquiries", enquiries=paged(request, queries.enquiries_visible_to(actor)))


@section("enquiries", "GET", "POST")
def enquiry(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    row = queries.enquiry(actor, uid)

    def answer(typed: dict[str, str]) -> str:
        commands.answer_enquiry(actor=actor, enquiry_uid=uid, answer=typed["answer"], at=clock.now())
        return "答复已提交。"

    return act_page(
        request,
        filled(request, AnswerEnquiryForm),
        answer,
        "/desk/enquiries/",
        title="答复会议提问",
        button="提交答复",
        template="meeting/enquiry",
        enquiry=row,
        is_open=row.state != EnquiryState.ANSWERED,
    )
