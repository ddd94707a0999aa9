from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.serializers import In
from tenants.meetings.terms import ItemKind, SessionKind, SignInMethod

# ── in ────────────────────────────────────────────────────────────────────────────────────────


class Convening(In):
    cycle_uid = serializers.UUIDField(allow_null=True, default=None)
    kind = serializers.ChoiceField(SessionKind.choices)
    title = serializers.CharField(max_length=100)
    held_on = serializers.DateField()
    place = serializers.CharField(max_length=100, allow_blank=True, default="")
    term_no = serializers.IntegerField(allow_null=True, default=None)
    session_no = serializers.IntegerField(allow_null=True, default=None)
    expected = serializers.IntegerField(allow_null=True, default=None)


class Expected(In):
    expected = serializers.IntegerField()


class Reason(In):
    reason = serializers.CharField(max_length=200)


class NewItem(In):
    kind = serializers.ChoiceField(ItemKind.choices)
    title = serializers.CharField(max_length=100)
    presenter = serializers.CharField(max_length=60, allow_blank=True, default="")
    paper_uid = serializers.UUIDField(allow_null=True, default=None)


class SigningIn(In):
    """A deputy signs herself in; the clerk names the mandate."""

    method = serializers.ChoiceField(SignInMethod.choices, default=SignInMethod.SELF)
    code = serializers.CharField(max_length=8, allow_blank=True, default="")
    mandate_uid = serializers.UUIDField(allow_null=True, default=None)


class Guest(In):
    name = serializers.CharField(max_length=60)
    account_uid = serializers.UUIDField(allow_null=True, default=None)


class Asking(In):
    """`seat_uid` is the seat of who asks; left out, one's own."""

    text = serializers.CharField(max_length=1000)
    seat_uid = serializers.UUIDField(allow_null=True, default=None)
    subject_uid = serializers.UUIDField(allow_null=True, default=None)


class Assigning(In):
    unit_account_uid = serializers.UUIDField()
    unit_name = serializers.CharField(max_length=60)
    due_on = serializers.DateField()


class Answering(In):
    answer = serializers.CharField(max_length=2000)


class NewMinutes(In):
    text = serializers.CharField(max_length=50_000)


class Deciding(In):
    """A show of hands, in people."""

    title = serializers.CharField(max_length=200)
    approve = serializers.IntegerField(min_value=0, max_value=100_000)
    oppose = serializers.IntegerField(min_value=0, max_value=100_000)
    abstain = serializers.IntegerField(min_value=0, max_value=100_000)


# ── out ───────────────────────────────────────────────────────────────────────────────────────


class SessionOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    cycle_uid = serializers.UUIDField(allow_null=True)
    kind = serializers.CharField()
    title = serializers.CharField()
    term_no = serializers.IntegerField(allow_null=True)
    session_no = serializers.IntegerField(allow_null=True)
    held_on = serializers.DateField()
    place = serializers.CharField()
    expected = serializers.IntegerField(allow_null=True)
    state = serializers.CharField()
    opened_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)


class SessionFactsOut(SessionOut):
    """One session with its figures: 实到 with a vote, and all who came."""

    voting = serializers.IntegerField()
    present = serializers.IntegerField()


class ItemOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    position = serializers.IntegerField()
    kind = serializers.CharField()
    title = serializers.CharField()
    presenter = serializers.CharField()
    paper_uid = serializers.UUIDField(allow_null=True)
    state = serializers.CharField()


class PresentOut(serializers.Serializer[Any]):
    """Who came. The account stays inside."""

    seat_uid = serializers.UUIDField()
    name = serializers.CharField()
    votes = serializers.BooleanField()


class EnquiryOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    session_uid = serializers.UUIDField(source="session_id")
    asker_name = serializers.CharField()
    text = serializers.CharField()
    subject_uid = serializers.UUIDField(allow_null=True)
    unit_name = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    answer = serializers.CharField()
    answered_on_spot = serializers.BooleanField(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)
    state = serializers.CharField()


class MinutesOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    edition = serializers.IntegerField()
    text = serializers.CharField()
    author_name = serializers.CharField()
    created_at = serializers.DateTimeField()


class DecisionOut(serializers.Serializer[Any]):
    """More than half of `base` people carried it, or did not."""

    uid = serializers.UUIDField()
    kind = serializers.CharField()
    title = serializers.CharField()
    subject_uid = serializers.UUIDField(allow_null=True)
    base = serializers.IntegerField()
    present = serializers.IntegerField()
    approve = serializers.IntegerField()
    oppose = serializers.IntegerField()
    abstain = serializers.IntegerField()
    passed = serializers.BooleanField()
    created_at = serializers.DateTimeField()
