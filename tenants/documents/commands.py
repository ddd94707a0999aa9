"""Keeping files and issuing papers."""

from __future__ import annotations

import datetime as dt
import hashlib
import unicodedata
from collections.abc import Collection, Sequence
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.safestring import SafeString

from commons.audit.commands import advance, record
from commons.directory import contents
from commons.directory.terms import Body
from commons.directory.words import words
from commons.kernel.actor import Actor
from commons.kernel.clock import date_of
from commons.kernel.tenancy import current_code, current_office
from commons.outbox.commands import publish
from tenants.documents import blocks, events, filming, imaging, queries
from tenants.documents.blocks import Block
from tenants.documents.errors import FileEmpty, FileKindRefused, FileTooLarge, QuotaReached, TextInvalid
from tenants.documents.lifecycle import DOCUMENT
from tenants.documents.models import Attachment, Document, Numbering, StoredFile
from tenants.documents.naming import display_name
from tenants.documents.numbering import number_text
from tenants.documents.policies import POLICY
from tenants.documents.sniffing import IMAGE, VIDEO_REFUSED, sniff
from tenants.documents.terms import EXTENSIONS, BodyFormat, DocumentKind, MediaType

MEGABYTE = 1024 * 1024
LARGEST_FILE = 20 * MEGABYTE
LONGEST_BODY = 1_000_000


@transaction.atomic
def attach(
    *,
    actor: Actor,
    subject_type: str,
    subject_uid: UUID,
    filename: str,
    content: bytes,
    public: bool = False,
    films: Collection[str] = (),
    at: dt.datetime,
) -> Attachment:
    """Keep a file for a record: judged by its content, pictures drawn afresh, the same content stored once.

    `films` are the kinds of video that the record takes: none unless its room says so. Raises FileEmpty, FileTooLarge,
    FileKindRefused, ImageBroken, ImageTooLarge, VideoBroken, QuotaReached.
    """
    POLICY.permit(actor, "documents.attach")
    _refuse_size(content)
    kept, media_type = _prepared(content, films)
    stored = _stored(kept, media_type, at)
    attachment = Attachment(
        subject_type=subject_type,
        subject_uid=subject_uid,
        filename=display_name(filename, EXTENSIONS[media_type]),
        file=stored,
        public=public,
        uploaded_by_uid=actor.account_uid,
        uploaded_by_name=actor.name,
        created_at=at,
    )
    attachment.save(force_insert=True)
    facts = {"subject": subject_type, "type": media_type, "bytes": stored.size, "public": public}
    record("documents.attach", attachment, actor=actor, at=at, facts=facts, words=(filename,))
    return attachment


@transaction.atomic
def detach(*, actor: Actor, uid: UUID, at: dt.datetime) -> None:
    """Take an attachment off its record. The bytes go with the last reference, by `sweep_files`."""
    attachment = queries.lock_attachment(uid)
    POLICY.permit(actor, "documents.detach", attachment)
    record("documents.detach", attachment, actor=actor, at=at, facts={"subject": attachment.subject_type})
    attachment.delete()


@transaction.atomic
def set_public(*, actor: Actor, uid: UUID, public: bool, at: dt.datetime) -> Attachment:
    """Let everybody open it, or no longer."""
    attachment = queries.lock_attachment(uid)
    POLICY.permit(actor, "documents.set_public", attachment)
    attachment.public = public
    attachment.save(update_fields=["public"])
    record("documents.set_public", attachment, actor=actor, at=at, facts={"public": public})
    return attachment


@transaction.atomic
def sweep_files(*, actor: Actor, at: dt.datetime) -> int:
    """Delete contents that nothing refers to; how many.

    Whoever attaches the same content meanwhile waits for this row and then stores it anew.
    """
    POLICY.permit(actor, "documents.sweep")
    swept = 0
    for stored in list(queries.unreferenced().select_for_update(of=("self",))):
        if stored.attachments.exists():  # attached while we waited for the lock
            continue
        record("documents.sweep", stored, actor=actor, at=at, facts={"bytes": stored.size})
        contents.forget(current_code(), stored.sha256)
        stored.delete()
        swept += 1
    return swept


