"""Refusals: what an office is told when something may not be done. Five families, each one HTTP status.

Everything that is not a Refusal is a bug and reaches the log with its trace. Pure: no Django here.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar


class Refusal(Exception):
    """A named, expected refusal.

    `code` is stable (`room.what`) and safe to test against; `sentence` is Chinese and says the cause and what to do;
    `data` holds small values that a client may need (figures, codes: never a person's words, name or phone).
    """

    family: ClassVar[str] = "refusal"
    status: ClassVar[int] = 400
    code: ClassVar[str] = "refusal"
    sentence: ClassVar[str] = "操作未被接受。"

    def __init__(self, sentence: str | None = None, /, **data: Any) -> None:
        self.data = data
        said = {name: _said(value) for name, value in data.items()}
        self.message = (sentence or self.sentence).format(**said) if data else (sentence or self.sentence)
        super().__init__(self.message)

    def __str__(self) -> str:
        return self.message


def _said(value: Any) -> Any:
    """A day as people write it; the rest as it is."""
    return f"{value:%Y年%-m月%-d日}" if type(value) is date else value


class Unwelcome(Refusal):
    """Not known here, or not allowed (401 / 403)."""

    family = "unwelcome"
    status = 403
    code = "kernel.not_permitted"
    sentence = "您没有办理此事的权限。如确需办理，请联系本机构管理员。"


class NotFound(Refusal):
    """Does not exist *for this person*: someone else's record is not found, never forbidden (404)."""

    family = "not_found"
    status = 404
    code = "kernel.not_found"
    sentence = "没有找到这条记录。请返回列表核对后重试。"


class Invalid(Refusal):
    """The input cannot be taken as it is (422). `data["field"]` names the field where there is one."""

    family = "invalid"
    status = 422
    code = "kernel.invalid"
    sentence = "填写的内容有误，请检查后重新提交。"


class OutOfTurn(Refusal):
    """Right person, wrong moment: the record's state does not allow it (409)."""

    family = "out_of_turn"
    status = 409
    code = "kernel.out_of_turn"
    sentence = "当前状态不能办理此事。"


class RuleBroken(Refusal):
    """A rule of the law or of the office's rulebook forbids it (409)."""

    family = "rule_broken"
    status = 409
    code = "kernel.rule_broken"
    sentence = "不符合规则，不能办理。"


FAMILIES: tuple[type[Refusal], ...] = (Unwelcome, NotFound, Invalid, OutOfTurn, RuleBroken)


class Malformed(ValueError):
    """Input of an engine (a JSON case, a file) that cannot be read. One Chinese sentence that says where and what to do.

    Not a Refusal: no office rule was asked yet. The command line answers it with exit code 2; an edge that takes such
    input from people turns it into `Invalid`.
    """
