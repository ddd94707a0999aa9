"""A paper as the answer to a request: the one way any room hands out a Word file or a workbook."""

from __future__ import annotations

import io

from django.http import FileResponse

from tenants.documents.naming import display_name
from tenants.documents.official import Paper, to_docx
from tenants.documents.terms import EXTENSIONS, MediaType
from tenants.documents.workbooks import to_xlsx

_MAKERS = {MediaType.DOCX: to_docx, MediaType.XLSX: to_xlsx}


def as_file(paper: Paper, media_type: MediaType) -> FileResponse:
    """The paper as .docx or .xlsx under its own title."""
    content = io.BytesIO(_MAKERS[media_type](paper))
    name = display_name(paper.title, EXTENSIONS[media_type])
    response = FileResponse(content, as_attachment=True, filename=name, content_type=media_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
