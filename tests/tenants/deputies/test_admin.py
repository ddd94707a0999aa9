"""The deputies' room on the staff site."""

from __future__ import annotations

import datetime as dt
from typing import Any

from commons.identity import queries as identity
from commons.kernel import clock
from commons.kernel.actor import Role
from commons.kernel.tenancy import in_office
from tenants.deputies import queries
from tenants.deputies.models import (
    DeputyGroup,
    DeputyHome,
    DeputySuggestion,
    DutyClaim,
    DutyRecord,
    Mandate,
    ReceptionDay,
)
from tenants.deputies.terms import SuggestionState
from tenants.meetings import queries as sessions
from tests.conftest import COUNTY, NEIGHBOUR
from tests.factories.deputies import deputy, home, mandate, suggestion, unit
from tests.factories.meetings import session
from tests.factories.people import member
from tests.factories.web import Browser

AT = "/admin/deputies/"


def staff(*roles: Role) -> Browser:
    return Browser(member(*(roles or (Role.CLERK,))))


def page(response: Any) -> str:
    assert response.status_code == 200
    return response.content.decode()


def pressed(response: Any) -> None:
    assert response.status_code == 302, response.content.decode()


def enrolling(**changes: str) -> dict[str, str]:
    today = str(clock.today())
    values = {"name": "梁测试", "phone": "", "kind": "deputy", "term_no": "18", "from_on": today, "congress_code": ""}
    return {**values, "constituency": "", "group": "第一代表团", **changes}


def test_deputies_are_enrolled_from_the_list_of_the_elected_and_the_term_is_ended(town: str) -> None:
    clerk = staff()
    assert "蓬江区" in page(clerk.get(f"{AT}mandate/start/enrol/"))
    pressed(clerk.post(f"{AT}mandate/start/enrol/", enrolling(phone="138 0000 0001")))
    account = identity.find_by_phone("13800000001")
    assert account is not None
    assert Mandate.objects.get().account_uid == account.uid
    pressed(clerk.post(f"{AT}mandate/start/enrol/", enrolling(name="区测试", congress_code=COUNTY)))
    wrong = clerk.post(f"{AT}mandate/start/enrol/", enrolling(name="错测试", phone="12345"))
    assert (wrong.status_code, "手机号应为 11 位数字" in wrong.content.decode()) == (409, True)
    guest = Mandate.objects.get(name="区测试")
    shown = page(clerk.get(f"{AT}mandate/{guest.uid}/change/"))
    assert ("蓬江区" in shown, "未开通（纸票）" in shown, "在任" in shown) == (True, True, True)
    unknown = page(clerk.post(f"{AT}mandate/{guest.uid}/acts/link/", {"phone": "13800000009"}))
    assert "还没有账号" in unknown
    pressed(clerk.post(f"{AT}mandate/{guest.uid}/acts/link/", {"phone": "13800000001"}))
    ending = {"term_no": "18", "on": str(clock.today()), "confirmation": "换届"}
    assert "已终止 2 名代表的任职" in page(clerk.post(f"{AT}mandate/start/end_term/", ending, follow=True))
    assert queries.roll_on(clock.today()) == []


def test_the_clerk_signs_a_deputy_in_and_ends_a_mandate(town: str) -> None:
    clerk, held, made = staff(), mandate(), session()
    pressed(clerk.post(f"{AT}mandate/{held.uid}/acts/sign_in/", {"session_uid": str(made.uid)}))
    assert sessions.present_count(made.uid, voting_only=True) == 1
    pressed(clerk.post(f"{AT}mandate/{held.uid}/acts/end/", {"on": str(clock.today()), "reason": "resigned"}))
    assert "已终止" in page(clerk.get(f"{AT}mandate/{held.uid}/change/"))
    assert "出席会议" in page(clerk.get(f"{AT}dutyrecord/"))


def test_a_group_gets_its_members(town: str) -> None:
    clerk, held = staff(), mandate("梁测试")
    pressed(clerk.post(f"{AT}deputygroup/start/form/", {"name": "主席团", "kind": "presidium", "field": ""}))
    at = f"{AT}deputygroup/{DeputyGroup.objects.get().uid}/"
    member_of = {"mandate_uid": str(held.uid), "on": str(clock.today())}
    pressed(clerk.post(f"{at}acts/join/", member_of))
    assert "梁测试" in page(clerk.get(f"{at}change/"))
    pressed(clerk.post(f"{at}acts/leave/", member_of))


def test_a_home_is_opened_manned_checked_and_receives(town: str) -> None:
    clerk, held = staff(), mandate("梁测试")
    keeper = member(Role.CLERK, name="管理员")
    opening = {"name": "棠下村代表之家", "host_kind": "village", "first_day": "16", "last_day": ""}
    assert "要么都填，要么都不填" in page(clerk.post(f"{AT}deputyhome/start/open/", opening))
    pressed(clerk.post(f"{AT}deputyhome/start/open/", {**opening, "first_day": "1", "last_day": "31"}))
    at = f"{AT}deputyhome/{DeputyHome.objects.get().uid}/"
    pressed(clerk.post(f"{at}acts/place/", {"mandate_uid": str(held.uid)}))
    pressed(clerk.post(f"{at}acts/keeper/", {"phone": keeper.phone}))
    assert "应写作" in page(clerk.post(f"{at}acts/check/", {"standards": "有场所：很好"}))
    pressed(clerk.post(f"{at}acts/check/", {"standards": "有场所：达到\n有制度:未达到"}))
    pressed(
        clerk.post(f"{at}acts/plan/", {"held_on": str(clock.today()), "mandate_uids": [str(held.uid)], "theme": ""})
    )
    shown = page(clerk.get(f"{at}change/"))
    for words in ("梁测试", "管理员", "有场所：达到；有制度：未达到", "已安排"):
        assert words in shown
    assert "有制度：未达到" in page(clerk.get(f"{at}acts/check/"))
    day = f"{AT}receptionday/{ReceptionDay.objects.get().uid}/"
    pressed(clerk.post(f"{day}acts/hold/", {"visitors": "8", "opinions": "路灯不亮\n\n井盖松动\n"}))
    shown = page(clerk.get(f"{day}change/"))
    for words in ("路灯不亮", "井盖松动", "梁测试", "已接待"):
        assert words in shown
    pressed(clerk.post(f"{at}acts/dismiss/", {"phone": keeper.phone}))
    pressed(clerk.post(f"{at}acts/close/", {"confirmation": "棠下村代表之家"}))


