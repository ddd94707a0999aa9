"""Issuing the papers of the first half of the year: 征集公告, 评分汇总表, 会审意见表, 公示, 候选项目说明."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from commons.kernel.actor import Actor
from tenants.appraisal import papers
from tenants.appraisal.errors import NothingToPrint, PaperUnknown
from tenants.appraisal.policies import POLICY
from tenants.documents import commands as documents
from tenants.documents.queries import DocumentFacts, document_facts


@transaction.atomic
def issue_paper(*, actor: Actor, key: str, uid: UUID, at: dt.datetime, public: bool = False) -> DocumentFacts:
    """A paper as things stand now, kept as it was issued; `uid` as `papers.compose` takes it.

    The number follows the year's 文书样式 (none where it names none). Raises PaperUnknown, NothingToPrint, the rooms'
    NotFound.
    """
    POLICY.permit(actor, "appraisal.issue_paper")
    if key not in papers.KINDS:
        raise PaperUnknown(field="paper")
    paper = papers.compose(actor, key, uid)
    if not paper.blocks or any(getattr(block, "rows", True) in ([], ()) for block in paper.blocks):
        raise NothingToPrint()
    issued = documents.issue(
        actor=actor,
        kind=papers.KINDS[key],
        title=paper.title,
        body=paper.blocks,
        subject_type=paper.subject_type,
        subject_uid=paper.subject_uid,
        number_word=paper.number_word,
        public=public,
        at=at,
    )
    return document_facts(issued)
