"""The reserve pool on the staff site."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from admin_theme.records import CommandButton, RecordAdmin
from admin_theme.site import office_site
from commons.kernel import clock
from tenants.appraisal import queries
from tenants.appraisal.admin.parts import ReasonForm, YearForm, actor_of, ledger, prose
from tenants.appraisal.commands import reserve
from tenants.appraisal.models import Proposal, Reserve, ReserveNote
from tenants.appraisal.terms import ReserveState


class NoteForm(forms.Form):
    note = prose("跟踪情况")


def _track(*, request: HttpRequest, obj: Reserve, note: str) -> ReserveNote:
    return reserve.track_reserve(actor=actor_of(request), uid=obj.uid, note=note, at=clock.now())


def _take_up(*, request: HttpRequest, obj: Reserve, cycle_uid: UUID) -> Proposal:
    return reserve.take_from_reserve(actor=actor_of(request), uid=obj.uid, cycle_uid=cycle_uid, at=clock.now())


def _drop(*, request: HttpRequest, obj: Reserve, reason: str) -> Reserve:
    return reserve.drop_reserve(actor=actor_of(request), uid=obj.uid, reason=reason, at=clock.now())


def _waits(each: Reserve) -> bool:
    return each.state == ReserveState.WAITING


@admin.register(Reserve, site=office_site)
class ReserveAdmin(RecordAdmin):
    reading = "appraisal.read_reserve"
    list_display = ("proposal", "year", "reason_code", "state", "taken_up_year")
    list_filter = ("state", "year", "reason_code")
    search_fields = ("proposal__title",)
    fields = ("proposal", "year", "reason_code", "reason", "successor", "taken_up_year", "created_at")
    section_order = 30
    wide = ("proposal", "reason")
    empty_says = "储备库还是空的。暂时不能实施的建议项目可以转入储备库，条件成熟时启用。"
    buttons = (
        CommandButton(
            name="take-up",
            label="启用",
            command=_take_up,
            form=YearForm,
            act="appraisal.reserve",
            when=_waits,
            after="启用后成为所选年度的建议项目，按该年度规则重新评估。",
            primary=True,
        ),
        CommandButton(
            name="track", label="登记跟踪情况", command=_track, form=NoteForm, act="appraisal.track", when=_waits
        ),
        CommandButton(
            name="drop",
            label="移出储备库",
            command=_drop,
            form=ReasonForm,
            act="appraisal.reserve",
            when=_waits,
            danger=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reserve]:
        return queries.reserves()

    def related(self, request: HttpRequest, each: Reserve) -> list[dict[str, Any]]:
        rows = each.notes.order_by("noted_at", "uid").values("noted_at", "note")
        columns = {"noted_at": "时间", "note": "跟踪情况"}
        return [ledger("持续跟踪", columns, list(rows), "还没有跟踪记录。", noted_at="datetime")]
