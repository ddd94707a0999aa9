"""文号: 棠下镇人大公告〔2026〕3号. Pure."""

from __future__ import annotations

from types import MappingProxyType

from tenants.documents.terms import DocumentKind as K

# what stands between the office and the year
_WORDS = MappingProxyType(
    {
        K.ANNOUNCEMENT: "公告",
        K.NOTICE: "公示",
        K.CERTIFICATE: "决证",
        K.REPORT: "报",
        K.LETTER: "函",
        K.MINUTES: "纪",
        K.RECTIFICATION: "改",
        K.SCHEME: "案",
    }
)


def number_text(
    office_name: str, *, is_committee: bool, kind: K, year: int, serial: int, word: str | None = None
) -> str:
    """`word` is the office's own for this paper; with an empty one the paper has no number."""
    if word == "":
        return ""
    organ = "人大工委" if is_committee else "人大"
    return f"{office_name}{organ}{word or _WORDS[kind]}〔{year}〕{serial}号"
