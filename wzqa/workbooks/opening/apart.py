"""Reading a suspicious package in a process of its own, within limits of time and memory.

The fast reader is native code: what makes it allocate without end, or overflow its stack, ends the
process it runs in. So a package whose size is out of the ordinary, or out of all proportion to the
file, is opened by a child that may die; an ordinary file pays nothing for it.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

from wzqa.problems import Exit, WzqaError
from wzqa.workbooks.opening.package import refuse

if TYPE_CHECKING:
    from wzqa.workbooks.opening.cells import Book

SECONDS = 20
MEGABYTES = 700
_START = "import sys; sys.path[:] = {path!r}; from wzqa.workbooks.opening.child import main; main()"
_HINT = "请用 Excel 或 WPS 打开，清除数据区以外的内容后另存为 .xlsx 再报送"


def open_apart(data: bytes, file: str, seconds: float = SECONDS) -> Book:
    """Open a workbook in a child process. Raises `WzqaError` when it fails, dies or takes too long."""
    start = _START.format(path=sys.path)
    try:
        done = subprocess.run(  # noqa: S603  (our own interpreter and module)
            [sys.executable, "-c", start, file],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        _refuse(file, f"{SECONDS}秒内没有读完，没有读取")
    except OSError:
        _refuse(file, "文件过大，没有读取")
    if done.returncode:
        _refuse(file, f"读取所需内存超过{MEGABYTES}兆，或内容使读取程序出错，没有读取")
    book, problems = pickle.loads(done.stdout)  # noqa: S301  (our own child wrote it)
    if book is None:
        raise WzqaError(f"{file}：{problems[0].message}", Exit.INPUT, list(problems))
    opened: Book = book
    return replace(opened, ordinary=False)


def _refuse(file: str, message: str) -> NoReturn:
    raise refuse(file, "workbook-too-large", message, _HINT)
