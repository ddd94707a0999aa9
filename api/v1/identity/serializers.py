from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.serializers import In
from commons.identity.delegating import DELEGABLE


class Delegating(In):
    office = serializers.CharField(max_length=12)
    phone = serializers.CharField(max_length=20)
    roles = serializers.ListField(child=serializers.ChoiceField(choices=sorted(DELEGABLE)), min_length=1, max_length=2)
    reason = serializers.CharField(max_length=200)


class DelegationOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    office = serializers.CharField(source="office_id")
    by_office = serializers.CharField(source="by_office_id")
    name = serializers.CharField(source="account.name")
    roles = serializers.ListField(child=serializers.CharField())
    reason = serializers.CharField()
    from_on = serializers.DateField()
    until_on = serializers.DateField(allow_null=True)
