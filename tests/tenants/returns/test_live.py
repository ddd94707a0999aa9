"""Live figures: an office is marked as changed with the change itself, and counted anew; never incremented."""

from __future__ import annotations

import ast
import datetime as dt
from collections import defaultdict
from pathlib import Path

from django.db import connection, transaction

from commons.kernel.tenancy import in_commons, in_office
from commons.outbox import relay
from commons.reporting import queries as rollups
from commons.reporting.models import Snapshot
from tenants.intake.commands import reach as intake
from tenants.intake.terms import ActivityKind
from tenants.returns import commands
from tests.conftest import COUNTY, NEIGHBOUR, TOWN
from tests.factories.cycles import open_year
from tests.factories.intake import campaign, submit
from tests.factories.people import AT, Role, actor

ROOT = Path(__file__).resolve().parents[3]

# Acts that neither say anything nor ring, because no figure follows from what they change.
SILENT = {
    # notes, drafts and papers on the way to an act that speaks
    "appraisal.flag_exclusion", "appraisal.remove_flag", "appraisal.override_exclusion", "appraisal.track_reserve",
    "appraisal.score", "appraisal.sign_scorecard", "cycles.reschedule_stage", "deputies.claim_duty",
    "deputies.reject_claim", "deputies.plan_reception", "deputies.cancel_reception", "deputies.invite_co_signers",
    "deputies.answer_invitation", "deputies.give_opinion", "intake.plan_campaign", "meetings.add_agenda_item",
    "meetings.begin_item", "meetings.finish_item", "meetings.put_off_item", "meetings.assign_enquiry",
    "meetings.record_minutes", "meetings.set_expected", "notices.set_periods", "notices.draft_notice",
    "notices.revise_notice",
    # the ballot speaks when its result is declared or confirmed, and not before
    "ballot.cast", "ballot.count", "ballot.confirm_count", "ballot.issue_papers", "ballot.state_papers",
    "ballot.enter_paper", "ballot.strike_paper", "ballot.finish_batch", "ballot.reopen_batch", "ballot.judge_paper",
    "ballot.name_officers", "ballot.adopt_method", "ballot.approve_officers", "ballot.begin_rehearsal", "ballot.announce",
    "meetings.sign_in", "meetings.decide",
    # the sealed ballot's keys, shares and papers: it too speaks when the result is declared
    "ballot.acknowledge_shares", "ballot.begin_ceremony", "ballot.cast_sealed", "ballot.check_ballots",
    "ballot.commit_key", "ballot.deal_shares", "ballot.destroy_keys", "ballot.give_opening_share",
    "ballot.name_wrong_share", "ballot.refuse_unsigned", "ballot.reveal_key", "ballot.show_empty_box",
    "ballot.sign_result",
    # who may do what, and what is private
    "delivery.let_inspect", "delivery.stop_inspecting", "deputies.appoint_keeper", "deputies.dismiss_keeper",
    "deputies.place_deputy", "deputies.link_account", "deputies.join_group", "deputies.leave_group",
    "intake.reveal_contact", "intake.erase_contacts", "notices.reveal_contact", "notices.erase_contacts",
    "oversight.add_member", "oversight.remove_member", "oversight.hand_over_rectifications",
    # files, to-dos
    "delivery.save_view", "delivery.forget_view", "documents.attach", "documents.detach", "documents.set_public", "documents.sweep_files", "notices.notify_all",
    "notices.notify", "notices.mark_read", "notices.settle",
    # called inside an act that speaks, or by a handler, after which the relay counts anyway
    "appraisal.note_result", "intake.note_outcome", "intake.adopt_waiting",
    # what a hearing comes to, drafts of bulletins, merits; a poll speaks as the evaluation that it becomes
    "oversight.report_hearing", "oversight.conclude_hearing",
    # a televised questioning speaks by its clues, who asks, the answers, what is handed over and what is solved
    "oversight.choose_clue", "oversight.set_aside_clue", "oversight.choose_theme", "oversight.announce_show",
    "oversight.give_question", "oversight.report_clue", "oversight.return_clue",
    "oversight.publish_show", "oversight.withdraw_show",
    "oversight.demand_again", "oversight.compile_bulletin", "oversight.enter_merit",
    "oversight.strike_merit", "oversight.name_owner", "oversight.offer_to_collection", "oversight.track_rectification",
    "oversight.urge_rectification", "oversight.write_slip", "oversight.open_poll", "oversight.close_poll",
    "oversight.void_poll", "oversight.cast",
    # returns are made of figures and change none
    "returns.correct_line", "returns.explain_doubt", "returns.file_return", "returns.discard_compilation",
    "returns.note_answer",
}  # fmt: skip


def _commands() -> dict[str, dict[str, set[str]]]:
    """Room → function → what it calls, by name."""
    found: dict[str, dict[str, set[str]]] = defaultdict(dict)
    for file in sorted((ROOT / "tenants").glob("*/commands*")):
        for module in sorted(file.rglob("*.py")) if file.is_dir() else [file]:
            for each in ast.parse(module.read_text()).body:
                if isinstance(each, ast.FunctionDef):
                    calls = (call.func for call in ast.walk(each) if isinstance(call, ast.Call))
                    names = {getattr(call, "attr", getattr(call, "id", "")) for call in calls}
                    found[file.relative_to(ROOT).parts[1]][each.name] = names
    return found


