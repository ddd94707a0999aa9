"""The house is broken on purpose, in one place at a time, and the matrix must say so. A matrix that is green whatever
happens guards nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import models
from django.http import HttpRequest

from admin_theme.records import RecordAdmin
from admin_theme.site import OfficeAdminSite
from api.authentication import OfficeSession
from api.v1.notices import views as notices_api
from commons.directory.models import Office
from commons.identity import queries as identity
from commons.identity.errors import TokenRefused
from commons.identity.models import Token
from commons.kernel.actor import Actor
from commons.kernel.errors import NotFound
from commons.kernel.policy import Policy, Verdict
from commons.kernel.tenancy import in_office
from infra import api_host
from infra.middleware import Person
from tenants.appraisal import queries as appraisal
from tenants.appraisal.errors import ProposalNotFound
from tenants.appraisal.models import Proposal
from tenants.appraisal.queries import proposals
from tenants.delivery.models import Project
from tenants.delivery.queries import projects
from tenants.notices import queries as notices
from tenants.notices.models import PublicNotice
from tests.isolation import inventory, rows, surfaces
from tests.isolation.inventory import Route, routes
from tests.isolation.judging import faults
from tests.isolation.world import OURS, THEIRS, House

Breach = Callable[[pytest.MonkeyPatch], None]
PROPOSAL = "office:/api/v1/appraisal/proposals/<uuid:uid>/"
FLAG_BUTTON = "office:/admin/appraisal/proposal/<path:object_id>/acts/flag/"
PROJECT_DESK = "office:/desk/projects/<uuid:uid>/report/"
PROPOSAL_PAGE = "office:/admin/appraisal/proposal/<path:object_id>/change/"


def route_of(name: str) -> Route:
    return next(route for route in routes()[0] if str(route) == name)


# ── what breaks ───────────────────────────────────────────────────────────────────────────────
def a_token_is_good_in_every_office(patch: pytest.MonkeyPatch) -> None:
    def token(secret: str, office_code: str, **_: Any) -> Token:
        found = Token.objects.filter(secret_hash=identity.digest_of(secret), revoked_at=None).first()
        if found is None:
            raise TokenRefused()
        return found

    patch.setattr(identity, "token", token)


def a_session_is_good_in_every_office(patch: pytest.MonkeyPatch) -> None:
    """The row of another office's session is believed: what `Person` compares is made equal."""
    asked = Person._actor

    def actor(self: Person, request: Any, code: str) -> Any:
        if "office" in request.session:
            request.session._session["office"] = code
        return asked(self, request, code)

    patch.setattr(Person, "_actor", actor)


