"""The one table everyone works from: filters, kept views, batches, Excel both ways, and two people at one project."""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import Any

import docx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commons.kernel import clock
from commons.kernel.actor import Role, system
from commons.kernel.policy import NotPermitted
from tenants.delivery import columns, queries
from tenants.delivery.columns import Edit
from tenants.delivery.commands import editing, lights
from tenants.delivery.errors import ChangedMeanwhile, FieldNotEditable, SheetRowsWrong, ViewNameTaken, ViewNotFound
from tenants.delivery.filters import Filters
from tenants.delivery.models import Project, SavedView
from tenants.delivery.terms import ProjectKind
from tests.factories import delivery as make
from tests.factories.evidence import footprint, last_entry
from tests.factories.people import AT, actor, as_actor, member
from tests.factories.web import Browser

LEDGER = "/admin/delivery/project/"


def clerk() -> Browser:
    return Browser(member(Role.CLERK))


def page(response: Any) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_filters_are_read_from_an_address_and_written_back() -> None:
    read = Filters.read({"year": "2025", "light": "red", "q": " 路 ", "nonsense": "1"}, [2026, 2025], 2026)
    assert read == Filters(2025, q="路", light="red")
    assert (read.query(), read.query(light="")) == ("year=2025&q=%E8%B7%AF&light=red", "year=2025&q=%E8%B7%AF")
    for odd in ("", "20266", "abcd", "２０２５"):
        assert Filters.read({"year": odd}, [2025], 2026).year == 2025


