"""A paper is issued once and never changed; a wrong one is voided and its number stays taken."""

from __future__ import annotations

from commons.kernel.lifecycle import Lifecycle, Step
from tenants.documents.terms import DocumentState as D

DOCUMENT = Lifecycle(
    "documents.document",
    "文书",
    D,
    start=D.ISSUED,
    steps=(Step("void", (D.ISSUED,), D.VOIDED, "documents.void", "作废"),),
)
