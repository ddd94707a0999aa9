"""`renda registers`: what the code is, written down for people. `--check` says whether the written word is stale."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import models

from commons.directory.terms import Body
from commons.kernel.actor import Role
from commons.kernel.policy import Policy, who_can
from commons.reporting.checks import RULES
from commons.reporting.indicators import GROUPS, Indicator
from commons.reporting.indicators import TABLE as INDICATORS
from infra import census, wiring
from infra import features as rows

PLACE = Path(__file__).resolve().parents[2] / "registers"
HEAD = "<!-- 由 renda registers 生成，请勿手改。 -->\n"


class Command(BaseCommand):
    help = "生成登记册：权限、状态、事件、拒绝、术语、指标、功能。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="只核对；登记册过期时以 1 退出")

    def handle(self, *args: Any, **options: Any) -> None:
        behind = stale(PLACE)
        if options["check"]:
            self.stdout.write("登记册过期：" + "、".join(behind) if behind else "登记册是最新的。")
            sys.exit(1 if behind else 0)
        PLACE.mkdir(exist_ok=True)
        for name, text in render().items():
            (PLACE / name).write_text(text)
        self.stdout.write("已更新：" + "、".join(behind) if behind else "登记册是最新的。")


def render() -> dict[str, str]:
    """File name → text, the same text for the same code."""
    return {f"{name}.md": HEAD + "\n".join(lines()) + "\n" for name, lines in REGISTERS.items()}


def stale(place: Path) -> list[str]:
    """Names of the registers that do not say what the code says."""
    return [
        name for name, text in render().items() if not (place / name).exists() or (place / name).read_text() != text
    ]


def permissions() -> Iterator[str]:
    yield "# 权限登记册\n"
    yield "✓ 可以办理；– 不可以；词语为条件（`granted:…` 指该条记录授权给本人，`author` 指本人所写，`in:…` 指处于该状态）。"
    for policy in census.policies():
        yield f"\n## {policy.label} `{policy.room}`\n"
        columns = _roles_of(policy)
        yield from _table(
            ["事项", "代码", *(role.label for role in columns)],
            (
                [act.label, f"`{act.action}`", *(_cell(act.who[r].word) if r in act.who else "–" for r in columns)]
                for act in policy.acts.values()
            ),
        )


def _roles_of(policy: Policy) -> list[Role]:
    used = {role for act in policy.acts.values() for role in act.who}
    return [role for role in Role if role in used]


def _cell(word: str) -> str:
    return "✓" if word == "yes" else f"`{word}`"


def lifecycles() -> Iterator[str]:
    yield "# 状态登记册\n"
    yield "`state` 只由 `commons.audit.commands.advance` 改写，每一步都留下审计记录。"
    acts = {act.action: act for policy in census.policies() for act in policy.acts.values()}
    for each in census.lifecycles():
        label = dict(each.states.choices)  # type: ignore[attr-defined]
        yield f"\n## {each.label} `{each.name}`\n"
        final = "、".join(label[state] for state in label if state in each.final) or "无"
        yield f"起始：{label[each.start]}；终结：{final}。\n"
        yield from _table(
            ["办理", "代码", "由", "到", "权限", "谁可以办理"],
            (
                [
                    step.label,
                    f"`{step.name}`",
                    "、".join(label[source] for source in step.sources),
                    label[step.target],
                    f"`{step.permission}`",
                    (who_can(acts[step.permission]) or Role.SYSTEM.label) if step.permission in acts else "",
                ]
                for step in each.steps
            ),
        )


def events() -> Iterator[str]:
    yield "# 事件登记册\n"
    yield "事件随业务写入同一事务；投递进程按 `infra/wiring.py` 逐一交给处理者，至少一次，效果恰好一次。"
    for room, kinds in _by_room(census.events(), lambda kind: kind.name.split(".")[0]):
        yield f"\n## {census.room_name(room)} `{room}`\n"
        yield from _table(
            ["事件", "名称", "内容", "处理者"],
            (
                [
                    kind.label,
                    f"`{kind.name}`",
                    "、".join(f"`{field.name}`" for field in dataclasses.fields(kind) if field.name != "at") or "–",
                    "、".join(f"`{_handler(each)}`" for each in wiring.SUBSCRIPTIONS.get(kind, ())) or "–",
                ]
                for kind in kinds
            ),
        )


def _handler(handler: Any) -> str:
    return f"{handler.__module__.split('.')[-2]}.{handler.__name__}"


def errors() -> Iterator[str]:
    yield "# 拒绝登记册\n"
    yield "代码稳定，可供接口判断；句子写给办事的人，说明原因和下一步。"
    for room, kinds in _by_room(census.refusals(), lambda kind: kind.code.split(".")[0]):
        yield f"\n## {census.room_name(room)} `{room}`\n"
        yield from _table(
            ["代码", "状态码", "族", "句子"],
            ([f"`{kind.code}`", str(kind.status), kind.family, kind.sentence] for kind in kinds),
        )


def glossary() -> Iterator[str]:
    yield "# 术语登记册\n"
    yield "英文用于代码，中文用于页面、文书和句子；两者在这里一一对应。"
    for room, kinds in _by_room(census.own_models(), lambda kind: kind._meta.app_label):
        yield f"\n## {census.room_name(room)} `{room}`"
        for kind in kinds:
            yield f"\n### {kind._meta.verbose_name} `{kind.__name__}`\n"
            yield from _table(
                ["字段", "中文", "类型"],
                ([f"`{field.name}`", str(field.verbose_name), _kind(field)] for field in census.own_fields(kind)),
            )
    yield "\n## 选项"
    for listing in census.choices():
        yield f"\n### `{listing.__module__.split('.')[1]}.{listing.__qualname__}`\n"
        yield from _table(["值", "中文"], ([f"`{value}`", str(label)] for value, label in listing.choices))


def _kind(field: models.Field[Any, Any]) -> str:
    if field.is_relation and field.related_model is not None:
        return f"→ {field.related_model._meta.verbose_name}"  # type: ignore[union-attr]
    return {"CharField": "文字", "TextField": "文字"}.get(type(field).__name__, type(field).__name__)


def figures() -> Iterator[str]:
    yield "# 指标登记册\n"
    yield (
        "所有指标按年度计：年度累计数截至统计之时，时点数为统计之时的数。比率和平均由各机构先合计、再相除，不取平均的平均。"
        "尚未采集的显示为空，不是 0。“依据”为领域清单的行号；§9 为上级公布、汇总的项目。"
    )
    for group, heading in GROUPS.items():
        yield f"\n## {heading} `{group}`\n"
        yield from _table(
            ["指标", "名称", "口径", "单位", "谁有", "汇总", "时间", "来源", "依据"],
            (
                [
                    f"`{each.code}`",
                    each.label,
                    each.formula,
                    each.sign,
                    _who(each),
                    each.aggregate.label,
                    each.span.label,
                    each.origin.label,
                    "、".join(each.rows),
                ]
                for each in INDICATORS
                if each.group == group
            ),
        )
    yield "\n## 合理性规则\n"
    yield "上报前逐条核对。必须成立的不成立则不能上报；其余的须说明原因，说明随报表上报。\n"
    yield from _table(
        ["规则", "性质"], ([rule.in_words, "必须成立" if rule.hard else "不成立须说明"] for rule in RULES)
    )


def _who(indicator: Indicator) -> str:
    if indicator.level is not None:
        return indicator.level.label
    return "、".join(body.label for body in Body if body in indicator.bodies) if len(indicator.bodies) == 1 else "各级"


def features() -> Iterator[str]:
    yield "# 功能登记册\n"
    yield (
        "来源文件的每一行，由哪些测试和代码体现：在测试或代码的说明里写上行号即为体现，别处不另登记。“测试”为空的是还没有做到的，"
        "“代码”列出提到它的文件。"
    )
    tests, code = rows.shown_by_tests(), rows.shown_by_code()
    counts = {module: [each for each in rows.features() if each.module == module] for module in rows.MODULES}
    yield "\n## 小结\n"
    yield from _table(
        ["模块", "行数", "有测试", "只有代码", "尚无"],
        (
            [
                f"{label} `{module}`",
                str(len(counts[module])),
                str(sum(each.row in tests for each in counts[module])),
                str(sum(each.row in code and each.row not in tests for each in counts[module])),
                "、".join(each.row for each in counts[module] if each.row not in tests and each.row not in code) or "–",
            ]
            for module, label in rows.MODULES.items()
        ),
    )
    for module, label in rows.MODULES.items():
        yield f"\n## {label} `{module}`\n"
        yield from _table(
            ["行", "内容", "测试", "代码"],
            (
                [each.row, each.item, _some(tests.get(each.row, []), "tests/"), _some(code.get(each.row, []), "")]
                for each in counts[module]
            ),
        )


def _some(places: list[str], prefix: str) -> str:
    """The first three by name, and how many more."""
    named = "<br>".join(f"`{place.removeprefix(prefix)}`" for place in places[:3])
    return f"{named} 等 {len(places)} 处" if len(places) > 3 else named or "–"


REGISTERS: dict[str, Callable[[], Iterator[str]]] = {
    "permissions": permissions,
    "lifecycles": lifecycles,
    "events": events,
    "errors": errors,
    "glossary": glossary,
    "figures": figures,
    "features": features,
}


def _by_room(things: Iterable[Any], room_of: Callable[[Any], str]) -> list[tuple[str, list[Any]]]:
    """Grouped by room, rooms in the order of the house, the rest (kernel, api) first."""
    order = [room.label for room in census.rooms()]
    grouped: dict[str, list[Any]] = {}
    for thing in things:
        grouped.setdefault(room_of(thing), []).append(thing)
    return sorted(grouped.items(), key=lambda pair: (order.index(pair[0]) if pair[0] in order else -1, pair[0]))


def _table(head: list[str], rows: Iterable[list[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '¦') for cell in row)} |"
