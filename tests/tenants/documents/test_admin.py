"""Files and papers on the staff site."""

from __future__ import annotations

from typing import Any

import pytest

from commons.kernel.models import new_uid
from tenants.documents import commands
from tenants.documents.models import Attachment, Document, StoredFile
from tenants.documents.terms import DocumentKind, DocumentState
from tests.factories.files import PDF
from tests.factories.people import AT, Role, actor, member
from tests.factories.web import Browser

FILES, PAPERS = "/admin/documents/attachment/", "/admin/documents/document/"


@pytest.fixture(autouse=True)
def _store(tmp_path: Any, settings: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": str(tmp_path)}},
    }


def staff(role: Role = Role.CLERK) -> Browser:
    return Browser(member(role))


def page(response: Any) -> str:
    assert response.status_code == 200
    return response.content.decode()


def attach(filename: str = "方案.pdf") -> Attachment:
    return commands.attach(
        actor=actor(Role.UNIT),
        subject_type="cycles.cycle",
        subject_uid=new_uid(),
        filename=filename,
        content=PDF,
        public=False,
        at=AT,
    )


def test_a_file_is_published_withheld_removed_and_its_bytes_are_swept(town: str) -> None:
    attachment, clerk, director = attach("<b>方案</b>.pdf"), staff(), staff(Role.DIRECTOR)
    shown = page(clerk.get(f"{FILES}{attachment.uid}/change/"))
    assert f'<a href="/files/{attachment.uid}/">b&gt;.pdf</a>' in shown
    assert "年度周期" in shown
    for name, public in (("publish", True), ("withhold", False)):
        assert clerk.post(f"{FILES}{attachment.uid}/acts/{name}/").status_code == 302
        attachment.refresh_from_db()
        assert attachment.public is public
    assert clerk.post(f"{FILES}{attachment.uid}/acts/detach/").status_code == 302
    assert "还没有附件" in page(clerk.get(FILES))
    clerk.post(f"{FILES}start/sweep/")  # not for a clerk
    assert StoredFile.objects.count() == 1
    assert "已清理 1 个文件。" in page(director.post(f"{FILES}start/sweep/", follow=True))
    assert StoredFile.objects.count() == 0


def test_a_paper_is_voided_by_the_head_with_its_number_typed(town: str) -> None:
    paper = commands.issue(
        actor=actor(Role.CLERK),
        kind=DocumentKind.LETTER,
        title="函",
        body="正文",
        subject_type="gone.model",
        subject_uid=new_uid(),
        at=AT,
    )
    director = staff(Role.DIRECTOR)
    shown = page(director.get(f"{PAPERS}{paper.uid}/change/"))
    assert f'<a href="/files/documents/{paper.uid}/">打开打印页</a>' in shown
    assert "gone.model" in shown
    act = f"{PAPERS}{paper.uid}/acts/void/"
    director.post(act, {"reason": "笔误", "confirmation": "别的"})
    assert Document.objects.get().state == DocumentState.ISSUED
    assert director.post(act, {"reason": "笔误", "confirmation": paper.number}).status_code == 302
    assert Document.objects.get().state == DocumentState.VOIDED


@pytest.mark.parametrize("address", [FILES, PAPERS])
def test_the_lists_open_for_all_staff_and_show_the_government_only_what_is_its_own(town: str, address: str) -> None:
    attach("内部方案.pdf")
    for role in (Role.CLERK, Role.AUDITOR, Role.GOVERNMENT):
        shown = page(staff(role).get(address))
        assert ("内部方案.pdf" in shown) is (address == FILES and role != Role.GOVERNMENT)
