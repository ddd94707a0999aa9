"""The hosts of an office: `<code>.<base domain>` from its opening, a name of its own choosing, a domain of its own.

One is the primary; the others lead to it, so that nothing that was printed on a poster is ever dead.
"""

from __future__ import annotations

import datetime as dt
import re

from django.conf import settings
from django.db import transaction

from commons.audit.commands import record
from commons.directory import queries
from commons.directory.errors import CopyNotReorganised, DomainInvalid, DomainStays, DomainTaken
from commons.directory.models import OfficeDomain
from commons.directory.policies import POLICY
from commons.kernel.actor import Actor

_LABEL = re.compile(r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")
RESERVED = frozenset({"api", "www", "static", "admin", "mail", "localhost"})


@transaction.atomic
def give_domain(*, actor: Actor, code: str, domain: str, at: dt.datetime) -> OfficeDomain:
    """The office answers at `domain` from now on, and its other hosts lead there. Raises DomainInvalid, DomainTaken.

    A single word is a name below the platform's own domain: `tangxia` is `tangxia.<base domain>`.
    """
    office = queries.lock(code)
    POLICY.permit(actor, "directory.address")
    if office.copy_of:
        raise CopyNotReorganised(office=office.name)
    host = _host(domain)
    standing = OfficeDomain.objects.select_for_update(of=("self",)).filter(domain=host).first()
    if standing is not None and standing.tenant_id != code:
        raise DomainTaken(field="domain", domain=host)
    OfficeDomain.objects.filter(tenant=office, is_primary=True).exclude(domain=host).update(is_primary=False)
    given, _ = OfficeDomain.objects.update_or_create(domain=host, defaults={"tenant": office, "is_primary": True})
    record("directory.give_domain", office, actor=actor, at=at, facts={"domain": host})
    return given


@transaction.atomic
def take_domain(*, actor: Actor, code: str, domain: str, at: dt.datetime) -> None:
    """The office no longer answers there; `<code>.<base domain>` stays for ever. Raises DomainInvalid, DomainStays."""
    office = queries.lock(code)
    POLICY.permit(actor, "directory.address")
    own, host = f"{code}.{settings.BASE_DOMAIN}", _host(domain, own=True)
    found = OfficeDomain.objects.filter(tenant=office, domain=host).first()
    if found is None or host == own:
        raise DomainStays(field="domain", domain=host)
    found.delete()
    if found.is_primary:
        OfficeDomain.objects.filter(tenant=office, domain=own).update(is_primary=True)
    record("directory.take_domain", office, actor=actor, at=at, facts={"domain": host})


def _host(text: str, *, own: bool = False) -> str:
    host = text.strip().lower().rstrip(".")
    host = host if "." in host else f"{host}.{settings.BASE_DOMAIN}"
    labels = host.split(".")
    below = host.removesuffix(f".{settings.BASE_DOMAIN}") if host.endswith(f".{settings.BASE_DOMAIN}") else ""
    if len(host) > 253 or len(labels) < 2 or not all(_LABEL.match(label) for label in labels):
        raise DomainInvalid(field="domain")
    if labels[-1].isdigit():  # an address, not a name
        raise DomainInvalid(field="domain")
    if below and not own and ("." in below or below in RESERVED or below[0].isdigit()):
        raise DomainInvalid(field="domain")  # what begins with a digit is some office's code, or may become one
    return host
