"""The only schema switch. One office = one PostgreSQL schema `o_<code>`; what all offices share is `public`.

The office's row is found through `settings.TENANT_MODEL`, so the kernel still asks nobody by import.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection as _connection
from django_tenants.utils import get_public_schema_name, get_tenant_model, tenant_context  # noqa: TID251 (the one door)

from commons.kernel.errors import NotFound, OutOfTurn

connection: Any = _connection  # django-tenants' backend: it has a tenant and a schema besides


class UnknownOffice(NotFound):
    code = "kernel.unknown_office"
    sentence = "没有代码为 {office} 的机构。"


class OfficeNotServing(OutOfTurn):
    code = "kernel.office_not_serving"
    sentence = "机构 {office} 尚未开通或已停用，暂不能办理业务。"


def schema_of(code: str) -> str:
    """`o_<code>`; an office's code is digits and letters only, checked where it is founded."""
    return f"o_{code}"


@contextmanager
def in_office(code: str, *, serving: bool = True) -> Iterator[Any]:
    """Work inside the schema of office `code`.

    Raises UnknownOffice; and OfficeNotServing unless the office is open for work (`serving=False` is for
    provisioning and for the life of an office itself).
    """
    office = get_tenant_model().objects.filter(code=code).first()
    if office is None:
        raise UnknownOffice(office=code)
    if serving and not office.is_serving:
        raise OfficeNotServing(office=code)
    _renew_connection(office)
    with tenant_context(office):
        yield office


@contextmanager
def in_commons() -> Iterator[None]:
    """Work in what all offices share (schema public), as the province if it has been founded already."""
    public = get_public_schema_name()
    model = get_tenant_model()
    with tenant_context(model.objects.filter(schema_name=public).first() or model(schema_name=public, code="")):
        yield


def current_office() -> Any:
    """The office whose schema this connection is in; the province's stand-in when in commons."""
    return connection.tenant


def current_code() -> str:
    """Code of the office this connection works for; in commons the province's, or "" before it is founded."""
    code = getattr(connection.tenant, "code", "")
    if not code:  # in commons from before the province was founded
        code = (
            get_tenant_model()
            .objects.filter(schema_name=get_public_schema_name())
            .values_list("code", flat=True)
            .first()
        )
    return code or ""


def schema_name() -> str:
    """The schema this connection is in."""
    return str(connection.schema_name)


def enter(office: Any) -> None:
    """Stay in an office until the next switch: for the door of a request, which has nowhere to go back to."""
    _renew_connection(office)
    connection.set_tenant(office)


def leave() -> None:
    """Back to public, whatever this connection was used for before."""
    connection.set_schema_to_public()


def _renew_connection(office: Any) -> None:
    """Exchange a connection that has been in many offices: PostgreSQL forgets no table it has seen, 0.4 MB an office
    and more (scale.md §3.1). Never within a transaction. Costs one connect every `OFFICES_A_CONNECTION` offices."""
    seen: set[str] = connection.__dict__.setdefault("offices_seen", set())
    if len(seen) >= settings.OFFICES_A_CONNECTION and not connection.in_atomic_block:
        connection.close()
        seen.clear()
    seen.add(office.schema_name)
