"""The result as a numbered paper: 公告 of a congress, 公示 of a street with its days (domain §3.7, 1-77, 1-78)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest

from commons.audit.models import Entry
from commons.kernel.actor import Role
from commons.kernel.policy import NotPermitted
from commons.kernel.tenancy import current_code
from commons.rulebook import queries as rulebook
from commons.rulebook.terms import Kind
from tenants.ballot import errors
from tenants.ballot.commands import announcing, counting
from tenants.ballot.models import Vote
from tenants.documents import commands as documents
from tenants.documents.models import Document
from tenants.meetings.terms import SessionKind
from tests.factories import ballot as b
from tests.factories.people import AT, actor
from tests.factories.rulebook import adopt
from tests.tenants.ballot.test_preparation import Year


def declared(kind: SessionKind = SessionKind.CONGRESS) -> tuple[Year, Vote]:
    """甲 and 乙 are selected; a street's result waits."""
    year = Year(kind=kind)
    vote = year.prepare()
    scrutineers, _ = year.man(vote)
    year.sit()
    year.vote(year.open(vote), scrutineers[0], *["甲乙"] * 6)
    for each in scrutineers:
        counting.confirm_count(actor=each, vote_uid=vote.uid, at=AT)
    counting.certify(actor=scrutineers[0], vote_uid=vote.uid, at=AT)
    return year, vote


def announce(year: Year, vote: Vote) -> Document:
    uid: UUID = announcing.announce(actor=year.clerk, vote_uid=vote.uid, at=AT)
    return Document.objects.get(uid=uid)


@pytest.mark.usefixtures("town")
def test_a_congress_announces_what_it_decided_once() -> None:
    year, vote = declared()
    paper = announce(year, vote)
    assert (paper.kind, paper.public, paper.title) == (
        "announcement",
        True,
        "棠下镇2026年民生实事项目票决结果公告",
    )
    for said in (
        "棠下镇第十八届人民代表大会第三次会议于2026年3月2日",
        "决定2026年民生实事项目 2 项。现予公告",
        "甲的建设内容",
    ):
        assert said in paper.body
    assert "丙" not in paper.body
    assert Entry.objects.get(act="ballot.announce").facts == {"document": str(paper.uid)}
    with pytest.raises(errors.AlreadyAnnounced):
        announce(year, vote)
    documents.void_document(actor=year.director, uid=paper.uid, reason="日期有误，重新印发", at=AT)
    assert announce(year, vote).serial == paper.serial + 1
    with pytest.raises(NotPermitted):
        announcing.announce(actor=actor(Role.DEPUTY), vote_uid=vote.uid, at=AT)


@pytest.mark.usefixtures("street")
def test_a_street_posts_for_its_days_what_the_party_working_committee_confirmed() -> None:
    year, vote = declared(SessionKind.ASSEMBLY)
    with pytest.raises(errors.NotInEffect):
        announce(year, vote)
    counting.confirm(actor=year.director, vote_uid=vote.uid, on=dt.date(2026, 3, 2), basis="会议纪要〔2026〕1号", at=AT)
    paper = announce(year, vote)
    assert (paper.kind, paper.title) == ("notice", "白沙街道2026年民生实事项目票选结果公示")
    for said in (
        "以无记名投票方式票选产生2026年民生实事项目 2 项，经街道党工委于2026年3月2日确认（会议纪要〔2026〕1号）",
        "公示期为 5 个工作日，自2026年3月2日起至2026年3月9日止",
        "应到议政代表 6 名，实到 6 名。发出票 6 张，收回票 6 张，其中有效票 6 张、废票 0 张。",
    ):
        assert said in paper.body
    assert "公告" not in paper.body


@pytest.mark.usefixtures("town")
def test_nothing_is_announced_before_it_is_declared() -> None:
    vote = b.vote_of()
    with pytest.raises(errors.NotInEffect):
        announcing.announce(actor=actor(Role.CLERK), vote_uid=vote.uid, at=AT)
    assert Document.objects.count() == 0


@pytest.mark.usefixtures("town")
def test_the_paper_is_called_numbered_and_closed_as_the_office_has_set_it() -> None:
    """文书样式 of the year, not the program, has the words."""
    body = rulebook.edition_in_force(current_code(), Kind.DOCUMENT_TEMPLATES, on=AT.date()).body
    worded = {"title": "【机构】公告", "number_word": "告", "closing": "特此公告。"}
    adopt(
        Kind.DOCUMENT_TEMPLATES,
        papers=[{**each, **(worded if each["key"] == "result" else {})} for each in body["papers"]],
    )
    paper = announce(*declared())
    assert (paper.title, paper.number) == ("棠下镇公告", "棠下镇人大告〔2026〕1号")
    assert "决定2026年民生实事项目 2 项。特此公告。" in paper.body
