"""知晓情况抽查: who was asked whether they knew of what was made public, and who did (1-54, 1-79)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from commons.audit.models import Entry
from commons.kernel.actor import resident
from commons.kernel.policy import NotPermitted
from commons.reporting.indicators import BY_CODE
from commons.reporting.rollup import value_of
from tenants.intake.commands import reach
from tenants.intake.terms import ActivityKind
from tenants.notices import commands, errors, queries
from tenants.notices.models import AwarenessCheck, PublicNotice
from tenants.notices.terms import NoticeKind
from tenants.returns import figures
from tests.factories.cycles import open_year
from tests.factories.notices import DAY, draft, opinion, posted
from tests.factories.people import AT, Role, actor

TODAY = dt.date(2026, 3, 2)


def checked(notice: PublicNotice, **changes: Any) -> AwarenessCheck:
    given = {"held_on": TODAY, "place": "白沙广场", "asked": 50, "aware": 50, "at": AT, **changes}
    return commands.record_check(actor=given.pop("by", actor(Role.CLERK)), notice_uid=notice.uid, **given)


def test_twelve_results_made_public_and_known_to_everybody_who_was_asked(town: str) -> None:
    """1-79: 12 次 since 2022, 知晓率 100 %: four results a year for three years, each asked about in two places."""
    for year in (2025, 2026, 2027):
        cycle = open_year(year)
        for number in range(4):
            notice = posted(cycle, NoticeKind.RESULT, title=f"{year}年第 {number + 1} 批票选结果公示")
            checked(notice)
            checked(notice, place="三里社区", asked=30, aware=30)
    years = [figures.collect(year, on=TODAY) for year in (2025, 2026, 2027)]
    total = {
        code: sum(each[code].value or 0 for each in years)
        for code in ("notices.results", "notices.asked", "notices.aware")
    }
    assert total == {"notices.results": 12, "notices.asked": 960, "notices.aware": 960}
    assert value_of(BY_CODE["notices.awareness_rate"], total) == 100


def test_a_year_in_which_some_did_not_know(town: str) -> None:
    """1-54: 知晓度 98 ÷ 100, and 参与度: two who gave an opinion and forty who came to a forum."""
    cycle = open_year()
    notice, hidden = posted(cycle), posted(cycle, NoticeKind.RESULT)
    checked(notice)
    checked(notice, place="三里社区", aware=48)
    checked(hidden, asked=1000, aware=0)
    commands.retract_notice(actor=actor(Role.DIRECTOR), uid=hidden.uid, reason="名单有误", at=AT)
    opinion(notice)
    opinion(notice, text="建议增加路灯。")
    reach.record_activity(
        actor=actor(Role.CLERK),
        kind=ActivityKind.FORUM,
        quantity=1,
        people=40,
        held_on=TODAY,
        note="民生实事大家谈",
        at=AT,
    )
    counted = figures.collect(2026, on=TODAY)
    assert [counted[f"notices.{code}"].value for code in ("asked", "aware", "takers")] == [100, 98, 42]


def test_of_one_day_and_place_the_last_entry_stands_and_the_trail_keeps_both(town: str) -> None:
    notice = posted(open_year())
    checked(notice, aware=5)
    checked(notice, place=" 白沙广场 ", aware=45)
    assert [(each.asked, each.aware) for each in queries.checks_of(notice.uid)] == [(50, 45)]
    said = Entry.objects.filter(act="notices.record_check").order_by("uid")
    assert [(each.facts["asked"], each.facts["aware"]) for each in said] == [(50, 5), (50, 45)]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"asked": 0, "aware": 0}, errors.CheckNumbersInvalid),
        ({"asked": -1, "aware": -1}, errors.CheckNumbersInvalid),
        ({"asked": 50, "aware": 51}, errors.CheckNumbersInvalid),
        ({"asked": 50, "aware": -1}, errors.CheckNumbersInvalid),
        ({"asked": 10**30, "aware": 1}, errors.CheckNumbersInvalid),
        ({"held_on": TODAY - DAY}, errors.CheckDateInvalid),
        ({"held_on": TODAY + DAY}, errors.CheckDateInvalid),
        ({"place": " "}, errors.TextInvalid),
        ({"place": "长" * 61}, errors.TextInvalid),
    ],
)
def test_numbers_and_days_that_cannot_be_are_refused(
    town: str, changes: dict[str, Any], refusal: type[Exception]
) -> None:
    notice = posted(open_year())
    before = Entry.objects.count()
    with pytest.raises(refusal):
        checked(notice, **changes)
    assert (AwarenessCheck.objects.count(), Entry.objects.count()) == (0, before)


def test_nobody_is_asked_about_a_draft_and_only_the_staff_enters_it(town: str) -> None:
    cycle = open_year()
    with pytest.raises(errors.NotPosted):
        checked(draft(cycle))
    notice = posted(cycle)
    for who in (actor(Role.GOVERNMENT), actor(Role.DEPUTY), resident(town)):
        with pytest.raises(NotPermitted):
            checked(notice, by=who)
    assert not AwarenessCheck.objects.exists()
