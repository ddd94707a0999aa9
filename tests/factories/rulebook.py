"""Editions to adopt, written short."""

from __future__ import annotations

import copy
from typing import Any

from commons.directory.terms import Level
from commons.kernel import tenancy
from commons.kernel.actor import system
from commons.kernel.tenancy import current_code
from commons.rulebook import commands, presets, queries
from commons.rulebook.models import Adoption, Edition
from commons.rulebook.terms import Kind
from tests.conftest import PROVINCE
from tests.factories.people import AT

ANYBODY = (Level.CITY, Level.COUNTY, Level.TOWNSHIP, Level.SUBDISTRICT)
PERIODS = {"preliminary_days": 7, "result_days": 5}
PERIODS_MODES = {
    "preliminary_days": {"mode": "free", "source": "各地自定"},
    "result_days": {"mode": "locked", "source": "某省规定"},
}


def congress_method() -> dict[str, Any]:
    """The preset's body, free to be spoilt by a test."""
    return copy.deepcopy(dict(presets.VOTING_BY_CONGRESS.body))


def draft(
    *,
    kind: Kind = Kind.NOTICE_PERIODS,
    title: str = "公示期限（测试）",
    body: dict[str, Any] | None = None,
    modes: dict[str, Any] | None = None,
    levels: tuple[Level, ...] = ANYBODY,
) -> Edition:
    """Edition 1 of a new template of the province."""
    editor = system(PROVINCE)
    template = commands.create_template(actor=editor, kind=kind, title=title, source="测试用规定", levels=levels, at=AT)
    return commands.draft_edition(
        actor=editor,
        template_uid=template.uid,
        body=PERIODS if body is None else body,
        modes=PERIODS_MODES if modes is None else modes,
        at=AT,
    )


def published(**wording: Any) -> Edition:
    return commands.publish_edition(actor=system(PROVINCE), uid=draft(**wording).uid, at=AT)


def adopt(kind: Kind, **values: Any) -> Adoption:
    """The office one is in sets these fields of the rule it works under, from AT on; a dot in a path is a double underscore."""
    now = queries.edition_in_force(current_code(), kind, on=AT.date())
    given = {path.replace("__", "."): value for path, value in values.items()}
    return commands.adopt_edition(actor=system(current_code()), edition_uid=now.edition_uid, values=given, at=AT)


def enter_holidays(year: int, lines: str) -> None:
    """The province enters a year's 放假调休."""
    with tenancy.in_commons():
        commands.enter_holidays(actor=system(PROVINCE), year=year, source="测试通知", lines=lines, at=AT)
