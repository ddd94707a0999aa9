"""The life of an office. Opening is resumable: each step says what is already true, the next one goes on from there."""

from __future__ import annotations

from commons.directory.terms import OfficeState as S
from commons.kernel.lifecycle import Lifecycle, Step

OFFICE = Lifecycle(
    "directory.office",
    "机构",
    S,
    start=S.FOUNDED,
    steps=(
        Step("request", (S.FOUNDED,), S.REQUESTED, "directory.open", "申请开通"),
        Step("build", (S.REQUESTED,), S.BUILT, "directory.open", "建立数据库"),
        Step("seed", (S.BUILT,), S.SEEDED, "directory.open", "初始化"),
        Step("address", (S.SEEDED,), S.ADDRESSED, "directory.open", "分配域名"),
        Step("invite", (S.ADDRESSED,), S.INVITED, "directory.open", "管理员就位"),
        Step("commission", (S.INVITED,), S.READY, "directory.open", "验收开通"),
        Step("suspend", (S.READY,), S.SUSPENDED, "directory.suspend", "停用"),
        Step("resume", (S.SUSPENDED,), S.READY, "directory.suspend", "恢复"),
        Step("archive", (S.READY, S.SUSPENDED), S.ARCHIVED, "directory.archive", "归档"),
        Step("unarchive", (S.ARCHIVED,), S.SUSPENDED, "directory.archive", "撤销归档"),
        Step("delete", (S.ARCHIVED,), S.DELETED, "directory.delete", "删除"),
        Step("abolish", (S.FOUNDED,), S.DELETED, "directory.reorganise", "撤销"),
        Step("revive", (S.DELETED,), S.SUSPENDED, "directory.restore", "由存档恢复"),
        Step("open_copy", (S.FOUNDED,), S.INSPECTION, "directory.restore", "打开核查副本"),
        Step("discard", (S.INSPECTION,), S.DELETED, "directory.restore", "撤下核查副本"),
    ),
)
