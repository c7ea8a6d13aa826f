"""Where a TOML text is broken, said the same way everywhere."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from wzqa.problems import Exit, Place, WzqaError


def broken_at(error: tomllib.TOMLDecodeError) -> str:
    """Name the line: 第3行, or 末尾."""
    line = re.search(r"line (\d+)", str(error))
    return f"第{line[1]}行" if line else "末尾"


def read_toml(text: str, file: str, code: str) -> dict[str, Any]:
    """Parse a text. Raises WzqaError (exit 1) under a problem code, with file and line."""
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
