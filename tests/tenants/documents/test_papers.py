"""Papers get the next 文号 and are never changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.template import engines
from django.utils.safestring import mark_safe

from commons.audit.models import Entry
from commons.kernel.lifecycle import WrongStep
from commons.kernel.models import new_uid
from commons.kernel.policy import NotPermitted
from commons.outbox.models import Message
from tenants.documents import commands, errors, queries
from tenants.documents.models import Document, Numbering
from tenants.documents.terms import BodyFormat, DocumentKind, DocumentState
from tests.factories.people import AT, Role, actor, member
from tests.factories.web import Browser

SUBJECT = new_uid()
NEXT_YEAR = dt.datetime(2026, 12, 31, 16, 30, tzinfo=dt.UTC)  # half past midnight on New Year's Day in Jiangmen


def issue(kind: DocumentKind = DocumentKind.ANNOUNCEMENT, *, at: dt.datetime = AT, **more: Any) -> Document:
    return commands.issue(
        actor=more.pop("by", None) or actor(Role.CLERK),
        kind=kind,
        title=more.pop("title", "关于2026年民生实事项目票决结果的公告"),
        body=more.pop("body", "经会议票决，确定下列项目。\n现予公告。"),
        subject_type="ballot.vote",
        subject_uid=SUBJECT,
        at=at,
        **more,
    )


def traces() -> tuple[int, int, int, int]:
    return Document.objects.count(), Numbering.objects.count(), Entry.objects.count(), Message.objects.count()


def test_every_kind_counts_for_itself_and_anew_each_year(town: str) -> None:
    numbers = [
        issue().number,
        issue().number,
        issue(DocumentKind.LETTER).number,
        issue(at=NEXT_YEAR).number,
        issue().number,
    ]
    assert numbers == [
        "棠下镇人大公告〔2026〕1号",
        "棠下镇人大公告〔2026〕2号",
        "棠下镇人大函〔2026〕1号",
        "棠下镇人大公告〔2027〕1号",
        "棠下镇人大公告〔2026〕3号",
    ]


def test_a_paper_is_signed_by_the_body_that_issues_it(town: str, street: str) -> None:
    paper = issue(DocumentKind.NOTICE)
    assert (paper.number, paper.issuer) == ("白沙街道人大工委公示〔2026〕1号", "人大白沙街道工作委员会")
    assert (paper.issued_on, paper.state) == (dt.date(2026, 3, 2), DocumentState.ISSUED)


def test_issuing_leaves_the_number_on_the_trail_and_tells(town: str) -> None:
    paper = issue(public=True)
    entry, message = Entry.objects.latest("uid"), Message.objects.latest("uid")
    assert (entry.act, entry.facts, len(entry.words_digest)) == (
        "documents.issue",
        {"kind": "announcement", "number": "棠下镇人大公告〔2026〕1号", "public": True},
        64,
    )
    assert (message.event, message.payload) == (
        "documents.DocumentIssued",
        {"at": AT.isoformat(), "document_uid": str(paper.uid), "kind": "announcement", "year": 2026},
    )


@pytest.mark.parametrize(
    ("spoilt", "field"),
    [({"title": " 　"}, "title"), ({"title": "长" * 201}, "title"), ({"body": "\x00 "}, "body")],
)
def test_a_paper_without_title_or_body_is_refused_and_takes_no_number(
    town: str, spoilt: dict[str, str], field: str
) -> None:
    before = traces()
    with pytest.raises(errors.TextInvalid) as refused:
        issue(**spoilt)
    assert refused.value.data["field"] == field
    assert traces() == before


@pytest.mark.parametrize("role", [Role.DEPUTY, Role.UNIT, Role.AUDITOR, Role.RESIDENT])
def test_issuing_is_for_those_who_sign(town: str, role: Role) -> None:
    before = traces()
    with pytest.raises(NotPermitted):
        issue(by=actor(role))
    assert traces() == before


def test_a_voided_paper_keeps_its_number_taken(town: str) -> None:
    paper, director = issue(), actor(Role.DIRECTOR)
    with pytest.raises(NotPermitted):
        commands.void_document(actor=actor(Role.CLERK), uid=paper.uid, reason="笔误", at=AT)
    with pytest.raises(errors.TextInvalid):
        commands.void_document(actor=director, uid=paper.uid, reason=" ", at=AT)
    voided = commands.void_document(actor=director, uid=paper.uid, reason="项目名称有误", at=AT)
    assert (voided.state, voided.voided_at, issue().serial) == (DocumentState.VOIDED, AT, 2)
    with pytest.raises(WrongStep):
        commands.void_document(actor=director, uid=paper.uid, reason="再作废", at=AT)
    assert [(each.number, each.state) for each in queries.documents_of(SUBJECT)] == [
        ("棠下镇人大公告〔2026〕1号", DocumentState.VOIDED),
        ("棠下镇人大公告〔2026〕2号", DocumentState.ISSUED),
    ]


def test_a_body_made_by_our_template_stays_html_and_what_people_typed_in_it_is_inert(town: str) -> None:
    template = engines["django"].from_string("<table><tr><td>{{ name }}</td></tr></table>")
    drawn = issue(body=template.render({"name": "<script>alert(1)</script>"}), public=True)
    typed = issue(body="第一段 <script>alert(2)</script>\n\n第二段", public=True)
    assert (drawn.body_format, typed.body_format) == (BodyFormat.HTML, BodyFormat.TEXT)
    assert issue(body=mark_safe("<p>表</p>").strip()).body_format == BodyFormat.TEXT  # touched afterwards: only text
    pages = [Browser().get(f"/files/documents/{each.uid}/") for each in (drawn, typed)]
    assert [page.status_code for page in pages] == [200, 200]
    assert "<table><tr><td>&lt;script&gt;alert(1)&lt;/script&gt;</td></tr></table>" in pages[0].content.decode()
    assert "<p>第一段 &lt;script&gt;alert(2)&lt;/script&gt;</p>" in pages[1].content.decode()
    assert [b"<script>alert" in page.content for page in pages] == [False, False]


def test_the_print_page_shows_number_issuer_and_date_and_a_void_paper_says_so(town: str) -> None:
    paper = issue(public=True)
    page = Browser().get(f"/files/documents/{paper.uid}/").content.decode()
    for words in ("棠下镇人大主席团", "棠下镇人大公告〔2026〕1号", "2026年3月2日", "现予公告。"):
        assert words in page
    assert "作废" not in page
    commands.void_document(actor=actor(Role.DIRECTOR), uid=paper.uid, reason="笔误", at=AT)
    assert "本文书已于2026年3月2日作废" in Browser().get(f"/files/documents/{paper.uid}/").content.decode()


def test_a_paper_that_is_not_public_is_found_by_the_staff_alone(town: str) -> None:
    paper = issue()
    assert Browser().get(f"/files/documents/{paper.uid}/").status_code == 404
    assert Browser(member(Role.CLERK)).get(f"/files/documents/{paper.uid}/").status_code == 200
    assert list(queries.visible_documents(actor(Role.UNIT))) == []
    assert list(queries.visible_documents(actor(Role.AUDITOR))) == [paper]
