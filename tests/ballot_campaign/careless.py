"""Servers that are wrong on purpose, one way each (environment CARELESS). Only the campaign's controls start them.

`no_index`: the partial unique index is dropped by the campaign. `no_lock`: the voter's slot is not locked (plain).
`reply_first`: the receipt is given, and the ballot committed a moment later. `slow` is wrong in nothing: it takes the time
between looking and writing that `no_index` takes too, and shows that the time alone loses and doubles nothing.
"""

from __future__ import annotations

import os
import threading
import time
from typing import Any

from infra.wsgi import application as sound
from tenants.ballot import queries
from tenants.ballot.commands import sealing
from tenants.ballot.models import RollEntry, SealedBox
from tenants.ballot.queries import code_of
from tenants.ballot.sealed.sealing import receipt
from tenants.ballot.terms import RECEIPT

THINKS = 0.05  # seconds between looking and writing, as long as a busy machine takes anyway


def _unlocked(this: Any, account_uid: Any) -> Any:
    found = RollEntry.objects.filter(round=this, account_uid=account_uid).first()
    time.sleep(THINKS)
    return found


def _slow(*held: Any) -> bool:
    time.sleep(THINKS)
    return sound_write(*held)


def _reply_first(*, actor: Any, round_uid: Any, sealed: bytes, at: Any) -> Any:
    from django.db import connection

    from commons.kernel.tenancy import current_code, in_office

    code = current_code()

    def later() -> None:
        time.sleep(0.3)
        with in_office(code):
            sound_cast(actor=actor, round_uid=round_uid, sealed=sealed, at=at)
        connection.close()

    slot = bytes(RollEntry.objects.get(round_id=round_uid, account_uid=actor.account_uid).slot or b"")
    box = SealedBox.objects.get(round_id=round_uid)
    digest = receipt(bytes(box.manifest_hash or b""), slot, sealed)
    threading.Thread(target=later).start()  # noqa: TID251 (it enters the office)
    return sealing.SealedReceipt(RECEIPT, digest.hex(), code_of(digest))


sound_cast, sound_write = sealing.cast_sealed, sealing._lay_in
way = os.environ.get("CARELESS", "")
if way == "no_lock":
    queries.find_slot = _unlocked
elif way == "reply_first":
    sealing.cast_sealed = _reply_first
elif way in ("no_index", "slow"):
    sealing._lay_in = _slow
application = sound
