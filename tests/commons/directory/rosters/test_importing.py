"""A list of offices is judged row by row, and founded whole, in part, or not at all."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commons.audit.models import Entry
from commons.directory import queries
from commons.directory.errors import RosterFaulty
from commons.directory.life import importing
from commons.directory.models import Office
from commons.directory.terms import Body, Level, OfficeState, Relation
from commons.kernel.policy import NotPermitted
from tests.conftest import COUNTY, PROVINCE, STREET, TOWN
from tests.factories.people import AT, Role, actor, member
from tests.factories.rosters import csv_of, xlsx_of
from tests.factories.web import Api, Browser
from tests.infra.test_offices_cli import renda

GOOD = (("440703103", "杜阮镇", "镇级", "440703"), ("440703099", "新设街道", "", ""))
BAD = (
    ("44070310x", "错码镇", "镇级", "440703"),  # row 4
    ("440703005", "潮连街道", "市级", "440703"),  # row 5
    ("440799101", "无上级镇", "镇级", "440799"),  # row 6
)


def plan(*rows: tuple[str, ...]) -> importing.Plan:
    return importing.plan(actor=actor(Role.PROVISIONER), content=csv_of(*rows))


def faults(*rows: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(fault.cell, fault.reason) for fault in plan(*rows).faults]


def test_a_list_without_faults_is_founded_with_level_and_superior_found_from_the_code(commons: None) -> None:
    made, _ = importing.import_offices(
        actor=actor(Role.PROVISIONER), content=csv_of(*GOOD), good_rows_only=False, at=AT
    )
    assert {(each.code, each.level, each.parent_id, each.body, each.relation, each.state) for each in made} == {
        ("440703103", Level.TOWNSHIP, COUNTY, Body.CONGRESS, Relation.GUIDES, OfficeState.FOUNDED),
        ("440703099", Level.SUBDISTRICT, COUNTY, Body.WORKING_COMMITTEE, Relation.REPORTS_TO, OfficeState.FOUNDED),
    }
    assert {"440703103", "440703099"} < {each.code for each in queries.subtree(queries.office(COUNTY))}
    assert Entry.objects.filter(act="directory.found").order_by("-uid")[0].facts == {"offices": 2}


def test_reading_the_same_list_again_founds_nothing(commons: None) -> None:
    for expected in (2, 0):
        made, found = importing.import_offices(
            actor=actor(Role.PROVISIONER), content=csv_of(*GOOD), good_rows_only=False, at=AT
        )
        assert (len(made), len(found.faults)) == (expected, 0)


def test_a_dry_run_names_row_cell_and_reason_and_writes_nothing(commons: None) -> None:
    before = (Office.objects.count(), Entry.objects.count())
    found = plan(*GOOD, *BAD)
    assert [each.code for each in found.new] == ["440703099", "440703103"]
    assert [(f.row, f.cell, f.column, f.value, f.reason) for f in found.faults] == [
        (4, "A4", "区划代码", "44070310x", "区划代码应为 2 到 12 位数字"),
        (5, "C5", "层级", "市级", "区划表中 440703005（潮连街道）为街道"),
        (6, "D6", "上级代码", "440799", "上级 440799 既未建档，也不在表中"),
    ]
    assert (Office.objects.count(), Entry.objects.count()) == before


def test_one_wrong_row_stops_all_unless_the_good_ones_are_asked_for(commons: None) -> None:
    before = (Office.objects.count(), Entry.objects.count())
    content = csv_of(*GOOD, *BAD)
    with pytest.raises(RosterFaulty, match="A4"):
        importing.import_offices(actor=actor(Role.PROVISIONER), content=content, good_rows_only=False, at=AT)
    assert (Office.objects.count(), Entry.objects.count()) == before
    made, found = importing.import_offices(actor=actor(Role.PROVISIONER), content=content, good_rows_only=True, at=AT)
    assert (len(made), len(found.faults)) == (2, 3)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("", "无码镇", "", "")], [("A2", "没有填写区划代码")]),
        ([("4.40703E+11", "科学镇", "", "")], [("A2", "Excel 把代码变成了科学计数，位数已丢失，请把该列设为文本后重填")]),
        ([GOOD[0], GOOD[0]], [("A3", "与第 2 行重复")]),
        ([("440703103", "", "", "")], [("B2", "没有填写名称")]),
        ([("440703103", "杜阮镇", "乡里", "")], [("C2", "层级应为：省级、市级、县级、镇级、街道")]),
        ([("440703103", "杜阮镇", "镇级", "县")], [("D2", "上级代码应为 2 到 12 位数字")]),
        ([(TOWN, "堂下镇", "", "")], [("B2", "已建档为“棠下镇”；更名请在机构页面办理")]),
        ([(TOWN, "棠下镇", "", "4407")], [("D2", "已建档在 440703 之下；划转请在机构页面办理")]),
        ([("440703888", "自设镇", "镇级", TOWN)], [("C2", "上级“棠下镇”为镇级，不高于镇级")]),
        ([("45", "广西壮族自治区", "", "")], [("C2", "本平台已有省级机构")]),
        ([("990001", "自设县", "县级", "")], [("D2", "没有填写上级代码，由区划代码也找不到上级")]),
        (
            [("990001", "自设县", "县级", "9900"), ("990001001", "自设镇", "镇级", "990001")],
            [("D2", "上级 9900 既未建档，也不在表中"), ("D3", "上级 990001 所在的第 2 行有误或层级不高于本行")],
        ),
    ],
)  # fmt: skip
def test_every_kind_of_fault_is_named_at_its_cell(
    commons: None, rows: list[tuple[str, ...]], expected: list[tuple[str, str]]
) -> None:
    assert faults(*rows) == expected


def test_a_whole_city_comes_in_whatever_the_order_of_its_rows(commons: None) -> None:
    rows = [
        ("440604101", "某镇", "", ""), ("440604", "禅城区", "", ""), ("4406", "佛山市", "", ""),
        ("99000001", "经开区街道", "街道", "440604"),
    ]  # fmt: skip
    made, found = importing.import_offices(
        actor=actor(Role.PROVISIONER), content=xlsx_of(*rows), good_rows_only=False, at=AT
    )
    assert (len(made), found.faults) == (4, [])
    assert [each.code for each in queries.superiors_of(queries.office("99000001"))] == [PROVINCE, "4406", "440604"]


def test_what_stands_there_already_is_no_fault(commons: None) -> None:
    found = plan((TOWN, "棠下镇", "镇级", "440703"), (STREET, "白沙街道", "", ""))
    assert (found.new, sorted(found.standing), found.faults) == ([], sorted([TOWN, STREET]), [])


def test_importing_is_not_for_a_board_reader(commons: None) -> None:
    with pytest.raises(NotPermitted):
        importing.plan(actor=actor(Role.BOARD_READER), content=csv_of(*GOOD))


# ── by screen, by API, by command line ────────────────────────────────────────────────────────


def upload(*rows: tuple[str, ...]) -> SimpleUploadedFile:
    return SimpleUploadedFile("名单.csv", csv_of(*rows, encoding="gbk"))


def test_the_console_checks_first_then_founds(commons: None) -> None:
    console, page = Browser(member(Role.PROVISIONER), host=PROVINCE), "/admin/directory/office/start/import/"
    assert "/offices.xlsx" in console.get(page).content.decode()
    shown = console.post(page, {"file": upload(*GOOD, *BAD), "mode": "check"}).content.decode()
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown))
    assert "区划代码应为 2 到 12 位数字 4 A4 区划代码 44070310x" in words
    assert "可建档 2 个，已建档 0 个，有误 3 处" in words
    assert "没有提交成功" not in words
    refused = console.post(page, {"file": upload(*GOOD, *BAD), "mode": "all"})
    assert (refused.status_code, queries.find_office("440703103")) == (200, None)
    assert "名单有 3 处错误，没有建档" in refused.content.decode()


def test_the_list_that_was_checked_need_not_be_chosen_again(commons: None) -> None:
    console, page = Browser(member(Role.PROVISIONER), host=PROVINCE), "/admin/directory/office/start/import/"
    shown = console.post(page, {"file": upload(*GOOD, *BAD), "mode": "check"}).content.decode()
    kept = dict(re.findall(r'<input type="hidden" name="(kept\w*)" value="([^"]*)"', shown))
    assert kept["kept_name"] == "名单.csv"
    assert console.post(page, {**kept, "mode": "good"}).status_code == 302
    assert queries.office("440703103").name == "杜阮镇"
    said = console.get("/admin/directory/office/").content.decode()
    assert "已建档 2 个机构，3 处有误的行没有建档：A4 区划代码应为 2 到 12 位数字；" in said
    for nothing in ({"mode": "good"}, {"mode": "good", "kept": "不是编码"}):
        assert "请选择名单文件" in console.post(page, nothing).content.decode()


def test_the_api_gives_the_faults_as_rows_and_the_template_as_a_file(commons: None) -> None:
    api = Api(member(Role.PROVISIONER), Role.PROVISIONER, host=PROVINCE)
    post = super(Api, api).post
    answer = post("/api/v1/directory/rosters/", {"file": upload(*GOOD, *BAD), "mode": "check"}, headers=api.headers)
    assert (answer.status_code, answer.json()["new"], len(answer.json()["faults"])) == (
        201,
        ["440703099", "440703103"],
        3,
    )
    done = post("/api/v1/directory/rosters/", {"file": upload(*GOOD), "mode": "all"}, headers=api.headers)
    assert [each["code"] for each in done.json()["founded"]] == ["440703099", "440703103"]
    template = Browser(host=PROVINCE).get("/offices.xlsx")
    assert (template.status_code, template.content[:2]) == (200, b"PK")


def test_the_command_line_checks_founds_and_opens_from_a_file(committed: str, tmp_path: Path) -> None:
    path = tmp_path / "offices.csv"
    path.write_bytes(csv_of(*GOOD[:1], *BAD))
    code, said = renda("found", "--from", str(path), "--dry-run", "--faults", str(tmp_path / "faults.xlsx"))
    assert (code, len(said["faults"]), said["founded"]) == (1, 3, [])
    assert (tmp_path / "faults.xlsx").read_bytes()[:2] == b"PK"
    assert renda("found", "--from", str(path))[0] == 2
    assert Office.objects.filter(code="440703103").count() == 0
    code, said = renda("provision", "--from", str(path), "--good-rows")
    assert (code, said["opened"]) == (0, ["440703103"])
    assert queries.office("440703103").state == OfficeState.READY
    assert json.loads(json.dumps(said)) == said
