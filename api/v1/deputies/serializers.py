from __future__ import annotations

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from api.serializers import In
from tenants.deputies.terms import (
    DeclineGround,
    DutyKind,
    EndReason,
    GroupKind,
    HandlingLevel,
    HostKind,
    MandateKind,
    Rating,
    ReplyClass,
)

# ── in ────────────────────────────────────────────────────────────────────────────────────────


class Registering(In):
    account_uid = serializers.UUIDField(allow_null=True, default=None)
    name = serializers.CharField(max_length=60)
    kind = serializers.ChoiceField(MandateKind.choices)
    term_no = serializers.IntegerField()
    constituency = serializers.CharField(max_length=60, allow_blank=True, default="")
    group = serializers.CharField(max_length=60, allow_blank=True, default="")
    from_on = serializers.DateField()
    congress_code = serializers.CharField(max_length=12, allow_blank=True, default="")


class Account(In):
    account_uid = serializers.UUIDField()


class Ending(In):
    on = serializers.DateField()
    reason = serializers.ChoiceField(EndReason.choices, default=EndReason.OTHER)


class TermEnding(In):
    on = serializers.DateField()


class Forming(In):
    name = serializers.CharField(max_length=60)
    kind = serializers.ChoiceField(GroupKind.choices)
    field = serializers.CharField(max_length=60, allow_blank=True, default="")


class Belonging(In):
    mandate_uid = serializers.UUIDField()
    on = serializers.DateField()


class MandateUid(In):
    mandate_uid = serializers.UUIDField()


class OpeningHome(In):
    name = serializers.CharField(max_length=60)
    host_kind = serializers.ChoiceField(HostKind.choices)
    address = serializers.CharField(max_length=100, allow_blank=True, default="")
    area_sqm = serializers.IntegerField(allow_null=True, default=None)
    theme = serializers.CharField(max_length=60, allow_blank=True, default="")
    is_model = serializers.BooleanField(default=False)
    reception_days = serializers.ListField(
        child=serializers.IntegerField(), min_length=2, max_length=2, allow_null=True, default=None
    )


class Checking(In):
    standards = serializers.DictField(child=serializers.BooleanField())


class Planning(In):
    held_on = serializers.DateField()
    mandate_uids = serializers.ListField(child=serializers.UUIDField(), max_length=100)
    theme = serializers.CharField(max_length=60, allow_blank=True, default="")


class Holding(In):
    visitors = serializers.IntegerField()
    opinions = serializers.ListField(child=serializers.CharField(max_length=1000), max_length=500)


class Reason(In):
    reason = serializers.CharField(max_length=500)


class Submitting(In):
    """`mandate_uid` is for the staff, who enters what came on paper; a deputy submits for herself."""

    title = serializers.CharField(max_length=100)
    content = serializers.CharField(max_length=5000)
    mandate_uid = serializers.UUIDField(allow_null=True, default=None)
    co_signer_uids = serializers.ListField(child=serializers.UUIDField(), max_length=200, default=list)
    home_uid = serializers.UUIDField(allow_null=True, default=None)
    village = serializers.CharField(max_length=60, allow_blank=True, default="")
    is_confidential = serializers.BooleanField(default=False)
    opinion_uid = serializers.UUIDField(allow_null=True, default=None)


class Inviting(In):
    mandate_uids = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=200)


class Signing(In):
    signs = serializers.BooleanField()


class Declining(In):
    ground = serializers.ChoiceField(DeclineGround.choices)
    reason = serializers.CharField(max_length=500)


class Marking(In):
    is_key = serializers.BooleanField()


class Settling(In):
    level = serializers.ChoiceField(HandlingLevel.choices)
    outcome = serializers.CharField(max_length=5000)


class UnitIn(In):
    account_uid = serializers.UUIDField()
    name = serializers.CharField(max_length=60)


class Assigning(In):
    lead = UnitIn()
    assisting = UnitIn(many=True, default=list)
    due_on = serializers.DateField(allow_null=True, default=None)


class Due(In):
    due_on = serializers.DateField()


class GivingOpinion(In):
    opinion = serializers.CharField(max_length=2000)


class Answering(In):
    reply = serializers.CharField(max_length=5000)
    reply_class = serializers.ChoiceField(ReplyClass.choices)


class RatingIn(In):
    rating = serializers.ChoiceField(Rating.choices)


class Claiming(In):
    mandate_uid = serializers.UUIDField()
    kind = serializers.ChoiceField(DutyKind.choices)
    on = serializers.DateField()
    quantity = serializers.DecimalField(max_digits=5, decimal_places=1, default=Decimal(1))
    text = serializers.CharField(max_length=500)


class Period(In):
    """Half-open: `until_on` is the first day that does not count."""

    from_on = serializers.DateField()
    until_on = serializers.DateField()


# ── out ───────────────────────────────────────────────────────────────────────────────────────


