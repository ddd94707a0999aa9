"""Evidence: an entry an act, chained; whoever alters it is named by position. The application cannot even try."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from commons.audit import sealer
from commons.audit.commands import advance, record
from commons.audit.models import Entry, Link
from commons.audit.queries import acts_of, trail_of, verify_chain
from commons.audit.seal import START, canonical, chain, link, words_digest
from commons.directory import provisioning
from commons.identity.models import Account
from commons.kernel.errors import OutOfTurn
from commons.kernel.tenancy import in_commons, in_office
from tenants.cycles.lifecycle import CYCLE
from tenants.cycles.models import Cycle
from tests.conftest import NEIGHBOUR, TOWN
from tests.factories.cycles import open_year
from tests.factories.people import AT, Role, account, actor, member

Owner = psycopg.Connection[Any]


def note(number: int, **more: Any) -> Entry:
    """One more entry about the same record."""
    return record(
        "test.note",
        Account(),
        actor=actor(Role.CLERK),
        at=AT + dt.timedelta(minutes=number),
        facts={"n": number},
        **more,
    )


@pytest.fixture
def sealed(committed: str) -> str:
    """Six entries of the town, sealed and really committed."""
    with in_office(TOWN):
        for number in range(1, 7):
            note(number)
        sealer.seal()
        report = verify_chain()
    assert (report.holds, report.entries, report.sealed) == (True, 6, 6)
    return committed


def tampered(work: Callable[[Owner], None]) -> tuple[int | None, str]:
    """What the check says after the owner of the database did this to the town."""
    with provisioning.as_owner() as owner:
        owner.execute(f'SET search_path = "o_{TOWN}"')
        work(owner)
    with in_office(TOWN):
        report = verify_chain()
    return report.broken_at, report.reason


def entry_at(owner: Owner, position: int) -> str:
    return str(owner.execute("SELECT entry_id FROM audit_link WHERE position = %s", [position]).fetchone()[0])  # type: ignore[index]


# ── tampering ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "change",
    [
        "facts = '{\"n\": 9}'",
        "at = at + interval '1 microsecond'",
        "act = 'test.note '",
        "to_state = 'x'",
        "roles = 'director'",
        "account_uid = NULL",
        "on_behalf_of = '某某'",
        "office_code = '440703102'",
        "object_uid = 'other'",
        "words_digest = repeat('0', 64)",
    ],
)
def test_one_altered_field_names_the_position(sealed: str, change: str) -> None:
    def alter(owner: Owner) -> None:
        owner.execute(f"UPDATE audit_entry SET {change} WHERE uid = '{entry_at(owner, 4)}'")

    assert tampered(alter) == (4, "审计记录与链值不符")


def test_a_removed_entry_names_the_position(sealed: str) -> None:
    def remove(owner: Owner) -> None:
        gone = entry_at(owner, 3)
        owner.execute("DELETE FROM audit_link WHERE position = 3")
        owner.execute(f"DELETE FROM audit_entry WHERE uid = '{gone}'")

    assert tampered(remove) == (3, "链上缺少一环")


def test_a_removed_entry_with_the_rest_moved_up_names_the_position(sealed: str) -> None:
    def remove(owner: Owner) -> None:
        owner.execute("DELETE FROM audit_link WHERE position = 3")
        owner.execute("UPDATE audit_link SET position = position - 1 WHERE position > 3")

    assert tampered(remove) == (3, "审计记录与链值不符")


def test_two_entries_that_changed_places_name_the_first(sealed: str) -> None:
    def swap(owner: Owner) -> None:
        second, fifth = entry_at(owner, 2), entry_at(owner, 5)
        owner.execute("ALTER TABLE audit_link DROP CONSTRAINT audit_link_entry_id_key")
        owner.execute(f"UPDATE audit_link SET entry_id = '{fifth}' WHERE position = 2")
        owner.execute(f"UPDATE audit_link SET entry_id = '{second}' WHERE position = 5")

    assert tampered(swap) == (2, "审计记录与链值不符")


def test_an_end_that_was_cut_off_is_missed_by_the_published_head(sealed: str) -> None:
    def cut(owner: Owner) -> None:
        owner.execute("DELETE FROM audit_link WHERE position > 4")

    assert tampered(cut) == (5, "链的末尾缺失")


def test_a_chain_made_anew_over_other_facts_does_not_end_in_the_published_head(sealed: str) -> None:
    def forge(owner: Owner) -> None:
        owner.execute("DELETE FROM audit_link")
        owner.execute("UPDATE audit_entry SET facts = '{}'")
        owner.commit()
        with in_office(TOWN):
            sealer.seal()

    assert tampered(forge) == (6, "与公布的链头不符")


def test_the_neighbours_chain_is_its_own(sealed: str) -> None:
    with provisioning.as_owner() as owner:
        owner.execute(f"UPDATE \"o_{TOWN}\".audit_entry SET facts = '{{}}'")
    with in_office(NEIGHBOUR):
        note(1)
        sealer.seal()
        assert verify_chain().holds
    with in_office(TOWN):
        assert verify_chain().broken_at == 1


# ── the application's role ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("table", ["audit_entry", "audit_link"])
@pytest.mark.parametrize("schema", [f"o_{TOWN}", "public"])
@pytest.mark.parametrize("statement", ["UPDATE {0} SET home = home", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"])
def test_the_application_may_not_touch_evidence(db: None, schema: str, table: str, statement: str) -> None:
    with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(f'"{schema}".{table}'))
    assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)


def test_the_application_may_not_drop_or_make_a_schema(db: None) -> None:
    for statement in (f'DROP SCHEMA "o_{NEIGHBOUR}" CASCADE', "CREATE SCHEMA o_1", f'ALTER TABLE "o_{TOWN}".audit_entry DISABLE TRIGGER ALL'):  # fmt: skip
        with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)


def test_an_act_whose_evidence_cannot_be_written_does_not_happen(committed: str) -> None:
    with provisioning.as_owner() as owner:
        owner.execute(f'REVOKE INSERT ON "o_{TOWN}".audit_entry FROM renda_app')
    with in_office(TOWN):
        with pytest.raises(DatabaseError):
            open_year()
        assert not Cycle.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM outbox_message")
            assert cursor.fetchone() == (0,)


# ── sealing ───────────────────────────────────────────────────────────────────────────────────


def test_sealing_twice_seals_once_and_goes_on_where_it_stopped(town: str) -> None:
    for number in range(3):
        note(number)
    assert (sealer.seal(), sealer.seal()) == (3, 0)
    note(9)
    assert sealer.seal() == 1
    assert list(Link.objects.order_by("position").values_list("position", flat=True)) == [1, 2, 3, 4]
    assert verify_chain().holds


def test_an_entry_that_commits_late_is_chained_later_and_the_chain_holds(town: str) -> None:
    """Order is the order of sealing, not of time (decision 0011)."""
    note(10)
    sealer.seal()
    late = note(1)
    sealer.seal()
    assert Link.objects.get(entry=late).position == 2
    assert verify_chain().holds


def test_what_is_not_sealed_yet_is_counted_as_such(town: str) -> None:
    note(1)
    sealer.seal()
    note(2)
    report = verify_chain()
    assert (report.entries, report.sealed, report.holds) == (2, 1, True)


def test_more_than_a_batch_is_sealed_to_the_end(town: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealer, "BATCH", 3)
    for number in range(8):
        note(number)
    assert sealer.seal() == 8
    assert verify_chain().sealed == 8


def test_the_public_schema_has_a_chain_of_its_own(commons: None) -> None:
    account()
    sealer.seal()
    report = verify_chain()
    assert report.holds
    assert report.sealed == report.entries


# ── what an entry holds ───────────────────────────────────────────────────────────────────────


def test_of_a_persons_words_only_a_salted_digest_stays(town: str) -> None:
    words = "村口路灯坏了三个月"
    one, two = note(1, words=(words,)), note(2, words=(words,))
    for entry in (one, two):
        kept = Entry.objects.get(uid=entry.uid)
        assert words not in str(vars(kept))
        assert kept.words_digest == words_digest(kept.salt, words)
    assert one.words_digest != two.words_digest


def test_an_advance_writes_the_state_and_its_evidence_in_one(town: str) -> None:
    cycle = open_year()
    entry = trail_of(cycle).get(act="cycles.open_cycle")
    assert (entry.from_state, entry.to_state) == ("planned", "open")
    assert (entry.object_type, entry.roles, entry.office_code) == ("cycles.cycle", "director", TOWN)
    assert entry in acts_of(entry.account_uid)


def test_a_step_out_of_turn_leaves_no_trace(town: str) -> None:
    cycle = open_year()
    before = (Entry.objects.count(), Cycle.objects.get(uid=cycle.uid).state)
    with pytest.raises(OutOfTurn):
        advance(cycle, CYCLE, "open_cycle", actor=actor(Role.DIRECTOR), at=AT)
    assert (Entry.objects.count(), Cycle.objects.get(uid=cycle.uid).state) == before


def test_a_trail_is_of_one_record_in_one_office(town: str) -> None:
    who = member(Role.CLERK)
    assert all(entry.object_uid == str(who.pk) for entry in trail_of(who))
    with in_office(NEIGHBOUR):
        assert not trail_of(who).exists()
    with in_commons():
        assert not trail_of(Account()).exists()


# ── arithmetic ────────────────────────────────────────────────────────────────────────────────

facts = st.dictionaries(
    st.text(max_size=8), st.one_of(st.integers(), st.text(max_size=8), st.none(), st.booleans()), max_size=5
)


@given(st.lists(facts, max_size=6))
def test_a_chain_is_its_links_one_after_the_other(entries: list[dict[str, Any]]) -> None:
    digests, previous = list(chain(START, entries)), START
    for entry, digest in zip(entries, digests, strict=True):
        assert digest == link(previous, entry)
        previous = digest


@given(facts, facts)
def test_two_entries_seal_alike_only_if_they_are_alike(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert (canonical(one) == canonical(other)) == (one == other or canonical(one) == canonical(other))
    assert canonical(one) == canonical(dict(reversed(one.items())))


def test_the_digest_is_sm3() -> None:
    """The standard's own example: SM3("abc")."""
    from commons.audit.seal import sm3

    assert sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
