"""The key of a sealed box: step by step, in turn, by the scrutineers alone; a wrong share is named and nothing is lost."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from commons.audit.models import Entry
from commons.kernel.actor import Role
from commons.kernel.policy import Hidden, NotPermitted
from tenants.ballot import errors, queries
from tenants.ballot.commands import ceremony, counting, officers, opening
from tenants.ballot.models import SealedBallot, SealedBox, Trustee, Vote
from tenants.ballot.sealed import keys
from tenants.ballot.sealed.group import generate, scalar
from tenants.ballot.terms import Phase
from tests.factories import ballot as b
from tests.factories import sealed as s
from tests.factories.deputies import deputy
from tests.factories.people import AT, actor

pytestmark = pytest.mark.usefixtures("town")


def seated() -> tuple[Vote, b.Officials]:
    vote = s.vote_of()
    return vote, b.officials_of(vote)


def phase(box: SealedBox) -> Phase:
    return queries.phase(SealedBox.objects.get(uid=box.uid), queries.trustees(box))


def stored() -> list[Any]:
    return [list(SealedBox.objects.values()), list(Trustee.objects.order_by("index").values()), Entry.objects.count()]


def test_three_devices_make_a_key_that_any_two_of_them_open() -> None:
    vote, officials = seated()
    devices = s.begun(vote, officials)
    box = devices[0].box
    assert (box.number, box.threshold, len(bytes(box.ceremony))) == (1, 2, 32)
    assert [(each.index, each.name) for each in queries.trustees(box)] == [
        (1, "总监票人0"),
        (2, "监票人1"),
        (3, "监票人2"),
    ]
    seen = []
    for step in (s.Device.commit, s.Device.reveal, s.Device.deal, s.Device.acknowledge):
        for device in devices:
            seen.append(phase(box))
            step(device)
    assert seen == [*[Phase.COMMIT] * 3, *[Phase.REVEAL] * 3, *[Phase.DEAL] * 3, *[Phase.CHECK] * 3]
    assert phase(box) == Phase.EMPTY
    shown = ceremony.show_empty_box(actor=officials.chief, box_uid=box.uid, at=AT)
    assert (shown.ballots, shown.root) == (0, hashlib.sha256(b"").hexdigest())
    assert phase(box) == Phase.READY
    joint = keys.joint_key([queries.reveal_of(each) for each in queries.trustees(box)])
    for pair in ((0, 1), (0, 2), (1, 2)):
        secret = {devices[at].index: keys.secret_share(devices[at].received) for at in pair}
        assert _at_zero(secret) == joint


def _at_zero(secrets: dict[int, bytes]) -> bytes:
    from tenants.ballot.sealed.group import ORDER, number
    from tenants.ballot.sealed.opening import lagrange

    weights = lagrange(list(secrets))
    return generate(scalar(sum(number(weights[at]) * number(secrets[at]) for at in secrets) % ORDER))


def test_every_step_is_written_down_without_a_byte_of_a_key() -> None:
    vote, officials = seated()
    s.ready(vote, officials)
    acts = [(each.act, each.facts) for each in Entry.objects.filter(object_type="ballot.sealedbox").order_by("uid")]
    steps = ("ballot.commit_key", "ballot.reveal_key", "ballot.deal_shares", "ballot.acknowledge_shares")
    assert acts == [
        ("ballot.begin_ceremony", {"round": 1}),
        *[(step, {"number": index}) for step in steps for index in (1, 2, 3)],
        ("ballot.show_empty_box", {"ballots": 0, "root": hashlib.sha256(b"").hexdigest()}),
    ]


def test_nobody_reveals_before_all_have_committed_nor_deals_before_all_have_revealed() -> None:
    vote, officials = seated()
    one, two, three = s.begun(vote, officials)
    one.commit()
    before = stored()
    with pytest.raises(errors.CeremonyOutOfTurn, match="各监票人提交承诺"):
        one.reveal()
    with pytest.raises(errors.CeremonyOutOfTurn):
        ceremony.deal_shares(actor=one.actor, box_uid=one.box.uid, dealt={2: bytes(32), 3: bytes(32)}, at=AT)
    with pytest.raises(errors.CeremonyOutOfTurn):
        ceremony.acknowledge_shares(actor=one.actor, box_uid=one.box.uid, at=AT)
    with pytest.raises(errors.CeremonyOutOfTurn):
        ceremony.show_empty_box(actor=officials.chief, box_uid=one.box.uid, at=AT)
    assert stored() == before
    two.commit()
    three.commit()
    one.reveal()
    with pytest.raises(errors.CeremonyOutOfTurn, match="各监票人公开密钥"):
        one.deal()


def test_the_same_step_again_is_answered_alike_and_another_key_is_refused() -> None:
    vote, officials = seated()
    one, two, three = s.begun(vote, officials)
    one.commit()
    before = stored()
    one.commit()
    [other, _, _] = s.devices_of(one.box, officials)
    with pytest.raises(errors.KeyPartTaken):
        other.commit()
    assert stored() == before
    for device in (two, three):
        device.commit()
    for device in (one, two, three):
        device.reveal()
        device.reveal()
    one.deal()
    one.deal()
    before = stored()
    with pytest.raises(errors.KeyPartTaken):
        other.deal()
    with pytest.raises(errors.KeyPartTaken):
        other.reveal()
    assert stored() == before


def test_a_part_that_is_not_what_was_committed_to_is_refused() -> None:
    vote, officials = seated()
    devices = s.begun(vote, officials)
    one = devices[0]
    for sent in ({"committed": bytes(63)}, {"transport_key": bytes(32)}, {"transport_key": b"\xff" * 32}):
        values = {"committed": bytes(64), "transport_key": one.trustee.transport_key} | sent
        with pytest.raises(errors.KeyPartRefused):
            ceremony.commit_key(actor=one.actor, box_uid=one.box.uid, at=AT, **values)
    for device in devices:
        device.commit()
    before = stored()
    [other, _, _] = s.devices_of(one.box, officials)
    with pytest.raises(errors.KeyPartRefused, match="commit"):
        other.reveal()
    assert stored() == before
    for device in devices:
        device.reveal()
    for dealt in ({2: bytes(32)}, {2: bytes(32), 3: bytes(31)}, {1: bytes(32), 2: bytes(32), 3: bytes(32)}):
        with pytest.raises(errors.KeyPartRefused, match="share"):
            ceremony.deal_shares(actor=one.actor, box_uid=one.box.uid, dealt=dealt, at=AT)


def test_a_signing_key_of_another_or_of_nobody_is_refused() -> None:
    """Under the identity anybody signs; with one key for two, one signs for both."""
    one, two, _ = s.begun(*seated())
    one.commit()
    for key in (bytes(32), one.trustee.transport_key):
        with pytest.raises(errors.KeyPartRefused, match="transport key"):
            ceremony.commit_key(actor=two.actor, box_uid=two.box.uid, committed=bytes(64), transport_key=key, at=AT)
    two.commit()


def test_a_wrong_share_names_its_dealer_and_the_ceremony_begins_anew() -> None:
    vote, officials = seated()
    one, two, three = s.begun(vote, officials)
    for step in (s.Device.commit, s.Device.reveal):
        for device in (one, two, three):
            step(device)
    one.deal()
    three.deal()
    wrong = two.dealt() | {3: bytes(32)}
    ceremony.deal_shares(actor=two.actor, box_uid=two.box.uid, dealt=wrong, at=AT)
    with pytest.raises(keys.CeremonyBroken) as broken:
        three.acknowledge()
    assert broken.value.index == 2

    with pytest.raises(errors.KeyPartRefused):  # herself
        ceremony.name_wrong_share(actor=three.actor, box_uid=three.box.uid, dealer=3, at=AT)
    anew = ceremony.name_wrong_share(actor=three.actor, box_uid=three.box.uid, dealer=2, at=AT)

    old = SealedBox.objects.get(uid=two.box.uid)
    assert (old.broken_by, old.abandoned_at, phase(old)) == ("监票人1", AT, Phase.ABANDONED)
    assert (anew.number, bytes(anew.ceremony) != bytes(old.ceremony), phase(anew)) == (1, True, Phase.COMMIT)
    with pytest.raises(errors.CeremonyOutOfTurn, match="已作废"):
        two.deal() if two.dealt() == wrong else one.acknowledge()
    for step in (s.Device.commit, s.Device.reveal, s.Device.deal, s.Device.acknowledge):
        for device in (again := s.devices_of(anew, officials)) if step is s.Device.commit else again:
            step(device)
    assert phase(anew) == Phase.EMPTY


def test_only_the_vote_s_own_scrutineers_keep_its_key() -> None:
    vote, officials = seated()
    other, strangers = seated()
    [one, _, _] = s.begun(vote, officials)
    before = stored()
    for who, refusal in (
        (strangers.chief, Hidden),
        (officials.tellers[0], NotPermitted),
        (b.director(), NotPermitted),
        (actor(Role.DEPUTY), NotPermitted),
    ):
        one.actor = who
        with pytest.raises(refusal):
            one.commit()
    with pytest.raises(NotPermitted):
        ceremony.begin_ceremony(actor=actor(Role.CLERK), vote_uid=vote.uid, at=AT)
    with pytest.raises(Hidden):
        ceremony.begin_ceremony(actor=strangers.chief, vote_uid=vote.uid, at=AT)
    with pytest.raises(NotPermitted):
        ceremony.show_empty_box(actor=officials.scrutineers[0], box_uid=one.box.uid, at=AT)
    assert stored() == before
    assert SealedBox.objects.filter(vote=other).count() == 0


def test_a_round_is_not_opened_before_the_ceremony_is_done_and_the_empty_box_was_shown() -> None:
    vote, officials = seated()
    for prepared in (lambda: None, lambda: s.keyed(vote, officials)):
        prepared()
        with pytest.raises(errors.CeremonyOutstanding):
            b.opened(vote, b.voters(6))
    assert vote.rounds.count() == 0


def test_a_box_that_is_not_empty_is_not_shown_as_empty() -> None:
    vote, officials = seated()
    devices = s.keyed(vote, officials)
    SealedBallot(round_uid=vote.uid, slot=bytes(16), digest=bytes(32), sealed=b"x").save(force_insert=True)
    with pytest.raises(errors.BoxNotEmpty, match="1 张"):
        ceremony.show_empty_box(actor=officials.chief, box_uid=devices[0].box.uid, at=AT)


def test_new_scrutineers_or_a_voided_vote_end_the_ceremony() -> None:
    vote, officials = seated()
    devices = s.keyed(vote, officials)
    people = [deputy(f"新人{number}")[1].account_uid for number in range(5)]
    officers.name_officers(
        actor=actor(Role.CLERK), vote_uid=vote.uid, chief=people[0], scrutineers=people[1:3], tellers=people[3:], at=AT
    )
    assert phase(devices[0].box) == Phase.ABANDONED

    vote, officials = seated()
    devices = s.keyed(vote, officials)
    counting.void_vote(actor=b.director(), vote_uid=vote.uid, reason="会议改期，另行表决", at=AT)
    assert phase(devices[0].box) == Phase.ABANDONED


def test_too_few_to_hide_among_are_told_to_use_paper() -> None:
    vote, officials = seated()
    s.ready(vote, officials)
    with pytest.raises(errors.TooFewToSeal, match="只有 4 人"):
        b.opened(vote, b.voters(4), absent=1)
    assert vote.rounds.count() == 0
    assert b.opened(vote, b.voters(5)).number == 1


def test_a_plain_vote_has_no_ceremony_and_a_sealed_one_takes_no_plain_ballot() -> None:
    plain = b.vote_of()
    officials = b.officials_of(plain)
    with pytest.raises(errors.NotSealed):
        ceremony.begin_ceremony(actor=officials.chief, vote_uid=plain.uid, at=AT)
    hall = s.Hall.of(5)
    with pytest.raises(errors.SealedOnly):
        b.cast(hall.voters[0], hall.round, "甲")


def test_the_manifest_names_slots_and_trustees_parts_and_never_a_deputy() -> None:
    hall = s.Hall.of(5, absent=2)
    box = SealedBox.objects.get(round=hall.round)
    assert box.manifest is not None
    text = bytes(box.manifest).decode()
    assert all(who.name not in text and str(who.account_uid) not in text for who in hall.voters)
    poll = queries.manifest_of(box)
    assert (poll.roll.expected, poll.roll.present, len(poll.slots), poll.smallest_sum) == (7, 5, 5, 5)
    assert poll.titles == {b.uid_of(name): name for name in "甲乙丙"}
    assert hashlib.sha256(bytes(box.manifest)).digest() == bytes(box.manifest_hash or b"") == poll.hash


def test_the_devices_of_the_trustees_see_what_is_dealt_to_them_and_to_nobody_else() -> None:
    vote, officials = seated()
    devices = s.begun(vote, officials)
    for step in (s.Device.commit, s.Device.reveal, s.Device.deal):
        for device in devices:
            step(device)
    for me in devices:
        [facts] = queries.boxes(me.actor, vote)
        assert facts.me is not None
        assert facts.me.index == me.index
        for keeper in facts.keepers:
            dealt = next(each for each in devices if each.index == keeper.index).dealt()
            assert keeper.dealt == (dealt[me.index].hex() if keeper.index != me.index else "")
    [seen] = queries.boxes(b.director(), vote)
    assert [each.dealt for each in seen.keepers] == ["", "", ""]
    assert len(seen.fingerprint.split()) == 6


@pytest.mark.parametrize("act", [opening.open_round, opening.open_next_round])
def test_opening_is_the_director_s(act: Callable[..., Any]) -> None:
    vote, officials = seated()
    s.ready(vote, officials)
    with pytest.raises(NotPermitted):
        act(actor=officials.chief, vote_uid=vote.uid, at=AT)
