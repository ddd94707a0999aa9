"""代表网络问政 over real requests (3-32 … 3-40)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from commons.kernel import clock
from commons.kernel.actor import Role
from commons.kernel.tenancy import in_office
from tenants.oversight.models import Clue, Hearing
from tests.conftest import NEIGHBOUR
from tests.factories import asking as story
from tests.factories.deputies import mandate
from tests.factories.evidence import footprint
from tests.factories.films import film
from tests.factories.people import member
from tests.factories.web import Api


def api(role: Role, name: str = "测试成员") -> Api:
    return Api(member(role, name=name), role)


def problem(response: Any) -> tuple[int, str]:
    assert response["Content-Type"] == "application/problem+json"
    return response.status_code, response.json()["code"]


def today() -> str:
    return clock.today().isoformat()


def soon() -> str:
    return (clock.today() + dt.timedelta(days=30)).isoformat()


def test_a_show_goes_from_its_clues_to_what_is_solved(town: str) -> None:
    clerk, director, asker = api(Role.CLERK), api(Role.DIRECTOR), mandate("问政代表")
    body = {"kind": "show", "summoned": "供热公司", "matter": "征集问题线索", "called_on": today()}
    show = clerk.post("/oversight/hearings/", body).json()["uid"]
    at = f"/oversight/shows/{show}"
    offered = [
        clerk.post(f"{at}/clues/", {"topic": topic, "text": "多年", "group": "第一代表小组"}).json()
        for topic in ("暖气不热", "占道经营")
    ]
    clue = f"/oversight/clues/{offered[0]['uid']}"
    assert clerk.post(f"{clue}/choice/", {"unit_name": "供热公司"}).json()["state"] == "chosen"
    assert problem(clerk.post(f"{at}/handing_over/", {"due_on": soon()})) == (409, "oversight.show_not_held")
    assert clerk.post(f"{at}/theme/", {"theme": "供热", "reason": "不属于本期"}).json()["theme"] == "供热"
    seated = {"mandate_uids": [str(asker.uid)], "qualities": ["able", "trusted"]}
    clerk.post(f"{at}/askers/", seated)
    assert clerk.get(f"{at}/askers/").json()["results"] == [
        {"mandate_uid": str(asker.uid), "name": "问政代表", "qualities": ["able", "trusted"]}
    ]
    spare = mandate("候补代表")
    clerk.post(f"{at}/askers/", {"mandate_uids": [str(spare.uid)], "qualities": ["able"]})
    assert clerk.post(f"{at}/asker_removal/", {"mandate_uid": str(spare.uid)}).json()["uid"] == show
    sent = {"host": "主持人", "broadcast_url": "https://tv.example/1"}
    assert clerk.post(f"{at}/broadcast/", sent).json()["broadcast_url"] == "https://tv.example/1"
    kept = clerk.client.post(
        f"/api/v1{at}/films/", {"films": [SimpleUploadedFile("短片.mp4", film())]}, headers=clerk.headers
    )
    assert (kept.status_code, kept.json()["public"]) == (201, False)
    clerk.post(f"{clue}/asker/", {"mandate_uid": str(asker.uid)})
    holding = {"held_on": today(), "answer": "现场答复", "demand": "限期", "due_on": soon()}
    assert clerk.post(f"/oversight/hearings/{show}/holding/", holding).json()["state"] == "following"
    answered = {"answer": "月底前恢复", "answered_by": "王经理", "satisfied": 1}
    assert clerk.post(f"{clue}/answer/", answered).json()["rate"] == "100.00"
    assert [each["uid"] for each in clerk.post(f"{at}/handing_over/", {"due_on": soon()}).json()] == [offered[0]["uid"]]
    assert problem(clerk.post(f"{at}/publication/")) == (403, "kernel.not_permitted")
    assert director.post(f"{at}/publication/").json()["published_on"] == today()
    assert director.post(f"{at}/withdrawal/").json()["published_on"] is None
    assert clerk.post(f"{clue}/report/", {"report": "一半"}).json()["state"] == "reported"
    assert clerk.post(f"{clue}/return/", {"demand": "全部", "due_on": soon()}).json()["demand"] == "全部"
    assert api(Role.GOVERNMENT).post(f"{clue}/report/", {"report": "全部"}).json()["state"] == "reported"
    assert clerk.post(f"{clue}/solution/").json()["solved_on"] == today()
    assert clerk.get(f"{clue}/").json()["asker"] == "问政代表"
    assert [each["state"] for each in clerk.get(f"{at}/clues/").json()["results"]] == ["set_aside", "solved"]
    assert [each["uid"] for each in clerk.get("/oversight/shows/").json()["results"]] == [show]
    aside = f"/oversight/clues/{offered[1]['uid']}/setting_aside/"
    before = footprint()
    assert problem(clerk.post(aside, {"reason": "重复"})) == (409, "oversight.show_held")
    assert footprint() == before


def test_nobody_reads_the_questions_before_they_are_asked_nor_the_neighbours(town: str) -> None:
    show = story.opened()
    question = story.chosen(show, text="金丝雀")
    government, deputy = api(Role.GOVERNMENT), api(Role.DEPUTY)
    for who in (government, deputy):
        assert problem(who.get(f"/oversight/clues/{question.uid}/")) == (404, "oversight.clue_not_found")
    assert problem(government.get(f"/oversight/shows/{show.uid}/")) == (404, "oversight.hearing_not_found")
    assert problem(government.get(f"/oversight/hearings/{show.uid}/")) == (404, "oversight.hearing_not_found")
    assert deputy.get(f"/oversight/shows/{show.uid}/clues/").json()["results"] == []
    for role in (Role.UNIT, Role.INSPECTOR, Role.MEMBER, Role.RESIDENT):
        assert api(role).get("/oversight/shows/").status_code == 403
    with in_office(NEIGHBOUR):
        theirs = story.chosen(story.opened(), text="邻镇的问题")
    clerk = api(Role.CLERK)
    assert clerk.get(f"/oversight/clues/{theirs.uid}/").status_code == 404
    assert clerk.get(f"/oversight/shows/{theirs.show_id}/").status_code == 404
    assert (Hearing.objects.count(), Clue.objects.count()) == (1, 1)
