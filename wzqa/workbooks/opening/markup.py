"""Text in XML and out of it. `xml.sax.saxutils` would load an HTTP client for these few lines."""

from __future__ import annotations

import re

_ENTITY = re.compile(r"&(#x[0-9a-fA-F]{1,6}|#\d{1,7}|quot|amp|lt|gt|apos);")
_BYTE = re.compile(rb"%([0-9a-fA-F]{2})")
_NAMED = {"quot": '"', "amp": "&", "lt": "<", "gt": ">", "apos": "'"}
_LAST = 0x10FFFF


def escape(text: str) -> str:
    """Write a text so that it stands between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(text: str) -> str:
    """Write a text as the value of an attribute, with its quotes."""
    written = escape(text).replace('"', "&quot;")
    for space in "\n\r\t":
        written = written.replace(space, f"&#{ord(space)};")
    return f'"{written}"'


def unescape(text: str) -> str:
    """Read a text out of XML: the five named entities, and letters by number."""
    return _ENTITY.sub(_letter, text) if "&" in text else text


def unquoted(path: str) -> str:
    """Read a path as links write it: %20 for a space."""
    if "%" not in path:
        return path
    return _BYTE.sub(lambda m: bytes([int(m[1], 16)]), path.encode()).decode("utf-8", "replace")


def _letter(found: re.Match[str]) -> str:
    name = found[1]
    if not name.startswith("#"):
        return _NAMED[name]
    number = int(f"0{name[1:]}", 16) if name[1] == "x" else int(name[1:])
    return chr(number) if number <= _LAST else ""
