"""Files and papers on the staff site."""

from __future__ import annotations

from typing import Any

from django import forms
from django.apps import apps
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from admin_theme.records import CommandButton, RecordAdmin
from admin_theme.site import office_site
from commons.kernel import clock
from commons.kernel.actor import Actor
from tenants.documents import commands, queries
from tenants.documents.models import Attachment, Document
from tenants.documents.terms import DocumentState


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _subject(subject_type: str) -> str:
    """What kind of record it belongs to, in Chinese."""
    try:
        return str(apps.get_model(subject_type)._meta.verbose_name)
    except (LookupError, ValueError):
        return subject_type


class ReasonForm(forms.Form):
    reason = forms.CharField(label="作废理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


def _detach(*, request: HttpRequest, obj: Attachment) -> None:
    commands.detach(actor=_actor(request), uid=obj.uid, at=clock.now())


def _open_to_all(*, request: HttpRequest, obj: Attachment) -> Attachment:
    return commands.set_public(actor=_actor(request), uid=obj.uid, public=True, at=clock.now())


def _withhold(*, request: HttpRequest, obj: Attachment) -> Attachment:
    return commands.set_public(actor=_actor(request), uid=obj.uid, public=False, at=clock.now())


def _sweep(*, request: HttpRequest, obj: None) -> int:
    return commands.sweep_files(actor=_actor(request), at=clock.now())


def _void(*, request: HttpRequest, obj: Document, reason: str) -> Document:
    return commands.void_document(actor=_actor(request), uid=obj.uid, reason=reason, at=clock.now())


@admin.register(Attachment, site=office_site)
class AttachmentAdmin(RecordAdmin):
    list_display = ("filename", "belongs_to", "media_type", "kilobytes", "public", "created_at")
    list_filter = ("public", "file__media_type")
    list_select_related = ("file",)
    search_fields = ("filename",)
    fields = ("download", "belongs_to", "media_type", "kilobytes", "public", "uploaded_by_name", "created_at")
    section_order = 20
    empty_says = "还没有附件。附件在各事项的页面上添加。"
    starts = (
        CommandButton(
            name="sweep",
            label="清理无人引用的文件",
            command=_sweep,
            act="documents.sweep",
            after="不再属于任何事项的文件将被永久删除。",
            done=lambda swept: f"已清理 {swept} 个文件。",
        ),
    )
    buttons = (
        CommandButton(
            name="publish",
            label="设为公开",
            command=_open_to_all,
            act="documents.set_public",
            when=lambda attachment: not attachment.public,
            after="公开后，任何人都可以打开这个附件。请先确认其中没有个人信息。",
        ),
        CommandButton(
            name="withhold",
            label="不再公开",
            command=_withhold,
            act="documents.set_public",
            when=lambda attachment: attachment.public,
        ),
        CommandButton(
            name="detach",
            label="移除附件",
            command=_detach,
            act="documents.detach",
            after="移除后，该事项不再有这个附件。",
            done="已移除。",
            danger=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attachment]:
        return queries.visible_attachments(_actor(request)).order_by("-uid")

    @admin.display(description="文件")
    def download(self, attachment: Attachment) -> SafeString:
        return format_html('<a href="/files/{}/">{}</a>', attachment.uid, attachment.filename)

    @admin.display(description="所属事项")
    def belongs_to(self, attachment: Attachment) -> str:
        return _subject(attachment.subject_type)

    @admin.display(description="类型")
    def media_type(self, attachment: Attachment) -> str:
        return attachment.file.get_media_type_display()

    @admin.display(description="大小（KB）")
    def kilobytes(self, attachment: Attachment) -> int:
        return -(-attachment.file.size // 1024)


@admin.register(Document, site=office_site)
class DocumentAdmin(RecordAdmin):
    list_display = ("number", "title", "kind", "issued_on", "public", "state")
    list_filter = ("kind", "state", "year")
    search_fields = ("number", "title")
    fields = ("number", "title", "kind", "issuer", "issued_on", "belongs_to", "public", "printed", "voided_at")
    section_order = 10
    wide = ("title",)
    empty_says = "还没有文书。公告、证明、通知书等由各事项办理时印发。"
    buttons = (
        CommandButton(
            name="void",
            label="作废",
            command=_void,
            form=ReasonForm,
            act="documents.void",
            when=lambda document: document.state == DocumentState.ISSUED,
            after="作废后文号不再使用，打印页注明作废。",
            confirm=lambda document: document.number,
            danger=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        return queries.visible_documents(_actor(request)).order_by("-uid")

    @admin.display(description="所属事项")
    def belongs_to(self, document: Document) -> str:
        return _subject(document.subject_type)

    @admin.display(description="打印")
    def printed(self, document: Document) -> SafeString:
        return format_html('<a href="/files/documents/{}/">打开打印页</a>', document.uid)

    def related(self, request: HttpRequest, document: Document) -> list[dict[str, Any]]:
        return [
            {
                "caption": "附件",
                "columns": [{"key": "filename", "label": "文件"}, {"key": "size", "label": "字节", "kind": "number"}],
                "rows": queries.attachments_of(document.uid),
                "empty": "没有附件。",
            }
        ]
