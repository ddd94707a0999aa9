"""What a file is, judged by its content (quality.md B2, B9). Pure."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.documents.errors import FileKindRefused
from tenants.documents.sniffing import IMAGE, sniff
from tenants.documents.terms import MediaType
from tests.factories.files import DOCX, PDF, XLSX, office_file, photo, picture

_ACCEPTED = "请上传 JPG、PNG 图片，或 PDF、.docx、.xlsx 文件。"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (photo(), IMAGE),
        (picture("PNG"), IMAGE),
        (picture("GIF", "P"), IMAGE),
        (picture("WEBP"), IMAGE),
        (PDF, MediaType.PDF),
        (office_file(*DOCX), MediaType.DOCX),
        (office_file(*XLSX), MediaType.XLSX),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",  # a zip's bytes carry the time it was made
)
def test_what_offices_use_is_known_by_its_content(content: bytes, found: object) -> None:
    assert sniff(content) == found


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不接收 SVG 图片。请另存为 JPG 或 PNG 后上传。"),
        (
            b"\xef\xbb\xbf <?xml version='1.0'?><!DOCTYPE x><svg onload='x()'>",
            "不接收 SVG 图片。请另存为 JPG 或 PNG 后上传。",
        ),
        (
            b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00",
            "不接收 HEIC 照片。请在手机相机设置中选择“兼容性最佳”后重拍，或另存为 JPG 上传。",
        ),
        (
            b"\x00\x00\x00\x18ftypheim",
            "不接收 HEIC 照片。请在手机相机设置中选择“兼容性最佳”后重拍，或另存为 JPG 上传。",
        ),
        (b"\x00\x00\x00\x18ftypdash", f"不接收视频文件。{_ACCEPTED}"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "不接收旧版或加密的 Office 文件。请取消密码，另存为 .docx 或 .xlsx 后上传。",
        ),
        (b"<html><body>", f"不接收网页文件。{_ACCEPTED}"),
        (b"BM\x00\x00", "不接收 BMP、TIFF 图片。请另存为 JPG 或 PNG 后上传。"),
        (b"MZ\x90\x00", f"无法识别文件类型。{_ACCEPTED}"),
        (" 姓名,电话".encode(), f"无法识别文件类型。{_ACCEPTED}"),
        (b"GIF88a", f"无法识别文件类型。{_ACCEPTED}"),
        (b"\n%PDF-1.7", f"无法识别文件类型。{_ACCEPTED}"),
        (office_file("a.txt"), f"不接收压缩包或此种格式的文件。{_ACCEPTED}"),
        (office_file("mimetype", "content.xml"), f"不接收压缩包或此种格式的文件。{_ACCEPTED}"),
        (
            office_file(*DOCX, "word/vbaProject.bin"),
            "文件含有宏，不能接收。请另存为不含宏的 .docx 或 .xlsx 后上传。",
        ),
        (office_file(*DOCX)[:60], "文件已损坏或格式异常。请用 Word、Excel 或 WPS 打开后另存，再上传。"),
        (
            office_file(*DOCX, *(f"word/media/{number}" for number in range(2001))),
            "文件已损坏或格式异常。请用 Word、Excel 或 WPS 打开后另存，再上传。",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",  # a zip's bytes carry the time it was made
)
def test_everything_else_is_named_and_refused_with_what_to_do(content: bytes, sentence: str) -> None:
    with pytest.raises(FileKindRefused) as refused:
        sniff(content)
    assert (str(refused.value), refused.value.data["field"], refused.value.status) == (sentence, "file", 422)


@settings(max_examples=100)
@given(
    head=st.sampled_from([b"", b"PK\x03\x04", b"<svg", b"\xff\xd8\xff", b"%PDF-", b"RIFF", b"\x00\x00\x00\x18ftyp"]),
    tail=st.binary(max_size=200),
)
def test_any_bytes_are_named_or_refused(head: bytes, tail: bytes) -> None:
    try:
        found = sniff(head + tail)
    except FileKindRefused:
        return
    assert found in (IMAGE, *MediaType)
