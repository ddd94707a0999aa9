"""Hostile and odd tables, built by code (quality.md §4, B1–B8, B14–B16): no file of anybody lies in the repository."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.external_link import ExternalLink  # noqa: F401 - the part is written by hand below

HEADER = ["标题", "内容", "渠道", "领域", "村（社区）", "提出日期", "姓名", "电话"]
GOOD = ["村口路灯不亮", "村口一段路晚上没有路灯，建议安装。", "敲门行动", "基础设施", "棠下村", "2026-02-15", "", ""]
OTHER = ["桥头积水", "桥头一下大雨就积水，车过不去。", "网格员代报", "", "棠下村", "", "", ""]
_NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def changed(**cells: Any) -> list[Any]:
    """A good row with other values: `c` is the third column, as Excel names it."""
    row: list[Any] = list(GOOD)
    for letter, value in cells.items():
        row["abcdefgh".index(letter)] = value
    return row


def xlsx(*rows: Sequence[Any], do: Callable[[Any, Any], None] | None = None, header: Sequence[Any] = HEADER) -> bytes:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in (header, *rows):
        if row is not None:
            sheet.append(list(row))
    if do:
        do(book, sheet)
    return saved(book)


def saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def text(*rows: Sequence[Any], encoding: str = "utf-8", mark: str = ",", header: Sequence[Any] = HEADER) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=mark).writerows([header, *rows])
    return out.getvalue().encode(encoding)


def rezipped(content: bytes, **parts: bytes | None) -> bytes:
    """The same workbook with parts replaced, added or (None) left out; `__` in a name is a slash, `_dot_` a dot."""
    named = {name.replace("__", "/").replace("_dot_", "."): data for name, data in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in named:
                new.writestr(name, old.read(name))
        for name, data in named.items():
            if data is not None:
                new.writestr(name, data)
    return out.getvalue()


SHEET = "xl__worksheets__sheet1_dot_xml"


def sheet_xml(data: str, tail: str = "") -> bytes:
    return f'<?xml version="1.0"?><worksheet {_NS}><sheetData>{data}</sheetData>{tail}</worksheet>'.encode()


def inline(cells: Sequence[str], number: int) -> str:
    inner = "".join(
        f'<c r="{chr(65 + at)}{number}" t="inlineStr"><is><t>{cell}</t></is></c>' for at, cell in enumerate(cells)
    )
    return f'<row r="{number}">{inner}</row>'


def with_sheet(data: str, tail: str = "") -> bytes:
    return rezipped(xlsx(GOOD), **{SHEET: sheet_xml(data, tail)})


def _merge(*refs: str) -> Callable[[Any, Any], None]:
    def do(_: Any, sheet: Any) -> None:
        for ref in refs:
            sheet.merge_cells(ref)

    return do


def _mac(book: Any, sheet: Any) -> None:
    book.epoch = CALENDAR_MAC_1904
    sheet["F2"] = dt.date(2026, 2, 15)


def _hidden_first(book: Any, sheet: Any) -> None:
    sheet.sheet_state = "hidden"
    shown = book.create_sheet("建议")
    shown.append(HEADER)
    shown.append(OTHER)


def _styles(book: Any, sheet: Any) -> None:
    for number in range(2, 3000):
        sheet.cell(2, 1).font = Font(size=number / 10)


def _flip(content: bytes) -> bytes:
    at = len(content) // 2
    return content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]


def _noise(size: int) -> bytes:
    return random.Random(44).randbytes(size)


Refused = str  # what the sentence says
Read = tuple[int, list[str]]  # how many rows are good, and the cells at fault


def cases() -> dict[str, tuple[bytes, Refused | Read]]:
    """name → (file, what must come of it)."""
    return {**_bombs(), **_kinds(), **_values(), **_shapes(), **_texts(), **_words()}


def _bombs() -> dict[str, tuple[bytes, Refused | Read]]:
    good = xlsx(GOOD)
    nested = rezipped(good, xl__media__a_dot_zip=rezipped(good, bomb=b"0" * 30_000_000))
    return {
        "一格 60 MB": (with_sheet(inline(["标题", "内" * 20_000_000, "渠道"], 1)), "过大"),
        "共享字串 60 MB": (rezipped(good, xl__sharedStrings_dot_xml=b"<sst>" + b"0" * 60_000_000), "过大"),
        "压缩一千倍的多余部件": (rezipped(good, xl__media__x_dot_bin=b"\0" * 80_000_000), "过大"),
        "三十万个单元格": (with_sheet("<row>" + "<c/>" * 300_000 + "</row>"), "单元格超过"),
        "两万零一行": (with_sheet(inline(HEADER[:3], 1) + "".join(inline(["题", "内", "渠"], n) for n in range(2, 20_003))), "超过 20000 行"),
        "最远的一格": (with_sheet(inline(HEADER, 1) + inline(GOOD, 2) + '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'), "超过 20000 行"),
        "三百张工作表": (rezipped(good, **{f"xl__worksheets__s{n}_dot_xml": b"<a/>" for n in range(300)}), "部件过多"),
        "样式 8 MB": (rezipped(good, xl__styles_dot_xml=b"<styleSheet>" + b" " * 8_000_000 + b"</styleSheet>"), "过大"),
        "上千种样式": (xlsx(GOOD, do=_styles), (1, [])),
        "套着的压缩包": (nested, (1, [])),
        "十亿笑": (with_sheet("").replace(b"", b"") and rezipped(good, **{SHEET: b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet/>'}), "不允许"),
        "文件 6 MB": (b"x" * 6_000_000, "超过 5 MB"),
        "空文件": (b"", "空的"),
        "五兆一行的文本": (text() + b"a" * 4_900_000, "一格过长"),
    }  # fmt: skip


def _kinds() -> dict[str, tuple[bytes, Refused | Read]]:
    good = xlsx(GOOD)
    ods = io.BytesIO()
    with zipfile.ZipFile(ods, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", "<a/>")
    plain_zip = io.BytesIO()
    with zipfile.ZipFile(plain_zip, "w") as packed:
        packed.writestr("a.txt", "hello")
    outside = b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><worksheet/>'
    link = b'<?xml version="1.0"?><Relationships><Relationship Target="http://evil.example/a.xlsx" TargetMode="External"/></Relationships>'
    return {
        "外部实体": (rezipped(good, **{SHEET: outside}), "不允许"),
        "部件表里的实体": (rezipped(good, xl__workbook_dot_xml=b'<!DOCTYPE a [<!ENTITY x SYSTEM "http://evil.example/">]><workbook>&x;</workbook>'), "不允许"),
        "外部链接": (rezipped(good, xl__externalLinks___rels__externalLink1_dot_xml_dot_rels=link), (1, [])),
        "带宏": (rezipped(good, xl__vbaProject_dot_bin=b"macro"), "含有宏"),
        "旧版 xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "另存为 .xlsx"),
        "加密的 xlsx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16le"), "另存为 .xlsx"),
        "ods 文件": (ods.getvalue(), "ods"),
        "普通压缩包": (plain_zip.getvalue(), "不是普通的"),
        "旧办公系统的网页表": (b"<html><table><tr><td>1</td></tr></table></html>", "另存为 .xlsx"),
        "带标记的网页表": (b"\xef\xbb\xbf\r\n<HTML xmlns:x=''>", "另存为 .xlsx"),
        "PDF": (b"%PDF-1.7\n" + _noise(400), "另存为 .xlsx"),
        "照片": (b"\xff\xd8\xff\xe0" + _noise(400), "另存为 .xlsx"),
        "程序": (b"MZ" + _noise(400), "另存为 .xlsx"),
        "坏了的压缩包": (_flip(good), "损坏|异常|过大"),
        "截断的压缩包": (good[: len(good) // 2], "损坏"),
        "只有压缩包的头": (b"PK\x03\x04" + _noise(100), "损坏"),
        "没有工作簿部件": (rezipped(good, xl__workbook_dot_xml=None), "不是普通的"),
        "工作表写坏": (rezipped(good, **{SHEET: b"<worksheet><sheetData><row><c"}), "损坏"),
        "文本改名为 xlsx": (text(GOOD), (1, [])),
        "噪声": (_noise(2000), "编码|无法识别|另存为"),
    }  # fmt: skip


def _values() -> dict[str, tuple[bytes, Refused | Read]]:
    def formula(cell: str, value: str) -> Callable[[Any, Any], None]:
        def do(_: Any, sheet: Any) -> None:
            sheet[cell] = value

        return do

    return {
        "没有算过的公式": (xlsx(GOOD, OTHER, do=formula("B2", '="a"&"b"')), (1, ["B2"])),
        "外部调用的公式": (xlsx(GOOD, do=formula("A2", "=cmd|' /C calc'!A0")), (0, ["A2"])),
        "公式错误": (xlsx(GOOD, changed(b="#N/A")), (1, ["B3"])),
        "1904 起算的日期": (xlsx(GOOD, do=_mac), (1, [])),
        "日期单元格": (xlsx(changed(f=dt.date(2026, 2, 15))), (1, [])),
        "日期是数字": (xlsx(changed(f=46068)), (1, [])),
        "日期写法": (xlsx(*(changed(a=f"路灯不亮{n}", b=f"路灯不亮第{n}处，请修。", f=said) for n, said in enumerate(("2026.2.1", "2026年2月1日", "2026/2/1", "２０２６－２－１".replace("－", "-"))))), (4, [])),
        "二月三十日": (xlsx(changed(f="2026-02-30")), (0, ["F2"])),
        "两位的年": (xlsx(changed(f="15/2/26")), (0, ["F2"])),
        "明天": (xlsx(changed(f="2036-01-01")), (0, ["F2"])),
        "一九二六年": (xlsx(changed(f="1926-02-15")), (0, ["F2"])),
        "十三位时间": (xlsx(changed(f=1770000000000)), (0, ["F2"])),
        "科学计数的号码": (xlsx(changed(h="1.39E+10")), (0, ["H2"])),
        "数字的号码": (xlsx(changed(h=13912345678)), (1, [])),
        "小数的号码": (xlsx(changed(h=13912345678.0)), (1, [])),
        "带空格和加号的号码": (xlsx(changed(h="+86 139-1234-5678")), (1, [])),
        "撇号开头的号码": (xlsx(changed(h="'13912345678")), (1, [])),
        "少一位的号码": (xlsx(changed(h="1391234567")), (0, ["H2"])),
        "写着无": (xlsx(changed(e="无", g="—", h="无")), (1, [])),
        "不认识的渠道": (xlsx(changed(c="鸽子")), (0, ["C2"])),
        "不认识的领域": (xlsx(changed(d="其它的")), (0, ["D2"])),
        "真假值": (xlsx(changed(e=True)), (1, [])),
        "一行错三处": (xlsx(changed(a="灯", c="", f="昨天"), OTHER), (1, ["A2", "C2", "F2"])),
        "表内重复": (xlsx(GOOD, GOOD), (1, ["B3"])),
    }  # fmt: skip


def _shapes() -> dict[str, tuple[bytes, Refused | Read]]:
    def above(*lines: Sequence[Any]) -> bytes:
        book = openpyxl.Workbook()
        sheet: Any = book.active
        for line in (*lines, HEADER, GOOD, [], OTHER, ["合计", 2]):
            sheet.append(list(line))
        return saved(book)

    def hide(_: Any, sheet: Any) -> None:
        sheet.row_dimensions[2].hidden = True

    upper = ["标题", "内容", "渠道", "领域", "村（社区）", "提出日期", "联系人", None]
    lower = [None, None, None, None, None, None, "姓名", "电话"]
    blanks = [[None] * 8] * 1000
    return {
        "标题和填表说明在上": (above(["群众建议登记表"], ["填表说明：每条一行"]), (2, [])),
        "两层表头": (xlsx(lower, changed(g="测试甲", h="13912345678"), header=upper, do=_merge("G1:H1")), (1, [])),
        "正文合并": (xlsx(GOOD, [OTHER[0], OTHER[1], None, None, None, None, None, None], do=_merge("C2:C3")), (2, [])),
        "合并到最后一行": (with_sheet(inline(HEADER, 1) + inline(GOOD, 2), '<mergeCells><mergeCell ref="A2:A1048576"/></mergeCells>'), (1, [])),
        "写坏的合并": (with_sheet(inline(HEADER, 1) + inline(GOOD, 2), '<mergeCells><mergeCell ref="::"/></mergeCells>'), "损坏"),
        "隐藏的行": (xlsx(GOOD, do=hide), (1, [])),
        "隐藏的工作表在前": (xlsx(GOOD, do=_hidden_first), (1, [])),
        "一千个空行": (xlsx(GOOD, *blanks, OTHER), (2, [])),
        "列次序不同且有多余列": (xlsx(["备注", GOOD[1], "x", GOOD[2], GOOD[0]], header=["备注", "建议内容 *", "附", "来源（必填）", "建议标题"]), (1, [])),
        "缺必填列": (xlsx(GOOD[:2], header=HEADER[:2]), "渠道"),
        "没有表头": (xlsx(GOOD, header=GOOD), "没有找到表头"),
        "只有表头": (xlsx(), "没有内容"),
        "一百五十列": (xlsx([*GOOD, *range(150)], header=[*HEADER, *(f"列{n}" for n in range(150))]), (1, [])),
    }  # fmt: skip


def _texts() -> dict[str, tuple[bytes, Refused | Read]]:
    rare = changed(b="𠮷祥里门前路灯不亮，㐱氏祠堂一带。")
    return {
        "UTF-8": (text(GOOD), (1, [])),
        "UTF-8 带标记": (text(GOOD, encoding="utf-8-sig"), (1, [])),
        "GBK": (text(GOOD, encoding="gbk"), (1, [])),
        "GB18030 四字节字": (text(rare, encoding="gb18030"), (1, [])),
        "UTF-16": (text(GOOD, encoding="utf-16"), (1, [])),
        "混合编码": (text(GOOD) + "桥头积水".encode("gbk") + b"\xff\xff\n", "编码|无法识别"),
        "分号": (text(GOOD, mark=";"), (1, [])),
        "制表符": (text(GOOD, mark="\t"), (1, [])),
        "格内换行和引号": (text(changed(b='他说"路灯\n不亮"，请修。')), (1, [])),
        "不成对的引号": (text(GOOD) + b'"' + "村口,内容内容,敲门行动".encode() + b"\r\n" * 3, (1, ["B3", "C3"])),
        "零字节": (text(GOOD) + b"\0", "无法识别"),
        "已坏的字": (text(changed(b="路灯\ufffd不亮请修")), "无法识别"),
    }


def _words() -> dict[str, tuple[bytes, Refused | Read]]:
    scripts = (
        "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)", "{{7*7}}${7*7}",
        "=HYPERLINK(\"http://evil.example\")", "+1+cmd|' /C calc'!A0", "@SUM(1)", "-2+3",
    )  # fmt: skip
    rows = [changed(a=f"写法{n}的建议", b=f"{said} 请修路灯") for n, said in enumerate(scripts)]
    return {
        "脚本和公式字样": (text(*rows), (len(rows), [])),
        "从右到左的字符": (xlsx(changed(a="村口\u202e路灯不亮")), (1, [])),
        "零宽字符": (xlsx(changed(c="敲\u200b门行动")), (1, [])),
        "控制字符": (text(changed(b="路灯\x0b不亮请修一修")), (0, ["B2"])),
        "只有空格": (xlsx(changed(b="   \u3000  ")), (0, ["B2"])),
        "十万字": (text(changed(b="路" * 100_000)), "一格过长"),
        "三千字": (xlsx(changed(b="路" * 3000)), (0, ["B2"])),
        "长村名": (xlsx(changed(e="村" * 61)), (0, ["E2"])),
    }
