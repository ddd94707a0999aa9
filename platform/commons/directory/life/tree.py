"""Where an office stands: the line of codes, the numbers of the nested set, the history of both. In the caller's transaction."""

from __future__ import annotations

import datetime as dt

from django.db import connection

from commons.directory import nested_sets
from commons.directory.models import Office, OfficeHistory
from commons.directory.terms import Body, Relation
from commons.kernel import clock


def hang(office: Office, parent: Office) -> None:
    """Under `parent`, with all below it. A 街道工委 reports, a congress is guided. The caller renumbers when all hang."""
    before, after = office.path, f"{parent.path}{office.code}/"
    below = list(
        Office.objects.select_for_update(of=("self",)).filter(path__startswith=before).exclude(code=office.code)
    )
    for each in below:
        each.path = after + each.path[len(before) :]
    Office.objects.bulk_update(below, ["path"], batch_size=500)
    office.parent, office.path = parent, after
    office.relation = Relation.REPORTS_TO if office.body == Body.WORKING_COMMITTEE else Relation.GUIDES
    office.save(update_fields=["parent", "path", "relation", "division_code"])


def uproot(office: Office, at: dt.datetime) -> None:
    """What is deleted stands outside the tree: no board, no list of those below counts it. Its past says where it stood."""
    OfficeHistory.objects.filter(office=office, until_on=None).update(until_on=clock.date_of(at))
    office.parent, office.path = None, f"{office.code}/"
    office.save(update_fields=["parent", "path"])
    renumber()


def replant(office: Office, at: dt.datetime) -> None:
    """Back under the superior it had last."""
    last = OfficeHistory.objects.filter(office=office).order_by("-from_on", "-pk").first()
    parent = Office.objects.filter(code=last.parent_code).first() if last else None
    if parent is not None:
        hang(office, parent)
        renumber()
    remember(office, at)


def remember(office: Office, at: dt.datetime) -> None:
    """From today on it is as it is now. Two changes in a day leave the last one of the day."""
    today = clock.date_of(at)
    standing = OfficeHistory.objects.filter(office=office, until_on=None)
    standing.filter(from_on=today).delete()
    standing.update(until_on=today)
    OfficeHistory.objects.create(
        office=office,
        division_code=office.division_code,
        name=office.name,
        parent_code=office.parent_id or "",
        from_on=today,
    )


def renumber() -> None:
    """Number the whole tree afresh. Rare; whoever keeps these numbers beside figures follows by itself."""
    write_numbers(nested_sets.number(Office.objects.values_list("path", flat=True)))


def write_numbers(numbers: nested_sets.Numbers) -> None:
    """One statement, which touches only the rows whose numbers change."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE public.directory_office o SET lft = n.lft, rgt = n.rgt"
            " FROM unnest(%s::text[], %s::int[], %s::int[]) AS n (path, lft, rgt)"
            " WHERE o.path = n.path AND (o.lft, o.rgt) <> (n.lft, n.rgt)",
            [list(numbers), [lft for lft, _ in numbers.values()], [rgt for _, rgt in numbers.values()]],
        )
