"""Who may do what with figures; and whose figures an office sees at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Protocol

from django.db.models import TextChoices

from commons.kernel.actor import Role
from commons.kernel.policy import YES, Act, Policy

_STAFF = (Role.CLERK, Role.DIRECTOR, Role.GOVERNMENT, Role.AUDITOR, Role.BOARD_READER, Role.PROVISIONER)
# A superior's staff; the province has no office of its own, so there it is who administers the platform.
_OFFICE = (Role.CLERK, Role.DIRECTOR, Role.PROVISIONER, Role.SYSTEM)

POLICY = Policy(
    "reporting",
    "上报与汇总",
    [
        Act("reporting.read", "查看汇总", dict.fromkeys((*_STAFF, Role.SYSTEM), YES)),
        Act("reporting.publish_ranks", "通报排名", dict.fromkeys((Role.DIRECTOR, Role.PROVISIONER, Role.SYSTEM), YES)),
        Act("reporting.open_period", "开放填报", dict.fromkeys(_OFFICE, YES)),
        Act("reporting.file", "上报报表", dict.fromkeys((Role.DIRECTOR, Role.SYSTEM), YES)),
        Act("reporting.accept", "接收或退回报表", dict.fromkeys(_OFFICE, YES)),
        Act("reporting.share", "共享项目卡片", dict.fromkeys((Role.DIRECTOR, Role.SYSTEM), YES)),
    ],
)


class Relation(TextChoices):
    """How another office stands to one's own."""

    SELF = "self", "本机构"
    BELOW = "below", "下级"
    SIBLING = "sibling", "同级（同一上级）"
    ABOVE = "above", "上级"
    ELSEWHERE = "elsewhere", "其他"


class Showing(TextChoices):
    """What there is to see of an office."""

    FIGURES = "figures", "指标、趋势和缺报"
    RANK = "rank", "上级通报的名次"
    DETAIL = "detail", "依据条数"


class InTree(Protocol):
    code: str
    parent_id: str | None
    lft: int
    rgt: int


class BoardPolicy:
    """披露规则: one table for page, print, export and API. The database holds the same line a second time (decision 0020)."""

    TABLE: ClassVar[Mapping[Relation, frozenset[Showing]]] = {
        Relation.SELF: frozenset({Showing.FIGURES, Showing.RANK, Showing.DETAIL}),
        Relation.BELOW: frozenset({Showing.FIGURES, Showing.RANK, Showing.DETAIL}),
        Relation.SIBLING: frozenset({Showing.RANK}),
        Relation.ABOVE: frozenset(),
        Relation.ELSEWHERE: frozenset(),
    }

    @staticmethod
    def relation(own: InTree, other: InTree) -> Relation:
        if own.code == other.code:
            return Relation.SELF
        if own.lft <= other.lft <= own.rgt:
            return Relation.BELOW
        if other.lft <= own.lft <= other.rgt:
            return Relation.ABOVE
        return (
            Relation.SIBLING if own.parent_id is not None and own.parent_id == other.parent_id else Relation.ELSEWHERE
        )

    @classmethod
    def shows(cls, own: InTree, other: InTree, what: Showing = Showing.FIGURES) -> bool:
        return what in cls.TABLE[cls.relation(own, other)]
