"""What the directory says."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from commons.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class OfficeFounded(Event):
    label = "机构已建档"
    office_code: str


@dataclass(frozen=True, kw_only=True)
class OfficeRequested(Event):
    label = "机构已申请开通"
    office_code: str


@dataclass(frozen=True, kw_only=True)
class OfficeRestored(Event):
    """Said inside the office itself."""

    label = "机构已由存档恢复"
    office_code: str


@dataclass(frozen=True, kw_only=True)
class OfficeMoved(Event):
    label = "机构已划转"
    office_code: str
    from_code: str
    to_code: str


@dataclass(frozen=True, kw_only=True)
class OfficeMerged(Event):
    label = "机构已合并"
    office_code: str
    into_code: str


@dataclass(frozen=True, kw_only=True)
class OfficeClosed(Event):
    """Archived, taken back or deleted: its schema has yet to follow."""

    label = "机构的库须随状态调整"
    office_code: str


@dataclass(frozen=True, kw_only=True)
class ExportOrdered(Event):
    label = "已申请导出机构存档"
    office_code: str


@dataclass(frozen=True, kw_only=True)
class RestoreOrdered(Event):
    label = "已申请由存档恢复"
    archive_uid: UUID
    as_inspection: bool


@dataclass(frozen=True, kw_only=True)
class OfficeOpened(Event):
    label = "机构已开通"
    office_code: str
