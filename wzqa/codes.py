"""统一社会信用代码 (GB 32100-2015): cleaning, checking, suggesting. Never repairing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CodeCheck:
    """What a typed code is. `code` is the valid code, else None.

    `fault` is a problem code ("" = valid), `why` the Chinese reason, `suggestion` a valid code that
    the typed one may have meant, `remark` a doubt about a valid code (its inner organisation code).
    """

    code: str | None
    fault: str = ""
    why: str = ""
    suggestion: str = ""
    remark: str = ""


def check(text: str) -> CodeCheck:
    """Check a code as typed."""
    return CodeCheck(text or None)
