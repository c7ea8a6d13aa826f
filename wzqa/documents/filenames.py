"""File names that Windows takes and that never collide."""

from __future__ import annotations

import re
import unicodedata

MAX_LENGTH = 120  # characters with extension: folder and name stay below 260
MAX_BYTES = (
    230  # Linux and most shares take 255; what is being written has a longer name for a moment
)
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_RESERVED = re.compile(
    r"(?:CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³]|CONIN\$|CONOUT\$)", re.IGNORECASE
)
_WIDE = str.maketrans('\\/:*?"<>|', "＼／：＊？”＜＞｜")


def _part(text: str) -> str:
    """Make one part of a name safe: forbidden characters become their full-width likes."""
    text = unicodedata.normalize("NFC", text).translate(_WIDE)
    text = "".join(
        c for c in _FORBIDDEN.sub("", text) if unicodedata.category(c) not in ("Cf", "Cs")
    )
    return re.sub(r"\s+", " ", text).strip(" .")


def _cut(text: str, characters: int, size: int) -> str:
    """Cut a text to so many characters and so many bytes of UTF-8."""
    text = text[: max(characters, 0)]
    return text.encode()[: max(size, 0)].decode("utf-8", "ignore").rstrip(" .")


def safe_name(number: str | None, name: str, kind: str, extension: str = ".docx") -> str:
    """Join number, name and kind to a file name: `…奖评办〔2026〕3号_某公司_….docx`.

    At most 120 characters and 230 bytes; a long name of an organisation is cut, number and kind are kept.
    """
    first, last = _part(number or ""), _part(kind)
    room = MAX_LENGTH - len(extension) - len(first) - len(last) - 2
    size = MAX_BYTES - len(f"{first}{last}{extension}__".encode())
    middle = _cut(_part(name), max(room, 8), max(size, 24)).strip(" .")
    stem = "_".join(part for part in (first, middle, last) if part) or "文书"
    stem = _cut(stem, MAX_LENGTH - len(extension), MAX_BYTES - len(extension.encode()))
    if _RESERVED.fullmatch(stem.partition(".")[0].rstrip()):
        stem = f"_{stem}"
    return f"{stem}{extension}"


def folded(name: str) -> str:
    """Give what a Windows folder compares: two names with one fold are one file."""
    return unicodedata.normalize("NFC", name).casefold()


def distinct(names: list[str]) -> list[str]:
    """Give every name once: the second 甲.docx becomes 甲（2）.docx."""
    taken: set[str] = set()
    result = []
    for name in names:
        stem, dot, extension = name.rpartition(".")
        if not dot:
            stem, extension = name, ""
        chosen, number = name, 1
        while folded(chosen) in taken:
            number += 1
            suffix = f"（{number}）"
            room = MAX_LENGTH - len(extension) - len(dot) - len(suffix)
            size = MAX_BYTES - len(f"{suffix}{dot}{extension}".encode())
            chosen = f"{_cut(stem, room, size)}{suffix}{dot}{extension}"
        taken.add(folded(chosen))
        result.append(chosen)
    return result


def is_safe(name: str) -> bool:
    """Say whether Windows takes a file name as it stands."""
    return (
        0 < len(name) <= MAX_LENGTH
        and len(name.encode()) <= MAX_BYTES
        and not _FORBIDDEN.search(name)
        and not name.endswith((" ", "."))
        and not _RESERVED.fullmatch(name.partition(".")[0].rstrip())
    )
