"""`Idempotency-Key` on writes: the same key and body get the stored answer, another body is refused (Stripe's manners).

The answer is kept for 24 hours in the office's own schema, written in the transaction of the act it answers: after a
lost reply the client asks again and nothing happens twice.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.kernel.errors import RuleBroken
from commons.outbox.commands import answer_once


class KeyReused(RuleBroken):
    code = "api.idempotency_key_reused"
    sentence = "同一个幂等键不能用于不同的内容。请换一个新的键重新提交。"


def once(request: Request, actor: Actor, run: Callable[[], Response]) -> Response:
    """Run, or repeat the answer given before to the same person, address and key."""
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return run()

    def act() -> tuple[int, str]:
        response = run()
        return response.status_code, JSONRenderer().render(response.data).decode()

    digest = _digest_of(request)
    answer = answer_once(
        key=hashlib.sha256(f"{actor.account_uid}|{request.path}|{key}".encode()).hexdigest(),
        request_digest=digest,
        at=clock.now(),
        act=act,
    )
    if answer.request_digest != digest:
        raise KeyReused()
    return Response(json.loads(answer.body) if answer.body else None, status=answer.status)


def _digest_of(request: Request) -> str:
    """Of the bytes as they came; of the parts where there are files, because their boundary changes with every try."""
    if not request.content_type.startswith("multipart/"):
        return hashlib.sha256(request._request.body).hexdigest()
    digest = hashlib.sha256()
    for name, values in sorted(request._request.POST.lists()):
        digest.update(json.dumps([name, values]).encode())
    for name, files in sorted(request._request.FILES.lists()):
        for file in files:
            digest.update(json.dumps([name, file.name]).encode() + hashlib.sha256(file.read()).digest())
            file.seek(0)
    return digest.hexdigest()
