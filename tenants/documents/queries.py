"""Reading files and papers: facts for other rooms, lists for the staff, one attachment for the download view."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from commons.kernel.actor import Actor, Role
from tenants.documents import blocks
from tenants.documents.errors import AttachmentNotFound, DocumentNotFound, NotAsFile
from tenants.documents.models import Attachment, Document, StoredFile
from tenants.documents.official import Paper
from tenants.documents.policies import POLICY
from tenants.documents.terms import BodyFormat, DocumentKind, DocumentState, MediaType

_SEES_ALL = (Role.CLERK, Role.DIRECTOR, Role.AUDITOR, Role.SYSTEM)


@dataclass(frozen=True)
class AttachmentFacts:
    """An attachment as other rooms' pages show it."""

    uid: UUID
    filename: str
    media_type: MediaType
    size: int
    public: bool

    @property
    def href(self) -> str:
        return f"/files/{self.uid}/"

    @property
    def is_image(self) -> bool:
        return self.media_type in (MediaType.JPEG, MediaType.PNG)


@dataclass(frozen=True)
class DocumentFacts:
    """A paper as other rooms' pages name it."""

    uid: UUID
    kind: DocumentKind
    number: str
    title: str
    state: DocumentState
    public: bool

    @property
    def href(self) -> str:
        return f"/files/documents/{self.uid}/"


def attachments() -> QuerySet[Attachment]:
    return Attachment.objects.select_related("file")


def attachments_of(subject_uid: UUID, *, public_only: bool = False) -> list[AttachmentFacts]:
    """What is attached to a record, oldest first. The room that shows the record has judged who may see it."""
    rows = attachments().filter(subject_uid=subject_uid).order_by("uid")
    return [_facts(row) for row in (rows.filter(public=True) if public_only else rows)]


def attachments_by_subject(subject_uids: list[UUID]) -> dict[UUID, list[AttachmentFacts]]:
    """For lists: one query for all of them."""
    found: dict[UUID, list[AttachmentFacts]] = {uid: [] for uid in subject_uids}
    for row in attachments().filter(subject_uid__in=subject_uids).order_by("uid"):
        found[row.subject_uid].append(_facts(row))
    return found


def documents_of(subject_uid: UUID, *, public_only: bool = False) -> list[DocumentFacts]:
    rows = Document.objects.filter(subject_uid=subject_uid).order_by("uid")
    return [document_facts(row) for row in (rows.filter(public=True) if public_only else rows)]


def document_facts(row: Document) -> DocumentFacts:
    return DocumentFacts(row.uid, DocumentKind(row.kind), row.number, row.title, DocumentState(row.state), row.public)


def attachment(viewer: Actor, uid: UUID) -> Attachment:
    """Raises AttachmentNotFound, also for what the viewer may not open."""
    found = attachments().filter(uid=uid).first()
    if found is None or not POLICY.may(viewer, "documents.read", found):
        raise AttachmentNotFound()
    return found


def document(viewer: Actor, uid: UUID) -> Document:
    """Raises DocumentNotFound, also for what the viewer may not read."""
    found = Document.objects.filter(uid=uid).first()
    if found is None or not POLICY.may(viewer, "documents.read", found):
        raise DocumentNotFound()
    return found


def paper_of(document: Document) -> Paper:
    """As it prints: what is HTML has no blocks and prints from its page alone."""
    match document.body_format:
        case BodyFormat.BLOCKS:
            parts = blocks.load(document.body)
        case BodyFormat.TEXT:
            parts = blocks.of_text(document.body)
        case _:
            raise NotAsFile()
    return Paper(
        document.title,
        document.issuer,
        document.issued_on,
        parts,
        document.number,
        voided=document.state == DocumentState.VOIDED,
    )


def visible_attachments(viewer: Actor) -> QuerySet[Attachment]:
    """The list form of `documents.read`. What one may open as the reader of its subject is reached through that record."""
    rows = attachments()
    if viewer.holds(*_SEES_ALL):
        return rows
    mine = Q(uploaded_by_uid=viewer.account_uid) if viewer.account_uid else Q()
    return rows.filter(Q(public=True) | mine)


def visible_documents(viewer: Actor) -> QuerySet[Document]:
    rows = Document.objects.all()
    return rows if viewer.holds(*_SEES_ALL) else rows.filter(public=True)


def lock_attachment(uid: UUID) -> Attachment:
    found = Attachment.objects.select_for_update(of=("self",)).select_related("file").filter(uid=uid).first()
    if found is None:
        raise AttachmentNotFound()
    return found


def lock_document(uid: UUID) -> Document:
    found = Document.objects.select_for_update().filter(uid=uid).first()
    if found is None:
        raise DocumentNotFound()
    return found


def bytes_kept() -> int:
    """How much of its quota the office uses: each content counts once."""
    return StoredFile.objects.aggregate(sum=Sum("size"))["sum"] or 0


def unreferenced() -> QuerySet[StoredFile]:
    """Contents that nothing refers to any more."""
    return StoredFile.objects.filter(attachments=None).order_by("sha256")


def _facts(row: Attachment) -> AttachmentFacts:
    return AttachmentFacts(row.uid, row.filename, MediaType(row.file.media_type), row.file.size, row.public)
