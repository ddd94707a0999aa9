"""会审征求 on the staff site: what departments were asked, what they said, what is owed."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from admin_theme.records import CommandButton, RecordAdmin
from admin_theme.site import office_site
from commons.kernel import clock
from tenants.appraisal import queries
from tenants.appraisal.admin.parts import actor_of
from tenants.appraisal.commands import joint
from tenants.appraisal.models import JointRequest


def _withdraw(*, request: HttpRequest, obj: JointRequest) -> JointRequest:
    return joint.withdraw_request(actor=actor_of(request), uid=obj.uid, at=clock.now())


@admin.register(JointRequest, site=office_site)
class JointRequestAdmin(RecordAdmin):
    list_display = ("proposal", "department", "aspect", "stance", "due_on", "asked_at")
    list_filter = ("aspect", "department")
    search_fields = ("proposal__title", "department")
    list_select_related = ("proposal", "opinion")
    fields = ("proposal", "department", "aspect", "due_on", "asked_at", "asked_by_name", "stance", "said")
    section_order = 15
    wide = ("proposal", "said")
    empty_says = "还没有征求部门意见。请在“建议项目”页选择项目和部门。"
    buttons = (
        CommandButton(
            name="withdraw",
            label="撤回征求",
            command=_withdraw,
            act="appraisal.ask_review",
            when=lambda each: each.is_open,
            after="这个部门不再需要答复这一事项。",
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[JointRequest]:
        return queries.requests_visible_to(actor_of(request))

    @admin.display(description="意见")
    def stance(self, each: JointRequest) -> str:
        if each.opinion is not None:
            return each.opinion.get_stance_display()
        return "已撤回" if each.withdrawn_at else "等待答复"

    @admin.display(description="意见内容")
    def said(self, each: JointRequest) -> str:
        return each.opinion.opinion if each.opinion is not None else ""
