"""Which rows of the public schema belong to one office: the table that export reads and restore merges.

Merging adds what is missing and touches nothing that is there: a membership that was ended stays ended, a return that was
accepted stays as it was accepted. What is not carried at all is listed with its reason (`LEFT_OUT`); a test asks that
every public table with an office in it stands in one of the two lists.

Rooms above the directory are named by table only, as in `provisioning.APPEND_ONLY`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.apps import apps
from django.db import models


@dataclass(frozen=True)
class Belongings:
    """Rows of `table` where `where` holds of office %(office)s, in the order in which they can be put back.

    guard    what must be there before a row `n` may come in (the row it refers to, if that was left out)
    without  columns that are the database's own and not carried
    blanked  columns carried empty: an archive holds no secrets
    """

    table: str
    label: str
    where: str
    guard: str = "true"
    without: tuple[str, ...] = ()
    blanked: tuple[tuple[str, str], ...] = ()


_MEMBERS = "SELECT account_id FROM public.identity_membership WHERE office_id = %(office)s"
# What the office adopted or wrote, and the superiors' editions on top of which that was written.
_EDITIONS = (
    "WITH RECURSIVE line(uid) AS ("
    "SELECT edition_id FROM public.rulebook_adoption WHERE office_code = %(office)s"
    " UNION SELECT uid FROM public.rulebook_edition WHERE office_code = %(office)s"
    " UNION SELECT e.parent_id FROM public.rulebook_edition e JOIN line ON e.uid = line.uid"
    " WHERE e.parent_id IS NOT NULL) SELECT uid FROM line"
)
_RETURNS = "SELECT uid FROM public.reporting_return WHERE office_code = %(office)s"

BELONGINGS: tuple[Belongings, ...] = (
    Belongings("directory_officedomain", "域名", "tenant_id = %(office)s", without=("id",)),
    Belongings(
        "directory_officehistory",
        "机构沿革",
        "office_id = %(office)s",
        without=("id",),
        guard="NOT EXISTS (SELECT 1 FROM public.directory_officehistory h WHERE h.office_id = n.office_id"
        " AND h.from_on = n.from_on AND h.name = n.name AND h.division_code = n.division_code)",
    ),
    Belongings("identity_account", "账号", f"uid IN ({_MEMBERS})", blanked=(("password", "!"),)),
    Belongings(
        "identity_membership",
        "任职",
        "office_id = %(office)s",
        guard="EXISTS (SELECT 1 FROM public.identity_account a WHERE a.uid = n.account_id)",
    ),
    Belongings(
        "identity_delegation",
        "代办委派",
        "office_id = %(office)s",
        guard="EXISTS (SELECT 1 FROM public.identity_account a WHERE a.uid = n.account_id)",
    ),
    Belongings(
        "identity_staffsession",
        "支持会话",
        "office_code = %(office)s",
        guard="EXISTS (SELECT 1 FROM public.identity_account a WHERE a.uid = n.account_id)",
    ),
    Belongings(
        "rulebook_template",
        "规则模板",
        f"office_code = %(office)s OR uid IN (SELECT template_id FROM public.rulebook_edition WHERE uid IN ({_EDITIONS}))",  # noqa: S608 (our own words)
    ),
    Belongings(
        "rulebook_edition",
        "规则版本",
        f"uid IN ({_EDITIONS}) OR template_id IN (SELECT uid FROM public.rulebook_template WHERE office_code = %(office)s)",  # noqa: S608 (our own words)
        guard="EXISTS (SELECT 1 FROM public.rulebook_template t WHERE t.uid = n.template_id)",
    ),
    Belongings(
        "rulebook_adoption",
        "规则采用",
        "office_code = %(office)s",
        guard="EXISTS (SELECT 1 FROM public.rulebook_edition e WHERE e.uid = n.edition_id)",
    ),
    Belongings("reporting_period", "填报期", "office_code = %(office)s"),
    Belongings("reporting_snapshot", "实时指标", "office_code = %(office)s"),
    Belongings("reporting_return", "报表", "office_code = %(office)s"),
    Belongings(
        "reporting_returnline",
        "报表项",
        f"parent_id IN ({_RETURNS})",
        guard="EXISTS (SELECT 1 FROM public.reporting_return r WHERE r.uid = n.parent_id)",
    ),
    Belongings(
        "reporting_lineremark",
        "报表批注",
        f"parent_id IN ({_RETURNS})",
        guard="EXISTS (SELECT 1 FROM public.reporting_return r WHERE r.uid = n.parent_id)",
    ),
    Belongings("reporting_sharedcard", "共享的项目卡片", "office_code = %(office)s"),
    Belongings("directory_officearchive", "机构存档", "office_code = %(office)s"),
)

LEFT_OUT = {
    "reporting_node": "汇总数由中继按下级重算",
    "reporting_stale": "待重算的标记，恢复后会再有",
    "rulebook_holidayyear": "放假安排由省统一维护，不随机构走",
    "reporting_rank": "排名由上级通报，属于上级",
    "django_admin_log": "平台管理站点自带的表，机构不用",
    "guardian_userobjectpermission": "公共库里的授权表是空的，机构的在它自己的库里",
    "directory_office": "机构本身写在清单里，恢复时按机构代码核对",
    "directory_migrationresult": "升级结果说的是本平台的库，不是机构的工作",
    "directory_officevitals": "体检结果每晚重算",
    "audit_head": "审计链头写在清单里，恢复时单独核对",
    "audit_entry": "平台的审计记录属于平台，不随机构走",
    "outbox_message": "平台信箱里的消息属于平台",
    "outbox_doorbell": "门铃只说有信，恢复后会再响",
    "identity_entrylink": "一次性链接是秘密，不随存档流传",
    "identity_token": "访问令牌是秘密，不随存档流传",
}


class Merged(NamedTuple):
    label: str
    added: int
    kept: int  # in the archive, and already there (or a row of the same truth): left as it was


def collect(cursor: Any, office: str) -> str:
    """Rows by table as one JSON text. The database writes it, so that no figure passes through a float."""
    found = []
    for each in BELONGINGS:
        taken = "".join(f" - '{column}'" for column in each.without)
        order = "" if each.without else " ORDER BY t.uid"
        cursor.execute(
            f"SELECT coalesce(jsonb_agg((to_jsonb(t){taken}) || %(blank)s::jsonb{order}), '[]')::text"  # noqa: S608 (our own tables)
            f" FROM public.{each.table} t WHERE {each.where}",
            {"office": office, "blank": json.dumps(dict(each.blanked))},
        )
        found.append(f"{json.dumps(each.table)}: {cursor.fetchone()[0]}")
    return "{" + ",\n".join(found) + "}"


def merge(cursor: Any, text: str) -> list[Merged]:
    """Put in what is missing. Nothing that is there is changed.

    Rows of an older program get what the model gives to new ones; columns that are gone are dropped.
    """
    told = []
    for each in BELONGINGS:
        model = next(model for model in apps.get_models() if model._meta.db_table == each.table)
        fields = [field for field in model._meta.local_concrete_fields if field.column not in each.without]
        columns = ", ".join(f'"{field.column}"' for field in fields)
        cursor.execute(
            "WITH given AS (SELECT r.* FROM jsonb_array_elements(%(text)s::jsonb -> %(table)s) AS one(row),"  # noqa: S608 (our own tables)
            f" jsonb_populate_record(NULL::public.{each.table}, %(defaults)s::jsonb || one.row) r),"
            f" added AS (INSERT INTO public.{each.table} ({columns}) SELECT {columns} FROM given n WHERE {each.guard}"
            " ON CONFLICT DO NOTHING RETURNING 1)"
            " SELECT (SELECT count(*) FROM added), (SELECT count(*) FROM given)",
            {
                "text": text,
                "table": each.table,
                "defaults": json.dumps({field.column: _default(field) for field in fields}),
            },
        )
        added, given = cursor.fetchone()
        if given:
            told.append(Merged(each.label, added, given - added))
    return told


def _default(field: models.Field[Any, Any]) -> Any:
    value = field.get_default()
    return value if value is None or isinstance(value, (str, int, float, bool, list, dict)) else str(value)