class MandateOut(serializers.Serializer[Any]):
    """What the law makes public (代表法 58); neither the account nor why a mandate ended."""

    uid = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.CharField()
    term_no = serializers.IntegerField()
    congress_code = serializers.CharField()
    sits_here = serializers.BooleanField()
    constituency = serializers.CharField()
    group = serializers.CharField()
    home_uid = serializers.UUIDField(source="home_id", allow_null=True)
    from_on = serializers.DateField()
    until_on = serializers.DateField(allow_null=True)


class TermEnded(serializers.Serializer[Any]):
    mandates = serializers.IntegerField()


class GroupOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.CharField()
    field = serializers.CharField()


class MembershipOut(serializers.Serializer[Any]):
    group_uid = serializers.UUIDField(source="group_id")
    mandate_uid = serializers.UUIDField(source="mandate_id")
    from_on = serializers.DateField()
    until_on = serializers.DateField(allow_null=True)


class StandardOut(serializers.Serializer[Any]):
    item = serializers.CharField()
    met = serializers.BooleanField()


class HomeOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    name = serializers.CharField()
    host_kind = serializers.CharField()
    address = serializers.CharField()
    area_sqm = serializers.IntegerField(allow_null=True)
    theme = serializers.CharField()
    is_model = serializers.BooleanField()
    reception_first_day = serializers.IntegerField(allow_null=True)
    reception_last_day = serializers.IntegerField(allow_null=True)
    standards = StandardOut(many=True)
    standards_checked_on = serializers.DateField(allow_null=True)
    state = serializers.CharField()


class ReceptionOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    home_uid = serializers.UUIDField(source="home_id")
    home_name = serializers.CharField(source="home.name")
    held_on = serializers.DateField()
    theme = serializers.CharField()
    visitors = serializers.IntegerField(allow_null=True)
    state = serializers.CharField()


class OpinionOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    reception_uid = serializers.UUIDField(source="reception_id")
    text = serializers.CharField()
    suggestion_uid = serializers.UUIDField(source="suggestion_id", allow_null=True)


class SuggestionOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    title = serializers.CharField()
    content = serializers.CharField()
    lead_uid = serializers.UUIDField(source="lead_id", allow_null=True)
    lead_name = serializers.CharField()
    home_uid = serializers.UUIDField(source="home_id", allow_null=True)
    village = serializers.CharField()
    is_confidential = serializers.BooleanField()
    is_key = serializers.BooleanField()
    level = serializers.CharField()
    state = serializers.CharField()
    origin_office = serializers.CharField()
    decline_ground = serializers.CharField()
    decline_reason = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    is_extended = serializers.BooleanField()
    reply = serializers.CharField()
    reply_class = serializers.CharField()
    replied_at = serializers.DateTimeField(allow_null=True)
    rating = serializers.CharField()
    solved_at_level = serializers.CharField()
    created_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)


class CoSignerOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    suggestion_uid = serializers.UUIDField(source="suggestion_id")
    mandate_uid = serializers.UUIDField(source="mandate_id")
    name = serializers.CharField()
    confirmed_at = serializers.DateTimeField(allow_null=True)
    declined_at = serializers.DateTimeField(allow_null=True)


class InvitationOut(serializers.Serializer[Any]):
    suggestion_uid = serializers.UUIDField(source="suggestion_id")
    title = serializers.CharField(source="suggestion.title")
    lead_name = serializers.CharField(source="suggestion.lead_name")


class HandlingOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    role = serializers.CharField()
    unit_name = serializers.CharField()
    opinion = serializers.CharField()
    opinion_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)


class DutyOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    mandate_uid = serializers.UUIDField(source="mandate_id")
    name = serializers.CharField(source="mandate.name")
    kind = serializers.CharField()
    done_on = serializers.DateField()
    quantity = serializers.DecimalField(max_digits=5, decimal_places=1)
    evidence_type = serializers.CharField()
    struck_at = serializers.DateTimeField(allow_null=True)


class ClaimOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    mandate_uid = serializers.UUIDField(source="mandate_id")
    name = serializers.CharField(source="mandate.name")
    kind = serializers.CharField()
    done_on = serializers.DateField()
    quantity = serializers.DecimalField(max_digits=5, decimal_places=1)
    text = serializers.CharField()
    reason = serializers.CharField()
    state = serializers.CharField()


class LineOut(serializers.Serializer[Any]):
    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    records = serializers.IntegerField()
    quantity = serializers.DecimalField(max_digits=8, decimal_places=1)
    points = serializers.DecimalField(max_digits=10, decimal_places=None)


class PointsOut(serializers.Serializer[Any]):
    mandate_uid = serializers.UUIDField()
    name = serializers.CharField()
    total = serializers.DecimalField(max_digits=10, decimal_places=None, source="sheet.total")
    lines = LineOut(many=True, source="sheet.lines")
    unscored = serializers.IntegerField(source="sheet.unscored")
    adoption_uid = serializers.UUIDField()
