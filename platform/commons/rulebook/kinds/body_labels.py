"""机构称谓: what the assembly and its members are called in one place (domain §7.7, §2.2 `body_label`).

What a level is called (`level_labels`: 州, 旗, 团场) follows from the office's own name (`directory.terms.level_called`).
"""

from __future__ import annotations

from typing import Final

from commons.rulebook.schema import Field, Schema
from commons.rulebook.shapes import Text

_STREETS: Final = "江苏：议政代表会；浙江：居民议事会；天台县：选民代表会议；南京、高港：会商会议"

SCHEMA: Final = Schema(
    "机构称谓",
    (
        Field("assembly", "会议名称", Text(20), "人民代表大会会议", f"地方组织法；街道各地不同（{_STREETS}）"),
        Field("deputy", "成员名称", Text(20), "人大代表", "代表法；街道成员不是人大代表，各地称议政代表、议事代表"),
        Field("result_paper", "结果文书名称", Text(20), "公告", "人民代表大会发公告；街道没有公告权，只公示结果"),
    ),
    retired=frozenset({"level"}),
)
