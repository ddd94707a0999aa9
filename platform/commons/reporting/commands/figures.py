"""Live figures, counted anew and whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction

from commons.kernel.models import new_uid
from commons.kernel.tenancy import current_code, schema_name
from commons.reporting.errors import NotYourFigures
from commons.reporting.figures import Figure, checked, period_of, year_of

# The newer moment wins, so that a slow count that began earlier never writes over a later one. Only figures that moved
# leave a mark (`nodes.py`).
_PUT = """
    WITH put AS (
        INSERT INTO public.reporting_snapshot AS s (uid, office_code, year, period, figures, evidence, as_of)
        SELECT %(uid)s, %(office)s, %(year)s, %(period)s,
               coalesce(jsonb_object_agg(indicator, trim_scale(value)), '{}'),
               coalesce(jsonb_object_agg(indicator, evidence) FILTER (WHERE evidence > 0), '{}'),
               %(at)s
        FROM unnest(%(indicators)s::text[], %(values)s::numeric[], %(evidence)s::int[]) AS line(indicator, value, evidence)
        ON CONFLICT (office_code, year, period) DO UPDATE
        SET figures = EXCLUDED.figures, evidence = EXCLUDED.evidence, as_of = EXCLUDED.as_of
        WHERE s.as_of <= EXCLUDED.as_of
        RETURNING old.figures IS DISTINCT FROM new.figures AS has_moved
    )
    INSERT INTO public.reporting_stale (office_code, basis, year, period)
    SELECT %(office)s, 'live', %(year)s, %(period)s FROM put WHERE has_moved
"""


@transaction.atomic
def put_snapshot(
    *, office_code: str, year: int, period: str | None = None, figures: Mapping[str, Figure], at: dt.datetime
) -> None:
    """What the office counts now, whole: recomputed, never incremented, so a repetition changes nothing.

    Not an act of anybody, hence no actor and no evidence: the acts that moved the figures have theirs. An office writes
    its own figures only. Raises NotYourFigures, FigureRefused, YearRefused, PeriodRefused.
    """
    if schema_name() != "public" and office_code != current_code():
        raise NotYourFigures()
    lines = checked(figures)
    year = year_of(year)
    given: dict[str, Any] = {
        "uid": new_uid(),
        "office": office_code,
        "year": year,
        "period": period_of(year, period),
        "at": at,
        "indicators": list(lines),
        "values": [figure.value for figure in lines.values()],
        "evidence": [figure.evidence for figure in lines.values()],
    }
    with connection.cursor() as cursor:
        cursor.execute(_PUT, given)
