"""Offices are brought to the release's head: those behind and no others, each whole or not at all."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import CITY, COUNTY, NEIGHBOUR, OFFICES, STREET, TOWN
from tests.factories import releases
from tests.factories.releases import COLUMN

NOTICES = """
operations = [migrations.AddField("noticeperiod", "remark", models.CharField(max_length=50, null=True))]
"""
KILLER = """
def die(apps, editor):
    import os, pathlib, signal
    marker = pathlib.Path("{marker}")
    if editor.connection.schema_name == "{schema}" and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
operations = [migrations.RunPython(die, migrations.RunPython.noop)]
"""
FILL = """
def fill(apps, editor):
    for each in apps.get_model("meetings", "Session").objects.all():
        each.remark = each.title + "·补"
        each.save()
operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
"""
CHOKES = """
def choke(apps, editor):
    for each in apps.get_model("meetings", "Session").objects.all():
        each.remark = "x"
        each.save()
        raise ValueError(each.title)
operations = [migrations.RunPython(choke, migrations.RunPython.noop)]
"""
CONCURRENTLY = """
atomic = False
operations = [AddIndexConcurrently("entry", models.Index(fields=["act"], name="audit_entry_by_act_90"))]
"""
SQUASHED = """
replaces = [("meetings", "0090_remark"), ("meetings", "0091_fill")]
operations = [migrations.AddField("session", "remark", models.CharField(max_length=50, null=True))]
"""
SOFT = """
operations = [
    migrations.SeparateDatabaseAndState(
        state_operations=[
            migrations.RemoveIndex("session", "meetings_session_by_remark"),
            migrations.RemoveField("session", "remark"),
        ],
    )
]
"""
HARD = """
contract = ("meetings.0091_soft_remove_remark",)
operations = [migrations.RunSQL("ALTER TABLE meetings_session DROP COLUMN remark", migrations.RunSQL.noop)]
"""


def test_a_new_column_with_its_index_reaches_every_office_and_they_still_equal_the_template(
    committed: str, tmp_path: Path
) -> None:
    release = releases.of(tmp_path)
    name = release.add("tenants.meetings", "0090_remark", COLUMN)
    code, report = releases.migrate(release, committed)
    assert (code, report["template"], sorted(report["done"]), report["failed"]) == (0, [name], sorted(OFFICES), [])
    assert releases.columns(committed, "meetings_session", "remark") == list(OFFICES)
    assert releases.recorded(committed, name) == list(OFFICES)
    assert set(releases.heads(committed).values()) == {report["head"]}
    assert len(releases.fingerprints(committed)) == 1
    assert releases.results(committed) == dict.fromkeys(OFFICES, ("done", "", ""))
    # The next deploy has nothing to do.
    code, report = releases.migrate(release, committed)
    assert (code, report["commons"], report["template"], report["done"]) == (0, False, [], [])


def test_one_broken_office_and_one_that_is_busy_are_named_the_others_finish_and_the_next_run_touches_those_two(
    committed: str, tmp_path: Path
) -> None:
    release = releases.of(tmp_path)
    name = release.add("tenants.meetings", "0090_remark", COLUMN)
    with releases.owner(committed) as broken, releases.owner(committed) as reader:
        broken.execute(f'ALTER TABLE "o_{STREET}".meetings_session ADD COLUMN remark integer')
        with reader.transaction():
            reader.execute(f'SELECT count(*) FROM "o_{NEIGHBOUR}".meetings_session')
            code, report = releases.migrate(release, committed)
        assert (code, sorted(report["done"])) == (1, sorted((CITY, COUNTY, TOWN)))
        told = {each["office"]: (each["migration"], each["sqlstate"], each["attempts"]) for each in report["failed"]}
        assert told == {STREET: (name, "42701", 1), NEIGHBOUR: (name, "55P03", 4)}
        messages = {each["office"]: each["message"] for each in report["failed"]}
        assert messages == {
            STREET: '数据库拒绝（column "remark" of relation "meetings_session" already exists），已撤回。',
            NEIGHBOUR: "表正被占用，在限定时间内没有等到锁，已撤回。",
        }
        assert releases.recorded(committed, name) == [CITY, COUNTY, TOWN]
        assert releases.results(committed)[STREET] == ("failed", name, "42701")
        broken.execute(f'ALTER TABLE "o_{STREET}".meetings_session DROP COLUMN remark')
    code, report = releases.migrate(release, committed)
    assert (code, sorted(report["done"]), report["failed"]) == (0, sorted((STREET, NEIGHBOUR)), [])
    assert len(releases.fingerprints(committed)) == 1


def test_a_run_killed_at_any_step_leaves_no_office_half_way_and_the_next_one_goes_on(
    committed: str, tmp_path: Path
) -> None:
    release = releases.of(tmp_path)
    first = release.add("tenants.meetings", "0090_remark", COLUMN)
    second = release.add("tenants.notices", "0090_remark", NOTICES, after='("meetings", "0090_remark")')
    steps = ["template", first, second, "blueprint", "evidence", "offices", "office 1", "office 1"]
    before = set(releases.heads(committed).values())
    heads: dict[str, str] = {}
    for step in steps:
        assert releases.killed_at(release, committed, step) == -9, step
        one, two = releases.recorded(committed, first), releases.recorded(committed, second)
        heads = releases.heads(committed)
        moved = [code for code in OFFICES if heads[code] not in before]
        assert one == two == moved, step
        assert releases.columns(committed, "meetings_session", "remark") == one, step
        assert releases.columns(committed, "notices_noticeperiod", "remark") == one, step
    code, report = releases.migrate(release, committed)
    assert (code, report["failed"]) == (0, [])
    assert set(releases.heads(committed).values()) == {report["head"]}
    assert len(releases.fingerprints(committed)) == 1


def test_a_worker_that_dies_in_the_middle_of_an_office_is_named_and_the_others_finish(
    committed: str, tmp_path: Path
) -> None:
    release = releases.of(tmp_path)
    marker = tmp_path / "killed"
    name = release.add("tenants.meetings", "0090_remark", KILLER.format(marker=str(marker), schema=f"o_{STREET}"))
    code, report = releases.migrate(release, committed, "--workers", "2", "--canary", "0")
    assert (code, sorted(report["done"])) == (1, sorted(set(OFFICES) - {STREET}))
    assert [(each["office"], each["message"]) for each in report["failed"]] == [(STREET, "升级进程意外终止，已撤回。")]
    assert releases.recorded(committed, name) == [each for each in OFFICES if each != STREET]
    code, report = releases.migrate(release, committed)
    assert (code, report["done"]) == (0, [STREET])


def test_data_of_one_room_is_filled_by_the_migration_of_another_that_depends_on_it(
    committed: str, tmp_path: Path
) -> None:
    release = releases.of(tmp_path)
    releases.meeting_in(committed, TOWN, "第一次会议")
    releases.meeting_in(committed, STREET, "议政会")
    first = release.add("tenants.meetings", "0090_remark", COLUMN)
    filled = release.add("tenants.notices", "0090_fill", FILL, after='("meetings", "0090_remark")')
    last = release.add("tenants.notices", "0091_remark", NOTICES)
    code, report = releases.migrate(release, committed)
    assert (code, report["template"], report["failed"]) == (0, [first, filled, last], [])
    assert releases.remarks(committed) == {TOWN: ["第一次会议·补"], STREET: ["议政会·补"]}
    assert releases.recorded(committed, last) == list(OFFICES)
    assert len(releases.fingerprints(committed)) == 1


def test_a_data_migration_that_fails_takes_itself_back_and_tells_no_persons_words(
    committed: str, tmp_path: Path
) -> None:
    release = releases.of(tmp_path)
    releases.meeting_in(committed, STREET, "张三 13800138000")
    schema = release.add("tenants.meetings", "0090_remark", COLUMN)
    name = release.add("tenants.meetings", "0091_fill", CHOKES)
    code, report = releases.migrate(release, committed)
    assert (code, sorted(report["done"])) == (1, sorted(set(OFFICES) - {STREET}))
    assert [(each["office"], each["migration"], each["message"]) for each in report["failed"]] == [
        (STREET, name, "数据迁移出错（ValueError），已撤回。")
    ]
    # What came before it stands, under a head of its own that programs can look up; it itself left nothing.
    assert (STREET in releases.recorded(committed, schema), STREET in releases.recorded(committed, name)) == (
        True,
        False,
    )
    assert releases.remarks(committed) == {STREET: [None]}
    assert releases.knows_head(committed, releases.heads(committed)[STREET])


def test_an_index_is_made_concurrently_and_what_a_broken_attempt_left_is_cleared_away(
    committed: str, tmp_path: Path
) -> None:
    release = releases.of(tmp_path)
    name = release.add("commons.audit", "0090_by_act", CONCURRENTLY)
    with releases.owner(committed) as broken:
        broken.execute(f"INSERT INTO \"o_{TOWN}\".django_content_type (app_label, model) VALUES ('a', 'a'), ('a', 'b')")
        releases.leave_an_invalid_index(committed, TOWN)
    code, report = releases.migrate(release, committed)
    assert (code, report["template"], report["failed"]) == (0, [name], [])
    assert releases.valid_indexes(committed, "audit_entry_by_act_90") == dict.fromkeys(OFFICES, True)
    assert releases.recorded(committed, name) == list(OFFICES)


def test_an_office_that_does_not_look_like_the_template_is_left_as_it_was(committed: str, tmp_path: Path) -> None:
    release = releases.of(tmp_path)
    name = release.add("tenants.meetings", "0090_remark", COLUMN)
    with releases.owner(committed) as other:
        other.execute(f'ALTER TABLE "o_{STREET}".meetings_session ADD COLUMN own_idea text')
        other.execute(f'DROP TABLE "o_{NEIGHBOUR}".meetings_session CASCADE')
    code, report = releases.migrate(release, committed)
    told = {each["office"]: (each["sqlstate"], each["message"]) for each in report["failed"]}
    assert (code, told) == (
        1,
        {
            STREET: ("RD003", "升级后的结构与蓝本不一致，已全部撤回。"),
            NEIGHBOUR: ("RD002", "缺少前置的迁移或表，未执行。"),
        },
    )
    assert releases.columns(committed, "meetings_session", "remark") == [CITY, COUNTY, TOWN]
    assert releases.recorded(committed, name) == [CITY, COUNTY, TOWN]


def test_a_canary_that_fails_stops_the_run_before_any_other_office_is_touched(committed: str, tmp_path: Path) -> None:
    release = releases.of(tmp_path)
    release.add("tenants.meetings", "0090_remark", COLUMN)
    with releases.owner(committed) as broken:
        broken.execute(f'ALTER TABLE "o_{STREET}".meetings_session ADD COLUMN remark integer')
        broken.execute("UPDATE directory_office SET is_demo = (code = %s)", [STREET])
        code, report = releases.migrate(release, committed)
        assert (code, report["done"], report["stopped"]) == (1, [], "canary")
        assert [each["office"] for each in report["failed"]] == [STREET]
        # Next time another goes first, and the choice to stop is obeyed.
        code, report = releases.migrate(release, committed, "--on-error", "stop", "--workers", "1")
        assert (code, len(report["done"]), report["stopped"]) == (1, 4, "error")


def test_an_office_built_while_the_blueprint_changed_is_found_and_migrated_in_the_same_run(
    committed: str, tmp_path: Path
) -> None:
    release = releases.of(tmp_path)
    name = release.add("tenants.meetings", "0090_remark", COLUMN)
    late = "440703103"
    builder = releases.BuilderInTheMiddle(committed, late)
    with builder:
        process = releases.start(release, committed, *release.renda("migrate", "--json"))
        builder.finish_when_waited_for()
    out, error = process.communicate(timeout=240)
    report = releases.json.loads(out)
    assert (process.returncode, sorted(report["done"])) == (0, sorted([*OFFICES, late])), error
    assert releases.heads(committed)[late] == report["head"]
    with releases.owner(committed) as connection:
        history = f"SELECT count(*) FROM \"o_{late}\".django_migrations WHERE app || '.' || name = %s"
        assert connection.execute(history, [name]).fetchone() == (1,)


def test_a_squashed_migration_is_recorded_where_its_parts_ran_and_refused_where_only_some_did(
    committed: str, tmp_path: Path
) -> None:
    release = releases.of(tmp_path)
    release.add("tenants.meetings", "0090_remark", COLUMN)
    filled = release.add("tenants.meetings", "0091_fill", CHOKES)
    releases.meeting_in(committed, STREET, "张三 13800138000")
    assert releases.migrate(release, committed)[0] == 1  # STREET stays between the two
    later = releases.of(tmp_path / "later")
    later.add("tenants.meetings", "0090_remark", COLUMN)
    later.add("tenants.meetings", "0091_fill", CHOKES)
    squashed = later.add("tenants.meetings", "0090_squashed", SQUASHED, after="", follows="0001_initial")
    code, report = releases.migrate(later, committed)
    assert (code, sorted(report["done"])) == (1, sorted(set(OFFICES) - {STREET}))
    assert [each["message"] for each in report["failed"]] == [
        f"机构 {STREET} 停在合并迁移 {squashed} 之前或中途，不能直接升级。请先用合并前的版本升级该机构。"
    ]
    assert releases.recorded(committed, squashed) == [each for each in OFFICES if each != STREET]
    assert STREET not in releases.recorded(committed, filled)


def test_a_contract_waits_for_the_deploy_after_the_one_it_presupposes(committed: str, tmp_path: Path) -> None:
    release = releases.of(tmp_path)
    release.add("tenants.meetings", "0090_remark", COLUMN)
    assert releases.migrate(release, committed)[0] == 0
    one, two = releases.of(tmp_path / "one"), releases.of(tmp_path / "two")
    for later in (one, two):
        later.add("tenants.meetings", "0090_remark", COLUMN)
        later.add("tenants.meetings", "0091_soft_remove_remark", SOFT)
    two.add("tenants.meetings", "0092_hard_remove_remark", HARD)
    code, out, error = releases.renda(two, committed, "migrate", "--json")
    assert (code, out) == (2, "")
    assert "迁移 meetings.0092_hard_remove_remark 要在 meetings.0091_soft_remove_remark 发布并在各处生效之后" in error
    assert releases.columns(committed, "meetings_session", "remark") == list(OFFICES)
    assert releases.migrate(one, committed)[0] == 0
    assert releases.migrate(two, committed)[0] == 0
    assert releases.columns(committed, "meetings_session", "remark") == []
    assert len(releases.fingerprints(committed)) == 1


def test_that_nothing_is_behind_is_known_without_django_and_from_one_statement(committed: str, tmp_path: Path) -> None:
    from commons.directory.migrating import heads
    from infra import current

    with releases.owner(committed) as owner, (tmp_path / "trace").open("w+b") as trace:
        owner.pgconn.trace(trace.fileno())
        assert current.look(owner) == (heads.program().digest, True)
        owner.pgconn.untrace()
        trace.seek(0)
        sent = [words[3] for line in trace if len(words := line.split(b"\t")) > 3 and words[1] == b"F"]
        assert len([each for each in sent if each in {b"Query", b"Execute"}]) == 1
        owner.execute("UPDATE directory_office SET schema_head = 'behind' WHERE code = %s", [STREET])
        assert current.look(owner)[1] is False
