import re
from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory

from admin_theme.templatetags.admin_theme import LIGHTS, in_rows

Render = Callable[..., str]
TODAY = date(2026, 11, 19)  # a Thursday


@pytest.mark.parametrize("colour", [*LIGHTS, "purple", None])
def test_a_light_always_has_shape_and_word(render: Render, colour: str | None) -> None:
    html = render("{% light colour %}", colour=colour)
    shape, word = LIGHTS[colour if colour in LIGHTS else "grey"]
    assert shape in html
    assert word in html


def test_a_lights_own_word_and_reason_are_shown_and_escaped(render: Render) -> None:
    html = render('{% light "red" word reason %}', word="<b>挂牌</b>", reason="落后 31 个百分点")
    assert "■" in html
    assert "&lt;b&gt;挂牌" in html
    assert 'title="落后 31 个百分点"' in html


def test_a_null_figure_reads_not_collected_and_zero_stays_zero(render: Render) -> None:
    missing = render('{% figure_tile "满意率" None "%" last=None %}')
    assert missing.count("尚未采集") == 2
    assert not re.search(r"\b0\b", missing)
    assert ">0<span" in render('{% figure_tile "完成" 0 "个" last=3 %}')


def test_todos_are_grouped_by_their_day(render: Render) -> None:
    todos = [
        {"label": "甲", "href": "/a", "due_on": date(2026, 11, 16)},
        {"label": "乙", "due_on": TODAY},
        {"label": "丙", "due_on": date(2026, 11, 22)},
        SimpleNamespace(label="丁", due_on=date(2026, 11, 23)),
        {"label": "戊"},
    ]
    html = render("{% todo_list todos today %}", todos=todos, today=TODAY)
    groups = dict(re.findall(r'<section class="(\w+)">(.*?)</section>', html, re.S))
    assert [key for key, body in groups.items() if "甲" in body] == ["overdue"]
    assert "已逾期 3 天" in groups["overdue"]
    assert "乙" in groups["today"]
    assert "丙" in groups["week"]
    assert "丁" in groups["later"]
    assert "不限期" in groups["later"]


def test_no_todos_says_so(render: Render) -> None:
    assert "没有待办" in render("{% todo_list None %}")


def test_the_stepper_lists_what_a_stage_still_needs(render: Render) -> None:
    gates = [{"label": "差额", "met": True}, {"label": "名册", "met": False, "missing": "尚未确认", "href": "/roll"}]
    html = render(
        "{% stepper stages %}",
        stages=[{"label": "评议", "state": "done"}, {"label": "票决", "state": "open", "gates": gates}],
    )
    assert "1 项未满足" in html
    assert '<a href="/roll">尚未确认</a>' in html
    assert html.count("✓") == 2
    assert "尚未建立流程" in render("{% stepper None %}")


def test_a_ledger_numbers_its_rows_and_counts_them(render: Render) -> None:
    columns = [
        {"key": "name", "label": "项目"},
        {"key": "money", "label": "投资", "kind": "money"},
        {"key": "light", "label": "亮灯", "kind": "light"},
    ]
    rows = [{"name": f"项目{i}", "money": None, "light": "yellow", "href": f"/{i}"} for i in range(1, 8)]
    page = Paginator(rows, 3).page(2)
    html = render('{% ledger columns None caption="台账" page=page %}', columns=columns, page=page)
    assert re.findall(r'<td class="no">(\d+)</td>', html) == ["4", "5", "6"]
    assert "共 7 条" in html
    assert "?page=3" in html
    assert html.count("尚未采集") == 3
    assert html.count("▲") == 3
    assert '<a href="/4">项目4</a>' in html


def test_a_sparse_column_stands_only_where_some_row_fills_it(render: Render) -> None:
    columns = [{"key": "name", "label": "指标"}, {"key": "remark", "label": "批注", "sparse": True}]
    rows = [{"name": "接待群众", "remark": ""}, {"name": "收到群众建议", "remark": ""}]
    source = "{% ledger columns rows %}"
    assert "批注" not in render(source, columns=columns, rows=rows)
    assert "批注" in render(source, columns=columns, rows=[*rows, {"name": "参加投票", "remark": "请附清单"}])


def test_an_empty_ledger_says_what_to_do(render: Render) -> None:
    source = '{% ledger columns rows empty="先建立征集活动。" empty_href="/new" empty_label="建立活动" %}'
    html = render(source, columns=[{"key": "a", "label": "甲"}], rows=[])
    assert "先建立征集活动。" in html
    assert '<a class="button primary" href="/new">建立活动</a>' in html


