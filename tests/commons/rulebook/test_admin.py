"""Rules on the staff sites, by plain requests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commons.kernel import clock
from commons.kernel.actor import Role, system
from commons.kernel.tenancy import in_office
from commons.rulebook import commands, kinds, queries
from commons.rulebook.comparison import differences
from commons.rulebook.models import Adoption, Edition, Template
from commons.rulebook.terms import EditionState, Kind
from tests.conftest import COUNTY, PROVINCE, TOWN
from tests.factories import rulebook as factory
from tests.factories.people import member
from tests.factories.web import Browser


@pytest.fixture
def console(commons: None) -> Browser:
    return Browser(member(Role.TEMPLATE_EDITOR))


@pytest.fixture
def office(town: str) -> Browser:
    return Browser(member(Role.DIRECTOR))


@pytest.fixture
def county(commons: None) -> Iterator[Browser]:
    with in_office(COUNTY):
        yield Browser(member(Role.DIRECTOR))


def text(response: object) -> str:
    return re.sub(r"<[^>]+>", " ", response.content.decode())  # type: ignore[attr-defined]


def inputs(page: Any) -> dict[str, list[str]]:
    """What a person who changes nothing would send: every input of the form as the page filled it."""
    found: dict[str, list[str]] = {}
    html = page.content.decode().split("<main", 1)[1]
    for tag in re.findall(r"<input [^>]+>", html):
        name, value = (re.search(rf'{key}="([^"]*)"', tag) for key in ("name", "value"))
        if name and (' type="checkbox"' not in tag or " checked" in tag):
            found.setdefault(name[1], []).append(unescape(value[1]) if value else "")
    for name, text in re.findall(r'<textarea name="([^"]+)"[^>]*>([^<]*)</textarea>', html):
        found.setdefault(name, []).append(unescape(text))
    for tag, options in re.findall(r"<select ([^>]+)>(.*?)</select>", html, re.S):
        name = re.search(r'name="([^"]+)"', tag)
        chosen = re.search(r'<option value="([^"]*)" selected', options) or re.search(
            r'<option value="([^"]*)"', options
        )
        assert name
        assert chosen
        found[name[1]] = [unescape(chosen[1])]
    return found


def template_of(kind: Kind) -> Template:
    found = Template.objects.filter(kind=kind, office_code=PROVINCE).order_by("uid").first()
    assert found
    return found


def test_the_editor_writes_a_template_drafts_it_in_a_form_and_publishes_it(console: Browser) -> None:
    made = console.post(
        "/admin/rulebook/template/start/create/",
        {"kind": "notice_periods", "title": "公示期限（试行）", "source": "某市规定", "levels": ["county", "township"]},
    )
    assert made.status_code == 302
    template = Template.objects.get(title="公示期限（试行）")
    address = f"/admin/rulebook/template/{template.uid}/acts/draft/"
    sent = inputs(console.get(address))
    assert (sent["preliminary_days:0:value"], sent["preliminary_days:mode"]) == (["7"], ["bounded"])
    sent |= {
        "preliminary_days:0:value": ["10"],
        "preliminary_days:least:0:value": ["9"],
        "result_days:mode": ["locked"],
    }
    assert console.post(address, sent).status_code == 302
    edition = Edition.objects.get(template=template)
    assert edition.body == {"preliminary_days": 10, "result_days": 5}
    assert edition.modes["preliminary_days"]["bound"] == {"least": 9}
    assert edition.modes["result_days"]["mode"] == "locked"
    page = text(console.get(f"/admin/rulebook/edition/{edition.uid}/change/"))
    assert "草稿" in page
    assert "不少于 9 个工作日" in page
    assert console.post(f"/admin/rulebook/edition/{edition.uid}/acts/publish/").status_code == 302
    edition.refresh_from_db()
    assert edition.state == EditionState.PUBLISHED


@pytest.mark.parametrize("kind", list(Kind))
def test_a_draft_that_nobody_touched_says_what_the_wording_before_it_said(console: Browser, kind: Kind) -> None:
    template = template_of(kind)
    address = f"/admin/rulebook/template/{template.uid}/acts/draft/"
    answer = console.post(address, inputs(console.get(address)))
    assert answer.status_code == 302, text(answer)
    first, second = template.editions.order_by("number")
    schema = kinds.schema(kind)
    assert differences(schema, (first.body, first.modes), (second.body, second.modes)) == []


def test_no_page_of_the_rules_shows_a_brace_or_a_path(console: Browser) -> None:
    for kind in Kind:
        template = template_of(kind)
        edition = template.editions.get()
        for address in (
            f"/admin/rulebook/template/{template.uid}/acts/draft/",
            f"/admin/rulebook/edition/{edition.uid}/change/",
        ):
            shown = re.sub(
                r"(?s)<(script|style)\b.*?</\1>", " ", console.get(address).content.decode().split("<main", 1)[1]
            )
            assert not re.search(r"[{}]|[a-z]+_[a-z]+", re.sub(r"<[^>]+>", " ", shown)), (kind, address)


def test_a_draft_that_cannot_be_read_stays_on_the_page_with_its_sentence(console: Browser) -> None:
    template = factory.draft().template
    address = f"/admin/rulebook/template/{template.uid}/acts/draft/"
    sent = inputs(console.get(address)) | {"preliminary_days:0:value": ["七"]}
    assert "“初步方案公示期限（个工作日）”应为 1 到 250 的整数" in text(console.post(address, sent))
    assert template.editions.count() == 1


def test_the_province_is_told_when_a_wording_is_below_the_law(console: Browser) -> None:
    template = template_of(Kind.VOTING_METHOD)
    address = f"/admin/rulebook/template/{template.uid}/acts/draft/"
    page = console.get(address)
    assert "法定底线：不低于“不少于应到人数的 2/3”" in text(page)
    refused = console.post(address, inputs(page) | {"method.quorum:0:share": ["1/2"]})
    assert refused.status_code == 409
    assert "达不到法定要求" in text(refused)


def test_before_publishing_the_province_reads_what_would_change_for_whom(console: Browser) -> None:
    commands.adopt_edition(
        actor=system(TOWN),
        edition_uid=queries.edition_in_force(TOWN, Kind.NOTICE_PERIODS, on=clock.today()).edition_uid,
        values={"preliminary_days": 8},
        at=clock.now(),
    )
    template = template_of(Kind.NOTICE_PERIODS)
    body = {"preliminary_days": 10, "result_days": 5}
    bounded = {"mode": "bounded", "source": "某省新规", "bound": {"least": 10}}
    edition = commands.draft_edition(
        actor=system(PROVINCE),
        template_uid=template.uid,
        body=body,
        modes={"preliminary_days": bounded},
        at=clock.now(),
    )
    page = text(console.get(f"/admin/rulebook/edition/{edition.uid}/change/"))
    assert "初步方案公示期限由“8 个工作日”改为“10 个工作日”" in page
    assert "“初步方案公示期限”填写的“8 个工作日”超出了允许的范围：不少于 10 个工作日（依据：某省新规）" in page
    assert "已开启的年度仍按开启时的规则办理" in page


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
    assert "民生实事项目征集评估标准" in text(console.get("/admin/rulebook/template/?kind__exact=rubric"))
    assert "已发布" in text(console.get("/admin/rulebook/edition/"))


def test_an_office_reads_its_own_rulebook_and_where_each_rule_comes_from(office: Browser) -> None:
    listed = text(office.get("/admin/rulebook/adoption/"))
    assert all(kind.label in listed for kind in Kind)
    own = queries.edition_in_force(TOWN, Kind.VOTING_METHOD, on=clock.today())
    page = text(office.get(f"/admin/rulebook/adoption/{own.adoption_uid}/change/"))
    assert "地方组织法第十四条" in page
    assert "不少于应到人数的 2/3" in page
    assert "全部按上级发布的内容执行" in page
    assert "不能改动（广东省规定）" in page


def test_a_director_adopts_a_rule_in_a_form_and_what_is_locked_is_not_even_asked(office: Browser) -> None:
    edition = factory.published()
    address = f"/admin/rulebook/edition/{edition.uid}/acts/adopt/"
    sent = inputs(office.get(address))
    assert "result_days:0:value" not in sent
    smuggled = sent | {"preliminary_days:0:value": ["10"], "result_days:0:value": ["1"]}
    assert office.post(address, smuggled).status_code == 302
    adopted = Adoption.objects.get(edition=edition)
    assert (adopted.values, adopted.body) == ({"preliminary_days": 10}, {"preliminary_days": 10, "result_days": 5})
    page = text(office.get(f"/admin/rulebook/adoption/{adopted.uid}/change/"))
    assert "本机构：棠下镇" in page
    assert "preliminary_days" not in page


def test_a_value_out_of_bounds_is_refused_at_its_input(office: Browser) -> None:
    uid = queries.edition_in_force(TOWN, Kind.NOTICE_PERIODS, on=clock.today()).edition_uid
    address = f"/admin/rulebook/edition/{uid}/acts/adopt/"
    before = Adoption.objects.count()
    page = office.get(address)
    assert "上级的规定是“7 个工作日”，不少于 7 个工作日" in text(page)
    refused = office.post(address, inputs(page) | {"preliminary_days:0:value": ["6"]})
    assert refused.status_code == 409
    assert "超出了允许的范围：不少于 7 个工作日" in text(refused)
    assert Adoption.objects.count() == before


def test_the_shelf_asks_the_same_for_one_wording_and_for_twenty(office: Browser) -> None:
    def asked(kind: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert "广东省" in text(office.get(f"/admin/rulebook/edition/{kind}"))
        return len(seen)

    asked("")
    assert asked("") == asked("?template__kind__exact=rubric")


def test_a_town_is_not_offered_to_narrow(office: Browser) -> None:
    uid = queries.edition_in_force(TOWN, Kind.NOTICE_PERIODS, on=clock.today()).edition_uid
    page = text(office.get(f"/admin/rulebook/edition/{uid}/change/"))
    assert "规则内容" in page
    assert "起草本级版本" not in page


def test_a_county_narrows_a_rule_in_a_form_and_publishes_it(county: Browser) -> None:
    uid = queries.edition_in_force(TOWN, Kind.NOTICE_PERIODS, on=clock.today()).edition_uid
    assert "起草本级版本" in text(county.get(f"/admin/rulebook/edition/{uid}/change/"))
    address = f"/admin/rulebook/edition/{uid}/acts/narrow/"
    sent = inputs(county.get(address)) | {"source": ["区人大常委会决定"], "preliminary_days:0:value": ["9"]}
    made = county.post(address, sent | {"preliminary_days:mode": ["locked"]})
    assert made.status_code == 302, text(made)
    own = Edition.objects.get(office_code=COUNTY)
    assert (own.body["preliminary_days"], own.modes["preliminary_days"]["mode"]) == (9, "locked")
    page = text(county.get(f"/admin/rulebook/edition/{own.uid}/change/"))
    assert "7 个工作日" in page
    assert county.post(f"/admin/rulebook/edition/{own.uid}/acts/publish/", {}).status_code == 302
    own.refresh_from_db()
    assert own.state == EditionState.PUBLISHED


def test_an_office_neither_sees_templates_nor_another_offices_adoptions(office: Browser) -> None:
    assert office.get("/admin/rulebook/template/").status_code == 404
    other = commands.adopt_edition(actor=system("440703102"), edition_uid=factory.published().uid, at=clock.now())
    assert office.get(f"/admin/rulebook/adoption/{other.uid}/change/").status_code == 404


def test_a_clerk_is_not_offered_to_adopt(town: str) -> None:
    clerk = Browser(member(Role.CLERK))
    uid = factory.published().uid
    assert "采用规则由" not in text(clerk.get(f"/admin/rulebook/edition/{uid}/acts/adopt/"))
    before = Adoption.objects.count()
    clerk.post(f"/admin/rulebook/edition/{uid}/acts/adopt/", {"from_on": clock.today().isoformat()})
    assert Adoption.objects.count() == before


def test_the_province_is_where_rules_are_written(console: Browser) -> None:
    assert console.code == PROVINCE
