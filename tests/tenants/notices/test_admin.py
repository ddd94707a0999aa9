"""Notices and opinions on the staff site."""

from __future__ import annotations

import datetime as dt
from typing import Any

from commons.kernel import clock
from tenants.notices.models import Opinion, PublicNotice
from tenants.notices.terms import NoticeState, OpinionState
from tests.factories.cycles import open_year
from tests.factories.notices import draft, opinion, posted
from tests.factories.people import Role, member
from tests.factories.web import Browser

NOTICES, OPINIONS = "/admin/notices/publicnotice/", "/admin/notices/opinion/"
LONG_AGO = clock.now() - dt.timedelta(days=40)


def staff(role: Role = Role.CLERK) -> Browser:
    return Browser(member(role))


def page(response: Any) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_a_notice_is_drafted_line_by_line_posted_and_hung_up(town: str) -> None:
    cycle, clerk = open_year(), staff()
    assert "2026年度" in page(clerk.get(f"{NOTICES}start/draft/"))
    form = {
        "cycle_uid": str(cycle.uid),
        "kind": "preliminary",
        "follows": "",
        "title": "初步方案公示",
        "body": "现予公示。",
        "items": "社区老年食堂扩建：座位 50 个\n\n背街小巷道路亮化: 12 条\n只有名称",
        "days": "",
    }
    assert clerk.post(f"{NOTICES}start/draft/", form).status_code == 302
    notice = PublicNotice.objects.get()
    assert notice.items == [
        {"title": "社区老年食堂扩建", "content": "座位 50 个"},
        {"title": "背街小巷道路亮化", "content": "12 条"},
        {"title": "只有名称", "content": ""},
    ]
    address = f"{NOTICES}{notice.uid}/"
    assert "社区老年食堂扩建：座位 50 个\n背街小巷道路亮化：12 条\n只有名称" in page(
        clerk.get(f"{address}acts/revise/")
    )
    assert clerk.post(f"{address}acts/post/").status_code == 302
    place = {"kind": "screen", "detail": "三里社区", "put_up_on": clock.today().isoformat()}
    assert clerk.post(f"{address}acts/place/", place).status_code == 302
    said = {"channel": "phone", "text": "座位太少", "contact_name": "何某某", "contact_phone": "13912345678"}
    assert clerk.post(f"{address}acts/opinion/", said).status_code == 302
    check = {"held_on": clock.today().isoformat(), "place": "白沙广场", "asked": "50", "aware": "48"}
    assert clerk.post(f"{address}acts/check/", check).status_code == 302
    shown = page(clerk.get(f"{address}change/"))
    for words in ("三里社区", "白沙广场", "座位太少", "收到 1 条，采纳 0 条，未采纳 0 条，待答复 1 条"):
        assert words in shown
    refused = clerk.post(f"{address}acts/close/")
    assert (refused.status_code, "届满" in refused.content.decode()) == (409, True)


def test_a_notice_with_a_phone_number_is_not_posted_and_the_page_says_why(town: str) -> None:
    notice, clerk = draft(open_year(), body="联系人 13800138000"), staff()
    refused = clerk.post(f"{NOTICES}{notice.uid}/acts/post/")
    assert (refused.status_code, "正文中有疑似手机号码" in refused.content.decode()) == (409, True)
    notice.refresh_from_db()
    assert notice.state == NoticeState.DRAFT


def test_an_opinion_is_answered_and_its_author_shown_masked_until_a_reason_is_given(town: str) -> None:
    notice = posted(open_year(), at=LONG_AGO)
    said = opinion(notice, at=LONG_AGO, contact_name="何某某", contact_phone="13912345678")
    address = f"{OPINIONS}{said.uid}/"
    clerk = staff()
    shown = page(clerk.get(f"{address}change/"))
    assert ("139****5678" in shown, "13912345678" in shown, "何某某" in shown) == (True, False, False)
    revealed = page(clerk.post(f"{address}acts/reveal/", {"reason": "电话回访"}, follow=True))
    assert "称呼：何某某；联系方式：13912345678" in revealed
    assert clerk.post(f"{address}acts/adopt/", {"reason": "座位改为 80 个"}).status_code == 302
    assert Opinion.objects.get().state == OpinionState.ADOPTED
    assert clerk.post(f"{NOTICES}{notice.uid}/acts/close/").status_code == 302
    director = staff(Role.DIRECTOR)
    retraction = {"reason": "项目有误", "confirmation": "撤回"}
    assert director.post(f"{NOTICES}{notice.uid}/acts/retract/", retraction).status_code == 302
    notice.refresh_from_db()
    assert notice.state == NoticeState.RETRACTED


def test_the_list_costs_the_same_for_one_notice_and_for_three(town: str, django_assert_num_queries: Any) -> None:
    cycle, clerk = open_year(), staff()
    posted(cycle)
    clerk.get(NOTICES)
    for _ in range(2):
        with django_assert_num_queries(7):
            page(clerk.get(NOTICES))
        opinion(posted(cycle))
        opinion(posted(cycle))
    with django_assert_num_queries(7):
        assert "共 4 条" in page(clerk.get(OPINIONS))
