"""One act on many offices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from admin_theme.records import CommandButton
from commons.directory.life import batches
from commons.directory.life.batches import Batch
from commons.directory.life.console.acts import ReasonForm, has_schema
from commons.directory.models import Office
from commons.directory.terms import OfficeState
from commons.kernel import clock

SHOWN = 50  # of those that wait, by name
PROGRESS = "/admin/directory/office/progress/"


def _many(act: str) -> Callable[..., Any]:
    def press(*, request: HttpRequest, obj: list[Office], **values: Any) -> Batch:
        codes = [office.code for office in obj]
        return batches.order(actor=request.actor, act=act, codes=codes, at=clock.now(), **values)  # type: ignore[attr-defined]

    return press


def progress() -> list[dict[str, Any]]:
    """Batches as the page and the first page show them."""
    at = clock.now()
    return [
        {
            "label": batch.label,
            "at": batch.at,
            "total": batch.total,
            "done": batch.done,
            "percent": batch.percent,
            "left": _spoken(batch.left),
            "is_stalled": batch.is_stalled(at),
            "waiting": [
                {
                    "name": each.name,
                    "state": each.get_state_display(),
                    "href": f"/admin/directory/office/{each.code}/change/",
                }
                for each in batch.waiting[:SHOWN]
            ],
            "more": max(len(batch.waiting) - SHOWN, 0),
        }
        for batch in batches.recent(at=at)
    ]


def _spoken(left: dt.timedelta | None) -> str:
    if left is None:
        return ""
    seconds = round(left.total_seconds())
    return f"约还需 {seconds} 秒" if seconds < 100 else f"约还需 {round(seconds / 60)} 分钟"


def _said(made: Batch) -> str:
    return f"已对 {made.total} 个机构{made.verb}“{made.label}”。"


BULK = (
    CommandButton(
        name="open",
        label="批量开通",
        command=_many("request"),
        act="directory.open",
        when=lambda office: office.state == OfficeState.FOUNDED,
        after="后台按上级在前的次序逐个建立，可离开本页，进度见首页。管理员在开通后逐个指定。",
        done=_said,
        onward=lambda made: PROGRESS,
    ),
    CommandButton(
        name="export",
        label="批量导出存档",
        command=_many("order_export"),
        act="directory.export",
        when=has_schema,
        after="后台逐个导出，完成后列在各机构的“机构存档”中。",
        done=_said,
        onward=lambda made: PROGRESS,
    ),
    CommandButton(
        name="suspend",
        label="批量停用",
        command=_many("suspend"),
        form=ReasonForm,
        act="directory.suspend",
        when=lambda office: office.state == OfficeState.READY and not office.is_province,
        after="停用后，这些机构的页面、接口和任务将全部暂停，数据保留。",
        confirm="全部停用",
        done=_said,
        danger=True,
    ),
    CommandButton(
        name="resume",
        label="批量恢复",
        command=_many("resume"),
        act="directory.suspend",
        when=lambda office: office.state == OfficeState.SUSPENDED,
        after="恢复后，这些机构照常办理。",
        done=_said,
    ),
)
