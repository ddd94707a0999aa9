"""Offices are brought to the release's head: those behind and no others, each whole or not at all."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import CITY, COUNTY, NEIGHBOUR, OFFICES, STREET, TOWN
from tests.factories import releases
from tests.factories.releases import COLUMN


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
