"""PDF copies through LibreOffice: one process for a whole batch, plain words when it is absent."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from wzqa.problems import Exit, Problem, Severity, WzqaError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

_PLACES = (
    r"%ProgramFiles%\LibreOffice\program\soffice.exe",
    r"%ProgramFiles(x86)%\LibreOffice\program\soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_MOST = 2000  # files a command line: Windows takes 32767 characters
_START, _EACH = 120, 10  # seconds


def office() -> str | None:
    """Find LibreOffice; None when it is not installed."""
    for name in ("soffice", "libreoffice"):
        if found := shutil.which(name):
            return found
    places = (Path(os.path.expandvars(place)) for place in _PLACES)
    return next((str(place) for place in places if place.is_file()), None)


def missing() -> Problem:
    """Say that there is no LibreOffice, so that the letters are .docx only."""
    return Problem(
        code="pdf-no-office",
        message="没有找到 LibreOffice，没有生成 PDF",
        severity=Severity.WARNING,
        hint="请安装 LibreOffice，或在 Word、WPS 中另存为 PDF",
    )


def convert(documents: Sequence[bytes], day: date) -> list[bytes]:
    """Convert Word files in memory, in order; `day` stands as the PDFs' date.

    Raises WzqaError (exit 5) when LibreOffice is absent or fails on any of them.
    """
    program = office()
    if program is None:
        raise WzqaError(missing().message, Exit.RECORD, [missing()])
    if not documents:
        return []
    result: list[bytes] = []
    for start in range(0, len(documents), _MOST):
        result += _run(program, documents[start : start + _MOST])
    return [steady(data, day) for data in result]


def _run(program: str, documents: Sequence[bytes]) -> list[bytes]:
    """Run one process in a folder and with a profile of its own: an open LibreOffice is no bar."""
    with tempfile.TemporaryDirectory(prefix="wzqa-pdf-") as name:
        folder = Path(name)
        names = [f"{number:05}.docx" for number in range(len(documents))]
        for file, data in zip(names, documents, strict=True):
            (folder / file).write_bytes(data)
        command = [
            program,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            *("--headless", "--norestore", "--convert-to", "pdf", "--outdir", "pdf"),
            *names,
        ]
        try:
            subprocess.run(  # noqa: S603  (a fixed command line, file names of our own)
                command,
                cwd=folder,
                check=True,
                capture_output=True,
                timeout=_START + _EACH * len(documents),
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise _failed(type(error).__name__) from None
        made = [folder / "pdf" / f"{Path(file).stem}.pdf" for file in names]
        lost = sum(not path.is_file() for path in made)
        if lost:
            raise _failed(f"{lost}份没有转换成功")
        return [path.read_bytes() for path in made]


def _failed(why: str) -> WzqaError:
    return WzqaError(
        f"LibreOffice 没有完成转换（{why}）",
        Exit.RECORD,
        code="pdf-failed",
        hint="请关闭 LibreOffice 后重试，或在 Word、WPS 中另存为 PDF",
    )


_DATE = re.compile(rb"(/(?:Creation|Mod)Date ?\(D:)\d{14}")
_ID = re.compile(rb"(?<=[</])([0-9A-F]{32})(?=[>\s])")


def steady(data: bytes, day: date) -> bytes:
    """Put the cycle's day and a content-based id into a PDF, so that its bytes repeat."""
    data = _DATE.sub(rb"\g<1>" + day.strftime("%Y%m%d").encode() + b"000000", data)
    start = data.rfind(b"trailer")
    head, tail = data[:start], data[start:]
    blank = _ID.sub(b"0" * 32, tail)
    digest = hashlib.sha256(head + blank).hexdigest()[:32].upper().encode()
    return head + _ID.sub(digest, tail)
