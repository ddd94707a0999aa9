"""Writes of the room, by what they are about."""

from __future__ import annotations

from tenants.notices.commands.notices import (
    close_notice,
    draft_notice,
    post_notice,
    record_check,
    record_place,
    retract_notice,
    revise_notice,
    set_periods,
)
from tenants.notices.commands.notifications import mark_read, notify, notify_all, settle
from tenants.notices.commands.opinions import (
    CONTACTS_KEPT,
    Contact,
    answer_opinion,
    erase_contacts,
    record_opinion,
    reveal_contact,
)

__all__ = [
    "CONTACTS_KEPT",
    "Contact",
    "answer_opinion",
    "close_notice",
    "draft_notice",
    "erase_contacts",
    "mark_read",
    "notify",
    "notify_all",
    "post_notice",
    "record_check",
    "record_opinion",
    "record_place",
    "retract_notice",
    "reveal_contact",
    "revise_notice",
    "set_periods",
    "settle",
]
