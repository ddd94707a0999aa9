"""Run by test_records.py under settings_for_paint."""

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.test import Client

from admin_theme.records import Verdict
from admin_theme.site import OfficeAdminSite, ProvinceAdminSite, office_site

from .toy.admin import Refused
from .toy.models import Suggestion, Village

pytestmark = pytest.mark.django_db


def person(name: str) -> Client:
    user = get_user_model().objects.create(username=name, is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture(autouse=True)
def house(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_site, "refusals", (Refused,))
    monkeypatch.setattr(office_site, "may", lambda request, act, obj: Verdict(True))


@pytest.fixture
def lin() -> Client:
    return person("lin")


@pytest.fixture
def lamp() -> Suggestion:
    return Suggestion.objects.create(
        title="石头村路灯", planned_fen=850_000_00, village=Village.objects.create(name="石头村")
    )


def at(obj: Suggestion, *rest: str) -> str:
    return f"/admin/intake/suggestion/{obj.pk}/" + "".join(f"{part}/" for part in rest or ("change",))


def body(response: Any) -> str:
    return str(response.content.decode())


GOOD = {"note": "属于区级事权", "kind": "road"}


def test_a_record_shows_its_facts_and_nothing_to_type_in(lin: Client, lamp: Suggestion) -> None:
    html = body(lin.get(at(lamp)))
    assert "85 万元" in html
    assert 'title="850,000 元"' in html
    assert "石头村" in html
    assert "<textarea" not in html
    assert "已提交" in html


def test_buttons_are_for_those_who_may(lin: Client, lamp: Suggestion) -> None:
    assert at(lamp, "acts", "screen") in body(lin.get(at(lamp)))
    html = body(person("wang").get(at(lamp)))
    assert at(lamp, "acts", "screen") not in html
    assert "只有经办人可以初审" in html


def test_a_button_out_of_state_is_not_mentioned(lin: Client, lamp: Suggestion) -> None:
    Suggestion.objects.update(state="screened")
    assert "初审通过" not in body(lin.get(at(lamp)))


def test_a_command_nobody_allowed_is_not_offered(
    lin: Client, lamp: Suggestion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office_site, "may", None)
    assert "盖章" not in body(lin.get(at(lamp)))


def test_pressing_calls_the_command_and_returns_to_the_record(lin: Client, lamp: Suggestion) -> None:
    response = lin.post(at(lamp, "acts", "screen"), GOOD, follow=True)
    assert response.redirect_chain == [(at(lamp), 302)]
    assert "“初审通过”已办理。" in body(response)
    lamp.refresh_from_db()
    assert lamp.state == "screened"


def test_looking_at_an_act_does_not_do_it(lin: Client, lamp: Suggestion) -> None:
    for act in ("screen", "stamp", "close"):
        assert lin.get(at(lamp, "acts", act)).status_code == 200
    lamp.refresh_from_db()
    assert lamp.state == "submitted"


def test_an_act_by_one_who_may_not_is_refused_and_changes_nothing(lamp: Suggestion) -> None:
    response = person("wang").post(at(lamp, "acts", "screen"), GOOD, follow=True)
    assert "只有经办人可以初审" in body(response)
    lamp.refresh_from_db()
    assert lamp.state == "submitted"


def test_an_act_needs_the_forms_token(lamp: Suggestion) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(get_user_model().objects.create(username="lin", is_staff=True, is_superuser=True))
    assert strict.post(at(lamp, "acts", "screen"), GOOD).status_code == 403


def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(lin: Client, lamp: Suggestion) -> None:
    response = lin.post(at(lamp, "acts", "screen"), {"note": "空话", "kind": "school", "public": "on"})
    html = body(response)
    assert response.status_code == 409
    assert html.count("初审意见不能是空话。") == 2  # on top, and at the field
    assert 'href="#id_note"' in html
    assert re.search(r"<textarea[^>]*>\s*空话</textarea>", html)
    assert re.search(r'value="school"[^>]*checked', html)


def test_a_refusal_without_a_field_is_a_sentence_on_the_page(lin: Client, lamp: Suggestion) -> None:
    html = body(lin.post(at(lamp, "acts", "screen"), {"note": "停", "kind": "road"}))
    assert html.count("征集已经截止,不能初审。") == 1
    assert re.search(r"<textarea[^>]*>\s*停</textarea>", html)


def test_a_button_without_a_form_shows_its_refusal_too(lin: Client) -> None:
    never = Suggestion.objects.create(title="不能盖")
    assert "这条记录不能盖章。" in body(lin.post(at(never, "acts", "stamp")))


def test_what_is_not_a_refusal_is_a_bug(lin: Client, lamp: Suggestion, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_site, "refusals", ())
    with pytest.raises(Refused):
        lin.post(at(lamp, "acts", "screen"), {"note": "停", "kind": "road"})


def test_an_irreversible_act_wants_the_words_typed(lin: Client, lamp: Suggestion) -> None:
    page = body(lin.get(at(lamp, "acts", "close")))
    assert "办结后不能再修改" in page
    wrong = body(lin.post(at(lamp, "acts", "close"), {"confirmation": "江海区"}))
    assert "不一致" in wrong
    assert 'value="江海区"' in wrong
    lamp.refresh_from_db()
    assert lamp.state == "submitted"
    lin.post(at(lamp, "acts", "close"), {"confirmation": "蓬江区"})
    lamp.refresh_from_db()
    assert lamp.state == "closed"


def test_nothing_can_be_added_changed_or_deleted_past_the_buttons(lin: Client, lamp: Suggestion) -> None:
    assert lin.get("/admin/intake/suggestion/add/").status_code == 404
    assert lin.get(at(lamp, "delete")).status_code == 404
    lin.post(at(lamp), {"title": "改了"})
    lamp.refresh_from_db()
    assert lamp.title == "石头村路灯"
    assert LogEntry.objects.count() == 0


def test_someone_elses_record_is_not_found(lin: Client, lamp: Suggestion, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_site, "may_view", lambda request, act, obj: obj is None)
    for address in (at(lamp), at(lamp, "acts", "screen")):
        assert lin.get(address).status_code == 404
    assert lin.post(at(lamp, "acts", "close"), {"confirmation": "蓬江区"}).status_code == 404


def test_the_trail_is_on_the_page(lin: Client, lamp: Suggestion, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_site, "trail", lambda obj: [{"label": "提交建议", "actor": "网格员"}])
    assert "网格员" in body(lin.get(at(lamp)))


def test_the_list_is_a_ledger(lin: Client, lamp: Suggestion) -> None:
    for i in range(25):
        Suggestion.objects.create(title=f"建议{i}", state="closed")
    html = body(lin.get("/admin/intake/suggestion/", {"p": 2}))
    assert re.findall(r'<td class="no">(\d+)</td>', html)[0] == "21"
    assert "共 26 条" in html
    html = body(lin.get("/admin/intake/suggestion/", {"state__exact": "submitted"}))
    assert "共 1 条" in html
    assert at(lamp) in html
    assert "没有符合条件的记录" in body(lin.get("/admin/intake/suggestion/", {"q": "没有这样的"}))


def test_an_empty_list_says_what_to_do(lin: Client) -> None:
    assert "群众提交的建议会列在这里" in body(lin.get("/admin/intake/suggestion/"))


def test_a_list_asks_the_database_the_same_number_of_times_whatever_its_length(
    lin: Client, django_assert_num_queries: Any
) -> None:
    for count in (1, 3):
        while Suggestion.objects.count() < count:
            Suggestion.objects.create(title="甲", village=Village.objects.create(name="村"))
        with django_assert_num_queries(5):
            lin.get("/admin/intake/suggestion/")


def test_strangers_are_sent_to_the_front_door(client: Client) -> None:
    response = client.get("/admin/intake/suggestion/", follow=False)
    assert response["Location"] == "/enter/?next=%2Fadmin%2Fintake%2Fsuggestion%2F"


def test_who_may_enter_is_asked_of_the_house(lin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_site, "may_enter", lambda request: False)
    assert lin.get("/admin/").status_code == 403


def test_the_first_page_starts_with_the_todos(lin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    home = {
        "todos": [{"label": "确认名册", "href": "/x"}],
        "stages": [{"label": "征集", "state": "open"}],
        "figures": [{"label": "建议", "value": None}],
        "lights": [{"name": "路灯", "light": "yellow", "progress": None}],
    }
    monkeypatch.setattr(office_site, "home", lambda request: home)
    html = body(lin.get("/admin/"))
    places = [html.index(word) for word in ("确认名册", "全年流程", "尚未采集", "▲")]
    assert places == sorted(places)
    assert "蓬江区人大常委会" in html
    assert "演示数据" in html


def test_the_menu_follows_the_year(lin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    extra = {"rules": [{"title": "规则", "link": "/rules/"}], "ballot": [{"title": "票决", "link": "/ballot/"}]}
    monkeypatch.setattr(office_site, "links", lambda request: extra)
    html = body(lin.get("/admin/"))
    menu = html[html.index('id="side"') : html.index('id="main"')]
    places = [menu.index(word) for word in ("征集", "群众建议", "/ballot/", "/rules/")]
    assert places == sorted(places)


def test_our_pages_load_no_script_and_no_outside_file(lin: Client, lamp: Suggestion) -> None:
    for address in ("/admin/", "/admin/intake/suggestion/", at(lamp), at(lamp, "acts", "screen")):
        html = body(lin.get(address))
        assert "<script" not in html
        assert "http://" not in html
        assert "https://" not in html


def test_unfolds_own_pages_still_work_and_speak_chinese(lin: Client) -> None:
    assert lin.get("/admin/intake/village/add/").status_code == 200
    lin.post("/admin/intake/village/add/", {"name": "天龙"})
    assert "天龙" in body(lin.get("/admin/intake/village/"))


def test_the_two_sites_read_their_own_settings() -> None:
    assert OfficeAdminSite.settings_name == "UNFOLD_OFFICE"
    assert ProvinceAdminSite.settings_name == "UNFOLD_PROVINCE"
