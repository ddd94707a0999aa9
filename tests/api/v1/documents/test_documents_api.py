"""Files and papers over real requests."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import MULTIPART_CONTENT

from commons.kernel import clock
from commons.kernel.models import new_uid
from tenants.documents.models import Attachment, Document
from tests.factories.files import PDF, photo
from tests.factories.people import Role, member
from tests.factories.web import Api, Browser

SUBJECT = {"subject_type": "delivery.project", "subject_uid": str(new_uid())}
PAPER = {**SUBJECT, "kind": "letter", "title": "关于加快进度的函", "body": "请按期完成。"}


@pytest.fixture(autouse=True)
def _store(tmp_path: Any, settings: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": str(tmp_path)}},
    }


def api(role: Role = Role.CLERK) -> Api:
    return Api(member(role), role)


def problem(response: Any) -> tuple[int, str]:
    assert response["Content-Type"] == "application/problem+json"
    return response.status_code, response.json()["code"]


def upload(who: Api, content: bytes = PDF, name: str = "方案.pdf", **more: Any) -> Any:
    form = {**SUBJECT, "file": SimpleUploadedFile(name, content), **more}
    return who.post("/documents/attachments/", form, content_type=MULTIPART_CONTENT)


def test_a_file_is_uploaded_listed_published_fetched_and_removed(town: str) -> None:
    clerk = api()
    made = upload(clerk, photo(), "现场.PNG")
    assert made.status_code == 201
    body = made.json()
    assert {key: body[key] for key in ("filename", "media_type", "public", "href", *SUBJECT)} == {
        "filename": "现场.jpg",
        "media_type": "image/jpeg",
        "public": False,
        "href": f"/files/{body['uid']}/",
        **SUBJECT,
    }
    address = f"/documents/attachments/{body['uid']}"
    assert (clerk.get("/documents/attachments/").json()["results"], clerk.get(f"{address}/").json()) == ([body], body)
    assert (Api().get("/documents/attachments/").json()["results"], Api().get(f"{address}/").status_code) == ([], 404)
    assert clerk.post(f"{address}/publicity/", {"public": True}).json()["public"] is True
    assert [each["uid"] for each in Api().get("/documents/attachments/").json()["results"]] == [body["uid"]]
    assert Browser().status(body["href"]) == 200
    assert clerk.post(f"{address}/removal/").status_code == 204
    assert problem(clerk.get(f"{address}/")) == (404, "documents.attachment_not_found")


def test_a_file_that_cannot_be_taken_is_a_problem_at_its_field(town: str) -> None:
    for content, code in (
        (b"", "documents.file_empty"),
        (b"<svg xmlns='x'/>", "documents.file_kind_refused"),
        (photo()[:40], "documents.image_broken"),
    ):
        refused = upload(api(), content)
        assert (problem(refused), refused.json()["field"]) == ((422, code), "file")
    assert Attachment.objects.count() == 0


@pytest.mark.parametrize("role", [Role.UNIT, Role.DEPUTY, Role.GOVERNMENT, Role.AUDITOR])
def test_uploading_to_any_record_is_for_the_office_alone(town: str, role: Role) -> None:
    assert problem(upload(api(role))) == (403, "kernel.not_permitted")
    assert problem(upload(Api()))[0] == 401
    assert Attachment.objects.count() == 0


def test_a_paper_is_issued_read_and_voided(town: str) -> None:
    clerk, director = api(), api(Role.DIRECTOR)
    made = clerk.post("/documents/documents/", PAPER)
    assert made.status_code == 201
    body = made.json()
    assert (body["number"], body["issuer"], body["state"]) == (
        f"棠下镇人大函〔{clock.today().year}〕1号",
        "棠下镇人大主席团",
        "issued",
    )
    detail = clerk.get(f"/documents/documents/{body['uid']}/").json()
    assert detail == {**body, "body": "请按期完成。", "body_format": "text"}
    assert problem(Api().get(f"/documents/documents/{body['uid']}/")) == (404, "documents.document_not_found")
    assert Api().get("/documents/documents/").json()["results"] == []
    address = f"/documents/documents/{body['uid']}/voiding/"
    assert problem(clerk.post(address, {"reason": "笔误"})) == (403, "kernel.not_permitted")
    assert director.post(address, {"reason": "笔误"}).json()["state"] == "voided"


@pytest.mark.parametrize(
    "odd",
    [{}, {**PAPER, "kind": "poem"}, {**PAPER, "title": ""}, {**PAPER, "body": "a\x00b"}, {**PAPER, "number": "1号"}],
)
def test_an_odd_paper_is_refused_and_takes_no_number(town: str, odd: dict[str, Any]) -> None:
    assert api().post("/documents/documents/", odd).status_code == 422
    assert Document.objects.count() == 0
