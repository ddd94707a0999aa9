"""Suggestions out of a table: the columns, and what is wrong with a row. Pure; nothing is written, nothing guessed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from commons.identity.errors import PhoneInvalid
from commons.identity.phones import normalise
from commons.kernel.sheets.terms import Column, Fault, Row, broken_cells, fault
from tenants.intake import texts
from tenants.intake.errors import TextRefused
from tenants.intake.terms import Channel, Field

_FIELDS: Final = tuple(each.label for each in Field)
TITLE: Final = Column(
    "title", ("标题", "建议标题", "项目名称", "一句话说明"), note="4 到 60 个字；可不填，取内容的第一句。", width=30
)
CONTENT: Final = Column(
    "content",
    ("内容", "建议内容", "意见建议", "具体情况和建议", "诉求内容"),
    required=True,
    note="5 到 2000 个字。",
    width=60,
)
CHANNEL: Final = Column(
    "channel",
    ("渠道", "来源", "来源渠道", "征集渠道"),
    required=True,
    note=f"{'、'.join(each.label for each in Channel)}。",
)
FIELD: Final = Column("field", ("领域", "类别", "分类"), choices=_FIELDS, note="可不填，记为“其他”，初审时改正。")
VILLAGE: Final = Column("village", ("村（社区）", "村居", "村", "社区", "所在村（社区）"), note="不超过 60 个字。")
HEARD_ON: Final = Column("heard_on", ("提出日期", "日期", "登记日期"), note="如 2026-09-15、2026年9月15日、2026.9.15。")
PROPOSED_BY: Final = Column("proposed_by", ("提出单位", "单位", "部门"), note="部门提出、上级转来的填写。")
NAME: Final = Column(
    "name", ("姓名", "联系人", "群众姓名", "称呼"), note="经本人同意再填写；加密保存，按期清除。", width=12
)
PHONE: Final = Column(
    "phone", ("电话", "联系电话", "手机", "手机号", "手机号码"), note="经本人同意再填写；单元格须为文本。"
)
COLUMNS: Final = (TITLE, CONTENT, CHANNEL, FIELD, VILLAGE, HEARD_ON, PROPOSED_BY, NAME, PHONE)

_EMPTY = frozenset({"—", "-", "－", "/", "无", "没有", "不详"})
_EARLIEST: Final = dt.date(2015, 1, 1)
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?: 0?0:00(?::00)?)?")
_SERIAL_FROM: Final = dt.date(1899, 12, 30)


@dataclass(frozen=True)
class Entry:
    """One row as a suggestion: checked, not yet written. `number` is where it stands in the file."""

    number: int
    title: str
    content: str
    channel: Channel
    field: Field
    village: str
    heard_on: dt.date | None
    proposed_by: str
    name: str
    phone: str

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """Two rows that say the same of the same place by the same way are one suggestion."""
        return self.title, self.content, self.channel.value, self.village


def judge(
    rows: Iterable[Row],
    *,
    today: dt.date,
    allowed: frozenset[Channel],
    known: frozenset[tuple[str, str, str, str]],
    open_ways: frozenset[Channel] = frozenset(Channel),
    one_matter: bool = False,
) -> tuple[list[Entry], list[Entry], list[Fault]]:
    """(new ones, what is here already, what is wrong). A row with a fault is in neither list.

    `allowed` are the ways of the person who imports; `open_ways` and `one_matter` are the year's 征集办法.
    """
    new: list[Entry] = []
    standing: list[Entry] = []
    faults: list[Fault] = []
    first: dict[tuple[str, str, str, str], int] = {}
    for row in rows:
        found, wrong = _entry(row, today, allowed)
        if found is None:
            faults += wrong
        elif found.channel not in open_ways:
            faults.append(fault(row, CHANNEL, "按本年度征集办法没有开设这个渠道"))
        elif one_matter and texts.matters(found.content) > 1:
            faults.append(fault(row, CONTENT, "一条建议只提一件事，请分行填写"))
        elif found.identity in known:
            standing.append(found)
        elif found.identity in first:
            faults.append(fault(row, CONTENT, f"与第 {first[found.identity]} 行重复"))
        else:
            first[found.identity] = row.number
            new.append(found)
    return new, standing, faults


def _entry(row: Row, today: dt.date, allowed: frozenset[Channel]) -> tuple[Entry | None, list[Fault]]:
    wrong = list(broken_cells(row, COLUMNS))

    def read[T](column: Column, how: Callable[[str], T], otherwise: T) -> T:
        if column.key in row.broken:
            return otherwise
        try:
            return how(row[column.key])
        except TextRefused as refused:
            wrong.append(fault(row, column, refused.message.rstrip("。")))
        except ValueError as said:
            wrong.append(fault(row, column, str(said)))
        return otherwise

    content = read(CONTENT, lambda text: texts.prose(text, field="content", label="内容", at_most=2000, at_least=5), "")
    title = read(TITLE, lambda text: _title(text, content), "")
    entry = Entry(
        number=row.number,
        title=title,
        content=content,
        channel=read(CHANNEL, lambda text: _channel(text, allowed), Channel.VILLAGE),
        field=read(FIELD, _field, Field.OTHER),
        village=read(VILLAGE, lambda text: _line(text, "村（社区）", 60), ""),
        heard_on=read(HEARD_ON, lambda text: day(text, today), None),
        proposed_by=read(PROPOSED_BY, lambda text: _line(text, "提出单位", 60), ""),
        name=read(NAME, lambda text: _line(text, "姓名", 30), ""),
        phone=read(PHONE, phone, ""),
    )
    return (None, wrong) if wrong else (entry, [])


def _title(text: str, content: str) -> str:
    if not text and not content:
        return ""  # the content is at fault already
    return texts.line(text or texts.opening(content), field="title", label="标题", at_most=60, at_least=4)


def _line(text: str, label: str, at_most: int) -> str:
    return "" if text in _EMPTY else texts.line(text, field="", label=label, at_most=at_most, at_least=0)


def _channel(text: str, allowed: frozenset[Channel]) -> Channel:
    if not text:
        raise ValueError("没有填写渠道")
    found = next((each for each in Channel if text in (each.label, each.value)), None)
    if found is None:
        raise ValueError("不是已有的渠道，请从模板的填表说明中选择")
    if found not in allowed:
        raise ValueError("这个渠道的建议由其他人员登记")
    return found


def _field(text: str) -> Field:
    if not text or text in _EMPTY:
        return Field.OTHER
    found = next((each for each in Field if text in (each.label, each.value)), None)
    if found is None:
        raise ValueError("不是已有的领域，请从下拉列表中选择，或留空")
    return found


def day(text: str, today: dt.date) -> dt.date | None:
    """A date as people write it, or as Excel counts it. Never guessed: 3/4/26 is no date. Raises ValueError."""
    if not text or text in _EMPTY:
        return None
    if whole := _DATE.fullmatch(text.strip()):
        try:
            found = dt.date(*(int(part) for part in whole.groups()))
        except ValueError:
            raise ValueError(f"“{text}”不是存在的日期") from None
    elif re.fullmatch(r"[34]\d{4}", text):
        found = _SERIAL_FROM + dt.timedelta(days=int(text))
    else:
        raise ValueError("日期请写成 2026-09-15 或 2026年9月15日")
    if found > today:
        raise ValueError("日期不能晚于今天")
    if found < _EARLIEST:
        raise ValueError(f"日期早于 {_EARLIEST.year} 年，请核对年份")
    return found


def phone(text: str) -> str:
    """A number as it is kept. Where Excel lost its last digits nothing is guessed. Raises ValueError."""
    if not text or text in _EMPTY:
        return ""
    if re.search(r"\d[eE]\+?\d", text):
        raise ValueError("Excel 把号码变成了科学计数，位数已丢失，请把该列设为文本后重填")
    try:
        return normalise(text)
    except PhoneInvalid:
        raise ValueError("不是有效的手机号，请改正或留空") from None
