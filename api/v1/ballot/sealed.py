"""The sealed box over HTTP: what scrutineers' and deputies' devices send and ask. Bytes are hex; ballots are base64.

Every act is safe to repeat with the same bytes. Of casting nothing is kept under a client's key: that would say who and when.
"""

from __future__ import annotations

import base64
import datetime as dt
from typing import Any

from django.core.validators import MaxLengthValidator
from rest_framework import serializers

from api.serializers import In
from api.views import ActView, DetailView, WholeView
from commons.kernel.actor import Actor
from tenants.ballot import queries
from tenants.ballot.commands import ceremony, sealing, unsealing
from tenants.ballot.policies import POLICY
from tenants.ballot.sealed.opening import Share

_DIGITS = frozenset("0123456789abcdef")

# ── in ────────────────────────────────────────────────────────────────────────────────────────


class Hex(serializers.CharField):
    """`size` bytes as lower-case hex."""

    default_error_messages = {"invalid": "应为十六进制数据，请刷新页面重试。"}

    def __init__(self, size: int, **more: Any) -> None:
        self.size = size
        super().__init__(max_length=2 * size, **more)

    def to_internal_value(self, data: Any) -> Any:
        word = super().to_internal_value(data)
        if len(word) != 2 * self.size or not set(word) <= _DIGITS:
            self.fail("invalid")
        return bytes.fromhex(word)


class CommitmentIn(In):
    committed = Hex(64)
    transport_key = Hex(32)


class RevealIn(In):
    commitments = serializers.ListField(child=Hex(32), max_length=99)
    proof = Hex(64)


class DealtIn(In):
    index = serializers.IntegerField(min_value=1, max_value=99)
    share = Hex(32)


class DealingIn(In):
    dealt = DealtIn(many=True)


class DealerIn(In):
    dealer = serializers.IntegerField(min_value=1, max_value=99)


class PartIn(In):
    """`part` is a group of a double threshold, or empty."""

    part = serializers.CharField(max_length=60, allow_blank=True)
    points = serializers.ListField(child=Hex(32), max_length=5000)
    proofs = serializers.ListField(child=Hex(64), max_length=5000)


class OpeningIn(In):
    shares = PartIn(many=True)


class KnownIn(In):
    """How many ballots the device has."""

    after = serializers.IntegerField(min_value=0, max_value=1_000_000, default=0)


class SignatureIn(In):
    signature = Hex(64)


class Base64(serializers.CharField):
    """Bytes. Letters are judged by the decoder alone: DRF's own look at each of them takes longer than the whole cast."""

    default_error_messages = {"invalid": "密封票应为 base64，请刷新页面重试。"}

    def __init__(self, most: int) -> None:
        super().__init__(max_length=most)
        self.validators = [each for each in self.validators if isinstance(each, MaxLengthValidator)]

    def to_internal_value(self, data: Any) -> Any:
        try:
            return base64.b64decode(super().to_internal_value(data), validate=True)
        except ValueError as wrong:
            raise serializers.ValidationError(self.error_messages["invalid"]) from wrong


class SealedIn(In):
    """Base64. What is inside nobody here can read."""

    sealed = Base64(400_000)


# ── out ───────────────────────────────────────────────────────────────────────────────────────


class KeeperOut(serializers.Serializer[Any]):
    index = serializers.IntegerField()
    name = serializers.CharField()
    is_me = serializers.BooleanField()
    committed = serializers.CharField()
    transport_key = serializers.CharField()
    commitments = serializers.ListField(child=serializers.CharField())
    proof = serializers.CharField()
    has_dealt = serializers.BooleanField()
    dealt = serializers.CharField()
    acked = serializers.BooleanField()
    opened = serializers.BooleanField()
    signed = serializers.BooleanField()


class BoxOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    number = serializers.IntegerField()
    phase = serializers.CharField()
    phase_label = serializers.CharField()
    ceremony = serializers.CharField()
    threshold = serializers.IntegerField()
    broken_by = serializers.CharField()
    fingerprint = serializers.CharField()
    round_uid = serializers.UUIDField(allow_null=True)
    manifest_hash = serializers.CharField()
    seal_root = serializers.CharField(source="root")
    pending = serializers.IntegerField()
    result = serializers.CharField()
    is_destroyed = serializers.BooleanField()
    keepers = KeeperOut(many=True)


class BegunOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    number = serializers.IntegerField()


class EmptyBoxOut(serializers.Serializer[Any]):
    ballots = serializers.IntegerField()
    seal_root = serializers.CharField(source="root")


class SealedBoothOut(serializers.Serializer[Any]):
    """`manifest` base64, `slot` hex."""

    round_uid = serializers.UUIDField()
    manifest = serializers.SerializerMethodField()
    slot = serializers.CharField()
    state = serializers.CharField()
    code = serializers.CharField()

    def get_manifest(self, booth: queries.SealedBooth) -> str:
        return base64.b64encode(booth.manifest).decode()


