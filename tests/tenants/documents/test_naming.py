"""File names and 文号 (quality.md B10). Pure."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.documents.naming import LONGEST, display_name
from tenants.documents.numbering import number_text
from tenants.documents.terms import DocumentKind


@pytest.mark.parametrize(
    ("given_name", "extension", "shown"),
    [
        ("效果图.JPG", ".jpg", "效果图.jpg"),
        ("效果图.png", ".jpg", "效果图.jpg"),
        ("../../etc/passwd", ".pdf", "passwd.pdf"),
        ("C:\\Users\\某某\\报告.docx", ".docx", "报告.docx"),
        ("a\x00b\r\nSet-Cookie: x.pdf", ".pdf", "abSet-Cookie: x.pdf"),
        ("附件\u202efdp.exe", ".pdf", "附件fdp.pdf"),
        ("\u200b\ufeff", ".jpg", "附件.jpg"),
        ("", ".jpg", "附件.jpg"),
        ("...", ".jpg", "附件.jpg"),
        ("CON", ".jpg", "CON.jpg"),
        ("文件. ", ".pdf", "文件.pdf"),
        ("𠮷田㐱😀.xlsx", ".xlsx", "𠮷田㐱😀.xlsx"),
        ("shell.php.jpg", ".jpg", "shell.php.jpg"),
        ("2026.3.2会议纪要.docx", ".docx", "2026.3.2会议纪要.docx"),
        ("半截\ud83d.pdf", ".pdf", "半截.pdf"),
        ("  多   空格　名 .pdf", ".pdf", "多 空格 名.pdf"),
    ],
)
def test_a_name_is_shown_without_what_could_mislead_and_under_what_the_file_is(
    given_name: str, extension: str, shown: str
) -> None:
    assert display_name(given_name, extension) == shown


@given(st.text(max_size=400), st.sampled_from([".jpg", ".pdf", ".docx"]))
def test_any_name_becomes_one_that_is_short_visible_and_ends_rightly(name: str, extension: str) -> None:
    shown = display_name(name, extension)
    assert shown.endswith(extension)
    assert len(extension) < len(shown) <= LONGEST
    assert not {unicodedata.category(sign) for sign in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert not set(shown) & {"/", "\\"}
    assert shown.encode()


def test_a_number_reads_like_an_official_one_and_a_street_signs_as_its_committee() -> None:
    def number(name: str, committee: bool) -> str:
        return number_text(name, is_committee=committee, kind=DocumentKind.ANNOUNCEMENT, year=2026, serial=3)

    assert number("棠下镇", False) == "棠下镇人大公告〔2026〕3号"
    assert number("白沙街道", True) == "白沙街道人大工委公告〔2026〕3号"


def test_every_kind_of_paper_has_its_own_word() -> None:
    numbers = {number_text("某镇", is_committee=False, kind=kind, year=2026, serial=1) for kind in DocumentKind}
    assert len(numbers) == len(DocumentKind)
