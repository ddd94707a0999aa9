"""What goes in and out of the vote's API. No serializer knows a ballot: what was cast is never rendered."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.serializers import In

# ── in ────────────────────────────────────────────────────────────────────────────────────────


class PrepareIn(In):
    cycle_uid = serializers.UUIDField()
    session_uid = serializers.UUIDField()
    seats = serializers.IntegerField(min_value=1, max_value=999)
    title = serializers.CharField(max_length=100, required=False, allow_blank=True)


class OfficersIn(In):
    chief = serializers.UUIDField()
    scrutineers = serializers.ListField(child=serializers.UUIDField(), max_length=99)
    tellers = serializers.ListField(child=serializers.UUIDField(), max_length=99)


class HandsIn(In):
    """A show of hands in the meeting, in people."""

    approve = serializers.IntegerField(min_value=0, max_value=100_000)
    oppose = serializers.IntegerField(min_value=0, max_value=100_000)
    abstain = serializers.IntegerField(min_value=0, max_value=100_000)


class BallotIn(In):
    """By candidate uid: `approve`, `oppose`, `abstain`, or the number in a ranking (contract §4.1)."""

    marks = serializers.DictField(child=serializers.JSONField(), allow_empty=True)
    priorities = serializers.DictField(child=serializers.CharField(max_length=20), required=False)


class IssueIn(In):
    """Without `mandates`: everybody present who has not voted."""

    mandates = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=5000)


class StatementIn(In):
    issued = serializers.IntegerField(min_value=0, max_value=5000)
    returned = serializers.IntegerField(min_value=0, max_value=5000)


class PaperIn(In):
    """A line of one's own sheet; without `line` the first that is free. `is_void`: put to the chief scrutineer."""

    batch = serializers.IntegerField(min_value=1, max_value=999, required=False)
    line = serializers.IntegerField(min_value=1, max_value=999, required=False)
    count = serializers.IntegerField(min_value=1, max_value=5000)
    marks = serializers.DictField(child=serializers.JSONField(), required=False)
    priorities = serializers.DictField(child=serializers.CharField(max_length=20), required=False)
    group = serializers.CharField(max_length=60, required=False, allow_blank=True)
    is_void = serializers.BooleanField(required=False)


class BatchIn(In):
    batch = serializers.IntegerField(min_value=1, max_value=999)


class BatchReopeningIn(BatchIn):
    reason = serializers.CharField(max_length=200)


class RulingIn(In):
    """Void; or valid, and marked so."""

    is_void = serializers.BooleanField()
    marks = serializers.DictField(child=serializers.JSONField(), required=False)
    priorities = serializers.DictField(child=serializers.CharField(max_length=20), required=False)


class ReasonIn(In):
    reason = serializers.CharField(max_length=200)


class ConfirmIn(In):
    on = serializers.DateField()
    basis = serializers.CharField(max_length=100)


# ── out ───────────────────────────────────────────────────────────────────────────────────────


class ReceiptOut(serializers.Serializer[Any]):
    receipt = serializers.CharField()


class VoteOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    cycle_uid = serializers.UUIDField()
    session_uid = serializers.UUIDField()
    title = serializers.CharField()
    seats = serializers.IntegerField()
    method_title = serializers.CharField()
    secrecy = serializers.CharField()
    state = serializers.CharField()
    needs_confirmation = serializers.BooleanField()
    method_adopted_at = serializers.DateTimeField(allow_null=True)
    officers_approved_at = serializers.DateTimeField(allow_null=True)
    confirmed_on = serializers.DateField(allow_null=True)
    rehearses = serializers.UUIDField(allow_null=True)


class ItemOut(serializers.Serializer[Any]):
    candidate_uid = serializers.CharField()
    order = serializers.IntegerField()
    title = serializers.CharField()
    content = serializers.CharField()


class OfficerOut(serializers.Serializer[Any]):
    name = serializers.CharField()
    duty = serializers.CharField()


class AnnouncedOut(serializers.Serializer[Any]):
    document_uid = serializers.UUIDField()


class DecidedOut(serializers.Serializer[Any]):
    passed = serializers.BooleanField()


class RoundOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    number = serializers.IntegerField()
    state = serializers.CharField()
    candidates = serializers.ListField(child=serializers.CharField())
    expected = serializers.IntegerField()
    present = serializers.IntegerField()
    opened_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    issued = serializers.IntegerField(allow_null=True)
    returned = serializers.IntegerField(allow_null=True)
    refusal = serializers.CharField()


