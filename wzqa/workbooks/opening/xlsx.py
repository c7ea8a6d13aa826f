"""An .xlsx package: which part is which sheet, checked and bounded before the fast reader runs.

What the fast reader gets is a package of our own making: the sheets that are sheets, the shared
strings and the styles, under the names it looks for, in UTF-8. How the file called its parts, what
else lies in it (charts, macros, queries, links to nowhere) cannot trouble it.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from wzqa.problems import Place, Problem, Severity
from wzqa.workbooks.opening import second_look
from wzqa.workbooks.opening.cells import STRUCK_RUN, raised
from wzqa.workbooks.opening.formats import STRIKE, Formats, formats, without_formats
from wzqa.workbooks.opening.markup import attribute, escape, unescape, unquoted
from wzqa.workbooks.opening.package import SAVE_AS, as_utf8, damaged, refuse, too_large, well_formed
from wzqa.workbooks.opening.package import parts as package_parts
from wzqa.workbooks.opening.zips import pack

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wzqa.workbooks.opening.cells import Marks

_SHEET = re.compile(rb"<(?:\w+:)?sheet\s([^>]*?)/?>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s([^>]*?)/?>")
_ATTR = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_1904 = re.compile(rb"""\bdate1904\s*=\s*["'](?:1|true)["']""")
_RECALCULATE = re.compile(rb"""\bfullCalcOnLoad\s*=\s*["'](?:1|true)["']""")
_ERROR_TYPE = re.compile(rb"""(\bt\s*=\s*)["']e["']""")
_COUNT = re.compile(rb"""\s(?:uniqueCount|count)\s*=\s*(?:"[^"]*"|'[^']*')""")
_START = re.compile(rb"<(?:\w+:)?sst\b[^>]*>")
_ROOT_IS_SHEET = re.compile(rb"<(?:\w+:)?worksheet[\s/>]")
_ODD_NUMBER = re.compile(rb"""=["'][+-]?(?:nan|inf|\d+(?:\.\d*)?e)""", re.IGNORECASE)
_RUN = re.compile(
    rb"<(?:\w+:)?r>\s*(?:<(?:\w+:)?rPr>(.*?)</(?:\w+:)?rPr>)?.*?</(?:\w+:)?r>", re.DOTALL
)
_SECTION = re.compile(rb"<!\[CDATA\[(.*?)\]\]>|<!--.*?-->", re.DOTALL)
_DIGIT = re.compile(rb"(<v>[\d.+-]*)((?:&#(?:4[3-9]|5[0-7]|x2[bdBDeE]|x3\d);)+)")
_RUN_TEXT = re.compile(rb"(<(?:\w+:)?t(?:\s[^>]*)?>)([^<]+)")
_OFF_LINE = re.compile(rb"""<(?:\w+:)?vertAlign\s+val\s*=\s*["'](?:super|sub)script""")
_SHORTEST = 5  # bytes of a shared string, <si/>
MOST_STYLES, MOST_UNFOLDED = 1 << 20, 100_000  # bytes; cells of all merged areas of a sheet
STRINGS, STYLES, WORKBOOK = "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_ROOT = (
    f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
    f'Target="{WORKBOOK}"/></Relationships>'
).encode()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that is safe to read: its bytes, what was seen per sheet in order, what to say."""

    data: bytes
    marks: tuple[Marks, ...]
    problems: tuple[Problem, ...] = ()
    simple: Callable[[bytes, str], bytes] | None = (
        None  # the same without number formats and error values
    )
    ordinary: bool = False  # see `Book`


class Relation(NamedTuple):
    """Where a relationship leads: the last word of its type, and the part."""

    kind: str
    part: str


class Listed(NamedTuple):
    """One sheet as the workbook lists it."""

    name: str
    relation: str
    state: str  # visible, hidden, veryHidden


def note_1904(file: str) -> Problem:
    """Say that the workbook counts days from 1904."""
    message = "工作簿采用 1904 日期系统，日期已按此换算"
    return Problem(code="date-1904", message=message, severity=Severity.INFO, place=Place(file))


def _attributes(text: bytes) -> dict[bytes, str]:
    found = {}
    for name, double, single in _ATTR.findall(text):
        value = (double or single).decode("utf-8", "replace")
        found[name.split(b":")[-1]] = unescape(value)
    return found


@lru_cache(maxsize=64)
def _relations(folder: str, xml: bytes) -> dict[str, Relation]:
    targets: dict[str, Relation] = {}
    for match in _RELATION.findall(xml):
        relation = _attributes(match)
        target = relation.get(b"Target", "").replace("\\", "/")
        target = unquoted(target)
        path = posixpath.normpath(target if target.startswith("/") else f"{folder}/{target}")
        kind = relation.get(b"Type", "").rpartition("/")[2]
        targets[relation.get(b"Id", "")] = Relation(kind, path.lstrip("/"))
    return targets


@lru_cache(maxsize=64)
def _listed(xml: bytes) -> list[Listed]:
    listed = []
    for match in _SHEET.findall(xml):
        sheet = _attributes(match)
        listed.append(
            Listed(sheet.get(b"name", ""), sheet.get(b"id", ""), sheet.get(b"state", "visible"))
        )
    return listed


class Parts:
    """The parts of a package by name, upper and lower case alike, as UTF-8."""

    def __init__(self, found: Mapping[str, bytes], file: str) -> None:
        """Index the names."""
        self._found, self._file = found, file
        self._names = {name.lower(): name for name in found}

    def has(self, part: str) -> bool:
        """Say whether there is such a part."""
        return part.lower() in self._names

    def get(self, part: str) -> bytes:
        """Give a part in UTF-8, b"" when it is not there."""
        name = self._names.get(part.lower())
        return as_utf8(name, self._found[name], self._file) if name else b""

    def relations(self, part: str) -> dict[str, Relation]:
        """Map the relationship ids of a part to other parts; "" = of the package."""
        folder, _, name = part.rpartition("/")
        return _relations(folder, self.get(posixpath.join(folder, "_rels", f"{name}.rels")))

    def main(self) -> str:
        """Name the part that the package is about, whatever it is called; "" when none is."""
        told = [r.part for r in self.relations("").values() if r.kind == "officeDocument"]
        known = (WORKBOOK, "xl/workbook.bin", "word/document.xml")
        return next((part for part in (*told, *known) if self.has(part)), "")


def _bounded(xml: bytes, cells: second_look.Plain | None) -> tuple[bytes, tuple[str, ...]]:
    """Give the part as the fast reader may have it, and the cells that were left out."""
    kept, lost = second_look.cut(xml, cells)
    return (kept if second_look.dimension_is_sound(kept) else second_look.without(kept)), lost


def _said(code: str, message: str, place: Place, hint: str) -> Problem:
    return Problem(code=code, message=message, severity=Severity.WARNING, place=place, hint=hint)


def _honest(strings: bytes) -> bytes:
    """Leave out a number of strings that the part cannot hold: the fast reader would allocate it."""
    start = _START.search(strings, 0, 4096)
    if not start:
        return strings
    most = len(strings) // _SHORTEST
    numbers = re.findall(rb"""[cC]ount\s*=\s*["']([^"']*)["']""", start[0])
    if all(n.isdigit() and len(n) < 10 and int(n) <= most for n in numbers[-1:]):  # noqa: PLR2004
        return strings
    return strings[: start.start()] + _COUNT.sub(b"", start[0]) + strings[start.end() :]


def _with_runs(xml: bytes) -> bytes:
    """Keep in plain letters what a run of a text shows otherwise: a line through it, digits raised.

    Comments and CDATA within a value, which the fast reader stops at, are resolved on the way.
    """
    if b"!" in xml and b"<!" in xml:  # looking for a rare letter is the quicker way
        xml = _SECTION.sub(lambda m: escape((m[1] or b"").decode("utf-8", "replace")).encode(), xml)
    if b"#" in xml and b"&#" in xml and _DIGIT.search(xml):
        xml = _DIGIT.sub(lambda m: m[1] + unescape(m[2].decode()).encode(), xml)
    return _RUN.sub(_run, xml) if b"strike" in xml or b"vertAlign" in xml else xml


def _run(found: re.Match[bytes]) -> bytes:
    properties, run = found[1] or b"", found[0]
    if STRIKE.search(properties):
        run = _RUN_TEXT.sub(lambda t: t[1] + STRUCK_RUN.encode() + t[2], run)
    if _OFF_LINE.search(properties):
        run = _RUN_TEXT.sub(lambda t: t[1] + raised(t[2].decode()).encode(), run)
    return run


def simplified(data: bytes, file: str) -> bytes:
    """Take out what the fast reader may stumble on; `Marks` have seen it already.

    Made from what was prepared, so that nothing else need be kept in memory meanwhile.
    """
    simple = package_parts(data, file)
    for part, xml in simple.items():
        if part == STYLES:
            simple[part] = without_formats(xml)
        elif part.startswith("xl/worksheets/"):
            simple[part] = _ERROR_TYPE.sub(rb'\1"str"', xml)
    return pack(simple)


def _workbook(sheets: list[Listed], *, uses_1904: bool) -> dict[str, bytes]:
    """Write the parts that list the sheets, numbered from 1."""
    properties = '<workbookPr date1904="1"/>' if uses_1904 else ""
    rows = "".join(
        f'<sheet name={attribute(s.name)} sheetId="{i}" state="{s.state}" r:id="rId{i}"/>'
        for i, s in enumerate(sheets, 1)
    )
    targets = "".join(
        f'<Relationship Id="rId{i}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    book = f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{properties}<sheets>{rows}</sheets></workbook>'
    links = f'<Relationships xmlns="{_PACKAGE}">{targets}</Relationships>'
    return {
        "_rels/.rels": _ROOT,
        WORKBOOK: book.encode(),
        "xl/_rels/workbook.xml.rels": links.encode(),
    }


def _choose(parts: Parts, workbook: str, xml: bytes, file: str) -> tuple[
    list[tuple[Listed, str, bytes]], list[Problem]
]:  # fmt: skip
    """Find the worksheets in the workbook's order, and name those whose part is not there."""
    targets = parts.relations(workbook)
    found, problems = [], []
    for sheet in _listed(xml):
        part = targets.get(sheet.relation, Relation("", "")).part
        if not parts.has(part):
            hint = "请核对该表是否有内容；有的，用 Excel 或 WPS 打开后另存为 .xlsx 再报送"
            place = Place(file, sheet.name)
            problems.append(
                _said("sheet-lost", "文件里没有这张工作表的内容，没有读取", place, hint)
            )
        elif _ROOT_IS_SHEET.search(content := parts.get(part), 0, 4096):  # else a chart, a macro
            found.append((sheet, part, content))
    return found, problems


