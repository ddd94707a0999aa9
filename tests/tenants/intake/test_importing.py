"""从文件导入: dry run, good rows only or nothing, twice is once, no contact in clear (B7, B8)."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from commons.audit.models import Entry
from commons.kernel.policy import NotPermitted
from tenants.intake import errors
from tenants.intake.commands import importing
from tenants.intake.models import Contact, Suggestion
from tenants.intake.queries import by_code, counts
from tests.factories.cycles import open_year
from tests.factories.evidence import footprint, told
from tests.factories.intake import PHONE
from tests.factories.people import AT, Role, actor, member
from tests.factories.web import Browser
from tests.hostile.tables import GOOD, OTHER, changed, xlsx

PAGE = "/admin/intake/suggestion/start/import/"
WRONG = changed(a="另一条建议", c="鸽子")


def take(content: bytes, *, good_rows_only: bool = False, role: Role = Role.CLERK) -> importing.Taken:
    return importing.import_suggestions(actor=actor(role), content=content, good_rows_only=good_rows_only, at=AT)


def traces() -> tuple[int, ...]:
    return Suggestion.objects.count(), Contact.objects.count(), *footprint()


def test_a_table_becomes_suggestions_of_the_year_that_collects_each_with_a_code(town: str) -> None:
    cycle = open_year(2026)
    taken = take(xlsx(changed(g="测试甲", h=PHONE), OTHER))
    rows = {row.title: row for row in Suggestion.objects.all()}
    assert {(row.cycle_uid, row.state, row.for_resident) for row in rows.values()} == {(cycle.uid, "submitted", True)}
    assert by_code(taken.codes[2]).title == GOOD[0]
    assert (Contact.objects.get().phone, Contact.objects.get().suggestion_id) == (PHONE, rows[GOOD[0]].uid)
    figures = counts(2026)
    assert figures is not None
    assert figures.by_channel == {"door_to_door": 1, "grid_worker": 1}


def test_an_import_is_one_act_with_the_digest_and_the_figures_of_its_file(town: str) -> None:
    open_year(2026)
    before = len(told())
    take(xlsx(changed(h=PHONE), OTHER, WRONG), good_rows_only=True)
    entry = Entry.objects.get(act="intake.import")
    assert {key: entry.facts[key] for key in ("rows", "taken", "standing", "refused")} == {
        "rows": 3,
        "taken": 2,
        "standing": 0,
        "refused": 1,
    }
    assert (len(entry.facts["file"]), PHONE in repr(entry.facts)) == (64, False)
    assert told()[before:] == ["intake.SuggestionsImported"]


def test_a_dry_run_writes_nothing(town: str) -> None:
    open_year(2026)
    before = traces()
    plan = importing.plan_import(actor=actor(Role.CLERK), content=xlsx(GOOD, WRONG), at=AT)
    assert (len(plan.new), [(each.cell, each.reason) for each in plan.faults], traces()) == (
        1,
        [("C3", "不是已有的渠道，请从模板的填表说明中选择")],
        before,
    )


def test_one_wrong_row_stops_the_whole_table_unless_only_good_rows_are_asked_for(town: str) -> None:
    open_year(2026)
    before = traces()
    with pytest.raises(errors.ImportFaulty) as refused:
        take(xlsx(GOOD, WRONG))
    assert (refused.value.data["cell"], traces()) == ("C3", before)
    assert len(take(xlsx(GOOD, WRONG), good_rows_only=True).codes) == 1


def test_the_same_table_twice_and_a_corrected_one_register_each_row_once(town: str) -> None:
    open_year(2026)
    take(xlsx(GOOD, WRONG), good_rows_only=True)
    assert take(xlsx(GOOD)).codes == {}
    assert list(take(xlsx(GOOD, changed(a="另一条建议"))).codes) == [3]
    assert Suggestion.objects.count() == 2


def test_tables_are_imported_by_the_desk(town: str) -> None:
    before = traces()
    for role in (Role.GRID_WORKER, Role.GOVERNMENT, Role.DEPUTY):
        with pytest.raises(NotPermitted):
            take(xlsx(GOOD), role=role)
    assert traces() == before


def test_an_import_takes_as_many_statements_for_two_rows_as_for_sixty(
    town: str, django_assert_num_queries: Any
) -> None:
    open_year(2026)
    for number in (2, 60):
        rows = [changed(a=f"第{number}批第{each}条", h=PHONE) for each in range(number)]
        with django_assert_num_queries(STATEMENTS):
            take(xlsx(*rows))


STATEMENTS = 11


def test_the_page_checks_gives_the_error_file_and_imports_the_good_rows(town: str) -> None:
    open_year(2027)
    clerk = Browser(member(Role.CLERK))

    def send(mode: str, *rows: Any, codes: bool = False) -> Any:
        file = io.BytesIO(xlsx(*rows))
        file.name = "建议.xlsx"
        return clerk.post(PAGE, {"file": file, "mode": mode, **({"codes": "on"} if codes else {})}, follow=True)

    wrong = changed(a="<script>alert(1)</script>", c="<b>鸽子</b>")
    shown = send("check", GOOD, wrong).content.decode()
    assert ("第 3 行 C3（渠道）" in shown, "<b>鸽子" in shown, "&lt;b&gt;鸽子" in shown) == (True, False, True)
    answer = send("errors", GOOD, wrong)
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert (answer["Content-Type"].split(";")[0][-5:], book["错误清单"]["B2"].value) == ("sheet", "C3")
    assert Suggestion.objects.count() == 0
    codes = openpyxl.load_workbook(io.BytesIO(send("good", GOOD, wrong, codes=True).content))
    assert [cell.value for cell in codes.active[2]][2] == GOOD[0]
    assert (Suggestion.objects.count(), "已登记 0 条，1 条以前登记过" in send("all", GOOD).content.decode()) == (
        1,
        True,
    )
    assert clerk.get("/admin/intake/suggestion/template/").content[:2] == b"PK"


def test_a_list_goes_out_exactly_as_it_is_filtered_and_no_cell_is_a_formula(town: str) -> None:
    open_year(2026)
    evil = '=HYPERLINK("http://evil.example")'
    take(xlsx(OTHER))
    row = Suggestion.objects.get()
    Suggestion.objects.filter(uid=row.uid).update(title=evil)
    take(xlsx(changed(h=PHONE)))
    clerk = Browser(member(Role.CLERK))
    address = "/admin/intake/suggestion/export/"
    book = openpyxl.load_workbook(io.BytesIO(clerk.get(address).content))
    cells = [cell for line in book.active.iter_rows() for cell in line]
    assert sorted(str(each.value) for each in book.active["B"][1:]) == sorted([evil, GOOD[0]])
    assert ([cell for cell in cells if cell.data_type == "f"], PHONE in repr([c.value for c in cells])) == ([], False)
    one = openpyxl.load_workbook(io.BytesIO(clerk.get(f"{address}?channel=grid_worker").content))
    assert [each.value for each in one.active["B"][1:]] == [evil]
    text = clerk.get(f"{address}?as=csv").content.decode("utf-8-sig")
    assert f"'{evil.split('(')[0]}" in text
