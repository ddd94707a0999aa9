"""What opened a door once and opens none any more is thrown away. That it was used stays in the audit trail."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q

from commons.identity.models import EntryLink, Token

KEPT: Final = dt.timedelta(days=90)  # for whoever asks why a door did not open


def forget_sessions(*, at: dt.datetime) -> int:
    """Of the office we are in, the sessions that have run out; how many there were."""
    gone, _ = Session.objects.filter(expire_date__lt=at).delete()
    return gone


@transaction.atomic
def forget_spent(*, at: dt.datetime) -> tuple[int, int]:
    """One-time links and access tokens that were used up, withdrawn or expired `KEPT` ago, of all offices; how many."""
    before = at - KEPT
    links, _ = EntryLink.objects.filter(Q(used_at__lt=before) | Q(expires_at__lt=before)).delete()
    tokens, _ = Token.objects.filter(Q(revoked_at__lt=before) | Q(expires_at__lt=before)).delete()
    return links, tokens