def prepare(parts: Parts, workbook: str, file: str) -> Prepared:
    """Check the sheets, take far-away cells out, and look at what the fast reader cannot see.

    Raises `WzqaError` when the package has no worksheet or a broken part.
    """
    book = parts.get(workbook)
    well_formed(workbook, book, file)
    sheets, problems = _choose(parts, workbook, book, file)
    if not sheets:
        raise refuse(file, "workbook-without-sheet", "工作簿里没有工作表", SAVE_AS)
    folder = posixpath.dirname(workbook)
    by_kind = {r.kind: r.part for r in parts.relations(workbook).values()}
    common = {}
    for canonical, kind in ((STRINGS, "sharedStrings"), (STYLES, "styles")):
        part = by_kind.get(kind, "")
        part = part if parts.has(part) else posixpath.join(folder, f"{kind}.xml")
        if content := parts.get(part):
            well_formed(part, content, file)
            common[canonical] = content
    if STRINGS in common:
        common[STRINGS] = _with_runs(_honest(common[STRINGS]))
    seen = formats(common[STYLES]) if STYLES in common else Formats()
    counted = not _RECALCULATE.search(book) or parts.has(posixpath.join(folder, "calcChain.xml"))
    uses_1904 = bool(_1904.search(book))
    kept = {**_workbook([s for s, _, _ in sheets], uses_1904=uses_1904), **common}
    marks: list[Marks] = []
    areas = 0
    ordinary = len(common.get(STYLES, b"")) <= MOST_STYLES
    for number, (sheet, part, xml) in enumerate(sheets, 1):
        well_formed(part, xml, file)
        xml = _with_runs(xml)  # noqa: PLW2901
        try:
            cells = second_look.plain(xml)
            bounded, lost = _bounded(xml, cells)
            if lost:
                cells = second_look.plain(bounded)
            areas += second_look.area(bounded, cells)
            marks.append(second_look.look(bounded, seen, cells, counted=counted))
            marks[-1].far = lost
        except second_look.BadReferenceError:
            raise damaged(file, f"工作表“{sheet.name}”的单元格编号不合规则，或有重复") from None
        if areas > second_look.MAX_AREAS:
            raise too_large(file)
        sound = not marks[-1].merged or second_look.merges_are_sound(bounded)
        if not sound:
            bounded = second_look.without_merges(bounded)
        unfolded = sum(area.cells for area in marks[-1].merged)
        ordinary = ordinary and sound and bounded is xml and unfolded <= MOST_UNFOLDED
        ordinary = ordinary and not _ODD_NUMBER.search(bounded)
        kept[f"xl/worksheets/sheet{number}.xml"] = bounded
    if uses_1904:
        problems.append(note_1904(file))
    return Prepared(pack(kept), tuple(marks), tuple(problems), simplified, ordinary)
