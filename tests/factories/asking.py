"""A 代表网络问政, step by step, by the room's own commands."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tenants.deputies.models import Mandate
from tenants.oversight.commands import hearings, shows
from tenants.oversight.models import Clue, Hearing
from tenants.oversight.terms import HearingKind, Quality
from tests.factories import deputies as people
from tests.factories import oversight as make
from tests.factories.people import AT

THEME = "加强城市管理，提升服务水平"
ALL = list(Quality.values)


def opened() -> Hearing:
    return hearings.call_hearing(
        actor=make.clerk(), kind=HearingKind.SHOW, summoned="住建局、城管局", matter="向代表小组征集问题线索", called_on=make.TODAY, at=AT,
    )  # fmt: skip


def clue(show: Hearing, group: str = "第一代表小组", topic: str = "老旧小区改造", **more: Any) -> Clue:
    values: dict[str, Any] = {"actor": make.clerk(), "text": f"{group}反映的问题", "group": group, "at": AT, **more}
    return shows.offer_clue(hearing_uid=show.uid, topic=topic, **values)


def chosen(show: Hearing, unit: str = "住建局", **more: Any) -> Clue:
    return shows.choose_clue(actor=make.clerk(), clue_uid=clue(show, **more).uid, unit_name=unit, at=AT)


def themed(show: Hearing) -> Hearing:
    return shows.choose_theme(actor=make.clerk(), hearing_uid=show.uid, theme=THEME, reason="不属于本期主题", at=AT)


def seated(show: Hearing, *mandates: UUID) -> None:
    shows.seat_askers(actor=make.clerk(), hearing_uid=show.uid, mandate_uids=mandates, qualities=ALL, at=AT)


def held(show: Hearing) -> Hearing:
    return hearings.hold_hearing(
        actor=make.clerk(), hearing_uid=show.uid, held_on=make.TODAY, answer="各部门现场答复", demand="限期解决", due_on=make.DEADLINE,
        at=AT,
    )  # fmt: skip


def answered(question: Clue, asker: UUID, *slips: int) -> Clue:
    shows.give_question(actor=make.clerk(), clue_uid=question.uid, mandate_uid=asker, at=AT)
    named = dict(zip(("satisfied", "basically_satisfied", "dissatisfied"), slips, strict=False))
    return shows.answer_clue(
        actor=make.clerk(), clue_uid=question.uid, answer="月底前完成改造", answered_by="王局长", at=AT, **named
    )


def on_the_air() -> tuple[Hearing, Clue, Mandate]:
    """Held with one question, answered and not yet handed over."""
    show, asker = opened(), people.mandate("问政代表")
    question = chosen(show)
    themed(show)
    seated(show, asker.uid)
    answered(question, asker.uid, 1)
    return held(show), question, asker
