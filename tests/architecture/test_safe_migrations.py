"""No migration may break the release that is still serving; and the guard that says so bites (quality.md §6)."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models
from django.db.migrations.state import ModelState, ProjectState
from django.db.models.functions import Now

from commons.directory.migrating.safety import BIG, SENTENCES, findings, judge
from infra.bench.release import Release
from infra.settings import env

M = migrations
noop = migrations.RunPython.noop
text = models.CharField(max_length=10)
by_title = models.Index(fields=["title"], name="by_title")
once = models.UniqueConstraint(fields=["title"], name="once")
short = models.CheckConstraint(condition=models.Q(title__lt="x"), name="short")
uuid_at_random = models.UUIDField(db_default=models.Func(function="gen_random_uuid"))


def test_our_own_migrations_may_be_deployed_while_an_earlier_release_serves() -> None:
    assert [(each.migration, each.rule, each.what) for each in findings()] == []


def before(label: str) -> ProjectState:
    state = ProjectState()
    for model in ("Thing", "Suggestion"):
        fields = [
            ("id", models.BigAutoField(primary_key=True)),
            ("title", models.CharField(max_length=10)),
            ("note", models.CharField(max_length=10, null=True)),
        ]
        state.add_model(ModelState(label, model, fields))
    return state


def said(*operations: Any, **words: Any) -> list[str]:
    migration = migrations.Migration("0002_x", "intake")
    migration.operations = list(operations)
    for name, value in words.items():
        setattr(migration, name, value)
    return [each.rule for each in judge(migration, before("intake"), {"intake.0001_initial"})]


BAD: list[tuple[str, list[Any], dict[str, Any]]] = [
    ("drops", [M.RemoveField("thing", "note")], {}),
    ("drops", [M.DeleteModel("Thing")], {}),
    ("drops", [M.RunSQL("ALTER TABLE intake_thing DROP COLUMN note", M.RunSQL.noop)], {}),
    ("drops", [M.RunSQL("drop table if exists intake_thing", M.RunSQL.noop)], {}),
    ("drops", [M.RunSQL([("TRUNCATE intake_thing", None)], M.RunSQL.noop)], {}),
    ("renames", [M.RenameField("thing", "title", "name")], {}),
    ("renames", [M.RenameModel("Thing", "Matter")], {}),
    ("renames", [M.AlterModelTable("thing", "things")], {}),
    ("renames", [M.AlterField("thing", "title", models.CharField(max_length=10, db_column="t"))], {}),
    ("renames", [M.RunSQL("ALTER TABLE intake_thing RENAME COLUMN title TO name", M.RunSQL.noop)], {}),
    ("retypes", [M.AlterField("thing", "title", models.IntegerField())], {}),
    ("retypes", [M.AlterField("thing", "title", models.CharField(max_length=5))], {}),
    ("retypes", [M.RunSQL("ALTER TABLE intake_thing ALTER COLUMN title TYPE text", M.RunSQL.noop)], {}),
    ("not_null", [M.AddField("thing", "new", text)], {}),
    ("not_null", [M.AddField("thing", "new", models.CharField(max_length=9, default="x"))], {}),
    ("rewrites", [M.AddField("thing", "new", uuid_at_random)], {}),
    ("tightens", [M.AlterField("thing", "note", models.CharField(max_length=10))], {}),
    ("tightens", [M.AlterField("thing", "title", models.CharField(max_length=10, unique=True))], {}),
    ("tightens", [M.AddConstraint("thing", once)], {}),
    ("tightens", [M.AddConstraint("thing", short)], {}),
    ("tightens", [M.AlterUniqueTogether("thing", {("title", "note")})], {}),
    ("tightens", [M.RunSQL("ALTER TABLE intake_thing ALTER title SET NOT NULL", M.RunSQL.noop)], {}),
    ("locks", [M.AddIndex("suggestion", by_title)], {}),
    ("locks", [M.AddField("suggestion", "new", models.CharField(max_length=9, null=True, db_index=True))], {}),
    ("locks", [M.AlterField("suggestion", "title", models.CharField(max_length=10, db_index=True))], {}),
    ("locks", [M.RunSQL("CREATE INDEX a ON intake_thing (title)", M.RunSQL.noop)], {}),
    ("concurrently", [AddIndexConcurrently("suggestion", by_title)], {}),
    ("loose", [M.AddField("thing", "new", models.TextField(null=True))], {"atomic": False}),
    ("no_reverse", [M.RunPython(noop)], {}),
    ("no_reverse", [M.RunSQL("SELECT 1")], {}),
    ("mixed", [M.RunPython(noop, noop), M.AddField("thing", "new", models.TextField(null=True))], {}),
    ("empty_contract", [M.RunSQL("SELECT 1", M.RunSQL.noop)], {"contract": ("intake.0009_never_was",)}),
    ("left_not_null", [M.SeparateDatabaseAndState(state_operations=[M.RemoveField("thing", "title")])], {}),
]


@pytest.mark.parametrize(("rule", "operations", "words"), BAD)
def test_what_would_break_the_earlier_release_is_refused(rule: str, operations: list[Any], words: Any) -> None:
    assert said(*operations, **words) == [rule]


def test_every_rule_has_been_seen_to_bite() -> None:
    assert {rule for rule, _, _ in BAD} == set(SENTENCES)


GOOD: list[tuple[list[Any], dict[str, Any]]] = [
    ([M.AddField("thing", "new", models.TextField(null=True))], {}),
    ([M.AddField("thing", "new", models.CharField(max_length=9, db_default="x"))], {}),
    ([M.AddField("thing", "new", models.DateTimeField(db_default=Now()))], {}),
    ([M.AddIndex("thing", by_title)], {}),
    ([AddIndexConcurrently("suggestion", by_title)], {"atomic": False}),
    ([AddConstraintNotValid("thing", short), ValidateConstraint("thing", "short")], {}),
    ([M.AlterField("thing", "title", models.CharField("题目", max_length=10))], {}),
    ([M.AlterField("thing", "title", models.CharField(max_length=20))], {}),
    ([M.AlterField("thing", "title", models.CharField(max_length=10, null=True))], {}),
    ([M.SeparateDatabaseAndState(state_operations=[M.RemoveField("thing", "note")])], {}),
    (
        [
            M.SeparateDatabaseAndState(
                state_operations=[M.RemoveField("thing", "title")],
                database_operations=[M.AlterField("thing", "title", models.CharField(max_length=10, null=True))],
            )
        ],
        {},
    ),
    ([M.RunPython(noop, noop)], {}),
    (
        [
            M.CreateModel("New", [("id", models.BigAutoField(primary_key=True)), ("title", text)]),
            M.AddConstraint("new", once),
            M.AddField("new", "more", text),
        ],
        {},
    ),
    ([M.RunSQL("ALTER TABLE intake_thing DROP COLUMN note", M.RunSQL.noop)], {"contract": ("intake.0001_initial",)}),
    ([M.AddConstraint("thing", once)], {"contract": ("intake.0001_initial",)}),
]


@pytest.mark.parametrize(("operations", "words"), GOOD)
def test_what_both_releases_can_live_with_passes(operations: list[Any], words: Any) -> None:
    assert said(*operations, **words) == []


def test_a_rename_is_refused_even_as_a_contract() -> None:
    assert said(M.RenameField("thing", "title", "name"), contract=("intake.0001_initial",)) == ["renames"]


def test_the_tables_that_are_called_big_exist() -> None:
    from django.apps import apps

    assert {label for label in BIG if apps.get_model(label) is None} == set()


def test_the_command_refuses_an_unsafe_migration_on_disk_and_says_what_to_do(tmp_path: Path) -> None:
    release = Release(tmp_path / "release")
    name = release.add(
        "tenants.meetings", "0990_rename", 'operations = [migrations.RenameField("session", "title", "name")]'
    )
    done = subprocess.run(
        release.renda("migrate", "--check"),
        env=release.environment(env.DATABASE_URL, env.DATABASE_OWNER_URL),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (
        1,
        f"✗ {name}：把 meetings.session.title 改名，新旧版本总有一方找不到它。请新增后回填，下一次发布再删除旧的。\n",
    ), done.stderr
