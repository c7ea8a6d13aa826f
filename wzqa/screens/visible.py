"""Characters of cells that would steer the terminal, or turn its text about, shown as what they are."""

from __future__ import annotations

import re

# controls but for the line break and the tab; marks of direction, of lines, and without width
_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_ASCII = 0x100


def visible(text: str, *, lines: bool = True) -> str:
    r"""Write controls as \x1b and marks of direction as <U+202E>; without `lines` breaks, too.

    >>> visible("甲\x1b[2J\u202e乙")
    '甲\\x1b[2J<U+202E>乙'
    """
    if not lines:
        text = text.replace("\r\n", "\n").replace("\n", "\\n")
    return _STEERING.sub(_named, text)


def _named(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < _ASCII else f"<U+{code:04X}>"