@transaction.atomic
def issue(
    *,
    actor: Actor,
    kind: DocumentKind,
    title: str,
    body: str | Sequence[Block],
    subject_type: str,
    subject_uid: UUID,
    public: bool = False,
    number_word: str | None = None,
    at: dt.datetime,
) -> Document:
    """Issue a paper under the next 文号 of its kind and year. A `body` rendered by one of our templates stays HTML.

    `number_word` is what the year's 文书样式 puts into the number; where it is empty the paper shows none.
    """
    POLICY.permit(actor, "documents.issue")
    title = _text(title, "title", "标题", 200)
    form = _form(body)
    plain = _text(body if isinstance(body, str) else blocks.dump(body), "body", "正文", LONGEST_BODY)
    kind, issued_on, office = DocumentKind(kind), date_of(at), current_office()
    serial = next_number(kind=kind, year=issued_on.year)
    document = Document(
        kind=kind,
        year=issued_on.year,
        serial=serial,
        number=number_text(
            office.name,
            is_committee=office.body == Body.WORKING_COMMITTEE,
            kind=kind,
            year=issued_on.year,
            serial=serial,
            word=number_word,
        ),
        title=title,
        body=plain,
        body_format=form,
        issuer=words(office).title,
        issued_on=issued_on,
        subject_type=subject_type,
        subject_uid=subject_uid,
        public=public,
        state=DOCUMENT.start,
        created_at=at,
    )
    document.save(force_insert=True)
    facts = {"kind": kind, "number": document.number, "public": public}
    record("documents.issue", document, actor=actor, at=at, facts=facts, words=(title, plain))
    publish(events.DocumentIssued(at=at, document_uid=document.uid, kind=kind, year=issued_on.year))
    return document


@transaction.atomic
def void_document(*, actor: Actor, uid: UUID, reason: str, at: dt.datetime) -> Document:
    """Declare a paper void. Its number stays taken: nothing is ever renumbered."""
    document = queries.lock_document(uid)
    POLICY.permit(actor, "documents.void", document)
    why = _text(reason, "reason", "作废理由", 200)
    facts = {"number": document.number}
    advance(document, DOCUMENT, "void", actor=actor, at=at, facts=facts, words=(why,), voided_at=at)
    publish(events.DocumentVoided(at=at, document_uid=document.uid, kind=document.kind, year=document.year))
    return document


@transaction.atomic
def next_number(*, kind: DocumentKind, year: int) -> int:
    """The next serial of a kind and year. Others wait for this transaction, so that none is skipped and none doubled."""
    Numbering.objects.bulk_create([Numbering(kind=kind, year=year)], ignore_conflicts=True)
    numbering = Numbering.objects.select_for_update().get(kind=kind, year=year)
    numbering.last += 1
    numbering.save(update_fields=["last"])
    return numbering.last


def _form(body: str | Sequence[Block]) -> BodyFormat:
    if isinstance(body, SafeString):
        return BodyFormat.HTML
    return BodyFormat.TEXT if isinstance(body, str) else BodyFormat.BLOCKS


def _prepared(content: bytes, films: Collection[str]) -> tuple[bytes, MediaType]:
    kind = sniff(content)
    if kind == IMAGE:
        return imaging.redraw(content)
    if kind not in (MediaType.MP4, MediaType.MOV):
        return content, MediaType(kind)
    if kind not in films:
        raise FileKindRefused(field="file", reason=VIDEO_REFUSED)
    return filming.stripped(content), MediaType(kind)


def _stored(content: bytes, media_type: MediaType, at: dt.datetime) -> StoredFile:
    """The row of this content, locked; made and written if it is new here."""
    sha256 = hashlib.sha256(content).hexdigest()
    StoredFile.objects.bulk_create(
        [StoredFile(sha256=sha256, media_type=media_type, size=len(content), created_at=at)], ignore_conflicts=True
    )
    stored = StoredFile.objects.select_for_update().get(sha256=sha256)
    _refuse_over_quota()
    contents.keep(current_code(), sha256, content)
    return stored


def _refuse_size(content: bytes) -> None:
    if not content:
        raise FileEmpty(field="file")
    if len(content) > LARGEST_FILE:
        raise FileTooLarge(field="file", most=LARGEST_FILE // MEGABYTE)


def _refuse_over_quota() -> None:
    if queries.bytes_kept() > settings.FILES_QUOTA:
        raise QuotaReached(field="file", most=settings.FILES_QUOTA // MEGABYTE)


def _text(value: str, field: str, label: str, most: int) -> str:
    text = unicodedata.normalize("NFC", str(value)).replace("\x00", "").strip()
    if not 0 < len(text) <= most:
        raise TextInvalid(field=field, label=label, most=most)
    return text
