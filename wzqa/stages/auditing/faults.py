"""What verifying finds: one problem per discrepancy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa import __version__
from wzqa.problems import Place, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Callable

_HINT = "请查明原因；可用备份或重新生成恢复"


def fault(code: str, message: str, file: str | None = None, hint: str | None = None) -> Problem:
    """Name a discrepancy."""
    return Problem(
        code=code, message=message, severity=Severity.ERROR, place=Place(file), hint=hint or _HINT
    )


def of_another_version(file: str, made: str, before: str, hint: str) -> Problem:
    """Say that a document is worded otherwise by the version that wrote it: no tampering."""
    return Problem(
        code="tool-changed", severity=Severity.WARNING, place=Place(file),
        message=f"{before}文书是用另一版本的程序（{made or '较早版本'}）写的，现在的版本（{__version__}）措辞不同",
        hint=hint,
    )  # fmt: skip


def guarded(what: str, look: Callable[[], list[Problem]]) -> list[Problem]:
    """Look at a part of the record: whatever it holds that nobody foresaw is a finding, too."""
    try:
        return look()
    except Exception:  # noqa: BLE001  (a record may hold anything; verify ends in findings)
        message = f"{what}核对到一半停下：记录的内容不成样子"
        return [fault("record-damaged", message, "record.db", "请用备份比对、恢复")]
