"""What each page is for: the hand-written half of the inventory. A route that is not here, and is no API view and no
admin record, fails `test_inventory`: write one line for it.

API views need no line: their `policy` and `actions_by_method` say it; nor do pages of the desk, whose doors say it. Records of the admin need none: their room's
`read` and their buttons' `act` say it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from commons.kernel.actor import PLATFORM_ROLES, STAFF_ROLES, Role
from commons.reporting.policies import POLICY as REPORTING


class Surface(StrEnum):
    ANONYMOUS = "anonymous"  # everybody, as a resident
    ACCOUNT = "account"  # everybody who has entered this office
    STAFF = "staff"  # the office's staff, in /admin/
    PLATFORM = "platform"  # the platform's own people, on the province's host
    API = "api"  # by the room's policy table
    HEALTH = "health"  # no office, no person


OFFICE_STAFF = STAFF_ROLES - PLATFORM_ROLES
OFFICE_ROLES = frozenset(Role) - PLATFORM_ROLES - {Role.RESIDENT, Role.SYSTEM}


class Object(StrEnum):
    """What a path parameter names."""

    ROW = "row"  # a record of this office, by uid
    OFFICE = "office"  # an office, by code
    LINK = "link"  # a one-time link, by its secret
    NUMBER = "number"  # a year, a term: says nothing about a record
    APP = "app"  # a room, by its label
    CODE = "code"  # a word of a closed list, e.g. an indicator: says nothing about a record
    LEFTOVER = "leftover"  # whatever else was typed


@dataclass(frozen=True)
class Page:
    surface: Surface
    roles: frozenset[Role] | None = None  # None: everybody on this surface
    params: Mapping[str, Object] = field(default_factory=dict)


def anonymous(**params: Object) -> Page:
    return Page(Surface.ANONYMOUS, params=params)


def account(*roles: Role, **params: Object) -> Page:
    return Page(Surface.ACCOUNT, frozenset(roles) or None, params)


def staff(**params: Object) -> Page:
    return Page(Surface.STAFF, params=params)


# Route name → what it is for. Names that a host does not use do no harm.
PAGES: dict[str, Page] = {
    # the front door
    "enter": anonymous(),
    "where": anonymous(),
    "leave": anonymous(),
    "by_link": anonymous(secret=Object.LINK),
    "elder": anonymous(),
    # the province's front page, the citizens' portal
    "front": anonymous(),
    "roster_template": anonymous(),
    "portal": anonymous(),
    "suggest": anonymous(),
    "suggested": anonymous(),
    "posters": anonymous(),
    "lookup": anonymous(),
    "amend": anonymous(),
    "bulletins": anonymous(),
    "bulletin": anonymous(uid=Object.ROW),
    "bulletin_paper": anonymous(uid=Object.ROW),
    "shows": anonymous(),
    "show": anonymous(uid=Object.ROW),
    "survey": anonymous(),
    "privacy": anonymous(),
    "public_notices": anonymous(),
    "public_notice": anonymous(uid=Object.ROW),
    "projects": anonymous(),
    "project": anonymous(uid=Object.ROW),
    # files are read by whoever may read the record they hang on; the resident reads what is public
    "file": anonymous(uid=Object.ROW),
    "paper": anonymous(uid=Object.ROW),
    "paper_docx": anonymous(uid=Object.ROW),
    "paper_xlsx": anonymous(uid=Object.ROW),
    # the API's own description
    "schema": anonymous(),
    "docs": anonymous(),
    # the board of one's own subtree
    "board": account(*REPORTING.roles_of("reporting.read")),
    "board_hall": account(*REPORTING.roles_of("reporting.read")),
    "board_export": account(*REPORTING.roles_of("reporting.read")),
    "board_ranks": account(*REPORTING.roles_of("reporting.publish_ranks")),
    # staff: the frame of the admin
    "admin:index": staff(),
    "admin:search": staff(),
    "admin:app_list": staff(app_label=Object.APP),
    "admin:jsi18n": staff(),
}

# Routes whose records nobody has there. The province's host has them and not the records, which are an office's own;
NOT_HERE = {
    ("province", "api/v1/rulebook/adoptions/<uuid:uid>/"),
    ("province", "api/v1/rulebook/adoptions/<uuid:uid>/explanation/"),
    ("province", "admin/reporting/period/<path:object_id>/change/"),
    # returns that were sent to other offices: only where it was sent is a return decided
    ("province", "api/v1/reporting/returns/<uuid:uid>/acceptance/"),
    ("province", "api/v1/reporting/returns/<uuid:uid>/sending_back/"),
    # nobody was delegated, and the superior, the heir and the archive that the made-up order names are not there
    ("office", "api/v1/identity/delegations/<uuid:uid>/withdrawal/"),
    ("province", "api/v1/identity/delegations/<uuid:uid>/withdrawal/"),
    ("province", "api/v1/directory/offices/<str:code>/relocation/"),
    ("province", "api/v1/directory/offices/<str:code>/merger/"),
    ("province", "api/v1/directory/offices/<str:code>/restorations/"),
    # …and no round of our rows was sealed
    ("office", "desk/results/<uuid:uid>/bundle/<int:number>/"),
}

# Pages of the desk about records that are nobody's own: a meeting, a declared result, a reception. All others are
# answered 404 to whoever has the role and not the record.
SHARED_ROWS = {
    "desk:print_paper",
    "desk:session",
    "desk:sign_in",
    "desk:door",
    "desk:result",
    "desk:bundle",
    "desk:reception",
    "desk:work",
}
