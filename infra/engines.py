"""The engines at the command line: a case in, an answer out, offline and without Django.

    renda tally|appraise|evaluate CASE.json      (or `-` for standard input)
    renda workdays --from DATE --days N [--json]

Exit 0 with the answer on standard output (a refusal or an elimination is an answer too); exit 2 with exactly one
Chinese sentence on standard error when the input cannot be read, and nothing on standard output.
"""

from __future__ import annotations

import argparse
import importlib
import io
import json
import re
import sys
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NoReturn

from commons.kernel.errors import Malformed
from commons.rulebook import workdays
from commons.rulebook.cases import shown

COMMANDS: Final = {
    "tally": "按计票规则计算一次票决的结果",
    "appraise": "按评分标准给建议项目打分、排名并判定去留",
    "evaluate": "按测评规则判定满意度测评的结果和是否整改",
    "workdays": "推算某日之后第 N 个工作日",
}

# Imported when asked for: one engine's command neither waits for nor depends on another's.
_ENGINES: Final = {
    "tally": "tenants.ballot.tally",
    "appraise": "tenants.appraisal.scoring",
    "evaluate": "tenants.oversight.evaluation",
}
_LONGEST_NUMBER: Final = 40  # digits; more is no figure of ours, and Python refuses to read 4,301 of them


def main(argv: list[str]) -> int:
    """Runs one command; `argv` starts with its name. Returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Whatever the terminal's locale says, the contract says UTF-8; a sentence may quote half a character.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        print(_answer(argv))
    except Malformed as malformed:
        print(" ".join(str(malformed).split()), file=sys.stderr)  # one line, even where a quoted key has two
        return 2
    except SystemExit as done:  # --help, after it printed
        return int(done.code or 0)
    return 0


def _answer(argv: list[str]) -> str:
    name = argv[0] if argv else ""
    if name not in COMMANDS:
        raise Malformed(f"请写明命令：{'、'.join(COMMANDS)} 之一，加 --help 可看用法。")
    options = _parser(name).parse_args(argv[1:])
    if name == "workdays":
        return _workdays(options)
    engine: Callable[[object], dict[str, object]] = importlib.import_module(_ENGINES[name]).answer
    return _printed(engine(_case(_source(options.case))))


# ── the command line ──────────────────────────────────────────────────────────────────────────


class _Parser(argparse.ArgumentParser):
    """Speaks Chinese, and complains in one sentence like everything else here."""

    def __init__(self, name: str) -> None:
        super().__init__(prog=f"renda {name}", description=COMMANDS[name] + "。", add_help=False, allow_abbrev=False)
        self.options = self.add_argument_group("参数")
        self.options.add_argument("-h", "--help", action="help", help="显示本说明")

    def format_help(self) -> str:
        return super().format_help().replace("usage: ", "用法：", 1)

    def error(self, message: str) -> NoReturn:
        raise Malformed(f"{self.prog} 的参数有误，请按 {self.prog} --help 的说明填写。")


def _parser(name: str) -> argparse.ArgumentParser:
    parser = _Parser(name)
    if name == "workdays":
        parser.options.add_argument(
            "--from",
            dest="start",
            required=True,
            metavar="DATE",
            help="起始日期，如 2025-09-26，其后第一个工作日为第 1 日",
        )
        parser.options.add_argument("--days", required=True, metavar="N", help="工作日天数，不小于 1")
        parser.options.add_argument("--json", action="store_true", help="输出 JSON，不输出句子")
    else:
        parser.options.add_argument("case", metavar="CASE.json", help="案例文件，写 - 则从标准输入读取")
        parser.options.add_argument("--json", action="store_true", help="本命令总是输出 JSON，写不写都一样")
    return parser


# ── working days ──────────────────────────────────────────────────────────────────────────────


def _workdays(options: argparse.Namespace) -> str:
    if not re.fullmatch(r"-?[0-9]{1,9}", options.days):
        raise Malformed("--days 应为整数，如 7，请改正。")
    answer = workdays.answer(options.start, int(options.days))
    if options.json:
        return _printed(answer)
    doubt = "（途中有日期尚无官方放假安排，按星期推定）" if answer["estimated"] else ""
    return f"{answer['from']} 之后的第 {answer['days']} 个工作日是 {answer['until']}{doubt}。"


# ── a case: bytes → text → exact JSON ─────────────────────────────────────────────────────────


def _source(path: str) -> bytes:
    if path == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(path).read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a path with a zero byte
        raise Malformed("案例文件无法读取，请核对路径和权限。") from error


def _case(source: bytes) -> object:
    try:
        return json.loads(
            source.decode("utf-8-sig"),  # editors on Windows put a mark in front
            parse_float=_decimal,
            parse_int=_integer,
            parse_constant=_constant,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError as error:
        raise Malformed("案例不是 UTF-8 编码，请另存为 UTF-8 后重试。") from error
    except json.JSONDecodeError as error:
        raise Malformed(f"案例不是合法的 JSON，第 {error.lineno} 行第 {error.colno} 列有误，请改正。") from error
    except RecursionError as error:
        raise Malformed("案例嵌套层数过多，请按格式说明书写。") from error


def _integer(text: str) -> int:
    return int(_short(text))


def _decimal(text: str) -> Decimal:
    if "e" in text.lower():
        raise Malformed(f"案例中的数 {_short(text)} 用了科学计数法，请改写为普通小数。")
    return Decimal(_short(text))


def _short(text: str) -> str:
    if len(text) > _LONGEST_NUMBER:
        raise Malformed(f"案例中有超过 {_LONGEST_NUMBER} 位的数，请核对后改正。")
    return text


def _constant(text: str) -> NoReturn:
    raise Malformed(f"案例中出现了 {text}，它不是数，请改为具体数值。")


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for key, value in pairs:
        if key in fields:
            raise Malformed(f"案例的同一个对象里 {shown(key)}写了两次，请只保留一个。")
        fields[key] = value
    return fields


def _printed(answer: dict[str, object]) -> str:
    text = json.dumps(answer, ensure_ascii=False, indent=2)
    try:
        text.encode()
    except UnicodeEncodeError as error:  # half of a surrogate pair, written \ud83d in the case
        raise Malformed("案例中有不完整的 Unicode 字符，请改正后重试。") from error
    return text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