class VoteDetailOut(VoteOut):
    method = serializers.JSONField()
    warning = serializers.CharField()
    questions = ItemOut(many=True)
    officers = OfficerOut(many=True)
    rounds = RoundOut(many=True)


class BoothOut(serializers.Serializer[Any]):
    round_uid = serializers.UUIDField()
    vote_uid = serializers.UUIDField()
    title = serializers.CharField()
    number = serializers.IntegerField()
    seats = serializers.IntegerField()
    form = serializers.CharField()
    max_approvals = serializers.IntegerField(allow_null=True)
    has_priorities = serializers.BooleanField()
    items = ItemOut(many=True)
    is_present = serializers.BooleanField()
    channel = serializers.CharField()
    voted = serializers.BooleanField()
    warning = serializers.CharField()
    notice = serializers.CharField()
    is_sealed = serializers.BooleanField()


class TurnoutOut(serializers.Serializer[Any]):
    round_uid = serializers.UUIDField()
    number = serializers.IntegerField()
    state = serializers.CharField()
    expected = serializers.IntegerField()
    present = serializers.IntegerField()
    voted = serializers.IntegerField()
    on_paper = serializers.IntegerField()
    issued = serializers.IntegerField(allow_null=True)
    returned = serializers.IntegerField(allow_null=True)


class SlotOut(serializers.Serializer[Any]):
    mandate_uid = serializers.UUIDField()
    name = serializers.CharField()
    group = serializers.CharField()
    is_present = serializers.BooleanField()
    channel = serializers.CharField()
    voted = serializers.BooleanField()


class IssuedOut(serializers.Serializer[Any]):
    papers = serializers.IntegerField()


class DifferenceOut(serializers.Serializer[Any]):
    """Where two sheets differ: the line, and what in it. Never what stands there."""

    line = serializers.IntegerField()
    what = serializers.ListField(child=serializers.CharField())


class HandedOut(serializers.Serializer[Any]):
    batch = serializers.IntegerField()
    waiting = serializers.BooleanField()
    agreed = serializers.BooleanField()
    differences = DifferenceOut(many=True)


class BatchOut(serializers.Serializer[Any]):
    """How far a batch is; its papers once the two sheets agree."""

    batch = serializers.IntegerField()
    tellers = serializers.ListField(child=serializers.CharField())
    finished = serializers.IntegerField()
    needed = serializers.IntegerField()
    agreed = serializers.BooleanField()
    papers = serializers.IntegerField(allow_null=True)
    is_mine = serializers.BooleanField()
    i_finished = serializers.BooleanField()
    differs = DifferenceOut(many=True)


class ReopenedOut(serializers.Serializer[Any]):
    batch = serializers.IntegerField()


class RulingOut(serializers.Serializer[Any]):
    void = serializers.BooleanField()
    marks = serializers.JSONField()
    priorities = serializers.JSONField()


class PaperOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    batch = serializers.IntegerField(source="sheet.batch", allow_null=True, default=None)
    line = serializers.IntegerField(allow_null=True)
    count = serializers.IntegerField()
    marks = serializers.JSONField()
    priorities = serializers.JSONField()
    group = serializers.CharField()
    is_void = serializers.BooleanField()
    teller_name = serializers.CharField()
    entered_at = serializers.DateTimeField()
    struck_at = serializers.DateTimeField(allow_null=True)
    ruling = RulingOut(allow_null=True)
    judge_name = serializers.CharField()


class OutcomeOut(serializers.Serializer[Any]):
    """The answer of contract §4.1; null before the count."""

    outcome = serializers.JSONField()


class ConfirmationOut(serializers.Serializer[Any]):
    digest = serializers.CharField()
    confirmed_at = serializers.DateTimeField()


class CertificateOut(serializers.Serializer[Any]):
    vote_uid = serializers.UUIDField()
    cycle_uid = serializers.UUIDField()
    title = serializers.CharField()
    method_title = serializers.CharField()
    questions = serializers.JSONField()
    rounds = serializers.JSONField()
    outcome = serializers.JSONField()
    officers = OfficerOut(many=True)
    declared_by = serializers.CharField()
    declared_at = serializers.DateTimeField()
    digest = serializers.CharField()
    in_effect = serializers.BooleanField()
    confirmed_on = serializers.DateField(allow_null=True)
    confirmation_basis = serializers.CharField()
