"""An .xlsx package: which part is which sheet, checked and bounded before the fast reader runs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from xml.sax.saxutils import unescape

from wzqa.problems import Place, Problem, Severity
from wzqa.workbooks.opening import second_look
from wzqa.workbooks.opening.cells import Marks
from wzqa.workbooks.opening.formats import Formats, formats, without_formats
from wzqa.workbooks.opening.package import SAVE_AS, damaged, pack, refuse, well_formed
from wzqa.workbooks.opening.package import parts as package_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_SHEET = re.compile(rb"<(?:\w+:)?sheet\s([^>]*?)/?>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s([^>]*?)/?>")
_ATTR = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_1904 = re.compile(rb"""\bdate1904\s*=\s*["'](?:1|true)["']""")
_ERROR_TYPE = re.compile(rb"""(\bt\s*=\s*)["']e["']""")
_UNREAD = re.compile(r"^docProps/|/(?:theme|media|drawings|printerSettings)/")
_ROOT_IS_SHEET = re.compile(rb"<(?:\w+:)?worksheet[\s>]")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that is safe to read: its bytes, what was seen per sheet in order, what to say."""

    data: bytes
    marks: tuple[Marks, ...]
    problems: tuple[Problem, ...] = ()
    simple: Callable[[bytes, str], bytes] | None = (
        None  # the same without number formats and error values
    )


def note_1904(file: str) -> Problem:
    """Say that the workbook counts days from 1904."""
    message = "工作簿采用 1904 日期系统，日期已按此换算"
    return Problem(code="date-1904", message=message, severity=Severity.INFO, place=Place(file))


def _attributes(text: bytes) -> dict[bytes, bytes]:
    return {name.split(b":")[-1]: double or single for name, double, single in _ATTR.findall(text)}


def relations(parts: Mapping[str, bytes], workbook: str) -> dict[bytes, str]:
    """Map relationship ids of the workbook part to part names."""
    folder, _, name = workbook.rpartition("/")
    return _relations(folder, parts.get(f"{folder}/_rels/{name}.rels", b""))


@lru_cache(maxsize=64)
def _relations(folder: str, xml: bytes) -> dict[bytes, str]:
    targets: dict[bytes, str] = {}
    for match in _RELATION.findall(xml):
        relation = _attributes(match)
        target = relation.get(b"Target", b"").decode("utf-8", "replace").replace("\\", "/")
        path = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
        targets[relation.get(b"Id", b"")] = path
    return targets


def _sheets(parts: Mapping[str, bytes], workbook: str) -> list[tuple[str, str]]:
    """List (sheet name, part) in the workbook's order."""
    targets = relations(parts, workbook)
    return [(name, targets.get(number, "")) for name, number in _listed(parts[workbook])]


@lru_cache(maxsize=64)
def _listed(xml: bytes) -> list[tuple[str, bytes]]:
    """List (sheet name, relationship id)."""
    listed = []
    for match in _SHEET.findall(xml):
        sheet = _attributes(match)
        name = unescape(
            sheet.get(b"name", b"").decode("utf-8", "replace"), {"&quot;": '"', "&apos;": "'"}
        )
        listed.append((name, sheet.get(b"id", b"")))
    return listed


def _bounded(
    xml: bytes, part: str, file: str, cells: second_look.Plain | None
) -> tuple[bytes, tuple[str, ...]]:
    """Give the part as the fast reader may have it, and the cells that were left out."""
    try:
        kept, lost = second_look.cut(xml, cells)
    except second_look.BadReferenceError:
        raise damaged(file, f"部件 {part} 的单元格编号不合规则") from None
    return (kept if second_look.dimension_is_sound(kept) else second_look.without(kept)), lost


def _too_far(lost: tuple[str, ...], place: Place) -> Problem:
    return Problem(
        code="cell-too-far",
        message=f"离数据区过远处有{len(lost)}个单元格有内容，没有读取",
        severity=Severity.WARNING,
        place=Place(place.file, place.sheet, lost[0]),
        hint="请清除该处内容后另存再报送",
    )


def simplified(data: bytes, file: str) -> bytes:
    """Take out what the fast reader may stumble on; `Marks` have seen it already.

    Made from what was prepared, so that nothing else need be kept in memory meanwhile.
    """
    simple = package_parts(data, file)
    for part, xml in simple.items():
        if part == "xl/styles.xml":
            simple[part] = without_formats(xml)
        elif _ROOT_IS_SHEET.search(xml, 0, 4096):
            simple[part] = _ERROR_TYPE.sub(rb'\1"str"', xml)
    return pack(simple)


def prepare(parts: dict[str, bytes], workbook: str, file: str) -> Prepared:
    """Check the sheets, take far-away cells out, and look at what the fast reader cannot see.

    Raises `WzqaError` when the package has no worksheet or a broken part.
    """
    listed = _sheets(parts, workbook)
    names = {part: name for name, part in listed}
    sheets = [
        part
        for part, xml in parts.items()
        if (part in names or "worksheets/" in part) and _ROOT_IS_SHEET.search(xml, 0, 4096)
    ]
    if not sheets or not listed:
        raise refuse(file, "workbook-without-sheet", "工作簿里没有工作表", SAVE_AS)
    for part in (*sheets, workbook, "xl/sharedStrings.xml", "xl/styles.xml"):
        if part in parts:
            well_formed(part, parts[part], file)
    styles = parts.get("xl/styles.xml", b"")
    seen = formats(styles) if styles else Formats()
    problems: list[Problem] = []
    kept = dict(parts)
    marks: dict[str, Marks] = {}
    for part in sheets:
        cells = second_look.plain(parts[part])
        xml, lost = _bounded(parts[part], part, file, cells)
        kept[part] = xml
        if lost:
            problems.append(_too_far(lost, Place(file, names.get(part))))
            cells = second_look.plain(xml)
        marks[part] = second_look.look(xml, seen, cells)
    if _1904.search(parts[workbook]):
        problems.append(note_1904(file))
    kept = {name: part for name, part in kept.items() if not _UNREAD.search(name)}
    return Prepared(
        pack(kept),
        tuple(marks.get(part, Marks()) for _, part in listed),
        tuple(problems),
        simplified,
    )
