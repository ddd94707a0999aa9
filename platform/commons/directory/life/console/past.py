"""What hangs on an office."""

from __future__ import annotations

from typing import Any

from commons.directory import queries
from commons.directory.life import orders
from commons.directory.models import Office
from commons.kernel import clock


def related(office: Office) -> list[dict[str, Any]]:
    """What it was called before, and the archives that were made of it."""
    return [
        {
            "caption": "沿革",
            "columns": [
                {"key": "name", "label": "名称"},
                {"key": "division_code", "label": "区划代码"},
                {"key": "parent_code", "label": "上级代码"},
                {"key": "from_on", "label": "起", "kind": "date"},
                {"key": "until_on", "label": "止", "kind": "date"},
            ],
            "rows": list(queries.history_of(office.code)),
            "empty": "没有记录。",
        },
        {
            "caption": "机构存档",
            "columns": [
                {"key": "made", "label": "存档时间"},
                {"key": "rows", "label": "记录", "kind": "number"},
                {"key": "files", "label": "附件", "kind": "number"},
                {"key": "size", "label": "大小"},
                {"key": "sha256", "label": "文件摘要（SHA-256）"},
                {"key": "file", "label": "文件"},
            ],
            "rows": [
                {
                    "made": clock.to_the_minute(each.made_at),
                    "rows": each.rows,
                    "files": each.files,
                    "size": f"{each.size / 1024:.0f} KB",
                    "sha256": each.sha256,
                    "file": each.file,
                }
                for each in orders.archives(office.code)
            ],
            "empty": "还没有导出过。",
        },
    ]
