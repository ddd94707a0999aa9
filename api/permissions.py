"""Holds no rule itself: a view names its policy action, the room's table answers."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import MethodNotAllowed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from api.authentication import actor_of
from commons.identity.errors import TokenRefused
from commons.kernel.policy import Policy


class ByPolicy(BasePermission):
    """The role half of the room's policy, before the view runs: `view.policy` and `view.actions[METHOD]`.

    The row half (grants, authorship, state) is asked again by the command or query itself.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        if request.method == "OPTIONS":
            return True
        policy: Policy = view.policy
        action = view.actions_by_method.get(request.method or "")
        if action is None:
            raise MethodNotAllowed(request.method or "")
        actor = actor_of(request)
        if actor.roles.isdisjoint(policy.roles_of(action)):
            if actor.is_anonymous:
                raise TokenRefused("请先登录后再办理。")
            policy.permit(actor, action)
        return True
