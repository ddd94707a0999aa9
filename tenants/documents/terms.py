"""Words of files and papers."""

from __future__ import annotations

from django.db import models


class MediaType(models.TextChoices):
    """What is kept. Everything else is refused with a sentence that says what to save it as."""

    JPEG = "image/jpeg", "JPG 图片"
    PNG = "image/png", "PNG 图片"
    PDF = "application/pdf", "PDF 文件"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word 文档"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel 表格"
    MP4 = "video/mp4", "MP4 视频"
    MOV = "video/quicktime", "MOV 视频"


EXTENSIONS = {
    MediaType.JPEG: ".jpg",
    MediaType.PNG: ".png",
    MediaType.PDF: ".pdf",
    MediaType.DOCX: ".docx",
    MediaType.XLSX: ".xlsx",
    MediaType.MP4: ".mp4",
    MediaType.MOV: ".mov",
}


class DocumentKind(models.TextChoices):
    ANNOUNCEMENT = "announcement", "公告"
    NOTICE = "notice", "公示"
    CERTIFICATE = "certificate", "票决结果证明"
    REPORT = "report", "报告"
    LETTER = "letter", "函"
    MINUTES = "minutes", "会议纪要"
    RECTIFICATION = "rectification", "整改通知书"
    SCHEME = "scheme", "实施方案"


class BodyFormat(models.TextChoices):
    """HTML only where one of our own templates made it (a SafeString); headings and tables as blocks; else plain text."""

    TEXT = "text", "文字"
    BLOCKS = "blocks", "段落和表格"
    HTML = "html", "版式"


class DocumentState(models.TextChoices):
    ISSUED = "issued", "已印发"
    VOIDED = "voided", "已作废"