def test_pages_keep_the_rest_of_the_address(render: Render) -> None:
    request = RequestFactory().get("/", {"state": "open", "page": "1"})
    html = render("{% pager page %}", page=Paginator(range(50), 10).page(1), request=request)
    assert 'href="?state=open&amp;page=2"' in html


class SlipForm(forms.Form):
    title = forms.CharField(label="标题", help_text="一句话。")
    phone = forms.CharField(label="手机", required=False)
    kind = forms.ChoiceField(label="类别", choices=[("a", "甲")], widget=forms.RadioSelect)


def test_a_wrong_field_is_tied_to_its_error_and_listed_on_top(render: Render) -> None:
    form = SlipForm({"phone": "1"})
    form.is_valid()
    html = render("{% form_errors form %}{% for f in form %}{% field f %}{% endfor %}", form=form)
    assert 'href="#id_title"' in html
    assert 'aria-describedby="id_title_hint id_title_wrong"' in html
    assert 'id="id_title_wrong"' in html
    assert 'aria-invalid="true"' in html
    assert "可不填" in html
    assert "<legend>类别" in html
    for anchor in re.findall(r'href="#(\w+)"', html):
        assert f'id="{anchor}"' in html


class CountForm(forms.Form):
    held_on = forms.DateField()
    approve = forms.IntegerField()
    oppose = forms.IntegerField()
    share = forms.DecimalField(help_text="百分数。")
    abstain = forms.IntegerField()


def test_numbers_that_follow_one_another_stand_side_by_side() -> None:
    rows = [[bound.name for bound in row] for row in in_rows(CountForm())]
    assert rows == [["held_on"], ["approve", "oppose"], ["share"], ["abstain"]]
    assert in_rows(None) == []


def test_messages_have_a_word_besides_their_colour(render: Render) -> None:
    html = render("{% messages notes %}", notes=[SimpleNamespace(level_tag="error", __str__=lambda: "")])
    assert "未办成" in html


def test_a_demo_office_says_so_on_every_layout() -> None:
    for layout in ("page", "portal", "desk", "board", "hall", "print"):
        html = render_to_string(f"layouts/{layout}.html", {"office": {"name": "演示区", "is_demo": True}})
        assert "演示数据" in html, layout
        assert "演示数据" not in render_to_string(f"layouts/{layout}.html", {"office": {"name": "真区"}}), layout


@pytest.mark.parametrize("layout", ["page", "portal", "desk", "board", "hall", "print"])
def test_a_layout_needs_nothing_to_be_a_page(layout: str) -> None:
    html = render_to_string(f"layouts/{layout}.html")
    for must in ('lang="zh-Hans"', 'name="renderer" content="webkit"', "viewport", 'href="#main"', 'id="main"'):
        assert must in html


@pytest.mark.parametrize("code", [403, 404, 500, 503])
def test_error_pages_say_what_to_do(code: int) -> None:
    html = get_template(f"{code}.html").render()
    assert "请" in html
    assert 'href="/"' in html


def test_errors_of_the_server_need_no_template_language() -> None:
    for code in (500, 503):
        source: Any = get_template(f"{code}.html")
        assert "{%" not in source.template.source
        assert "{{" not in source.template.source


def test_the_elder_face_is_chosen_by_cookie() -> None:
    request = RequestFactory().get("/")
    assert "elder.css" not in render_to_string("layouts/portal.html", {}, request)
    request.COOKIES["elder"] = "1"
    assert "elder.css" in render_to_string("layouts/portal.html", {}, request)


def test_the_elder_switch_sends_nobody_elsewhere() -> None:
    from admin_theme.views import switch_elder

    response = switch_elder(RequestFactory().get("/elder/", {"on": "1", "next": "//evil.example/"}))
    assert response["Location"] == "/"
    assert response.cookies["elder"].value == "1"


def test_a_trail_shows_what_changed(render: Render) -> None:
    entry = {
        "label": "初审",
        "actor": "林晓",
        "at": TODAY,
        "changes": [{"label": "状态", "before": "甲", "after": "乙"}],
    }
    html = render("{% trail entries %}", entries=[entry])
    assert "<del>甲</del>" in html
    assert "<ins>乙</ins>" in html
    assert "2026年11月19日" in html


def test_the_lifecycle_line_marks_where_it_stands(render: Render) -> None:
    html = render(
        "{% lifecycle_line steps %}", steps=[{"label": "甲", "state": "done"}, {"label": "乙", "state": "current"}]
    )
    assert html.count('aria-current="step"') == 1


def test_breadcrumbs_end_where_one_is(render: Render) -> None:
    html = render("{% breadcrumbs crumbs %}", crumbs=[("首页", "/"), {"label": "票决"}])
    assert '<a href="/">首页</a>' in html
    assert '<span aria-current="page">票决</span>' in html
