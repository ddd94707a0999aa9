"""Who may do what with offices."""

from __future__ import annotations

from commons.kernel.actor import Role
from commons.kernel.policy import YES, Act, Policy

_PLATFORM = {Role.PROVISIONER: YES, Role.SYSTEM: YES}

POLICY = Policy(
    "directory",
    "机构目录",
    [
        Act("directory.read", "查看机构目录", {**_PLATFORM, Role.TEMPLATE_EDITOR: YES, Role.BOARD_READER: YES}),
        Act("directory.set_up", "首次设置平台", {Role.SYSTEM: YES}),
        Act("directory.found", "机构建档", _PLATFORM),
        Act("directory.open", "开通机构", _PLATFORM),
        Act("directory.suspend", "停用与恢复机构", _PLATFORM),
        Act("directory.archive", "归档机构", _PLATFORM),
        Act("directory.address", "设定机构网址", _PLATFORM),
        Act("directory.reorganise", "更名、划转与合并机构", _PLATFORM),
        Act("directory.delete", "删除机构", _PLATFORM),
        Act("directory.export", "导出机构存档", _PLATFORM),
        Act("directory.restore", "由存档恢复机构", _PLATFORM),
    ],
)
