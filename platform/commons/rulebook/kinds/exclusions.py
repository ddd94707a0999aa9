"""不列入清单: what keeps a proposal off the list, always (`hard`) or unless somebody answers for it (`soft`, 0-45)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from commons.rulebook import cases

# How a field is called on the pages; its path in the body stays the program's.
LABELS: Final = {
    "rules": "不列入情形",
}


def check(body: object, read: Callable[[object, str], object]) -> None:
    rules = cases.record(body, "不列入清单", required=("rules",))["rules"]
    checked = [_check_rule(item, place) for place, item in cases.numbered(rules, "rules", may_be_empty=True)]
    read(for_engine(checked), "rules")


def _check_rule(item: object, where: str) -> Mapping[str, object]:
    fields = cases.record(item, where, required=("key", "label", "kind"))
    cases.word(fields["label"], f"{where}的 label")
    return fields


def for_engine(rules: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The list as contract §4.2 writes it: without the labels."""
    return [{"key": rule["key"], "kind": rule["kind"]} for rule in rules]


def describe(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    kinds = {"hard": "不列入", "soft": "一般不列入，说明理由的除外"}
    return [(rule["label"], kinds[rule["kind"]]) for rule in body["rules"]]
