"""What oversight's API takes and gives of a 代表网络问政."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.serializers import In
from tenants.oversight.queries import rate_of
from tenants.oversight.terms import Quality

# ── in ───────────────────────────────────────────────────────────────────────────────────────


class NewClue(In):
    """`group` where it is entered for one; a deputy's own is known."""

    topic = serializers.CharField()
    text = serializers.CharField()
    group = serializers.CharField(default="", allow_blank=True)


class Theme(In):
    theme = serializers.CharField()
    reason = serializers.CharField()


class Broadcast(In):
    host = serializers.CharField(allow_blank=True)
    broadcast_url = serializers.CharField(allow_blank=True)


class NewAskers(In):
    mandate_uids = serializers.ListField(child=serializers.UUIDField(), max_length=500)
    qualities = serializers.ListField(child=serializers.ChoiceField(choices=Quality.choices))


class OneAsker(In):
    mandate_uid = serializers.UUIDField()


class NewFilm(In):
    """One film a request, as multipart."""

    films = serializers.ListField(child=serializers.FileField(), max_length=1)


class Choice(In):
    unit_name = serializers.CharField()


class ShowAnswer(In):
    answer = serializers.CharField()
    answered_by = serializers.CharField()
    satisfied = serializers.IntegerField(default=0)
    basically_satisfied = serializers.IntegerField(default=0)
    dissatisfied = serializers.IntegerField(default=0)


class HandingOver(In):
    due_on = serializers.DateField()


# ── out ──────────────────────────────────────────────────────────────────────────────────────


class ShowOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    created_at = serializers.DateTimeField()
    year = serializers.IntegerField()
    theme = serializers.CharField()
    summoned = serializers.CharField()
    host = serializers.CharField()
    broadcast_url = serializers.CharField()
    called_on = serializers.DateField()
    held_on = serializers.DateField(allow_null=True)
    published_on = serializers.DateField(allow_null=True)
    state = serializers.CharField()


class AskerOut(serializers.Serializer[Any]):
    mandate_uid = serializers.UUIDField()
    name = serializers.CharField()
    qualities = serializers.ListField(child=serializers.CharField())


class FilmOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    filename = serializers.CharField()
    media_type = serializers.CharField()
    size = serializers.IntegerField()
    public = serializers.BooleanField()


class ClueOut(serializers.Serializer[Any]):
    """`rate`: percent of the slips on the answer that are 满意 or 基本满意; null before anybody filled one in."""

    uid = serializers.UUIDField()
    created_at = serializers.DateTimeField()
    show_uid = serializers.UUIDField(source="show_id")
    topic = serializers.CharField()
    text = serializers.CharField()
    group = serializers.CharField()
    set_aside_why = serializers.CharField()
    unit_name = serializers.CharField()
    asker = serializers.CharField(source="asker.name", default="")
    answer = serializers.CharField()
    answered_by = serializers.CharField()
    satisfied = serializers.IntegerField()
    basically_satisfied = serializers.IntegerField()
    dissatisfied = serializers.IntegerField()
    rate = serializers.SerializerMethodField()
    document_uid = serializers.UUIDField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    demand = serializers.CharField()
    report = serializers.CharField()
    reported_on = serializers.DateField(allow_null=True)
    solved_on = serializers.DateField(allow_null=True)
    state = serializers.CharField()

    def get_rate(self, row: Any) -> str | None:
        rate = rate_of(row)
        return None if rate is None else str(rate)
