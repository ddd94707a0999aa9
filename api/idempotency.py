"""`Idempotency-Key` on writes: the same key and body get the stored answer, another body is refused (Stripe's manners).

The answer is kept in the office's own outbox of answers for 24 hours... in the cache of the office: losing it costs a
repeated act that the lifecycle then refuses, never a doubled one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.response import Response

from commons.kernel.actor import Actor
from commons.kernel.errors import RuleBroken

KEPT = 24 * 3600


class KeyReused(RuleBroken):
    code = "api.idempotency_key_reused"
    sentence = "同一个幂等键不能用于不同的内容。请换一个新的键重新提交。"


def once(request: Request, actor: Actor, run: Callable[[], Response]) -> Response:
    """Run, or repeat the answer given before to the same person, key and body."""
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return run()
    slot = "idempotency:" + hashlib.sha256(f"{actor.account_uid}|{request.path}|{key}".encode()).hexdigest()
    digest = hashlib.sha256(request._request.body).hexdigest()
    kept = cache.get(slot)
    if kept is not None:
        if kept["digest"] != digest:
            raise KeyReused()
        return Response(kept["data"], status=kept["status"])
    response = run()
    cache.set(slot, {"digest": digest, "status": response.status_code, "data": response.data}, KEPT)
    return response
