"""Every route × method of every host, asked by everybody whom it is not for, and by those whom it is for."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from tests.isolation.cells import cells
from tests.isolation.inventory import Route, routes
from tests.isolation.judging import faults
from tests.isolation.world import House

ROUTES, UNCLASSIFIED = routes()


def test_every_route_is_classified() -> None:
    assert not UNCLASSIFIED, "\n".join(UNCLASSIFIED)


def test_no_select_can_write(house: House) -> None:
    """What `asking` believes of a request that only reads: no function of ours is there to be called."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n.nspname, p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
            " WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND p.prorettype <> 'trigger'::regtype"
            " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"  # of pg_trgm
        )
        assert cursor.fetchall() == []


def test_every_model_has_a_row_in_every_office(house: House) -> None:
    assert not house.empty, "写进 tests/isolation/rows.py 的 SPECIAL：\n" + "\n".join(map(str, house.empty.items()))


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_nothing_leaks(route: Route, house: House) -> None:
    wrong = faults(route, house)
    assert not wrong, f"\n{route}\n" + "\n".join(wrong)


# What there was when this line was last changed. Fewer means that something is no longer asked: say why, then lower it.
FLOOR = (1_405, 44_350)  # routes × methods, cells


def test_the_matrix_counts_its_cells_and_never_shrinks(house: House, record_property: Any) -> None:
    methods = [(route, method) for route in ROUTES for method in sorted(route.methods)]
    asked = sum(1 for route, method in methods for _ in cells(route, method, house))
    record_property("stated", f"isolation: {len(ROUTES)} routes, {len(methods)} routes × methods, {asked} cells")
    assert len(methods) >= FLOOR[0]
    assert asked >= FLOOR[1]
