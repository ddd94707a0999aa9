"""Which sessions an office may call follows its body and level (domain §10)."""

from __future__ import annotations

import pytest

from commons.directory.terms import Body, Level
from tenants.meetings.convening import CONVENABLE, convenable
from tenants.meetings.terms import SessionKind as K


@pytest.mark.parametrize(
    ("body", "level", "kinds"),
    [
        (Body.CONGRESS, Level.CITY, (K.CONGRESS, K.STANDING_COMMITTEE, K.DIRECTORS, K.PRESIDIUM)),
        (Body.CONGRESS, Level.COUNTY, (K.CONGRESS, K.STANDING_COMMITTEE, K.DIRECTORS, K.PRESIDIUM)),
        (Body.CONGRESS, Level.TOWNSHIP, (K.CONGRESS, K.PRESIDIUM)),
        (Body.WORKING_COMMITTEE, Level.SUBDISTRICT, (K.ASSEMBLY, K.WORKING_COMMITTEE)),
        (Body.WORKING_COMMITTEE, Level.COUNTY, ()),
        (Body.CONGRESS, Level.SUBDISTRICT, ()),
        (Body.WORKING_COMMITTEE, Level.CITY, ()),  # a prefecture: no congress, and nothing is voted on
    ],
)
def test_a_body_at_its_level_convenes_its_own_sessions(body: Body, level: Level, kinds: tuple[K, ...]) -> None:
    assert convenable(body, level) == kinds


def test_only_a_street_convenes_an_assembly_and_it_convenes_no_congress() -> None:
    with_assembly = [pair for pair, kinds in CONVENABLE.items() if K.ASSEMBLY in kinds]
    assert with_assembly == [(Body.WORKING_COMMITTEE, Level.SUBDISTRICT)]
    assert K.CONGRESS not in convenable(Body.WORKING_COMMITTEE, Level.SUBDISTRICT)
