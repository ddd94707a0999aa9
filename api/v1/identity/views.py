"""Who works for whom: 代办 of an office without staff by the staff of its superior."""

from __future__ import annotations

import datetime as dt
from typing import Any

from api.v1.identity import serializers
from api.views import ActView, ListView
from commons.identity import delegating, queries
from commons.identity.errors import AccountNotFound
from commons.identity.policies import POLICY
from commons.kernel.actor import Actor, Role


class Delegations(ListView, ActView):
    """GET: those for this office and those by it. POST: send one of this office's staff to work for one below."""

    policy = POLICY
    actions_by_method = {"GET": "identity.read_delegations", "POST": "identity.delegate"}
    serializer_in = serializers.Delegating
    serializer_out = serializers.DelegationOut

    def rows(self, actor: Actor) -> Any:
        POLICY.permit(actor, "identity.read_delegations")
        return queries.delegations(actor.office_code)

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        account = queries.find_by_phone(values["phone"])
        if account is None:
            raise AccountNotFound()
        roles = [Role(role) for role in values["roles"]]
        return delegating.delegate(
            actor=actor, office_code=values["office"], account=account, roles=roles, reason=values["reason"], at=at
        )


class Withdrawal(ActView):
    """It is over, from the next request on."""

    policy = POLICY
    actions_by_method = {"POST": "identity.delegate"}
    serializer_out = serializers.DelegationOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return delegating.withdraw_delegation(actor=actor, at=at, **values)
