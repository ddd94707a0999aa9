"""The one way to a file: asked of the policy each time, never a public media address. And papers as they print."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from commons.directory import contents
from tenants.documents import blocks, queries
from tenants.documents.errors import FileMissing
from tenants.documents.models import Document
from tenants.documents.responses import as_file
from tenants.documents.terms import BodyFormat, DocumentState, MediaType


@require_safe
def download(request: HttpRequest, uid: UUID) -> FileResponse:
    attachment = queries.attachment(request.actor, uid)  # type: ignore[attr-defined]
    try:
        content = contents.open_kept(attachment.office_code, attachment.file.sha256)
    except FileNotFoundError as missing:
        raise FileMissing() from missing
    response = FileResponse(
        content, as_attachment=True, filename=attachment.filename, content_type=attachment.file.media_type
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_safe
def paper(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A paper as it was issued, ready to print."""
    document = queries.document(request.actor, uid)  # type: ignore[attr-defined]
    context = {
        "document": document,
        "title": document.title,
        "doc_number": document.number,
        "body": _body(document),
        "as_file": document.body_format != BodyFormat.HTML,
        "voided": document.state == DocumentState.VOIDED,
    }
    response = TemplateResponse(request, "documents/paper.html", context)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
def paper_docx(request: HttpRequest, uid: UUID) -> FileResponse:
    """The paper as a Word file in the form of an official document."""
    return as_file(queries.paper_of(queries.document(request.actor, uid)), MediaType.DOCX)  # type: ignore[attr-defined]


@require_safe
def paper_xlsx(request: HttpRequest, uid: UUID) -> FileResponse:
    """The paper's tables as a workbook."""
    return as_file(queries.paper_of(queries.document(request.actor, uid)), MediaType.XLSX)  # type: ignore[attr-defined]


def _body(document: Document) -> str:
    if document.body_format == BodyFormat.BLOCKS:
        return render_to_string("documents/blocks.html", {"blocks": blocks.load(document.body)})
    if document.body_format == BodyFormat.HTML:  # issue() took it as HTML only because our own template had made it
        return mark_safe(document.body)  # noqa: S308
    paragraphs = (line.strip() for line in document.body.splitlines())
    return format_html_join("\n", "<p>{}</p>", ((line,) for line in paragraphs if line))