def _reaches(room: dict[str, set[str]], name: str, wanted: set[str], seen: frozenset[str] = frozenset()) -> bool:
    calls = room[name]
    return bool(calls & wanted) or any(
        _reaches(room, each, wanted, seen | {name}) for each in calls & set(room) - seen - {name}
    )


def test_every_act_that_can_move_a_figure_marks_its_office_as_changed() -> None:
    silent = {
        f"{room}.{name}"
        for room, functions in _commands().items()
        for name in functions
        if not name.startswith("_")
        and _reaches(functions, name, {"record", "advance"})
        and not _reaches(functions, name, {"publish", "ring"})
    }
    assert silent == SILENT


def _rings() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT office_code FROM public.outbox_doorbell ORDER BY 1")
        return [row[0] for row in cursor.fetchall()]


def above(code: str, figure: str, period: str | None = None) -> str | None:
    """What the province reads of an office, once the relay has been round."""
    relay.finish_round()
    with in_commons():
        value: str | None = rollups.rollup(code, 2026, period)["figures"][figure]["value"]
    return value


def counted_at(code: str) -> dict[object, dt.datetime]:
    """Read from above: in a neighbour's schema there is nothing to see."""
    with in_commons():
        return dict(Snapshot.objects.filter(office_code=code).values_list("uid", "as_of"))


def _posters(uid: object, quantity: int) -> None:
    intake.record_activity(
        actor=actor(Role.CLERK), campaign_uid=uid, kind=ActivityKind.POSTER, quantity=quantity,
        held_on=dt.date(2026, 3, 2), note="", at=AT,
    )  # fmt: skip


def test_an_act_without_a_word_still_moves_the_figures_above(town: str) -> None:
    campaign_uid = campaign(open_year().uid).uid
    relay.drain_all()
    assert _rings() == []
    _posters(campaign_uid, 450)
    assert _rings() == [TOWN]
    relay.drain_all()
    assert above(COUNTY, "outreach.posters") == "450"
    _posters(campaign_uid, 50)
    relay.drain_all()
    relay.drain_all()
    assert above(COUNTY, "outreach.posters") == "500"


def test_the_mark_stands_or_falls_with_the_change(town: str) -> None:
    campaign_uid = campaign(open_year().uid).uid
    relay.drain_all()
    with transaction.atomic():
        _posters(campaign_uid, 450)
        transaction.set_rollback(True)
    assert _rings() == []


def test_an_office_that_changed_is_counted_and_no_other(town: str) -> None:
    open_year()
    with in_office(NEIGHBOUR):
        open_year()
    relay.drain_all()
    before = counted_at(NEIGHBOUR)
    assert before
    submit()
    relay.drain_all()
    assert above(TOWN, "suggestions.received") == "1"
    assert counted_at(NEIGHBOUR) == before


def test_in_the_year_itself_the_month_keeps_what_it_ended_with(town: str) -> None:
    open_year()
    submit()
    commands.take_snapshot(year=2026, at=AT)
    submit("公园没有灯")
    commands.take_snapshot(year=2026, at=AT + dt.timedelta(days=30))
    months = {
        period: above(TOWN, "suggestions.received", period) for period in ("2026M02", "2026M03", "2026M04", "2026")
    }
    assert months == {"2026M02": None, "2026M03": "1", "2026M04": "2", "2026": "2"}


def test_a_year_that_is_over_moves_no_month_of_this_one(town: str) -> None:
    open_year(2025)
    commands.take_snapshot(year=2025, at=AT)
    assert set(Snapshot.objects.values_list("period", flat=True)) == {"2025"}


def test_what_is_late_changes_with_the_day_alone(town: str) -> None:
    """Nothing happens; a morning passes, and the milestone is overdue."""
    from tests.factories.delivery import opened, step

    open_year()
    step(opened(), due_on=dt.date(2026, 3, 31))
    commands.refresh_snapshots(at=AT)
    assert above(TOWN, "milestones.overdue") == "0"
    commands.refresh_snapshots(at=AT + dt.timedelta(days=40))
    assert above(TOWN, "milestones.overdue") == "1"


def test_a_closed_year_is_left_alone_by_the_relay_after_a_day_and_counted_every_morning(town: str) -> None:
    cycle = open_year(2025)
    open_year()
    cycle.closed_at = AT
    cycle.save(update_fields=["closed_at"])
    later = AT + dt.timedelta(hours=25)
    assert commands.refresh_snapshots(old_ones_too=False, at=AT + dt.timedelta(hours=23)) == 2
    assert commands.refresh_snapshots(old_ones_too=False, at=later) == 1
    assert commands.refresh_snapshots(at=later) == 2


def test_a_year_closed_long_ago_and_never_counted_is_counted_once_by_the_relay(town: str) -> None:
    """An office that comes with its past: its earlier years stand on the board from the first hour on."""
    cycle = open_year(2025)
    cycle.closed_at = AT - dt.timedelta(days=30)
    cycle.save(update_fields=["closed_at"])
    assert commands.refresh_snapshots(old_ones_too=False, at=AT) == 1
    assert set(Snapshot.objects.values_list("year", flat=True)) == {2025}
    assert commands.refresh_snapshots(old_ones_too=False, at=AT) == 0
