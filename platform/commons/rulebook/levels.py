"""Which bodies run a yearly cycle; the province does not."""

from __future__ import annotations

from typing import Final

from commons.directory.terms import Level

CONGRESSES: Final = (Level.CITY, Level.COUNTY, Level.TOWNSHIP)
STREETS: Final = (Level.SUBDISTRICT,)
EVERYBODY: Final = (*CONGRESSES, *STREETS)