def test_the_page_shows_what_the_filters_let_through_and_its_sums(town: str) -> None:
    make.opened("加装电梯", planned_fen=100_000_000)
    make.opened("修村道", kind=ProjectKind.GENERAL, planned_fen=200_000_000)
    shown = page(clerk().get(f"{LEDGER}?year=2026&kind=general"))
    assert "修村道" in shown
    assert "加装电梯" not in shown
    assert "合计 1 项" in shown
    assert "没有符合条件的项目" in page(clerk().get(f"{LEDGER}?year=2026&q=桥"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_project_and_for_three(town: str, count: int) -> None:
    for place in range(count):
        make.started(f"项目{place}")
    browser = clerk()
    browser.get(LEDGER)
    with CaptureQueriesContext(connection) as asked:
        browser.get(LEDGER)
    rooms = [each["sql"] for each in asked if '"delivery_' in each["sql"]]
    assert len(rooms) == 7  # the years; the ledger's projects, money, reports, 项 and steps; the kept views


# ── two people, one project ───────────────────────────────────────────────────────────────────


def seen(project: Project) -> dict[str, str]:
    return columns.values(Project.objects.get(pk=project.pk))


def edit(project: Project, before: dict[str, str], **wanted: str) -> list[Project]:
    return editing.edit_projects(actor=make.clerk(), edits=[Edit(project.uid, before, wanted)], at=AT)


def test_two_people_who_edit_different_fields_both_keep_their_work(town: str) -> None:
    project = make.opened()
    before = seen(project)
    edit(project, before, executor="张三")
    edit(project, before, community="东湖社区", executor="")
    project.refresh_from_db()
    assert (project.executor, project.community) == ("张三", "东湖社区")
    assert last_entry(project)["facts"] == {"fields": ["community"]}


def test_two_people_who_edit_the_same_field_get_a_comparison_and_not_an_overwrite(town: str) -> None:
    project = make.opened("口袋公园")
    before = seen(project)
    edit(project, before, executor="张三")
    evidence = footprint()
    with pytest.raises(ChangedMeanwhile) as refused:
        edit(project, before, executor="李四", community="东湖社区")
    assert "“口袋公园”的具体执行人，您看到“”，现为“张三”，您填写“李四”" in refused.value.message
    assert "张三" not in json.dumps(refused.value.data, ensure_ascii=False)
    project.refresh_from_db()
    assert (project.executor, project.community, footprint()) == ("张三", "", evidence)


def test_after_the_comparison_pressing_again_is_a_choice(town: str) -> None:
    project = make.opened()
    browser, before = clerk(), json.dumps(seen(project), ensure_ascii=False)
    edit(project, seen(project), executor="张三")
    act, body = f"{LEDGER}{project.uid}/acts/edit/", {"executor": "李四"}
    answer = browser.post(act, {**body, "seen": before})
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "现为“张三”" in shown
    assert browser.post(act, {**body, "seen": json.dumps(seen(project), ensure_ascii=False)}).status_code == 302
    project.refresh_from_db()
    assert project.executor == "李四"


def test_what_is_promised_paid_or_due_is_not_edited_in_the_ledger(town: str) -> None:
    project = make.opened()
    for name in ("planned_fen", "content", "due_on", "state", "payments_stopped"):
        with pytest.raises(FieldNotEditable):
            edit(project, {}, **{name: "1"})
    with pytest.raises(NotPermitted):
        editing.edit_projects(actor=actor(Role.DEPUTY), edits=[Edit(project.uid, {}, {"executor": "我"})], at=AT)


def test_a_batch_writes_one_value_into_several_projects_or_into_none(town: str) -> None:
    first, second = make.opened("甲"), make.opened("乙")
    browser = clerk()
    chosen = f"?uid={first.uid}&uid={second.uid}"
    shown = page(browser.get(f"{LEDGER}start/batch/{chosen}"))
    assert "甲" in shown and "乙" in shown  # noqa: PT018
    before = {str(each.uid): seen(each) for each in (first, second)}
    body = {"projects": [str(first.uid), str(second.uid)], "field": "accountable_leader", "value": "分管领导"}
    body["seen"] = json.dumps(before, ensure_ascii=False)
    assert browser.post(f"{LEDGER}start/batch/{chosen}", body).status_code == 302
    assert set(Project.objects.values_list("accountable_leader", flat=True)) == {"分管领导"}
    edit(second, seen(second), accountable_leader="他人改的")
    clash = browser.post(f"{LEDGER}start/batch/{chosen}", {**body, "value": "再改"})
    assert clash.status_code == 409
    first.refresh_from_db()
    assert first.accountable_leader == "分管领导"


# ── Excel both ways ───────────────────────────────────────────────────────────────────────────


def exported(browser: Browser, query: str = "") -> Any:
    answer = browser.get(f"{LEDGER}export/?year=2026{query}")
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def saved(book: Any) -> SimpleUploadedFile:
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("台账.xlsx", out.getvalue())


def column(sheet: Any, head: str) -> int:
    return next(cell.column for cell in sheet[2] if cell.value == head)


def test_the_sheet_that_went_out_comes_back_with_what_was_changed_in_it(town: str) -> None:
    project = make.opened("=加装电梯")
    make.opened("别的", kind=ProjectKind.GENERAL)
    browser = clerk()
    book = exported(browser, "&kind=voted")
    sheet = book.active
    assert (sheet.max_row, sheet["B3"].value, sheet["B3"].data_type) == (5, "=加装电梯", "s")
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (8, "landscape")
    untouched = footprint()
    assert browser.post(f"{LEDGER}start/import/", {"file": saved(book), "mode": "all"}).status_code == 302
    assert footprint() == untouched
    sheet.cell(3, column(sheet, "村（社区）")).value = "东湖社区"
    sheet.cell(3, column(sheet, "计划开工")).value = dt.date(2026, 4, 1)
    assert browser.post(f"{LEDGER}start/import/", {"file": saved(book), "mode": "check"}).status_code == 302
    assert footprint() == untouched
    assert browser.post(f"{LEDGER}start/import/", {"file": saved(book), "mode": "all"}).status_code == 302
    project.refresh_from_db()
    assert (project.community, project.start_on) == ("东湖社区", dt.date(2026, 4, 1))


def test_a_sheet_with_a_wrong_row_is_taken_back_whole_and_says_which_cell(town: str) -> None:
    project = make.opened()
    browser = clerk()
    book = exported(browser)
    sheet = book.active
    sheet.cell(3, column(sheet, "计划开工")).value = "下个月"
    sheet.cell(3, column(sheet, "村（社区）")).value = "东湖社区"
    answer = browser.post(f"{LEDGER}start/import/", {"file": saved(book), "mode": "all"})
    assert "第 3 行" in answer.content.decode()
    assert "应写作 2026-03-01" in answer.content.decode()
    wrong = browser.post(f"{LEDGER}start/import/", {"file": saved(book), "mode": "errors"})
    assert "错误原因" in [cell.value for cell in openpyxl.load_workbook(io.BytesIO(wrong.content)).active[2]]
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(SheetRowsWrong):
        editing.import_ledger(actor=make.clerk(), content=out.getvalue(), at=AT)
    project.refresh_from_db()
    assert project.community == ""


def test_an_old_sheet_does_not_undo_what_others_did_since(town: str) -> None:
    project = make.opened()
    book = exported(clerk())
    edit(project, seen(project), executor="张三")
    sheet = book.active
    sheet.cell(3, column(sheet, "具体执行人")).value = "李四"
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(ChangedMeanwhile):
        editing.import_ledger(actor=make.clerk(), content=out.getvalue(), at=AT)


# ── views, lists, bulletin ────────────────────────────────────────────────────────────────────


def test_a_view_is_kept_for_oneself_or_for_all(town: str) -> None:
    mine, other = as_actor(member(Role.CLERK)), as_actor(member(Role.CLERK))
    kept = editing.save_view(actor=mine, name="红灯", filters="year=2026&light=red", shared=False, at=AT)
    editing.save_view(actor=mine, name="全部", filters="year=2026", shared=True, at=AT)
    with pytest.raises(ViewNameTaken):
        editing.save_view(actor=mine, name="红灯", filters="", shared=False, at=AT)
    assert [each.name for each in queries.views_of(mine)] == ["全部", "红灯"]
    assert [each.name for each in queries.views_of(other)] == ["全部"]
    with pytest.raises(ViewNotFound):
        editing.forget_view(actor=other, view_uid=kept.uid, at=AT)
    editing.forget_view(actor=mine, view_uid=kept.uid, at=AT)
    assert SavedView.objects.count() == 1


@pytest.mark.parametrize("kind", ["projects", "duties", "tasks"])
def test_the_three_lists_are_pages_and_sheets(town: str, kind: str) -> None:
    """1-83, 1-93."""
    project = make.opened("加装电梯")
    make.step(project, "竣工验收")
    browser = clerk()
    assert "加装电梯" in page(browser.get(f"{LEDGER}lists/?year=2026&kind={kind}"))
    answer = browser.get(f"{LEDGER}lists/?year=2026&kind={kind}&as=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet["B2"].value == "加装电梯"
    paper = opened(browser.get(f"{LEDGER}lists/?year=2026&kind={kind}&as=docx"))
    assert [cell.text for cell in paper.tables[0].rows[1].cells][:2] == ["1", "加装电梯"]


def opened(answer: Any) -> Any:
    return docx.Document(io.BytesIO(answer.getvalue()))


def test_the_bulletin_is_a_page_and_a_sheet(town: str) -> None:
    make.started("加装电梯")
    browser, today = clerk(), clock.today()
    assert "还没有亮灯记录" in page(browser.get(f"{LEDGER}bulletin/?year=2026"))
    lights.mark_lights(actor=system(town), year=2026, today=today, at=clock.now())
    shown = page(browser.get(f"{LEDGER}bulletin/?year=2026"))
    assert f"{today.year}年{today.month}月民生实事项目进展通报" in shown
    assert "加装电梯" in shown
    answer = browser.get(f"{LEDGER}bulletin/?year=2026&month={today:%Y-%m}&as=xlsx")
    assert openpyxl.load_workbook(io.BytesIO(answer.content)).active["B2"].value == "加装电梯"
    paper = opened(browser.get(f"{LEDGER}bulletin/?year=2026&month={today:%Y-%m}&as=docx"))
    said = [each.text for each in paper.paragraphs]
    assert said[0] == f"{today.year}年{today.month}月民生实事项目进展通报"
    assert "本月没有资金亮红灯的项目。" in said
    assert paper.tables[0].rows[1].cells[1].text == "加装电梯"
