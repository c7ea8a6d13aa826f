"""What verifying finds: one problem per discrepancy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.problems import Place, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Callable

_HINT = "请查明原因；可用备份或重新生成恢复"


def fault(code: str, message: str, file: str | None = None, hint: str | None = None) -> Problem:
    """Name a discrepancy."""
    return Problem(
        code=code, message=message, severity=Severity.ERROR, place=Place(file), hint=hint or _HINT
    )


def guarded(what: str, look: Callable[[], list[Problem]]) -> list[Problem]:
    """Look at a part of the record: whatever it holds that nobody foresaw is a finding, too."""
    try:
        return look()
    except Exception:  # noqa: BLE001  (a record may hold anything; verify ends in findings)
        message = f"{what}核对到一半停下：记录的内容不成样子"
        return [fault("record-damaged", message, "record.db", "请用备份比对、恢复")]