def whoever_left_stays_a_member(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(identity, "is_member", lambda *_, **__: True)


def a_list_forgets_whose_rows_it_shows(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(proposals, "visible_to", lambda viewer: Proposal.objects.order_by("-uid"))


def a_unit_sees_the_projects_of_others(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(projects, "visible_to", lambda viewer: Project.objects.all())


def a_strange_row_is_forbidden_instead_of_missing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(NotFound, "status", 403)


def a_strange_row_is_told_from_no_row(patch: pytest.MonkeyPatch) -> None:
    """Both are missing, but somebody looked next door first and says so."""
    got = appraisal.get

    def get(viewer: Actor, uid: UUID) -> Proposal:
        try:
            return got(viewer, uid)
        except ProposalNotFound:
            with in_office(THEIRS):
                theirs = Proposal.objects.filter(uid=uid).exists()
            raise ProposalNotFound("这条记录属于别的机构。" if theirs else None) from None

    patch.setattr(appraisal, "get", get)


def a_list_is_read_in_the_neighbours_schema(patch: pytest.MonkeyPatch) -> None:
    here = notices.public_notices

    def public_notices() -> list[PublicNotice]:
        with in_office(THEIRS):
            return list(here())

    patch.setattr(notices, "public_notices", public_notices)


def cookies_open_the_host_of_programs(patch: pytest.MonkeyPatch) -> None:
    here = api_host.office_of

    def office_of(request: HttpRequest) -> Office:
        cookie = request.META.get("HTTP_COOKIE", "")
        found = here(request)
        request.META["HTTP_COOKIE"] = cookie
        return found

    patch.setattr(api_host, "office_of", office_of)


def everybody_is_permitted_everything(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Policy, "roles_of", lambda self, action: surfaces.OFFICE_ROLES)
    patch.setattr(Policy, "may", lambda *_: Verdict(True))


def writes_need_no_mark_against_forgery(patch: pytest.MonkeyPatch) -> None:
    def authenticate(self: Any, request: Any) -> Any:
        actor = request._request.actor
        return None if actor.is_anonymous else (request._request.user, actor)

    patch.setattr(OfficeSession, "authenticate", authenticate)


def a_suspended_office_goes_on(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Office, "is_serving", property(lambda self: True))


def a_page_of_the_staff_site_asks_nobody(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(OfficeAdminSite, "has_permission", lambda *_: True)
    patch.setattr(RecordAdmin, "may_view", lambda *_: True)


def a_refusal_writes_something(patch: pytest.MonkeyPatch) -> None:
    """…and in the neighbour's office besides."""
    refused = Policy.permit

    def permit(self: Policy, actor: Actor, action: str, obj: models.Model | None = None) -> None:
        with in_office(THEIRS):
            Proposal.objects.filter(pk=rows.TWIN).update(title="改了")
        refused(self, actor, action, obj)

    patch.setattr(Policy, "permit", permit)


BREACHES: list[tuple[Breach, str, str]] = [
    (a_token_is_good_in_every_office, PROPOSAL, f"GET 邻镇的令牌 @{OURS}: 应为 401，得到 200"),
    (a_session_is_good_in_every_office, PROPOSAL, f"GET 邻镇的会话被抄进本机构的库 @{OURS}: 应为 401，得到 200"),
    (a_session_is_good_in_every_office, "office:/desk/", f"邻镇的会话被抄进本机构的库 @{OURS}: 应转到登录页，得到 200"),
    (whoever_left_stays_a_member, PROPOSAL, "任职已结束（会话）"),
    (a_list_forgets_whose_rows_it_shows, PROPOSAL, "责任单位，别人的记录 @440703101: 应为 404，得到 200"),
    (a_unit_sees_the_projects_of_others, PROJECT_DESK, "GET 责任单位，别人的记录 @440703101: 应为 404，得到 200"),
    (a_strange_row_is_forbidden_instead_of_missing, PROPOSAL, "邻镇才有的编号 @440703101: 应为 404，得到 403"),
    (a_strange_row_is_told_from_no_row, PROPOSAL, "邻镇有的编号与谁也没有的编号，回答不同：404、404"),
    (
        a_list_is_read_in_the_neighbours_schema,
        "office:/notices/",
        f"出现了 ['{THEIRS}'] 的内容",
    ),
    (cookies_open_the_host_of_programs, PROPOSAL, "GET 接口主机，本人的会话 @440703101: 应为 401，得到 200"),
    (everybody_is_permitted_everything, PROPOSAL, "网格员（会话） @440703101: 应为 403"),
    (everybody_is_permitted_everything, FLAG_BUTTON, "GET 政府方（会话） @440703101: 应被拒绝，得到 200"),
    (writes_need_no_mark_against_forgery, "office:/api/v1/appraisal/proposals/", "没有防伪标记的提交"),
    (a_suspended_office_goes_on, PROPOSAL, "机构已停用，未登录 @440703002: 应为 503，得到 401"),
    (a_page_of_the_staff_site_asks_nobody, PROPOSAL_PAGE, "应为 403，得到 "),
    (a_refusal_writes_something, PROPOSAL, "写了别的机构的表 [('o_440703102', 'appraisal_proposal')]"),
]


@pytest.mark.parametrize(("breach", "route", "said"), BREACHES, ids=lambda each: getattr(each, "__name__", ""))
def test_a_breach_is_found(
    house: House, monkeypatch: pytest.MonkeyPatch, breach: Breach, route: str, said: str
) -> None:
    breach(monkeypatch)
    found = faults(route_of(route), house)
    assert [fault for fault in found if said in fault], "\n".join(found) or "矩阵没有发现"


def test_a_page_without_a_classification_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(surfaces.PAGES, "lookup")
    _, missing = inventory.routes.__wrapped__()
    assert [gap.split(" ")[0] for gap in missing] == ["office:/lookup/"]


def test_a_view_that_answers_what_it_does_not_name_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices_api.Notices, "delete", lambda *_, **__: None, raising=False)
    _, missing = inventory.routes.__wrapped__()
    assert missing == (
        "office:/api/v1/notices/notices/ (api.v1.notices.views.Notices): actions_by_method 没有写明 ['DELETE']",
    )
