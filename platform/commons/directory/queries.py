"""Reading the office tree."""

from __future__ import annotations

import datetime as dt

from django.db.models import Case, OuterRef, QuerySet, Subquery, When
from django.db.models.expressions import RawSQL

from commons.directory.errors import BlueprintMissing, OfficeNotFound
from commons.directory.models import Blueprint, MigrationResult, Office, OfficeDomain, OfficeHistory, Platform
from commons.directory.terms import Level, MigrationOutcome, OfficeState
from commons.kernel.confidential import blind_index

# Ordered, and not READY yet.
OPENING = (OfficeState.REQUESTED, OfficeState.BUILT, OfficeState.SEEDED, OfficeState.ADDRESSED, OfficeState.INVITED)


def office(code: str) -> Office:
    """The office, or OfficeNotFound (404)."""
    found = Office.objects.filter(code=code).first()
    if found is None:
        raise OfficeNotFound(office=code)
    return found


def find_office(code: str) -> Office | None:
    return Office.objects.filter(code=code).first()


def lock(code: str) -> Office:
    """The office, locked until the transaction ends."""
    found = Office.objects.select_for_update().filter(code=code).first()
    if found is None:
        raise OfficeNotFound(office=code)
    return found


def province() -> Office | None:
    return Office.objects.filter(level=Level.PROVINCE).first()


def find_platform() -> Platform | None:
    """What the deployment is called; None, or a row without a name, where nobody has said it."""
    return Platform.objects.first()


def holds_set_up(secret: str, *, at: dt.datetime) -> bool:
    """Whether this secret still lets somebody set the platform up. Looking spends nothing."""
    offered = Platform.objects.filter(secret_hash=blind_index(secret), expires_at__gt=at)
    return province() is None and offered.exists()


def offices() -> QuerySet[Office]:
    """The whole tree, top down and left to right."""
    return Office.objects.order_by("lft", "code")


def subtree(top: Office) -> QuerySet[Office]:
    """`top` and everything below it, top down."""
    return Office.objects.filter(lft__gte=top.lft, rgt__lte=top.rgt).order_by("lft", "code")


def children_of(top: Office) -> QuerySet[Office]:
    return Office.objects.filter(parent=top).order_by("lft", "code")


def superiors_of(below: Office) -> list[Office]:
    """From the province down to the direct superior."""
    codes = [code for code in below.path.split("/") if code and code != below.code]
    return sorted(Office.objects.filter(code__in=codes), key=lambda each: len(each.path))


def with_news() -> QuerySet[Office]:
    """The tree for the console: beside each office its host, its last act that was sealed, its last return. One query.

    Rooms above the directory are asked by the name of their table, as in `archives.shared`.
    """
    host = OfficeDomain.objects.filter(tenant=OuterRef("pk"), is_primary=True).values("domain")[:1]
    return (
        offices()
        .select_related("vitals")
        .annotate(
            primary_host=Subquery(host),
            newest_head=Subquery(Blueprint.objects.order_by("-compiled_at").values("head")[:1]),
            last_act=RawSQL("SELECT h.at FROM public.audit_head h WHERE h.office_code = directory_office.code", ()),
            last_return=RawSQL(
                "SELECT max(r.filed_at) FROM public.reporting_return r WHERE r.office_code = directory_office.code", ()
            ),
        )
    )


def migration_results() -> QuerySet[MigrationResult]:
    """How each office fared at the last deploy: those that failed first, then the tree."""
    failed_first = Case(When(outcome=MigrationOutcome.FAILED, then=0), default=1)
    return MigrationResult.objects.select_related("office").order_by(failed_first, "office__lft", "office_id")


def migration_failures() -> int:
    return MigrationResult.objects.filter(outcome=MigrationOutcome.FAILED).count()


def ailing() -> int:
    """In how many offices the last look (`life.vitals`) found something wrong."""
    return Office.objects.filter(vitals__holds=False).count()


def history_of(code: str) -> QuerySet[OfficeHistory]:
    """What the office was called, coded and placed under, oldest first."""
    return OfficeHistory.objects.filter(office_id=code).order_by("from_on", "pk")


def ready_offices() -> list[str]:
    """Codes of the offices that serve, the province included: what scheduled work goes through."""
    return list(Office.objects.filter(state=OfficeState.READY).order_by("lft", "code").values_list("code", flat=True))


def being_opened() -> list[str]:
    """Codes of offices that were ordered and are not READY yet, superiors first."""
    return list(Office.objects.filter(state__in=OPENING).order_by("lft", "code").values_list("code", flat=True))


def host_of(each: Office) -> str:
    """The office's primary host, or "" before it has one."""
    found = OfficeDomain.objects.filter(tenant=each, is_primary=True).values_list("domain", flat=True).first()
    return found or ""


def hosts() -> dict[str, str]:
    """Primary host of every office that has one, by code."""
    return dict(OfficeDomain.objects.filter(is_primary=True).values_list("tenant_id", "domain"))


def blueprint(*, head: str = "") -> Blueprint:
    """The newest compiled schema of an office, or the one of `head`; without its script, which is long.

    Raises BlueprintMissing before the first `renda migrate`.
    """
    compiled = Blueprint.objects.filter(head=head) if head else Blueprint.objects.all()
    found = compiled.defer("script").order_by("-compiled_at").first()
    if found is None:
        raise BlueprintMissing()
    return found
