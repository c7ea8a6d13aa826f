"""Places in workbooks, problems found there, and the one error class.

A `Problem` is a fault in what somebody handed in: collected, sorted, all shown.
A `WzqaError` means that the command cannot go on; only `console.guard` catches it.
"""

from __future__ import annotations

import errno
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Exit:
    """Exit codes of every command (cli.md)."""

    OK = 0
    INPUT = 1
    USAGE = 2
    DECIDE = 3
    DISCREPANCY = 4
    RECORD = 5


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file relative to the cycle folder, its sheet, its cell."""

    file: str | None = None
    sheet: str | None = None
    cell: str | None = None

    def __str__(self) -> str:
        """Print as `文件 › 工作表 › C7`."""
        return " › ".join(part for part in (self.file, self.sheet, self.cell) if part)

    @property
    def sort_key(self) -> tuple[str, str, int, str]:
        """Order by file, sheet, row, column (A < Z < AA); paragraphs (段2 < 段10) by number."""
        match = re.fullmatch(r"([A-Z]+|段)(\d+)", self.cell or "")
        column, row = (match[1].rjust(4), int(match[2])) if match else (self.cell or "", 0)
        return (self.file or "", self.sheet or "", row, column)


NOWHERE = Place()


_REASONS = {
    errno.ENOENT: "没有这个文件或目录", errno.EACCES: "没有权限", errno.EPERM: "没有权限",
    errno.ENOSPC: "磁盘已满", errno.EDQUOT: "磁盘配额已用完", errno.EFBIG: "文件超过系统允许的大小",
    errno.EROFS: "磁盘是只读的", errno.EIO: "磁盘读写出错", errno.EISDIR: "是目录，不是文件",
    errno.ENOTDIR: "路径中有一级不是目录", errno.ENAMETOOLONG: "名称太长", errno.EBUSY: "正被使用",
    errno.EEXIST: "已经存在", errno.ELOOP: "链接绕成了圈", errno.EMFILE: "打开的文件太多",
}  # fmt: skip


def reason(error: OSError) -> str:
    """Say in Chinese why the system refused to read or write."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


class Severity(StrEnum):
    """How much a problem weighs: only an error makes the command exit 1."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One named fault: stable code, what was read and why it is wrong, and the mend.

    `code` is listed in `data/problem_codes/*.toml` (a test checks that every code is).
    `message` says why in Chinese, `hint` one remedy in the imperative; `value` is as read.
    """

    code: str
    message: str
    severity: Severity = Severity.ERROR
    place: Place = NOWHERE
    value: str | None = None
    hint: str | None = None

    def __str__(self) -> str:
        """Print as `place：读到“value”，message。hint。`; the code is for scripts."""
        where = f"{self.place}：" if str(self.place) else ""
        read = f"读到“{self.value}”，" if self.value else ""
        return f"{where}{read}{self.words}"

    @property
    def words(self) -> str:
        """Say what is wrong and what to do, without the place and what was read there."""
        hint = f"{self.hint.rstrip('。')}。" if self.hint else ""
        return f"{self.message.rstrip('。')}。{hint}"

    def as_json(self) -> dict[str, str | None]:
        """Give the keys of cli.md, absent parts null."""
        return {
            "severity": str(self.severity),
            "code": self.code,
            "message": self.message,
            "file": self.place.file,
            "sheet": self.place.sheet,
            "cell": self.place.cell,
            "value": self.value,
            "hint": self.hint,
        }


def has_errors(problems: Iterable[Problem]) -> bool:
    """Say whether any problem is an error."""
    return any(p.severity is Severity.ERROR for p in problems)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Sort by place, then code; identical problems are listed once."""
    return sorted(set(problems), key=lambda p: (p.place.sort_key, p.code, p.message))


def grouped(problems: Sequence[Problem]) -> list[list[Problem]]:
    """Put those of one cause together, where the first of them stands."""
    groups: dict[tuple[object, ...], list[Problem]] = {}
    for p in problems:
        groups.setdefault((p.severity, p.code, p.message, p.hint), []).append(p)
    return list(groups.values())


def in_one_line(group: Sequence[Problem]) -> str:
    """Say a group in one line: `文件 › 表 › B3、B5，文件二 › 表 › C7：…（共12处）`."""
    if len(group) == 1:
        return str(group[0])
    sheets: dict[tuple[str, ...], list[str]] = {}
    for p in group:
        sheet = tuple(part for part in (p.place.file, p.place.sheet) if part)
        read = f"（“{p.value}”）" if p.value else ""
        sheets.setdefault(sheet, []).append(f"{p.place.cell or ''}{read}")
    places = "，".join(
        " › ".join((*sheet, "、".join(filter(None, cells)))).removesuffix(" › ")
        for sheet, cells in sheets.items()
    )
    where = f"{places}：" if places else ""
    return f"{where}{group[0].words.removesuffix('。')}（共{len(group)}处）。"


class WzqaError(Exception):
    """The command cannot go on. Carries one Chinese sentence, an exit code and the problems.

    Raised anywhere; caught once, in `console`. A `ValueError` inside wzqa is our own bug.
    """

    def __init__(
        self,
        message: str,
        exit_code: int = Exit.INPUT,
        problems: Iterable[Problem] = (),
        *,
        code: str = "refused",
        hint: str | None = None,
        place: Place | None = None,
    ) -> None:
        """Keep the sentence, the exit code of cli.md and the problems that led here."""
        super().__init__(message)
        self.message = message
        self.exit_code = exit_code
        self.problems = list(problems) or [
            Problem(code=code, message=message, hint=hint, place=place or NOWHERE)
        ]


def broken_at(error: ValueError) -> str:
    """Name the line: 第3行, or 末尾."""
    line = re.search(r"line (\d+)", str(error))
    return f"第{line[1]}行" if line else "末尾"


def read_toml(text: str, file: str, code: str) -> dict[str, Any]:
    """Parse a text. Raises WzqaError (exit 1) under a problem code, with file and line."""
    import tomllib  # noqa: PLC0415 - --help reads none

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = broken_at(error)
        raise WzqaError(
            f"{file} 不是正确的 TOML 文件（{where}）",
            Exit.INPUT,
            code=code,
            place=Place(file, None, where),
            hint="请检查该行的引号、括号和等号",
        ) from None