class SealedReceiptOut(serializers.Serializer[Any]):
    receipt = serializers.CharField()
    digest = serializers.CharField()
    code = serializers.CharField()


class SealedSetOut(serializers.Serializer[Any]):
    """`manifest` and the ballots base64, `seal_root` and slots hex. `seal_root` is empty until the box is sealed."""

    manifest = serializers.SerializerMethodField()
    seal_root = serializers.SerializerMethodField()
    ballots = serializers.SerializerMethodField()

    def get_manifest(self, found: queries.SealedSet) -> str:
        return base64.b64encode(found.manifest).decode()

    def get_seal_root(self, found: queries.SealedSet) -> str:
        return found.root.hex()

    def get_ballots(self, found: queries.SealedSet) -> list[list[str]]:
        return [[slot.hex(), base64.b64encode(sealed).decode()] for slot, sealed in found.ballots]


class Ceremonies(WholeView, ActView):
    """Every box of the vote as the viewer sees it; POST begins a ceremony for the round to come."""

    policy = POLICY
    actions_by_method = {"GET": "ballot.read_roll", "POST": "ballot.begin_ceremony"}
    serializer_out = BoxOut
    serializer_done = BegunOut

    def rows(self, actor: Actor) -> Any:
        return queries.boxes(actor, queries.vote(actor, self.kwargs["uid"]))

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return ceremony.begin_ceremony(actor=actor, vote_uid=values["uid"], at=at)


class _Step(ActView):
    """A step of one trustee's device."""

    policy = POLICY
    actions_by_method = {"POST": "ballot.keep_key"}
    serializer_out = BegunOut


class Commitment(_Step):
    serializer_in = CommitmentIn

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return ceremony.commit_key(actor=actor, box_uid=values.pop("uid"), at=at, **values)


class Reveal(_Step):
    serializer_in = RevealIn

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return ceremony.reveal_key(actor=actor, box_uid=values.pop("uid"), at=at, **values)


class Dealing(_Step):
    serializer_in = DealingIn

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        dealt = {each["index"]: each["share"] for each in values["dealt"]}
        return ceremony.deal_shares(actor=actor, box_uid=values["uid"], dealt=dealt, at=at)


class Acknowledgement(_Step):
    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return ceremony.acknowledge_shares(actor=actor, box_uid=values["uid"], at=at)


class WrongShare(_Step):
    """Names the dealer; answers with the ceremony that begins anew."""

    serializer_in = DealerIn

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return ceremony.name_wrong_share(actor=actor, box_uid=values["uid"], dealer=values["dealer"], at=at)


class EmptyBox(ActView):
    policy = POLICY
    actions_by_method = {"POST": "ballot.show_empty_box"}
    serializer_out = EmptyBoxOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return ceremony.show_empty_box(actor=actor, box_uid=values["uid"], at=at)


# ── the booth ─────────────────────────────────────────────────────────────────────────────────


class Booth(DetailView):
    """What a voter's own device needs to seal, and how her ballot fares."""

    waits = True
    policy = POLICY
    actions_by_method = {"GET": "ballot.cast"}
    serializer_out = SealedBoothOut

    def row(self, actor: Actor, **keys: Any) -> Any:
        return queries.sealed_booth(actor, keys["uid"])


class SealedCasting(ActView):
    """Put a sealed ballot into its slot. The same bytes get the same receipt, however often; answered after the commit."""

    policy = POLICY
    actions_by_method = {"POST": "ballot.cast"}
    serializer_in = SealedIn
    serializer_out = SealedReceiptOut
    kept = False

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return sealing.cast_sealed(actor=actor, round_uid=values["uid"], sealed=values["sealed"], at=at)


# ── checking, opening ─────────────────────────────────────────────────────────────────────────────


class SealedSet(DetailView):
    """What a trustee's device checks and multiplies by itself: while voting goes on in waves, after closing the rest."""

    waits = True
    policy = POLICY
    actions_by_method = {"GET": "ballot.keep_key"}
    serializer_query = KnownIn
    serializer_out = SealedSetOut

    def row(self, actor: Actor, **keys: Any) -> Any:
        return queries.sealed_set_of(actor, keys["uid"], after=self.asked()["after"])


class OpeningShare(ActView):
    policy = POLICY
    actions_by_method = {"POST": "ballot.keep_key"}
    serializer_in = OpeningIn

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        shares = {each["part"]: Share(0, tuple(each["points"]), tuple(each["proofs"])) for each in values["shares"]}
        return unsealing.give_opening_share(actor=actor, round_uid=values["uid"], shares=shares, at=at)


class Signature(ActView):
    policy = POLICY
    actions_by_method = {"POST": "ballot.keep_key"}
    serializer_in = SignatureIn

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return unsealing.sign_result(actor=actor, round_uid=values["uid"], signature=values["signature"], at=at)


class KeysDestroyed(ActView):
    policy = POLICY
    actions_by_method = {"POST": "ballot.destroy_keys"}

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return unsealing.destroy_keys(actor=actor, vote_uid=values["uid"], at=at)
