"""满意度投票: the projects a person is asked about, and one answer for each. What was answered is shown to nobody."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from commons.kernel import clock
from commons.kernel.actor import Actor
from tenants.oversight import queries
from tenants.oversight.commands import polls as commands
from tenants.oversight.terms import EvaluationKind
from tenants.workbench.entrance import act_page, filled, page, section
from tenants.workbench.forms import AnswerPollForm


@section("satisfaction")
def polls(request: HttpRequest, actor: Actor) -> HttpResponse:
    return page(request, "satisfaction/list", places=queries.mine(actor))


@section("satisfaction", "GET", "POST")
def poll(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    place = queries.my_place(actor, uid)
    form = filled(request, AnswerPollForm, questions=place.poll.questions)

    def act(_: dict[str, Any]) -> str:
        commands.cast(actor=actor, poll_uid=uid, at=clock.now(), **form.said())
        return "已投票。"

    return act_page(
        request,
        form,
        act,
        "/desk/satisfaction/",
        title=str(place.poll),
        about=f"{place.poll.year}年{_what(place.poll)}{place.poll.get_kind_display()}。投票不记名，提交后不能更改。",
        button="提交",
        template="satisfaction/poll",
        place=place,
    )


def _what(row: Any) -> str:
    return "代表建议" if row.kind == EvaluationKind.HANDLING else "民生实事项目"
