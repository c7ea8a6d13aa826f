"""The zip of a Word file: unpacking, cleaning, marks, and bytes that depend on no clock.

A template becomes a `Skeleton` once per kind: parts that no letter changes are compressed and
packed; a letter only appends its own parts to a copy (architecture.md §5.3).
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from html import escape  # that of xml.sax.saxutils loads an HTTP client
from typing import TYPE_CHECKING

from wzqa.problems import Exit, Place, WzqaError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_SMALL, _LEVEL = 2048, 3  # bytes; deflate level of a letter's own parts
MAX_PARTS = 2_000
MAX_UNPACKED = 200 * 2**20  # bytes; a Word file beyond this is no letter


def unpack(data: bytes, name: str, wanted: re.Pattern[str] | None = None) -> dict[str, bytes]:
    """Read the parts of a .docx, all or those whose whole name matches, in the file's order.

    Raises WzqaError (exit 5) when it is no Word file: damaged, encrypted, .doc or .wps renamed.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            infos = [info for info in book.infolist() if not info.is_dir()]
            if len(infos) > MAX_PARTS or sum(i.file_size for i in infos) > MAX_UNPACKED:
                raise _unreadable(name, "解压后过大")
            called = _usual_names(book, {info.filename for info in infos})
            names = set(called.values())
            parts = {
                called[info.filename]: book.read(info)
                for info in infos
                if wanted is None or wanted.fullmatch(called[info.filename])
            }
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ):
        raise _unreadable(name, _guess(data)) from None
    if not {"word/document.xml", "[Content_Types].xml"} <= names:
        raise _unreadable(name, "其中没有 Word 正文")
    return parts


_MAIN = re.compile(
    rb'<Relationship\b(?=[^>]*\bType="[^"]*/officeDocument")[^>]*\bTarget="/?([^"]+)"'
)


def _usual_names(book: zipfile.ZipFile, names: set[str]) -> dict[str, str]:
    """Map each part to its name in a package whose body is word/document.xml.

    A body may have any name (word/document2.xml); which part it is stands in the package's
    relations (ECMA-376-2 §9.3).
    """
    same = {name: name for name in names}
    if "word/document.xml" in names or "_rels/.rels" not in names:
        return same
    match = _MAIN.search(book.read("_rels/.rels"))
    main = match[1].decode("utf-8", "replace") if match else ""
    if main not in names:
        return same
    folder, _, leaf = main.rpartition("/")
    relations = f"{folder}/_rels/{leaf}.rels".lstrip("/")
    beside = f"{folder}/" if folder else ""
    for name in names:
        if name.startswith(beside) and not name.startswith(("_rels/", "[Content", "docProps/")):
            same[name] = f"word/{name.removeprefix(beside)}"
    return same | {main: "word/document.xml", relations: "word/_rels/document.xml.rels"}


def _guess(data: bytes) -> str:
    """Say what a file that is no zip probably is."""
    if not data:
        return "文件是空的"
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return "是旧版 .doc、.wps 格式，或设有密码"
    if data.startswith(b"{\\rtf"):
        return "是 .rtf 格式"
    return "不是 .docx 文件，或已损坏"


def _unreadable(name: str, why: str) -> WzqaError:
    return WzqaError(
        f"{name} 打不开：{why}",
        Exit.RECORD,
        code="docx-unreadable",
        place=Place(name),
        hint="请用 Word 或 WPS 打开后另存为 .docx",
    )


def entry(name: str) -> zipfile.ZipInfo:
    """Describe a part for the zip: fixed date, fixed attributes on every system."""
    info = zipfile.ZipInfo(name, FIXED_TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = 0o600 << 16
    return info


def _order(name: str) -> tuple[int, str]:
    """Put the part list first, as every writer does, then by name."""
    return (0 if name == "[Content_Types].xml" else 1 if name == "_rels/.rels" else 2, name)


def pack(parts: Mapping[str, bytes]) -> bytes:
    """Write parts as a zip whose bytes depend on the parts alone."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as book:
        for name in sorted(parts, key=_order):
            book.writestr(entry(name), parts[name])
    return buffer.getvalue()


def append(skeleton: bytes, parts: Iterable[tuple[str, bytes]]) -> bytes:
    """Add a letter's own parts to a packed skeleton without compressing the rest again.

    Small parts are stored: setting up a compressor costs more than it saves.
    """
    buffer = io.BytesIO(skeleton)
    with zipfile.ZipFile(buffer, "a") as book:
        for name, content in parts:
            small = len(content) < _SMALL
            kind = zipfile.ZIP_STORED if small else zipfile.ZIP_DEFLATED
            book.writestr(entry(name), content, kind, None if small else _LEVEL)
    return buffer.getvalue()


def _text(value: str) -> str:
    if not value.isprintable():
        value = "".join(char for char in value if char.isprintable())
    return escape(value, quote=False).replace('"', "&quot;")


def core_properties(title: str, author: str, day: date) -> bytes:
    """Write docProps/core.xml: the cycle's author and day, no program's and no clock's."""
    stamp = f'xsi:type="dcterms:W3CDTF">{day.isoformat()}T00:00:00Z</dcterms'
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
        'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{_text(title)}</dc:title><dc:creator>{_text(author)}</dc:creator>"
        f"<cp:lastModifiedBy>{_text(author)}</cp:lastModifiedBy>"
        f"<dcterms:created {stamp}:created><dcterms:modified {stamp}:modified>"
        "</cp:coreProperties>"
    ).encode()


def custom_properties(values: Mapping[str, str]) -> bytes:
    """Write docProps/custom.xml, all values as text, in the order given."""
    items = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{pid}" '
        f'name="{_text(name)}"><vt:lpwstr>{_text(value)}</vt:lpwstr></property>'
        for pid, (name, value) in enumerate(values.items(), 2)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
        'custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'docPropsVTypes">{items}</Properties>'
    ).encode()
