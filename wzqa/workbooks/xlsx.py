"""An .xlsx package: which part is which sheet, checked and bounded before the fast reader runs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import unescape

from wzqa.problems import Place, Problem, Severity
from wzqa.workbooks import second_look
from wzqa.workbooks.cells import Marks
from wzqa.workbooks.formats import Formats, formats
from wzqa.workbooks.package import SAVE_AS, damaged, pack, refuse, well_formed

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHEET = re.compile(rb"<(?:\w+:)?sheet\s([^>]*?)/?>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s([^>]*?)/?>")
_ATTR = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_1904 = re.compile(rb"""\bdate1904\s*=\s*["'](?:1|true)["']""")
_ROOT_IS_SHEET = re.compile(rb"<(?:\w+:)?worksheet[\s>]")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that is safe to read: its bytes, what was seen per sheet in order, what to say."""

    data: bytes
    marks: tuple[Marks, ...]
    problems: tuple[Problem, ...] = ()


def note_1904(file: str) -> Problem:
    """Say that the workbook counts days from 1904."""
    message = "工作簿采用 1904 日期系统，日期已按此换算"
    return Problem(code="date-1904", message=message, severity=Severity.INFO, place=Place(file))


def _attributes(text: bytes) -> dict[bytes, bytes]:
    return {name.split(b":")[-1]: double or single for name, double, single in _ATTR.findall(text)}


def relations(parts: Mapping[str, bytes], workbook: str) -> dict[bytes, str]:
    """Map relationship ids of the workbook part to part names."""
    folder, _, name = workbook.rpartition("/")
    targets: dict[bytes, str] = {}
    for match in _RELATION.findall(parts.get(f"{folder}/_rels/{name}.rels", b"")):
        relation = _attributes(match)
        target = relation.get(b"Target", b"").decode("utf-8", "replace").replace("\\", "/")
        path = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
        targets[relation.get(b"Id", b"")] = path
    return targets


def _sheets(parts: Mapping[str, bytes], workbook: str) -> list[tuple[str, str]]:
    """List (sheet name, part) in the workbook's order."""
    targets = relations(parts, workbook)
    listed = []
    for match in _SHEET.findall(parts[workbook]):
        sheet = _attributes(match)
        name = unescape(
            sheet.get(b"name", b"").decode("utf-8", "replace"), {"&quot;": '"', "&apos;": "'"}
        )
        listed.append((name, targets.get(sheet.get(b"id", b""), "")))
    return listed


def _bounded(xml: bytes, part: str, file: str, *, plain: bool) -> tuple[bytes, tuple[str, ...]]:
    """Give the part as the fast reader may have it, and the cells that were left out."""
    try:
        kept, lost = second_look.cut(xml, plain=plain)
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


def prepare(data: bytes, parts: dict[str, bytes], workbook: str, file: str) -> Prepared:
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
    seen = formats(parts["xl/styles.xml"]) if "xl/styles.xml" in parts else Formats()
    problems: list[Problem] = []
    changed: dict[str, bytes] = {}
    marks: dict[str, Marks] = {}
    for part in sheets:
        plain = second_look.is_plain(parts[part])
        xml, lost = _bounded(parts[part], part, file, plain=plain)
        if xml is not parts[part]:
            changed[part] = xml
        if lost:
            problems.append(_too_far(lost, Place(file, names.get(part))))
        marks[part] = second_look.look(xml, seen, plain=plain)
    if _1904.search(parts[workbook]):
        problems.append(note_1904(file))
    return Prepared(
        pack({**parts, **changed}) if changed else data,
        tuple(marks.get(part, Marks()) for _, part in listed),
        tuple(problems),
    )
