"""What a file is, judged by its content and never by its name (quality.md B2, B9). Pure.

Accepted: JPEG, PNG, GIF, WebP (to be re-encoded), PDF, docx, xlsx; MP4 and MOV where a record takes films. Everything else is named and refused with what to do.
"""

from __future__ import annotations

import io
import struct
import zipfile

from tenants.documents.errors import FileKindRefused
from tenants.documents.terms import MediaType

_ACCEPTED = "请上传 JPG、PNG 图片，或 PDF、.docx、.xlsx 文件。"
_APPLE_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"hevx", b"mif1", b"msf1", b"heif", b"avif", b"avis")
_MP4_BRANDS = (
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"MSNV",
    b"M4V ",
    b"3gp4",
    b"3gp5",
    b"3gp6",
)
_MOV_BRAND = b"qt  "
_MOST_ENTRIES = 2000

VIDEO_REFUSED = f"不接收视频文件。{_ACCEPTED}"
IMAGE = "image"  # to be re-encoded; what it becomes is decided there


def sniff(content: bytes) -> MediaType | str:
    """`IMAGE`, or the media type of a file kept as it is. Raises FileKindRefused."""
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")):
        return IMAGE
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return IMAGE
    if content.startswith(b"%PDF-"):
        return MediaType.PDF
    if content.startswith(b"PK\x03\x04"):
        return _office_file(content)
    if film := film_of(content):
        return film
    raise FileKindRefused(field="file", reason=_why_not(content))


def film_of(content: bytes) -> MediaType | None:
    """The kind of film a phone records, by its brand; None for everything else."""
    if content[4:8] != b"ftyp":
        return None
    return MediaType.MP4 if content[8:12] in _MP4_BRANDS else MediaType.MOV if content[8:12] == _MOV_BRAND else None


def _office_file(content: bytes) -> MediaType:
    names = _names_in(content)
    if any(name.endswith("vbaProject.bin") for name in names):
        raise FileKindRefused(field="file", reason="文件含有宏，不能接收。请另存为不含宏的 .docx 或 .xlsx 后上传。")
    if "[Content_Types].xml" in names and "word/document.xml" in names:
        return MediaType.DOCX
    if "[Content_Types].xml" in names and "xl/workbook.xml" in names:
        return MediaType.XLSX
    raise FileKindRefused(field="file", reason=f"不接收压缩包或此种格式的文件。{_ACCEPTED}")


def _names_in(content: bytes) -> frozenset[str]:
    """The archive's table of contents; an absurdly long one is not read at all."""
    end = content.rfind(b"PK\x05\x06", -66_000)
    try:
        entries = struct.unpack_from("<H", content, end + 10)[0] if end >= 0 else _MOST_ENTRIES + 1
        if entries > _MOST_ENTRIES:
            raise zipfile.BadZipFile
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return frozenset(archive.namelist())
    except Exception as broken:  # whatever a hostile archive makes the reader say, it cannot be read
        raise FileKindRefused(
            field="file", reason="文件已损坏或格式异常。请用 Word、Excel 或 WPS 打开后另存，再上传。"
        ) from broken


def _why_not(content: bytes) -> str:
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if content[4:8] == b"ftyp":
        if content[8:12] in _APPLE_BRANDS:
            return "不接收 HEIC 照片。请在手机相机设置中选择“兼容性最佳”后重拍，或另存为 JPG 上传。"
        return VIDEO_REFUSED
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return "不接收旧版或加密的 Office 文件。请取消密码，另存为 .docx 或 .xlsx 后上传。"
    if head.startswith(b"<") and b"<svg" in head:
        return "不接收 SVG 图片。请另存为 JPG 或 PNG 后上传。"
    if head.startswith((b"<!doctype", b"<html", b"<?xml", b"<")):
        return f"不接收网页文件。{_ACCEPTED}"
    if content.startswith((b"BM", b"II*\x00", b"MM\x00*")):
        return "不接收 BMP、TIFF 图片。请另存为 JPG 或 PNG 后上传。"
    return f"无法识别文件类型。{_ACCEPTED}"