def test_a_suggestion_is_entered_assigned_and_settled(town: str) -> None:
    clerk, held, signer = staff(), mandate("梁测试"), mandate("附测试")
    (lead, _) = unit("城建办")
    entering = {
        "mandate_uid": str(held.uid),
        "title": "修复路灯",
        "content": "建议修复。",
        "co_signer_uids": [str(signer.uid)],
    }
    pressed(clerk.post(f"{AT}deputysuggestion/start/submit/", {**entering, "home_uid": "", "village": ""}))
    first = DeputySuggestion.objects.get()
    at = f"{AT}deputysuggestion/{first.uid}/"
    pressed(clerk.post(f"{at}acts/accept/"))
    assert "不填则为交办后 3 个月" in page(clerk.get(f"{at}acts/assign/"))
    pressed(clerk.post(f"{at}acts/assign/", {"lead": str(lead.account_uid), "assisting": [], "due_on": ""}))
    later = clock.today() + dt.timedelta(days=100)
    pressed(clerk.post(f"{at}acts/extend/", {"due_on": str(later)}))
    shown = page(clerk.get(f"{at}change/"))
    for words in ("修复路灯", "梁测试", "附测试", "城建办", "主办", "本机构代表"):
        assert words in shown
    second = suggestion(deputy("甲测试")[1])  # on 2 March 2026, ten working days before the 16th
    at = f"{AT}deputysuggestion/{second.uid}/"
    assert "应于2026年3月16日前交办" in page(clerk.get(f"{at}change/"))
    listed = page(clerk.get(f"{AT}deputysuggestion/?state__in=submitted,accepted"))
    assert (second.title in listed, "修复路灯</" in listed) == (True, False)
    pressed(clerk.post(f"{at}acts/accept/"))
    pressed(clerk.post(f"{at}acts/settle/", {"level": "village", "outcome": "当天解决"}))
    second.refresh_from_db()
    assert second.state == SuggestionState.CLOSED
    third = suggestion(deputy("乙测试")[1], title="第三件")
    at = f"{AT}deputysuggestion/{third.uid}/"
    pressed(clerk.post(f"{at}acts/decline/", {"ground": "vague", "reason": "请写明"}))
    assert "内容空泛" in page(clerk.get(f"{at}change/"))
    assert "第三件" in page(clerk.get(f"{AT}deputysuggestion/"))


def test_a_suggestion_goes_up_and_is_marked_by_the_director(town: str) -> None:
    director, made = staff(Role.DIRECTOR), suggestion(deputy()[1])
    at = f"{AT}deputysuggestion/{made.uid}/"
    pressed(director.post(f"{at}acts/mark/"))
    pressed(director.post(f"{at}acts/accept/"))
    pressed(director.post(f"{at}acts/escalate/"))
    made.refresh_from_db()
    assert (made.is_key, made.state) == (True, SuggestionState.ESCALATED)


def test_claims_are_entered_verified_and_struck(town: str) -> None:
    clerk, held = staff(), mandate()
    claim = {
        "mandate_uid": str(held.uid),
        "kind": "training",
        "on": str(clock.today()),
        "quantity": "0.5",
        "text": "培训",
    }
    pressed(clerk.post(f"{AT}dutyclaim/start/claim/", claim))
    pressed(clerk.post(f"{AT}dutyclaim/{DutyClaim.objects.get().uid}/acts/verify/"))
    duty = DutyRecord.objects.get()
    pressed(clerk.post(f"{AT}dutyrecord/{duty.uid}/acts/strike/", {"reason": "重复"}))
    assert "已撤销" in page(clerk.get(f"{AT}dutyrecord/{duty.uid}/change/"))
    pressed(clerk.post(f"{AT}dutyclaim/start/claim/", claim))
    second = DutyClaim.objects.get(state="claimed")
    pressed(clerk.post(f"{AT}dutyclaim/{second.uid}/acts/reject/", {"reason": "查无此事"}))


def test_a_clerk_who_is_also_a_deputy_keeper_and_unit_sees_every_page(town: str) -> None:
    made, place, held = suggestion(deputy()[1]), home(), mandate()
    many = staff(Role.CLERK, Role.DEPUTY, Role.KEEPER, Role.UNIT)
    for path in (f"deputysuggestion/{made.uid}", f"deputyhome/{place.uid}", f"mandate/{held.uid}"):
        page(many.get(f"{AT}{path}/change/"))


def test_the_neighbours_records_have_no_page_here(town: str) -> None:
    with in_office(NEIGHBOUR):
        made, place = suggestion(deputy("邻测试")[1], title="邻镇的建议"), home("邻镇代表之家")
    clerk = staff()
    for path in (f"deputysuggestion/{made.uid}", f"deputyhome/{place.uid}"):
        assert clerk.get(f"{AT}{path}/change/").status_code == 404
    for plural in ("deputysuggestion", "deputyhome", "mandate", "receptionday", "dutyrecord", "dutyclaim"):
        assert "邻" not in page(clerk.get(f"{AT}{plural}/"))
