"""Rules on the staff sites, by plain requests."""

from __future__ import annotations

import json
import re

import pytest

from commons.kernel import clock
from commons.kernel.actor import Role, system
from commons.rulebook import commands, queries
from commons.rulebook.models import Adoption, Edition, Template
from commons.rulebook.terms import EditionState, Kind
from tests.conftest import PROVINCE, TOWN
from tests.factories import rulebook as factory
from tests.factories.people import member
from tests.factories.web import Browser


@pytest.fixture
def console(commons: None) -> Browser:
    return Browser(member(Role.TEMPLATE_EDITOR))


@pytest.fixture
def office(town: str) -> Browser:
    return Browser(member(Role.DIRECTOR))


def text(response: object) -> str:
    return re.sub(r"<[^>]+>", " ", response.content.decode())  # type: ignore[attr-defined]


def test_the_editor_writes_a_template_drafts_it_and_publishes_it(console: Browser) -> None:
    made = console.post(
        "/admin/rulebook/template/start/create/",
        {"kind": "notice_periods", "title": "公示期限（试行）", "source": "某市规定", "levels": ["county", "township"]},
    )
    assert made.status_code == 302
    template = Template.objects.get(title="公示期限（试行）")
    drafted = console.post(
        f"/admin/rulebook/template/{template.uid}/acts/draft/",
        {"body": json.dumps(factory.PERIODS), "modes": json.dumps(factory.PERIODS_MODES)},
    )
    assert drafted.status_code == 302
    edition = Edition.objects.get(template=template)
    page = console.get(f"/admin/rulebook/edition/{edition.uid}/change/")
    assert "草稿" in text(page)
    assert "某省规定" in text(page)
    assert console.post(f"/admin/rulebook/edition/{edition.uid}/acts/publish/").status_code == 302
    edition.refresh_from_db()
    assert edition.state == EditionState.PUBLISHED


def test_a_draft_that_cannot_be_read_stays_on_the_page_with_its_sentence(console: Browser) -> None:
    template = factory.draft().template
    page = console.post(f"/admin/rulebook/template/{template.uid}/acts/draft/", {"body": '{"preliminary_days": 7}'})
    assert page.status_code == 409
    assert "公示期限缺少字段 result_days，请补上。" in text(page)
    assert template.editions.count() == 1


def test_withdrawing_asks_for_the_title_first(console: Browser) -> None:
    edition = factory.published()
    address = f"/admin/rulebook/edition/{edition.uid}/acts/withdraw/"
    assert console.post(address, {"confirmation": "公示"}).status_code == 200
    edition.refresh_from_db()
    assert edition.state == EditionState.PUBLISHED
    assert console.post(address, {"confirmation": edition.template.title}).status_code == 302
    edition.refresh_from_db()
    assert edition.state == EditionState.WITHDRAWN


def test_the_lists_open(console: Browser) -> None:
    assert "民生实事项目征集评估标准" in text(console.get("/admin/rulebook/template/"))
    assert "已发布" in text(console.get("/admin/rulebook/edition/"))


def test_an_office_reads_its_own_rulebook_and_where_each_rule_comes_from(office: Browser) -> None:
    listed = text(office.get("/admin/rulebook/adoption/"))
    assert all(kind.label in listed for kind in Kind)
    own = queries.edition_in_force(TOWN, Kind.VOTING_METHOD, on=clock.today())
    page = text(office.get(f"/admin/rulebook/adoption/{own.adoption_uid}/change/"))
    assert "地方组织法第十四条" in page
    assert "不少于应到人数的 2/3" in page
    assert "全部按省级发布的内容执行" in page


def test_a_director_adopts_a_rule_and_a_locked_field_is_refused_in_words(office: Browser) -> None:
    edition = factory.published()
    values = {"edition_uid": str(edition.uid), "from_on": clock.today().isoformat()}
    refused = office.post("/admin/rulebook/adoption/start/adopt/", {**values, "values": '{"result_days": 1}'})
    assert refused.status_code == 409
    assert "“result_days”不能由本机构改动（某省规定）" in text(refused)
    made = office.post("/admin/rulebook/adoption/start/adopt/", {**values, "values": '{"preliminary_days": 10}'})
    assert made.status_code == 302
    adopted = Adoption.objects.get(edition=edition)
    assert adopted.body == {"preliminary_days": 10, "result_days": 5}
    page = text(office.get(f"/admin/rulebook/adoption/{adopted.uid}/change/"))
    assert "初步方案公示期限" in page
    assert "preliminary_days" not in page


def test_an_office_neither_sees_templates_nor_another_offices_adoptions(office: Browser) -> None:
    assert office.get("/admin/rulebook/template/").status_code == 404
    other = commands.adopt_edition(actor=system("440703102"), edition_uid=factory.published().uid, at=clock.now())
    assert office.get(f"/admin/rulebook/adoption/{other.uid}/change/").status_code == 404


def test_a_clerk_is_not_offered_to_adopt(town: str) -> None:
    clerk = Browser(member(Role.CLERK))
    assert "采用规则" not in text(clerk.get("/admin/rulebook/adoption/"))
    before = Adoption.objects.count()
    clerk.post("/admin/rulebook/adoption/start/adopt/", {"edition_uid": str(factory.published().uid)})
    assert Adoption.objects.count() == before


def test_the_province_is_where_rules_are_written(console: Browser) -> None:
    assert console.code == PROVINCE
