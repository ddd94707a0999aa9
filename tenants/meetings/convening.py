"""Who may convene what: a table over body and level (地方组织法; domain §10). Pure.

A street has no congress and no standing body of its own; a town's presidium stands where a county has its standing
committee and directors' meeting. At city and county a presidium exists only while the congress is in session.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from commons.directory.terms import Body, Level
from tenants.meetings.terms import SessionKind as K

_WITH_STANDING_COMMITTEE = (K.CONGRESS, K.STANDING_COMMITTEE, K.DIRECTORS, K.PRESIDIUM)

CONVENABLE: Mapping[tuple[Body, Level], tuple[K, ...]] = MappingProxyType(
    {
        (Body.CONGRESS, Level.PROVINCE): _WITH_STANDING_COMMITTEE,
        (Body.CONGRESS, Level.CITY): _WITH_STANDING_COMMITTEE,
        (Body.CONGRESS, Level.COUNTY): _WITH_STANDING_COMMITTEE,
        (Body.CONGRESS, Level.TOWNSHIP): (K.CONGRESS, K.PRESIDIUM),
        (Body.WORKING_COMMITTEE, Level.SUBDISTRICT): (K.ASSEMBLY, K.WORKING_COMMITTEE),
    }
)


def convenable(body: str, level: str) -> tuple[K, ...]:
    """The kinds of session an office of this body and level may convene; none for a pair that does not exist."""
    return CONVENABLE.get((Body(body), Level(level)), ())
