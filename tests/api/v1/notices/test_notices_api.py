"""Notices over real requests: the office posts, anybody reads and may say something."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from commons.kernel import clock
from commons.kernel.models import new_uid
from commons.kernel.tenancy import in_office
from tenants.notices import commands
from tenants.notices.models import Opinion, PublicNotice
from tests.conftest import NEIGHBOUR
from tests.factories.cycles import open_year
from tests.factories.notices import draft, opinion, posted
from tests.factories.people import AT, Role, actor, member
from tests.factories.web import Api

LONG_AGO = clock.now() - dt.timedelta(days=40)


def api(role: Role = Role.CLERK) -> Api:
    return Api(member(role), role)


def problem(response: Any) -> tuple[int, str]:
    assert response["Content-Type"] == "application/problem+json"
    return response.status_code, response.json()["code"]


def wording(cycle_uid: Any) -> dict[str, Any]:
    return {
        "cycle_uid": str(cycle_uid),
        "kind": "preliminary",
        "title": "初步方案公示",
        "body": "现予公示。",
        "items": [{"title": "社区老年食堂扩建", "content": "座位 50 个"}],
    }


def test_a_notice_goes_from_draft_to_the_public_and_takes_opinions(town: str) -> None:
    clerk, citizen = api(), Api()
    body = clerk.post("/notices/notices/", wording(open_year().uid)).json()
    assert (body["state"], body["days"], body["until_on"]) == ("draft", 7, None)
    address = f"/notices/notices/{body['uid']}"
    assert problem(citizen.get(f"{address}/")) == (404, "notices.notice_not_found")
    assert clerk.post(f"{address}/posting/").json()["state"] == "posted"
    place = {"kind": "screen", "detail": "三里社区", "put_up_on": clock.today().isoformat()}
    assert clerk.post(f"{address}/places/", place).status_code == 201
    said = citizen.post(f"{address}/opinions/", {"text": "座位太少", "item_no": 1, "contact_phone": "13912345678"})
    assert (said.status_code, set(said.json())) == (201, {"uid", "state"})
    shown = citizen.get(f"{address}/").json()
    assert shown["items"] == [{"no": 1, "title": "社区老年食堂扩建", "content": "座位 50 个"}]
    assert shown["places"] == [{**place, "kind": "小区电子屏"}]
    assert shown["opinions"] == {"received": 1, "adopted": 0, "declined": 0, "waiting": 1}
    answer = api(Role.GOVERNMENT).post(
        f"/notices/opinions/{said.json()['uid']}/answer/", {"adopted": True, "reason": "改为 80 个"}
    )
    assert (answer.json()["state"], answer.json()["reason"]) == ("adopted", "改为 80 个")
    assert problem(clerk.post(f"{address}/closing/")) == (409, "notices.still_running")
    assert problem(clerk.post(f"{address}/retraction/", {"reason": "x"})) == (403, "kernel.not_permitted")
    assert api(Role.DIRECTOR).post(f"{address}/retraction/", {"reason": "重发"}).json()["state"] == "retracted"


def test_a_notice_whose_days_are_over_is_closed(town: str) -> None:
    notice = posted(open_year(), at=LONG_AGO)
    assert api().post(f"/notices/notices/{notice.uid}/closing/").json()["state"] == "closed"
    assert [row["uid"] for row in Api().get("/notices/notices/").json()["results"]] == [str(notice.uid)]


def test_what_people_said_and_who_they_are_is_not_for_the_public(town: str) -> None:
    notice = posted(open_year(), at=LONG_AGO)
    opinion(notice, at=LONG_AGO, text="路灯不亮", contact_phone="13912345678")
    address = f"/notices/notices/{notice.uid}/opinions/"
    assert problem(Api().get(address))[0] == 401
    assert problem(api(Role.DEPUTY).get(address)) == (403, "kernel.not_permitted")
    for role in (Role.CLERK, Role.GOVERNMENT, Role.AUDITOR):
        page = api(role).get(address)
        assert [row["text"] for row in page.json()["results"]] == ["路灯不亮"]
        assert "13912345678" not in page.content.decode()
    assert "路灯" not in Api().get(f"/notices/notices/{notice.uid}/").content.decode()


def test_a_draft_with_a_phone_number_is_not_posted(town: str) -> None:
    notice = draft(open_year(), body="联系人 13800138000")
    refused = api().post(f"/notices/notices/{notice.uid}/posting/")
    assert (problem(refused), refused.json()["field"]) == ((409, "notices.personal_data_found"), "body")
    assert "138" not in refused.content.decode()


def test_a_draft_is_revised(town: str) -> None:
    notice = draft(open_year())
    text = {"title": "改", "body": "改后", "items": [], "days": 9}
    body = api().post(f"/notices/notices/{notice.uid}/revision/", text).json()
    assert (body["title"], body["days"]) == ("改", 9)


def test_the_neighbours_notice_is_not_found_by_anybody_here(town: str) -> None:
    with in_office(NEIGHBOUR):
        theirs = posted(open_year())
        said = opinion(theirs)
    clerk = api()
    for address in (f"/notices/notices/{theirs.uid}/", f"/notices/notices/{theirs.uid}/opinions/"):
        assert problem(clerk.get(address)) == (404, "notices.notice_not_found")
    assert problem(clerk.post(f"/notices/notices/{theirs.uid}/posting/")) == (404, "notices.notice_not_found")
    assert problem(clerk.post(f"/notices/opinions/{said.uid}/answer/", {"adopted": True, "reason": "x"})) == (
        404,
        "notices.opinion_not_found",
    )
    assert problem(Api().post(f"/notices/notices/{theirs.uid}/opinions/", {"text": "x"})) == (
        404,
        "notices.notice_not_found",
    )


@pytest.mark.parametrize(
    "odd",
    [
        {"kind": "poster"},
        {"title": " "},
        {"items": "一项"},
        {"items": [{"name": "x"}]},
        {"days": 10**12},
        {"state": "posted"},
        {"cycle_uid": "2026"},
        {"body": "a\x00"},
    ],
)
def test_an_odd_draft_is_refused_and_nothing_is_written(town: str, odd: dict[str, Any]) -> None:
    assert api().post("/notices/notices/", {**wording(open_year().uid), **odd}).status_code == 422
    assert PublicNotice.objects.count() == 0


def test_an_opinion_with_a_smuggled_field_is_refused(town: str) -> None:
    notice = posted(open_year())
    assert Api().post(f"/notices/notices/{notice.uid}/opinions/", {"text": "x", "state": "adopted"}).status_code == 422
    assert Opinion.objects.count() == 0


def test_everybody_reads_their_own_notifications(town: str) -> None:
    deputy, other = member(Role.DEPUTY), member(Role.DEPUTY)
    for who in (deputy, other):
        commands.notify(actor=actor(Role.CLERK), account_uid=who.uid, title="开会", key="m", at=AT)
    mine = Api(deputy, Role.DEPUTY)
    rows = mine.get("/notices/notifications/").json()["results"]
    assert [(row["title"], row["read_at"]) for row in rows] == [("开会", None)]
    address = f"/notices/notifications/{rows[0]['uid']}/reading/"
    assert problem(Api(other, Role.DEPUTY).post(address)) == (404, "kernel.not_found")
    assert mine.post(address).json()["read_at"] is not None
    assert problem(mine.post(f"/notices/notifications/{new_uid()}/reading/")) == (404, "notices.notification_not_found")
    assert problem(Api().get("/notices/notifications/"))[0] == 401


def test_the_list_of_notices_costs_the_same_for_one_and_for_three(town: str, django_assert_num_queries: Any) -> None:
    cycle, clerk = open_year(), api()
    posted(cycle)
    clerk.get("/notices/notices/")
    for _ in range(2):
        with django_assert_num_queries(5):
            clerk.get("/notices/notices/")
        posted(cycle)
        posted(cycle)
